"""The knowledge base as questions see it: records, what they say, statements. Reads the compiled index only."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from xwalk.names import Prefixes
from xwalk.rules import RuleTable


class Record(NamedTuple):
    """Anything that has a name: a record with a kind, or what a statement joins (kind '')."""

    key: int
    name: str
    kind: str
    label: str
    file: str
    line: int


class Statement(NamedTuple):
    """One given statement, in its own direction."""

    key: int
    name: str
    subject: int
    predicate: str
    object: int
    negated: bool
    status: str
    confidence: float
    justification: str
    comment: str
    author: str
    date: str
    evidence: tuple[str, ...]
    object_source: str
    source: str
    rule_set: str
    file: str
    line: int


class Property(NamedTuple):
    """One thing that a record says of itself; ``target`` is the key of the record that is the value."""

    predicate: str
    value: str
    target: int | None


_RECORD = "SELECT id, name, kind, label, file, line FROM record"
_STATEMENT = (
    "SELECT id, name, subject, predicate, object, negated, status, confidence, justification, comment, author, date,"
    " evidence, object_source, source, rule_set, file, line FROM statement"
)


class Knowledge:
    """A loaded knowledge base.

    Args:
        connection: The compiled index.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.db = connection
        self._records: dict[int, Record] = {}
        self._named: dict[str, Record] = {}
        self._properties: dict[int, list[Property]] = {}

    @cached_property
    def meta(self) -> dict[str, str]:
        """What the ontology header says of the data: release, law_as_of, disclaimer."""
        return dict(self.db.execute("SELECT key, value FROM meta"))

    @cached_property
    def rules(self) -> RuleTable:
        """The rule table."""
        return RuleTable(self.db)

    @cached_property
    def prefixes(self) -> Prefixes:
        """The prefixes of the loaded packs."""
        return Prefixes(dict(self.db.execute("SELECT prefix, namespace FROM prefix")))

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The label of each kind."""
        return dict(self.db.execute("SELECT kind, label FROM kind"))

    def record(self, key: int) -> Record:
        """The record with a key of the index."""
        known = self._records.get(key)
        if known is None:
            known = Record(*self.db.execute(f"{_RECORD} WHERE id = ?", (key,)).fetchone())
            self._records[key] = known
        return known

    def by_name(self, name: str) -> Record | None:
        """The record of a CURIE or IRI, or None."""
        if name in self._named:
            return self._named[name]
        for form in (name, self.prefixes.contract(name)):
            row = self.db.execute(f"{_RECORD} WHERE name = ?", (form,)).fetchone()
            if row:
                found = self._named[name] = self._records.setdefault(row[0], Record(*row))
                return found
        return None

    def of_kind(self, kind: str) -> list[Record]:
        """Every record of a kind, by name."""
        return [Record(*row) for row in self.db.execute(f"{_RECORD} WHERE kind = ? ORDER BY name", (kind,))]

    def properties(self, record: Record) -> list[Property]:
        """What a record says of itself, in canonical order."""
        known = self._properties.get(record.key)
        if known is None:
            rows = self.db.execute(
                "SELECT predicate, value, target FROM property WHERE record = ? ORDER BY position", (record.key,)
            )
            known = self._properties[record.key] = [Property(*row) for row in rows]
        return known

    def values(self, record: Record, predicate: str) -> list[str]:
        """The values of one property of a record."""
        return [value for name, value, _ in self.properties(record) if name == predicate]

    def value(self, record: Record, predicate: str) -> str:
        """The first value of one property of a record, or an empty string."""
        for name, value, _ in self.properties(record):
            if name == predicate:
                return value
        return ""

    def targets(self, record: Record, predicate: str) -> list[Record]:
        """The records that a property of a record points to."""
        return [
            self.record(target)
            for name, _, target in self.properties(record)
            if name == predicate and target is not None
        ]

    def pointing_at(self, record: Record, predicate: str) -> list[Record]:
        """The records whose property points to a record, by name."""
        rows = self.db.execute(
            "SELECT record FROM property WHERE target = ? AND predicate = ?", (record.key, predicate)
        ).fetchall()
        return sorted((self.record(row[0]) for row in rows), key=lambda found: found.name)

    def mentions(self, record: Record) -> list[tuple[str, Record]]:
        """Every property of another record that points to a record: the property and that record."""
        rows = self.db.execute(
            "SELECT predicate, record FROM property WHERE target = ? ORDER BY predicate, record", (record.key,)
        ).fetchall()
        return [(predicate, self.record(key)) for predicate, key in rows]

    def statements_at(self, key: int, relations: Sequence[str], *, inward: bool) -> list[Statement]:
        """The statements with one of ``relations`` that end at a record (``inward``) or start there."""
        column = "object" if inward else "subject"
        marks = ", ".join("?" * len(relations))
        rows = self.db.execute(
            f"{_STATEMENT} WHERE {column} = ? AND predicate IN ({marks}) ORDER BY id", (key, *relations)
        )
        return [_statement(row) for row in rows]

    def statements_of(self, record: Record) -> list[Statement]:
        """Every statement that a record stands in, as subject first."""
        rows = self.db.execute(
            f"{_STATEMENT} WHERE subject = ? UNION ALL {_STATEMENT} WHERE object = ? AND subject <> ?",
            (record.key, record.key, record.key),
        )
        return [_statement(row) for row in rows]

    def denials(self) -> list[Statement]:
        """Every statement that is denied."""
        return [_statement(row) for row in self.db.execute(f"{_STATEMENT} WHERE negated = 1 ORDER BY id")]

    def ancestors(self, record: Record, predicate: str) -> Iterable[Record]:
        """The record and what it points to by a property, step by step, each once."""
        seen = {record.key}
        queue = [record]
        while queue:
            current = queue.pop(0)
            yield current
            for above in self.targets(current, predicate):
                if above.key not in seen:
                    seen.add(above.key)
                    queue.append(above)


def _statement(row: tuple[object, ...]) -> Statement:
    values = list(row)
    values[5] = bool(values[5])
    values[12] = tuple(filter(None, str(values[12]).split("|")))
    return Statement(*values)  # type: ignore[arg-type]
