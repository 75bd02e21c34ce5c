"""What can pay for work on a topic, and what the law requires or allows there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import list_words
from xwalk.questions.answers import Answer, Step
from xwalk.questions.find import name_record
from xwalk.questions.parts import Parts
from xwalk.routes import Blocked, Found, Route, routes_to

#: What can be asked about.
TOPICS = ("area", "component", "term", "practice")
#: Whose bearing on the topic is asked: federal law, and with a state what that state wrote.
FEDERAL = ("provision",)
STATE = ("requirement", "pilot")
#: The families of relations that answer the question.
FAMILIES = ("money", "law")
_UNKNOWN = "xwalk:unknown"


class BlockedAnswer(NamedTuple):
    """A route that a denial forbids, and the denial."""

    record: Record
    relation: str
    route: list[Step]
    denial: Step


class Funding(NamedTuple):
    """The answer to ``xwalk funding``."""

    topic: Record
    definition: str
    state: Record | None
    answers: list[Answer]
    blocked: list[BlockedAnswer]
    cut: str | None
    unknown: list[str]
    release: str
    law_as_of: str
    disclaimer: str


def funding(knowledge: Knowledge, topic: str, *, state: str | None = None, max_hops: int = 6) -> Funding:
    """Which provisions could pay for a topic, how that is known, and under which conditions.

    Args:
        knowledge: The knowledge base.
        topic: An area, component, term or practice, by identifier or words.
        state: A state, by code, name or identifier, whose requirements and pilots are added.
        max_hops: The greatest number of steps of a route.

    Raises:
        UsageError: Nothing, or more than one thing, is named so.
    """
    record = name_record(knowledge, topic, kinds=TOPICS)
    place = _state(knowledge, state) if state else None
    found = routes_to(knowledge, record, kinds=FEDERAL, max_hops=max_hops)
    cuts = [found.cut] if found.cut else []
    if place is not None:
        more = routes_to(knowledge, record, kinds=STATE, max_hops=max_hops, of=_written_by(knowledge, place))
        cuts += [more.cut] if more.cut else []
        found = Found(found.routes + more.routes, found.blocked + more.blocked, None)
    parts = Parts(knowledge)
    answers = group(parts, found.routes)
    return Funding(
        record,
        knowledge.value(record, "skos:definition"),
        place,
        answers,
        [_blocked(parts, each) for each in found.blocked if _asked(knowledge, each.route)],
        "; ".join(sorted(set(cuts))) or None,
        _unknown(parts, record, answers, place),
        knowledge.meta.get("release", ""),
        knowledge.meta.get("law_as_of", ""),
        knowledge.meta.get("disclaimer", ""),
    )


def _state(knowledge: Knowledge, words: str) -> Record:
    return name_record(knowledge, words, kinds=("jurisdiction",))


def _written_by(knowledge: Knowledge, place: Record) -> set[int]:
    found = {record.key for record in knowledge.pointing_at(place, "xwalk:jurisdiction") if record.kind in STATE}
    if not found:
        held = sorted(
            {
                there.label
                for kind in STATE
                for record in knowledge.of_kind(kind)
                for there in knowledge.targets(record, "xwalk:jurisdiction")
            }
        )
        raise UsageError(
            f"no requirement or pilot of {place.label} is recorded here",
            hint=f"recorded are {list_words(held)}" if held else "leave --state out",
        )
    return found


def _asked(knowledge: Knowledge, route: Route) -> bool:
    relation = knowledge.rules.relations.get(route.relation)
    return relation is not None and relation.family in FAMILIES


def group(parts: Parts, routes: Iterable[Route]) -> list[Answer]:
    """One answer for each record and relation, from its best route, stronger relations first."""
    knowledge, rules = parts.knowledge, parts.knowledge.rules
    together: dict[tuple[int, str], list[Route]] = defaultdict(list)
    for route in routes:
        if _asked(knowledge, route):
            together[route.start, route.relation].append(route)
    by_record: dict[int, list[str]] = defaultdict(list)
    for start, relation in together:
        by_record[start].append(relation)
    answers = []
    for (start, relation), held in together.items():
        others = [other for other in by_record[start] if other in rules.excludes.get(relation, ())]
        answers.append(_answer(parts, min(held, key=_strength), len(held), others))
    return sorted(answers, key=lambda a: (rules.rank(a.relation), -round(a.confidence, 9), a.record.name))


def _strength(route: Route) -> tuple[float, int, tuple[str, ...]]:
    return (-round(route.confidence, 9), len(route.hops), tuple(hop.statement.name for hop in route.hops))


def _answer(parts: Parts, route: Route, count: int, others: list[str]) -> Answer:
    knowledge = parts.knowledge
    record = knowledge.record(route.start)
    programs = [p for above in parts.sections(record) for p in knowledge.targets(above, "xwalk:inProgram")]
    return Answer(
        record=record,
        citation=parts.citation(record),
        url=knowledge.value(record, "schema:url"),
        relation=route.relation,
        status=route.status,
        confidence=route.confidence,
        routes=count,
        route=parts.steps(route),
        sentence=parts.sentence(route),
        disagreement=sorted(others),
        program=programs[0] if programs else None,
        duty=knowledge.value(record, "xwalk:duty"),
        recipients=[recipient.label for recipient in knowledge.targets(record, "xwalk:recipient")],
        conditions=parts.conditions(record),
        notes=parts.notes(record, "imprecision"),
        unknown=list(dict.fromkeys(u for above in parts.sections(record) for u in knowledge.values(above, _UNKNOWN))),
        jurisdiction=next((place.label for place in knowledge.targets(record, "xwalk:jurisdiction")), ""),
    )


def _blocked(parts: Parts, blocked: Blocked) -> BlockedAnswer:
    route = blocked.route
    record = parts.knowledge.record(route.start)
    return BlockedAnswer(record, route.relation, parts.steps(route), parts.step(blocked.denial))


def _unknown(parts: Parts, topic: Record, answers: list[Answer], place: Record | None) -> list[str]:
    said = list(parts.knowledge.values(topic, _UNKNOWN))
    for answer in answers:
        said += answer.unknown
    if place is not None:
        said.append(f"Whether {place.label} took any optional federal reservation is not known.")
    return list(dict.fromkeys(said))
