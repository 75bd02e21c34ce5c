"""Taking in what others wrote: mapping sets, frameworks, vocabularies and tables become packs that answer."""

from __future__ import annotations

import contextlib
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from conftest import SHARED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xwalk import slots
from xwalk.cli import main
from xwalk.errors import SourceError
from xwalk.export.case import to_case
from xwalk.export.mappings import to_sssom
from xwalk.export.selection import Wanted, select
from xwalk.index.cache import open_index
from xwalk.intake import sheet
from xwalk.intake.mappings import read_mappings
from xwalk.intake.report import Report
from xwalk.intake.take import Choices, metadata_beside, take
from xwalk.knowledge import Knowledge
from xwalk.packs import open_pack
from xwalk.store import load

TESTDATA = SHARED / "testdata"
needs_testdata = pytest.mark.skipif(
    not TESTDATA.is_dir(), reason=f"the files of others are not at {TESTDATA}; they are not part of the project"
)
UUID = "00000000-0000-4000-8000-0000000000{:02d}"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own: its exit code, what it printed, and what it said."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(each) for each in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def taken(run: Run, *arguments: str | Path) -> dict[str, Any]:
    """The report of an import that must work."""
    code, _, err = run("import", *arguments, "--report", "report.json")
    assert code == 0, err
    report: dict[str, Any] = json.loads(Path("report.json").read_text(encoding="utf-8"))
    return report


def refused(run: Run, *arguments: str | Path) -> str:
    """What is said of an import that must not work, and must leave nothing behind."""
    before = sorted(Path.cwd().rglob("*"))
    code, out, err = run("import", *arguments)
    assert (code, out) in {(1, ""), (2, "")}, err
    assert err.startswith("error: ")
    assert "\nhint: " in err
    assert "Traceback" not in err
    assert sorted(Path.cwd().rglob("*")) == before
    return err


def holds_up(run: Run, pack: str) -> None:
    """A pack has no error of the check."""
    code, out, err = run("check", "--kb", pack)
    assert code == 0, out + err


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


# Mapping sets


HEADER = """#curie_map:
#  mine: https://example.org/mine/
#  component: https://w3id.org/xwalk/component/
#mapping_set_id: https://example.org/sets/mine
#license: https://creativecommons.org/licenses/by/4.0/
"""


def tsv(
    *rows: str, columns: str = "subject_id subject_label predicate_id object_id mapping_justification author_id"
) -> str:
    lines = ["\t".join(columns.split()), *("\t".join(part.strip() for part in row.split("|")) for row in rows)]
    return HEADER + "\n".join(lines) + "\n"


ONE = "mine:goals | Goal sheets | skos:broadMatch | component:leap-learner-led | semapv:ManualMappingCuration | mine:me"


def test_a_mapping_set_answers_as_soon_as_it_is_taken_in(run: Run) -> None:
    Path("mine.sssom.tsv").write_text(tsv(ONE), encoding="utf-8")
    report = taken(run, "mine.sssom.tsv", "-o", "pack")
    assert report["taken"] == {"mappings": 1, "things named by mappings": 1}
    holds_up(run, "pack")
    code, out, _ = run("cross", "Goal sheets", "--to", "component", "--kb", "pack", "--format", "json")
    answer = json.loads(out)["answers"][0]
    assert (code, answer["record"]["id"], answer["status"]) == (0, "component:leap-learner-led", "asserted")


