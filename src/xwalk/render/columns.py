"""A table for a person: columns that fit the terminal, wrapped in their cells, or else each row as a list."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from textwrap import wrap

from xwalk.render.paper import Paper, clean

#: The space between two columns.
_GAP = 2
#: Below this width, or beyond so many lines in a cell, a column cannot be read any more.
_LEAST = 12
_LINES = 8


def columns(
    header: Sequence[str], rows: Sequence[Sequence[str]], *, closing: str = "", paper: Paper | None = None
) -> str:
    """Rows under a header, as wide as the terminal at most.

    Args:
        header: The names of the columns.
        rows: The cells.
        closing: A paragraph below them.
        paper: Where to write; one as wide as the terminal when None.

    >>> print(columns(["No.", "Says"], [["1", "some words that go on"]], paper=Paper(width=40, colour=False)))
    No.  Says
    1    some words that go on
    """
    paper = paper or Paper()
    cells = [[" ".join(clean(cell).split()) for cell in row] for row in rows]
    widths = _widths([list(header), *cells], paper.width)
    if widths is None:
        _as_list(paper, header, cells)
    else:
        _as_table(paper, [list(header), *cells], widths)
    if closing:
        paper.gap()
        paper.say(closing, style="dim")
    return paper.text()


def _as_list(paper: Paper, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if not rows:
        paper.say(" · ".join(header), style="bold")
    for row in rows:
        paper.gap()
        for name, cell in zip(header, row, strict=True):
            if cell:
                paper.say(f"{name}: {cell}")


def _as_table(paper: Paper, rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    for number, row in enumerate(rows):
        wrapped = [wrap(cell, width) or [""] for cell, width in zip(row, widths, strict=True)]
        for parts in zip_longest(*wrapped, fillvalue=""):
            line = (" " * _GAP).join(part.ljust(width) for part, width in zip(parts, widths, strict=True))
            paper.lines.append(paper.paint(line.rstrip(), "bold" if number == 0 else ""))


def _widths(rows: Sequence[Sequence[str]], most: int) -> list[int] | None:
    """How wide each column is: as its longest cell where all fit, else the wide ones share what the others leave.

    None where a column would be too narrow to read, or a cell too high.
    """
    natural = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    room = most - _GAP * (len(natural) - 1)
    open_columns = sorted(range(len(natural)), key=lambda place: natural[place])
    widths = list(natural)
    for done, place in enumerate(open_columns):
        share = room // (len(natural) - done)
        if natural[place] > share:
            if share < _LEAST:
                return None
            widths[place] = share
        room -= widths[place]
    high = any(length > _LINES * width for length, width in zip(natural, widths, strict=True))
    return None if high else widths
