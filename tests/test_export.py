"""Exports: every form says what the packs say, another maker's reader reads it, and its bytes never change."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest
import rdflib
import yaml
from conftest import ROOT

from xwalk import sssom
from xwalk.export import archive, bibliography, catalogue, graphs, index, jsonld, mappings, tables, workbook
from xwalk.index.cache import open_index
from xwalk.knowledge import Knowledge
from xwalk.names import Prefixes
from xwalk.packs import Pack, loaded_packs
from xwalk.rdf import Triple, literal
from xwalk.store import Store, load
from xwalk.turtle import write_canonical

HOSTILE = '=HYPERLINK("http://example.org")'


@pytest.fixture(scope="module")
def packs() -> list[Pack]:
    return loaded_packs([])


@pytest.fixture(scope="module")
def store(packs: list[Pack]) -> Store:
    return load(packs)


@pytest.fixture(scope="module")
def held(store: Store) -> list[graphs.Graph]:
    return graphs.graphs(store)


@pytest.fixture(scope="module")
def every_table(knowledge: Knowledge) -> list[tables.Table]:
    return [*tables.record_tables(knowledge), tables.statement_table(knowledge, knowledge.statements())]


@pytest.fixture
def hostile(write_pack: Callable[..., Path]) -> Knowledge:
    """A pack whose texts a spreadsheet, a BibTeX program or a terminal would obey."""
    record = f"""
    @prefix dish: <https://example.org/food/dish/> .
    @prefix ex: <https://example.org/food/> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    @prefix xwalk: <https://w3id.org/xwalk/ontology/> .
    dish:soup a ex:Dish ;
        skos:prefLabel {json.dumps(HOSTILE)}@en ;
        skos:definition "\\t=1+1 \\u001b[31m red"@en ;
        skos:note "@SUM(A1)"@en .
    """
    return Knowledge(open_index(loaded_packs([write_pack({"kb/dishes.ttl": record})])))


def canonical(data: bytes, form: ox.RdfFormat) -> set[str]:
    """The triples of a document, with names for blank nodes that do not depend on the document."""
    triples = (ox.Quad(quad.subject, quad.predicate, quad.object) for quad in ox.parse(data, format=form))
    dataset = ox.Dataset(triples)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def test_turtle_json_ld_and_the_dataset_say_the_same(store: Store, held: list[graphs.Graph]) -> None:
    whole = graphs.union(held)
    turtle = canonical(graphs.to_turtle(whole, store.prefixes), ox.RdfFormat.TURTLE)
    linked = canonical(jsonld.to_jsonld(whole, store.prefixes), ox.RdfFormat.JSON_LD)
    given = {
        str(ox.Quad(quad.subject, quad.predicate, quad.object))
        for quad in store.dataset()
        if not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode)
    }
    assert turtle == linked
    assert len(turtle) == len(whole)
    assert {each for each in turtle if "_:c14n" not in each} == given


def test_another_library_reads_the_turtle(store: Store, held: list[graphs.Graph]) -> None:
    some = [graph for graph in held if graph.name.startswith("file:ontology/") or graph.name.endswith("areas.ttl")]
    whole = graphs.union(some)
    graph = rdflib.Graph().parse(data=graphs.to_turtle(whole, store.prefixes), format="turtle")
    assert len(graph) == len(whole)


def test_n_quads_hold_one_graph_a_source(store: Store, held: list[graphs.Graph]) -> None:
    quads = list(ox.parse(graphs.to_nquads(held), format=ox.RdfFormat.N_QUADS))
    names = {str(getattr(quad.graph_name, "value", "")) for quad in quads}
    files = {f"file:{file.path}" for file in store.files if file.triples}
    sets = {Prefixes(each.prefixes).expand(each.id) for _, each in store.mapping_sets}
    assert names == files | sets
    assert len(quads) == sum(len(graph.triples) for graph in held)


def test_less_can_be_exported_than_there_is(store: Store, held: list[graphs.Graph]) -> None:
    areas = [graph for graph in held if graph.name == "file:kb/areas.ttl"]
    text = graphs.to_turtle(graphs.union(areas), store.prefixes).decode()
    assert "area:flexible-pacing a xwalk:Area" in text
    assert "provision:esea-1003a a" not in text


def test_a_namespace_with_an_odd_end_is_declared_as_one() -> None:
    prefixes = Prefixes({"GO": "http://purl.obolibrary.org/obo/GO_"})
    triple = Triple("http://purl.obolibrary.org/obo/GO_1", "http://x.example/p", literal("a"))
    data = jsonld.to_jsonld([triple], prefixes)
    assert json.loads(data)["@graph"][0]["@id"] == "GO:1"
    assert canonical(data, ox.RdfFormat.JSON_LD) == canonical(
        b'<http://purl.obolibrary.org/obo/GO_1> <http://x.example/p> "a" .', ox.RdfFormat.N_TRIPLES
    )


def test_every_record_and_statement_stands_in_a_table(knowledge: Knowledge, every_table: list[tables.Table]) -> None:
    ids = {row[0] for table in every_table for row in table.rows}
    records = {name for (name,) in knowledge.db.execute("SELECT name FROM record WHERE kind <> ''")}
    statements = {name for (name,) in knowledge.db.execute("SELECT name FROM statement")}
    assert ids == records | statements
    assert [table.name for table in tables.record_tables(knowledge, ["area"])] == ["area"]


def test_a_table_says_what_its_records_say(knowledge: Knowledge, every_table: list[tables.Table]) -> None:
    table = next(table for table in every_table if table.name == "provision")
    rows = list(csv.DictReader(io.StringIO(tables.csv_bytes(table).decode())))
    assert len(rows) == len(knowledge.of_kind("provision"))
    assert all(len(set(each.header)) == len(each.header) for each in every_table)
    said = {row["id"]: row for row in rows}["provision:esea-1003a"]
    record = knowledge.by_name("provision:esea-1003a")
    assert record is not None
    assert said["recipient"].split(tables.JOINED) == knowledge.values(record, "xwalk:recipient")
    assert said["status"] == "stated"


def test_a_denied_statement_says_that_it_is_denied(knowledge: Knowledge, every_table: list[tables.Table]) -> None:
    rows = [dict(zip(every_table[-1].header, row, strict=True)) for row in every_table[-1].rows]
    assert {row["id"] for row in rows if row["denied"] == "not"} == {each.name for each in knowledge.denials()} != set()
    assert {row["in words"] for row in rows if row["relation"] == "xwalk:funds"} == {"could pay for"}


def test_the_columns_are_explained(every_table: list[tables.Table]) -> None:
    explained = tables.column_table(every_table)
    assert len(explained.rows) == sum(len(table.columns) for table in every_table)
    meanings = {(row[0], row[1]): row[3] for row in explained.rows}
    assert meanings["provision", "duty"].startswith("Whether the text obliges")


def test_no_cell_of_a_csv_file_begins_a_formula(hostile: Knowledge) -> None:
    table = next(table for table in tables.record_tables(hostile, ["dish"]))
    cells = [cell for row in csv.reader(io.StringIO(tables.csv_bytes(table).decode())) for cell in row]
    assert f"'{HOSTILE}" in cells
    assert [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@")) or "\x1b" in cell] == []


def test_a_workbook_holds_text_and_never_a_formula(hostile: Knowledge) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(workbook.to_xlsx(tables.record_tables(hostile, ["dish"]), {"Title": "=1+1", "Date": "2026-11-23"}))
    )
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert book["dish"]["B2"].value == HOSTILE
    assert book["dish"]["B2"].hyperlink is None
    assert book["read me"]["A1"].value == "=1+1"
    assert book["read me"]["A1"].data_type == "s"


def test_a_workbook_opens_with_what_it_is(every_table: list[tables.Table]) -> None:
    about = {"Title": "xwalk", "Licence": "CC BY 4.0", "Date": "2026-11-23"}
    book = openpyxl.load_workbook(io.BytesIO(workbook.to_xlsx(every_table, about)), read_only=True)
    assert book.sheetnames == ["read me", *(table.name for table in every_table), "columns"]
    assert book.properties.created == datetime(2026, 11, 23)  # noqa: DTZ001
    first = [[cell for cell in row if cell] for row in book["read me"].iter_rows(values_only=True)]
    assert ["Licence", "CC BY 4.0"] in first
    statements = list(book["statements"].iter_rows(values_only=True))
    assert len(statements) == len(every_table[-1].rows) + 1
    confidence = statements[0].index("confidence")
    assert all(isinstance(row[confidence], int | float) for row in statements[1:])


def test_a_cell_that_a_workbook_cannot_hold_is_cut_with_a_mark() -> None:
    column = tables.Column("text", "", "")
    table = tables.Table("a/b", "Texts", "", [column], [["x" * 40_000]])
    book = openpyxl.load_workbook(io.BytesIO(workbook.to_xlsx([table], {})))
    cell = str(book["a b"]["A2"].value)
    assert len(cell) == 32_767
    assert cell.endswith("…")


def test_the_index_is_a_whole_database_without_times(knowledge: Knowledge, tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    path.write_bytes(index.to_sqlite(knowledge))
    copy = sqlite3.connect(path)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT max(mtime_ns) FROM file").fetchone() == (0,)
    for table in ("record", "statement", "rule"):
        query = f"SELECT count(*) FROM {table}"
        assert copy.execute(query).fetchone() == knowledge.db.execute(query).fetchone()
    assert copy.execute("SELECT count(*) FROM text WHERE text MATCH 'pacing'").fetchone()[0] > 0
    copy.close()


def test_mapping_sets_are_written_as_they_stand(packs: list[Pack], store: Store, tmp_path: Path) -> None:
    for pack, each in store.mapping_sets:
        written = mappings.to_sssom(each)
        assert written == (pack.root / each.file).read_bytes()
        (tmp_path / "set.tsv").write_bytes(written)
        again = sssom.read(tmp_path / "set.tsv")
        assert [row.cells for row in again.rows] == [row.cells for row in each.rows]
    names = [name for name, _ in mappings.set_names(each for _, each in store.mapping_sets)]
    assert len(set(names)) == len(names) == len(list((packs[0].root / "crosswalks").glob("*.sssom.tsv")))


def test_two_sets_of_one_name_have_two_names() -> None:
    one = sssom.MappingSet("crosswalks/a--b.sssom.tsv", {}, (), [])
    assert [name for name, _ in mappings.set_names([one, one])] == ["a--b", "a--b-2"]


def test_references_keep_the_order_of_the_printed_authors(knowledge: Knowledge) -> None:
    held = {each.key: each for each in bibliography.references(knowledge)}
    assert len(held) == len(knowledge.of_kind("work"))
    assert held["mean-what-you-say"].authors == ["Patrick, S.", "Kennedy, K.", "Powell, A."]
    assert held["learning-edge"].authors[0].startswith("C. (family name missing")


def test_bibtex_has_an_entry_a_work_with_balanced_braces(knowledge: Knowledge) -> None:
    held = bibliography.references(knowledge)
    entries = bibliography.to_bibtex(held).decode().strip().split("\n\n")
    assert len(entries) == len(held)
    for entry in entries:
        plain = entry.replace("\\{", "").replace("\\}", "")
        assert plain.startswith("@")
        assert plain.count("{") == plain.count("}")
    report = next(entry for entry in entries if "{landscape-scan-2018," in entry)
    assert "author = {Gross, B. and Tuchman, S. and Patrick, S.}," in report
    assert "year = {2018}," in report


def test_csl_says_only_what_is_known(knowledge: Knowledge) -> None:
    items = json.loads(bibliography.to_csl(bibliography.references(knowledge)))
    by_id = {item["id"]: item for item in items}
    scan = by_id["landscape-scan-2018"]
    assert scan["type"] == "report"
    assert scan["issued"] == {"date-parts": [[2018]]}
    assert scan["author"][0] == {"family": "Gross", "given": "B."}
    undated = by_id["designing-new-school-models"]
    assert "issued" not in undated
    assert "author" not in undated
    assert "Authors, year" in undated["note"]


def test_dcat_describes_each_file() -> None:
    files = [
        catalogue.File("data/a.csv", "A table", "text/csv", b"a\n1\n"),
        catalogue.File("data/b.csv", "B", "text/csv", b""),
    ]
    about = {"Title": "T", "Description": "D", "Creator": "C", "Release": "1", "Date": "2026-11-23"}
    triples = catalogue.dcat("https://example.org/", about, files)
    prefixes = Prefixes(catalogue.PREFIXES)
    turtle = write_canonical(triples, prefixes, {})
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    found = graph.query(
        """SELECT ?file ?size ?sum ?licence WHERE { ?set a dcat:Dataset ; dcat:distribution ?file .
        ?file dcat:byteSize ?size ; spdx:checksum/spdx:checksumValue ?sum ; dcterms:license ?licence }""",
        initNs={name: rdflib.Namespace(space) for name, space in catalogue.PREFIXES.items()},
    )
    said = {(str(row[0]), int(row[1]), str(row[2])) for row in found}  # type: ignore[index,arg-type]
    assert said == {
        (f"https://example.org/{each.path}", len(each.content), hashlib.sha256(each.content).hexdigest())
        for each in files
    }
    linked = canonical(jsonld.to_jsonld(triples, prefixes), ox.RdfFormat.JSON_LD)
    assert linked == canonical(turtle.encode(), ox.RdfFormat.TURTLE)


def test_an_archive_holds_its_members_without_a_date() -> None:
    content = archive.to_zip([("a/b.txt", b"b"), ("c.txt", b"c")])
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        assert held.testzip() is None
        assert {(each.filename, each.date_time) for each in held.infolist()} == {
            ("a/b.txt", archive.FIRST_DAY),
            ("c.txt", archive.FIRST_DAY),
        }
        assert held.read("a/b.txt") == b"b"


def test_the_citation_file_agrees_with_the_data(knowledge: Knowledge, packs: list[Pack], store: Store) -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    said = {t.predicate.rpartition("/")[2]: t.object.text for t in store.triples() if t.subject == packs[0].name}
    assert cited["version"] == knowledge.meta["release"]
    assert cited["authors"] == [{"name": said["creator"]}]
    assert said["license"] == catalogue.LICENCE
    assert "CC-BY-4.0" in cited["license"]


_HASHES = """
import hashlib
from xwalk.export import bibliography, graphs, index, jsonld, tables, workbook
from xwalk.index.cache import open_index
from xwalk.knowledge import Knowledge
from xwalk.packs import loaded_packs
from xwalk.store import load
packs = loaded_packs([])
store, knowledge = load(packs), Knowledge(open_index(packs))
held = graphs.graphs(store)
whole = graphs.union(held)
every = [*tables.record_tables(knowledge), tables.statement_table(knowledge, knowledge.statements())]
references = bibliography.references(knowledge)
for content in (
    graphs.to_turtle(whole, store.prefixes), graphs.to_nquads(held), jsonld.to_jsonld(whole, store.prefixes),
    b"".join(map(tables.csv_bytes, every)), workbook.to_xlsx(every, {"Title": "x", "Date": "2026-11-23"}),
    index.to_sqlite(knowledge), bibliography.to_bibtex(references), bibliography.to_csl(references),
):
    print(hashlib.sha256(content).hexdigest())
"""


def test_two_exports_have_the_same_bytes(tmp_path: Path) -> None:
    """Two processes, two hash seeds, two caches: each compiles the index anew."""
    printed = [
        subprocess.run(
            [sys.executable, "-c", _HASHES],
            env=os.environ | {"PYTHONHASHSEED": seed, "XWALK_CACHE": str(tmp_path / seed)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]
    assert len(printed[0]) == 8
    assert printed[0] == printed[1]