@pytest.mark.parametrize(
    ("justification", "author", "reviewer", "status"),
    [
        ("ManualMappingCuration", "", "", "asserted"),
        ("LexicalMatching", "", "", "suggested"),
        ("LexicalMatching", "mine:me", "", "asserted"),
        ("SemanticSimilarityThresholdMatching", "", "mine:me", "asserted"),
        ("UnspecifiedMatching", "", "", "suggested"),
        ("MappingChaining", "", "", "derived"),
    ],
)
def test_how_a_mapping_is_known_follows_from_how_it_was_found_and_who_stands_for_it(
    justification: str, author: str, reviewer: str, status: str, run: Run
) -> None:
    row = f"mine:goals | skos:broadMatch | component:leap-learner-led | semapv:{justification} | {author} | {reviewer}"
    columns = "subject_id predicate_id object_id mapping_justification author_id reviewer_id"
    Path("mine.sssom.tsv").write_text(tsv(row, columns=columns), encoding="utf-8")
    taken(run, "mine.sssom.tsv", "-o", "pack")
    _, out, _ = run("show", "mine:goals", "--kb", "pack", "--format", "json")
    assert [each["status"] for each in json.loads(out)["statements"]] == [status]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("mine:goals", "goals"), "mine.sssom.tsv:7: subject_id “goals” is neither an IRI nor a name with a prefix"),
        (
            ("mine:goals", "other:goals"),
            "7: subject_id “other:goals” has the prefix other:, which the curie_map does not",
        ),
        (("mine:goals", ""), "7: subject_id is empty"),
        (("semapv:ManualMappingCuration", "semapv:Manual"), "7: mapping_justification “semapv:Manual” is not one of"),
        (("mine:goals", "mine:my goals"), "7: subject_id “mine:my goals” holds a space"),
        (("#license", "#confidence: ["), "the metadata is not YAML"),
        (("predicate_id", "predicate"), "the column predicate_id is missing"),
        (("skos:broadMatch", "skos:broadMatch\t\t\t\t\t\t\t\tx"), "7: 14 cells under 6 columns"),
        (("#curie_map:", "#curie_map:\n#  skos: https://example.org/"), "curie_map gives skos:, which is built in"),
    ],
    ids=lambda case: case if isinstance(case, str) else case[1],
)
def test_a_mapping_set_that_sssom_does_not_allow_is_refused_with_its_line(
    change: tuple[str, str], said: str, run: Run
) -> None:
    Path("mine.sssom.tsv").write_text(tsv(ONE).replace(*change), encoding="utf-8")
    assert said in refused(run, "mine.sssom.tsv", "-o", "pack")


def test_metadata_beside_a_set_and_slots_given_once_reach_every_row(run: Run) -> None:
    Path("a.sssom.tsv").write_text(
        "subject_id\tpredicate_id\tobject_id\tmapping_justification\tmapping_tool\n"
        "m:a\tskos:exactMatch\tm:b\tsemapv:LexicalMatching\t\nm:c\tskos:exactMatch\tm:d\tsemapv:LexicalMatching\tmine\n",
        encoding="utf-8",
    )
    Path("a.sssom.yml").write_text(
        "curie_map: {m: 'https://example.org/m/'}\nmapping_set_id: https://example.org/a\nmapping_tool: theirs\n"
        "license: https://example.org/l\nsubject_preprocessing: ['m:x', 'm:y']\n",
        encoding="utf-8",
    )
    taken(run, "a.sssom.tsv", "-o", "pack")
    run("export", "sssom-json", "--kb", "pack", "-o", "out")
    said = json.loads(Path("out/a.sssom.json").read_text(encoding="utf-8"))
    assert [each["mapping_tool"] for each in said["mappings"]] == ["theirs", "mine"]
    assert said["mappings"][0]["subject_preprocessing"] == ["m:x", "m:y"]


def test_a_text_that_is_mapped_in_place_of_a_thing_has_a_name_here_and_none_outside(run: Run) -> None:
    columns = "subject_label predicate_id object_id mapping_justification subject_type"
    row = "weekly goals | skos:closeMatch | component:leap-learner-led | semapv:ManualMappingCuration | rdfs literal"
    Path("a.sssom.tsv").write_text(tsv(row, columns=columns), encoding="utf-8")
    taken(run, "a.sssom.tsv", "-o", "pack")
    holds_up(run, "pack")
    code, out, _ = run("cross", "weekly goals", "--to", "component", "--kb", "pack")
    assert (code, "Learner Led" in out) == (0, True)
    run("export", "sssom", "--kb", "pack", "-o", "out")
    assert "literal" not in Path("out/a.sssom.tsv").read_text(encoding="utf-8").replace("rdfs literal", "")


def test_the_mapping_sets_of_the_knowledge_base_come_back_byte_for_byte(run: Run) -> None:
    run("export", "sssom", "-o", "first")
    sets = sorted(Path("first").iterdir())
    assert len(sets) > 15
    taken(run, *sets, "-o", "pack")
    run("export", "sssom", "--kb", "pack", "-o", "second")
    assert snapshot(Path("first")) == snapshot(Path("second"))


def test_json_and_tsv_of_a_set_say_the_same(run: Run) -> None:
    Path("mine.sssom.tsv").write_text(tsv(ONE), encoding="utf-8")
    taken(run, "mine.sssom.tsv", "-o", "one")
    run("export", "sssom-json", "--kb", "one", "-o", "json")
    taken(run, "json/mine.sssom.json", "-o", "two")
    run("export", "sssom", "--kb", "one", "-o", "first")
    run("export", "sssom", "--kb", "two", "-o", "second")
    assert snapshot(Path("first")) == snapshot(Path("second"))


