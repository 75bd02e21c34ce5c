"""CASE packages, 1.0 and 1.1: a framework becomes a scheme, its items concepts, its associations statements.

Source: 1EdTech, Competencies and Academic Standards Exchange (CASE) 1.1, CFPackage. IRIs and identifiers stay as they
are. What a field says that no property of SKOS says is kept as it stands (``case:fields``), so that an export gives
it back.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from xwalk import case, slots, sssom
from xwalk.errors import SourceError
from xwalk.intake.content import Content, Kind, Namer, kind_class, slug
from xwalk.intake.report import FAULT, LOST, MENDED, Report
from xwalk.names import BUILT_IN_PREFIXES, RDF, RDFS, SKOS, XWALK, Prefixes
from xwalk.rdf import LITERAL, Triple, Value, iri, literal

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]+\Z")
#: Fields of 1.0 that repeat what stands elsewhere in the package.
_REPEATED = frozenset(
    (
        "CFDocumentURI",
        "CFPackageURI",
        "CFItemAssociationURI",
        "originNodeIdentifier",
        "destinationNodeIdentifier",
        "CFAssociationGroupingIdentifier",
    )
)
_JSON = RDF + "JSON"
_MEND = "a package has a CFDocument, CFItems and CFAssociations; ask whoever made it"
_LONGEST_LABEL = 90


def read_package(path: Path, text: str) -> dict[str, Any]:
    """The CASE package in a text.

    Raises:
        SourceError: It is not JSON, or not a package; the error has the line, or names the item.
    """
    try:
        package = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"
        raise SourceError(f"not JSON: {reason}", hint=_MEND, file=str(path), line=line) from None
    if not isinstance(package.get("CFDocument"), dict):
        raise SourceError("there is no CFDocument in it", hint=_MEND, file=str(path))
    for name in ("CFItems", "CFAssociations"):
        listed = package.get(name) or []
        if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
            raise SourceError(f"{name} is not a list of objects", hint=_MEND, file=str(path))
    return dict(package)


def take_package(
    path: Path, package: dict[str, Any], pack: str, known: Prefixes, report: Report, *, kind: str = "standard"
) -> Content:
    """The records and statements of a package.

    Args:
        path: Its file, as errors and notes call it.
        package: The package, as ``read_package`` gives it.
        pack: The IRI of the pack.
        known: The prefixes that are loaded.
        report: Takes what was mended, lost or at fault.
        kind: The kind of its items.

    Raises:
        SourceError: A document, item or association lacks what CASE requires, or two have one identifier.
    """
    return _Package(path, package, pack, report, kind).content(known)


class _Package:
    def __init__(self, path: Path, package: dict[str, Any], pack: str, report: Report, kind: str) -> None:
        self.file = str(path)
        self.package = package
        self.pack = pack
        self.report = report
        self.kind = kind
        self.document = self._plain(package["CFDocument"], case.DOCUMENT, "CFDocument")
        self.scheme = self._name(self.document, "CFDocument")
        self.maker = str(self.document.get("publisher") or self.document.get("creator") or path.name)
        listed = [(f"CFItems[{place}]", item) for place, item in enumerate(package.get("CFItems") or [])]
        self.items = [self._plain(item, case.ITEM, where) for where, item in listed]
        self.names = [self._name(item, where) for (where, _), item in zip(listed, self.items, strict=True)]
        self.by_identifier = dict(zip((item["identifier"] for item in self.items), self.names, strict=True))
        self.by_identifier |= {self.document["identifier"]: self.scheme}
        self.own = {self.scheme}
        for name, (where, _) in zip(self.names, listed, strict=True):
            if name in self.own:
                self._refuse(f"{where}: another thing of the package has the uri {name}")
            self.own.add(name)

    def content(self, known: Prefixes) -> Content:
        title = str(self.document.get("title") or "Framework without a title")
        content = Content(f"{slug(title) or slug(self.document['identifier'])}.case", title)
        content.add_kind(Kind(self.kind, self.kind.replace("-", " ").capitalize(), "An item of an imported framework."))
        content.add_kind(Kind("scheme", "Scheme", "An imported framework or vocabulary.", supporting=True))
        content.triples += self._scheme(title)
        for place, (item, name) in enumerate(zip(self.items, self.names, strict=True)):
            content.triples += self._item(item, name, place)
        rows = [
            row for place, each in enumerate(self.package.get("CFAssociations") or []) for row in self._row(each, place)
        ]
        namer = Namer(known, slug(title, longest=20) or "framework")
        namer.declare(self.names)
        namer.declare([self.scheme, *(row[end] for row in rows for end in ("record_id", "subject_id", "object_id"))])
        content.namespaces = namer.namespaces | {"case": case.NAMESPACE}
        if rows:
            said = {row["predicate_id"] for row in rows}
            content.words = {
                case.NAMESPACE + word: meaning
                for word, meaning in case.OTHER_WORDS.items()
                if case.NAMESPACE + word in said
            }
            content.sets[f"{content.stem.removesuffix('.case')}-associations"] = self._mapping_set(
                rows, title, Prefixes(known.namespaces | content.namespaces)
            )
        self.report.taken["items"] += len(self.items)
        self.report.taken["associations"] += len(rows)
        return content

    def _refuse(self, reason: str) -> NoReturn:
        raise SourceError(reason, hint=_MEND, file=self.file)

    def _plain(self, given: dict[str, Any], fields: tuple[str, ...], where: str) -> dict[str, Any]:
        """The fields of 1.1 that an object has, in their order, with what 1.0 or a program wrote otherwise mended."""
        said = {name: value for name, value in given.items() if value is not None}
        if "educationalLevel" in said and "educationLevel" not in said and "educationLevel" in fields:
            said["educationLevel"] = said.pop("educationalLevel")
            self.report.note(MENDED, "educationalLevel reads educationLevel", where)
        if "subjectURL" in said and "subjectURI" not in said and "subjectURI" in fields:
            said["subjectURI"] = said.pop("subjectURL")
            self.report.note(MENDED, "subjectURL reads subjectURI", where)
        for name in said.keys() - set(fields) - _REPEATED:
            self.report.note(LOST, f"the field {name}, which CASE 1.1 does not have there", where)
        kept = {name: self._value(name, said[name], where) for name in fields if name in said}
        if not kept.get("identifier"):
            self._refuse(f"{where} has no identifier")
        if not _UUID.match(kept["identifier"]):
            self.report.note(FAULT, "the identifier is no UUID", where)
        return kept

    def _value(self, name: str, value: Any, where: str) -> Any:
        """A value in the shape that CASE 1.1 gives its field."""
        if name in case.LISTS and isinstance(value, str):
            self.report.note(MENDED, f"{name}: the text reads as a list", where)
            return [part.strip() for part in value.split(",") if part.strip()]
        if name in case.LISTS:
            if not isinstance(value, list):
                self._refuse(f"{where}: {name} is not a list")
            return [self._link(each, where) if name.endswith("URI") else str(each) for each in value]
        if name in case.LINKS or name.endswith("NodeURI"):
            return self._link(value, where)
        if name == "sequenceNumber":
            return self._number(value, where)
        if name == "extensions":
            return value
        if isinstance(value, dict | list):
            self._refuse(f"{where}: {name} is not a text")
        return value if isinstance(value, str) else str(value)

    def _number(self, value: Any, where: str) -> int | None:
        if not re.fullmatch(r"\s*-?\d+\s*", str(value)):
            self.report.note(LOST, "a sequenceNumber that is no whole number", where)
            return None
        if not isinstance(value, int):
            self.report.note(MENDED, "sequenceNumber: the text reads as a number", where)
        return int(value)

    def _link(self, value: Any, where: str) -> dict[str, Any]:
        """A link with its title, identifier and uri; one that is an address alone gets the others from it."""
        if isinstance(value, str):
            self.report.note(MENDED, "an address alone reads as a link with a title and an identifier", where)
            value = {"uri": value}
        if not isinstance(value, dict) or not (value.get("uri") or value.get("identifier")):
            self._refuse(f"{where}: a link has neither a uri nor an identifier")
        uri = str(value.get("uri") or f"urn:uuid:{value['identifier']}")
        identifier = str(value.get("identifier") or uuid.uuid5(uuid.NAMESPACE_URL, uri))
        rest = {key: each for key, each in value.items() if key == "targetType" and each is not None}
        return {"title": str(value.get("title") or uri), "identifier": identifier, "uri": uri, **rest}

    def _name(self, said: dict[str, Any], where: str) -> str:
        """The IRI of a document or item: its uri, or one made of its identifier."""
        given = str(said.get("uri", ""))
        if _IRI.match(given):
            return given
        made = f"urn:uuid:{said['identifier']}"
        if not _IRI.match(made):
            self._refuse(f"{where} has no uri, and its identifier {said['identifier']} makes none")
        self.report.note(MENDED, "no uri: the identifier serves as one", where)
        return made

    def _scheme(self, title: str) -> Iterator[Triple]:
        yield Triple(self.scheme, RDF + "type", iri(kind_class(self.pack, "scheme")))
        yield Triple(self.scheme, RDF + "type", iri(SKOS + "ConceptScheme"))
        yield Triple(self.scheme, SKOS + "prefLabel", self._text(title, self.document))
        yield from self._texts(self.scheme, self.document, case.DOCUMENT_TEXTS, self.document)
        kept = {name: value for name, value in self.document.items() if name not in {*case.DOCUMENT_TEXTS, "uri"}}
        for name in ("CFDefinitions", "CFRubrics", "extensions"):
            held = self.package.get(name)
            if held:
                kept[f"package.{name}"] = _without_nothing(held)
                self.report.taken[f"{name} (kept as they stand, read by nothing)"] += 1
        yield Triple(self.scheme, case.FIELDS, _fields(kept))

    def _item(self, item: dict[str, Any], name: str, place: int) -> Iterator[Triple]:
        where = f"CFItems[{place}]"
        if not item.get("fullStatement"):
            self._refuse(f"{where} has no fullStatement")
        yield Triple(name, RDF + "type", iri(kind_class(self.pack, self.kind)))
        yield Triple(name, RDF + "type", iri(SKOS + "Concept"))
        yield Triple(name, SKOS + "inScheme", iri(self.scheme))
        yield from self._texts(name, item, case.ITEM_TEXTS, item)
        if not item.get("abbreviatedStatement"):
            yield Triple(name, RDFS + "label", self._text(_short(item["fullStatement"]), item))
        kept = {each: value for each, value in item.items() if each not in {*case.ITEM_TEXTS, "uri"}}
        yield Triple(name, case.FIELDS, _fields({**kept, case.PLACE: place}))

    def _texts(
        self, name: str, said: dict[str, Any], texts: dict[str, str], speaker: dict[str, Any]
    ) -> Iterator[Triple]:
        for field, predicate in texts.items():
            if said.get(field) and field != "title":
                plain = field == "humanCodingScheme"
                yield Triple(name, predicate, literal(said[field]) if plain else self._text(said[field], speaker))

    def _text(self, words: str, speaker: dict[str, Any]) -> Value:
        language = str(speaker.get("language") or self.document.get("language") or "")
        return (
            Value(words, LITERAL, language.lower(), RDF + "langString") if _LANGUAGE.match(language) else literal(words)
        )

    def _row(self, given: dict[str, Any], place: int) -> Iterator[dict[str, str]]:
        where = f"CFAssociations[{place}]"
        said = {key: value for key, value in self._plain(given, case.ASSOCIATION, where).items() if value is not None}
        word = said.get("associationType", "")
        if word not in case.WORDS:
            self._refuse(f"{where}: associationType “{word}” is not one of {', '.join(sorted(case.WORDS))}")
        ends = {}
        for side in ("origin", "destination"):
            link = said.get(f"{side}NodeURI")
            if link is None:
                self._refuse(f"{where} has no {side}NodeURI")
            ends[side] = self._end(link, where)
        kept = {key: value for key, value in said.items() if key not in ("associationType", "uri")}
        yield {
            "record_id": self._name(said, where),
            "subject_id": ends["origin"],
            "predicate_id": self._relation(word, ends["origin"], ends["destination"]),
            "object_id": ends["destination"],
            "mapping_justification": "semapv:UnspecifiedMatching",
            "author_label": slots.join([self.maker]),
            "comment": str(said.get("notes", "")),
            case.FIELDS_SLOT: _dump({**kept, case.PLACE: place}),
        }

    def _end(self, link: dict[str, Any], where: str) -> str:
        uri, identifier = str(link["uri"]), str(link["identifier"])
        known = self.by_identifier.get(identifier)
        if uri in self.own or (known is None and _IRI.match(uri)):
            return uri
        if known is None:
            self._refuse(f"{where}: “{uri}” is no address of an item")
        self.report.note(MENDED, "the end of an association is found by its identifier; its uri is another", where)
        return str(known)

    def _relation(self, word: str, start: str, end: str) -> str:
        """The IRI of the relation that a word of CASE says between two things."""
        inside = start in self.own and end in self.own
        if word == case.CHILD:
            return SKOS + ("topConceptOf" if end == self.scheme else "broader")
        if word == case.MATCH:
            return SKOS + "exactMatch"
        if word == case.RELATED:
            return SKOS + ("related" if inside else "relatedMatch")
        return XWALK + "partOf" if word == case.PART else case.NAMESPACE + word

    def _mapping_set(self, rows: list[dict[str, str]], title: str, prefixes: Prefixes) -> sssom.MappingSet:
        """The associations as a mapping set, in CURIEs."""
        short = [
            {slot: prefixes.contract(cell) if slot.endswith("_id") else cell for slot, cell in row.items() if cell}
            for row in rows
        ]
        used = {cell.partition(":")[0] for row in short for slot, cell in row.items() if slot.endswith("_id")}
        metadata = {
            "curie_map": {
                prefix: space
                for prefix, space in sorted(prefixes.namespaces.items())
                if prefix in used | {"case"} and prefix not in BUILT_IN_PREFIXES
            },
            "mapping_set_id": f"{self.scheme}#associations",
            "mapping_set_title": f"Associations of {title}",
            "license": str(
                self.document.get("licenseURI", {}).get("uri", "https://w3id.org/sssom/license/unspecified")
            ),
            "extension_definitions": [
                {"slot_name": case.FIELDS_SLOT, "property": "case:fields", "type_hint": "xsd:string"}
            ],
        }
        return sssom.MappingSet("associations", metadata, (), [sssom.Row(0, row) for row in short])


def _without_nothing(held: Any) -> Any:
    """An object without the fields that hold nothing (null), which CASE 1.1 does not allow."""
    if isinstance(held, dict):
        return {key: _without_nothing(value) for key, value in held.items() if value is not None}
    return [_without_nothing(each) for each in held] if isinstance(held, list) else held


def _dump(said: dict[str, Any]) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _fields(said: dict[str, Any]) -> Value:
    return literal(_dump(said), _JSON)


def _short(statement: str) -> str:
    """A statement as a label: its first words.

    >>> _short("Solve problems.  Then explain.")
    'Solve problems. Then explain.'
    """
    words = " ".join(statement.split())
    return (
        words
        if len(words) <= _LONGEST_LABEL
        else f"{words[:_LONGEST_LABEL].rpartition(' ')[0] or words[:_LONGEST_LABEL]}…"
    )
