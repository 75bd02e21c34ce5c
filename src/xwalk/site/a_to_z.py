"""Every record by its names, from A to Z: a page for each letter."""

from __future__ import annotations

import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xwalk.knowledge import Record
from xwalk.names import natural_key
from xwalk.site.atlas import Atlas
from xwalk.site.markup import bullets, escape, link
from xwalk.site.page import Page, relative

PATH = "a-to-z"
#: Kinds that a reader does not look up by name.
_LEFT_OUT = frozenset({"passage", "condition"})
#: How many names a page shows: what keeps it below 120 kB.
NAMES = 300
#: Where names stand that begin with no letter from A to Z.
_OTHERS = "0-9"


class Entry(NamedTuple):
    """A name of a record, and the record; ``other`` where it is not its first name."""

    words: str
    record: Record
    other: bool


def entries(atlas: Atlas) -> list[Entry]:
    """Every name of every record but passages and conditions, in alphabetical order."""
    found = []
    for record in atlas.records:
        if record.kind in _LEFT_OUT:
            continue
        found.append(Entry(record.label, record, other=False))
        others = dict.fromkeys(atlas.knowledge.values(record, "skos:altLabel"))
        # a name that the label begins with would stand beside it
        found += [
            Entry(words, record, other=True)
            for words in others
            if not record.label.casefold().startswith(words.casefold())
        ]
    return sorted(found, key=lambda entry: (natural_key(entry.words.casefold()), entry.record.name))


def a_to_z_pages(atlas: Atlas) -> Iterator[Page]:
    """The page of the letters, and the pages of each."""
    by_letter: dict[str, list[Entry]] = defaultdict(list)
    found = entries(atlas)
    for entry in found:
        by_letter[_letter(entry.words)].append(entry)
    pages = {
        letter: [held[start : start + NAMES] for start in range(0, len(held), NAMES)]
        for letter, held in sorted(by_letter.items())
    }
    body = "\n\n".join(
        (
            (
                "Every record by its name and by the other names in use for it: abbreviations, everyday words, "
                "names that it had before. Passages and conditions stand on the pages of what they prove and bind."
            ),
            _letters(pages, PATH),
            f"{sum(map(len, by_letter.values())):,} names of {len({e.record for e in found}):,} records.",
        )
    )
    yield Page(PATH, "A to Z", body, "Every record by name.")
    for letter, parts in pages.items():
        for number, held in enumerate(parts, 1):
            yield _letter_page(atlas, letter, number, held, pages)


def _letter_page(
    atlas: Atlas, letter: str, number: int, held: list[Entry], pages: dict[str, list[list[Entry]]]
) -> Page:
    here = _path(letter, number)
    letters = _letters(pages, here, letter)
    parts = len(pages[letter])
    others = " · ".join(
        f"**{n}**" if n == number else link(str(n), relative(f"{_path(letter, n)}.md", here))
        for n in range(1, parts + 1)
    )
    blocks = [
        letters,
        f"Part {others} of {parts}" if parts > 1 else "",
        bullets(_line(atlas, each, here) for each in held),
    ]
    title = f"A to Z: {letter}" + (f", part {number}" if parts > 1 else "")
    return Page(here, title, "\n\n".join(filter(None, blocks)), f"Names that begin with {letter}.")


def _letters(pages: Iterable[str], here: str, current: str = "") -> str:
    links = (f"**{each}**" if each == current else link(each, relative(f"{_path(each, 1)}.md", here)) for each in pages)
    return f'<p class="xw-letters" markdown="1">{" ".join(links)}</p>'


def _line(atlas: Atlas, entry: Entry, here: str) -> str:
    if entry.other:
        return f"{escape(entry.words)}, see {atlas.link(entry.record, here)}"
    return f"{atlas.link(entry.record, here)}, {escape(atlas.kind(entry.record).lower())}"


def _letter(words: str) -> str:
    """The letter under which a name stands.

    >>> _letter("Éducation"), _letter("“Quoted”"), _letter("3 percent")
    ('E', 'Q', '0-9')
    """
    for mark in unicodedata.normalize("NFKD", words):
        if mark.isalnum():
            return mark.upper() if mark.upper() in string.ascii_uppercase else _OTHERS
    return _OTHERS


def _path(letter: str, number: int) -> str:
    return f"{PATH}/{letter.lower()}" + (f"-{number}" if number > 1 else "")