def test_slots_of_ones_own_survive_the_way_through_json(run: Run) -> None:
    run("export", "sssom-json", "-o", "first")
    taken(run, *sorted(Path("first").iterdir()), "-o", "pack")
    run("export", "sssom-json", "--kb", "pack", "-o", "second")
    for name in ("area--component", "provision--area"):
        one, two = (
            json.loads(Path(each, f"{name}.sssom.json").read_text(encoding="utf-8")) for each in ("first", "second")
        )
        assert one == two
        assert all("status" in json.loads(row["other"]) for row in one["mappings"])


@given(st.lists(st.text(st.characters(exclude_characters="\t\r\n", exclude_categories=["Cs", "Cc"]), min_size=1)))
def test_a_list_in_a_cell_comes_back(values: list[str]) -> None:
    assert slots.split(slots.join(values)) == values


SSSOM_FILES = [
    path
    for path in sorted((TESTDATA / "sssom").rglob("*"))
    if path.suffix in {".tsv", ".json"} and "project" not in path.parts and path.stat().st_size < 400_000
]
#: Files of the reference implementation that SSSOM does not allow, with the reason.
INVALID = {
    "bad_basic.tsv": "mapping_justification “Lexical” is not one of",
    "basic.ptable.tsv": "the column predicate_id is missing",
    "basic-meta-external.tsv": "subject_match_field “Label” is neither an IRI nor a name with a prefix",
    "basic-small.tsv": "has the prefix oio:, which the curie_map does not declare",
    "basic.json": "mapping 15: confidence “NaN” is not from 0 to 1",
    "basic4.tsv": "subject_source “x” is neither an IRI nor a name with a prefix",
    "basic5.tsv": "subject_source “x” is neither an IRI nor a name with a prefix",
    "basic6.tsv": "mapping_justification “Lexical” is not one of",
    "basic7.tsv": "has the prefix oboInOwl:, which the curie_map does not declare",
    "basic_strict_fail.tsv": "the column mapping_justification is missing",
    "bosch-wd-matches.tsv": "predicate_id “noMatch” is neither an IRI nor a name with a prefix",
    "enm_example.tsv": "mapping_justification “semapv:HumanCuration” is not one of",
    "hp-subset.json": "there is no",
    "mondo-nando.sssom.tsv": "mapping_justification “semapv:MappingCuration” is not one of",
    "omim.json": "there is no",
    "sssom_metadata.tsv": "the column predicate_id is missing",
    "test_clean_prefix.tsv": "has the prefix y1:, which the curie_map does not declare",
    "test_validation1.sssom.tsv": "the metadata is not YAML",
}


