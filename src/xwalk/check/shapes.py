"""SHACL: what each kind of record must say. The shapes are data of the packs."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

from xwalk import turtle
from xwalk.check.findings import ERROR, WARNING, Subject
from xwalk.errors import SourceError
from xwalk.names import XWALK, Prefixes
from xwalk.rdf import BLANK, IRI, STRING, Triple, Value
from xwalk.sssom import statement_id
from xwalk.store import statement_triples


def check_shapes(subject: Subject) -> None:
    """Validate the records and statements of the pack, and its ontology, against the shapes of every loaded pack.

    The shapes of statements say how our own are written. The sets of others, which do not say how each row is known,
    are held to SSSOM alone, by ``check_statements``. Nor do our shapes bind the records that were imported.
    """
    import pyshacl

    # what is wrong with a literal or an IRI is a finding, and not a line of a log
    logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)
    shapes = Graph()
    for pack in subject.store.packs:
        for path in pack.shapes():
            try:
                _fill(shapes, turtle.parse(path, shown_as=path.relative_to(pack.root).as_posix()))
            except SourceError as error:
                if pack != subject.pack:
                    raise
                subject.report("turtle", error.reason, error.hint, file=error.file, line=error.line)
    if not len(shapes):
        return
    data = Graph()
    foreign = _imported(subject)
    for file in subject.files:
        _fill(data, (triple for triple in file.triples if triple.subject not in foreign))
    for pack, mappings in subject.store.mapping_sets:
        if pack == subject.pack and mappings.says_status:
            _fill(data, statement_triples(mappings, subject.store.prefixes))
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True, do_owl_imports=False)
    rows = _statement_places(subject)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        _report(subject, results, result, rows)


def _imported(subject: Subject) -> set[str]:
    """The records of kinds that are somebody else's (``xwalk:imported``)."""
    kinds = {triple.subject for triple in subject.store.triples() if triple.predicate == XWALK + "imported"}
    return {
        triple.subject
        for file in subject.records
        for triple in file.triples
        if triple.predicate == str(RDF.type) and triple.object.text in kinds
    }


def _statement_places(subject: Subject) -> dict[str, tuple[str, int]]:
    return {
        subject.store.prefixes.expand(statement_id(mappings.id, row)): (mappings.file, row.line)
        for pack, mappings in subject.store.mapping_sets
        if pack == subject.pack
        for row in mappings.rows
    }


def _report(subject: Subject, results: Graph, result: Any, rows: dict[str, tuple[str, int]]) -> None:
    focus = str(results.value(result, SH.focusNode))
    message = " ".join(sorted(str(text) for text in results.objects(result, SH.resultMessage)))
    shape = results.value(result, SH.sourceShape)
    name = str(shape).rpartition("/")[2] if isinstance(shape, URIRef) else "shape"
    path = results.value(result, SH.resultPath)
    severity = ERROR if results.value(result, SH.resultSeverity) == SH.Violation else WARNING
    hint = "the records beside it and CONTRIBUTING.md show what passes"
    value = results.value(result, SH.value)
    said = (
        f" It says “{_short(subject, value)}”."
        if value is not None and not isinstance(value, BNode) and str(value) != focus
        else ""
    )
    said_in = [rows[focus]] if focus in rows else _rows_that_say(subject, focus, str(path), value)
    if said_in:
        file, line = said_in[-1]
        subject.report(f"shape:{name}", message + said, hint, file=file, line=line, record=focus, severity=severity)
    else:
        subject.report_record(
            f"shape:{name}",
            message + said,
            hint,
            record=focus,
            predicate=str(path) if isinstance(path, URIRef) else "",
            severity=severity,
        )


def _rows_that_say(subject: Subject, focus: str, predicate: str, value: Any) -> list[tuple[str, int]]:
    """The places of the rows from which a record has a property, where it has it from mapping sets alone."""
    if any(t.subject == focus and t.predicate == predicate for file in subject.records for t in file.triples):
        return []
    names = {mappings.file: Prefixes(mappings.prefixes) for _, mappings in subject.store.mapping_sets}
    return [
        (mappings.file, row.line)
        for pack, mappings in subject.store.mapping_sets
        if pack == subject.pack
        for row in mappings.rows
        if names[mappings.file].expand(row.get("subject_id")) == focus
        and names[mappings.file].expand(row.get("predicate_id")) == predicate
        and value in (None, URIRef(names[mappings.file].expand(row.get("object_id"))))
    ]


def _short(subject: Subject, value: Any) -> str:
    text = str(value) if isinstance(value, Literal) else subject.store.prefixes.contract(str(value))
    return text if len(text) <= 60 else text[:57] + "..."


def _fill(graph: Graph, triples: Iterable[Triple]) -> None:
    terms: dict[Value, Any] = {}

    def convert(value: Value) -> Any:
        known = terms.get(value)
        if known is None:
            known = terms[value] = _term(value)
        return known

    for subject, predicate, value in triples:
        start = BNode(subject[2:]) if subject.startswith("_:") else URIRef(subject)
        graph.add((start, URIRef(predicate), convert(value)))


def _term(value: Value) -> URIRef | BNode | Literal:
    if value.sort == IRI:
        return URIRef(value.text)
    if value.sort == BLANK:
        return BNode(value.text[2:])
    if value.language:
        return Literal(value.text, lang=value.language)
    return Literal(value.text, datatype=None if value.datatype == STRING else URIRef(value.datatype))
