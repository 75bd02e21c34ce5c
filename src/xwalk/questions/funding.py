"""What can pay for work on a topic, and what the law requires or allows there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import list_words
from xwalk.questions import answers as parts
from xwalk.questions.answers import Answer, Step
from xwalk.questions.find import name_record
from xwalk.routes import Blocked, Found, Route, routes_to

#: What can be asked about.
TOPICS = ("area", "component", "term", "practice")
#: Whose bearing on the topic is asked: federal law, and with a state what that state wrote.
FEDERAL = ("provision",)
STATE = ("requirement", "pilot")
#: The families of relations that answer the question.
FAMILIES = ("money", "law")


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
    answers = group(knowledge, found.routes)
    return Funding(
        record,
        knowledge.value(record, "skos:definition"),
        place,
        answers,
        [_blocked(knowledge, each) for each in found.blocked if _asked(knowledge, each.route)],
        "; ".join(sorted(set(cuts))) or None,
        _unknown(knowledge, record, answers, place),
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


def group(knowledge: Knowledge, routes: Iterable[Route]) -> list[Answer]:
    """One answer for each record and relation, from its best route, stronger relations first."""
    together: dict[tuple[int, str], list[Route]] = defaultdict(list)
    for route in routes:
        if _asked(knowledge, route):
            together[route.start, route.relation].append(route)
    rules = knowledge.rules
    by_record: dict[int, list[str]] = defaultdict(list)
    for start, relation in together:
        by_record[start].append(relation)
    answers = []
    for (start, relation), held in together.items():
        others = [other for other in by_record[start] if other in rules.excludes.get(relation, ())]
        answers.append(_answer(knowledge, min(held, key=_strength), len(held), others))
    return sorted(answers, key=lambda a: (rules.rank(a.relation), -round(a.confidence, 9), a.record.name))


def _strength(route: Route) -> tuple[float, int, tuple[str, ...]]:
    return (-round(route.confidence, 9), len(route.hops), tuple(hop.statement.name for hop in route.hops))


def _answer(knowledge: Knowledge, route: Route, count: int, others: list[str]) -> Answer:
    record = knowledge.record(route.start)
    programs = [
        program
        for above in knowledge.ancestors(record, "dcterms:isPartOf")
        for program in knowledge.targets(above, "xwalk:inProgram")
    ]
    return Answer(
        record=record,
        citation=parts.citation(knowledge, record),
        url=knowledge.value(record, "schema:url"),
        relation=route.relation,
        status=route.status,
        confidence=route.confidence,
        routes=count,
        route=parts.steps(knowledge, route.hops),
        sentence=parts.sentence(knowledge, route),
        disagreement=sorted(others),
        program=programs[0] if programs else None,
        duty=knowledge.value(record, "xwalk:duty"),
        recipients=[recipient.label for recipient in knowledge.targets(record, "xwalk:recipient")],
        conditions=parts.conditions(knowledge, record),
        notes=parts.notes(knowledge, record, "imprecision"),
        unknown=knowledge.values(record, "xwalk:unknown"),
        jurisdiction=next((place.label for place in knowledge.targets(record, "xwalk:jurisdiction")), ""),
    )


def _blocked(knowledge: Knowledge, blocked: Blocked) -> BlockedAnswer:
    return BlockedAnswer(
        knowledge.record(blocked.route.start),
        blocked.route.relation,
        parts.steps(knowledge, blocked.route.hops),
        parts.step(knowledge, blocked.denial),
    )


def _unknown(knowledge: Knowledge, topic: Record, answers: list[Answer], place: Record | None) -> list[str]:
    said = list(knowledge.values(topic, "xwalk:unknown"))
    for answer in answers:
        for above in knowledge.ancestors(answer.record, "dcterms:isPartOf"):
            said += knowledge.values(above, "xwalk:unknown")
    if place is not None:
        said.append(f"Whether {place.label} took any optional federal reservation is not known.")
    return list(dict.fromkeys(said))
