"""Lines of text for a terminal: wrapped, indented, coloured where the terminal wants colour."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator

_CODES = {"bold": "1", "dim": "2", "green": "32", "yellow": "33", "cyan": "36", "red": "31"}
#: What a terminal obeys and a reader does not see: control characters, and changes of the direction of writing.
_OBEYED = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\ufffd")
_OBEYED |= dict.fromkeys([*range(0x09, 0x0E), 0x85, 0x2028, 0x2029], " ")
#: How a status is coloured; the word itself always stands there too.
STATUS_STYLE = {"stated": "green", "asserted": "yellow", "derived": "cyan", "suggested": "red"}


class Paper:
    """Collects lines; nothing is lost without colour.

    >>> paper = Paper(width=24, colour=False)
    >>> paper.say("a sentence that is too long for one line", indent=2)
    >>> print(paper.text())
      a sentence that is too
      long for one line
    """

    def __init__(self, *, width: int | None = None, colour: bool | None = None) -> None:
        self.width = width or max(40, min(shutil.get_terminal_size((100, 24)).columns, 110))
        self.colour = wants_colour() if colour is None else colour
        self.lines: list[str] = []

    def say(self, text: str, *, indent: int = 0, style: str = "", mark: str = "") -> None:
        """A paragraph, wrapped; ``mark`` hangs before its first line."""
        start = " " * indent
        lines = _wrap(text.split(), self.width, start + mark, start + " " * len(mark))
        self.lines += [self.paint(line, style) for line in lines]

    def split(self, left: str, right: str, *, indent: int = 0, style: str = "", right_style: str = "") -> None:
        """Words at the left margin and words at the right one, or below it where both do not fit."""
        room = self.width - indent - len(left) - len(right)
        if room < 2:
            self.say(left, indent=indent, style=style)
            self.say(right, indent=indent + 2, style=right_style)
        else:
            self.lines.append(" " * indent + self.paint(left, style) + " " * room + self.paint(right, right_style))

    def gap(self) -> None:
        """An empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def paint(self, text: str, style: str) -> str:
        """Text in a style, or plain where colour is off; no code of its own reaches the terminal."""
        if not self.colour or not style:
            return clean(text)
        codes = ";".join(_CODES[name] for name in style.split())
        return f"\x1b[{codes}m{clean(text)}\x1b[0m"

    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def _wrap(words: list[str], width: int, first: str, later: str) -> Iterator[str]:
    """Lines of words, each as full as it goes; a word that is too long for a line has one of its own.

    The standard library's ``textwrap`` does more, and takes as long as all the rest of a sheet.
    """
    line = first
    empty = True
    for word in words:
        if not empty and len(line) + 1 + len(word) > width:
            yield line
            line, empty = later, True
        line += word if empty else f" {word}"
        empty = False
    yield line if not empty else line.rstrip()


def limits(release: str, disclaimer: str) -> str:
    """What an answer about law says of its own limits, in one line: the date of the law, the release of the data.

    >>> limits("0.1.0", "Not legal advice.")
    'Not legal advice. Data release 0.1.0.'
    """
    return f"{disclaimer} {f'Data release {release}.' if release else ''}".strip()


def clean(text: str) -> str:
    r"""Text on one line, without what a terminal would obey; the number of characters stays.

    >>> clean("one\x1b[31m\ntwo") == "one\ufffd[31m two"
    True
    """
    return text if text.isprintable() else text.translate(_OBEYED)


def wants_colour() -> bool:
    """Whether standard output is a terminal and ``NO_COLOR`` is unset (https://no-color.org)."""
    return (
        sys.stdout is not None
        and sys.stdout.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
