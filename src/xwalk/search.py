"""The search for chains of steps that the rule table can compose.

The search keeps, of an open end, which relations are possible there. Forward, these are what the chain so far may
conclude; backward, what may stand before the chain so that something comes out in the end. A step that leaves none
possible is not taken, so the search sees only what can become an answer. There are few such sets of relations, so what
may be done at each is worked out once for all searches (:class:`_Moves`). What a chain does conclude, under the rule
sets of all that it crosses, is worked out afterwards (:func:`xwalk.routes.fold`).
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import NO_TERM_FOUND
from xwalk.rules import RuleTable

Relations = frozenset[str]
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
    moves = _moves(knowledge.rules, bounds.rule_set, knowledge.said_from(bounds.kinds))
    frontier = _Frontier(knowledge, end, bounds)
    for node, fitting, tail in frontier:
        for hop in _steps_into(knowledge, node, moves.into(fitting), bounds.skip):
            if frontier.visit(hop.source):
                starts = (fitting is None or hop.relation in fitting) and frontier.wanted(hop.source)
                frontier.take((hop, *tail), hop.source, hop, moves.before(fitting, hop.relation), found=starts)
    return frontier.chains()


def forward(knowledge: Knowledge, start: Record, bounds: Bounds) -> Chains:
    """Chains from ``start`` to a record of one of the kinds, those of high confidence first."""
    moves = _moves(knowledge.rules, bounds.rule_set)
    frontier = _Frontier(knowledge, start, bounds)
    for node, concluded, head in frontier:
        for hop in _steps_from(knowledge, node, moves.out_of(concluded), bounds.skip):
            if frontier.visit(hop.target):
                goes_on = moves.going_on(concluded, hop.relation)
                frontier.take((*head, hop), hop.target, hop, goes_on, found=frontier.wanted(hop.target))
    return frontier.chains()


class _Frontier:
    """The open ends of a search, best first, within its bounds."""

    def __init__(self, knowledge: Knowledge, origin: Record, bounds: Bounds) -> None:
        self.knowledge = knowledge
        self.bounds = bounds
        nothing = knowledge.by_name(NO_TERM_FOUND)
        self._closed = {nothing.key} if nothing else set()
        self._ties = count()
        self._heap: list[tuple[float, int, int, Relations | None, tuple[Hop, ...]]] = [
            (-1.0, next(self._ties), origin.key, None, ())
        ]
        self._found: list[tuple[Hop, ...]] = []
        self._taken = 0
        self._too_long = False
        self._weight = -1.0
        self._visited: set[int] = set()
        self._full = False

    def __iter__(self) -> Iterator[tuple[int, Relations | None, tuple[Hop, ...]]]:
        while self._heap and self._taken <= self.bounds.max_steps:
            self._weight, _, node, possible, hops = heapq.heappop(self._heap)
            self._visited = {end for hop in hops for end in (hop.source, hop.target)} | {node} | self._closed
            self._full = len(hops) == self.bounds.max_hops
            yield node, possible, hops

    def visit(self, node: int) -> bool:
        """Whether a step to a node may be looked at: the bound of work holds and the chain has not been there."""
        self._taken += 1
        return self._taken <= self.bounds.max_steps and node not in self._visited

    def wanted(self, node: int) -> bool:
        """Whether a chain may end at a node."""
        return self.knowledge.record(node).kind in self.bounds.kinds

    def take(self, hops: tuple[Hop, ...], node: int, hop: Hop, possible: Relations, *, found: bool) -> None:
        """Keep a chain that is found, and go on from it where some relation is possible."""
        if self._full:
            self._too_long = self._too_long or found or bool(possible)
            return
        if found:
            self._found.append(hops)
        if possible:
            weight = self._weight * hop.statement.confidence
            heapq.heappush(self._heap, (weight, next(self._ties), node, possible, hops))

    def chains(self) -> Chains:
        """What was found."""
        if self._taken > self.bounds.max_steps:
            return Chains(
                self._found, f"the search stopped after {self.bounds.max_steps:,} steps; there may be more routes"
            )
        most = self.bounds.max_hops
        steps = "1 step" if most == 1 else f"{most} steps"
        cut = f"routes of more than {steps} were not followed" if self._too_long else None
        return Chains(self._found, cut)


class _Steps(NamedTuple):
    """The relations that a step may have, and by which relation it is given where it is read from its other end."""

    relations: Relations
    inverses: dict[str, str]


class _Moves:
    """What a rule set lets a search do at an open end, each worked out once. None stands for no step so far.

    ``starts`` are the relations that a record of the kinds looked for can stand at the start of, where that is known:
    what no chain from there can have concluded, no step is taken for.
    """

    def __init__(self, rules: RuleTable, rule_set: str, starts: Relations | None) -> None:
        self._rules = rules
        self._starts = frozenset(rules.relations) if starts is None else starts
        self._then: dict[str, dict[str, Relations]] = {}
        self._firsts: dict[str, dict[str, Relations]] = {}
        conclusions = rules.conclusions(rule_set)
        reached, more = set(self._starts), True
        while more:
            given = {each for (first, _), gives in conclusions.items() if first in reached for each in gives}
            more = not given <= reached
            reached |= given
        for (first, then), gives in conclusions.items():
            if first in reached:
                self._then.setdefault(first, {})[then] = gives
                self._firsts.setdefault(then, {})[first] = gives
        self._known: dict[tuple[Relations | None, str], Relations] = {}
        self._open: dict[Relations | None, _Steps] = {}

    def before(self, fitting: Relations | None, relation: str) -> Relations:
        """What fits before a step by ``relation`` that stands before what ``fitting`` fits."""
        key = (fitting, relation)
        known = self._known.get(key)
        if known is None:
            firsts = self._firsts.get(relation, {}).items()
            known = frozenset(first for first, gives in firsts if fitting is None or gives & fitting)
            self._known[key] = known
        return known

    def into(self, fitting: Relations | None) -> _Steps:
        """The steps that may stand before the chain: those with which a route may start, or may go on."""
        known = self._open.get(fitting)
        if known is None:
            known = self._open[fitting] = self._steps(
                relation
                for relation in self._rules.relations
                if (relation in self._starts and (fitting is None or relation in fitting))
                or self.before(fitting, relation)
            )
        return known

    def going_on(self, concluded: Relations | None, relation: str) -> Relations:
        """What a chain may have concluded after one more step, as far as anything can follow it."""
        key = (concluded, relation)
        known = self._known.get(key)
        if known is None:
            reached = [frozenset([relation])] if concluded is None else []
            reached += [self._then[each].get(relation, frozenset()) for each in concluded or ()]
            known = self._known[key] = frozenset(each for gives in reached for each in gives if each in self._then)
        return known

    def out_of(self, concluded: Relations | None) -> _Steps:
        """The steps that may follow the chain; any step where there is none yet."""
        known = self._open.get(concluded)
        if known is None:
            every: Iterable[str] = self._rules.relations
            follow = every if concluded is None else (then for each in concluded for then in self._then[each])
            known = self._open[concluded] = self._steps(follow)
        return known

    def _steps(self, relations: Iterable[str]) -> _Steps:
        held = sorted(set(relations))
        inverses = {inverse: relation for relation in held if (inverse := self._rules.inverse(relation))}
        return _Steps(frozenset(held), inverses)


@lru_cache(maxsize=32)
def _moves(rules: RuleTable, rule_set: str, starts: Relations | None = None) -> _Moves:
    """The moves of a rule set, for every search over one index that looks for the same starts."""
    return _Moves(rules, rule_set, starts)


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
