"""Derivation: what follows from all statements together, as far as it can be part of a contradiction.

It goes level by level: first what is given, then what one more given statement makes of it, as the rule table says, so
that each conclusion is known by one of its shortest routes. What is denied is not concluded, and nothing follows from
it (see :mod:`xwalk.routes` for what a denial forbids). No relation is named here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Statement
from xwalk.names import NO_TERM_FOUND
from xwalk.routes import DEFAULT_RULES, Force, fold
from xwalk.rules import RuleTable
from xwalk.search import Hop, counts

#: How many steps a derivation takes before it stops and says so: at least so many, and so many for each that is given.
MAX_STEPS, STEPS_EACH = 100_000, 10
#: The families of relations that join schemes, and that order the records of one.
MAPPING, HIERARCHY = "mapping", "hierarchy"

Pair = tuple[int, int]
Relations = frozenset[str]


def entails(rules: RuleTable, relation: str, other: str) -> bool:
    """Whether one relation entails another, as declared of them or of their inverses."""
    one, two = rules.inverse(relation), rules.inverse(other)
    return rules.implies(relation, other) or (one is not None and two is not None and rules.implies(one, two))


def largest_rule_sets(rules: RuleTable) -> list[str]:
    """The rule sets that hold what no other holds: what follows under the others follows under these."""
    held = {
        name: {(pair, rules.compose(*pair, frozenset([name]))) for pair in rules.pairs(frozenset([name]))}
        for name in sorted(rules.sets, key=lambda name: (name != DEFAULT_RULES, name))
    }
    kept: list[str] = []
    for name in sorted(held, key=lambda name: -len(held[name])):
        if not any(held[name] <= held[other] for other in kept):
            kept.append(name)
    return kept or [DEFAULT_RULES]


class Algebra:
    """What the rule table says of contradictions, under one rule set."""

    def __init__(self, rules: RuleTable, base: str) -> None:
        self.rules = rules
        self.base = base
        sets = frozenset([base])
        self.start = Force(sets)
        self._held = {pair: self._gives(*pair, sets) for pair in rules.pairs(sets)}
        #: Relations that are not their own inverse.
        self.directed = frozenset(r.name for r in rules.relations.values() if r.inverse != r.name)
        self.mappings, self.hierarchies = self._family(MAPPING), self._family(HIERARCHY)
        #: Mappings that say that two records are one.
        self.same = frozenset(r for r in self.mappings - self.directed if self._held.get((r, r)) == r)
        upward = {r for r in self.directed & (self.mappings | self.hierarchies) if (r, r) in self._held}
        #: Relations that put one record above another: none stands above itself.
        self.ordered = frozenset(upward | ({self._held[r, r] for r in upward} & self.directed))
        #: The relations that cannot hold beside a relation.
        self.clashing = self._clashing()
        #: Relations that are a part of a clash, or can become one.
        self.alive = self._before(self.ordered | self.same | self.clashing.keys())
        self._then: dict[tuple[str, frozenset[str], frozenset[str] | None], dict[str, str]] = {}

    def _gives(self, first: str, then: str, sets: frozenset[str], packs: frozenset[str] | None = None) -> str:
        conclusion = self.rules.compose(first, then, sets, packs)
        return conclusion.gives if conclusion else ""

    def _family(self, family: str) -> Relations:
        return frozenset(r.name for r in self.rules.relations.values() if r.family == family)

    def is_main(self, relation: str) -> bool:
        """Whether a relation comes before its inverse where answers are sorted: one reading of two is enough."""
        inverse = self.rules.inverse(relation)
        return inverse is None or (self.rules.rank(relation), relation) <= (self.rules.rank(inverse), inverse)

    def inverses(self, relations: Iterable[str]) -> Relations:
        """The inverses that some relations have."""
        return frozenset(inverse for relation in relations if (inverse := self.rules.inverse(relation)))

    def _clashing(self) -> dict[str, set[str]]:
        """The relations that each relation excludes, itself or by what it entails."""
        excludes = self.rules.excludes
        above = {name: {each for each in excludes if entails(self.rules, name, each)} for name in self.rules.relations}
        found: dict[str, set[str]] = {}
        for one, other in combinations(sorted(above), 2):
            if any(above[other] & excludes[each] for each in above[one]):
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
        return found

    def _before(self, relations: Iterable[str]) -> Relations:
        """Some relations, and those that a route to one of them may conclude on the way."""
        found = set(relations)
        while more := {first for (first, _), gives in self._held.items() if gives in found} - found:
            found |= more
        return frozenset(found)

    def steps_to(self, relation: str) -> Relations:
        """The relations that the steps of a route to a relation may have."""
        on_the_way = self._before([relation])
        return on_the_way | {then for (_, then), gives in self._held.items() if gives in on_the_way}

    def concluded_from(self, steps: Iterable[str]) -> set[str]:
        """What routes of some steps may conclude."""
        given = set(steps)
        found = set(given)
        while (
            more := {gives for (first, then), gives in self._held.items() if first in found and then in given} - found
        ):
            found |= more
        return found

    def then(self, relation: str, force: Force) -> dict[str, str]:
        """What may follow a relation under the rules in force, and what it gives, where that can be part of a clash."""
        packs = force.packs if self.rules.by_pack else None
        key = (relation, force.sets, packs)
        known = self._then.get(key)
        if known is None:
            given = {then: self._gives(relation, then, force.sets, packs) for then in sorted(self.rules.relations)}
            known = self._then[key] = {then: gives for then, gives in given.items() if gives in self.alive}
        return known

    def cross(self, force: Force, statement: Statement) -> Force:
        """What is in force after a statement; packs count only where one but the first has rules of its own."""
        if self.rules.by_pack:
            return force.cross(statement)
        own = statement.rule_set
        return force if not own or own in force.sets else Force(force.sets | {own})


class Given:
    """What is given: each statement that counts, as a step from either end; and what is denied."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = knowledge.rules
        self.steps: dict[int, dict[str, list[Hop]]] = {}
        self.size = 0
        nothing = knowledge.by_name(NO_TERM_FOUND)
        for statement in _statements(knowledge):
            start, end = statement.subject, statement.object
            inverse = self.rules.inverse(statement.predicate)
            says_nothing = start == end and inverse == statement.predicate
            if not says_nothing and (nothing is None or nothing.key not in (start, end)):
                self._add(Hop(statement, statement.predicate, start, end))
                if inverse is not None:
                    self._add(Hop(statement, inverse, end, start))
        self.denials = [denial for denial in knowledge.denials() if counts(denial, None)]
        self.denied: dict[Pair, list[str]] = defaultdict(list)
        for denial in self.denials:
            inverse = self.rules.inverse(denial.predicate)
            self.denied[denial.subject, denial.object].append(denial.predicate)
            self.denied[denial.object, denial.subject] += [inverse] if inverse else []
        self.ends = {end for pair in self.denied for end in pair}

    def _add(self, hop: Hop) -> None:
        self.steps.setdefault(hop.source, {}).setdefault(hop.relation, []).append(hop)
        self.size += 1

    def hops(self, relations: Collection[str]) -> Iterator[Hop]:
        """Every step by one of some relations."""
        for steps in self.steps.values():
            for relation, hops in steps.items():
                if relation in relations:
                    yield from hops

    def between(self, start: int, end: int) -> Iterator[Hop]:
        """The steps from one record to another."""
        steps = self.steps.get(start, {})
        return (hop for relation in sorted(steps) for hop in steps[relation] if hop.target == end)

    def forbids(self, hops: list[Hop], base: str) -> bool:
        """Whether what some steps conclude is denied, read from either end."""
        back = [
            Hop(hop.statement, inverse, hop.target, hop.source)
            for hop in reversed(hops)
            if (inverse := self.rules.inverse(hop.relation)) is not None
        ]
        for steps in (hops, back if len(back) == len(hops) else []):
            route = fold(steps, self.rules, base) if steps else None
            if route is not None:
                denied = self.denied.get((steps[0].source, steps[-1].target), ())
                if any(entails(self.rules, route.relation, each) for each in denied):
                    return True
        return False


