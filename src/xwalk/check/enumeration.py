"""The numbered paragraphs of the U.S. Code, followed line by line.

Source of the order of levels: (a) (1) (A) (i) (I) (aa) (AA), House Office of the Legislative Counsel, "Manual on
Drafting Style". In the texts read here a subsection opens with a Markdown heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ENUMERATOR = re.compile(r"(?P<heading>#+ )?\((?P<token>[A-Za-z0-9]{1,6})\)(?=\s|$)")
_CITED = re.compile(r"\(([A-Za-z0-9]{1,6})\)")
_TENS = ("", "x", "xx")
_ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {tens + ones for tens in _TENS for ones in _ONES} - {""}

Path = tuple[str, ...]


def cited_path(locator: str) -> Path:
    """The enumerators of a locator.

    >>> cited_path("(c)(3)(D)")
    ('c', '3', 'D')
    """
    return tuple(_CITED.findall(locator))


def paragraphs(lines: Sequence[str]) -> list[tuple[int, Path]]:
    """The line, counted from 1, at which each numbered paragraph begins, with its full path.

    >>> paragraphs(["##### (a) One", "(1) x", "(A) y", "(2) z"])
    [(1, ('a',)), (2, ('a', '1')), (3, ('a', '1', 'A')), (4, ('a', '2'))]
    """
    tokens = [
        (number, found["token"], bool(found["heading"]))
        for number, line in enumerate(lines, 1)
        if (found := _ENUMERATOR.match(line)) is not None
    ]
    stack: dict[int, str] = {}
    reached: list[tuple[int, Path]] = []
    for place, (number, token, heading) in enumerate(tokens):
        level = 0 if heading else _level(token, stack, [after for _, after, _ in tokens[place + 1 :]])
        stack = {depth: held for depth, held in stack.items() if depth < level}
        stack[level] = token
        reached.append((number, tuple(stack[depth] for depth in sorted(stack))))
    return reached


def paragraph_span(begun: Sequence[tuple[int, Path]], last: int, path: Path) -> tuple[int, int] | None:
    """The first and last line of a numbered paragraph, or None where there is none.

    Args:
        begun: Where each paragraph of the text begins, as ``paragraphs`` tells.
        last: The last line of the text.
        path: The enumerators of the paragraph.

    >>> paragraph_span([(1, ("a",)), (2, ("a", "1")), (3, ("a", "1", "A")), (4, ("a", "2"))], 4, ("a", "1"))
    (2, 3)
    """
    start = 0
    for number, held in begun:
        if start and held[: len(path)] != path:
            return start, number - 1
        if not start and held == path:
            start = number
    return (start, last) if start else None


def _level(token: str, stack: dict[int, str], after: list[str]) -> int:
    """The level of an enumerator; a capital I is a letter after H, unless a II follows it before the next letter."""
    if token.isdigit():
        return 1
    if token.islower():
        return 3 if token in _ROMAN else 5
    if token.lower() not in _ROMAN:
        return 2 if len(token) == 1 else 6
    letter = len(token) == 1 and stack.get(2) == chr(ord(token) - 1)
    if not letter:
        return 4
    following = next((each for each in after if each.isupper()), "")
    return 4 if following == token + "I" and 3 in stack else 2
