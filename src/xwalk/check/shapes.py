"""SHACL: what each kind of record must say. The shapes are data of the packs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH

from xwalk import turtle
from xwalk.check.findings import ERROR, WARNING, Subject
from xwalk.rdf import BLANK, IRI, STRING, Triple, Value
from xwalk.store import statement_triples


def check_shapes(subject: Subject) -> None:
    """Validate the records and statements of the pack, and its ontology, against the shapes of every loaded pack."""
    import pyshacl

    shapes = Graph()
    for pack in subject.store.packs:
        for path in pack.shapes():
            _fill(shapes, turtle.parse(path, shown_as=str(path.relative_to(pack.root))))
    if not len(shapes):
        return
    data = Graph()
    for file in subject.files:
        _fill(data, file.triples)
    for pack, mappings in subject.store.mapping_sets:
        if pack == subject.pack:
            _fill(data, statement_triples(mappings, subject.store.prefixes))
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, advanced=False, inplace=True, do_owl_imports=False)
    rows = _statement_places(subject)
    for result in results.subjects(RDF.type, SH.ValidationResult):
        _report(subject, results, result, rows)


def _statement_places(subject: Subject) -> dict[str, tuple[str, int]]:
    from xwalk.sssom import statement_id

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
    hint = "xwalk new and CONTRIBUTING.md show a record of this kind that passes"
    value = results.value(result, SH.value)
    said = (
        f" It says: {_short(subject, value)}."
        if value is not None and not isinstance(value, BNode) and str(value) != focus
        else ""
    )
    if focus in rows:
        file, line = rows[focus]
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
