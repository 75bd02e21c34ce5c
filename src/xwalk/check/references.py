"""References: every name that is used is declared, and every label is the record's own."""

from __future__ import annotations

from collections.abc import Iterator

from xwalk import sssom
from xwalk.check.findings import ERROR, WARNING, Subject
from xwalk.names import BUILT_IN_PREFIXES, RDF, SKOS, XWALK, Prefixes
from xwalk.rdf import IRI

_LABEL = SKOS + "prefLabel"
_COLUMNS = (("subject_id", "subject_label"), ("object_id", "object_label"))


def check_references(subject: Subject) -> None:
    """Records named in Turtle and in mapping sets exist; properties are declared; labels agree; names have one file."""
    known = {triple.subject for triple in subject.store.triples() if not triple.subject.startswith("_:")}
    kinds = {kind for kind in subject.kinds.values() if kind in subject.store.prefixes.namespaces}
    own = tuple(subject.store.prefixes.namespaces[kind] for kind in sorted(kinds))
    _turtle(subject, known, own)
    _mapping_sets(subject, known, own)
    _one_place(subject)


def _turtle(subject: Subject, known: set[str], own: tuple[str, ...]) -> None:
    for file in subject.records:
        for triple in file.triples:
            name, predicate, obj = triple
            if predicate.startswith(XWALK) and predicate not in known:
                subject.report_record(
                    "unknown-property",
                    f"{subject.store.prefixes.contract(predicate)} is not declared by an ontology",
                    "check the spelling against docs/reference/ontology.md",
                    record=name,
                    predicate=predicate,
                )
            if obj.sort == IRI and obj.text.startswith((*own, XWALK)) and obj.text not in known:
                subject.report_record(
                    "unknown-record",
                    f"{subject.store.prefixes.contract(obj.text)} does not exist",
                    _spelling(obj.text.rpartition("/")[2]),
                    record=name,
                    predicate=predicate,
                )


def _spelling(slug: str) -> str:
    return f"check the spelling, or write the record; xwalk find {slug.replace('-', ' ')}"


def _mapping_sets(subject: Subject, known: set[str], own: tuple[str, ...]) -> None:
    labels = {
        triple.subject: triple.object.text
        for triple in subject.store.triples()
        if triple.predicate == _LABEL and triple.object.language == "en"
    }
    for pack, mappings in subject.store.mapping_sets:
        if pack != subject.pack:
            continue
        names = Prefixes(mappings.prefixes)
        for row in mappings.rows:
            for column, curie in _names_in(row, _COLUMNS_OF_NAMES if mappings.says_status else _ENDS_AND_RELATION):
                prefix = curie.partition(":")[0]
                iri = names.expand(curie)
                if iri == curie and "://" not in curie:
                    subject.report(
                        "unknown-prefix",
                        f"{column}: the prefix {prefix}: is not declared",
                        "add it to the curie_map at the top of the file",
                        file=mappings.file,
                        line=row.line,
                    )
                elif iri.startswith((*own, XWALK)) and iri not in known:
                    subject.report(
                        "unknown-record",
                        f"{column}: {curie} does not exist",
                        _spelling(curie.partition(":")[2]),
                        file=mappings.file,
                        line=row.line,
                    )
            for column, label in _COLUMNS:
                said, mine = row.get(label), labels.get(names.expand(row.get(column)))
                if said and mine is not None and said != mine:
                    subject.report(
                        "label-mismatch",
                        f"{label} says “{said}”, and {row.get(column)} is called “{mine}”",
                        "xwalk check --fix copies the labels of the records into our own mapping sets",
                        file=mappings.file,
                        line=row.line,
                        severity=ERROR if mappings.says_status else WARNING,
                    )


#: What a set of ours must name rightly; of another's, only what it joins.
_ENDS_AND_RELATION = ("subject_id", "predicate_id", "object_id")
_COLUMNS_OF_NAMES = (*_ENDS_AND_RELATION, "object_source", "mapping_justification", "author_id")


def _names_in(row: sssom.Row, columns: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for column in columns:
        if row.get(column) and row.get(column) != sssom.NO_TERM_FOUND:
            yield column, row.get(column)
    for passage in filter(None, row.get("evidence").split("|")):
        yield "evidence", passage


def _one_place(subject: Subject) -> None:
    first: dict[str, str] = {}
    for file in subject.records:
        for triple in file.triples:
            if triple.predicate == RDF + "type":
                other = first.setdefault(triple.subject, file.path)
                if other != file.path:
                    subject.report(
                        "two-places",
                        f"the record stands in {other} as well",
                        "keep one of the two",
                        file=file.path,
                        line=file.lines.get(triple.subject, 0),
                        record=triple.subject,
                    )
    declared = subject.store.prefixes.namespaces
    for pack, mappings in subject.store.mapping_sets:
        for prefix, namespace in (mappings.metadata.get("curie_map") or {}).items():
            if pack == subject.pack and declared.get(prefix, namespace) != namespace:
                subject.report(
                    "prefix-clash",
                    f"the prefix {prefix}: means {namespace} here and {declared[prefix]} elsewhere",
                    "use another prefix in this file",
                    file=mappings.file,
                    line=1,
                    severity=WARNING,
                )
            if prefix in BUILT_IN_PREFIXES and BUILT_IN_PREFIXES[prefix] != namespace:
                subject.report(
                    "prefix-clash",
                    f"the prefix {prefix}: is built in and means {BUILT_IN_PREFIXES[prefix]}",
                    "use another prefix",
                    file=mappings.file,
                    line=1,
                )
