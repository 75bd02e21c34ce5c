"""From routes to answers: one answer for each record and relation, with the best route and the number of routes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from xwalk.knowledge import Record
from xwalk.questions.answers import Answer, Step
from xwalk.questions.parts import UNKNOWN, Parts
from xwalk.routes import Blocked, Route


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
    best = {ends: min(held, key=_strength) for ends, held in together.items()}
    speakers = {ends: parts.speaker(route) for ends, route in best.items()}
    parts.read([*map(parts.knowledge.record, relations), *speakers.values()])
    answers = []
    for (other, relation), route in best.items():
        speaker = speakers[other, relation]
        answers.append(
            parts.about(parts.knowledge.record(other), speaker)._replace(
                relation=relation,
                status=route.status,
                confidence=route.confidence,
                routes=len(together[other, relation]),
                route=parts.steps(route),
                sentence=parts.sentence(route),
                under="" if speaker.key == route.start else parts.named(speaker),
                disagreement=sorted(relations[other] & rules.excludes.get(relation, set())),
            )
        )
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
