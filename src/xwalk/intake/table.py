"""Tables as vocabularies: each row a record, by a small mapping of columns."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from xwalk.errors import SourceError, UsageError
from xwalk.intake.content import Content, Kind, kind_class, slug
from xwalk.intake.report import LOST, Report, plural
from xwalk.intake.sheet import Place, Sheet
from xwalk.names import RDF, RDFS, SKOS, list_words
from xwalk.rdf import Triple, iri, literal

#: What a column may hold, and by which names it is known; the first name is the field's own.
FIELDS = {
    "id": ("id", "identifier", "uri", "iri", "key"),
    "label": ("label", "name", "title", "practice", "term", "abbreviatedstatement", "abbreviated statement"),
    "definition": ("definition", "description", "text", "statement", "fullstatement", "full statement"),
    "also": ("also", "also called", "synonyms", "alternative labels", "alternative label", "aliases"),
    "notation": ("notation", "code", "number", "humancodingscheme", "human coding scheme"),
    "parent": ("parent", "broader", "ischildof", "is child of", "part of"),
    "note": ("note", "notes", "comment", "comments"),
}
_SEVERAL = re.compile(r"\s*[;|]\s*")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*://[^\x00-\x20<>\"{}|\\^`]+\Z", re.IGNORECASE)
_LONGEST_LABEL = 90


def columns_of(sheet: Sheet, given: Mapping[str, str]) -> dict[str, str]:
    """Which column holds each field: as given, else by its name.

    Args:
        sheet: The table.
        given: The column of each field that the user named.

    Raises:
        UsageError: There is no such field or column, or neither a label nor a definition.
    """
    folded = {column.casefold(): column for column in sheet.columns}
    found: dict[str, str] = {}
    for field, column in given.items():
        if field not in FIELDS:
            raise UsageError(f"there is no field “{field}”", hint=f"fields are {list_words(FIELDS)}")
        if column.casefold() not in folded:
            listed = list_words(f"“{each}”" for each in sheet.columns)
            raise UsageError(f"{sheet.file} has no column “{column}”", hint=f"its columns are {listed}")
        found[field] = folded[column.casefold()]
    for field, names in FIELDS.items():
        match = next((folded[name] for name in names if name in folded and folded[name] not in found.values()), "")
        if field not in found and match:
            found[field] = match
    if "label" not in found and "definition" not in found:
        listed = list_words(f"“{each}”" for each in sheet.columns)
        raise UsageError(
            f"no column of {sheet.file} is known to hold a label or a definition",
            hint=f"name one, as in --column label=COLUMN; its columns are {listed}",
        )
    return found


def source_name(sheet: Sheet) -> str:
    """What tells a table from others: its file, and where its workbook has several, its sheet.

    >>> source_name(Sheet("a/Goals 2024.xlsx", "Math", (), [], ("ELA",)))
    'goals-2024-math'
    """
    name = Path(sheet.file).name.partition(".")[0]
    return slug(f"{name} {sheet.name}" if sheet.others else name) or "table"


def take_table(sheet: Sheet, columns: Mapping[str, str], pack: str, kind: str, prefix: str, report: Report) -> Content:
    """The records of a table, in a scheme of their own.

    Args:
        sheet: The table.
        columns: The column of each field, as ``columns_of`` gives it.
        pack: The IRI of the pack.
        kind: The kind of the records.
        prefix: Their prefix, free to be declared.
        report: Takes what was lost.

    Raises:
        SourceError: A row has neither label nor definition, or two have one identifier; the error has the rows.
    """
    name = source_name(sheet)
    content = Content(f"{name}.table", Path(sheet.file).name + (f", {sheet.name}" if sheet.others else ""))
    content.add_kind(Kind(kind, kind.replace("-", " ").capitalize(), "A row of an imported table."))
    content.add_kind(Kind("scheme", "Scheme", "An imported framework or vocabulary.", supporting=True))
    content.namespaces = {prefix: f"{pack}{kind}/"}
    for column in sheet.columns:
        if column not in columns.values():
            filled = sum(column in row.cells for row in sheet.rows)
            report.note(LOST, f"the column “{column}”, which holds no field", sheet.file, filled)
    scheme = f"{pack}scheme/{name}"
    content.triples += [
        Triple(scheme, RDF + "type", iri(kind_class(pack, "scheme"))),
        Triple(scheme, RDF + "type", iri(SKOS + "ConceptScheme")),
        Triple(scheme, SKOS + "prefLabel", literal(content.title)),
    ]
    rows = [_Row(row, columns, f"{pack}{kind}/") for row in sheet.rows]
    named = _named(sheet, rows)
    for row in rows:
        content.triples += row.triples(kind_class(pack, kind), scheme)
        above = row.get("parent")
        if above and above not in named:
            report.note(LOST, f"the parent “{above}”, which no row is", sheet.where(row.number))
        elif above and named[above] != row.iri:
            content.triples.append(Triple(row.iri, SKOS + "broader", iri(named[above])))
    report.taken[plural(kind)] += len(rows)
    return content


def _named(sheet: Sheet, rows: list[_Row]) -> dict[str, str]:
    """The IRI of each row by its identifier, and by its notation and label where no other row has that."""
    places: dict[str, int] = {}
    named: dict[str, str] = {}
    for row in rows:
        if not row.get("label") and not row.get("definition"):
            reason = f"{sheet.where(row.number)} has neither a label nor a definition"
            raise SourceError(reason, hint="fill one in, or remove the row", file=sheet.file)
        if row.iri in places:
            both = f"{sheet.where(places[row.iri])} and {row.number} have one identifier"
            raise SourceError(both, hint="give each row an identifier of its own, in a column “id”", file=sheet.file)
        places[row.iri] = row.number
        named[row.get("id") or row.iri] = row.iri
    for field in ("notation", "label"):
        called = Counter(row.get(field) for row in rows)
        named = {row.get(field): row.iri for row in rows if called[row.get(field)] == 1} | named
    return named


class _Row:
    def __init__(self, row: Place, columns: Mapping[str, str], namespace: str) -> None:
        self.number = row.number
        self._cells = {field: row.cells.get(column, "") for field, column in columns.items()}
        given = self.get("id")
        self.iri = given if _IRI.match(given) else namespace + self._local(given)

    def get(self, field: str) -> str:
        return self._cells.get(field, "")

    def _local(self, given: str) -> str:
        """The local name of the record: of its identifier, else of its label, else a hash of its text."""
        words = given or self.get("notation") or self.get("label")
        plain = slug(words, longest=60)
        said = given or self.get("label") or self.get("definition")
        if plain and (not given or plain == given.casefold()):
            return plain
        return "-".join(filter(None, [plain, hashlib.sha256(said.encode()).hexdigest()[:8]]))

    def triples(self, sort: str, scheme: str) -> Iterator[Triple]:
        yield Triple(self.iri, RDF + "type", iri(sort))
        yield Triple(self.iri, RDF + "type", iri(SKOS + "Concept"))
        yield Triple(self.iri, SKOS + "inScheme", iri(scheme))
        label, definition = self.get("label"), self.get("definition")
        short = (
            definition if len(definition) <= _LONGEST_LABEL else f"{definition[:_LONGEST_LABEL].rpartition(' ')[0]}…"
        )
        yield Triple(self.iri, SKOS + "prefLabel" if label else RDFS + "label", literal(label or short))
        for field, word in (("definition", "definition"), ("notation", "notation"), ("note", "note")):
            if self.get(field):
                yield Triple(self.iri, SKOS + word, literal(self.get(field)))
        for other in filter(None, _SEVERAL.split(self.get("also"))):
            if other != label:
                yield Triple(self.iri, SKOS + "altLabel", literal(other))
