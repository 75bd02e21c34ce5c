"""A selection in each form: the files that it makes, by name."""

from __future__ import annotations

from collections.abc import Callable

from xwalk.export import bibliography, graphs, jsonld, mappings, tables, workbook
from xwalk.export.about import about
from xwalk.export.case import to_case
from xwalk.export.selection import Selection, narrow
from xwalk.export.skos import skos_triples
from xwalk.knowledge import Knowledge
from xwalk.store import Store

#: One file or several, by name.
Files = dict[str, bytes]


def files(form: str, knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    """A selection in a form: its files by name, the same bytes each time; none where the form can say nothing of it.

    Args:
        form: One of ``FORMS``.
        knowledge: The knowledge base.
        store: The sources that it was compiled from.
        selection: What is exported.

    Raises:
        XwalkError: The form needs a library that is not installed.
    """
    return FORMS[form](knowledge, store, selection)


def _turtle(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    del knowledge
    whole = graphs.union(graphs.graphs(narrow(store, selection)))
    return {"xwalk.ttl": graphs.to_turtle(whole, store.prefixes)}


def _nquads(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    del knowledge
    return {"xwalk.nq": graphs.to_nquads(graphs.graphs(narrow(store, selection)))}


def _jsonld(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    del knowledge
    whole = graphs.union(graphs.graphs(narrow(store, selection)))
    return {"xwalk.jsonld": jsonld.to_jsonld(whole, store.prefixes)}


def _sssom(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    del knowledge
    sets = (each for _, each in narrow(store, selection).mapping_sets)
    return {f"{tables.file_name(name)}.sssom.tsv": mappings.to_sssom(each) for name, each in mappings.set_names(sets)}


def _sssom_json(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    del knowledge
    sets = (each for _, each in narrow(store, selection).mapping_sets)
    named = mappings.set_names(sets)
    return {f"{tables.file_name(name)}.sssom.json": mappings.to_sssom_json(each) for name, each in named}


def _skos(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    triples = skos_triples(knowledge, store, selection)
    return {"xwalk-skos.ttl": graphs.to_turtle(triples, store.prefixes)} if triples else {}


def _case(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    packages = to_case(knowledge, store, selection).items()
    return {f"{tables.file_name(name.rpartition(':')[2])}.case.json": content for name, content in packages}


def _tables(knowledge: Knowledge, selection: Selection) -> list[tables.Table]:
    kinds = sorted({record.kind for record in selection.records.values()})
    held = [tables.record_table(knowledge, kind, selection.of_kind(kind)) for kind in kinds]
    return [*held, tables.statement_table(knowledge, selection.statements)]


def _csv(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    del store
    held = _tables(knowledge, selection)
    return {f"{tables.file_name(each.name)}.csv": tables.csv_bytes(each) for each in [*held, tables.column_table(held)]}


def _xlsx(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    return {"xwalk.xlsx": workbook.to_xlsx(_tables(knowledge, selection), about(knowledge, store))}


def _works(knowledge: Knowledge, selection: Selection) -> list[bibliography.Reference]:
    return [each for each in bibliography.references(knowledge) if each.record.name in selection.records]


def _bibtex(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    del store
    works = _works(knowledge, selection)
    return {"xwalk.bib": bibliography.to_bibtex(works)} if works else {}


def _csl(knowledge: Knowledge, store: Store, selection: Selection) -> Files:
    del store
    works = _works(knowledge, selection)
    return {"xwalk.csl.json": bibliography.to_csl(works)} if works else {}


#: How each form is made, by its name on the command line.
FORMS: dict[str, Callable[[Knowledge, Store, Selection], Files]] = {
    "turtle": _turtle,
    "nquads": _nquads,
    "jsonld": _jsonld,
    "sssom": _sssom,
    "sssom-json": _sssom_json,
    "skos": _skos,
    "case": _case,
    "csv": _csv,
    "xlsx": _xlsx,
    "bibtex": _bibtex,
    "csl-json": _csl,
}