def _statements(knowledge: Knowledge) -> Iterator[Statement]:
    """Every statement that counts in an answer and is not denied."""
    predicates = [row[0] for row in knowledge.db.execute("SELECT DISTINCT predicate FROM statement ORDER BY 1")]
    for (key,) in knowledge.db.execute("SELECT DISTINCT subject FROM statement ORDER BY 1").fetchall():
        for statement in knowledge.statements_at(key, predicates, inward=False):
            if not statement.negated and counts(statement, None):
                yield statement


class Fact(NamedTuple):
    """What follows about two records by one of the shortest routes: the last step, and the fact before it.

    Attributes:
        relation: What is concluded.
        force: The rules in force on the route.
        passed: Where the route has been, of the records that a denial speaks of.
    """

    relation: str
    force: Force
    passed: frozenset[int]
    before: Fact | None
    hop: Hop

    def route(self) -> tuple[Hop, ...]:
        """The steps of the route."""
        hops: list[Hop] = []
        fact: Fact | None = self
        while fact is not None:
            hops.append(fact.hop)
            fact = fact.before
        return tuple(reversed(hops))


class Derivation:
    """What follows about some records, shortest routes first.

    Args:
        given: What is given.
        algebra: What follows from what.
        starts: The records that routes start from.
        steps: The relations that their steps may have.
        parts: Each record that a route may visit, with its part: a route stays in one.
        ends: Whether no route from one record goes on at another.
    """

    def __init__(
        self,
        given: Given,
        algebra: Algebra,
        starts: Iterable[int],
        steps: Relations,
        *,
        parts: Mapping[int, int] | None = None,
        ends: Callable[[int, int], bool] | None = None,
    ) -> None:
        self.given = given
        self.algebra = algebra
        self.facts: dict[tuple[int, int, str], list[Fact]] = {}
        #: Facts by which a record stands above itself.
        self.loops: list[Fact] = []
        #: The length of the longest routes that were all followed; None when these are all routes.
        self.cut: int | None = None
        self._steps = steps & algebra.alive
        self._parts = parts
        self._ends = ends
        self._run([(start, None) for start in starts])

    def _run(self, level: list[tuple[int, Fact | None]]) -> None:
        taken = length = 0
        bound = MAX_STEPS + STEPS_EACH * self.given.size
        while level:
            after: list[tuple[int, Fact | None]] = []
            for start, fact in level:
                for relation, force, hop in self._next(start, fact):
                    taken += 1
                    new = self._keep(start, fact, relation, force, hop)
                    if new is not None:
                        after.append((start, new))
                if taken > bound:
                    self.cut = length
                    return
            length += 1
            level = after

    def _next(self, start: int, fact: Fact | None) -> Iterator[tuple[str, Force, Hop]]:
        """What one more step makes of a fact, or of nothing: the relation, the rules in force and the step."""
        node = fact.hop.target if fact else start
        if fact and self._ends is not None and self._ends(start, node):
            return
        base = fact.force if fact else self.algebra.start
        steps = self.given.steps.get(node, {})
        follows = self.algebra.then(fact.relation, base) if fact else {each: each for each in sorted(self._steps)}
        for then, gives in follows.items():
            for hop in steps.get(then, ()) if then in self._steps else ():
                if self._parts is not None and self._parts.get(hop.target) != self._parts.get(node):
                    continue
                force = self.algebra.cross(base, hop.statement)
                if fact is None or force == base:
                    yield gives, force, hop
                elif then in (more := self.algebra.then(fact.relation, force)):
                    yield more[then], force, hop

    def _keep(self, start: int, before: Fact | None, relation: str, force: Force, hop: Hop) -> Fact | None:
        """The fact that a step leads to, where it is new and not denied, and more may follow from it."""
        end = hop.target
        known = self.facts.get((start, end, relation))
        passed = before.passed if before else frozenset()
        if before and hop.source in self.given.ends:
            passed |= {hop.source}
        if known and any(old.force.covers(force) and old.passed <= passed for old in known):
            return None
        if end == start and relation not in self.algebra.ordered:
            return None
        fact = Fact(relation, force, passed, before, hop)
        if end in self.given.ends and self._denied(fact):
            return None
        self.facts.setdefault((start, end, relation), []).append(fact)
        if end == start:
            self.loops.append(fact)
            return None
        return fact

    def _denied(self, fact: Fact) -> bool:
        """Whether a denial forbids the end of a route, from any record on it."""
        end = fact.hop.target
        hops: list[Hop] = []
        for hop in reversed(fact.route()):
            hops.insert(0, hop)
            if (hop.source, end) in self.given.denied and self.given.forbids(hops, self.algebra.base):
                return True
        return False


