"""The parts that answers are made of, and how each is read from the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.routes import Hop, Route


class Evidence(NamedTuple):
    """A passage: where it stands, the words by which it is found, and how it was verified."""

    id: str
    label: str
    source: str
    locator: str
    anchor: str
    verification: str
    url: str


class Step(NamedTuple):
    """One given statement of a route, in its own direction, with its evidence."""

    id: str
    subject: Record
    predicate: str
    object: Record
    status: str
    confidence: float
    source: str
    comment: str
    evidence: list[Evidence]


class Condition(NamedTuple):
    """Something that binds a record: a limit, a threshold, a priority, a duty."""

    id: str
    label: str
    type: str
    text: str
    comparator: str
    value: str
    unit: str
    base: str
    base_reading: str
    bearers: list[str]
    binds: list[Record]
    evidence: list[Evidence]


class Note(NamedTuple):
    """A remark about a record: what the report says and what the law says."""

    id: str
    label: str
    text: str


class Answer(NamedTuple):
    """One record and one relation, with the best route and the number of routes."""

    record: Record
    citation: str
    url: str
    relation: str
    status: str
    confidence: float
    routes: int
    route: list[Step]
    sentence: str
    disagreement: list[str]
    program: Record | None
    duty: str
    recipients: list[str]
    conditions: list[Condition]
    notes: list[Note]
    unknown: list[str]
    jurisdiction: str


#: The order in which a reader wants conditions: what money there is, who must be heard or come first, then the rest.
_SORTS = (
    "limit, minimum, remainder, threshold, exception, consultation, priority, use of funds, supplement, period, "
    "interval, application, provider, report, definition"
)
_ORDER = {word: place for place, word in enumerate(_SORTS.split(", "))}


def evidence(knowledge: Knowledge, names: Iterable[str]) -> list[Evidence]:
    """The passages of some names; a name that is no record stands with nothing but itself."""
    found = []
    for name in names:
        passage = knowledge.by_name(name)
        if passage is None:
            found.append(Evidence(name, name, "", "", "", "unverified", ""))
            continue
        said = {found.predicate: found.value for found in knowledge.properties(passage)}
        source = knowledge.by_name(said.get("dcterms:source", ""))
        url = said.get("schema:url") or (knowledge.value(source, "schema:url") if source else "")
        found.append(
            Evidence(
                passage.name,
                passage.label,
                source.label if source else said.get("dcterms:source", ""),
                said.get("xwalk:locator", ""),
                said.get("oa:exact", ""),
                said.get("xwalk:verification", "unverified"),
                url,
            )
        )
    return found


def steps(knowledge: Knowledge, hops: Iterable[Hop]) -> list[Step]:
    """The statements of a route, each with its evidence."""
    return [step(knowledge, hop.statement) for hop in hops]


def step(knowledge: Knowledge, statement: Statement) -> Step:
    """A statement with its evidence."""
    return Step(
        statement.name,
        knowledge.record(statement.subject),
        statement.predicate,
        knowledge.record(statement.object),
        statement.status,
        statement.confidence,
        statement.source,
        statement.comment,
        evidence(knowledge, statement.evidence),
    )


def citation(knowledge: Knowledge, record: Record) -> str:
    """The reference that a reader would print for a record, or its label."""
    return knowledge.value(record, "xwalk:citation") or record.label


def conditions(knowledge: Knowledge, record: Record) -> list[Condition]:
    """Every condition that binds a record: its own, those of the sections above it, and those that name it."""
    found: dict[int, Record] = {}
    for above in knowledge.ancestors(record, "dcterms:isPartOf"):
        for bound in knowledge.pointing_at(above, "xwalk:binds"):
            found.setdefault(bound.key, bound)
    held = [_condition(knowledge, each) for each in found.values()]
    return sorted(
        held, key=lambda each: (_ORDER.get(each.type, len(_ORDER)), [e.label for e in each.evidence], each.id)
    )


def _condition(knowledge: Knowledge, record: Record) -> Condition:
    def text(predicate: str) -> str:
        return knowledge.value(record, predicate)

    return Condition(
        record.name,
        record.label,
        text("xwalk:type"),
        text("skos:definition"),
        text("xwalk:comparator"),
        text("xwalk:value"),
        text("xwalk:unit"),
        text("xwalk:base"),
        text("xwalk:baseReading"),
        [bearer.label for bearer in knowledge.targets(record, "xwalk:bearer")],
        knowledge.targets(record, "xwalk:binds"),
        evidence(knowledge, knowledge.values(record, "xwalk:evidence")),
    )


def notes(knowledge: Knowledge, record: Record, kind: str) -> list[Note]:
    """The remarks of one type about a record or a section above it."""
    found: dict[str, Note] = {}
    for above in knowledge.ancestors(record, "dcterms:isPartOf"):
        for remark in knowledge.pointing_at(above, "xwalk:about"):
            if knowledge.value(remark, "xwalk:type") == kind:
                found.setdefault(
                    remark.name, Note(remark.name, remark.label, knowledge.value(remark, "skos:definition"))
                )
    return list(found.values())


def sentence(knowledge: Knowledge, route: Route) -> str:
    """What a route concludes, in plain words that claim no more than it.

    A derived conclusion names what stands between: “could pay for flexible pacing, as part of …”.
    """
    first, last = knowledge.record(route.start), knowledge.record(route.hops[-1].target)
    relation = knowledge.rules.relations.get(route.relation)
    phrase = relation.phrase if relation else route.relation
    said = f"{citation(knowledge, first).partition(';')[0]} {phrase} “{last.label}”"
    if len(route.hops) > 1:
        between = knowledge.record(route.hops[0].target)
        said += f", {relation.via if relation and relation.via else 'by way of'} “{between.label}”"
    return said
