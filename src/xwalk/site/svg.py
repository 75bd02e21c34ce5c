"""Pictures as SVG: what they share. Colours are classes of the style sheet, so that they serve light and dark."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable

from xwalk.site.markup import attribute, escape


def picture(title: str, desc: str, width: int, height: float, marks: Iterable[str]) -> str:
    """A picture of a fixed width that scrolls inside the page where there is no room for it.

    Args:
        title: What the picture shows, as text.
        desc: What a reader sees in it, as text.
        width: Its width in units of the drawing.
        height: Its height in the same units.
        marks: What it is made of, as SVG.
    """
    return (
        f'<div class="xw-scroll" tabindex="0" role="region" aria-label="{attribute(title)}" data-pagefind-ignore>'
        f'<svg class="xw-picture" role="img" viewBox="0 0 {width} {height:g}" style="width:{width}px">'
        f"{_named(title, desc)}{''.join(marks)}</svg></div>"
    )


def beside(drawing: str, said: str) -> str:
    """A picture and the Markdown that says the same, side by side where there is room."""
    return f'<div class="xw-beside" markdown="1">\n\n{drawing}\n\n<div markdown="1">\n\n{said}\n\n</div>\n\n</div>'


def strip(title: str, desc: str, marks: Iterable[str]) -> str:
    """A picture as wide as its place and as high as a line: lengths along it are percentages of 0 to 100."""
    return f'<svg class="xw-strip" role="img">{_named(title, desc)}{"".join(marks)}</svg>'


def _named(title: str, desc: str) -> str:
    return f"<title>{escape(title)}</title><desc>{escape(desc)}</desc>"


def text(x: float, y: float, words: str, kind: str = "", *, anchor: str = "start") -> str:
    """Words; their left end, middle or right end stands at ``x``, and their foot at ``y``."""
    at = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text class="xw-words{_also(kind)}" x="{x:g}" y="{y:g}"{at}>{escape(words)}</text>'


def box(x: float, y: float, width: float, height: float, kind: str, *, title: str = "") -> str:
    """A rectangle; ``title`` shows when a pointer rests on it."""
    inside = f"<title>{escape(title)}</title>" if title else ""
    return f'<rect class="{kind}" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="2">{inside}</rect>'


def block(x: float, y: float, kind: str, size: float, *, fill: float = 1) -> str:
    """A square that stands for one thing, filled from its foot up as far as ``fill`` says."""
    high = size * fill
    inside = (
        f'<rect class="{kind}" x="{x:g}" y="{y + size - high:g}" width="{size:g}" height="{high:g}"/>' if fill else ""
    )
    return f'{inside}<rect class="{kind} xw-edge" x="{x:g}" y="{y:g}" width="{size:g}" height="{size:g}"/>'


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "xw-rule") -> str:
    """A line from one point to another."""
    return f'<line class="{kind}" x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"/>'


def path(shape: str, kind: str) -> str:
    """A shape, as the letters and numbers of an SVG path."""
    return f'<path class="{kind}" d="{shape}"/>'


def lines(words: str, most: int) -> list[str]:
    """Words on lines of at most ``most`` characters.

    >>> lines("State educational agency", 12)
    ['State', 'educational', 'agency']
    """
    return textwrap.wrap(words, most, break_long_words=True) or [""]


def _also(kind: str) -> str:
    return f" {kind}" if kind else ""
