"""Everything that is known of one record."""

from __future__ import annotations

from typing import NamedTuple

from xwalk.knowledge import Knowledge, Property, Record
from xwalk.names import split_words
from xwalk.questions.answers import Condition, Evidence, Step
from xwalk.questions.find import name_record
from xwalk.questions.parts import Parts

#: Properties that ``show`` gives a place of their own.
_PLACED = {
    "case:fields",  # what a CASE package says, as JSON: for its export, not for a reader
    "rdf:type",
    "rdfs:label",
    "skos:prefLabel",
    "skos:altLabel",
    "skos:notation",
    "skos:definition",
    "xwalk:evidence",
    "xwalk:status",
}
#: Properties of another record that point here and stand in a place of their own: conditions, evidence.
_PLACED_ELSEWHERE = {"xwalk:binds", "xwalk:evidence"}
#: Relations of this family are told by the properties and mentions alone; a program has many members.
_MEMBERSHIP = "membership"


class Shown(NamedTuple):
    """A record in full."""

    record: Record
    iri: str
    definition: str
    called: list[str]
    notation: list[str]
    status: str
    properties: list[tuple[str, Property, str]]
    evidence: list[Evidence]
    statements: list[Step]
    denied: list[Step]
    conditions: list[Condition]
    mentions: list[tuple[str, str, Record]]
    release: str
    law_as_of: str
    disclaimer: str


def show(knowledge: Knowledge, words: str) -> Shown:
    """One record: what it says, its evidence, its statements in both directions, what binds it, what points to it.

    Args:
        knowledge: The knowledge base.
        words: The identifier of a record, or words that name it.

    Raises:
        UsageError: Nothing, or more than one thing, is named so.
    """
    record = name_record(knowledge, words)
    parts = Parts(knowledge)
    said = knowledge.properties(record)
    members = {name for name, relation in knowledge.rules.relations.items() if relation.family == _MEMBERSHIP}
    statements = [each for each in knowledge.statements_of(record) if each.predicate not in members]
    told = {(each.predicate, each.subject) for each in statements}
    labels = dict(knowledge.db.execute("SELECT name, label FROM term"))

    def values(predicate: str) -> list[str]:
        return [each.value for each in said if each.predicate == predicate]

    def label(predicate: str) -> str:
        return str(labels.get(predicate) or split_words(predicate.rpartition(":")[2]).strip())

    return Shown(
        record,
        knowledge.prefixes.expand(record.name),
        next(iter(values("skos:definition")), ""),
        values("skos:altLabel"),
        values("skos:notation"),
        next(iter(values("xwalk:status")), ""),
        [
            (
                label(each.predicate),
                each,
                knowledge.record(each.target).label if each.target else "",
            )
            for each in said
            if each.predicate not in _PLACED
        ],
        parts.evidence(values("xwalk:evidence")),
        [parts.step(each) for each in statements if not each.negated],
        [parts.step(each) for each in statements if each.negated],
        parts.conditions(record),
        [
            (predicate, label(predicate), other)
            for predicate, other in knowledge.mentions(record)
            if other.kind and predicate not in _PLACED_ELSEWHERE and (predicate, other.key) not in told
        ],
        knowledge.meta.get("release", ""),
        knowledge.meta.get("law_as_of", ""),
        knowledge.meta.get("disclaimer", ""),
    )