def circles(after: Mapping[int, Collection[int]]) -> list[list[int]]:
    """The groups of records of which each leads to each other, and single ones that lead to themselves.

    >>> circles({1: [2], 2: [3, 1], 3: []})
    [[1, 2]]
    """
    before: dict[int, list[int]] = defaultdict(list)
    for node, targets in after.items():
        for target in targets:
            before[target].append(node)
    order: list[int] = []
    seen: set[int] = set()
    for root in sorted(after):
        order += _visit(root, after, seen)
    found: list[list[int]] = []
    seen = set()
    for root in reversed(order):
        part = _visit(root, before, seen)
        if len(part) > 1 or (part and root in after.get(root, ())):
            found.append(sorted(part))
    return sorted(found)


def _visit(root: int, after: Mapping[int, Collection[int]], seen: set[int]) -> list[int]:
    """What is reached from a record and was not seen, what is reached last first."""
    if root in seen:
        return []
    seen.add(root)
    order: list[int] = []
    stack = [(root, iter(after.get(root, ())))]
    while stack:
        node, targets = stack[-1]
        target = next((each for each in targets if each not in seen), None)
        if target is None:
            stack.pop()
            order.append(node)
        else:
            seen.add(target)
            stack.append((target, iter(after.get(target, ()))))
    return order
