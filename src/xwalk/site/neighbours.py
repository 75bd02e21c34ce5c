"""A picture of a record among its neighbours: what leads to it on the left, what it leads to on the right.

It says nothing that the list beside it does not say, and stands only where there is room for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from xwalk.knowledge import Record
from xwalk.render.paper import clean
from xwalk.site.html import attribute, text
from xwalk.site.view import View

#: How many neighbours stand on one side at most.
SIDE = 7
#: How many neighbours a record needs for a picture.
FEWEST = 2
_WIDTH, _BOX, _HIGH, _STEP, _HEAD = 880, 270, 30, 38, 20
_LETTERS = 34

#: A neighbour: the words of the relation, the record, whether the relation leads to it.
Neighbour = tuple[str, Record, bool]


def picture(view: View, neighbours: Sequence[Neighbour]) -> str:
    """The picture as SVG, or nothing where a record has too few neighbours."""
    if len({record.key for _, record, _ in neighbours if record.kind}) < FEWEST:
        return ""
    sides = [_side([each for each in neighbours if each[2] == outward]) for outward in (False, True)]
    high = max(_height(side) for side in sides)
    middle = high / 2
    marks = []
    for side, outward in zip(sides, (False, True), strict=True):
        marks += _draw(view, side, (high - _height(side)) / 2, middle, outward=outward)
    left = (_WIDTH - 220) / 2
    label = text(_short(view.record.label, 28))
    marks.append(f'<rect class="xw-self" x="{left:g}" y="{middle - 18:g}" width="220" height="36" rx="4"/>')
    marks.append(f'<text class="xw-self" x="{_WIDTH / 2:g}" y="{middle + 5:g}">{label}</text>')
    more = len(neighbours) - sum(map(len, sides))
    left_out = f" {more} more stand in the lists." if more else ""
    return (
        f'<div class="xw-neighbours" data-pagefind-ignore><svg viewBox="-2 0 {_WIDTH + 4} {high:g}" role="group">'
        f"<title>{text(view.record.label)} and its neighbours</title>"
        f"<desc>What leads to it stands on the left, what it leads to on the right.{left_out} The lists on this "
        f"page say the same.</desc>{''.join(marks)}</svg></div>"
    )


def _side(held: Sequence[Neighbour]) -> list[Neighbour]:
    """The neighbours of one side, relation by relation; each relation has its first before any has its second."""
    by_words: dict[str, list[Neighbour]] = {}
    for each in held:
        if each[1].kind:
            by_words.setdefault(each[0], []).append(each)
    kept: dict[str, int] = dict.fromkeys(by_words, 0)
    room = SIDE
    while room and any(kept[words] < len(same) for words, same in by_words.items()):
        for words, same in by_words.items():
            if room and kept[words] < len(same):
                kept[words] += 1
                room -= 1
    return [each for words, same in by_words.items() for each in same[: kept[words]]]


def _height(side: Sequence[Neighbour]) -> float:
    return max(80, len({words for words, _, _ in side}) * _HEAD + len(side) * _STEP + 10)


def _draw(view: View, side: Sequence[Neighbour], top: float, middle: float, *, outward: bool) -> list[str]:
    """The boxes of one side, each with its line to the middle, under the words of its relation."""
    x = _WIDTH - _BOX if outward else 0
    inner, centre = (x, (_WIDTH + 220) / 2) if outward else (_BOX, (_WIDTH - 220) / 2)
    marks, words = [], ""
    for said, record, _ in side:
        if said != words:
            words = said
            top += _HEAD
            shown = _short(said if outward else f"{said} …", 40)
            marks.append(f'<text class="xw-relation" x="{x + 4:g}" y="{top - 6:g}">{text(shown)}</text>')
        y = top + _HIGH / 2
        bend = (inner + centre) / 2
        marks.append(
            f'<path class="xw-edge" d="M{inner:g} {y:g}C{bend:g} {y:g} {bend:g} {middle:g} {centre:g} {middle:g}"/>'
            f'<a href="{attribute(view.way(record))}"><title>{text(record.label)}</title>'
            f'<rect class="xw-box" x="{x:g}" y="{top:g}" width="{_BOX}" height="{_HIGH}" rx="4"/>'
            f'<text x="{x + 10:g}" y="{y + 5:g}">{text(_short(view.atlas.name(record), _LETTERS))}</text></a>'
        )
        top += _STEP
    return marks


def _short(words: str, most: int) -> str:
    shown = clean(words)
    return shown if len(shown) <= most else f"{shown[: most - 1].rstrip()}…"
