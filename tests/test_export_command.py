"""``export``: every form is read by another maker's reader; filters hold; what is lost is said; refusals are clear."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pandas  # type: ignore[import-untyped]
import pyoxigraph as ox
import pytest
import rdflib
from conftest import ROOT
from rdflib.namespace import RDF, SKOS

from xwalk import sssom
from xwalk.cli import main
from xwalk.knowledge import Knowledge

XW = "https://w3id.org/xwalk/"
OFFICE = shutil.which("soffice")


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    assert main(["export", *arguments]) == 0
    said = capsys.readouterr()
    return said.out, said.err


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_with_rdflib(text: str, syntax: str) -> set[str]:
    return {str(subject) for subject in rdflib.Graph().parse(data=text, format=syntax).subjects()}


def read_with_oxigraph(text: str, syntax: str) -> set[str]:
    form = {"nquads": ox.RdfFormat.N_QUADS, "json-ld": ox.RdfFormat.JSON_LD}[syntax]
    return {str(getattr(quad.subject, "value", "")) for quad in ox.parse(text, format=form)}


@pytest.mark.parametrize(
    ("form", "read", "syntax"),
    [
        ("turtle", read_with_rdflib, "turtle"),
        ("nquads", read_with_oxigraph, "nquads"),
        ("jsonld", read_with_oxigraph, "json-ld"),
    ],
    ids=["turtle", "nquads", "jsonld"],
)
def test_another_reader_finds_every_record_in_a_graph(
    form: str,
    read: Callable[[str, str], set[str]],
    syntax: str,
    capsys: pytest.CaptureFixture[str],
    knowledge: Knowledge,
) -> None:
    subjects = read(printed(capsys, form)[0], syntax)
    missing = [
        record.name
        for kind in knowledge.kinds
        for record in knowledge.of_kind(kind)
        if knowledge.prefixes.expand(record.name) not in subjects
    ]
    assert missing == []


def test_the_same_export_is_the_same_bytes(capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(capsys, "turtle", "--state", "VT") == printed(capsys, "turtle", "--state", "VT")


def test_skos_holds_concepts_schemes_and_relations_of_skos_alone(
    capsys: pytest.CaptureFixture[str], knowledge: Knowledge
) -> None:
    text, lost = printed(capsys, "skos")
    graph = rdflib.Graph().parse(data=text)
    held = {str(concept) for concept in graph.subjects(RDF.type, SKOS.Concept)}
    expected = [
        record.name
        for kind in knowledge.kinds
        for record in knowledge.of_kind(kind)
        if knowledge.values(record, "skos:inScheme")
    ]
    assert len(held) == len(expected) > 100
    foreign = {p for p in graph.predicates() if not str(p).startswith(str(SKOS)) and p != RDF.type}
    assert foreign == set()
    assert all(graph.value(concept, SKOS.prefLabel) for concept in graph.subjects(RDF.type, SKOS.Concept))
    schemes = set(graph.objects(None, SKOS.inScheme))
    assert schemes == set(graph.subjects(RDF.type, SKOS.ConceptScheme))
    led = rdflib.URIRef(f"{XW}component/leap-learner-led")
    above = set(graph.objects(rdflib.URIRef(f"{XW}element/leap-advocate"), SKOS.broader))
    assert above == {led}, "a part inside one scheme stands below its whole"
    assert "statements “advances”, for which SKOS has no word" in lost


#: Validates mapping sets with the reference implementation, in a process of its own: it warns of much.
VALIDATE = """
import json, sys, warnings
warnings.simplefilter("ignore")
from sssom.constants import SchemaValidationType as Check
from sssom.parsers import parse_sssom_table
from sssom.validators import validate
checks = [Check.JsonSchema, Check.PrefixMapCompleteness, Check.StrictCurieFormat]
found = {}
for path in sys.argv[1:]:
    read = parse_sssom_table(path)
    found[path] = [len(read.df), sum(len(report.results) for report in validate(read, checks).values())]
