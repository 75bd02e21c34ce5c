"""The rule table: which relation follows which. Read from the index; no relation is named here."""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import NamedTuple

from xwalk.names import split_words


class Relation(NamedTuple):
    """A relation, and how an answer reads it."""

    name: str
    label: str
    phrase: str
    family: str
    rank: int
    via: str
    inverse: str | None


class Conclusion(NamedTuple):
    """What two steps license: the relation, the share of confidence kept, the rule, the pack that declares it."""

    gives: str
    factor: float
    rule: str
    pack: str


class RuleTable:
    """The algebra of an index.

    A step is allowed when every rule set in force holds its rule: the same rule, by name. The rules of the first pack
    serve everywhere; those of another pack only where that pack says what the route crosses.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.relations = {
            row[0]: Relation(*row)
            for row in connection.execute("SELECT name, label, phrase, family, rank, via, inverse FROM relation")
        }
        self._rules: dict[tuple[str, str], dict[str, Conclusion]] = {}
        self.sets: set[str] = set()
        for rule_set, first, then, *conclusion in connection.execute(
            "SELECT rule_set, first, next, gives, factor, name, pack FROM rule"
        ):
            self.sets.add(rule_set)
            self._rules.setdefault((first, then), {})[rule_set] = Conclusion(*conclusion)
        base = connection.execute("SELECT value FROM meta WHERE key = 'pack'").fetchone()
        self._base = base[0] if base else ""
        #: Whether a pack other than the first declares a rule.
        self.by_pack = any(rule.pack != self._base for held in self._rules.values() for rule in held.values())
        self.entails: dict[str, set[str]] = {}
        for relation, entailed in connection.execute("SELECT relation, entailed FROM entails"):
            self.entails.setdefault(relation, set()).add(entailed)
        self.excludes: dict[str, set[str]] = {}
        for relation, other in connection.execute("SELECT relation, other FROM excludes"):
            self.excludes.setdefault(relation, set()).add(other)

    def compose(
        self, first: str, then: str, sets: frozenset[str], packs: frozenset[str] | None = None
    ) -> Conclusion | None:
        """What ``first`` followed by ``then`` licenses under all of ``sets``, or None.

        Where no set is in force (only records speak, and nobody named one), every set has a say that holds a rule for
        the two that may serve.

        Args:
            first: The relation so far.
            then: The relation of the next step.
            sets: The names of the rule sets in force.
            packs: The packs whose rules may serve beside those of the first pack; any pack when None.
        """
        held = self._rules.get((first, then))
        if held is None:
            return None
        if sets:
            common = {held.get(name) for name in sets}
        else:
            common = {rule for rule in held.values() if self._serves(rule, packs)}
        found = common.pop() if len(common) == 1 else None
        return found if found and self._serves(found, packs) else None

    def _serves(self, rule: Conclusion, packs: frozenset[str] | None) -> bool:
        return packs is None or rule.pack == self._base or rule.pack in packs

    @cached_property
    def upward(self) -> list[str]:
        """The relations by which a record names what it belongs under: of two inverses, the one that comes first."""
        return sorted(
            relation.name
            for relation in self.relations.values()
            if relation.family == "hierarchy" and relation.inverse and relation.rank < self.rank(relation.inverse)
        )

    def inverse(self, relation: str) -> str | None:
        """The relation read from the other end, or None when none is declared."""
        known = self.relations.get(relation)
        return known.inverse if known else None

    def implies(self, relation: str, other: str) -> bool:
        """Whether ``relation`` is ``other`` or a subproperty of it."""
        return relation == other or other in self.entails.get(relation, ())

    def phrase(self, relation: str) -> str:
        """How a sentence reads a relation."""
        known = self.relations.get(relation)
        return known.phrase if known else split_words(relation.partition(":")[2]) or relation

    def rank(self, relation: str) -> int:
        """The place of a relation when answers are sorted; unknown relations come last."""
        known = self.relations.get(relation)
        return known.rank if known else 1000

    def conclusions(self, rule_set: str = "") -> dict[tuple[str, str], frozenset[str]]:
        """What every two relations may conclude under a rule set, or under any."""
        found = {
            pair: frozenset(rule.gives for name, rule in held.items() if not rule_set or name == rule_set)
            for pair, held in sorted(self._rules.items())
        }
        return {pair: gives for pair, gives in found.items() if gives}

    def pairs(self, sets: frozenset[str]) -> list[tuple[str, str]]:
        """Every two relations of which all of ``sets`` license a conclusion."""
        return sorted(pair for pair in self._rules if self.compose(*pair, sets) is not None)
