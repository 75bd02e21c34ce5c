"""Every constraint of the shapes: its message, and an example that it passes and one that it refuses."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import RDF, RDFS, SH

SHAPES = Path(__file__).parents[1] / "ontology" / "shapes"
SHAPE = Namespace("https://w3id.org/xwalk/shape/")
EXAMPLE = "https://example.org/"

#: The words of SHACL core that the shapes use; a ``sh:sparql`` constraint would cost sixty times more.
CORE = {
    *(SH.NodeShape, SH.PropertyShape, SH.IRI, SH.message, SH.path, SH.inversePath, SH.alternativePath),
    *(SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.property, SH["class"], SH["in"], SH["or"], SH["not"]),
    *(SH.minCount, SH.maxCount, SH.qualifiedValueShape, SH.qualifiedMinCount, SH.qualifiedMaxCount),
    *(SH.datatype, SH.nodeKind, SH.pattern, SH.minLength, SH.languageIn, SH.disjoint, SH.hasValue),
    *(SH.minInclusive, SH.minExclusive, SH.maxInclusive, SH.maxExclusive, SH.lessThan, SH.lessThanOrEquals),
}
#: Words of RDF that nobody needs to know in order to write a record.
JARGON = re.compile(
    r"\b(IRI|URI|RDF|SHACL|OWL|triples?|literals?|datatypes?|nodes?|subjects?|predicates?|objects?|constraints?"
    r"|cardinality|violat\w+|must)\b"
)


@cache
def shapes() -> Graph:
    """All shapes, in one graph."""
    graph = Graph()
    for path in sorted(SHAPES.glob("*.ttl")):
        graph.parse(path)
    return graph


@cache
def examples() -> dict[tuple[str, str], str]:
    """The examples in N-Triples by ("valid" or "invalid", name of the shape), each with names of its own."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted((SHAPES / "examples").glob("*.trig")):
        for quad in ox.parse(path=path, format=ox.RdfFormat.TRIG):
            assert isinstance(quad.graph_name, ox.NamedNode), f"{path.name}: something stands outside of the examples"
            kind, name = quad.graph_name.value.removeprefix("urn:xwalk:").split(":")
            line = f"{quad.triple} .\n".replace(f"<{EXAMPLE}", f"<{EXAMPLE}{name}/")
            found[kind, name] = found.get((kind, name), "") + line
    return found


@cache
def results(kind: str) -> dict[str, set[tuple[str, str]]]:
    """What all shapes together say of all examples of a kind: (shape, message) by the name of the example."""
    data = Graph().parse(data="".join(text for (which, _), text in examples().items() if which == kind), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes(), inplace=True)
    assert isinstance(report, Graph)
    said: dict[str, set[tuple[str, str]]] = {}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = str(report.value(result, SH.focusNode))
        assert focus.startswith(EXAMPLE), f"a result stands at {focus}, which is no record"
        example = focus.removeprefix(EXAMPLE).partition("/")[0]
        for message in report.objects(result, SH.resultMessage):
            said.setdefault(example, set()).add((str(report.value(result, SH.sourceShape)), str(message)))
    return said


def constraints() -> list[str]:
    """The names of the shapes that carry a message."""
    return sorted(str(shape).removeprefix(SHAPE) for shape in set(shapes().subjects(SH.message)))


def message(name: str) -> str:
    """The message of a shape."""
    return str(shapes().value(SHAPE[name], SH.message))


@pytest.mark.parametrize("name", constraints())
def test_accepts_the_valid_example_and_refuses_the_invalid_one(name: str) -> None:
    assert ("valid", name) in examples()
    assert ("invalid", name) in examples()
    assert results("valid").get(name, set()) == set()
    assert results("invalid").get(name, set()) == {(SHAPE[name].toPython(), message(name))}


@pytest.mark.parametrize("name", constraints())
def test_message_says_in_plain_english_what_to_write(name: str) -> None:
    (text,) = shapes().objects(SHAPE[name], SH.message)
    assert isinstance(text, Literal)
    assert text.language == "en"
    assert text.endswith(".")
    assert re.search(r"[Ww]rite |Remove |Keep ", text), "it does not say what to do"
    assert re.search(r"\b[a-z]+:[A-Za-z]+|\bcolumn [a-z_]+", text), "it does not name a property or a column"
    assert not JARGON.search(re.sub(r"\b[a-z]+:\w+|\b\w+_\w+", "", text))


@pytest.mark.parametrize("name", constraints())
def test_shape_is_named_labelled_and_of_one_type(name: str) -> None:
    shape = SHAPE[name]
    types = set(shapes().objects(shape, RDF.type))
    (label,) = shapes().objects(shape, RDFS.label)
    assert isinstance(label, Literal)
    assert label.language == "en"
    assert types == {SH.PropertyShape if (shape, SH.path, None) in shapes() else SH.NodeShape}


def test_every_example_belongs_to_a_shape() -> None:
    assert {name for _, name in examples()} == set(constraints())
    assert {kind for kind, _ in examples()} == {"valid", "invalid"}


def test_examples_stand_in_the_theme_of_their_shape() -> None:
    for path in SHAPES.glob("*.ttl"):
        text = (SHAPES / "examples" / f"{path.stem}.trig").read_text(encoding="utf-8")
        named = re.findall(r"^### (\w+)$", text, re.MULTILINE)
        own = {str(shape).removeprefix(SHAPE) for shape in Graph().parse(path).subjects(SH.message)}
        assert set(named) == own, path.name


def test_no_two_constraints_share_a_message_or_a_label() -> None:
    for predicate in (SH.message, RDFS.label):
        counts = Counter(shapes().objects(None, predicate))
        assert [text for text, count in counts.items() if count > 1] == []


def test_shapes_without_a_message_only_hang_others_onto_their_targets() -> None:
    for shape in _named_shapes():
        if (shape, SH.message, None) not in shapes():
            said = set(shapes().predicates(shape))
            assert said == {RDF.type, RDFS.label, SH.targetNode, SH.path, SH.property}, shape
            assert all((hung, SH.message, None) in shapes() for hung in shapes().objects(shape, SH.property)), shape


def test_only_shacl_core_is_used() -> None:
    used = {term for triple in shapes() for term in triple if str(term).startswith(str(SH))}
    assert used - CORE == set()


def test_targeted_terms_are_declared() -> None:
    ontology = Graph().parse(SHAPES.parent / "xwalk.ttl").parse(SHAPES.parent / "rules.ttl")
    own = "https://w3id.org/xwalk/ontology/"
    used = {term for triple in shapes() for term in triple if isinstance(term, URIRef) and term.startswith(own)}
    assert sorted(used - set(ontology.subjects())) == []


def _named_shapes() -> Iterator[URIRef]:
    for kind in (SH.NodeShape, SH.PropertyShape):
        for shape in shapes().subjects(RDF.type, kind):
            assert isinstance(shape, URIRef)
            yield shape
