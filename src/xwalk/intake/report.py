"""What an import took, mended, left out and lost, for the person who brought the file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

#: What can be said of a part of a file: it was changed so that it can be read; it was left out because it is wrong; it
#: was left out because there is no place for it; it was taken as it stands, and is a fault of the source.
MENDED, REFUSED, LOST, FAULT = "mended", "refused", "lost", "fault"
SORTS = (MENDED, REFUSED, LOST, FAULT)


def plural(kind: str) -> str:
    """The word of a kind for several of it.

    >>> plural("standard"), plural("entry"), plural("class")
    ('standards', 'entries', 'classes')
    """
    if kind.endswith("y") and kind[-2:-1] not in "aeiou":
        return f"{kind[:-1]}ies"
    return f"{kind}es" if kind.endswith(("s", "x", "ch", "sh")) else f"{kind}s"


class Note(NamedTuple):
    """Something to know, said once for all of its places: the sort, the words, where first, how often."""

    sort: str
    what: str
    where: str
    times: int


@dataclass
class Report:
    """What was taken, counted, how many mapping sets name no rules, and what else there is to know."""

    taken: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    sets_without_rules: int = 0
    _notes: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def note(self, sort: str, what: str, where: str = "", times: int = 1) -> None:
        """Say something of a place; what is said of several places is said once and counted."""
        first, before = self._notes.get((sort, what), (where, 0))
        self._notes[sort, what] = (first, before + times)

    @property
    def notes(self) -> list[Note]:
        """What was noted, in the order of the sorts, and there in the order in which it came up."""
        held = [Note(sort, what, where, times) for (sort, what), (where, times) in self._notes.items()]
        return sorted(held, key=lambda note: SORTS.index(note.sort))

    def as_json(self) -> dict[str, Any]:
        """The report as an object of JSON."""
        return {
            "taken": dict(sorted(self.taken.items())),
            "changes": dict(sorted(self.changes.items())),
            "notes": [note._asdict() for note in self.notes],
        }
