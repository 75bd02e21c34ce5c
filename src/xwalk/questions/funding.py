"""What can pay for work on a topic, and what the law requires or allows there."""

from __future__ import annotations

from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import list_words
from xwalk.questions.answers import Answer
from xwalk.questions.find import name_record
from xwalk.questions.grouping import BlockedAnswer, block, group, unknown
from xwalk.questions.parts import Parts
from xwalk.routes import Found, Route, routes_to

#: What can be asked about.
TOPICS = ("area", "component", "term", "practice")
#: Whose bearing on the topic is asked: federal law, and with a state what that state wrote.
FEDERAL = ("provision",)
STATE = ("requirement", "pilot")
#: The families of relations that answer the question.
FAMILIES = ("money", "law")


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
    place = _state(knowledge, state) if state is not None else None
    found = routes_to(knowledge, record, kinds=FEDERAL, max_hops=max_hops)
    cuts = [found.cut] if found.cut else []
    if place is not None:
        more = routes_to(knowledge, record, kinds=STATE, max_hops=max_hops, of=_written_by(knowledge, place))
        cuts += [more.cut] if more.cut else []
        found = Found(found.routes + more.routes, found.blocked + more.blocked, None)
    parts = Parts(knowledge)
    answers = group(parts, (route for route in found.routes if _asked(knowledge, route)), record)
    return Funding(
        record,
        knowledge.value(record, "skos:definition"),
        place,
        answers,
        [block(parts, each, record) for each in found.blocked if _asked(knowledge, each.route)],
        "; ".join(sorted(set(cuts))) or None,
        _unknown(parts, record, answers, place),
        knowledge.meta.get("release", ""),
        knowledge.meta.get("law_as_of", ""),
        knowledge.meta.get("disclaimer", ""),
    )


def _state(knowledge: Knowledge, words: str) -> Record:
    if not words.strip():
        raise UsageError("--state names no state", hint="as in --state VT")
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


def _unknown(parts: Parts, topic: Record, answers: list[Answer], place: Record | None) -> list[str]:
    said = unknown(parts, topic, answers)
    if not answers:
        none = "none is recorded, and nobody has reviewed it"
        said.insert(0, f"Whether any provision could pay for “{topic.label}”: {none}.")
    if place is not None:
        said.append("State rules stand as the report of 2018 and the named pages give them; read the later changes.")
        said.append(f"Whether {place.label} took any optional federal reservation is not known.")
    return said
