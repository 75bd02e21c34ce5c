"""From any record to a kind: what follows about each record there, and what changes when something is left out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.questions.answers import Answer
from xwalk.questions.find import name_record
from xwalk.questions.grouping import BlockedAnswer, block, group, unknown
from xwalk.questions.parts import Parts
from xwalk.routes import MAX_HOPS, Blocked, Route, routes_from, routes_to
from xwalk.rules import RuleTable
from xwalk.search import Skip


class Change(NamedTuple):
    """One answer before and after something is left out.

    ``after`` is None when the answer does not survive, ``before`` when only what was left out stood in its way.
    """

    record: Record
    relation: str
    before: float | None
    routes_before: int
    after: float | None
    routes_after: int


class Cross(NamedTuple):
    """The answer to ``xwalk cross``. ``survive`` counts the answers that leaving something out does not change."""

    asked: Record
    kind: str
    rule_set: str
    min_confidence: float
    max_hops: int
    without: str
    answers: list[Answer]
    survive: int
    changes: list[Change]
    blocked: list[BlockedAnswer]
    cut: str | None
    unknown: list[str]
    release: str
    law_as_of: str
    disclaimer: str


class Reached(NamedTuple):
    """The routes between a record and a kind, each in its own direction."""

    routes: list[Route]
    blocked: list[Blocked]
    cut: str | None


def cross(
    knowledge: Knowledge,
    words: str,
    kind: str,
    *,
    rule_set: str = "",
    min_confidence: float = 0.0,
    without: str = "",
    max_hops: int = MAX_HOPS,
) -> Cross:
    """Every record of a kind that something follows about, with the best route of each relation.

    A relation is named in its own direction (a provision funds an area), whichever end was asked about.

    Args:
        knowledge: The knowledge base.
        words: The record asked about, by identifier or words.
        kind: The kind of the records that answer.
        rule_set: A rule set that must hold every rule, beside those of the mapping sets that a route crosses.
        min_confidence: Answers below it are left out.
        without: A statement, relation, source or curator whose statements are left out; ``changes`` then says which
            answers survive.
        max_hops: The greatest number of steps of a route.

    Raises:
        UsageError: There is no such record, kind, rule set, or nothing to leave out.
    """
    record = name_record(knowledge, words)
    check_question(knowledge, kind, rule_set)
    parts = Parts(knowledge)
    reached = full = reach(knowledge, record, [kind], rule_set=rule_set, max_hops=max_hops)
    before = every = group(parts, full.routes, record)
    if without:
        skip = leaving_out(knowledge, without)
        reached = reach(knowledge, record, [kind], rule_set=rule_set, max_hops=max_hops, skip=skip)
        every = group(parts, reached.routes, record)
    changes = _changes(before, every)
    answers = [answer for answer in every if answer.confidence >= min_confidence]
    return Cross(
        record,
        kind,
        rule_set,
        min_confidence,
        max_hops,
        without,
        answers,
        len(every) - sum(change.after is not None for change in changes),
        changes,
        [block(parts, each, record) for each in reached.blocked],
        "; ".join(filter(None, [reached.cut, _below(len(every) - len(answers), min_confidence)])) or None,
        unknown(parts, record, answers),
        knowledge.meta.get("release", ""),
        knowledge.meta.get("law_as_of", ""),
        knowledge.meta.get("disclaimer", ""),
    )


def reach(
    knowledge: Knowledge,
    record: Record,
    kinds: Iterable[str],
    *,
    rule_set: str = "",
    max_hops: int = MAX_HOPS,
    skip: Skip | None = None,
) -> Reached:
    """The routes between a record and some kinds, from either end.

    Where both ends conclude one fact, each in the words of its direction (part of, has part), the direction in which
    the ontology ranks the relation first is kept; a symmetric one is kept from ``record``.
    """
    held = list(kinds)
    there = routes_from(knowledge, record, kinds=held, rule_set=rule_set, max_hops=max_hops, skip=skip)
    here = routes_to(knowledge, record, kinds=held, rule_set=rule_set, max_hops=max_hops, skip=skip)
    rules = knowledge.rules
    said = {(route.hops[-1].target, route.relation) for route in there.routes}
    heard = {(route.start, route.relation) for route in here.routes}
    routes = [r for r in there.routes if not _better(rules, r.relation, (r.hops[-1].target,), heard, symmetric=False)]
    routes += [r for r in here.routes if not _better(rules, r.relation, (r.start,), said, symmetric=True)]
    cuts = sorted({cut for cut in (there.cut, here.cut) if cut})
    return Reached(routes, [*there.blocked, *here.blocked], "; ".join(cuts) or None)


def _better(
    rules: RuleTable, relation: str, other: tuple[int], found: set[tuple[int, str]], *, symmetric: bool
) -> bool:
    """Whether the same fact is found from the other end under a relation that is to be preferred."""
    inverse = rules.inverse(relation)
    if inverse is None or (*other, inverse) not in found:
        return False
    return symmetric if inverse == relation else rules.rank(inverse) < rules.rank(relation)


def leaving_out(knowledge: Knowledge, words: str) -> Skip:
    """A test for the statements that some words mean: a statement, relation, source (set or file) or curator.

    Raises:
        UsageError: No statement is meant.
    """
    local = words.rpartition("/")[2].rpartition(":")[2]

    def called(predicate: str, source: str, file: str, author: str) -> bool:
        return words in (predicate, source, file, author, *author.split("|")) or local in (
            predicate.rpartition(":")[2],
            source.rpartition(":")[2],
        )

    def meant(statement: Statement) -> bool:
        return words == statement.name or called(
            statement.predicate, statement.source, statement.file, statement.author
        )

    named = knowledge.db.execute("SELECT 1 FROM statement WHERE name = ?", (words,)).fetchone()
    rows = knowledge.db.execute("SELECT DISTINCT predicate, source, file, author FROM statement")
    if not named and not any(called(*row) for row in rows):
        raise UsageError(
            f"no statement, relation, source or curator is called “{words}”",
            hint="as in partOf, area--component, kb/leap-2017.ttl, a curator's name, or a statement: --all names them",
        )
    return meant


def _below(number: int, min_confidence: float) -> str:
    """What a threshold leaves out, in words."""
    answers = "1 answer" if number == 1 else f"{number} answers"
    return f"{answers} below {min_confidence:g} left out" if number else ""


def _changes(before: list[Answer], after: list[Answer]) -> list[Change]:
    """The answers that are lost, weakened or gained, in the order of the answers before, then of those after."""
    old, new = ({(answer.record.key, answer.relation): answer for answer in held} for held in (before, after))
    changes = []
    for key, one in (old | new).items():
        was, now = old.get(key), new.get(key)
        if was is None or now is None or (now.confidence, now.routes) != (was.confidence, was.routes):
            changes.append(
                Change(
                    one.record,
                    one.relation,
                    was.confidence if was else None,
                    was.routes if was else 0,
                    now.confidence if now else None,
                    now.routes if now else 0,
                )
            )
    return changes


def check_question(knowledge: Knowledge, kind: str, rule_set: str) -> None:
    """Refuse a kind or a rule set that does not exist.

    Raises:
        UsageError: It does not.
    """
    if kind not in knowledge.kinds:
        raise UsageError(f"there is no kind “{kind}”", hint=f"kinds are {', '.join(sorted(knowledge.kinds))}")
    if rule_set and rule_set not in knowledge.rules.sets:
        raise UsageError(
            f"there is no rule set “{rule_set}”", hint=f"rule sets are {', '.join(sorted(knowledge.rules.sets))}"
        )