@needs_testdata
@pytest.mark.parametrize("path", SSSOM_FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_set_of_the_reference_implementation_is_taken_whole_or_refused_with_the_reason(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name in INVALID:
        with pytest.raises(SourceError, match=re.escape(INVALID[path.name])) as refusal:
            read_mappings(path, text, Report(), beside=metadata_beside(path))
        assert refusal.value.hint
        return
    held = read_mappings(path, text, Report(), beside=metadata_beside(path))
    rows = [line for line in text.splitlines() if line.strip() and not line.startswith("#")][1:]
    assert len(held.rows) == (len(json.loads(text)["mappings"]) if path.suffix == ".json" else len(rows))
    first = to_sssom(held)
    assert to_sssom(read_mappings(Path("again.sssom.tsv"), first.decode(), Report())) == first


# Frameworks


def package(**changes: Any) -> dict[str, Any]:
    """A small CASE package: two items, one under the other, and one that matches an item elsewhere."""

    def thing(number: int, **said: Any) -> dict[str, Any]:
        uri = f"https://example.org/case/{UUID.format(number)}"
        return {"identifier": UUID.format(number), "uri": uri, "lastChangeDateTime": "2020-01-01T00:00:00Z", **said}

    def link(number: int) -> dict[str, str]:
        return {
            "title": "x",
            "identifier": UUID.format(number),
            "uri": f"https://example.org/case/{UUID.format(number)}",
        }

    def joined(number: int, word: str, start: int, end: int, **said: Any) -> dict[str, Any]:
        return thing(number, associationType=word, originNodeURI=link(start), destinationNodeURI=link(end), **said)

    return {
        "CFDocument": thing(1, title="Skills for life", creator="A school", language="en"),
        "CFItems": [
            thing(2, fullStatement="Plans own work.", humanCodingScheme="B", educationLevel=["09", "10"]),
            thing(3, fullStatement="Sets goals.", abbreviatedStatement="Goals", humanCodingScheme="A"),
        ],
        "CFAssociations": [
            joined(11, "isChildOf", 2, 1, sequenceNumber=1),
            joined(12, "isChildOf", 3, 2, sequenceNumber=2),
            joined(13, "precedes", 3, 2),
            joined(14, "exactMatchOf", 3, 99),
        ],
        "CFRubrics": [thing(31, title="Rubric")],
    } | changes


def write_package(said: dict[str, Any]) -> Path:
    path = Path("framework.json")
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_framework_goes_in_and_out_again_unchanged(run: Run) -> None:
    taken(run, write_package(package()), "-o", "pack")
    holds_up(run, "pack")
    assert run("export", "case", "--kb", "pack", "-o", "out")[0] == 0
    [made] = Path("out").iterdir()
    assert json.loads(made.read_text(encoding="utf-8")) == package()


def test_a_framework_answers_and_its_hierarchy_composes(run: Run) -> None:
    taken(run, write_package(package()), "-o", "pack", "--kind", "skill")
    code, out, _ = run("find", "goals", "--kind", "skill", "--kb", "pack", "--format", "json")
    assert (code, [each["label"] for each in json.loads(out)][:1]) == (0, ["Goals"])
    _, out, _ = run("show", f"skills-for-life:{UUID.format(3)}", "--kb", "pack")
    assert "Plans own work" in out
    assert "comes before" in out


def test_taking_a_framework_in_again_updates_it(run: Run) -> None:
    taken(run, write_package(package()), "-o", "pack")
    before = snapshot(Path("pack"))
    assert taken(run, write_package(package()), "-o", "pack")["changes"] == {"unchanged": 7}
    assert snapshot(Path("pack")) == before
    changed = package()
    changed["CFItems"][1]["fullStatement"] = "Sets goals and keeps to them."
    changed["CFAssociations"].pop()
    assert taken(run, write_package(changed), "-o", "pack")["changes"] == {"unchanged": 5, "changed": 1, "gone": 1}


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda p: p["CFItems"][0].pop("identifier"), "CFItems[0] has no identifier"),
        (lambda p: p["CFItems"][0].pop("fullStatement"), "CFItems[0] has no fullStatement"),
        (lambda p: p["CFItems"][1].update(uri=p["CFItems"][0]["uri"]), "CFItems[1]: another thing of the package"),
        (lambda p: p["CFAssociations"][0].update(associationType="isNear"), "associationType “isNear” is not one of"),
        (lambda p: p["CFAssociations"][0].pop("originNodeURI"), "CFAssociations[0] has no originNodeURI"),
        (lambda p: p.update(CFItems="none"), "CFItems is not a list"),
        (lambda p: p.update(CFDocument=[]), "there is no CFDocument"),
    ],
    ids=["identifier", "statement", "twice", "word", "end", "items", "document"],
)
def test_a_package_that_is_none_is_refused_with_the_place(spoil: Callable[[Any], Any], said: str, run: Run) -> None:
    spoiled = package(CFItems=package()["CFItems"])
    spoil(spoiled)
    assert said in refused(run, write_package(spoiled), "--as", "case", "-o", "pack")


def test_broken_json_is_refused_with_its_line(run: Run) -> None:
    Path("framework.json").write_text('{"CFDocument": {\n"identifier": \n}', encoding="utf-8")
    assert "framework.json:3: not JSON" in refused(run, "framework.json", "-o", "pack")


@needs_testdata
@pytest.mark.parametrize("path", sorted((TESTDATA / "case/fixtures").glob("*.json")), ids=lambda path: path.name[:30])
def test_a_package_of_another_system_keeps_items_associations_identifiers_and_order(path: Path, tmp_path: Path) -> None:
    theirs = json.loads(path.read_text(encoding="utf-8"))
    take([path], tmp_path / "pack", load([]), Choices())
    packs = [open_pack(tmp_path / "pack")]
    knowledge, store = Knowledge(open_index(packs)), load(packs)
    [made] = to_case(knowledge, store, select(knowledge, store, Wanted())).values()
    ours = json.loads(made)
    texts = ("identifier", "uri", "fullStatement", "humanCodingScheme", "abbreviatedStatement", "notes")
    for part, fields in (("CFItems", texts), ("CFAssociations", ("identifier", "uri", "associationType"))):
        assert [[each.get(field) for field in fields] for each in ours[part]] == [
            [each.get(field) or None for field in fields] for each in theirs[part]
        ]
    for end in ("originNodeURI", "destinationNodeURI"):
        ends = [[each[end]["identifier"] for each in package["CFAssociations"]] for package in (ours, theirs)]
        assert ends[0] == ends[1]


