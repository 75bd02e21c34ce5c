"""The search for chains of steps that the rule table can compose.

Backward, the search starts at the end of the chains. What lies between a step and the end is kept as a partial function
on relations (its *residue*): which relation, put before it, would come out as which. A step that leaves no relation
able to come out is not taken, so the search sees only what can become an answer. Forward, it keeps the relation
composed so far, and takes no step that this relation cannot be followed by. There are few residues and relations, so
what may be done at each is worked out once for all searches (see ``_Moves``).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import count
from typing import Generic, NamedTuple, TypeVar

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import NO_TERM_FOUND
from xwalk.rules import RuleTable

Residue = dict[str, str]
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
    moves = _moves(knowledge.rules, bounds.rule_set)
    frontier: _Frontier[Residue] = _Frontier(knowledge, end, bounds)
    for node, residue, tail in frontier:
        for hop in _steps_into(knowledge, node, moves.into(residue), bounds.skip):
            if frontier.visit(hop.source):
                starts = (residue is None or hop.relation in residue) and frontier.wanted(hop.source)
                frontier.take((hop, *tail), hop.source, hop, moves.before(residue, hop.relation), found=starts)
    return frontier.chains()


def forward(knowledge: Knowledge, start: Record, bounds: Bounds) -> Chains:
    """Chains from ``start`` to a record of one of the kinds, those of high confidence first."""
    moves = _moves(knowledge.rules, bounds.rule_set)
    frontier: _Frontier[str] = _Frontier(knowledge, start, bounds)
    for node, relation, head in frontier:
        for hop in _steps_from(knowledge, node, moves.after(relation), bounds.skip):
            if frontier.visit(hop.target):
                reached = hop.relation if relation is None else moves.gives.get((relation, hop.relation), "")
                goes_on = reached if moves.after(reached).relations else None
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
        cut = f"routes of more than {self.bounds.max_hops} steps were not followed" if self._too_long else None
        return Chains(self._found, cut)


class _Steps(NamedTuple):
    """The relations that a step may have, and by which relation it is given where it is read from its other end."""

    relations: frozenset[str]
    inverses: dict[str, str]


class _Moves:
    """What a rule set lets a search do at each point, each worked out once."""

    def __init__(self, rules: RuleTable, rule_set: str) -> None:
        sets = frozenset([rule_set])
        self._rules = rules
        #: What each two relations give.
        self.gives = {pair: found.gives for pair in rules.pairs(sets) if (found := rules.compose(*pair, sets))}
        self._firsts: dict[str, list[str]] = {}
        self._thens: dict[str, list[str]] = {}
        for first, then in self.gives:
            self._firsts.setdefault(then, []).append(first)
            self._thens.setdefault(first, []).append(then)
        self._residues: dict[frozenset[tuple[str, str]], Residue] = {}
        self._before: dict[tuple[int, str], Residue] = {}
        self._into: dict[int, _Steps] = {}
        self._after: dict[str | None, _Steps] = {None: self._steps(rules.relations)}

    def before(self, residue: Residue | None, relation: str) -> Residue:
        """The residue of ``relation`` followed by what ``residue`` stands for; the same object for the same residue."""
        key = (id(residue), relation)
        known = self._before.get(key)
        if known is None:
            found = {first: self.gives[first, relation] for first in self._firsts.get(relation, ())}
            if residue is not None:
                found = {first: residue[gives] for first, gives in found.items() if gives in residue}
            known = self._before[key] = self._residues.setdefault(frozenset(found.items()), found)
        return known

    def into(self, residue: Residue | None) -> _Steps:
        """The steps that may stand before a residue: those with which a route may start, or may go on."""
        known = self._into.get(id(residue))
        if known is None:
            known = self._into[id(residue)] = self._steps(
                relation
                for relation in self._rules.relations
                if residue is None or relation in residue or self.before(residue, relation)
            )
        return known

    def after(self, relation: str | None) -> _Steps:
        """The steps that may follow a relation; any step where there is none yet."""
        known = self._after.get(relation)
        if known is None:
            known = self._after[relation] = self._steps(self._thens.get(relation or "", []))
        return known

    def _steps(self, relations: Iterable[str]) -> _Steps:
        held = sorted(relations)
        inverses = {inverse: relation for relation in held if (inverse := self._rules.inverse(relation))}
        return _Steps(frozenset(held), inverses)


@lru_cache(maxsize=8)
def _moves(rules: RuleTable, rule_set: str) -> _Moves:
    """The moves of a rule set, for every search over one index."""
    return _Moves(rules, rule_set)


def _steps_into(knowledge: Knowledge, node: int, steps: _Steps, skip: Skip | None) -> Iterator[Hop]:
    """The steps that end at ``node``: statements, and statements read in their inverse."""
    for statement in knowledge.statements_at(node, steps.relations, inward=True):
        if not statement.negated and counts(statement, skip):
            yield Hop(statement, statement.predicate, statement.subject, node)
    for statement in knowledge.statements_at(node, steps.inverses.keys(), inward=False):
        if not statement.negated and counts(statement, skip):
            yield Hop(statement, steps.inverses[statement.predicate], statement.object, node)


def _steps_from(knowledge: Knowledge, node: int, steps: _Steps, skip: Skip | None) -> Iterator[Hop]:
    """The steps that start at ``node``: statements, and statements read in their inverse."""
    for statement in knowledge.statements_at(node, steps.relations, inward=False):
        if not statement.negated and counts(statement, skip):
            yield Hop(statement, statement.predicate, node, statement.object)
    for statement in knowledge.statements_at(node, steps.inverses.keys(), inward=True):
        if not statement.negated and counts(statement, skip):
            yield Hop(statement, steps.inverses[statement.predicate], node, statement.subject)
