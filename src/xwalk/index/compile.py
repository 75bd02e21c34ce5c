"""Compile parsed sources into the index."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from typing import Any

from xwalk import sssom
from xwalk.index import SCHEMA_VERSION
from xwalk.index.algebra import compile_algebra, share
from xwalk.names import OWL, RDF, RDFS, SH, SKOS, XWALK, Prefixes, citation_key, fold, natural_key, whole_number
from xwalk.packs import Pack
from xwalk.rdf import IRI, Triple, Value
from xwalk.store import SourceFile, Store

TYPE = RDF + "type"
_RECORD = f"INSERT INTO record VALUES (?{', ?' * 6})"
_STATEMENT = f"INSERT INTO statement VALUES (NULL{', ?' * 18})"
#: How many rows are written at once.
_AT_ONCE = 10_000
_SAID_FROM = """
INSERT INTO said_from
SELECT predicate, kind FROM statement JOIN record ON record.id = subject WHERE negated = 0
UNION
SELECT inverse, kind FROM statement JOIN relation ON relation.name = predicate JOIN record ON record.id = object
WHERE negated = 0 AND inverse IS NOT NULL
"""


def fingerprint(packs: Iterable[Pack]) -> list[tuple[str, str, int, int, str]]:
    """Each source file of some packs: pack, path, size, time and SHA-256. Taken before the files are parsed."""
    return [
        (pack.name, path, stat.st_size, stat.st_mtime_ns, hashlib.sha256((pack.root / path).read_bytes()).hexdigest())
        for pack in packs
        for path, stat in pack.sources()
    ]


def compile_index(
    store: Store,
    connection: sqlite3.Connection,
    sources: Iterable[tuple[str, str, int, int, str]],
    tick: Callable[[int, int], None] = lambda _done, _of: None,
) -> None:
    """Write the index of some sources into an empty database.

    Args:
        store: What the sources say.
        connection: The database.
        sources: The sources, as ``fingerprint`` gives them.
        tick: Called now and then with the number of records and statements that are done, and of all.
    """
    scripts = files("xwalk.index")
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    connection.executescript(scripts.joinpath("schema.sql").read_text(encoding="utf-8"))
    with connection:
        connection.executemany("INSERT INTO file VALUES (?, ?, ?, ?, ?)", sources)
        connection.execute("INSERT INTO meta VALUES ('schema', ?)", (SCHEMA_VERSION,))
        connection.executemany("INSERT INTO meta VALUES ('pack', ?)", [(pack.name,) for pack in store.packs[:1]])
        _Compiler(store, connection, tick).run()
    connection.executescript(scripts.joinpath("indexes.sql").read_text(encoding="utf-8"))


class _Compiler:
    def __init__(self, store: Store, connection: sqlite3.Connection, tick: Callable[[int, int], None]) -> None:
        self.store = store
        self.db = connection
        self.tick = tick
        self.short = store.prefixes.contract
        self.ids: dict[str, int] = {}
        #: Rows that are not written yet; before any is, a record stands at the place of its key.
        self.records: list[list[Any]] = []
        self.rows: list[tuple[Any, ...]] = []
        self.order: dict[str, int] = {}
        self.kinds: dict[str, str] = {}
        self.statements: set[str] = set()
        self.statuses: dict[str, str] = {}
        #: How a statement is known by default, by its justification.
        self.allowed: dict[str, str] = {}
        self.evidence: dict[str, list[str]] = defaultdict(list)

    def run(self) -> None:
        named = [
            (file.pack.name, triple)
            for file in self.store.files
            if not file.path.startswith("kb/")
            for triple in file.triples
        ]
        ontology = [triple for _, triple in named]
        self._kinds(ontology)
        self.order = {q.subject: whole_number(q.object.text, 10_000) for q in ontology if q.predicate == SH + "order"}
        chained = compile_algebra(named, self.short, self.db)
        for status in (_UNREVIEWED, "derived", _BY_DEFAULT):
            fitting = self.db.execute("SELECT justification FROM status WHERE status = ?", (status,))
            self.allowed |= {justification: status for (justification,) in fitting}
        records = list(self._records())
        self._properties(records)
        self._inner_statements(records, chained)
        done, of = len(records), len(records) + sum(len(mappings.rows) for _, mappings in self.store.mapping_sets)
        for pack, mappings in self.store.mapping_sets:
            for _ in self._statements(pack, mappings):
                done += 1
                if len(self.rows) >= _AT_ONCE:
                    self._write()
                    self.tick(done, of)
        self._write()
        self.db.execute(_SAID_FROM)
        self._release(ontology)
        self.db.executemany("INSERT INTO prefix VALUES (?, ?)", sorted(self.store.prefixes.namespaces.items()))

    def _kinds(self, triples: list[Triple]) -> None:
        for iri, values in describe(triples).items():
            label = first(values, RDFS + "label")
            if label:
                self.db.execute(
                    "INSERT OR IGNORE INTO term VALUES (?, ?, ?)",
                    (self.short(iri), label, first(values, SKOS + "definition")),
                )
            kind = first(values, XWALK + "kind")
            if kind:
                self.kinds[iri] = kind
                self.db.execute(
                    "INSERT OR IGNORE INTO kind VALUES (?, ?, ?, ?, ?, ?)",
                    (
                        kind,
                        self.short(iri),
                        first(values, RDFS + "label"),
                        first(values, SKOS + "definition"),
                        whole_number(first(values, XWALK + "precedence"), 1000),
                        first(values, XWALK + "supporting") == "true",
                    ),
                )
                place = whole_number(first(values, XWALK + "matchPlace"), 0)
                if place:
                    self.db.execute("INSERT OR IGNORE INTO matched VALUES (?, ?)", (kind, place))
            lent = share(first(values, XWALK + "lends"))
            if first(values, XWALK + "lends") and lent:
                self.db.execute("INSERT OR IGNORE INTO lends VALUES (?, ?)", (self.short(iri), lent))

    def _records(self) -> Iterator[tuple[SourceFile, str, dict[str, list[Value]]]]:
        for file in self.store.files:
            if file.path.startswith("kb/"):
                for subject, values in describe(file.triples).items():
                    name = self.short(subject)
                    kind = next((self.kinds[t.text] for t in values.get(TYPE, ()) if t.text in self.kinds), "")
                    label = label_of(values) or name
                    self._node(name, kind, label, file.path, file.lines.get(subject, 0))
                    yield file, subject, values

    def _node(self, name: str, kind: str = "", label: str = "", file: str = "", line: int = 0) -> int:
        known = self.ids.get(name)
        if known is None:
            known = self.ids[name] = len(self.ids) + 1
            self.records.append([known, name, kind, label or name, file, line, "[]"])
        return known

    def _write(self) -> None:
        """Write the records and statements that are ready."""
        self.db.executemany(_RECORD, self.records)
        self.db.executemany(_STATEMENT, self.rows)
        self.records.clear()
        self.rows.clear()

    def _properties(self, records: list[tuple[SourceFile, str, dict[str, list[Value]]]]) -> None:
        for _, subject, values in records:
            name = self.short(subject)
            record = self.ids[name]
            self.statuses[name] = first(values, XWALK + "status")
            self.evidence[name] = [self.short(o.text) for o in values.get(XWALK + "evidence", ())]
            ordered = sorted(values, key=lambda p: (p != TYPE, self.order.get(p, 10_000), p))
            said = [
                (self.short(predicate), value, self.ids.get(value))
                for predicate in ordered
                for value in sorted({self._value(o) for o in values[predicate]}, key=natural_key)
            ]
            self.records[record - 1][-1] = json.dumps(said, ensure_ascii=False)
            self.db.executemany(
                "INSERT OR IGNORE INTO link VALUES (?, ?, ?)",
                [(target, predicate, record) for predicate, _, target in said if target is not None],
            )
            self._called(record, values)

    def _value(self, value: Value) -> str:
        return self.short(value.text) if value.sort == IRI else value.text

    def _called(self, record: int, values: dict[str, list[Value]]) -> None:
        words = [(0, o.text) for o in labels_of(values)]
        words += [(1, o.text) for word in ("altLabel", "hiddenLabel") for o in values.get(SKOS + word, ())]
        words += [(2, o.text) for o in values.get(SKOS + "notation", ())]
        words += [(2, o.text) for o in values.get(XWALK + "citation", ())]
        parts = [(2, part.strip()) for rank, said in words if rank == 2 and ";" in said for part in said.split(";")]
        for rank, said in words + parts:
            folded = fold(said)
            self.db.execute("INSERT OR IGNORE INTO called VALUES (?, ?, ?, ?)", (folded, rank, record, said))
            key = citation_key(said) if rank == 2 else ""
            if key:
                self.db.execute("INSERT OR IGNORE INTO called VALUES (?, ?, ?, ?)", (key, rank, record, said))
            if rank < 2:
                cursor = self.db.execute("INSERT INTO lettered VALUES (NULL, ?, ?)", (record, folded))
                self.db.execute("INSERT INTO letters (rowid, words) VALUES (?, ?)", (cursor.lastrowid, folded))
        label = " ".join(said for rank, said in words if rank == 0)
        others = " ; ".join(said for rank, said in words if rank > 0)
        texts = [o.text for p in ("definition", "scopeNote", "example") for o in values.get(SKOS + p, ())]
        self.db.execute(
            "INSERT INTO text (rowid, label, called, definition) VALUES (?, ?, ?, ?)",
            (record, label, others, " ".join(texts)),
        )

    def _inner_statements(
        self, records: Iterable[tuple[SourceFile, str, dict[str, list[Value]]]], chained: set[str]
    ) -> None:
        for file, subject, values in records:
            name = self.short(subject)
            for predicate, objects in values.items():
                relation = self.short(predicate)
                if relation not in chained:
                    continue
                for obj in sorted(self._value(o) for o in objects):
                    cells = {
                        "status": self.statuses[name] or "asserted",
                        "evidence": "|".join(self.evidence[name]),
                        "comment": first(values, XWALK + "rationale"),
                        "author_label": "|".join(self._value(o) for o in values.get(_CREATOR, ())),
                    }
                    self._statement(
                        sssom.hashed_id([file.pack.name, name, relation, obj]),
                        (self._node(name), relation, self._node(obj)),
                        cells,
                        (file.path, "", file.pack.name, file.path, file.lines.get(subject, 0)),
                    )

    def _statements(self, pack: Pack, mappings: sssom.MappingSet) -> Iterator[None]:
        """Make ready the rows of a mapping set, one at a time."""
        names = Prefixes(mappings.prefixes)
        terms: dict[str, str] = {}

        def short(curie: str) -> str:
            known = terms.get(curie)
            if known is None:
                known = terms[curie] = self.short(names.expand(curie))
            return known

        where = (short(mappings.id), mappings.rule_set, pack.name, mappings.file)
        for row in mappings.rows:
            name = sssom.statement_id(mappings.id, row)
            if name in self.statements:
                name = sssom.content_id(mappings.id, row)  # a record_id twice: the check reports it
            ends = [self._node(short(row.get(f"{end}_id")), label=row.get(f"{end}_label")) for end in _ENDS]
            self._statement(name, (ends[0], short(row.get("predicate_id")), ends[1]), row.cells, (*where, row.line))
            yield

    def _statement(
        self,
        name: str,
        says: tuple[int, str, int],
        cells: dict[str, str],
        where: tuple[str, str, str, str, int],
    ) -> None:
        """Make a statement ready: its name, ends and relation, cells, and the set, rule set, pack, file and line."""
        if name in self.statements:
            return
        self.statements.add(name)
        self.rows.append(
            (
                name,
                *says,
                int(bool(cells.get("predicate_modifier"))),
                cells.get("status") or self._status(cells),
                share(cells.get("confidence", "")),
                cells.get("mapping_justification", ""),
                cells.get("comment", ""),
                cells.get("author_label", "") or cells.get("author_id", ""),
                cells.get("mapping_date", ""),
                cells.get("evidence", ""),
                cells.get("object_source", ""),
                *where,
            )
        )

    def _status(self, cells: dict[str, str]) -> str:
        """How a statement is known whose set does not say it: what its justification allows, and never ``stated``.

        What a machine found is asserted where a person stands for it. Source: SSSOM, "author_id" (who is responsible
        for asserting the mapping) and "reviewer_id".
        """
        found = self.allowed.get(cells.get("mapping_justification", ""), _BY_DEFAULT)
        return _BY_DEFAULT if found == _UNREVIEWED and any(map(cells.get, _PERSONS)) else found

    def _release(self, ontology: list[Triple]) -> None:
        """The release of the data and the edition of the law, from the first pack's ontology header."""
        for iri, values in describe(ontology).items():
            if any(t.text == OWL + "Ontology" for t in values.get(TYPE, ())) and iri == self.store.packs[0].name:
                self.db.execute("INSERT INTO meta VALUES ('release', ?)", (first(values, OWL + "versionInfo"),))
                self.db.execute("INSERT INTO meta VALUES ('date', ?)", (first(values, _MODIFIED),))
                self.db.execute("INSERT INTO meta VALUES ('law_as_of', ?)", (first(values, XWALK + "lawAsOf"),))
                self.db.execute("INSERT INTO meta VALUES ('disclaimer', ?)", (first(values, XWALK + "disclaimer"),))


