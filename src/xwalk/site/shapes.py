"""What a shape asks, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xwalk.names import RDF, RDFS, SH, Prefixes
from xwalk.rdf import BLANK, LITERAL, Value
from xwalk.site.vocabulary import Vocabulary

_KINDS = {
    "IRI": "a name (an IRI)",
    "Literal": "a text or number",
    "BlankNodeOrIRI": "a thing",
    "BlankNode": "a blank node",
}
#: How a constraint with one value is read.
_WORDS = {
    "minLength": "at least {} characters long",
    "maxLength": "at most {} characters long",
    "minInclusive": "at least {}",
    "maxInclusive": "at most {}",
    "minExclusive": "more than {}",
    "maxExclusive": "less than {}",
    "hasValue": "the value {}",
    "class": "a record of the class {}",
    "datatype": "of the datatype {}",
    "pattern": "a name or text that fits the pattern {}",
    "disjoint": "never equal to {}",
    "equals": "equal to {}",
    "lessThan": "less than {}",
    "lessThanOrEquals": "at most {}",
}
_TARGETS = {
    "targetClass": "records of the class",
    "targetSubjectsOf": "whatever has the property",
    "targetObjectsOf": "whatever is the value of the property",
    "targetNode": "the value",
}
_LISTS = {"in": "one of: ", "languageIn": "a text in: "}
_CHOICES = {"or": "; or ", "xone": "; or else ", "and": "; and "}
_NESTED = {"not": "not: ", "node": "", "qualifiedValueShape": "", "property": "on each: "}


class Shape(NamedTuple):
    """A shape for a reader.

    Attributes:
        name: Its CURIE.
        iri: Its IRI.
        label: What it is called.
        file: The file that holds it.
        targets: What it looks at: how it is chosen, and the names that choose it.
        path: The property whose values it looks at, in words.
        asks: What it asks of them.
        message: What a person is told where the data do not fit.
        severity: error or warning.
        concerns: The IRIs of the terms that it names.
    """

    name: str
    iri: str
    label: str
    file: str
    targets: list[tuple[str, list[str]]]
    path: str
    asks: list[str]
    message: str
    severity: str
    concerns: set[str]


def read_shapes(vocabulary: Vocabulary) -> list[Shape]:
    """Every named shape of the packs, in the order of their files."""
    reader = _Reader(vocabulary)
    found = [reader.shape(iri, file) for iri, file in vocabulary.shape_names.items()]
    reached = {child.text: shape for shape in found for child in vocabulary.shapes.values(shape.iri, SH + "property")}
    return [
        shape if shape.targets or shape.iri not in reached else shape._replace(targets=reached[shape.iri].targets)
        for shape in found
    ]


class _Reader:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.held = vocabulary.shapes
        self.prefixes: Prefixes = vocabulary.prefixes

    def shape(self, iri: str, file: str) -> Shape:
        said = self.held.said(iri)
        targets = [
            (words, sorted(value.text for value in said.get(SH + name, ())))
            for name, words in _TARGETS.items()
            if SH + name in said
        ]
        severity = self.held.text(iri, SH + "severity").rpartition("#")[2]
        return Shape(
            self.prefixes.contract(iri),
            iri,
            self.held.text(iri, RDFS + "label") or self.prefixes.contract(iri),
            file,
            targets,
            self.path(said[SH + "path"][0]) if SH + "path" in said else "",
            list(self.asks(iri)),
            self.held.text(iri, SH + "message"),
            "error" if severity in {"", "Violation"} else "warning",
            {each for _, names in targets for each in names} | set(self._named(iri, set())),
        )

    def _named(self, node: str, seen: set[str]) -> Iterator[str]:
        """The properties and classes that a shape and what hangs on it name."""
        seen.add(node)
        for predicate, values in self.held.said(node).items():
            for value in values:
                if value.sort == BLANK and value.text not in seen:
                    yield from self._named(value.text, seen)
                elif value.sort != LITERAL and predicate.startswith((SH, RDF + "first")):
                    yield value.text

    def path(self, value: Value) -> str:
        """A path in words: a property, one of several, or one read from its other end."""
        if value.sort != BLANK:
            return self.short(value)
        said = self.held.said(value.text)
        if SH + "inversePath" in said:
            return f"is {self.path(said[SH + 'inversePath'][0])} of"
        if SH + "alternativePath" in said:
            return " or ".join(self.path(each) for each in self.held.members(said[SH + "alternativePath"][0]))
        return " then ".join(self.path(each) for each in self.held.members(value) if each != value)

    def short(self, value: Value) -> str:
        return value.text if value.sort == LITERAL else self.prefixes.contract(value.text)

    def asks(self, node: str) -> Iterator[str]:
        """Each constraint of a shape, in words."""
        said = self.held.said(node)
        yield from filter(None, [self._count(said)])
        for predicate, values in said.items():
            if predicate.startswith(SH):
                for value in values:
                    yield from self._ask(predicate.removeprefix(SH), value)

    def _ask(self, name: str, value: Value) -> Iterator[str]:
        """One constraint in words; nothing for what is no constraint."""
        if name in _WORDS:
            yield _WORDS[name].format(self.short(value))
        elif name == "nodeKind":
            yield _KINDS.get(self.short(value).rpartition(":")[2].rpartition("#")[2], self.short(value))
        elif name in _LISTS:
            yield _LISTS[name] + ", ".join(self.short(each) for each in self.held.members(value))
        elif name in _CHOICES:
            yield _CHOICES[name].join(self._nested(each) for each in self.held.members(value))
        elif name in _NESTED:
            yield _NESTED[name] + self._nested(value)

    def _nested(self, value: Value) -> str:
        if value.sort != BLANK:
            return self.short(value)
        said = self.held.said(value.text)
        path = f"{self.path(said[SH + 'path'][0])}: " if SH + "path" in said else ""
        return path + ", ".join(self.asks(value.text))

    def _count(self, said: dict[str, list[Value]]) -> str:
        """How many values there may be, in words; nothing where that is free."""

        def first(*names: str) -> str:
            return next((value.text for name in names for value in said.get(SH + name, ())), "")

        least, most = first("minCount", "qualifiedMinCount"), first("maxCount", "qualifiedMaxCount")
        if least and least == most:
            return f"exactly {least}"
        if most == "0":
            return "none"
        asked = [f"at least {least}"] if least not in {"", "0"} else []
        return " and ".join([*asked, *([f"at most {most}"] if most else [])])