# Vocabularies


SKOS_FILE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix v: <https://example.org/v/> .
v:s a skos:ConceptScheme ; skos:prefLabel "Ways of working"@en ; dcterms:publisher "A library" .
v:a a skos:Concept ; skos:prefLabel "Arbeit"@de, "Work"@en ; skos:topConceptOf v:s ; skos:narrower v:b .
v:b a skos:Concept ; skos:prefLabel "Planning"@en ; skos:inScheme v:s ;
    skos:broadMatch <https://w3id.org/xwalk/component/leap-learner-led> .
"""
FAULTS = {
    "two labels": ('v:b skos:prefLabel "Plan"@en .', "mended", "a second preferred label in one language (S14)"),
    "label twice": ('v:b skos:altLabel "Planning"@en .', "mended", "a label that is preferred and another at once"),
    "no label": ("v:c a skos:Concept ; skos:inScheme v:s .", "fault", "a concept without a preferred label"),
    "circle": ("v:a skos:broader v:b .", "fault", "skos:broader goes in a circle"),
    "itself": ("v:a skos:broader v:a .", "lost", "a concept that is broader than itself"),
    "related": ("v:b skos:related v:a .", "fault", "a concept is related to one above or below it (S27)"),
    "match": ("v:b skos:exactMatch <https://w3id.org/xwalk/component/leap-learner-led> .", "fault", "(S46)"),
    "no scheme": ('v:c a skos:Concept ; skos:prefLabel "C" .', "mended", "a concept that no scheme holds is put into"),
    "dangling": ("v:b skos:related v:nowhere .", "lost", "related of what is no concept of the file"),
    "no type": ('v:c skos:prefLabel "C" ; skos:broader v:a .', "mended", "a thing without a type stands in a"),
    "xl": ('@prefix x: <http://www.w3.org/2008/05/skos-xl#> . v:b x:altLabel [ x:literalForm "P" ] .', "mended",
           "a label of SKOS-XL reads as a label"),
    "no name": ("v:b skos:note [ v:x 1 ] .", "lost", "note with a node that has no name"),
    "ours": ('<https://w3id.org/xwalk/area/flexible-pacing> a skos:Concept ; skos:prefLabel "Mine"@en .', "refused",
             "a concept that the knowledge base holds already"),
    "status": ('v:b <https://w3id.org/xwalk/ontology/status> "stated" .', "refused", "only the knowledge base itself"),
}  # fmt: skip


def test_a_vocabulary_answers_with_its_english_labels_hierarchy_and_mappings(run: Run) -> None:
    Path("v.ttl").write_text(SKOS_FILE, encoding="utf-8")
    report = taken(run, "v.ttl", "-o", "pack")
    assert report["taken"] == {"concepts": 2, "schemes": 1, "mappings": 1}
    assert report["notes"] == []
    holds_up(run, "pack")
    _, out, _ = run("cross", "Planning", "--to", "component", "--kb", "pack", "--format", "json")
    answer = json.loads(out)["answers"][0]
    assert (answer["record"]["id"], answer["status"]) == ("component:leap-learner-led", "asserted")
    _, out, _ = run("show", "v:a", "--kb", "pack", "--format", "json")
    assert json.loads(out)["label"] == "Work"


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_vocabulary_is_taken_and_the_fault_is_told(fault: str, run: Run) -> None:
    text, sort, words = FAULTS[fault]
    Path("v.ttl").write_text(SKOS_FILE + text, encoding="utf-8")
    report = taken(run, "v.ttl", "-o", "pack")
    assert [note for note in report["notes"] if note["sort"] == sort and words in note["what"]], report["notes"]


def test_a_concept_is_found_by_the_plain_label_that_it_is_shown_by(run: Run) -> None:
    plain = "v:c <http://www.w3.org/2000/01/rdf-schema#label> 'Weeding'@en ; a skos:Concept ; skos:inScheme v:s ."
    Path("v.ttl").write_text(SKOS_FILE + plain, encoding="utf-8")
    taken(run, "v.ttl", "-o", "pack")
    for question in (("show", "weeding"), ("find", "weeding")):
        code, out, _ = run(*question, "--kb", "pack")
        assert (code, "v:c" in out) == (0, True), out


@pytest.mark.parametrize("syntax", ["nt", "rdf", "jsonld", "trig"])
def test_a_vocabulary_is_the_same_in_any_syntax(syntax: str, run: Run) -> None:
    import pyoxigraph as ox

    forms = {"nt": ox.RdfFormat.N_TRIPLES, "rdf": ox.RdfFormat.RDF_XML, "jsonld": ox.RdfFormat.JSON_LD}
    Path("v.ttl").write_text(SKOS_FILE, encoding="utf-8")
    quads = [ox.Triple(q.subject, q.predicate, q.object) for q in ox.parse(SKOS_FILE, format=ox.RdfFormat.TURTLE)]
    Path(f"v.{syntax}").write_bytes(ox.serialize(quads, format=forms.get(syntax, ox.RdfFormat.TRIG)) or b"")
    taken(run, "v.ttl", "-o", "one/pack")
    taken(run, f"v.{syntax}", "-o", "two/pack")
    assert snapshot(Path("one")) == snapshot(Path("two"))


def test_entities_of_a_file_of_xml_are_not_followed(run: Run) -> None:
    Path("secret.txt").write_text("secret words", encoding="utf-8")
    Path("v.rdf").write_text(
        f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file://{Path("secret.txt").resolve()}">]>'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:s="http://www.w3.org/2004/02/skos/core#">'
        '<s:Concept rdf:about="https://example.org/a"><s:prefLabel>&x;</s:prefLabel></s:Concept></rdf:RDF>',
        encoding="utf-8",
    )
    code, out, err = run("import", "v.rdf", "-o", "pack")
    assert code == 1, out
    assert "secret words" not in out + err
    assert not Path("pack").exists()


#: Files of another project that hold an ontology, a data set or nothing.
WITHOUT_CONCEPTS = {"default_graph.ttl", "myns-ontology.ttl", "test-marc.ttl"}


@needs_testdata
@pytest.mark.parametrize("path", sorted((TESTDATA / "skos").rglob("*.ttl")), ids=lambda path: path.name)
def test_a_vocabulary_of_another_project_is_taken_and_can_be_read_again(path: Path, tmp_path: Path) -> None:
    nothing = load([])
    if path.name in WITHOUT_CONCEPTS:
        with pytest.raises(SourceError, match=r"there is no skos:Concept in it"):
            take([path], tmp_path / "pack", nothing, Choices())
        return
    report = take([path], tmp_path / "pack", nothing, Choices()).report
    store = load([open_pack(tmp_path / "pack")])
    concepts = {t.subject for t in store.triples() if t.object.text == "http://www.w3.org/2004/02/skos/core#Concept"}
    assert 0 < len(concepts) <= report.taken["concepts"]
    again = take([path], tmp_path / "pack", nothing, Choices()).report
    assert set(again.changes) <= {"unchanged", "new", "changed", "gone"}
    assert again.changes["unchanged"] == report.changes["new"]
    assert again.changes.total() == report.changes["new"]


# Tables


def workbook(rows: list[list[Any]], path: str = "t.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return Path(path)


ROWS: list[list[Any]] = [
    ["Id", "Name", "Description", "Parent"],
    ["g", "Goals", "Students set goals.", None],
    ["w", "Weekly", None, "g"],
]


def test_a_table_becomes_records_with_their_hierarchy(run: Run) -> None:
    workbook(ROWS)
    Path("t.csv").write_text("\n".join(",".join(cell or "" for cell in row) for row in ROWS), encoding="utf-8-sig")
    for path in ("t.xlsx", "t.csv"):
        report = taken(run, path, "-o", f"{path[2:]}/pack", "--kind", "routine")
        assert report["taken"] == {"routines": 2}
        holds_up(run, f"{path[2:]}/pack")
    made = [snapshot(Path(each))["pack/kb/t.table.ttl"].decode() for each in ("xlsx", "csv")]
    assert made[0].replace("t.xlsx", "t.csv") == made[1]
    assert "skos:broader routine:g" in made[0]


def test_columns_of_any_name_are_mapped_by_hand(run: Run) -> None:
    Path("t.csv").write_text("Was;Text\nGoals;Students set goals\n", encoding="utf-8")
    assert "no column of t.csv is known" not in refused(run, "t.csv", "--column", "label=Wo", "-o", "pack")
    report = taken(run, "t.csv", "-o", "pack", "--column", "label=Was")
    assert (report["taken"], report["notes"]) == ({"entries": 1}, [])


BIDI = "\u202e"
BAD_CELLS = {
    "formula": ("=1+1", "begins like a formula"),
    "command": ("@SUM(1)", "begins like a formula"),
    "plus": ("+cmd|' /C calc'!A0", "begins like a formula"),
    "direction": (f"goals{BIDI}slaog", "U+202E, a mark that turns the direction of text"),
    "isolate": ("goals\u2067", "U+2067"),
    "control": ("goals\x07", "the control character U+0007"),
    "long": ("x" * 32_768, "more than 32,767 signs"),
}


@pytest.mark.parametrize("sort", BAD_CELLS)
def test_a_hostile_cell_of_a_text_file_is_refused_with_its_place(sort: str, run: Run) -> None:
    cell, said = BAD_CELLS[sort]
    Path("t.csv").write_text(f'Name,Text\nGoals,fine\nMore,"{cell}"\n', encoding="utf-8")
    err = refused(run, "t.csv", "-o", "pack")
    assert said in err
    assert "row 3" in err or "t.csv:3" in err


def test_a_formula_of_a_workbook_is_refused_with_its_cell(run: Run) -> None:
    workbook([["Name"], ["=HYPERLINK(1)"]])
    assert "sheet “Sheet”, A2 holds a formula" in refused(run, "t.xlsx", "-o", "pack")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Name,Name\na,b\n", "the column “Name” stands twice"),
        (b"Name,,Text\na,b,c\n", "column 2 has no name"),
        (b"Colour\nred\n", "no column of t.csv is known to hold a label or a definition"),
        (b"Name\n\xe4\n", "t.csv:2: not UTF-8 text"),
        ("Name\nä\n".encode("utf-16"), "the text is UTF-16"),
        (b'Name\n"open\n', "not comma-separated text"),
        (b"Name\na,b\n", "row 2 has 2 cells under 1 columns"),
        (b"Id,Name\n1,a\n1,b\n", "row 2 and 3 have one identifier"),
        (b"Name,Text\n,\n \nId,\n", ""),
    ],
    ids=["twice", "nameless", "unknown", "latin", "utf16", "open", "wide", "identifier", "blank"],
)
def test_a_broken_text_file_is_refused(content: bytes, said: str, run: Run) -> None:
    Path("t.csv").write_bytes(content)
    if said:
        assert said in refused(run, "t.csv", "-o", "pack")
    else:
        assert taken(run, "t.csv", "-o", "pack")["taken"]


def test_a_workbook_that_is_cut_off_is_refused(run: Run) -> None:
    content = workbook(ROWS).read_bytes()
    for length in (10, len(content) // 2, len(content) - 10):
        Path("t.xlsx").write_bytes(content[:length])
        assert "not a workbook" in refused(run, "t.xlsx", "-o", "pack")


def test_a_workbook_that_unpacks_beyond_measure_is_refused_before_it_is_unpacked(run: Run) -> None:
    workbook(ROWS)
    with zipfile.ZipFile("t.xlsx", "a", zipfile.ZIP_DEFLATED) as book, book.open("xl/bomb.xml", "w") as part:
        for _ in range(64):
            part.write(b" " * 8_000_000)
    assert Path("t.xlsx").stat().st_size < 1_000_000
    assert "the workbook unpacks to 512," in refused(run, "t.xlsx", "-o", "pack")


def test_a_file_of_two_gigabytes_is_refused_unread(run: Run) -> None:
    with Path("t.csv").open("wb") as file:
        file.write(b"Name\n")
        file.truncate(2_000_000_000)
    assert "the file has 2,000,000,000 bytes" in refused(run, "t.csv", "-o", "pack")


def test_a_workbook_with_entities_is_refused(run: Run) -> None:
    workbook(ROWS)
    parts = {}
    with zipfile.ZipFile("t.xlsx") as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts["xl/sharedStrings.xml"] = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst/>'
    with zipfile.ZipFile("t.xlsx", "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    assert "declares entities" in refused(run, "t.xlsx", "-o", "pack")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200))
def test_any_bytes_are_a_table_or_refused_with_a_reason(content: bytes, tmp_path: Path) -> None:
    for name in ("t.csv", "t.xlsx"):
        path = tmp_path / name
        path.write_bytes(content)
        with contextlib.suppress(SourceError):
            assert all(row.cells for row in sheet.read_sheet(path).rows)


# The folder


def test_several_sources_share_a_pack_and_each_keeps_to_its_own_files(run: Run) -> None:
    Path("v.ttl").write_text(SKOS_FILE, encoding="utf-8")
    Path("mine.sssom.tsv").write_text(tsv(ONE), encoding="utf-8")
    taken(run, "v.ttl", "mine.sssom.tsv", write_package(package()), "-o", "pack")
    holds_up(run, "pack")
    before = snapshot(Path("pack"))
    taken(run, "v.ttl", "-o", "pack")
    assert snapshot(Path("pack")) == before
    taken(run, "mine.sssom.tsv", "-o", "pack")
    assert snapshot(Path("pack")) == before


def test_a_folder_that_holds_other_files_is_left_alone(run: Run) -> None:
    Path("v.ttl").write_text(SKOS_FILE, encoding="utf-8")
    Path("papers").mkdir()
    Path("papers/thesis.txt").write_text("mine", encoding="utf-8")
    assert "papers holds other files" in refused(run, "v.ttl", "-o", "papers")


def test_when_one_of_several_files_is_refused_nothing_is_written(run: Run) -> None:
    Path("v.ttl").write_text(SKOS_FILE, encoding="utf-8")
    Path("w.ttl").write_text("not turtle", encoding="utf-8")
    assert "w.ttl:1: not Turtle" in refused(run, "v.ttl", "w.ttl", "-o", "pack")


def test_a_dry_run_says_all_and_writes_nothing(run: Run) -> None:
    Path("v.ttl").write_text(SKOS_FILE, encoding="utf-8")
    code, out, err = run("import", "v.ttl", "-o", "pack", "--dry-run")
    assert (code, out, Path("pack").exists()) == (0, "", False)
    assert "taken: concepts 2, schemes 1, mappings 1" in err


def test_a_report_counts_what_is_said_of_several_places_once() -> None:
    report = Report()
    report.note("lost", "a thing", "here")
    report.note("lost", "a thing", "there")
    assert [tuple(note) for note in report.notes] == [("lost", "a thing", "here", 2)]


def test_each_sheet_of_a_workbook_is_a_source_of_its_own(run: Run) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for name, label in (("Math", "Adding"), ("ELA", "Reading")):
        sheet = book.create_sheet(name)
        sheet.append(["Id", "Name"])
        sheet.append([label[0], label])
    del book["Sheet"]
    book.save("goals.xlsx")
    report = taken(run, "goals.xlsx", "-o", "pack")
    assert [note["what"] for note in report["notes"]] == ["what stands in other sheets than “Math”: ELA"]
    assert taken(run, "goals.xlsx", "--sheet", "ELA", "-o", "pack")["changes"].get("gone", 0) == 0
    holds_up(run, "pack")
    for label in ("Adding", "Reading"):
        assert run("show", label, "--kb", "pack")[0] == 0


def test_a_mapping_set_that_names_no_rules_answers_on_money_when_the_user_names_them(run: Run) -> None:
    Path("m.sssom.tsv").write_text(
        "#curie_map:\n#  A: https://example.org/A/\n#  area: https://w3id.org/xwalk/area/\n"
        "#mapping_set_id: https://example.org/set\n#license: https://example.org/licence\n"
        "subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\n"
        "A:1\tTheir choice\tskos:exactMatch\tarea:student-choice\tsemapv:ManualMappingCuration\n",
        encoding="utf-8",
    )
    _, _, err = run("import", "m.sssom.tsv", "-o", "without")
    assert "the mappings name no rule set: answers on money and law need --rules policy" in err
    _, _, err = run("import", "m.sssom.tsv", "-o", "with", "--rules", "policy")
    assert "name no rule set" not in err
    found = {}
    for pack in ("without", "with"):
        holds_up(run, pack)
        _, out, _ = run("cross", "A:1", "--to", "provision", "--kb", pack, "--format", "json")
        found[pack] = {answer["relation"] for answer in json.loads(out)["answers"]}
    assert found["without"] == set()
    assert found["with"] == {"funds", "fundsToward"}
    code, _, err = run("import", "m.sssom.tsv", "-o", "other", "--rules", "mine")
    assert (code, "there is no rule set “mine”" in err) == (2, True)
