"""The parts that answers are made of."""

from __future__ import annotations

from typing import NamedTuple

from xwalk.knowledge import Record

#: Answers below this confidence are faint: counted, and shown in full only where all are asked for.
FAINT = 0.3


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


class Caution(NamedTuple):
    """Something that a reader must know before relying on a record: what changed later, what the law says instead."""

    type: str
    text: str


class Answer(NamedTuple):
    """One record and one relation, with the best route and the number of routes.

    ``under`` is the citation of the member by which an end of the route speaks, as a program by its provision.
    """

    record: Record
    citation: str
    url: str
    relation: str
    status: str
    confidence: float
    routes: int
    route: list[Step]
    sentence: str
    under: str
    disagreement: list[str]
    program: Record | None
    duty: str
    recipients: list[str]
    conditions: list[Condition]
    notes: list[Note]
    unknown: list[str]
    jurisdiction: str
    cautions: list[Caution]
    as_of: str
