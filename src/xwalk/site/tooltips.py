"""Words of the glossary: the first mention of a term on a page links to it and says what it means, and only the first.

The text of a page is read once, by one pattern: what must stay as it is (headings, links, code, tags, pictures) or a
term, whichever comes first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from xwalk.knowledge import Record
from xwalk.site.atlas import Atlas
from xwalk.site.html import attribute, text
from xwalk.site.page import Page, address

#: The kind of record whose words are explained.
GLOSSARY = "term"
#: A name with more letters is no word of a text, and would make the pattern deep.
LONGEST = 80
#: Inside these elements nothing is a link.
_CLOSED = "a|button|code|h[1-6]|option|pre|script|select|style|summary|svg|textarea|title"
_LEAVE = (
    rf"(?s:<({_CLOSED})\b.*?</\1\s*>)",  # an element that is left whole
    r'<p class="xw-names">[^\n]*?</p>',  # the names of the record of the page
    r"<[^>]*>",  # any other tag
    r"(?m:^(?:#|!!!|\?\?\?)[^\n]*$)",  # a heading, the title of a box
    r"(?m:^\|[^\n]*\n\|[ :|-]+\|$)",  # the header of a table
    r"!?\[[^\]\n]*\]\([^)\n]*\)(?:\{[^}\n]*\})?",  # a link
    r"(?s:```.*?```)|`[^`\n]*`",  # code
    r"&#?\w+;",  # a character reference
)


class Glossary:
    """The words of a glossary.

    Args:
        atlas: The site.
    """

    def __init__(self, atlas: Atlas) -> None:
        self._atlas = atlas
        self._terms: dict[str, Record] = {}
        for record in atlas.knowledge.of_kind(GLOSSARY):
            for words in _names(atlas, record):
                self._terms.setdefault(text(words).lower(), record)
        words = rf"(?<![\w-])(?P<term>{_trie(sorted(self._terms))})(?![\w-])"
        self._pattern = re.compile("|".join([*_LEAVE, words])) if self._terms else None

    def mark(self, page: Page) -> Page:
        """The page with its first mentions marked; the page of a term never explains that term."""
        lowered = page.body.lower()
        if self._pattern is None or len(lowered) != len(page.body):
            return page
        seen: set[str] = set()
        parts, done = [], 0
        for found in self._pattern.finditer(lowered):
            term = self._terms.get(found["term"] or "")
            if term is None or term.name in seen:
                continue
            seen.add(term.name)
            place = self._atlas.place(term)
            if place == page.path:
                continue
            words = page.body[found.start() : found.end()]
            meaning = attribute(self._atlas.knowledge.value(term, "skos:definition"))
            link = f'<a class="xw-term" href="{attribute(address(place, page.path))}" title="{meaning}">{words}</a>'
            parts += [page.body[done : found.start()], link]
            done = found.end()
        return replace(page, body="".join([*parts, page.body[done:]])) if parts else page


def _names(atlas: Atlas, record: Record) -> Iterator[str]:
    """The words that name a term and little else: its label, and other names of several words or of capitals only.

    A single everyday word, as “agency”, may mean something else in a statute.
    """
    others = atlas.knowledge.values(record, "skos:altLabel")
    telling = [name for name in others if " " in name or "-" in name or name.isupper()]
    yield from (name for name in (record.label, *telling) if len(name) <= LONGEST)


def _trie(words: Iterable[str]) -> str:
    """A pattern that fits exactly some words, the longest first, and looks at each letter once."""
    ends: dict[str, list[str]] = {}
    empty = False
    for word in words:
        if word:
            ends.setdefault(word[0], []).append(word[1:])
        else:
            empty = True
    branches = [re.escape(letter) + _trie(rest) for letter, rest in sorted(ends.items())]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 and not empty else f"(?:{'|'.join(branches)})"
    return f"{body}?" if empty else body
