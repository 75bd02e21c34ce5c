"""What the packs say as RDF graphs, one a source file; Turtle and N-Quads of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from xwalk.names import RDF, Prefixes
from xwalk.rdf import Triple, from_quad, to_quad
from xwalk.store import Store

_TYPE = RDF + "type"


class Graph(NamedTuple):
    """A graph: the IRI of its source (a file or a mapping set), and its triples in order."""

    name: str
    triples: list[Triple]


def graphs(store: Store) -> list[Graph]:
    """Every graph of some packs, as ``xwalk query`` sees them, by name.

    Blank nodes are named by what they say (RDFC-1.0, W3C 2024), so that two runs name them alike.

    Args:
        store: The parsed packs. To export less, leave out graphs or triples of the answer.
    """
    dataset = ox.Dataset(store.dataset())
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    held: dict[str, list[Triple]] = defaultdict(list)
    for quad in dataset:
        held[str(getattr(quad.graph_name, "value", ""))].append(from_quad(quad))
    return [Graph(name, _in_order(held[name])) for name in sorted(held)]


def union(some: Iterable[Graph]) -> list[Triple]:
    """The triples of several graphs, each once, in order."""
    return _in_order({triple for graph in some for triple in graph.triples})


def _in_order(triples: Iterable[Triple]) -> list[Triple]:
    """Triples by subject, what it is first; those of blank nodes last."""
    return sorted(
        triples, key=lambda each: (each.subject.startswith("_:"), each.subject, each.predicate != _TYPE, each)
    )


def to_turtle(triples: Sequence[Triple], prefixes: Prefixes) -> bytes:
    """Turtle of one graph, in the order of its triples; the prefixes stand at its head, by name."""
    graph = ox.NamedNode("file:")
    quads = [to_quad(triple, graph).triple for triple in triples]
    text = (ox.serialize(quads, format=ox.RdfFormat.TURTLE, prefixes=prefixes.namespaces) or b"").decode()
    lines = text.split("\n")
    head = sorted(line for line in lines[: len(prefixes.namespaces)] if line.startswith("@prefix "))
    return "\n".join([*head, "", *lines[len(head) :]]).encode()


def to_nquads(some: Iterable[Graph]) -> bytes:
    """N-Quads (W3C 2014): one statement a line, its graph at the end."""
    quads = (to_quad(triple, ox.NamedNode(graph.name)) for graph in some for triple in graph.triples)
    return ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
