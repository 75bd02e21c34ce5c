"""Routes: what follows from given statements by rule, with every step.

A route is a chain of given statements, some read in their inverse, that the rule table composes from left to right
into one relation. Its confidence is the product of the confidences of its statements and of the factors of its rules,
so it never rises with length; it is a score for ranking and not a probability.

The search starts at the end of the routes and walks back. What lies between a step and the end is kept as a partial
function on relations (its *residue*): which relation, put before it, would come out as which. A step that leaves no
relation able to come out is not taken, so the search sees only what can become an answer.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Container, Iterator, Sequence
from itertools import count
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import NO_TERM_FOUND
from xwalk.rules import RuleTable

#: How many steps a route may have, unless the question says otherwise.
MAX_HOPS = 6
#: How many steps the search takes before it stops and says so.
MAX_STEPS = 200_000

Residue = dict[str, tuple[str, float]]


class Hop(NamedTuple):
    """One step of a route: a given statement, read from ``source`` to ``target``."""

    statement: Statement
    relation: str
    source: int
    target: int


class Route(NamedTuple):
    """A chain of steps and what it concludes."""

    hops: tuple[Hop, ...]
    relation: str
    confidence: float

    @property
    def start(self) -> int:
        """The key of the record that the route starts from."""
        return self.hops[0].source

    @property
    def status(self) -> str:
        """``derived`` for several steps, else the status of the one statement."""
        return "derived" if len(self.hops) > 1 else self.hops[0].statement.status

    @property
    def weakest(self) -> Hop:
        """The step of least confidence."""
        return min(self.hops, key=lambda hop: hop.statement.confidence)


class Blocked(NamedTuple):
    """A route that a denial forbids."""

    route: Route
    denial: Statement


class Found(NamedTuple):
    """The routes to a record, best first; those that a denial blocks; and what a bound cut off, in words."""

    routes: list[Route]
    blocked: list[Blocked]
    cut: str | None


def routes_to(
    knowledge: Knowledge,
    end: Record,
    *,
    kinds: Sequence[str],
    rule_set: str = "policy",
    max_hops: int = MAX_HOPS,
    max_steps: int = MAX_STEPS,
    skip: Callable[[Statement], bool] | None = None,
    of: Container[int] | None = None,
) -> Found:
    """Every route from a record of one of ``kinds`` to ``end``.

    Args:
        knowledge: The knowledge base.
        end: The record that the routes end at.
        kinds: The kinds of the records that they start from.
        rule_set: The rule set in force, beside those of the mapping sets that a route crosses.
        max_hops: The greatest number of steps.
        max_steps: The greatest number of steps that the search itself takes.
        skip: Statements for which it is true are left out, denials too.
        of: Only routes from records with these keys.
    """
    rules = knowledge.rules
    reached, cut = _search(knowledge, end, frozenset(kinds), rule_set, max_hops, max_steps, skip)
    denials = [denial for denial in knowledge.denials() if _counts(denial, skip)]
    routes: list[Route] = []
    blocked: list[Blocked] = []
    for hops in reached:
        route = fold(hops, rules, rule_set) if of is None or hops[0].source in of else None
        if route is not None:
            denial = _denied(route, denials, rules, rule_set)
            if denial is None:
                routes.append(route)
            else:
                blocked.append(Blocked(route, denial))
    routes.sort(key=lambda route: _order(knowledge, route))
    blocked.sort(key=lambda found: _order(knowledge, found.route))
    return Found(routes, blocked, cut)


def fold(hops: Sequence[Hop], rules: RuleTable, rule_set: str) -> Route | None:
    """Compose steps from left to right, or None where some rule set in force licenses no conclusion.

    The rule sets in force are ``rule_set`` and that of every mapping set that the steps cross.
    """
    sets = frozenset([rule_set, *(hop.statement.rule_set for hop in hops if hop.statement.rule_set)])
    relation, confidence = hops[0].relation, hops[0].statement.confidence
    for hop in hops[1:]:
        conclusion = rules.compose(relation, hop.relation, sets)
        if conclusion is None:
            return None
        relation = conclusion.gives
        confidence *= hop.statement.confidence * conclusion.factor
    return Route(tuple(hops), relation, confidence)


def _order(knowledge: Knowledge, route: Route) -> tuple[object, ...]:
    names = tuple(knowledge.record(hop.source).name for hop in route.hops)
    return (knowledge.rules.rank(route.relation), -round(route.confidence, 9), len(route.hops), names)


def _search(
    knowledge: Knowledge,
    end: Record,
    kinds: frozenset[str],
    rule_set: str,
    max_hops: int,
    max_steps: int,
    skip: Callable[[Statement], bool] | None,
) -> tuple[list[tuple[Hop, ...]], str | None]:
    rules = knowledge.rules
    steps = _Steps(rules, frozenset([rule_set]))
    found: list[tuple[Hop, ...]] = []
    ties = count()
    heap: list[tuple[float, int, int, Residue | None, tuple[Hop, ...]]] = [(-1.0, next(ties), end.key, None, ())]
    taken = 0
    too_long = False
    nothing = knowledge.by_name(NO_TERM_FOUND)
    while heap:
        bound, _, node, residue, tail = heapq.heappop(heap)
        visited = {hop.target for hop in tail} | {node} | ({nothing.key} if nothing else set())
        full = len(tail) == max_hops
        for hop in _steps_into(knowledge, node, steps.useful(residue), skip):
            taken += 1
            if taken > max_steps:
                return found, f"the search stopped after {max_steps:,} steps; there may be more routes"
            if hop.source in visited:
                continue
            starts = knowledge.record(hop.source).kind in kinds and steps.comes_out(residue, hop.relation)
            before = steps.before(residue, hop.relation)
            if full:
                too_long = too_long or starts or bool(before)
                continue
            hops = (hop, *tail)
            if starts:
                found.append(hops)
            if before:
                weight = bound * hop.statement.confidence
                heapq.heappush(heap, (weight, next(ties), hop.source, before, hops))
    cut = f"routes of more than {max_hops} steps were not followed" if too_long else None
    return found, cut


class _Steps:
    """Residues and what can stand before them, each worked out once."""

    def __init__(self, rules: RuleTable, sets: frozenset[str]) -> None:
        self.rules = rules
        self.sets = sets
        self._before: dict[tuple[int, str], Residue] = {}
        self._useful: dict[int, list[str]] = {}
        self._firsts: dict[str, list[str]] = {}
        for first, then in rules.pairs(sets):
            self._firsts.setdefault(then, []).append(first)

    def comes_out(self, residue: Residue | None, relation: str) -> bool:
        """Whether a route may start with ``relation`` before the residue."""
        return residue is None or relation in residue

    def before(self, residue: Residue | None, relation: str) -> Residue:
        """The residue of ``relation`` followed by what ``residue`` stands for."""
        key = (id(residue), relation)
        known = self._before.get(key)
        if known is None:
            known = {}
            for first in self._firsts.get(relation, ()):
                conclusion = self.rules.compose(first, relation, self.sets)
                if conclusion is None:
                    continue
                if residue is None:
                    known[first] = (conclusion.gives, conclusion.factor)
                elif conclusion.gives in residue:
                    gives, factor = residue[conclusion.gives]
                    known[first] = (gives, factor * conclusion.factor)
            self._before[key] = known
        return known

    def useful(self, residue: Residue | None) -> list[str]:
        """The relations that a step before the residue may have."""
        known = self._useful.get(id(residue))
        if known is None:
            known = [
                relation
                for relation in sorted(self.rules.relations)
                if self.comes_out(residue, relation) or self.before(residue, relation)
            ]
            self._useful[id(residue)] = known
        return known


def _steps_into(
    knowledge: Knowledge, node: int, relations: list[str], skip: Callable[[Statement], bool] | None
) -> Iterator[Hop]:
    """The steps that end at ``node`` by one of ``relations``: statements, and statements read in their inverse."""
    rules = knowledge.rules
    for statement in knowledge.statements_at(node, relations, inward=True):
        if not statement.negated and _counts(statement, skip):
            yield Hop(statement, statement.predicate, statement.subject, node)
    inverses = {inverse: relation for relation in relations if (inverse := rules.inverse(relation))}
    for statement in knowledge.statements_at(node, sorted(inverses), inward=False):
        if not statement.negated and _counts(statement, skip):
            yield Hop(statement, inverses[statement.predicate], statement.object, node)


def _counts(statement: Statement, skip: Callable[[Statement], bool] | None) -> bool:
    """Whether a statement or a denial has any say."""
    return statement.status != "suggested" and (skip is None or not skip(statement))


def _denied(route: Route, denials: list[Statement], rules: RuleTable, rule_set: str) -> Statement | None:
    """The denial that forbids a route: what it denies, a contiguous part concludes, read from either end."""
    nodes = [route.start, *(hop.target for hop in route.hops)]
    places = {node: place for place, node in enumerate(nodes)}
    for denial in denials:
        start, end = places.get(denial.subject), places.get(denial.object)
        if start is None or end is None or start == end:
            continue
        part = route.hops[min(start, end) : max(start, end)]
        back = _reversed(part, rules)
        along, against = (part, back) if start < end else (back, part)
        forth = fold(along, rules, rule_set) if along else None
        if forth and _entails(rules, forth.relation, denial.predicate):
            return denial
        found = fold(against, rules, rule_set) if against else None
        read = rules.inverse(found.relation) if found else None
        if read and _entails(rules, read, denial.predicate):
            return denial
    return None


def _entails(rules: RuleTable, relation: str, other: str) -> bool:
    """Whether one relation entails another, as declared of them or of their inverses."""
    if rules.implies(relation, other):
        return True
    one, two = rules.inverse(relation), rules.inverse(other)
    return one is not None and two is not None and rules.implies(one, two)


def _reversed(hops: Sequence[Hop], rules: RuleTable) -> list[Hop]:
    """The same steps read from the other end, or none where a relation has no inverse."""
    back = []
    for hop in reversed(hops):
        relation = rules.inverse(hop.relation)
        if relation is None:
            return []
        back.append(Hop(hop.statement, relation, hop.target, hop.source))
    return back
