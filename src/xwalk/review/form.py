"""The table of a review: its columns, and the words that stand in its cells.

A row is a practice, or whatever else was matched. What it says is said from the side of the practice: "is part of"
means that the practice is a part of the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record
from xwalk.names import NO_TERM_FOUND, XWALK
from xwalk.questions.match import Matched
from xwalk.store import Store

ID, PRACTICE, WHY = "Id", "Practice", "Why these"
SUGGESTIONS = ("Suggestion 1", "Suggestion 2", "Suggestion 3")
#: The columns of a decision; a row has room for two.
DECISIONS = (
    ("Relation", "Record", "How sure", "Note"),
    ("Relation 2", "Record 2", "How sure 2", "Note 2"),
)
COLUMNS = (ID, PRACTICE, *SUGGESTIONS, WHY, *DECISIONS[0], *DECISIONS[1])
#: How sure a curator is, in words, and the confidence that it stands for.
SURE = {"near certain": "0.9", "probable": "0.7", "arguable": "0.5"}
#: What is chosen where a practice has no counterpart, and what it may be said of beside a kind.
NOTHING, ANYTHING = "has no counterpart among", "anything here"
_NAMED = re.compile(r"\(([^()\s]+:[^()\s]+)\)\s*\Z")
_KIND = "any "


class Choice(NamedTuple):
    """A relation that a reviewer may choose: in words, and by name."""

    words: str
    relation: str


class Form(NamedTuple):
    """What a review may say: relations, and records in the order of the list from which they are chosen."""

    choices: tuple[Choice, ...]
    records: tuple[Record, ...]
    kinds: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """What may stand under "Record"."""
        return [*map(named, self.records), *(f"{_KIND}{kind}" for kind in self.kinds), ANYTHING]


def form(knowledge: Knowledge, store: Store, kinds: Iterable[str]) -> Form:
    """The form of a review of some kinds.

    The relations are those to which an ontology gives words of choice (``xwalk:choice``), in the order of their ranks.
    """
    words = {t.subject: t.object.text for t in store.triples() if t.predicate == XWALK + "choice"}
    ranks = {t.subject: t.object.text for t in store.triples() if t.predicate == XWALK + "rank"}
    ordered = sorted(words, key=lambda name: (int(ranks.get(name, "1000")), name))
    choices = [Choice(words[name], store.prefixes.contract(name)) for name in ordered]
    held = tuple(kinds)
    records = tuple(record for kind in held for record in knowledge.of_kind(kind))
    return Form((*choices, Choice(NOTHING, NO_TERM_FOUND)), records, held)


def named(record: Record) -> str:
    """A record as it stands in a cell: its label, and its name in brackets."""
    return f"{record.label} ({record.name})"


def name_in(cell: str) -> str:
    """The name of the record that a cell names, or an empty string.

    >>> name_in("Learner Led (component:leap-learner-led)")
    'component:leap-learner-led'
    """
    found = _NAMED.search(cell)
    return found[1] if found else ""


def kinds_in(cell: str, form: Form) -> tuple[str, ...]:
    """The kinds of which a cell speaks as a whole, or none.

    >>> kinds_in("any area", Form((), (), ("area", "element")))
    ('area',)
    """
    if cell == ANYTHING:
        return form.kinds
    kind = cell.removeprefix(_KIND)
    return (kind,) if cell.startswith(_KIND) and kind in form.kinds else ()


def rows(matched: Iterable[Matched]) -> list[list[str]]:
    """The table to fill in: a row a practice, with the best three records and why; the record is the best of them."""
    return [_row(each) for each in matched]


def _row(matched: Matched) -> list[str]:
    best = sorted(matched.matches, key=lambda match: -match.score)[: len(SUGGESTIONS)]
    names = [named(match.record) for match in best]
    why = [f"{place}. {match.score:.2f}: {'; '.join(match.because)}" for place, match in enumerate(best, 1)]
    practice = matched.practice
    padding = [""] * (len(SUGGESTIONS) - len(names))
    first = names[0] if names else ANYTHING
    decision = ["", first, "", ""], ["", "", "", ""]
    said = "\n".join(why) or "None of these: no record was found that the words fit."
    return [practice.name or f"row-{practice.row}", practice.text, *names, *padding, said, *decision[0], *decision[1]]
