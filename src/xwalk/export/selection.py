"""Which part of the knowledge base an export holds: records by kind, state, source and status, and what joins them."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.rdf import BLANK, Triple
from xwalk.sssom import MappingSet, Row, content_id, statement_id
from xwalk.store import SourceFile, Store

#: How a record says where it holds, which passages back it, and from which source a passage is.
_PLACE, _EVIDENCE, _SOURCE, _STATUS = "xwalk:jurisdiction", "xwalk:evidence", "dcterms:source", "xwalk:status"


class Wanted(NamedTuple):
    """What is wanted; what is left empty does not narrow.

    Attributes:
        kinds: Records of one of these kinds.
        places: Records of one of these jurisdictions, and these themselves.
        sources: Records that a passage of one of these sources backs, the passages, and the sources themselves.
        statuses: Records and statements that are known in one of these ways.
        packs: What one of these packs says.
    """

    kinds: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    packs: frozenset[str] = frozenset()


class Selection(NamedTuple):
    """The records that are kept, by name, and the statements that join them.

    Attributes:
        packs: The packs that are asked for; none stands for all.
        whole: Whether nothing else narrows it.
    """

    packs: frozenset[str]
    whole: bool
    records: dict[str, Record]
    statements: list[Statement]

    def of_kind(self, kind: str) -> list[Record]:
        """The kept records of a kind, by name."""
        return [record for record in self.records.values() if record.kind == kind]


def select(knowledge: Knowledge, store: Store, wanted: Wanted) -> Selection:
    """The records and statements that fit every filter.

    A record that says no status fits a filter of status no more than one that says another. A statement is kept where
    one of its ends is, and neither is of a kind that is not wanted: what Vermont requires leads to topics that are not
    Vermont's.
    """
    short = store.prefixes.contract
    theirs = {short(name) for file in store.files if file.pack.name in wanted.packs for name in file.lines}
    records = {
        record.name: record
        for kind in sorted(wanted.kinds or knowledge.kinds)
        for record in knowledge.of_kind(kind)
        if (not wanted.packs or record.name in theirs) and _fits(knowledge, record, wanted)
    }
    keys = {record.key for record in records.values()}
    statements = [
        each
        for each in knowledge.statements()
        if (each.pack in wanted.packs if wanted.packs else each.subject in keys or each.object in keys)
        and (not wanted.statuses or each.status in wanted.statuses)
        and (not wanted.kinds or _kinds(knowledge, each) <= wanted.kinds)
    ]
    return Selection(wanted.packs, wanted == Wanted(packs=wanted.packs), records, statements)


def _kinds(knowledge: Knowledge, statement: Statement) -> set[str]:
    """The kinds of what a statement joins; that there is no counterpart is no thing and has none."""
    return {knowledge.record(key).kind for key in (statement.subject, statement.object)} - {""}


def _fits(knowledge: Knowledge, record: Record, wanted: Wanted) -> bool:
    places = {record.name, *knowledge.values(record, _PLACE)}
    return (
        (not wanted.places or not wanted.places.isdisjoint(places))
        and (not wanted.sources or not wanted.sources.isdisjoint(_sources(knowledge, record)))
        and (not wanted.statuses or knowledge.value(record, _STATUS) in wanted.statuses)
    )


def _sources(knowledge: Knowledge, record: Record) -> set[str]:
    passages = [record, *knowledge.targets(record, _EVIDENCE)]
    return {record.name, *(source for each in passages for source in knowledge.values(each, _SOURCE))}


def narrow(store: Store, selection: Selection) -> Store:
    """The sources with nothing in them but what was selected; the whole is left as it is, with its ontology."""
    if selection.whole:
        return replace(
            store,
            files=[file for file in store.files if not selection.packs or file.pack.name in selection.packs],
            mapping_sets=[
                each for each in store.mapping_sets if not selection.packs or each[0].name in selection.packs
            ],
        )
    short = store.prefixes.contract
    files = [
        replace(file, triples=_about(file, {name for name in file.lines if short(name) in selection.records}))
        for file in store.files
        if file.path.startswith("kb/")
    ]
    said = {statement.name for statement in selection.statements}
    sets = [(pack, replace(each, rows=_rows(each, said))) for pack, each in store.mapping_sets]
    return replace(
        store,
        files=[file for file in files if file.triples],
        mapping_sets=[(pack, each) for pack, each in sets if each.rows],
    )


def _rows(mappings: MappingSet, said: set[str]) -> list[Row]:
    names = ((statement_id(mappings.id, row), content_id(mappings.id, row), row) for row in mappings.rows)
    return [row for name, content, row in names if name in said or content in said]


def _about(file: SourceFile, subjects: set[str]) -> list[Triple]:
    """The triples of some subjects of a file, and of the blank nodes that they lead to."""
    wanted, more = set(subjects), True
    while more:
        reached = {t.object.text for t in file.triples if t.subject in wanted and t.object.sort == BLANK}
        more = not reached <= wanted
        wanted |= reached
    return [triple for triple in file.triples if triple.subject in wanted]
