"""Contradictions: what follows from the statements of all loaded packs, and where two conclusions cannot both hold.

Which relations clash is data: those that an ontology declares disjoint, and those that put one record above another,
by which no record can stand above itself. What no rule concludes cannot clash: two records that are both narrower than
a third, or nearly the same as it, say nothing of each other. A denial clashes with no route: what it forbids is not
concluded. Only what is given *and* denied, read from either end, is a contradiction.

A fault shows in many places, so each clash is reported on the fewest statements that make it, and clashes with the same
weakest statement are one finding.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from contextlib import closing
from itertools import islice

from xwalk.check.clashes import (
    AGAINST,
    CYCLE,
    DENIED,
    DISJOINT,
    WITHIN,
    Clash,
    Schemes,
    against_hierarchies,
    cycles,
    denied,
    derive_equals,
    derive_impossible,
    derive_outside,
    disjoint,
    within_schemes,
)
from xwalk.check.derivation import HIERARCHY, Algebra, Given, largest_rule_sets
from xwalk.check.findings import ERROR, WARNING, Subject
from xwalk.index.compile import compile_index
from xwalk.knowledge import Knowledge, Statement
from xwalk.names import list_words
from xwalk.search import Hop

#: How many clashes are looked at, shortest first, before those that say nothing new are left out.
MAX_CLASHES = 20_000
#: How many findings of one rule are shown.
MAX_FINDINGS = 50

#: Rules that have said before what is wrong with statements as they are given.
_SAID_BEFORE = ("cycle", "mapping-clash", "denied-and-said")
_MEND = "find the statement that is not true, and remove it or say less; this one is the weakest"
_HINTS = {
    DISJOINT: _MEND,
    CYCLE: _MEND,
    DENIED: "remove the one that is not true",
    AGAINST: "turn the row round, use a weaker relation, or complete a hierarchy",
    WITHIN: "use a weaker relation for one of the rows, deny the conclusion, or state it where the records stand",
}


def check_contradictions(subject: Subject) -> None:
    """Derive everything, and report each clash that a statement of the pack has a part in, with its routes."""
    with closing(sqlite3.connect(":memory:")) as index:
        compile_index(subject.store, index, ())
        _Contradictions(subject, Knowledge(index)).report()


class _Fewest:
    """Sets of statements, none of which holds another."""

    def __init__(self) -> None:
        self._with: dict[int, list[frozenset[int]]] = defaultdict(list)
        #: Each set under one of its statements only, that with the fewest.
        self._under: dict[int, list[frozenset[int]]] = defaultdict(list)

    def add(self, statements: frozenset[int]) -> bool:
        """Keep a set, unless it holds one that is kept."""
        if self._holds(statements):
            return False
        rarest = min(sorted(statements), key=lambda key: len(self._under[key]))
        self._under[rarest].append(statements)
        for key in statements:
            self._with[key].append(statements)
        return True

    def knows(self, statements: frozenset[int]) -> bool:
        """Whether a set holds one that is kept, or is a part of one."""
        rarest = min(sorted(statements), key=lambda key: len(self._with.get(key, ())))
        return self._holds(statements) or any(statements <= kept for kept in self._with.get(rarest, ()))

    def _holds(self, statements: frozenset[int]) -> bool:
        return any(kept <= statements for key in statements for kept in self._under.get(key, ()))


class _Contradictions:
    """The contradictions of a pack."""

    def __init__(self, subject: Subject, knowledge: Knowledge) -> None:
        self.subject = subject
        self.knowledge = knowledge
        self.rules = knowledge.rules
        self.given = Given(knowledge)
        #: Whether there are more clashes than were looked at.
        self.more = False
        self.said_before = {(f.file, f.line) for f in subject.findings if f.rule in _SAID_BEFORE}

    def report(self) -> None:
        """Derive, and report what clashes."""
        errors: list[Clash] = []
        doubts: list[Clash] = []
        cuts: list[int] = []
        for base in largest_rule_sets(self.rules):
            algebra = Algebra(self.rules, base)
            schemes = Schemes(self.subject, self.knowledge, self.given, algebra)
            equals, outside = derive_equals(self.given, algebra), derive_outside(self.given, algebra, schemes)
            doubts += self._mine(against_hierarchies(equals, schemes)) + self._mine(within_schemes(outside, schemes))
            impossible = list(derive_impossible(self.given, algebra))
            for derived in impossible:
                errors += self._mine(cycles(derived)) + self._mine(disjoint(derived))
            cuts += [each.cut for each in (equals, outside, *impossible) if each.cut is not None]
        errors += self._mine(denied(self.given))
        self._report(self._fewest(errors, doubts))
        if cuts:
            length = min(cuts)
            routes = f"routes of up to {length} statements" if length > 1 else "single statements"
            self._report_cut(
                f"so much follows from the statements that only {routes} were all compared",
                "look for a record that means the same as very many others",
            )
        if self.more:
            self._report_cut(
                f"only the first {MAX_CLASHES:,} clashes were looked at; there are more",
                "mend what is shown, and check again",
            )

    def _mine(self, clashes: Iterable[Clash]) -> list[Clash]:
        mine = (clash for clash in clashes if any(hop.statement.pack == self.subject.pack.name for hop in clash.hops))
        kept = list(islice(mine, MAX_CLASHES))
        self.more = self.more or next(mine, None) is not None
        return kept

    def _fewest(self, errors: list[Clash], doubts: list[Clash]) -> list[Clash]:
        """The clashes that rest on the fewest statements, without those that others say."""
        fewest = _Fewest()
        found = [clash for clash in sorted(errors, key=self._order) if fewest.add(clash.statements)]
        found = [clash for clash in found if not self._is_said(clash)]
        for rule in (AGAINST, WITHIN):
            some = [clash for clash in doubts if clash.rule == rule and not fewest.knows(clash.statements)]
            found += [clash for clash in sorted(some, key=self._order) if fewest.add(clash.statements)]
        return found

    def _order(self, clash: Clash) -> tuple[object, ...]:
        """Fewest statements first; of the same statements, what says most simply what is wrong."""
        upward = [hop for hop in clash.hops if self.rules.relations[hop.relation].inverse != hop.relation]
        circle = len(upward) > 1 or any(self._family(hop.statement) == HIERARCHY for hop in upward)
        names = [self.knowledge.record(key).name for key in clash.pair]
        steps = [hop.statement.name for hop in clash.hops]
        ranks = [self.rules.rank(relation) for relation in clash.relations]
        return (len(clash.statements), (clash.rule == CYCLE) != circle, ranks, names, steps, clash.relations)

    def _family(self, statement: Statement) -> str:
        known = self.rules.relations.get(statement.predicate)
        return known.family if known else ""

    def _is_said(self, clash: Clash) -> bool:
        """Whether an earlier rule has reported the same statements: they clash as they are given."""
        given = len(clash.statements) < 3 or (
            len({hop.statement.predicate for hop in clash.hops}) == 1
            and all(self._family(hop.statement) == HIERARCHY for hop in clash.hops)
        )
        return given and any((hop.statement.file, hop.statement.line) in self.said_before for hop in clash.hops)

    def _report(self, clashes: list[Clash]) -> None:
        """Report clashes, those with the same weakest statement together."""
        often = Counter(key for clash in clashes for key in clash.statements)
        together: dict[str, list[tuple[Clash, Statement]]] = {}
        for clash in clashes:
            weakest = self._weakest(clash, often)
            together.setdefault(weakest.name, []).append((clash, weakest))
        shown: Counter[str] = Counter()
        for (clash, weakest), *others in together.values():
            shown[clash.rule] += 1
            message, hint = self._said(clash), _HINTS[clash.rule]
            if others:
                message += f" The statement {weakest.name} has a part in {len(others):,} more."
            if shown[clash.rule] == MAX_FINDINGS + 1:
                rest = sum(group[0][0].rule == clash.rule for group in together.values()) - MAX_FINDINGS
                message, hint = (
                    f"{'at least ' * self.more}{rest:,} more are not shown",
                    "mend what is shown, and check again",
                )
            if shown[clash.rule] <= MAX_FINDINGS + 1:
                self.subject.report(
                    clash.rule,
                    message,
                    hint,
                    file=weakest.file,
                    line=weakest.line,
                    record=self._name(clash.pair[0]),
                    severity=WARNING if clash.rule in (AGAINST, WITHIN) else ERROR,
                )

    def _weakest(self, clash: Clash, often: Counter[int]) -> Statement:
        """The statement of the pack that is most likely the wrong one."""
        return min(
            (hop.statement for hop in clash.hops if hop.statement.pack == self.subject.pack.name),
            key=lambda s: (s.status == "stated", s.confidence, self._family(s) == HIERARCHY, -often[s.key], s.name),
        )

    def _report_cut(self, message: str, hint: str) -> None:
        files = [mappings.file for pack, mappings in self.subject.store.mapping_sets if pack == self.subject.pack]
        files += [file.path for file in self.subject.files]
        self.subject.report("contradiction-bound", message, hint, file=files[0] if files else "", severity=WARNING)

    def _said(self, clash: Clash) -> str:
        """What is wrong, and the routes, in words."""
        one, other = (self._name(key) for key in clash.pair)
        said = [f"“{self._phrase(relation)}”" for relation in clash.relations]
        routes = [self._words(route) for route in clash.routes]
        if clash.rule == CYCLE:
            return f"{said[0]} leads from {one} back to it: {routes[0]}."
        if clash.rule == DISJOINT:
            return f"{said[0]} and {said[1]} cannot both hold of {one} and {other}. {routes[0]}. But {routes[1]}."
        if clash.rule == DENIED:
            return f"{said[0]} of {one} and {other} is given and denied: {routes[0]}; {routes[1]}."
        if clash.rule == WITHIN:
            return f"{one} and {other} are of one scheme, and only others join them, by {said[0]}: {routes[0]}."
        apart = [f"{scheme} has {list_words(map(self._name, pair))} apart" for scheme, pair in clash.apart]
        return f"The hierarchies do not bear it out that {'; '.join(routes)}: {list_words(apart)}."

    def _words(self, route: Iterable[Hop]) -> str:
        """The statements of a route, each in its own direction and with its place."""
        return "; ".join(
            f"{self._name(given.subject)} {'NOT ' if given.negated else ''}{self._phrase(given.predicate)} "
            f"{self._name(given.object)} ({given.name}, {given.file}:{given.line})"
            for given in (hop.statement for hop in route)
        )

    def _name(self, key: int) -> str:
        return self.knowledge.record(key).name

    def _phrase(self, relation: str) -> str:
        return self.rules.phrase(relation)
