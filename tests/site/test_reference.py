"""The reference has an entry for everything that exists, made from itself, and shows any text as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import rdflib
from conftest import MINI_ONTOLOGY, ROOT
from rdflib.namespace import OWL, RDF, SH

from xwalk.cli import COMMANDS, command_app
from xwalk.cli.describe import describe
from xwalk.index.cache import open_index
from xwalk.knowledge import Knowledge
from xwalk.names import XWALK
from xwalk.packs import loaded_packs
from xwalk.site.atlas import Atlas
from xwalk.site.page import Page
from xwalk.site.reference import reference_pages
from xwalk.site.shapes import read_shapes
from xwalk.site.vocabulary import anchor, read_vocabulary

Pages = dict[str, Page]
_ANCHORS = re.compile(r'\{: #([A-Za-z0-9-]+) \}|id="([A-Za-z0-9-]+)"')


def made(knowledge: Knowledge, *folders: Path) -> Pages:
    atlas = Atlas(knowledge, loaded_packs(folders), describe(command_app()))
    return {page.path: page for page in reference_pages(atlas)}


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge) -> Pages:
    return made(knowledge)


@pytest.fixture(scope="module")
def ontology() -> rdflib.Graph:
    """The ontology and its rules and shapes, as another library reads them."""
    graph = rdflib.Graph()
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        graph.parse(path, format="turtle")
    return graph


def anchors(pages: Pages, below: str) -> list[str]:
    """Every anchor on the pages of a part of the reference."""
    bodies = [page.body for path, page in pages.items() if path == below or path.startswith(f"{below}/")]
    return ["".join(found) for body in bodies for found in _ANCHORS.findall(body)]


def short(iri: str) -> str:
    """The CURIE of a term, rule or shape of the embedded ontology."""
    folder, name = iri.removeprefix("https://w3id.org/xwalk/").split("/")
    return anchor(f"{'xwalk' if folder == 'ontology' else folder}:{name}")


def test_every_class_relation_and_property_has_an_entry(pages: Pages, ontology: rdflib.Graph) -> None:
    types = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, rdflib.URIRef(XWALK + "Status"))
    terms = {str(term) for sort in types for term in ontology.subjects(RDF.type, sort) if str(term).startswith(XWALK)}
    found = anchors(pages, "reference/ontology")
    assert len(terms) > 100
    assert sorted(found) == sorted(map(short, terms))


def test_an_entry_says_what_the_ontology_says(pages: Pages) -> None:
    body = pages["reference/ontology/relations"].body
    entry = body.partition("{: #xwalk-funds }")[2].partition("\n## ")[0]
    assert "eligible use of the money" in entry
    assert "Does not say" in entry
    assert "could pay for" in entry
    assert "(relations.md#xwalk-fundedBy)" in entry
    assert "(classes.md#xwalk-Provision)" in entry
    assert "(../../provision/esea-4109-a-2-B.md)" in entry


def test_a_term_names_the_shapes_that_constrain_it(pages: Pages) -> None:
    body = pages["reference/ontology/properties"].body
    entry = body.partition("{: #xwalk-duty }")[2].partition("\n## ")[0]
    assert "(../shapes/law.md#shape-ProvisionDuty)" in entry


def test_every_rule_has_an_entry_with_the_reason(pages: Pages, ontology: rdflib.Graph) -> None:
    rules = set(ontology.subjects(RDF.type, rdflib.URIRef(XWALK + "Rule")))
    found = [each for each in anchors(pages, "reference/rules") if each.startswith("rule-")]
    assert sorted(found) == sorted(short(str(rule)) for rule in rules)
    row = next(line for line in pages["reference/rules"].body.splitlines() if 'id="rule-funds-hasPart"' in line)
    assert "costs a tenth" in row
    assert "| 0.9 |" in row
    assert "policy" in row
    assert "not a probability" in pages["reference/rules"].body


def test_every_shape_has_an_entry_with_its_message(pages: Pages, ontology: rdflib.Graph) -> None:
    shapes = {
        str(shape)
        for sort in (SH.NodeShape, SH.PropertyShape)
        for shape in ontology.subjects(RDF.type, sort)
        if isinstance(shape, rdflib.URIRef)
    }
    found = [each for each in anchors(pages, "reference/shapes") if each.startswith("shape-")]
    assert len(shapes) > 150
    assert sorted(found) == sorted(map(short, shapes))


def test_a_shape_says_in_words_what_it_asks(knowledge: Knowledge) -> None:
    packs = loaded_packs([])
    shapes = {each.name: each for each in read_shapes(read_vocabulary(packs, Atlas(knowledge, packs).store))}
    duty = shapes["shape:ProvisionDuty"]
    assert duty.targets == [("records of the class", [XWALK + "Provision"])]
    assert duty.path == "xwalk:duty"
    assert duty.asks[0] == "exactly 1"
    assert duty.asks[1].startswith("one of: may, shall")
    either = shapes["shape:ProvisionTextAsOf"]
    assert either.asks == ["xwalk:textAsOf: at least 1; or xwalk:duty: the value repeal"]
    assert shapes["shape:AssertedReason"].path == "xwalk:rationale or sssom:comment"
    assert shapes["shape:AssertedReason"].targets == [("the value", ["asserted"])]
    assert shapes["shape:ElementWhole"].asks[0] == "exactly 1"
    said_nothing = [name for name, each in shapes.items() if each.message and not each.asks]
    assert said_nothing == []


def test_every_command_has_an_entry_with_examples(pages: Pages) -> None:
    commands = describe(command_app())
    groups = {name.partition(" ")[0] for name in (each.name for each in commands)}
    assert groups == set(COMMANDS)
    assert {"site build", "site serve", "site pages"} <= {each.name for each in commands}
    found = anchors(pages, "reference/commands")
    assert sorted(found) == sorted(anchor(each.name) for each in commands)
    for each in commands:
        assert each.help, each.name
        assert each.examples, each.name
        assert all(example.startswith(f"xwalk {each.name}") for example in each.examples[:1]), each.name
        assert all(parameter.help for parameter in [*each.arguments, *each.options]), each.name


def test_a_command_says_what_holds_where_an_option_is_left_out(pages: Pages) -> None:
    entry = pages["reference/commands"].body.partition("{: #cross }")[2].partition("\n## ")[0]
    assert "<code>--to, -t TEXT</code> | The kind of the records that answer, as provision. | required |" in entry
    assert "<code>--max-hops NUMBER</code> | The most steps of a route. | <code>6</code> |" in entry
    assert "xwalk cross pacing --to provision" in entry


def test_every_named_question_has_an_entry_with_its_sparql(pages: Pages) -> None:
    body = pages["reference/queries"].body
    files = sorted((ROOT / "queries").glob("*.rq"))
    assert sorted(anchors(pages, "reference/queries")) == sorted(anchor(f.stem.partition("-")[2]) for f in files)
    assert body.count("SELECT ") >= len(files)
    assert "xwalk query caps --set bearer=recipient:lea" in body


def test_every_mapping_set_has_its_pages_with_every_row(pages: Pages) -> None:
    for file in sorted((ROOT / "crosswalks").glob("*.sssom.tsv")):
        name = file.name.removesuffix(".sssom.tsv")
        rows = sum(not line.startswith("#") for line in file.read_text(encoding="utf-8").splitlines()) - 1
        held = [page for path, page in pages.items() if re.fullmatch(rf"reference/mappings/{name}(/\d+)?", path)]
        shown = sum(len(re.findall(r"^\| (?!---|Subject)", page.body, re.MULTILINE)) for page in held)
        assert shown == rows, name
        assert f"data/sssom/{file.name}" in held[0].body


def test_a_row_shows_status_confidence_reason_and_evidence(pages: Pages) -> None:
    body = pages["reference/mappings/provision--practice"].body
    row = next(line for line in body.splitlines() if "(../../provision/esea-1003a-c-3-A.md)" in line)
    assert "could pay for" in row
    assert '<span class="xw-status xw-stated">stated</span> 1.0' in row
    assert "The clause names advanced courses" in row
    assert "(../../passage/usc20-6303b-c-3-A.md)" in row


def test_a_row_that_denies_says_so(pages: Pages) -> None:
    rows = [
        line
        for path, page in pages.items()
        if path.startswith("reference/mappings/")
        for line in page.body.splitlines()
        if "| **not**: " in line
    ]
    denied = sum("\tNot\t" in file.read_text(encoding="utf-8") for file in (ROOT / "crosswalks").glob("*.tsv"))
    assert denied > 0
    assert len(rows) >= denied


def test_no_page_holds_a_path_of_this_machine(pages: Pages) -> None:
    assert [path for path, page in pages.items() if str(ROOT) in page.body] == []


BAD = "<script>alert(1)</script> [a](javascript:b) | *c* {{ d }} `e`"


def test_text_of_a_pack_shows_as_text(write_pack: Callable[..., Path]) -> None:
    said = BAD.replace("\\", "\\\\").replace('"', '\\"')
    ontology = (
        MINI_ONTOLOGY
        + f"""
    ex:Bad a owl:Class ; rdfs:label "{said}" ; skos:definition "{said}" ; skos:example "{said}" .
    ex:bad a owl:ObjectProperty ; rdfs:label "{said}" ; skos:definition "{said}" ; xwalk:phrase "{said}" ;
        xwalk:family "{said}" .
    """
    )
    shape = f"""
    @prefix ex: <https://example.org/food/> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    ex:BadShape a sh:PropertyShape ; rdfs:label "{said}" ; sh:targetClass ex:Bad ; sh:path ex:bad ;
        sh:in ( "{said}" ) ; sh:message "{said}" .
    """
    sssom = (
        "#curie_map:\n#  dish: https://example.org/food/dish/\n#mapping_set_id: https://example.org/food/set\n"
        f'#mapping_set_title: "{said}"\n#license: "{said}"\n'
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tcomment\tstatus\n"
        f"dish:a\tskos:exactMatch\tdish:b\tsemapv:ManualMappingCuration\t{said}\tasserted\n"
    )
    query = f"# title: {BAD}\n# question: {BAD}\nSELECT * WHERE {{ ?s ?p '</code></pre>{BAD}' }}\n"
    root = write_pack({"ontology/shapes/bad.ttl": shape, "queries/90-bad.rq": query}, ontology=ontology)
    (root / "crosswalks").mkdir()
    (root / "crosswalks" / "bad.sssom.tsv").write_text(sssom, encoding="utf-8")
    pages = made(Knowledge(open_index(loaded_packs([root]))), root)
    whole = "\n".join(page.body for page in pages.values())
    assert whole.count("alert(1)") >= 10
    assert "<script" not in whole
    outside_code = re.sub(r"<pre.*?</pre>", "", whole, flags=re.DOTALL)
    assert "](javascript" not in outside_code
    assert "*c*" not in outside_code
    assert "{{" not in outside_code
    assert "</code></pre>&lt;script" not in whole
