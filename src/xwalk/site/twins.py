"""The twins of each page of a record: the same in Turtle and JSON-LD.

A twin holds the triples of the record, and every statement that names it as an ``sssom:Mapping``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from xwalk.knowledge import Knowledge, Record
from xwalk.names import OWL, RDF, SH, Prefixes, whole_number
from xwalk.rdf import BLANK, LITERAL, STRING, Triple, Value
from xwalk.site.atlas import Atlas
from xwalk.store import Store, statement_triples
from xwalk.turtle import write_canonical

#: The ends of a namespace after which JSON-LD lets a prefix stand.
_ENDS = tuple(":/?#[]@")


def twins(store: Store, knowledge: Knowledge) -> Iterator[tuple[str, bytes]]:
    """The Turtle and JSON-LD file of every record, beside its page."""
    atlas = Atlas(knowledge)
    own, order = _records(store)
    named = _statements(store)
    for record in atlas.records:
        iri = knowledge.prefixes.expand(record.name)
        triples = [*own.get(iri, ()), *(triple for triples in named.get(iri, ()) for triple in triples)]
        place = atlas.place(record)
        yield f"{place}.ttl", write_canonical(triples, store.prefixes, order).encode()
        yield f"{place}.jsonld", _json(triples, store.prefixes, record)


def _records(store: Store) -> tuple[dict[str, list[Triple]], dict[str, int]]:
    """The triples of each record, and the order of properties; what has no name of its own is left out."""
    own: dict[str, list[Triple]] = defaultdict(list)
    order: dict[str, int] = {}
    for file in store.files:
        for triple in file.triples:
            if triple.predicate == SH + "order":
                order[triple.subject] = whole_number(triple.object.text, 10_000)
            if file.path.startswith("kb/") and not triple.subject.startswith("_:") and triple.object.sort != BLANK:
                own[triple.subject].append(triple)
    return own, order


def _statements(store: Store) -> dict[str, list[list[Triple]]]:
    """The statements that name each record, as the triples of each ``sssom:Mapping``."""
    ends = {f"{OWL}annotatedSource", f"{OWL}annotatedTarget"}
    found: dict[str, list[list[Triple]]] = defaultdict(list)
    for _, mappings in store.mapping_sets:
        by_row: dict[str, list[Triple]] = defaultdict(list)
        mapping = ""
        for triple in statement_triples(mappings, store.prefixes):
            if triple.predicate == RDF + "type" and triple.object.text.endswith("Mapping"):
                mapping = triple.subject
            by_row[mapping].append(triple)
        for triples in by_row.values():
            for name in {triple.object.text for triple in triples if triple.predicate in ends}:
                found[name].append(triples)
    return found


def _json(triples: Iterable[Triple], prefixes: Prefixes, record: Record) -> bytes:
    """Triples as JSON-LD: one node a subject, the record first, with the prefixes in use as its context."""
    used: dict[str, str] = {}

    def short(iri: str) -> str:
        curie = prefixes.contract(iri)
        prefix = curie.partition(":")[0]
        namespace = prefixes.namespaces.get(prefix, "")
        if curie == iri or not namespace.endswith(_ENDS):
            return iri
        used[prefix] = namespace
        return curie

    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, value in dict.fromkeys(triples):
        node = nodes.setdefault(subject, {"@id": short(subject)})
        if predicate == RDF + "type":
            node.setdefault("@type", []).append(short(value.text))
        else:
            node.setdefault(short(predicate), []).append(_value(value, short))
    first = prefixes.expand(record.name)
    graph = [nodes[name] for name in sorted(nodes, key=lambda name: (name != first, name))]
    held = {"@context": dict(sorted(used.items())), "@graph": graph}
    return f"{json.dumps(held, ensure_ascii=False, indent=1)}\n".encode()


def _value(value: Value, short: Any) -> Any:
    if value.sort != LITERAL:
        return {"@id": short(value.text)}
    if value.language:
        return {"@value": value.text, "@language": value.language}
    return value.text if value.datatype == STRING else {"@value": value.text, "@type": short(value.datatype)}
