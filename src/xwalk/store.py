"""The sources of some packs, parsed: triples and statements, each with its file and line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from xwalk import sssom, turtle
from xwalk.errors import SourceError
from xwalk.names import BUILT_IN_PREFIXES, OWL, RDF, SH, XSD, XWALK, Prefixes
from xwalk.packs import Pack
from xwalk.rdf import Triple, iri, literal, to_quad

DECLARE = SH + "declare"


@dataclass(frozen=True)
class SourceFile:
    """A Turtle file of a pack: its triples, and the line of each of its subjects."""

    pack: Pack
    path: str
    triples: list[Triple] = field(repr=False)
    lines: dict[str, int] = field(repr=False)


@dataclass(frozen=True)
class Store:
    """All that some packs say."""

    packs: list[Pack]
    prefixes: Prefixes
    files: list[SourceFile] = field(repr=False)
    mapping_sets: list[tuple[Pack, sssom.MappingSet]] = field(repr=False)

    def triples(self) -> Iterator[Triple]:
        """Every triple of every Turtle file."""
        for file in self.files:
            yield from file.triples

    def property_order(self) -> dict[str, int]:
        """The place of each property in a record, by IRI, as the ontologies give it (``sh:order``)."""
        return {
            triple.subject: int(triple.object.text)
            for triple in self.triples()
            if triple.predicate == SH + "order"
            and triple.object.text.isdecimal()
            and not triple.subject.startswith("_:")
        }

    def dataset(self) -> ox.Store:
        """An RDF dataset: one graph a file, with the statements of the mapping sets as ``sssom:Mapping``."""
        dataset = ox.Store()
        dataset.extend(self._quads())
        return dataset

    def trig(self) -> bytes:
        """The dataset as TriG, the same bytes each time: blank nodes are named by their place."""
        names: dict[str, ox.BlankNode] = {}

        def steady(term: Any) -> Any:
            if not isinstance(term, ox.BlankNode):
                return term
            return names.setdefault(term.value, ox.BlankNode(f"b{len(names)}"))

        quads = (ox.Quad(steady(q.subject), q.predicate, steady(q.object), q.graph_name) for q in self._quads())
        text = ox.serialize(quads, format=ox.RdfFormat.TRIG, prefixes=self.prefixes.namespaces)
        return text or b""

    def _quads(self) -> Iterator[ox.Quad]:
        for file in self.files:
            graph = ox.NamedNode(f"file:{file.path}")
            yield from (to_quad(triple, graph) for triple in file.triples)
        for _, mappings in self.mapping_sets:
            graph = ox.NamedNode(Prefixes(mappings.prefixes).expand(mappings.id))
            yield from (to_quad(triple, graph) for triple in statement_triples(mappings, self.prefixes))


def load(packs: Sequence[Pack], *, on_error: Callable[[Pack, SourceError], None] | None = None) -> Store:
    """Parse the sources of some packs.

    Args:
        packs: The packs, the first named first.
        on_error: Called with every file that cannot be read, which is then left out.

    Raises:
        SourceError: A file cannot be read, and nobody asked to be told instead.
    """
    prefixes = Prefixes(BUILT_IN_PREFIXES)
    files: list[SourceFile] = []
    sets: list[tuple[Pack, sssom.MappingSet]] = []
    for pack in packs:
        for path, _ in pack.sources():
            try:
                if path.endswith(".ttl"):
                    triples = turtle.parse(pack.root / path, shown_as=path)
                    declare(triples, prefixes)
                    lines = turtle.subject_lines(turtle.read_text(pack.root / path, shown_as=path))
                    files.append(SourceFile(pack, path, triples, lines))
                else:
                    mappings = sssom.read(pack.root / path, shown_as=path)
                    for prefix, namespace in mappings.prefixes.items():
                        prefixes.add(prefix, namespace)
                    sets.append((pack, mappings))
            except SourceError as error:
                if on_error is None:
                    raise
                on_error(pack, error)
    return Store(list(packs), prefixes, files, sets)


def declare(triples: list[Triple], prefixes: Prefixes) -> None:
    """Add the prefixes that an ontology declares (``sh:declare``)."""
    declarations = {triple.object.text for triple in triples if triple.predicate == DECLARE}
    values: dict[str, dict[str, str]] = {}
    for subject, predicate, value in triples if declarations else ():
        if subject in declarations:
            values.setdefault(subject, {})[predicate] = value.text
    for found in values.values():
        prefixes.add(found.get(SH + "prefix", ""), found.get(SH + "namespace", ""))


_TEXT_SLOTS = ("predicate_modifier", "comment", "author_label", "mapping_date")
_NAME_SLOTS = ("mapping_justification", "author_id", "object_source")


def statement_triples(mappings: sssom.MappingSet, prefixes: Prefixes) -> Iterator[Triple]:
    """A mapping set as RDF.

    Each row is an ``sssom:Mapping`` that annotates its triple. The bare triple exists only for positive rows that
    are stated or asserted. Source of the form: SSSOM, "OWL and RDF serialisation".
    """
    names = Prefixes(mappings.prefixes)
    for row in mappings.rows:
        me = prefixes.expand(sssom.statement_id(mappings.id, row))
        subject, predicate, obj = (names.expand(row.get(c)) for c in ("subject_id", "predicate_id", "object_id"))
        yield Triple(me, RDF + "type", iri(_SSSOM + "Mapping"))
        for name, value in (("Source", subject), ("Property", predicate), ("Target", obj)):
            yield Triple(me, f"{OWL}annotated{name}", iri(value))
        yield from _slots(me, row, names)
        positive = not row.get("predicate_modifier") and row.get("object_id") != sssom.NO_TERM_FOUND
        if positive and row.get("status") in ("", "stated", "asserted"):
            yield Triple(subject, predicate, iri(obj))


_SSSOM = BUILT_IN_PREFIXES["sssom"]


def _slots(me: str, row: sssom.Row, names: Prefixes) -> Iterator[Triple]:
    for slot in _NAME_SLOTS:
        if row.get(slot):
            yield Triple(me, _SSSOM + slot, iri(names.expand(row.get(slot))))
    for slot in _TEXT_SLOTS:
        if row.get(slot):
            yield Triple(me, _SSSOM + slot, literal(row.get(slot)))
    if row.get("confidence"):
        yield Triple(me, _SSSOM + "confidence", literal(row.get("confidence"), XSD + "decimal"))
    if row.get("status"):
        yield Triple(me, XWALK + "status", literal(row.get("status")))
    for passage in filter(None, row.get("evidence").split("|")):
        yield Triple(me, XWALK + "evidence", iri(names.expand(passage)))
