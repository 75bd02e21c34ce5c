"""RDF terms and triples as plain values, so that only the parsers and the store know the library behind them."""

from __future__ import annotations

from typing import NamedTuple

import pyoxigraph as ox

from xwalk.names import XSD

STRING = XSD + "string"
IRI, BLANK, LITERAL = "iri", "blank", "literal"


class Value(NamedTuple):
    """An object: an IRI, a blank node, or a literal with its language or datatype."""

    text: str
    sort: str
    language: str = ""
    datatype: str = ""


class Triple(NamedTuple):
    """A triple. The subject of a blank node begins with ``_:``."""

    subject: str
    predicate: str
    object: Value


def iri(name: str) -> Value:
    """An IRI as an object."""
    return Value(name, IRI)


def literal(text: str, datatype: str = STRING) -> Value:
    """A literal without a language."""
    return Value(text, LITERAL, "", datatype)


def from_quad(quad: ox.Quad) -> Triple:
    """The triple of a parsed quad.

    Raises:
        ValueError: A term is a triple or a literal with a direction (RDF 1.2), which no record may have.
    """
    subject, obj = quad.subject, quad.object
    if isinstance(subject, ox.Triple) or isinstance(obj, ox.Triple):
        raise ValueError("a triple stands inside another triple")
    if isinstance(obj, ox.Literal) and obj.direction is not None:
        raise ValueError(f"a literal has a direction beside its language ({obj})")
    start = subject.value if isinstance(subject, ox.NamedNode) else f"_:{subject.value}"
    if isinstance(obj, ox.Literal):
        value = Value(obj.value, LITERAL, obj.language or "", obj.datatype.value)
    elif isinstance(obj, ox.NamedNode):
        value = Value(obj.value, IRI)
    else:
        value = Value(f"_:{obj.value}", BLANK)
    return Triple(start, quad.predicate.value, value)


def to_quad(triple: Triple, graph: ox.NamedNode) -> ox.Quad:
    """The quad of a triple in a graph."""
    subject = ox.BlankNode(triple.subject[2:]) if triple.subject.startswith("_:") else ox.NamedNode(triple.subject)
    return ox.Quad(subject, ox.NamedNode(triple.predicate), to_term(triple.object), graph)


def to_term(value: Value) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """The term of a value."""
    if value.sort == IRI:
        return ox.NamedNode(value.text)
    if value.sort == BLANK:
        return ox.BlankNode(value.text[2:])
    if value.language:
        return ox.Literal(value.text, language=value.language)
    return ox.Literal(value.text, datatype=ox.NamedNode(value.datatype))
