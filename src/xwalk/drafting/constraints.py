"""What the shapes of the loaded packs ask of a record, read from SHACL: nothing here knows any kind.

Read are property shapes in the forms that the shapes of a pack use: targets by class, by a property that is there
(``sh:targetSubjectsOf``) or by a value (``sh:targetNode`` with an inverse path), one property or alternatives as path.
What a shape says beyond that is left to the check, which has the last word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from xwalk import turtle
from xwalk.names import RDF, SH
from xwalk.packs import Pack
from xwalk.rdf import BLANK, IRI, Triple, Value

_FIRST, _REST = RDF + "first", RDF + "rest"


class Target(NamedTuple):
    """What a constraint binds: records of a class, with a property, or with a value of a property."""

    sort: str
    name: str
    value: str = ""


@dataclass(frozen=True)
class Constraint:
    """A property shape.

    Attributes:
        targets: What it binds; any of them.
        paths: The property, or the alternatives.
        least: How many values there must be.
        most: How many there may be; None for any number.
        allowed: The values that may stand there; empty for any.
        datatype: The datatype of a literal.
        languages: The languages of a text.
        is_iri: Whether a value is a thing.
        pattern: The pattern of a value.
        message: What to write, as the shape says it.
    """

    targets: tuple[Target, ...]
    paths: tuple[str, ...]
    least: int = 0
    most: int | None = None
    allowed: tuple[str, ...] = ()
    datatype: str = ""
    languages: tuple[str, ...] = ()
    is_iri: bool = False
    pattern: str = ""
    message: str = ""

    def binds(self, types: Iterable[str], said: dict[str, list[Value]]) -> bool:
        """Whether it binds a record of some classes that says some things."""
        return any(
            (target.sort == "class" and target.name in types)
            or (target.sort == "subjects" and bool(said.get(target.name)))
            or (target.sort == "value" and any(v.text == target.value for v in said.get(target.name, ())))
            for target in self.targets
        )

    def met(self, said: dict[str, list[Value]]) -> bool:
        """Whether there are enough values."""
        return sum(len(said.get(path, ())) for path in self.paths) >= self.least


@dataclass
class _Shapes:
    said: dict[str, dict[str, list[Value]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def one(self, name: str, predicate: str) -> str:
        found = self.said[name].get(SH + predicate)
        return found[0].text if found else ""

    def items(self, node: str) -> Iterator[str]:
        while node in self.said and self.said[node].get(_FIRST):
            yield self.said[node][_FIRST][0].text
            node = self.said[node][_REST][0].text


def constraints(packs: Iterable[Pack]) -> list[Constraint]:
    """The constraints of the shapes of some packs, in the order of their files."""
    shapes = _Shapes()
    for number, path in enumerate(path for pack in packs for path in pack.shapes()):
        for triple in turtle.parse(path):
            subject, predicate, value = _apart(triple, number)
            shapes.said[subject][predicate].append(value)
    hung: dict[str, list[Target]] = defaultdict(list)
    for name in list(shapes.said):
        for target in _by_value(shapes, name):
            for each in shapes.said[name].get(SH + "property", ()):
                hung[each.text].append(target)
    return [made for name in list(shapes.said) if (made := _constraint(shapes, name, hung.get(name, []))) is not None]


def _apart(triple: Triple, file: int) -> tuple[str, str, Value]:
    """A triple whose blank nodes are told apart from those of other files."""

    def name(text: str) -> str:
        return f"_:{file}.{text[2:]}" if text.startswith("_:") else text

    value = triple.object
    return name(triple.subject), triple.predicate, Value(name(value.text), BLANK) if value.sort == BLANK else value


def _by_value(shapes: _Shapes, name: str) -> Iterator[Target]:
    path = shapes.one(name, "path")
    inverse = shapes.one(path, "inversePath") if path in shapes.said else ""
    if inverse:
        for node in shapes.said[name].get(SH + "targetNode", ()):
            yield Target("value", inverse, node.text)


def _constraint(shapes: _Shapes, name: str, hung: list[Target]) -> Constraint | None:
    said = shapes.said[name]
    targets = [Target("class", value.text) for value in said.get(SH + "targetClass", ())]
    targets += [Target("subjects", value.text) for value in said.get(SH + "targetSubjectsOf", ())]
    targets += hung
    paths = tuple(_paths(shapes, name))
    if not targets or not paths:
        return None
    most = shapes.one(name, "maxCount")
    return Constraint(
        tuple(targets),
        paths,
        int(shapes.one(name, "minCount") or shapes.one(name, "qualifiedMinCount") or 0),
        int(most) if most else None,
        tuple(shapes.items(shapes.one(name, "in"))),
        shapes.one(name, "datatype"),
        tuple(shapes.items(shapes.one(name, "languageIn"))),
        shapes.one(name, "nodeKind") == SH + "IRI",
        shapes.one(name, "pattern"),
        shapes.one(name, "message"),
    )


def _paths(shapes: _Shapes, name: str) -> Iterator[str]:
    for path in shapes.said[name].get(SH + "path", ()):
        if path.sort == IRI:
            yield path.text
        else:
            yield from shapes.items(shapes.one(path.text, "alternativePath"))
