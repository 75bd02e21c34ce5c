"""JSON-LD 1.1: one object a thing, names as CURIEs, the prefixes as its context."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from xwalk.names import RDF, Prefixes
from xwalk.rdf import LITERAL, STRING, Triple, Value

#: With what a namespace ends that needs no more to be one.
_ENDS = tuple(":/?#[]@")
_TYPE = RDF + "type"


def to_jsonld(triples: Iterable[Triple], prefixes: Prefixes) -> bytes:
    """A graph as JSON-LD.

    Args:
        triples: The triples, ground or with blank nodes that have names.
        prefixes: The prefixes that names may use; those in use stand in the context.
    """
    names = _Names(prefixes)
    nodes: dict[str, dict[str, Any]] = {}
    for subject, predicate, value in triples:
        node = nodes.setdefault(subject, {"@id": names.short(subject)})
        if predicate == _TYPE and value.sort != LITERAL:
            node.setdefault("@type", []).append(names.short(value.text))
        else:
            node.setdefault(names.short(predicate), []).append(names.value(value))
    listed = [{key: _one(held) for key, held in node.items()} for node in nodes.values()]
    return (json.dumps({"@context": names.context(), "@graph": listed}, ensure_ascii=False, indent=1) + "\n").encode()


def _one(held: Any) -> Any:
    """A single value stands without its list."""
    return held[0] if isinstance(held, list) and len(held) == 1 else held


class _Names:
    """Shortens names, and keeps the prefixes that were used."""

    def __init__(self, prefixes: Prefixes) -> None:
        self.prefixes = prefixes
        self.used: set[str] = set()

    def short(self, iri: str) -> str:
        if iri.startswith("_:"):
            return iri
        curie = self.prefixes.contract(iri)
        if curie == iri:
            return iri
        prefix = curie.partition(":")[0]
        if not prefix:
            return iri
        self.used.add(prefix)
        return curie

    def value(self, value: Value) -> dict[str, str] | str:
        if value.sort != LITERAL:
            return {"@id": self.short(value.text)}
        if value.language:
            return {"@language": value.language, "@value": value.text}
        if value.datatype != STRING:
            return {"@type": self.short(value.datatype), "@value": value.text}
        return value.text

    def context(self) -> dict[str, Any]:
        spaces = {prefix: self.prefixes.namespaces[prefix] for prefix in sorted(self.used)}
        # a namespace that ends otherwise has to be declared as one (JSON-LD 1.1, section 9.15.1)
        return {
            prefix: space if space[-1:] in _ENDS else {"@id": space, "@prefix": True}
            for prefix, space in spaces.items()
        }
