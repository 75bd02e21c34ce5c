"""Schemes as CASE 1.1 packages, one a scheme: what a system for competency frameworks reads.

Source: 1EdTech, Competencies and Academic Standards Exchange (CASE) 1.1, CFPackage. Identifiers are UUIDs made from the
IRI (RFC 9562, version 5), so that the same record has the same one in every export. A framework that was imported from
a package goes out with its own identifiers, order and fields.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

from xwalk import case
from xwalk.export import skos
from xwalk.export.selection import Selection
from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import SKOS, XWALK, Prefixes
from xwalk.store import Store

#: What CASE calls a relation between two items of different schemes. It has no word for broad and narrow.
ASSOCIATIONS = {
    "skos:exactMatch": "exactMatchOf",
    "skos:closeMatch": "isRelatedTo",
    "skos:relatedMatch": "isRelatedTo",
    "skos:related": "isRelatedTo",
    skos.PART_OF: "isPartOf",
}
_WORDS_GIVEN = {
    SKOS + "broader": case.CHILD,
    SKOS + "topConceptOf": case.CHILD,
    SKOS + "exactMatch": case.MATCH,
    SKOS + "related": case.RELATED,
    SKOS + "relatedMatch": case.RELATED,
    XWALK + "partOf": case.PART,
}
_UP = ("skos:broader", skos.PART_OF)
_FIELDS = "case:fields"
#: How the name of the mapping set ends in which an import keeps the associations of a package.
_ASSOCIATIONS = "#associations"
_WORDING = "The statements are worded by the knowledge base that this is exported from, not by the publisher."


def to_case(knowledge: Knowledge, store: Store, selection: Selection) -> dict[str, bytes]:
    """A CFPackage of each scheme that has a selected concept, by the name of the scheme."""
    held = skos.concepts(knowledge, selection)
    schemes = {scheme.name: scheme for record in held for scheme in knowledge.targets(record, skos.IN_SCHEME)}
    given = (record for record in selection.records.values() if knowledge.value(record, _FIELDS))
    schemes |= {record.name: record for record in given if not knowledge.values(record, skos.IN_SCHEME)}
    packages = {name: _Package(knowledge, store, scheme, held, selection) for name, scheme in sorted(schemes.items())}
    return {name: package.to_bytes() for name, package in packages.items()}


def association(knowledge: Knowledge, statement: Statement) -> str:
    """What CASE calls a statement between two concepts, or nothing: ``isChildOf`` inside one scheme."""
    subject, target = knowledge.record(statement.subject), knowledge.record(statement.object)
    if statement.negated or statement.status == "suggested":
        return ""
    same = set(knowledge.values(subject, skos.IN_SCHEME)) & set(knowledge.values(target, skos.IN_SCHEME))
    if same and statement.predicate in _UP:
        return "isChildOf"
    return ASSOCIATIONS.get(statement.predicate, "")


def is_given(statement: Statement) -> bool:
    """Whether a statement is an association that a package brought when it was imported, and takes along again."""
    return statement.source.endswith(_ASSOCIATIONS)


class _Package:
    def __init__(
        self, knowledge: Knowledge, store: Store, scheme: Record, held: list[Record], selection: Selection
    ) -> None:
        self.knowledge = knowledge
        self.scheme = scheme
        self.given = self._fields(scheme)
        self.rows = self._given_rows(store)
        self.date = f"{knowledge.meta.get('date') or '1970-01-01'}T00:00:00Z"
        self.concepts = {record.key: record for record in held}
        items = [record for record in held if scheme.name in knowledge.values(record, skos.IN_SCHEME)]
        self.items = sorted(items, key=lambda record: self._fields(record).get(case.PLACE, 0))
        own = {record.key for record in self.items}
        self.statements = [
            (each, word)
            for each in selection.statements
            if each.subject in own
            and each.object in self.concepts
            and each.name not in self.rows
            and (word := association(knowledge, each))
        ]

    def to_bytes(self) -> bytes:
        package = {
            "CFDocument": self._document(),
            "CFItems": [self._item(record) for record in self.items],
            "CFAssociations": [*self._given_associations(), *self._tops(), *self._joined()],
        }
        for name in ("CFDefinitions", "CFRubrics", "extensions"):
            if self.given.get(f"package.{name}"):
                package[name] = self.given[f"package.{name}"]
        return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode()

    def _fields(self, record: Record) -> dict[str, Any]:
        """What a package said of a record when it was imported, or nothing."""
        return dict(json.loads(self.knowledge.value(record, _FIELDS) or "{}"))

    def _given_rows(self, store: Store) -> dict[str, dict[str, str]]:
        """The associations that the scheme was imported with, by the name of the statement, in CURIEs of their set."""
        found: dict[str, dict[str, str]] = {}
        for _, mappings in store.mapping_sets:
            if mappings.id == self._iri(self.scheme) + _ASSOCIATIONS:
                names = Prefixes(mappings.prefixes)
                for row in mappings.rows:
                    cells = {
                        slot: names.expand(cell) if slot.endswith("_id") else cell for slot, cell in row.cells.items()
                    }
                    found[self.knowledge.prefixes.contract(cells.get("record_id", ""))] = cells
        return found

    def _given_associations(self) -> list[dict[str, Any]]:
        made = [self._given_association(cells) for cells in self.rows.values()]
        return [each for _, each in sorted(made, key=lambda each: each[0])]

    def _given_association(self, cells: dict[str, str]) -> tuple[int, dict[str, Any]]:
        said = json.loads(cells.get(case.FIELDS_SLOT, "{}"))
        place = said.pop(case.PLACE, 0)
        uri = cells["record_id"]
        said |= {"uri": uri, "associationType": _word_given(cells["predicate_id"])}
        for side, end in (("origin", "subject_id"), ("destination", "object_id")):
            said[f"{side}NodeURI"] = {**said.get(f"{side}NodeURI", {}), "uri": cells[end]}
        return place, {name: said[name] for name in case.ASSOCIATION if name in said}

    def _iri(self, record: Record) -> str:
        return self.knowledge.prefixes.expand(record.name)

    def _identity(self, record: Record) -> dict[str, Any]:
        return {"identifier": _uuid(self._iri(record)), "uri": self._iri(record), "lastChangeDateTime": self.date}

    def _document(self) -> dict[str, Any]:
        said = self.knowledge.said(self.scheme)
        if self.given:
            return self._as_given(self.scheme, case.DOCUMENT, case.DOCUMENT_TEXTS)
        publishers = _labels(self.knowledge.targets(self.scheme, "dcterms:publisher"))
        makers = publishers or _labels(self.knowledge.targets(self.scheme, "dcterms:creator"))
        document = {
            **self._identity(self.scheme),
            "caseVersion": "1.1",
            "creator": makers or "not recorded",
            "publisher": publishers,
            "title": _line(self.scheme.label),
            "description": said.get("skos:definition", ""),
            "language": "en",
            "version": self.knowledge.meta.get("release", ""),
            "notes": _WORDING,
        }
        return {name: value for name, value in document.items() if value}

    def _as_given(self, record: Record, fields: tuple[str, ...], texts: dict[str, str]) -> dict[str, Any]:
        """A document or item as its package had it, with the texts that the record has now."""
        short = self.knowledge.prefixes.contract
        said = self._fields(record) | {"uri": self._iri(record)}
        said |= {field: self.knowledge.value(record, short(predicate)) for field, predicate in texts.items()}
        return {name: said[name] for name in fields if said.get(name) not in (None, "")}

    def _item(self, record: Record) -> dict[str, Any]:
        if self._fields(record):
            return self._as_given(record, case.ITEM, case.ITEM_TEXTS)
        said = self.knowledge.said(record)
        item = {
            **self._identity(record),
            "fullStatement": said.get("skos:definition") or record.label,
            "abbreviatedStatement": _line(record.label),
            "humanCodingScheme": _line(", ".join(self.knowledge.values(record, "skos:notation"))),
            "CFItemType": self.knowledge.kinds.get(record.kind, ""),
            "conceptKeywords": [_line(each) for each in self.knowledge.values(record, "skos:altLabel")],
            "notes": said.get("skos:scopeNote", ""),
            "language": "en",
        }
        return {name: value for name, value in item.items() if value}

    def _tops(self) -> Iterator[dict[str, Any]]:
        """Items without one above them are children of the document (CASE 1.1, isChildOf), in order."""
        if self.given:
            return
        below = {statement.subject for statement, word in self.statements if word == "isChildOf"}
        tops = [record for record in self.items if record.key not in below]
        for place, record in enumerate(tops, 1):
            name = f"{self._iri(record)} in {self._iri(self.scheme)}"
            yield self._association(name, "isChildOf", record, self.scheme) | {"sequenceNumber": place}

    def _joined(self) -> Iterator[dict[str, Any]]:
        for statement, word in sorted(self.statements, key=lambda each: each[0].name):
            ends = (self.concepts[statement.subject], self.concepts[statement.object])
            joined = self._association(self.knowledge.prefixes.expand(statement.name), word, *ends)
            yield joined | ({"notes": statement.comment} if statement.comment else {})

    def _association(self, name: str, word: str, start: Record, end: Record) -> dict[str, Any]:
        identifier = _uuid(name)
        return {
            "identifier": identifier,
            "associationType": word,
            "uri": f"urn:uuid:{identifier}",
            "originNodeURI": self._link(start),
            "destinationNodeURI": self._link(end),
            "lastChangeDateTime": self.date,
        }

    def _link(self, record: Record) -> dict[str, str]:
        iri = self._iri(record)
        identifier = str(self._fields(record).get("identifier") or _uuid(iri))
        return {"title": _line(record.label), "identifier": identifier, "uri": iri, "targetType": "CASE"}


def _word_given(relation: str) -> str:
    """The word of CASE that an import read as a relation."""
    return _WORDS_GIVEN.get(relation, relation.removeprefix(case.NAMESPACE))


def _labels(records: list[Record]) -> str:
    return _line(", ".join(record.label for record in records))


def _uuid(name: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def _line(text: str) -> str:
    """Text as a NormalizedString of CASE: no line ends and no tabs."""
    return " ".join(text.split())
