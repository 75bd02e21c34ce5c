"""The knowledge base as questions see it: records, what they say, statements. Reads the compiled index only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

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
    pack: str
    file: str
    line: int


class Property(NamedTuple):
    """One thing that a record says of itself; ``target`` is the key of the record that is the value."""

    predicate: str
    value: str
    target: int | None


#: How many records one query reads.
_AT_ONCE = 500
#: Up to so many statements of a record are read at once, whatever is asked of it.
_FEW = 100
_RECORD = "SELECT id, name, kind, label, file, line, said FROM record"
_STATEMENT = (
    "SELECT id, name, subject, predicate, object, negated, status, confidence, justification, comment, author, date,"
    " evidence, object_source, source, rule_set, pack, file, line FROM statement"
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
        self._texts: dict[int, str] = {}
        self._said: dict[int, list[list[Any]]] = {}
        self._pointing: dict[tuple[int, str], list[Record]] = {}
        self._statements: dict[tuple[int, bool], list[Statement]] = {}
        self._denials: dict[int, list[Statement]] = {}

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

    def _keep(self, row: tuple[Any, ...]) -> Record:
        """The record of a row; what it says is decoded when somebody asks."""
        known = self._records.get(row[0])
        if known is None:
            known = self._records[row[0]] = self._named[row[1]] = Record(*row[:6])
            self._texts[row[0]] = row[6]
        return known

    def _select(self, column: str, values: Iterable[Any]) -> None:
        """Read many records at once."""
        for some in _batches(list(values)):
            for row in self.db.execute(f"{_RECORD} WHERE {column} IN ({_marks(some)})", some):
                self._keep(row)

    def load(self, keys: Iterable[int]) -> None:
        """Read records ahead of use, many at once."""
        self._select("id", sorted({key for key in keys if key not in self._records}))

    def load_names(self, names: Iterable[str]) -> None:
        """Read the records of some CURIEs ahead of use, many at once."""
        self._select("name", sorted({name for name in names if name not in self._named}))

    def record(self, key: int) -> Record:
        """The record with a key of the index."""
        known = self._records.get(key)
        if known is None:
            known = self._keep(self.db.execute(f"{_RECORD} WHERE id = ?", (key,)).fetchone())
        return known

    def by_name(self, name: str) -> Record | None:
        """The record of a CURIE or IRI, or None."""
        for form in (name, self.prefixes.contract(name)) if "://" in name else (name,):
            if form in self._named:
                return self._named[form]
            row = self.db.execute(f"{_RECORD} WHERE name = ?", (form,)).fetchone()
            if row:
                return self._keep(row)
        return None

    def of_kind(self, kind: str) -> list[Record]:
        """Every record of a kind, by name."""
        return [self._keep(row) for row in self.db.execute(f"{_RECORD} WHERE kind = ? ORDER BY name", (kind,))]

    def _facts(self, record: Record) -> list[list[Any]]:
        known = self._said.get(record.key)
        if known is None:
            known = self._said[record.key] = json.loads(self._texts.get(record.key, "[]"))
        return known

    def properties(self, record: Record) -> list[Property]:
        """What a record says of itself, in canonical order."""
        return [Property(*each) for each in self._facts(record)]

    def said(self, record: Record) -> dict[str, str]:
        """The first value of each property of a record."""
        found: dict[str, str] = {}
        for predicate, value, _ in self._facts(record):
            found.setdefault(predicate, value)
        return found

    def values(self, record: Record, predicate: str) -> list[str]:
        """The values of one property of a record."""
        return [value for name, value, _ in self._facts(record) if name == predicate]

    def value(self, record: Record, predicate: str) -> str:
        """The first value of one property of a record, or an empty string."""
        for name, value, _ in self._facts(record):
            if name == predicate:
                return str(value)
        return ""

    def targets(self, record: Record, predicate: str) -> list[Record]:
        """The records that a property of a record points to."""
        return [
            self.record(target) for name, _, target in self._facts(record) if name == predicate and target is not None
        ]

    def load_targets(self, records: Iterable[Record], predicates: Collection[str]) -> None:
        """Read what some properties of many records point to, ahead of use."""
        facts = (fact for record in records for fact in self._facts(record))
        self.load(target for name, _, target in facts if name in predicates and target is not None)

    def pointing_at(self, record: Record, predicate: str) -> list[Record]:
        """The records whose property points to a record, by name."""
        if (record.key, predicate) not in self._pointing:
            self.load_pointing([record], [predicate])
        return self._pointing[record.key, predicate]

    def load_pointing(self, records: Iterable[Record], predicates: Sequence[str]) -> None:
        """Read which records point to many records by some properties, ahead of use."""
        asked = {record.key for record in records}
        keys = [key for key in sorted(asked) if any((key, name) not in self._pointing for name in predicates)]
        found: dict[tuple[int, str], list[int]] = {(key, name): [] for key in keys for name in predicates}
        wanted = f"property IN ({_marks(predicates)})"
        for some in _batches(keys):
            query = f"SELECT target, property, record FROM link WHERE target IN ({_marks(some)}) AND {wanted}"
            for target, name, key in self.db.execute(query, (*some, *predicates)):
                found[target, name].append(key)
        self.load(key for held in found.values() for key in held)
        for place, held in found.items():
            self._pointing[place] = sorted(map(self.record, held), key=lambda record: record.name)

    def mentions(self, record: Record) -> list[tuple[str, Record]]:
        """Every property of another record that points to a record: the property and that record."""
        rows = self.db.execute("SELECT property, record FROM link WHERE target = ?", (record.key,)).fetchall()
        self.load(key for _, key in rows)
        return sorted(((name, self.record(key)) for name, key in rows), key=lambda found: (found[0], found[1].name))

    def said_from(self, kinds: Iterable[str]) -> frozenset[str]:
        """The relations that some record of some kinds stands at the start of."""
        held = sorted(set(kinds))
        rows = self.db.execute(f"SELECT relation FROM said_from WHERE kind IN ({_marks(held)})", held)
        return frozenset(relation for (relation,) in rows)

    def statements_at(self, key: int, relations: Collection[str], *, inward: bool) -> list[Statement]:
        """The statements with one of ``relations`` that end at a record (``inward``) or start there.

        The records at their other ends are read with them. Where a record has few statements all are read, once.
        """
        column, other = ("object", "subject") if inward else ("subject", "object")
        known = self._statements.get((key, inward))
        if known is None:
            known = self._read_statements(f"{column} = ? LIMIT {_FEW + 1}", [key])
            self._statements[key, inward] = known
        if len(known) > _FEW:
            wanted = sorted(relations)
            known = self._read_statements(f"{column} = ? AND predicate IN ({_marks(wanted)})", [key, *wanted])
        found = [statement for statement in known if statement.predicate in relations]
        self.load(getattr(statement, other) for statement in found)
        return found

    def _read_statements(self, where: str, values: Sequence[Any]) -> list[Statement]:
        rows = self.db.execute(f"{_STATEMENT} WHERE {where}", values)
        return sorted(map(_statement, rows), key=lambda statement: statement.key)

    def statements_of(self, record: Record) -> list[Statement]:
        """Every statement that a record stands in, as subject first."""
        rows = self.db.execute(
            f"{_STATEMENT} WHERE subject = ? UNION ALL {_STATEMENT} WHERE object = ? AND subject <> ?",
            (record.key, record.key, record.key),
        )
        return [_statement(row) for row in rows]

    def statements(self) -> list[Statement]:
        """Every given statement, in the order of the sources."""
        return [_statement(row) for row in self.db.execute(f"{_STATEMENT} ORDER BY id")]

    def denials(self) -> list[Statement]:
        """Every statement that is denied."""
        return self._read_statements("negated = 1", ())

    def denials_of(self, keys: Iterable[int]) -> list[Statement]:
        """The statements that deny something of some records, as their subjects."""
        wanted = sorted(set(keys))
        for some in _batches([key for key in wanted if key not in self._denials]):
            self._denials.update((key, []) for key in some)
            for denial in self._read_statements(f"negated = 1 AND subject IN ({_marks(some)})", some):
                self._denials[denial.subject].append(denial)
        found = [denial for key in wanted for denial in self._denials[key]]
        return sorted(found, key=lambda denial: denial.key)

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


def _batches(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Values, as many at once as one query reads."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _marks(values: Sequence[Any]) -> str:
    """The placeholders of some values."""
    return ", ".join("?" * len(values))


def _statement(row: tuple[object, ...]) -> Statement:
    values = list(row)
    values[5] = bool(values[5])
    values[12] = tuple(filter(None, str(values[12]).split("|")))
    return Statement(*values)  # type: ignore[arg-type]
