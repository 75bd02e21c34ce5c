"""A memo as a document: headings, paragraphs with citation marks, lists, a table, sources. No format is known here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Run(NamedTuple):
    """Some words in one style: plain (empty), strong, emphasis or code."""

    text: str
    style: str = ""


class Mark(NamedTuple):
    """The numbers of the passages that the words before it cite.

    >>> str(Mark((1, 4)))
    '[1, 4]'
    """

    numbers: tuple[int, ...]

    def __str__(self) -> str:
        """As it stands in the text."""
        return f"[{', '.join(map(str, self.numbers))}]"


Inline = Run | Mark


class Heading(NamedTuple):
    """A heading of a level, from 1; ``key`` where what follows is what to know first."""

    level: int
    text: str
    key: bool = False


class Paragraph(NamedTuple):
    """A paragraph; its role is plain (empty), lead, note, label or end."""

    words: list[Inline]
    role: str = ""


class Items(NamedTuple):
    """A list without an order."""

    rows: list[list[Inline]]


class Table(NamedTuple):
    """A table with a header; a cell is words, and ``shares`` says how much of the width each column has."""

    caption: str
    header: Sequence[str]
    shares: Sequence[float]
    rows: list[list[list[Inline]]]


class Entry(NamedTuple):
    """One numbered passage."""

    number: int
    words: str
    url: str


class Source(NamedTuple):
    """The edition of a source, its address, and the passages that the memo cites."""

    edition: str
    url: str
    entries: list[Entry]


class Sources(NamedTuple):
    """The numbered passages, source by source."""

    groups: list[Source]


Block = Heading | Paragraph | Items | Table | Sources


class Document(NamedTuple):
    """A document, what it is about, its date (ISO 8601, or empty) and its blocks in order."""

    title: str
    subject: str
    dated: str
    blocks: list[Block]


def as_text(words: Sequence[Inline]) -> str:
    """Words with their marks, without styles.

    >>> as_text([Run("It is so.", "strong"), Mark((2,)), Run(" More.")])
    'It is so. [2] More.'
    """
    return "".join(f" {word}" if isinstance(word, Mark) else word.text for word in words).strip()
