"""The rule table as tables of numbers that a relational plan can join.

What a route has concluded so far, and which rule sets have a say over it, is its *form*. A step of some *kind* (a
relation, in a mapping set with some rule set) turns one form into another or, where no rule licenses that, into none.
There are few forms and few kinds, so the whole algebra is one small table: form, kind, the form that it becomes, and
the share of confidence that is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xwalk.rules import RuleTable

#: A table: its name, the names and types of its columns, its rows.
Table = tuple[str, str, list[tuple[object, ...]]]


class Kind(NamedTuple):
    """A step as rules see it: the relation that it is read as, and the rule set of its mapping set."""

    relation: str
    rule_set: str


class Form(NamedTuple):
    """A route as rules see it: what it concludes, the rule sets crossed, and those that hold every rule used."""

    relation: str
    crossed: frozenset[str]
    held: frozenset[str]


class Algebra:
    """The rules in force, numbered. Relations are numbered by strength, so that the strongest has the lowest number.

    Args:
        rules: The rule table of the loaded packs.
        rule_set: The rule set in force, beside those of the mapping sets that a route crosses.
        sets: The rule sets of the mapping sets; the place of each is its number.
        given: The predicates of the given statements, each with the number of the rule set of its mapping set.
    """

    def __init__(self, rules: RuleTable, rule_set: str, sets: Sequence[str], given: Iterable[tuple[str, int]]) -> None:
        self.rules = rules
        self.rule_set = rule_set
        said = sorted(set(given))
        names = set(rules.relations) | {predicate for predicate, _ in said}
        ordered = sorted(names, key=lambda name: (rules.rank(name), name))
        self.relations = {name: number for number, name in enumerate(ordered)}
        self.sets = frozenset([rule_set, *sets])
        self._back = {r.inverse: r.name for r in sorted(rules.relations.values()) if r.inverse}
        self.kinds: dict[Kind, int] = {}
        self.forms: dict[Form, int] = {}
        self._readings: list[tuple[object, ...]] = []
        self._starts: dict[int, int] = {}
        for predicate, of_set in said:
            self._read(predicate, of_set, Kind(predicate, sets[of_set]), turned=0)
            if predicate in self._back:
                self._read(predicate, of_set, Kind(self._back[predicate], sets[of_set]), turned=1)
        self._turns = self._close()

    def _read(self, predicate: str, of_set: int, kind: Kind, *, turned: int) -> None:
        """Number the kind of a step: a statement read forward, or turned into its inverse."""
        number = self.kinds.setdefault(kind, len(self.kinds))
        form = Form(kind.relation, frozenset([self.rule_set, kind.rule_set]), self.sets)
        self._starts[number] = self.forms.setdefault(form, len(self.forms))
        self._readings.append((self.relations[predicate], of_set, turned, self.relations[kind.relation], number))

    def _close(self) -> list[tuple[object, ...]]:
        """Every turn that some route can take; the forms that turns lead to are numbered on the way."""
        turns: list[tuple[object, ...]] = []
        queue = list(self.forms)
        for form in queue:
            for kind, number in self.kinds.items():
                conclusion = self.rules.compose(form.relation, kind.relation, frozenset([self.rule_set]))
                if conclusion is None:
                    continue
                held = frozenset(each for each in form.held if self._holds(form.relation, kind.relation, each))
                crossed = form.crossed | {kind.rule_set}
                if not crossed <= held:
                    continue
                becomes = Form(conclusion.gives, crossed, held)
                if becomes not in self.forms:
                    self.forms[becomes] = len(self.forms)
                    queue.append(becomes)
                turns.append((self.forms[form], number, self.forms[becomes], conclusion.factor))
        return turns

    def _holds(self, first: str, then: str, of_set: str) -> bool:
        return self.rules.compose(first, then, frozenset([self.rule_set, of_set])) is not None

    def _entails(self, relation: str, other: str) -> bool:
        """Whether one relation entails another, as declared of them or of their inverses."""
        if self.rules.implies(relation, other):
            return True
        one, two = self.rules.inverse(relation), self.rules.inverse(other)
        return one is not None and two is not None and self.rules.implies(one, two)

    def is_equivalence(self, relation: str) -> bool:
        """Whether a relation is its own inverse and, by the rules in force, follows itself."""
        follows = self.rules.compose(relation, relation, frozenset([self.rule_set]))
        return self.rules.inverse(relation) == relation and follows is not None and follows.gives == relation

    def tables(self) -> list[Table]:
        """The tables: relation, reading, kind, form, turn, entails, forbids, clash."""
        number = self.relations
        forbids: list[tuple[object, ...]] = []
        for denied in number:
            for relation in number:
                if self._entails(relation, denied):
                    forbids.append((number[denied], number[relation], 0))
                turned = self.rules.inverse(relation)
                if turned is not None and self._entails(turned, denied):
                    forbids.append((number[denied], number[relation], 1))
        return [
            (
                "relation",
                "relation INTEGER, name VARCHAR, one_to_one INTEGER",
                [(each, name, int(self.is_equivalence(name))) for name, each in number.items()],
            ),
            (
                "reading",
                "predicate INTEGER, rule_set INTEGER, turned INTEGER, relation INTEGER, kind INTEGER",
                self._readings,
            ),
            ("kind", "kind INTEGER, form INTEGER", list(self._starts.items())),
            (
                "form",
                "form INTEGER, relation INTEGER",
                [(each, number[form.relation]) for form, each in self.forms.items()],
            ),
            ("turn", "form INTEGER, kind INTEGER, becomes INTEGER, factor DOUBLE", self._turns),
            (
                "entails",
                "relation INTEGER, entailed INTEGER",
                [(number[one], number[two]) for one in number for two in number if self._entails(one, two)],
            ),
            ("forbids", "predicate INTEGER, relation INTEGER, turned INTEGER", forbids),
            (
                "clash",
                "relation INTEGER, other INTEGER",
                [
                    (number[one], number[two])
                    for one in number
                    for two in sorted(self.rules.excludes.get(one, ()))
                    if two in number
                ],
            ),
        ]
