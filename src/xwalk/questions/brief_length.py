"""How long a memo is on paper, and what it says as long as it has room on two pages."""

from __future__ import annotations

from math import ceil

from xwalk.questions.brief_document import Block, Document, Heading, Items, Paragraph, Sources, Table, as_text
from xwalk.questions.brief_lines import Limits

#: The height and the width of the text on a page of letter paper, and the height of a line, in points. Source: the
#: style sheet of ``render/brief_html.py``, the tightest of the formats.
PAGE, WIDTH, LINE = 729.0, 532.0, 11.5
#: What may be lost at the foot of the first page, where a row or a heading does not break over two pages.
LOST = 3 * LINE
#: The letters on a point of width, in the letters of the text and in those of the sources.
_LETTERS, _SMALL_LETTERS = 0.24, 0.315
_SMALL_LINE = 9.0

#: The shortest memo.
LEAST = Limits(
    findings=2,
    caveats=1,
    levers=2,
    conditions=2,
    further=1,
    differences=1,
    law=1,
    duties=4,
    denied=1,
    unknown=1,
    judgements=1,
    apart=0,
)
#: What it says beside: one more of each, in this order, where there is still room for it.
WISHES = (
    *("levers", "findings", "levers", "duties", "conditions", "duties"),
    *("findings", "levers", "caveats", "unknown", "duties"),
    *("apart", "levers", "findings", "judgements", "further", "duties"),
    *("levers", "unknown", "caveats", "conditions", "duties", "duties"),
    *("levers", "findings", "law", "denied", "differences", "unknown"),
    *("conditions", "further", "judgements", "duties", "duties", "levers", "law", "judgements"),
)


def fits(document: Document) -> bool:
    """Whether a document stays within two printed pages."""
    return height(document) <= 2 * PAGE - LOST


def height(document: Document) -> float:
    """The height of a document on paper, in points.

    >>> height(Document("", "", "", [Paragraph([])]))
    13.5
    """
    return sum(map(_height, document.blocks))


def _height(block: Block) -> float:
    if isinstance(block, Heading):
        return 18.0 if block.level > 1 else 21.0
    if isinstance(block, Paragraph):
        return _lines(as_text(block.words), WIDTH) * LINE + 2
    if isinstance(block, Items):
        return sum(_lines(as_text(row), WIDTH - 16) * LINE + 1 for row in block.rows) + 2
    if isinstance(block, Table):
        rows = [
            max(_lines(as_text(cell), WIDTH * share - 6) for cell, share in zip(row, block.shares, strict=True))
            for row in block.rows
        ]
        return sum(lines * LINE + 4 for lines in [1, 1, *rows])
    return _sources(block)


def _lines(text: str, width: float, letters: float = _LETTERS) -> int:
    """How many lines a text takes; at the end of each a part of a word stays free."""
    return max(1, ceil(len(text) / (width * letters - 3)))


def _sources(block: Sources) -> float:
    """Two columns in small letters."""
    column = WIDTH / 2 - 12
    high = 0.0
    for group in block.groups:
        high += _lines(f"{group.edition} {group.url}", column, _SMALL_LETTERS) * _SMALL_LINE + 3
        for entry in group.entries:
            high += _lines(f"{entry.words} {entry.url}", column - 22, _SMALL_LETTERS) * _SMALL_LINE
    return high / 2 + 2 * _SMALL_LINE
