"""Records and statements as tables: one row a record, one column a property; one row a statement."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.render.as_table import to_csv

_SAFE = re.compile(r"[a-z][a-z0-9-]{0,60}")
#: What stands between the values of a cell that holds several.
JOINED = " | "
#: Properties that have a column of their own under another name, or say nothing beside the kind.
_PLACED = {"rdf:type": "", "skos:prefLabel": "label", "skos:altLabel": "also called", "skos:notation": "number"}


class Column(NamedTuple):
    """A column: its heading, the property that it holds (a CURIE, or nothing), and what it means."""

    heading: str
    property: str
    meaning: str


class Table(NamedTuple):
    """A table: a short name, a title, one sentence, and its columns and rows."""

    name: str
    title: str
    about: str
    columns: list[Column]
    rows: list[list[str]]

    @property
    def header(self) -> list[str]:
        """The headings of the columns."""
        return [column.heading for column in self.columns]


def record_tables(knowledge: Knowledge, kinds: Sequence[str] = ()) -> list[Table]:
    """A table of each kind that has a record, by kind.

    Args:
        knowledge: The knowledge base.
        kinds: Only these kinds, or all.
    """
    wanted = kinds or sorted(knowledge.kinds)
    return [record_table(knowledge, kind, records) for kind in wanted if (records := knowledge.of_kind(kind))]


def record_table(knowledge: Knowledge, kind: str, records: Sequence[Record]) -> Table:
    """Some records of one kind as a table."""
    terms = {
        name: (label, text) for name, label, text in knowledge.db.execute("SELECT name, label, definition FROM term")
    }
    properties = _in_order([each.predicate for each in knowledge.properties(record)] for record in records)
    columns = [
        Column("id", "", "The identifier of the record, a CURIE"),
        Column("label", "skos:prefLabel", "The name of the record"),
    ]
    for name in properties:
        if name not in ("rdf:type", "skos:prefLabel"):
            label, meaning = terms.get(name, ("", ""))
            columns.append(Column(_PLACED.get(name) or label or _words(name), name, meaning))
    headings = [column.heading for column in columns]
    columns = [
        column if headings.count(column.heading) == 1 else column._replace(heading=column.property or column.heading)
        for column in columns
    ]
    rows = [
        [
            record.name,
            record.label,
            *(JOINED.join(knowledge.values(record, column.property)) for column in columns[2:]),
        ]
        for record in records
    ]
    label, about = knowledge.db.execute("SELECT label, definition FROM kind WHERE kind = ?", (kind,)).fetchone()
    return Table(kind, label, about, columns, rows)


def statement_table(knowledge: Knowledge, statements: Iterable[Statement]) -> Table:
    """Some statements as a table, with the names of what they join."""
    held = list(statements)
    knowledge.load(key for each in held for key in (each.subject, each.object))
    columns = [
        Column("id", "", "The identifier of the statement"),
        Column("subject", "owl:annotatedSource", "The record that the statement is about"),
        Column("subject label", "", "Its name"),
        Column("relation", "owl:annotatedProperty", "What the statement says, a CURIE"),
        Column("in words", "xwalk:phrase", "How a sentence reads the relation"),
        Column("denied", "sssom:predicate_modifier", "“not” where the statement says that this is not so"),
        Column("object", "owl:annotatedTarget", "The record that the subject is joined to"),
        Column("object label", "", "Its name"),
        Column("status", "xwalk:status", "How it is known: stated, asserted, derived or suggested"),
        Column("confidence", "sssom:confidence", "A score for ranking from 0 to 1, not a probability"),
        Column("reason", "rdfs:comment", "Why the curator says so"),
        Column("curator", "sssom:author_id", "Who says so"),
        Column("date", "sssom:mapping_date", "When"),
        Column("evidence", "xwalk:evidence", "The passages behind it"),
        Column("source", "", "The mapping set or file that holds it"),
    ]
    rows = []
    for each in held:
        subject, target = knowledge.record(each.subject), knowledge.record(each.object)
        known = knowledge.rules.relations.get(each.predicate)
        rows.append(
            [
                each.name,
                subject.name,
                subject.label,
                each.predicate,
                known.phrase if known else "",
                "not" if each.negated else "",
                target.name,
                target.label,
                each.status,
                f"{each.confidence:g}",
                each.comment,
                each.author,
                each.date,
                JOINED.join(each.evidence),
                each.source,
            ]
        )
    about = "What joins two records: stated by a source or asserted by a curator, with its reason and evidence."
    return Table("statements", "Statements", about, columns, rows)


def column_table(tables: Iterable[Table]) -> Table:
    """What each column of some tables means, as a table."""
    columns = [
        Column("table", "", "The table"),
        Column("column", "", "The heading of the column"),
        Column("property", "", "The property of the ontology that it holds"),
        Column("meaning", "", "What the column says"),
    ]
    rows = [[table.name, *column] for table in tables for column in table.columns]
    return Table("columns", "Columns", "What each column of each table means.", columns, rows)


def csv_bytes(table: Table) -> bytes:
    """A table as CSV (RFC 4180, UTF-8); a cell that a spreadsheet would run as a formula is made text."""
    return (to_csv(table.header, table.rows) + "\n").encode()


def file_name(name: str) -> str:
    """The name of a file for a table or set: its own name where that is plain, else a hash of it.

    >>> file_name("area--component"), file_name("../area")
    ('area--component', 'e4eec65a6b3d36a1')
    """
    return name if _SAFE.fullmatch(name) else hashlib.sha256(name.encode()).hexdigest()[:16]


def _words(name: str) -> str:
    """The local part of a name, as words.

    >>> _words("dcterms:isPartOf")
    'is part of'
    """
    local = name.rpartition(":")[2]
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in local).strip()


def _in_order(lists: Iterable[Sequence[str]]) -> list[str]:
    """The members of several lists, each once and after what stands before it in the list that first has it.

    >>> _in_order([["a", "c"], ["a", "b", "c"], ["d"]])
    ['a', 'b', 'c', 'd']
    """
    found: list[str] = []
    for each in lists:
        place = 0
        for name in dict.fromkeys(each):
            if name in found:
                place = found.index(name) + 1
            else:
                found.insert(place, name) if place else found.append(name)
                place = found.index(name) + 1
    return found
