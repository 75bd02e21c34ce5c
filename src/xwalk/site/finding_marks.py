"""A survey number drawn on a line from 0 to 100 percent, no more exact than its source gives it."""

from __future__ import annotations

from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record
from xwalk.site.svg import strip

#: How long an open arrow is: it says “from here on”, and not how far.
_ARROW = 26
#: The height of a line; the style sheet gives it too.
_HIGH = 22
_MIDDLE = _HIGH / 2

#: The shape of each comparator: a dot, a soft mark, or an arrow to one side from an open or a closed end.
_SHAPES = {
    "exactly": "dot",
    "about": "soft",
    "similar to": "soft",
    "nearly": "just under",
    "slightly less than": "just under",
    "slightly more than": "just over",
    "more than": "over",
    "at least": "from",
    "less than": "under",
    "at most": "up to",
    "between": "range",
}
#: What each shape says, for a reader, with a number as an example.
MEANINGS = (
    ("exactly", "60", "", "", "a full dot: the source prints this number"),
    ("about", "60", "", "", "a soft dot: about, or similar to, this number"),
    ("nearly", "60", "", "", "an open dot with a short arrow: a little less, or a little more, than this number"),
    (
        "more than",
        "60",
        "",
        "",
        "an open dot with a long arrow: more, or less, than this number; how much is not said",
    ),
    ("at least", "60", "", "", "a full dot with a long arrow: this number or more, or this number or less"),
    ("between", "", "45", "60", "a bar: the source gives two ends, as a range over school levels"),
)


class Number(NamedTuple):
    """A number of a finding as its source gives it."""

    comparator: str
    value: str
    low: str
    high: str
    unit: str

    @property
    def words(self) -> str:
        """The number in words, as “more than 60 percent”."""
        if self.comparator == "between":
            return f"between {self.low} and {self.high} {self.unit}".strip()
        before = "" if self.comparator == "exactly" else f"{self.comparator} "
        return f"{before}{self.value} {self.unit}".strip()

    @property
    def is_share(self) -> bool:
        """Whether the number has a place on a line from 0 to 100 percent."""
        return self.unit == "percent" and bool(self.value or (self.low and self.high))


def number_of(knowledge: Knowledge, finding: Record) -> Number | None:
    """The number of a finding, or None where it has none."""
    said = knowledge.said(finding)
    parts = (said.get(f"xwalk:{name}", "") for name in ("comparator", "value", "low", "high", "unit"))
    number = Number(*parts)
    return number if number.value or number.low else None


def share_strip(number: Number, words: str) -> str:
    """A share on a line from 0 to 100 percent.

    Args:
        number: The number; its unit is percent.
        words: What it is the share of, for those who do not see the picture.
    """
    shape = _SHAPES.get(number.comparator, "dot")
    drawn = _range(number) if shape == "range" else _point(number.value, shape)
    return strip(number.words, words, [drawn])


def _range(number: Number) -> str:
    """A bar between two ends, each with its cap."""
    width = float(number.high) - float(number.low)
    caps = "".join(
        f'<line class="xw-cap" x1="{end}%" x2="{end}%" y1="3" y2="{_HIGH - 3}"/>' for end in (number.low, number.high)
    )
    return f'<rect class="xw-range" x="{number.low}%" y="{_MIDDLE - 4:g}" width="{width:g}%" height="8"/>{caps}'


def _point(value: str, shape: str) -> str:
    """A dot at a value, with the arrow that its comparator asks for; lengths of marks do not stretch."""
    kind = {"dot": "xw-dot", "from": "xw-dot", "up to": "xw-dot", "soft": "xw-dot-soft"}.get(shape, "xw-dot-open")
    length = {"over": _ARROW, "from": _ARROW, "under": -_ARROW, "up to": -_ARROW, "just over": 15, "just under": -15}
    arrow = _arrow(length[shape]) if shape in length else ""
    return f'<svg x="{value}%" overflow="visible">{arrow}<circle class="{kind}" cx="0" cy="{_MIDDLE:g}" r="5"/></svg>'


def _arrow(length: int) -> str:
    back = -5 if length > 0 else 5
    y = _MIDDLE
    return f'<path class="xw-arrow" d="M0 {y:g}H{length}m{back} -4l{-back} 4l{back} 4"/>'
