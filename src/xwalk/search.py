"""The search for chains of steps that the rule table can compose.

Backward, the search starts at the end of the chains. What lies between a step and the end is kept as a partial function
on relations (its *residue*): which relation, put before it, would come out as which. A step that leaves no relation
able to come out is not taken, so the search sees only what can become an answer. Forward, it keeps the relation
composed so far, and takes no step that this relation cannot be followed by.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from itertools import count
from typing import Generic, NamedTuple, TypeVar

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import NO_TERM_FOUND
from xwalk.rules import RuleTable

Residue = dict[str, tuple[str, float]]
Skip = Callable[[Statement], bool]


class Hop(NamedTuple):
    """One step of a route: a given statement, read from ``source`` to ``target``."""

    statement: Statement
    relation: str
    source: int
    target: int


class Bounds(NamedTuple):
    """What a search looks for, and what it may cost."""

    kinds: frozenset[str]
    rule_set: str
    max_hops: int
    max_steps: int
    skip: Skip | None


class Chains(NamedTuple):
    """The chains of steps that were found, and what a bound cut off, in words."""

    hops: list[tuple[Hop, ...]]
    cut: str | None


def counts(statement: Statement, skip: Skip | None) -> bool:
    """Whether a statement may serve in an answer: reviewed, and not left out on request."""
    return statement.status != "suggested" and (skip is None or not skip(statement))


def backward(knowledge: Knowledge, end: Record, bounds: Bounds) -> Chains:
    """Chains from a record of one of the kinds to ``end``, those of high confidence first."""
    residues = _Residues(knowledge.rules, frozenset([bounds.rule_set]), knowledge.said_from(bounds.kinds))
    frontier: _Frontier[Residue] = _Frontier(knowledge, end, bounds)
    for node, residue, tail in frontier:
        for hop in _steps_into(knowledge, node, residues.useful(residue), bounds.skip):
            if frontier.visit(hop.source):
                starts = frontier.wanted(hop.source) and residues.comes_out(residue, hop.relation)
                frontier.take((hop, *tail), hop.source, hop, residues.before(residue, hop.relation), found=starts)
    return frontier.chains()


def forward(knowledge: Knowledge, start: Record, bounds: Bounds) -> Chains:
    """Chains from ``start`` to a record of one of the kinds, those of high confidence first."""
    sets = frozenset([bounds.rule_set])
    rules = knowledge.rules
    followers: dict[str | None, list[str]] = {None: sorted(rules.relations)}
    for first, then in rules.pairs(sets):
        followers.setdefault(first, []).append(then)
    frontier: _Frontier[str] = _Frontier(knowledge, start, bounds)
    for node, relation, head in frontier:
        for hop in _steps_from(knowledge, node, followers.get(relation, []), bounds.skip):
            if frontier.visit(hop.target):
                reached = hop.relation
                if relation is not None:
                    conclusion = rules.compose(relation, hop.relation, sets)
                    reached = conclusion.gives if conclusion else ""
                goes_on = reached if reached in followers else None
                frontier.take((*head, hop), hop.target, hop, goes_on, found=frontier.wanted(hop.target))
    return frontier.chains()


State = TypeVar("State")


class _Frontier(Generic[State]):
    """The open ends of a search, best first, within its bounds. State is what a direction keeps of a chain."""

    def __init__(self, knowledge: Knowledge, origin: Record, bounds: Bounds) -> None:
        self.knowledge = knowledge
        self.bounds = bounds
        nothing = knowledge.by_name(NO_TERM_FOUND)
        self._closed = {nothing.key} if nothing else set()
        self._ties = count()
        self._heap: list[tuple[float, int, int, State | None, tuple[Hop, ...]]] = [
            (-1.0, next(self._ties), origin.key, None, ())
        ]
        self._found: list[tuple[Hop, ...]] = []
        self._taken = 0
        self._too_long = False
        self._weight = -1.0
        self._visited: set[int] = set()
        self._full = False

    def __iter__(self) -> Iterator[tuple[int, State | None, tuple[Hop, ...]]]:
        while self._heap and self._taken <= self.bounds.max_steps:
            self._weight, _, node, state, hops = heapq.heappop(self._heap)
            self._visited = {end for hop in hops for end in (hop.source, hop.target)} | {node} | self._closed
            self._full = len(hops) == self.bounds.max_hops
            yield node, state, hops

    def visit(self, node: int) -> bool:
        """Whether a step to a node may be looked at: the bound of work holds and the chain has not been there."""
        self._taken += 1
        return self._taken <= self.bounds.max_steps and node not in self._visited

    def wanted(self, node: int) -> bool:
        """Whether a chain may end at a node."""
        return self.knowledge.record(node).kind in self.bounds.kinds

    def take(self, hops: tuple[Hop, ...], node: int, hop: Hop, state: State | None, *, found: bool) -> None:
        """Keep a chain that is found, and go on from it where its state lets it."""
        if self._full:
            self._too_long = self._too_long or found or bool(state)
            return
        if found:
            self._found.append(hops)
        if state:
            weight = self._weight * hop.statement.confidence
            heapq.heappush(self._heap, (weight, next(self._ties), node, state, hops))

    def chains(self) -> Chains:
        """What was found."""
        if self._taken > self.bounds.max_steps:
            return Chains(
                self._found, f"the search stopped after {self.bounds.max_steps:,} steps; there may be more routes"
            )
        most = "1 step" if self.bounds.max_hops == 1 else f"{self.bounds.max_hops} steps"
        cut = f"routes of more than {most} were not followed" if self._too_long else None
        return Chains(self._found, cut)


class _Residues:
    """Residues and what can stand before them, each worked out once.

    ``starts`` are the relations that some record of the kinds looked for stands at the start of: what no route from
    there can have concluded so far, no step is taken for.
    """

    def __init__(self, rules: RuleTable, sets: frozenset[str], starts: frozenset[str]) -> None:
        self.rules = rules
        self.sets = sets
        self.starts = starts
        self._before: dict[tuple[int, str], Residue] = {}
        self._useful: dict[int, list[str]] = {}
        self._firsts: dict[str, list[str]] = {}
        pairs = rules.pairs(sets)
        concluded, more = set(starts), True
        while more:
            given = {gives for first, then in pairs if first in concluded and (gives := self._gives(first, then))}
            more = not given <= concluded
            concluded |= given
        for first, then in pairs:
            if first in concluded:
                self._firsts.setdefault(then, []).append(first)

    def _gives(self, first: str, then: str) -> str:
        conclusion = self.rules.compose(first, then, self.sets)
        return conclusion.gives if conclusion else ""

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
                if (relation in self.starts and self.comes_out(residue, relation)) or self.before(residue, relation)
            ]
            self._useful[id(residue)] = known
        return known


def _steps_into(knowledge: Knowledge, node: int, relations: list[str], skip: Skip | None) -> Iterator[Hop]:
    """The steps that end at ``node`` by one of ``relations``: statements, and statements read in their inverse."""
    for statement in knowledge.statements_at(node, relations, inward=True):
        if not statement.negated and counts(statement, skip):
            yield Hop(statement, statement.predicate, statement.subject, node)
    inverses = _inverses(knowledge.rules, relations)
    for statement in knowledge.statements_at(node, sorted(inverses), inward=False):
        if not statement.negated and counts(statement, skip):
            yield Hop(statement, inverses[statement.predicate], statement.object, node)


def _steps_from(knowledge: Knowledge, node: int, relations: list[str], skip: Skip | None) -> Iterator[Hop]:
    """The steps that start at ``node`` by one of ``relations``: statements, and statements read in their inverse."""
    for statement in knowledge.statements_at(node, relations, inward=False):
        if not statement.negated and counts(statement, skip):
            yield Hop(statement, statement.predicate, node, statement.object)
    inverses = _inverses(knowledge.rules, relations)
    for statement in knowledge.statements_at(node, sorted(inverses), inward=True):
        if not statement.negated and counts(statement, skip):
            yield Hop(statement, inverses[statement.predicate], node, statement.subject)


def _inverses(rules: RuleTable, relations: list[str]) -> dict[str, str]:
    return {inverse: relation for relation in relations if (inverse := rules.inverse(relation))}
