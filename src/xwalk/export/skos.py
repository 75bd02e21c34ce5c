"""Schemes and concepts in SKOS alone: what any SKOS tool reads.

A relation of part and whole inside one scheme is written as ``skos:broader``, between schemes as ``skos:broadMatch``.
Source: ISO 25964-1, 10.2.2 (a thesaurus may arrange parts under wholes as narrower under broader), and SKOS Reference,
sections 8 and 10. What SKOS has no word for is counted by :mod:`xwalk.export.losses`.
"""

from __future__ import annotations

from collections.abc import Iterator

from xwalk.export.selection import Selection
from xwalk.knowledge import Knowledge, Record
from xwalk.names import RDF, SKOS
from xwalk.rdf import Triple, iri
from xwalk.store import Store

IN_SCHEME = "skos:inScheme"
PART_OF = "xwalk:partOf"
#: The properties of SKOS that hold text. Source: SKOS Reference, sections 5 to 7.
TEXTS = (
    "prefLabel", "altLabel", "hiddenLabel", "notation", "note", "changeNote", "definition", "editorialNote",
    "example", "historyNote", "scopeNote",
)  # fmt: skip
#: The relations of SKOS between two concepts. Source: SKOS Reference, sections 8 and 10.
RELATIONS = frozenset(
    f"skos:{name}"
    for name in (
        "broader", "narrower", "related",
        "exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch",
    )
)  # fmt: skip


def concepts(knowledge: Knowledge, selection: Selection) -> list[Record]:
    """The records that are concepts of a scheme, by name."""
    return [record for record in selection.records.values() if knowledge.values(record, IN_SCHEME)]


def skos_triples(knowledge: Knowledge, store: Store, selection: Selection) -> list[Triple]:
    """The concepts of a selection, their schemes and their relations, each triple once and in order."""
    held = concepts(knowledge, selection)
    schemes = {scheme.name: scheme for record in held for scheme in knowledge.targets(record, IN_SCHEME)}
    said = [
        *(t for scheme in schemes.values() for t in _described(store, scheme, "ConceptScheme")),
        *(t for record in held for t in _described(store, record, "Concept")),
        *_relations(knowledge, store, selection, held),
    ]
    return sorted(set(said), key=lambda t: (t.subject, t.predicate != RDF + "type", t))


def relation_in_skos(knowledge: Knowledge, predicate: str, subject: Record, target: Record) -> str:
    """What a positive statement between two concepts is called in SKOS, or nothing."""
    if predicate in RELATIONS:
        return predicate
    if predicate != PART_OF:
        return ""
    same = set(knowledge.values(subject, IN_SCHEME)) & set(knowledge.values(target, IN_SCHEME))
    return "skos:broader" if same else "skos:broadMatch"


def _described(store: Store, record: Record, sort: str) -> Iterator[Triple]:
    name = store.prefixes.expand(record.name)
    yield Triple(name, RDF + "type", iri(SKOS + sort))
    kept = {SKOS + each for each in (*TEXTS, "inScheme")}
    for file in store.files:
        if file.path == record.file:
            yield from (each for each in file.triples if each.subject == name and each.predicate in kept)


def _relations(knowledge: Knowledge, store: Store, selection: Selection, held: list[Record]) -> Iterator[Triple]:
    within = {record.key: record for record in held}
    expand = store.prefixes.expand
    for each in selection.statements:
        if each.negated or each.status == "suggested" or each.subject not in within or each.object not in within:
            continue
        subject, target = within[each.subject], within[each.object]
        relation = relation_in_skos(knowledge, each.predicate, subject, target)
        if relation:
            yield Triple(expand(subject.name), expand(relation), iri(expand(target.name)))
