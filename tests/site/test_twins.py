"""The twins of a page hold exactly what the knowledge base says of the record, and every statement that names it."""

from __future__ import annotations

import json
from collections import defaultdict

import pyoxigraph as ox
import pytest

from xwalk.knowledge import Knowledge
from xwalk.names import OWL, RDF
from xwalk.packs import loaded_packs
from xwalk.site.atlas import Atlas
from xwalk.site.twins import twins
from xwalk.store import Store, load

MAPPING = "https://w3id.org/sssom/Mapping"
ENDS = {f"{OWL}annotatedSource", f"{OWL}annotatedTarget"}
Triples = set[tuple[str, str, str]]


@pytest.fixture(scope="module")
def store() -> Store:
    return load(loaded_packs([]))


@pytest.fixture(scope="module")
def files(store: Store, knowledge: Knowledge) -> dict[str, bytes]:
    return dict(twins(store, knowledge))


def parsed(content: bytes, form: ox.RdfFormat) -> Triples:
    """The triples of a file as the store holds them; it writes 1.0 as 1."""
    held = ox.Store()
    held.load(content, format=form)
    return {(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in held}


def test_turtle_and_json_ld_say_the_same_as_the_store(
    store: Store, knowledge: Knowledge, files: dict[str, bytes]
) -> None:
    given: dict[str, Triples] = defaultdict(set)
    naming: dict[str, set[str]] = defaultdict(set)
    for quad in store.dataset():
        subject = str(quad.subject)
        given[subject].add((subject, str(quad.predicate), str(quad.object)))
        if quad.predicate.value in ENDS:
            naming[str(quad.object)].add(subject)
    atlas = Atlas(knowledge)
    for record in atlas.records:
        turtle = parsed(files[f"{atlas.place(record)}.ttl"], ox.RdfFormat.TURTLE)
        assert turtle == parsed(files[f"{atlas.place(record)}.jsonld"], ox.RdfFormat.JSON_LD), record.name
        me = f"<{knowledge.prefixes.expand(record.name)}>"
        assert {triple for triple in turtle if triple[0] == me} == given[me]
        mappings = {s for s, p, o in turtle if p == f"<{RDF}type>" and o == f"<{MAPPING}>"}
        assert mappings == naming[me]
        for mapping in mappings:
            assert {triple for triple in turtle if triple[0] == mapping} == given[mapping]
    assert len(files) == 2 * len(atlas.records)


def test_a_twin_declares_the_prefixes_that_it_uses_and_no_other(files: dict[str, bytes]) -> None:
    text = files["area/flexible-pacing.ttl"].decode()
    declared = [line.split()[1] for line in text.splitlines() if line.startswith("@prefix")]
    assert "area:" in declared
    assert all(text.count(f"{prefix}") > 1 for prefix in declared)
    held = json.loads(files["area/flexible-pacing.jsonld"])
    assert held["@graph"][0]["@id"] == "area:flexible-pacing"
    assert held["@context"]["area"] == "https://w3id.org/xwalk/area/"


def test_twins_are_the_same_bytes_each_time(store: Store, knowledge: Knowledge, files: dict[str, bytes]) -> None:
    assert dict(twins(store, knowledge)) == files
