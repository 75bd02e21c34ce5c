"""What changed in the data, release by release, from the changelog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xwalk.packs import embedded_root
from xwalk.site.markup import bullets, escape, section
from xwalk.site.page import Page

PATH = "data-changelog"
#: The parts of a change that are data and not program.
_DATA = frozenset({"knowledge base", "ontology", "rules", "shapes", "queries", "crosswalks"})
_ENTRY = re.compile(r"- \*\*(?P<part>[^*]+)\*\*: (?P<text>.+)")


class Release(NamedTuple):
    """A release, and what it changed: the part and what was done."""

    name: str
    changes: list[tuple[str, str]]


def releases(text: str) -> Iterator[Release]:
    r"""The releases of a changelog, with the changes of the data alone.

    >>> list(releases("## 1.0\n\n- **ontology**: a class\n  more.\n- **cli**: faster\n"))
    [Release(name='1.0', changes=[('ontology', 'a class more.')])]
    """
    for block in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        name, _, body = block.partition("\n")
        lines = re.sub(r"\n +", " ", body).splitlines()
        found = [entry for entry in map(_ENTRY.match, lines) if entry]
        changes = [(entry["part"], entry["text"].strip()) for entry in found if entry["part"].lower() in _DATA]
        yield Release(name.strip(), changes)


def data_changelog_page() -> Page:
    """The changelog of the data."""
    text = (embedded_root() / "CHANGELOG.md").read_text(encoding="utf-8")
    held = [each for each in releases(text) if each.changes]
    intro = (
        "What changed in the records, the statements, the rules and the ontology. A record keeps its address; one that "
        "is withdrawn keeps a page that says so. Two states of the data compare line by line with "
        "`xwalk compare HEAD~1 HEAD` in a copy of the project."
    )
    blocks = [
        section(
            each.name, bullets(f"**{escape(part)}**: {escape(text.replace('`', ''))}" for part, text in each.changes)
        )
        for each in held
    ]
    return Page(PATH, "Changes of the data", "\n\n".join([intro, *blocks]), "What changed in the data.")
