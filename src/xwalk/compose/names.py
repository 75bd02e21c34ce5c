"""One name for one thing: the curie maps of several mapping sets, brought to a common form.

A name is a prefix and what follows, or an IRI. In every set each way of beginning a name (a *head*) becomes the head
that all sets share: the prefix of the longest namespace that the name begins with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xwalk.names import BUILT_IN_PREFIXES


class Head(NamedTuple):
    """How a name may begin in the sets with one curie map, and how it begins in the common form."""

    map: int
    prefix: str
    head: str
    becomes: str


class Common:
    """The common form of the names of several sets.

    Args:
        maps: The prefixes of each set, in order; the first set that declares a namespace names it.

    >>> common = Common([{"obo": "https://example.org/"}, {"m": "https://example.org/m_"}])
    >>> common.prefixes["obo"], common.prefixes["m"]
    ('https://example.org/', 'https://example.org/m_')
    >>> [each for each in common.heads if each.map == 0 and each.prefix == "obo"]
    [Head(map=0, prefix='obo', head='obo:', becomes='obo:'), Head(map=0, prefix='obo', head='obo:m_', becomes='m:')]
    """

    def __init__(self, maps: Sequence[dict[str, str]]) -> None:
        self.prefixes: dict[str, str] = {}
        self._of: dict[str, str] = {}
        for spaces in [BUILT_IN_PREFIXES, *maps]:
            for prefix, space in spaces.items():
                self._name(prefix, space)
        self.maps: list[dict[str, str]] = []
        for spaces in maps:
            if spaces not in self.maps:
                self.maps.append(spaces)
        self.map_of = [self.maps.index(spaces) for spaces in maps]
        self.heads = [head for number, spaces in enumerate(self.maps) for head in self._heads(number, spaces)]

    def contract(self, iri: str) -> str:
        """The common form of an IRI."""
        space = max((space for space in self._of if iri.startswith(space)), key=len, default="")
        return f"{self._of[space]}:{iri.removeprefix(space)}" if space else iri

    def _name(self, prefix: str, space: str) -> None:
        """Choose the prefix of a namespace; one that means something else already gets a number."""
        if not space or space in self._of:
            return
        free, number = prefix, 1
        while free in self.prefixes:
            number += 1
            free = f"{prefix}{number}"
        self.prefixes[free], self._of[space] = space, free

    def _heads(self, number: int, spaces: dict[str, str]) -> Iterable[Head]:
        for prefix, space in spaces.items():
            if not space:
                continue
            for longer, becomes in self._of.items():
                if longer.startswith(space):
                    yield Head(number, prefix, f"{prefix}:{longer[len(space) :]}", f"{becomes}:")
        for space, becomes in self._of.items():
            if "://" in space:
                yield Head(number, space.partition(":")[0], space, f"{becomes}:")

    def longer(self) -> list[tuple[int, str, str]]:
        """Heads that begin like another one: the map, the shorter head, the longer head."""
        return [
            (one.map, one.head, two.head)
            for one in self.heads
            for two in self.heads
            if one.map == two.map and one.prefix == two.prefix and one.head != two.head
            if two.head.startswith(one.head)
        ]
