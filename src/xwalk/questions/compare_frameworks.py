"""Two frameworks side by side: the counterpart of each member of one in the other, and where there is none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import NO_TERM_FOUND, list_words
from xwalk.questions.answers import Answer, Step
from xwalk.questions.coverage import BLOCKED, COVERED, MEANING, NONE, STATES, UNREVIEWED, WEAK
from xwalk.questions.cross import Reached, check_question, reach
from xwalk.questions.find import name_record
from xwalk.questions.grouping import BlockedAnswer, block, group, other_end
from xwalk.questions.parts import UNKNOWN, Parts
from xwalk.routes import MAX_HOPS, Blocked, Route
from xwalk.search import counts

IN_SCHEME = "skos:inScheme"
#: Which family of relations says most of two members of frameworks, where two are equally sure.
_FAMILIES = ("mapping", "hierarchy")

Members = dict[int, Record]


class Counterpart(NamedTuple):
    """A member of one framework, its best counterpart in the other, the rest, and what says that there is none.

    ``state`` is one of coverage: covered, weak, blocked, none, unreviewed. A member that stands in both frameworks is
    covered by itself and has no answer.
    """

    member: Record
    state: str
    best: Answer | None
    others: list[Answer]
    looked: list[Step]


class Side(NamedTuple):
    """One framework against the other: each member, and how many of all are covered."""

    framework: Record
    members: list[Counterpart]
    covered: int
    of: int
    states: dict[str, int]
    relations: dict[str, int]


class Disagreement(NamedTuple):
    """Two members between which routes conclude relations that cannot both hold."""

    member: Record
    other: Record
    relations: list[str]


class Frameworks(NamedTuple):
    """The answer to ``xwalk compare`` for two frameworks."""

    sides: list[Side]
    threshold: float
    rule_set: str
    meaning: dict[str, str]
    disagreements: list[Disagreement]
    blocked: list[BlockedAnswer]
    cut: str | None
    unknown: list[str]
    release: str
    law_as_of: str
    disclaimer: str


def compare_frameworks(
    knowledge: Knowledge,
    left: str,
    right: str,
    *,
    rule_set: str = "",
    min_confidence: float = 0.5,
    max_hops: int = MAX_HOPS,
) -> Frameworks:
    """For every member of two frameworks its best counterpart in the other, and how far each covers the other.

    Args:
        knowledge: The knowledge base.
        left: A framework, by name, identifier or the last part of it.
        right: The other framework.
        rule_set: A rule set that must hold every rule, beside those of the mapping sets that a route crosses.
        min_confidence: From this confidence on a counterpart covers a member; below it, it is weak.
        max_hops: The greatest number of steps of a route.

    Raises:
        UsageError: There is no such framework or rule set, both are one, or one has no members.
    """
    one, two = name_framework(knowledge, left), name_framework(knowledge, right)
    if one == two:
        raise UsageError(f"{left} and {right} are the same framework, {one.name}", hint=_hint(knowledge))
    check_question(knowledge, one.kind, rule_set)
    ours, theirs = _members(knowledge, one), _members(knowledge, two)
    met = _meet(knowledge, ours, theirs, rule_set, max_hops)
    parts = Parts(knowledge)
    left_side = _side(parts, one, ours, two, theirs, met, min_confidence)
    return Frameworks(
        [left_side, _side(parts, two, theirs, one, ours, met, min_confidence)],
        min_confidence,
        rule_set,
        MEANING,
        _disagreements(left_side),
        [block(parts, each, knowledge.record(_ends(each.route, ours)[0])) for each in met.blocked],
        met.cut,
        [said for each in (one, two) for said in knowledge.values(each, UNKNOWN)],
        knowledge.meta.get("release", ""),
        knowledge.meta.get("law_as_of", ""),
        knowledge.meta.get("disclaimer", ""),
    )


def name_framework(knowledge: Knowledge, words: str) -> Record:
    """The framework that some words mean: any record in which others stand (``skos:inScheme``).

    Raises:
        UsageError: No framework, or several, are meant.
    """
    schemes = [knowledge.record(key) for key in _schemes(knowledge)]
    local = [scheme for scheme in schemes if scheme.name.rpartition(":")[2] == words]
    if len(local) == 1:
        return local[0]
    if not schemes:
        raise UsageError("no framework is loaded", hint="a framework is a record in which others stand (skos:inScheme)")
    record = name_record(knowledge, words, kinds=sorted({scheme.kind for scheme in schemes if scheme.kind}))
    if record not in schemes:
        raise UsageError(f"no record stands in {record.name}, so there is nothing to compare", hint=_hint(knowledge))
    return record


def _schemes(knowledge: Knowledge) -> list[int]:
    rows = knowledge.db.execute(
        "SELECT DISTINCT target, name FROM link JOIN record ON record.id = target"
        " WHERE property = ? AND kind <> '' ORDER BY name",
        (IN_SCHEME,),
    )
    return [key for key, _ in rows.fetchall()]


def _hint(knowledge: Knowledge) -> str:
    return f"frameworks are {list_words(knowledge.record(key).name for key in _schemes(knowledge)) or 'none'}"


def _members(knowledge: Knowledge, framework: Record) -> dict[int, Record]:
    return {record.key: record for record in knowledge.pointing_at(framework, IN_SCHEME) if record.kind}


def _meet(knowledge: Knowledge, ours: Members, theirs: Members, rule_set: str, max_hops: int) -> Reached:
    """Every route between a member of one framework and a member of the other, found once."""
    kinds = sorted({other.kind for other in theirs.values()})
    routes: list[Route] = []
    blocked: dict[tuple[str, frozenset[int]], Blocked] = {}
    cuts: set[str] = set()
    for member in ours.values():
        reached = reach(knowledge, member, kinds, rule_set=rule_set, max_hops=max_hops)
        routes += [route for route in reached.routes if other_end(route, member) in theirs]
        for each in reached.blocked:
            if other_end(each.route, member) in theirs:
                ends = frozenset((member.key, other_end(each.route, member)))
                blocked.setdefault((each.denial.name, ends), each)
        cuts |= {reached.cut} if reached.cut else set()
    return Reached(routes, list(blocked.values()), "; ".join(sorted(cuts)) or None)


def _ends(route: Route, side: Container[int]) -> tuple[int, int]:
    """The two ends of a route, that on a side first."""
    start, end = route.start, route.hops[-1].target
    return (start, end) if start in side else (end, start)


def _side(
    parts: Parts, framework: Record, members: Members, other: Record, others: Members, met: Reached, threshold: float
) -> Side:
    """One framework against the other."""
    routes: dict[int, list[Route]] = defaultdict(list)
    for route in met.routes:
        routes[_ends(route, members)[0]].append(route)
    stopped = {_ends(each.route, members)[0] for each in met.blocked}
    found = []
    for member in members.values():
        answers = sorted(group(parts, routes[member.key], member), key=lambda a: _sureness(parts.knowledge, a))
        looked = _looked(parts, member, other)
        if member.key in others:
            state = COVERED
        elif answers:
            state = COVERED if answers[0].confidence >= threshold else WEAK
        else:
            state = BLOCKED if member.key in stopped else NONE if looked else UNREVIEWED
        best = answers[0] if answers else None
        found.append(Counterpart(member, state, best, answers[1:], looked))
    states = Counter(each.state for each in found)
    relations = Counter(each.best.relation for each in found if each.best and each.state == COVERED)
    rank = parts.knowledge.rules.rank
    return Side(
        framework,
        found,
        states[COVERED],
        len(found),
        {state: states[state] for state in STATES},
        {relation: relations[relation] for relation in sorted(relations, key=lambda r: (-relations[r], rank(r), r))},
    )


def _sureness(knowledge: Knowledge, answer: Answer) -> tuple[float, int, int, str]:
    """The surest first; of two as sure, a mapping before a hierarchy before any other relation."""
    known = knowledge.rules.relations.get(answer.relation)
    family = _FAMILIES.index(known.family) if known and known.family in _FAMILIES else len(_FAMILIES)
    return (-round(answer.confidence, 9), family, knowledge.rules.rank(answer.relation), answer.record.name)


def _looked(parts: Parts, member: Record, other: Record) -> list[Step]:
    """The statements that a reviewer looked through the other framework for a member and found no counterpart."""
    knowledge = parts.knowledge
    return [
        parts.step(statement)
        for statement in knowledge.statements_of(member)
        if statement.subject == member.key
        and counts(statement, None)
        and knowledge.record(statement.object).name == NO_TERM_FOUND
        and knowledge.prefixes.contract(statement.object_source) == other.name
    ]


def _disagreements(side: Side) -> list[Disagreement]:
    """Pairs with relations that cannot both hold, each once."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    records: dict[str, Record] = {}
    for each in side.members:
        for answer in [each.best, *each.others] if each.best else []:
            if answer.disagreement:
                pair = (each.member.name, answer.record.name)
                records |= {each.member.name: each.member, answer.record.name: answer.record}
                found[pair] |= {answer.relation, *answer.disagreement}
    return [Disagreement(records[one], records[two], sorted(found[one, two])) for one, two in sorted(found)]