print(json.dumps(found))
"""


def test_every_mapping_set_passes_the_reference_implementation(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, knowledge: Knowledge
) -> None:
    printed(capsys, "sssom", "-o", str(tmp_path))
    command = [sys.executable, "-c", VALIDATE, *map(str, sorted(tmp_path.glob("*.sssom.tsv")))]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    found = json.loads(done.stdout.splitlines()[-1])
    assert [path for path, (_, faults) in found.items() if faults] == []
    rows = knowledge.db.execute("SELECT count(*) FROM statement WHERE file LIKE '%.tsv'").fetchone()[0]
    assert sum(count for count, _ in found.values()) == rows


SSSOM_SCHEMA = ROOT.parent / "shared/testdata/sssom/spec/project/jsonschema/sssom_schema.schema.json"


@pytest.mark.skipif(not SSSOM_SCHEMA.is_file(), reason=f"the JSON Schema of SSSOM is not at {SSSOM_SCHEMA}")
def test_every_mapping_set_in_json_is_valid_by_the_schema_of_sssom(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    schema = json.loads(SSSOM_SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft201909Validator(schema)
    printed(capsys, "sssom-json", "-o", str(tmp_path))
    made = sorted(tmp_path.glob("*.sssom.json"))
    assert len(made) > 15
    for path in made:
        said = json.loads(path.read_text(encoding="utf-8"))
        said.pop("@context")
        said.pop("curie_map")  # the schema wants objects where every implementation writes namespaces
        assert [f"{path.name}: {fault.message}" for fault in validator.iter_errors(said)] == []


@pytest.mark.parametrize("form", ["csv", "xlsx", "sssom"])
def test_pandas_reads_every_table(
    form: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, knowledge: Knowledge
) -> None:
    out = tmp_path / ("xwalk.xlsx" if form == "xlsx" else "out")
    printed(capsys, form, "-o", str(out))
    if form == "xlsx":
        tables = pandas.read_excel(out, sheet_name=None, keep_default_na=False)
    elif form == "csv":
        tables = {path.stem: pandas.read_csv(path, keep_default_na=False) for path in out.glob("*.csv")}
    else:
        tables = {path.stem: pandas.read_csv(path, sep="\t", comment="#") for path in out.glob("*.tsv")}
        assert all({"subject_id", "status", "confidence"} <= set(table.columns) for table in tables.values())
        return
    for kind in knowledge.kinds:
        records = knowledge.of_kind(kind)
        assert len(tables[kind]) == len(records), kind
        assert set(tables[kind].iloc[:, 0]) == {record.name for record in records}


CASE_SCHEMA = ROOT.parent / "shared/testdata/case/schema/1edtech-official-case-v1p1-cfpackage.schema.json"


@pytest.fixture
def packages(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> dict[str, Any]:
    printed(capsys, "case", "-o", str(tmp_path / "case"))
    return {
        path.name.removesuffix(".case.json"): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted((tmp_path / "case").iterdir())
    }


def test_case_has_a_package_a_scheme_with_every_concept(packages: dict[str, Any], knowledge: Knowledge) -> None:
    for name, package in packages.items():
        scheme = knowledge.by_name(f"framework:{name}")
        assert scheme is not None
        expected = {
            knowledge.prefixes.expand(each.name) for each in knowledge.pointing_at(scheme, "skos:inScheme") if each.kind
        }
        assert {item["uri"] for item in package["CFItems"]} == expected
    assert {"leap-2017", "item-areas"} <= packages.keys()


def test_every_case_item_hangs_from_its_document_and_nothing_twice(packages: dict[str, Any]) -> None:
    for package in packages.values():
        joined = package["CFAssociations"]
        assert len({each["identifier"] for each in joined}) == len(joined)
        above = {
            each["originNodeURI"]["identifier"]: each["destinationNodeURI"]["identifier"]
            for each in joined
            if each["associationType"] == "isChildOf"
        }
        for item in package["CFItems"]:
            place, steps = item["identifier"], 0
            while place != package["CFDocument"]["identifier"]:
                place, steps = above[place], steps + 1
                assert steps < 10


def test_case_says_nothing_of_broad_and_narrow_and_the_loss_is_counted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, packages: dict[str, Any]
) -> None:
    words = {each["associationType"] for package in packages.values() for each in package["CFAssociations"]}
    assert words == {"isChildOf", "isPartOf", "exactMatchOf", "isRelatedTo"}
    _, lost = printed(capsys, "case", "-o", str(tmp_path / "again"))
    assert "statements “narrowMatch”, for which CASE has no word" in lost


@pytest.mark.skipif(not CASE_SCHEMA.exists(), reason=f"the CASE 1.1 schema is not at {CASE_SCHEMA}")
def test_case_passes_the_official_schema(packages: dict[str, Any]) -> None:
    schema = jsonschema.Draft201909Validator(
        json.loads(CASE_SCHEMA.read_text(encoding="utf-8")), format_checker=jsonschema.FormatChecker()
    )
    assert [error.message for package in packages.values() for error in schema.iter_errors(package)] == []


def test_a_denial_is_never_exported_as_what_it_denies(capsys: pytest.CaptureFixture[str], knowledge: Knowledge) -> None:
    graph = rdflib.Graph().parse(data=printed(capsys, "skos")[0])
    expand = knowledge.prefixes.expand
    denied = [
        (
            rdflib.URIRef(expand(knowledge.record(s.subject).name)),
            rdflib.URIRef(expand(knowledge.record(s.object).name)),
        )
        for s in knowledge.denials()
    ]
    assert len(denied) > 5
    assert [pair for pair in denied if (pair[0], None, pair[1]) in graph] == []


def test_the_losses_of_skos_account_for_every_statement(
    capsys: pytest.CaptureFixture[str], knowledge: Knowledge, tmp_path: Path
) -> None:
    report = tmp_path / "losses.json"
    printed(capsys, "skos", "-o", str(tmp_path / "x.ttl"), "--report", str(report))
    said = json.loads(report.read_text(encoding="utf-8"))
    assert said["format"] == "skos"
    counted = sum(each["count"] for each in said["losses"] if not each["what"].startswith("records"))
    assert counted == len(knowledge.statements())


def test_tables_hold_only_the_kinds_that_are_asked_for(
    capsys: pytest.CaptureFixture[str], knowledge: Knowledge, tmp_path: Path
) -> None:
    out = tmp_path / "tables"
    text, _ = printed(capsys, "csv", "-o", str(out), "--kind", "area", "--kind", "provision")
    assert text == ""
    assert sorted(path.name for path in out.iterdir()) == ["area.csv", "columns.csv", "provision.csv", "statements.csv"]
    assert len(rows(out / "area.csv")) == len(knowledge.of_kind("area"))
    said = rows(out / "statements.csv")
    assert said
    ends = {row[end].partition(":")[0] for row in said for end in ("subject", "object")}
    assert ends - {"sssom"} == {"area", "provision"}, "that there is no counterpart stays said"


def test_a_state_brings_what_joins_its_rules_to_topics(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "vt"
    printed(capsys, "sssom", "-o", str(out), "--state", "VT")
    sets = [sssom.read(path) for path in sorted(out.iterdir())]
    subjects = {row.get("subject_id") for each in sets for row in each.rows}
    assert subjects
    assert {name for name in subjects if not re.match(r"(requirement|pilot):vt-", name)} == set()


def test_a_source_keeps_what_its_passages_back(capsys: pytest.CaptureFixture[str], knowledge: Knowledge) -> None:
    source = max(knowledge.of_kind("source"), key=lambda each: len(knowledge.pointing_at(each, "dcterms:source")))
    text, _ = printed(capsys, "turtle", "--source", source.name, "--kind", "passage")
    graph = rdflib.Graph().parse(data=text)
    expected = [
        each for each in knowledge.of_kind("passage") if source.name in knowledge.values(each, "dcterms:source")
    ]
    typed = set(graph.subjects(RDF.type, None))
    assert {rdflib.URIRef(knowledge.prefixes.expand(each.name)) for each in expected} <= typed
    assert len(expected) > 1


def test_a_status_keeps_nothing_that_is_known_otherwise(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    printed(capsys, "csv", "-o", str(tmp_path / "t"), "--status", "stated")
    said = rows(tmp_path / "t" / "statements.csv")
    assert {row["status"] for row in said} == {"stated"}


def test_a_workbook_is_read_by_another_library(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    printed(capsys, "xlsx", "-o", str(out), "--kind", "area")
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["read me", "area", "statements", "columns"]
    assert book["area"]["A2"].value.startswith("area:")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not installed")
def test_a_workbook_opens_in_libreoffice(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "x.xlsx"
    printed(capsys, "xlsx", "-o", str(out), "--kind", "area")
    target = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2"
    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            target,
            str(out),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=180,
    )
    converted = next(tmp_path.glob("*.csv"))
    assert "area:flexible-pacing" in converted.read_text(encoding="utf-8")


def test_references_are_works_alone(capsys: pytest.CaptureFixture[str], knowledge: Knowledge) -> None:
    text, lost = printed(capsys, "csl-json")
    assert len(json.loads(text)) == len(knowledge.of_kind("work"))
    assert "records that are no work" in lost


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["csv"], "csv makes"),
        (["xlsx"], "a workbook is no text to print"),
        (["turtle", "--kind", "spell"], "there is no kind “spell”"),
        (["turtle", "--state", "Atlantis"], "Atlantis"),
        (["turtle", "--kind", "area", "--state", "VT"], "no record fits every filter"),
        (["bibtex", "--kind", "area"], "nothing of what fits can be said in bibtex"),
        (["turtle", "--status", "guessed"], "guessed"),
        (["word"], "word"),
    ],
)
def test_what_cannot_be_exported_is_refused_with_a_hint(
    arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", *arguments]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert "hint: " in said.err


def test_several_files_are_not_written_over_a_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    held = tmp_path / "thesis.txt"
    held.write_text("mine", encoding="utf-8")
    assert main(["export", "csv", "-o", str(held), "--kind", "area"]) == 2
    assert "is a file" in capsys.readouterr().err
    assert held.read_text(encoding="utf-8") == "mine"


def test_one_file_is_not_written_over_a_folder(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["export", "skos", "-o", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
