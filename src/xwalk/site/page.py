"""A page of the site, and the Markdown file that holds it."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from xwalk.render.paper import clean


@dataclass(frozen=True)
class Page:
    """A page.

    Attributes:
        path: Its place on the site without an ending, as ``area/flexible-pacing``.
        title: What the page is called, as text.
        body: Markdown, without the title.
        description: One sentence for search engines and lists, as text.
        facets: What a search can be narrowed by: kind, jurisdiction, status, component.
        twin: The place of its Turtle and JSON-LD twins without an ending, where it has some.
        linked: The page as schema.org JSON-LD, where it has some.
        about: What the theme tells of the record at the end of its page: how to cite it, where it is written.
        scripts: Scripts of the site that the page needs, as ``assets/ask.js``.
        wide: Whether the body takes the room of the table of contents.
    """

    path: str
    title: str
    body: str
    description: str = ""
    facets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    twin: str = ""
    linked: dict[str, Any] | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    scripts: Sequence[str] = ()
    wide: bool = False

    @property
    def file(self) -> str:
        """The Markdown file of the page, below the folder of pages."""
        return f"{self.path}.md"

    def markdown(self, title: str, more: Mapping[str, Any] | None = None) -> str:
        """The file's text.

        Args:
            title: The title in Markdown.
            more: What the head of the file says beside.
        """
        head: dict[str, Any] = {"title": _html(self.title), **(more or {})}
        if self.description:
            head["description"] = _html(self.description)
        if self.facets:
            head["facets"] = {name: [clean(value) for value in values] for name, values in self.facets.items()}
        if self.twin:
            head["twin"] = self.twin
        if self.linked:
            head["linked"] = _inside_script(self.linked)
        if self.about:
            head["about"] = {name: clean(value) for name, value in self.about.items()}
        if self.scripts:
            head["scripts"] = list(self.scripts)
        head["hide"] = ["navigation", "toc"] if self.wide else ["navigation"]
        lines = [f"{name}: {_yaml(value)}" for name, value in head.items()]
        return "\n".join(["---", *lines, "---", "", f"# {title}", "", self.body, ""])


def _html(text: str) -> str:
    """Text for the head of a page: the theme writes it between tags and into attributes as it stands."""
    return escape(clean(text), quote=False).replace('"', "&quot;")


def _yaml(value: Any) -> str:
    r"""A value in the head of a page, in letters that YAML takes: JSON, but for what lies beyond 16 bits.

    >>> print(_yaml(["é", "😀"]))
    ["\u00e9", "\U0001f600"]
    """
    said = json.dumps(value, ensure_ascii=False)
    return re.sub("[^ -~]", lambda found: _unicode(found[0]), said)


def _unicode(letter: str) -> str:
    return f"\\U{ord(letter):08x}" if letter > "\uffff" else f"\\u{ord(letter):04x}"


def _inside_script(linked: dict[str, Any]) -> str:
    """JSON-LD inside a page; no text in it can end the script."""
    said = json.dumps(linked, ensure_ascii=True, sort_keys=True)
    return re.sub("[<>&]", lambda found: _unicode(found[0]), said)


def relative(target: str, here: str) -> str:
    """The way from the Markdown file of the page ``here`` to another file of the tree.

    >>> relative("area/flexible-pacing.md", "provision/esea-1003a")
    '../area/flexible-pacing.md'
    """
    return posixpath.relpath(target, posixpath.dirname(here) or ".")


def address(target: str, here: str) -> str:
    """The way from the page ``here`` to another page as a browser follows it, for HTML that no processor reads.

    >>> address("matrix/title-ii-a#cell", "matrix")
    'title-ii-a/#cell'
    >>> address("term/equity", "index")
    'term/equity/'
    """
    place, mark, anchor = target.partition("#")
    way = f"{posixpath.relpath(place, '.' if here == 'index' else here)}/" if place else ""
    return f"{way}{mark}{anchor}"
