"""From routes to answers: one answer for each record and relation, with the best route and the number of routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from xwalk.knowledge import Record
from xwalk.questions.answers import Answer, Step
from xwalk.questions.parts import Parts
from xwalk.routes import Blocked, Route

UNKNOWN = "xwalk:unknown"


class BlockedAnswer(NamedTuple):
    """A route that a denial forbids, and the denial."""

    record: Record
    relation: str
    route: list[Step]
    denial: Step


def group(parts: Parts, routes: Iterable[Route], asked: Record) -> list[Answer]:
    """The answers to a question about ``asked``: stronger relations first, then higher confidence, then by name.

    Args:
        parts: Reads the parts of the answers.
        routes: Routes that start or end at ``asked``; the answer is the record at the other end.
        asked: The record that was asked about.
    """
    rules = parts.knowledge.rules
    together: dict[tuple[int, str], list[Route]] = defaultdict(list)
    relations: dict[int, set[str]] = defaultdict(set)
    for route in routes:
        other = other_end(route, asked)
        together[other, route.relation].append(route)
        relations[other].add(route.relation)
    answers = []
    for (other, relation), held in together.items():
        disagreement = sorted(relations[other] & rules.excludes.get(relation, set()))
        answers.append(_answer(parts, parts.knowledge.record(other), min(held, key=_strength), len(held), disagreement))
    return sorted(answers, key=lambda a: (rules.rank(a.relation), -round(a.confidence, 9), a.record.name))


def other_end(route: Route, asked: Record) -> int:
    """The key of the record at the end of a route that was not asked about."""
    return route.start if route.start != asked.key else route.hops[-1].target


def block(parts: Parts, blocked: Blocked, asked: Record) -> BlockedAnswer:
    """A route that a denial forbids, ready to be shown."""
    record = parts.knowledge.record(other_end(blocked.route, asked))
    return BlockedAnswer(record, blocked.route.relation, parts.steps(blocked.route), parts.step(blocked.denial))


def unknown(parts: Parts, topic: Record, answers: Iterable[Answer]) -> list[str]:
    """What nobody verified about a topic and the records that answer, each once."""
    said = list(parts.knowledge.values(topic, UNKNOWN))
    for answer in answers:
        said += answer.unknown
    return list(dict.fromkeys(said))


def _strength(route: Route) -> tuple[float, int, tuple[str, ...]]:
    return (-round(route.confidence, 9), len(route.hops), tuple(hop.statement.name for hop in route.hops))


def _answer(parts: Parts, record: Record, route: Route, count: int, disagreement: list[str]) -> Answer:
    """One answer; who is paid, what binds and what is not known is read from the record whose words it rests on."""
    knowledge = parts.knowledge
    speaker = parts.speaker(route)
    sections = parts.sections(speaker)
    programs = [program for above in sections for program in knowledge.targets(above, "xwalk:inProgram")]
    return Answer(
        record=record,
        citation=parts.citation(record),
        url=knowledge.value(record, "schema:url") or knowledge.value(speaker, "schema:url"),
        relation=route.relation,
        status=route.status,
        confidence=route.confidence,
        routes=count,
        route=parts.steps(route),
        sentence=parts.sentence(route),
        under="" if speaker.key == route.start else parts.named(speaker),
        disagreement=disagreement,
        program=programs[0] if programs else None,
        duty=knowledge.value(speaker, "xwalk:duty"),
        recipients=[recipient.label for recipient in knowledge.targets(speaker, "xwalk:recipient")],
        conditions=parts.conditions(speaker),
        notes=parts.notes(speaker, "imprecision"),
        unknown=list(dict.fromkeys(said for each in [record, *sections] for said in knowledge.values(each, UNKNOWN))),
        jurisdiction=next((place.label for place in knowledge.targets(speaker, "xwalk:jurisdiction")), ""),
        cautions=parts.cautions(speaker),
        as_of=next((date for above in sections for date in knowledge.values(above, "xwalk:textAsOf")), ""),
    )