_MODIFIED = "http://purl.org/dc/terms/modified"
_CREATOR = "http://purl.org/dc/terms/creator"
_ENDS = ("subject", "object")
_PERSONS = ("author_id", "author_label", "reviewer_id", "reviewer_label")
_BY_DEFAULT, _UNREVIEWED = "asserted", "suggested"


def describe(triples: Iterable[Triple]) -> dict[str, dict[str, list[Value]]]:
    """Triples by subject and predicate; blank subjects are left out."""
    found: dict[str, dict[str, list[Value]]] = {}
    for subject, predicate, value in triples:
        if not subject.startswith("_:"):
            found.setdefault(subject, {}).setdefault(predicate, []).append(value)
    return found


def labels_of(values: dict[str, list[Value]]) -> list[Value]:
    """Every name that a record is shown by: the preferred labels, or where it has none, the plain ones."""
    return values.get(SKOS + "prefLabel") or values.get(RDFS + "label") or []


def label_of(values: dict[str, list[Value]]) -> str:
    """What a record is called: in English where it can be, else without a language, else in the first that it has."""
    called = labels_of(values)
    if len(called) < 2:
        return called[0].text if called else ""
    return min(called, key=lambda value: (value.language.partition("-")[0] != "en", value.language != "")).text


def first(values: dict[str, list[Value]], predicate: str) -> str:
    """The first value of a property, or an empty string."""
    objects = values.get(predicate)
    return objects[0].text if objects else ""
