"""Routes: what follows from given statements by rule, with every step.

A route is a chain of given statements, some read in their inverse, that the rule table composes from left to right
into one relation. Its confidence is the product of the confidences of its statements and of the factors of its rules,
so it never rises with length; it is a score for ranking and not a probability.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.rules import RuleTable
from xwalk.search import Bounds, Chains, Hop, Skip, backward, counts, forward

#: How many steps a route may have, unless the question says otherwise.
MAX_HOPS = 6
#: How many steps the search takes before it stops and says so.
MAX_STEPS = 200_000


class Force(NamedTuple):
    """What rules are in force on a route: the rule sets, and the packs whose mapping sets and records it crosses.

    A route uses a rule only if every rule set holds it. A rule of a pack serves over the mapping sets of that pack, and
    over what it says of records; over the mapping sets of two packs only the rules of the first pack serve.
    """

    sets: frozenset[str]
    mapped: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()

    def cross(self, statement: Statement) -> Force:
        """What is in force after one more statement."""
        if not statement.rule_set:
            known = statement.pack in self.inner
            return self if known else self._replace(inner=self.inner | {statement.pack})
        if statement.rule_set in self.sets and statement.pack in self.mapped:
            return self
        return Force(self.sets | {statement.rule_set}, self.mapped | {statement.pack}, self.inner)

    @property
    def packs(self) -> frozenset[str]:
        """The packs whose rules serve, beside the first pack."""
        return frozenset() if len(self.mapped) > 1 else self.mapped or self.inner

    def covers(self, other: Force) -> bool:
        """Whether what the other allows is allowed here too, now and after any more steps."""
        if not (self.sets <= other.sets and self.mapped <= other.mapped):
            return False
        return len(other.mapped) > 1 or other.packs <= self.packs


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
    kinds: Iterable[str],
    rule_set: str = "",
    max_hops: int = MAX_HOPS,
    max_steps: int = MAX_STEPS,
    skip: Skip | None = None,
    of: Container[int] | None = None,
) -> Found:
    """Every route from a record of one of ``kinds`` to ``end``.

    Args:
        knowledge: The knowledge base.
        end: The record that the routes end at.
        kinds: The kinds of the records that they start from.
        rule_set: A rule set that must hold every rule, beside those of the mapping sets that a route crosses.
        max_hops: The greatest number of steps.
        max_steps: The greatest number of steps that the search itself takes.
        skip: Statements for which it is true are left out, denials too.
        of: Only routes from records with these keys.
    """
    bounds = Bounds(frozenset(kinds), rule_set, max_hops, max_steps, skip)
    chains = backward(knowledge, end, bounds)
    if of is not None:
        chains = Chains([hops for hops in chains.hops if hops[0].source in of], chains.cut)
    return _conclude(knowledge, chains, bounds)


def routes_from(
    knowledge: Knowledge,
    start: Record,
    *,
    kinds: Iterable[str],
    rule_set: str = "",
    max_hops: int = MAX_HOPS,
    max_steps: int = MAX_STEPS,
    skip: Skip | None = None,
) -> Found:
    """Every route from ``start`` to a record of one of ``kinds``; the arguments are those of ``routes_to``."""
    bounds = Bounds(frozenset(kinds), rule_set, max_hops, max_steps, skip)
    return _conclude(knowledge, forward(knowledge, start, bounds), bounds)


def _conclude(knowledge: Knowledge, chains: Chains, bounds: Bounds) -> Found:
    """What chains conclude, best first, and what a denial blocks."""
    rules = knowledge.rules
    nodes = {end for hops in chains.hops for hop in hops for end in (hop.source, hop.target)}
    denials = [denial for denial in knowledge.denials_of(nodes) if counts(denial, bounds.skip)]
    routes: list[Route] = []
    blocked: list[Blocked] = []
    for hops in chains.hops:
        route = fold(hops, rules, bounds.rule_set)
        if route is not None:
            denial = _denied(route, denials, rules, bounds.rule_set)
            if denial is None:
                routes.append(route)
            else:
                blocked.append(Blocked(route, denial))
    routes.sort(key=lambda route: _order(knowledge, route))
    blocked.sort(key=lambda found: _order(knowledge, found.route))
    return Found(routes, blocked, chains.cut)


def fold(hops: Sequence[Hop], rules: RuleTable, rule_set: str) -> Route | None:
    """Compose steps from left to right, or None where some rule set in force licenses no conclusion.

    The rule sets in force are that of every mapping set that the steps cross, and ``rule_set`` where one is named.
    """
    force = Force(frozenset([rule_set] if rule_set else []))
    for hop in hops:
        force = force.cross(hop.statement)
    relation, confidence = hops[0].relation, hops[0].statement.confidence
    for hop in hops[1:]:
        conclusion = rules.compose(relation, hop.relation, force.sets, force.packs)
        if conclusion is None:
            return None
        relation = conclusion.gives
        confidence *= hop.statement.confidence * conclusion.factor
    return Route(tuple(hops), relation, confidence)


def _order(knowledge: Knowledge, route: Route) -> tuple[object, ...]:
    nodes = [knowledge.record(key).name for key in (route.start, *(hop.target for hop in route.hops))]
    names = [hop.statement.name for hop in route.hops]
    return (knowledge.rules.rank(route.relation), -round(route.confidence, 9), len(route.hops), nodes, names)


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
