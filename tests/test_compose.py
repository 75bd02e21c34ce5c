"""Bulk composition: what it must conclude, what it must not, that it says the same as the interactive routes."""

from __future__ import annotations

import builtins
import csv
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import SHARED
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xwalk import sssom
from xwalk.cli import main
from xwalk.compose import Options, compose
from xwalk.compose.engine import named_steps
from xwalk.compose.vocabulary import order
from xwalk.index.compile import compile_index
from xwalk.knowledge import Knowledge
from xwalk.packs import open_pack
from xwalk.routes import Route, routes_to
from xwalk.store import load

EXACT, CLOSE, BROAD, NARROW, RELATED = (
    f"skos:{each}Match" for each in ("exact", "close", "broad", "narrow", "related")
)
TRIAD = SHARED / "testdata" / "triad"
NOTHING = "sssom:NoTermFound"

Triple = tuple[str, str, str]


class Given(NamedTuple):
    """A row to compose."""

    subject: str
    predicate: str
    object: str
    confidence: str = ""
    modifier: str = ""
    status: str = ""
    subject_source: str = ""
    object_source: str = ""
    record_id: str = ""


_COLUMNS = ("subject_id", "predicate_id", "object_id", "confidence", "predicate_modifier", "status")
_MORE = ("subject_source", "object_source", "record_id")


def write_set(
    path: Path, rows: Iterable[Sequence[str]], *, more: str = "", prefixes: Iterable[str] = ("ex", *"abcdeh")
) -> Path:
    """A mapping set of rows, each as the fields of ``Given``."""
    head = "#curie_map:\n" + "".join(f"#  {each}: https://example.org/{each}/\n" for each in prefixes)
    head += f"#mapping_set_id: https://example.org/{path.name.split('.')[0]}\n{more}"
    lines = ["\t".join((*_COLUMNS, *_MORE, "mapping_justification"))]
    lines += ["\t".join((*Given(*row), "semapv:ManualMappingCuration")) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


class Row(NamedTuple):
    """A derived row."""

    subject: str
    predicate: str
    object: str
    confidence: float
    routes: int
    derived_from: tuple[str, ...]
    comment: str


def read_rows(path: Path) -> list[Row]:
    """The rows of a written set."""
    return [
        Row(
            row.get("subject_id"),
            row.get("predicate_id"),
            row.get("object_id"),
            float(row.get("confidence")),
            int(row.get("routes")),
            tuple(row.get("derived_from").split("|")),
            row.get("comment"),
        )
        for row in sssom.read(path).rows
    ]


Compose = Callable[..., list[Row]]


@pytest.fixture
def composed(tmp_path: Path, knowledge: Knowledge) -> Compose:
    """Composes rows, or sets of rows, with the rules of the embedded pack."""

    def run(*sets: list[Any], options: Options = Options(), more: str = "") -> list[Row]:
        paths = [write_set(tmp_path / f"in-{n}.sssom.tsv", rows, more=more) for n, rows in enumerate(sets)]
        compose(paths, tmp_path / "out.sssom.tsv", knowledge.rules, options)
        return read_rows(tmp_path / "out.sssom.tsv")

    return run


def triples(rows: Iterable[Row]) -> list[Triple]:
    return [row[:3] for row in rows]


def test_a_star_of_500_into_one_node_is_complete(composed: Compose) -> None:
    rows = composed([(f"a:{n}", BROAD, "b:hub") for n in range(500)], [("b:hub", EXACT, "c:hub")])
    assert sorted(triples(rows)) == sorted((f"a:{n}", BROAD, "c:hub") for n in range(500))


def test_confidence_is_the_product(composed: Compose) -> None:
    rows = composed([("a:1", EXACT, "b:1", "0.5"), ("b:1", EXACT, "c:1", "0.5"), ("c:1", EXACT, "d:1", "0.5")])
    assert {(row.subject, row.object): row.confidence for row in rows} == {
        ("a:1", "c:1"): 0.25,
        ("a:1", "d:1"): 0.125,
        ("b:1", "d:1"): 0.25,
    }


def test_40_directed_chains_give_40(composed: Compose) -> None:
    rows = composed([(f"a:{n}", BROAD, f"b:{n}") for n in range(40)], [(f"b:{n}", EXACT, f"c:{n}") for n in range(40)])
    assert sorted(triples(rows)) == sorted((f"a:{n}", BROAD, f"c:{n}") for n in range(40))


@pytest.mark.parametrize(
    ("first", "then", "gives"),
    [
        (EXACT, EXACT, EXACT),
        (EXACT, CLOSE, CLOSE),
        (CLOSE, EXACT, CLOSE),
        (BROAD, BROAD, BROAD),
        (EXACT, RELATED, RELATED),
        (CLOSE, CLOSE, None),
        (BROAD, NARROW, None),
        (NARROW, BROAD, None),
        (RELATED, RELATED, None),
        ("ex:likes", EXACT, None),
    ],
)
def test_what_two_steps_conclude(composed: Compose, first: str, then: str, gives: str | None) -> None:
    rows = composed([("a:1", first, "b:1"), ("b:1", then, "c:1")])
    assert triples(rows) == ([("a:1", gives, "c:1")] if gives else [])


def test_a_rule_set_decides(composed: Compose) -> None:
    rows = [("a:1", BROAD, "b:1"), ("b:1", EXACT, "c:1")]
    assert composed(rows, options=Options(rule_set="skos")) == []
    assert composed(rows, more="#rule_set: skos\n") == []
    assert len(composed(rows, options=Options(rule_set="policy"))) == 1


def test_inverses_serve_along_the_route(composed: Compose) -> None:
    assert triples(composed([("a:1", BROAD, "b:1"), ("c:1", BROAD, "b:1")])) == []
    assert triples(composed([("a:1", BROAD, "b:1"), ("c:1", NARROW, "b:1")])) == [("a:1", BROAD, "c:1")]
    assert triples(composed([("a:1", BROAD, "b:1"), ("c:1", EXACT, "b:1")])) == [("a:1", BROAD, "c:1")]
    assert triples(composed([("a:1", EXACT, "b:1"), ("c:1", EXACT, "b:1")])) == [("a:1", EXACT, "c:1")]


def test_the_subject_is_of_the_vocabulary_that_stands_as_subject(composed: Compose) -> None:
    chain = [("d:1", EXACT, "c:1"), ("c:1", BROAD, "b:1"), ("b:1", EXACT, "a:1")]
    assert triples(composed(chain)) == [("c:1", BROAD, "a:1"), ("d:1", BROAD, "a:1"), ("d:1", BROAD, "b:1")]


def test_two_vocabularies_that_are_only_objects_are_joined_when_asked(composed: Compose) -> None:
    hub = [("h:1", EXACT, "a:1"), ("h:1", BROAD, "b:1")]
    assert composed(hub) == []
    assert triples(composed(hub, options=Options(any_subject=True))) == [("a:1", BROAD, "b:1")]


def test_no_pair_shares_a_vocabulary_unless_asked(composed: Compose) -> None:
    rows = [("a:1", EXACT, "b:1"), ("a:2", EXACT, "b:1")]
    assert composed(rows) == []
    assert triples(composed(rows, options=Options(same_vocabulary=True))) == [("a:1", EXACT, "a:2")]


def test_a_declared_source_is_a_vocabulary(composed: Compose) -> None:
    source = ("", "", "", "c:source", "")
    rows = [("a:1", EXACT, "b:1", *source), ("b:1", EXACT, "d:1", "", "", "", "", "c:source")]
    assert composed(rows) == []
    assert len(composed([rows[0], ("b:1", EXACT, "d:1")])) == 1
    assert len(composed(rows, options=Options(same_vocabulary=True))) == 1
    assert (
        composed([("a:1", EXACT, "b:1"), ("b:1", EXACT, "d:1")], more="#subject_source: c:s\n#object_source: c:s\n")
        == []
    )


def test_max_hops(composed: Compose) -> None:
    chain = [(f"{one}:1", EXACT, f"{two}:1") for one, two in zip("abcde", "bcdeh", strict=True)]
    for hops in range(2, 6):
        rows = composed(chain, options=Options(max_hops=hops))
        assert len(rows) == sum(6 - steps for steps in range(2, hops + 1))
        assert max(len(row.derived_from) for row in rows) == hops


def test_best_route_and_number_of_routes(composed: Compose) -> None:
    first = [("a:1", EXACT, "b:1", "0.9"), ("b:1", EXACT, "c:1", "0.9")]
    rows = composed([*first, ("a:1", EXACT, "d:1", "0.5"), ("d:1", EXACT, "c:1")], options=Options(max_hops=2))
    (row,) = [row for row in rows if row[:3] == ("a:1", EXACT, "c:1")]
    assert (row.confidence, row.routes) == (0.81, 2)
    assert len(row.derived_from) == 2


def test_a_given_statement_is_not_derived(composed: Compose) -> None:
    chain = [("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1")]
    assert composed([*chain, ("a:1", EXACT, "c:1")], options=Options(max_hops=2, rule_set="skos")) == []
    assert composed([*chain, ("c:1", EXACT, "a:1")], options=Options(max_hops=2, rule_set="skos")) == []
    assert (EXACT, "c:1") in [row[1:3] for row in composed([*chain, ("a:1", CLOSE, "c:1")])]


def test_what_cannot_hold_together_is_said(composed: Compose) -> None:
    rows = composed([("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1"), ("a:1", BROAD, "d:1"), ("d:1", EXACT, "c:1")])
    (row,) = [row for row in rows if (row.subject, row.object) == ("a:1", "c:1")]
    assert row.predicate == BROAD
    assert row.comment == "cannot hold with skos:exactMatch, which other routes conclude"
    rows = composed([("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1"), ("a:1", RELATED, "c:1")])
    (row,) = [row for row in rows if (row.subject, row.object) == ("a:1", "c:1")]
    assert row.comment == "cannot hold with skos:relatedMatch, which is given"


def test_a_denial_blocks_the_pair_and_every_route_across_it(composed: Compose) -> None:
    chain = [("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1"), ("c:1", EXACT, "d:1")]
    assert triples(composed([*chain, ("a:1", EXACT, "c:1", "", "Not")])) == [("b:1", EXACT, "d:1")]
    assert triples(composed([*chain, ("c:1", CLOSE, "a:1", "", "Not")])) == [("b:1", EXACT, "d:1")]
    assert len(composed([*chain, ("a:1", BROAD, "c:1", "", "Not")])) == 3
    assert composed([*chain, ("c:1", EXACT, "b:1", "", "Not")]) == []
    assert len(composed([*chain, ("a:1", EXACT, "c:1", "", "Not", "suggested")])) == 3


def test_suggested_rows_and_rows_without_a_counterpart_do_not_serve(composed: Compose) -> None:
    assert composed([("a:1", EXACT, "b:1", "", "", "suggested"), ("b:1", EXACT, "c:1")]) == []
    rows = [("a:1", EXACT, NOTHING), ("b:1", EXACT, NOTHING), (NOTHING, EXACT, "c:1")]
    assert composed(rows, options=Options(any_subject=True, same_vocabulary=True)) == []


def test_the_names_of_several_sets_are_brought_to_one_form(tmp_path: Path, knowledge: Knowledge) -> None:
    columns = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
    one, two, three = (tmp_path / f"{n}.sssom.tsv" for n in "123")
    one.write_text(
        "#curie_map: {x: 'https://x.org/', obo: 'https://obo.org/'}\n#mapping_set_id: x:1\n"
        f"{columns}x:1\tskos:exactMatch\tobo:M_1\ts:j\nhttps://x.org/2\tskos:exactMatch\tobo:M_2\ts:j\n"
    )
    two.write_text(
        "#curie_map: {M: 'https://obo.org/M_', d: 'https://d.org/', k: 'http://www.w3.org/2004/02/skos/core#'}\n"
        f"#mapping_set_id: d:2\n{columns}M:1\tk:exactMatch\td:1\ts:j\nhttps://obo.org/M_2\tk:exactMatch\td:2\ts:j\n"
    )
    three.write_text(
        "#curie_map: {x: 'https://other.org/', d: 'https://d.org/'}\n#mapping_set_id: d:3\n"
        f"{columns}d:1\tskos:exactMatch\tx:1\ts:j\n"
    )
    compose([one, two, three], tmp_path / "out.tsv", knowledge.rules, Options(max_hops=2))
    assert triples(read_rows(tmp_path / "out.tsv")) == [
        ("M:1", EXACT, "x2:1"),
        ("x:1", EXACT, "d:1"),
        ("x:2", EXACT, "d:2"),
    ]
    assert sssom.read(tmp_path / "out.tsv").metadata["curie_map"]["x2"] == "https://other.org/"


def test_the_written_set_is_a_mapping_set(tmp_path: Path, knowledge: Knowledge) -> None:
    licence = "#license: https://example.org/free\n"
    one = write_set(tmp_path / "one.sssom.tsv", [("a:1", EXACT, "b:1")], more=licence)
    two = write_set(tmp_path / "two.sssom.tsv", [("b:1", EXACT, "c:1")], more=licence)
    other = write_set(tmp_path / "other.sssom.tsv", [("b:1", EXACT, "c:1")])
    out = tmp_path / "a--c.sssom.tsv"
    compose([one, two], out, knowledge.rules, Options())
    mappings = sssom.read(out)
    assert sssom.write(mappings) == out.read_text(encoding="utf-8")
    assert mappings.metadata["license"] == "https://example.org/free"
    assert mappings.id == "https://w3id.org/xwalk/mappings/a--c"
    assert mappings.rule_set == "sssom"
    assert mappings.metadata["mapping_set_source"] == ["https://example.org/one", "https://example.org/two"]
    (row,) = mappings.rows
    assert (row.get("mapping_justification"), row.get("status")) == ("semapv:MappingChaining", "derived")
    names = [sssom.statement_id(each.id, each.rows[0]) for each in map(sssom.read, (one, two))]
    assert row.get("derived_from") == "|".join(names)
    compose([one, other], out, knowledge.rules, Options(set_id="https://example.org/mine"))
    assert "license" not in sssom.read(out).metadata
    assert sssom.read(out).id == "https://example.org/mine"


def test_a_set_may_be_written_as_a_spreadsheet_writes_it(tmp_path: Path, knowledge: Knowledge) -> None:
    head = (
        "\ufeff#curie_map: {a: 'https://a.org/', b: 'https://b.org/', c: 'https://c.org/'}\r\n#mapping_set_id: a:x\r\n"
    )
    text = (
        f"{head}subject_id\tcomment\tpredicate_id\tobject_id\tmapping_justification\tconfidence\r\n"
        'a:1\t"two\nlines and ""quotes"""\tskos:exactMatch\tb:1\ts:j\t0.5\r\n\r\n'
        'b:1\t5" long\tskos:exactMatch\tc:1\ts:j\r\n'
    )
    path = tmp_path / "in [1].tsv"
    path.write_bytes(text.encode())
    compose([path, path], tmp_path / "out.tsv", knowledge.rules, Options())
    (row,) = read_rows(tmp_path / "out.tsv")
    assert row[:5] == ("a:1", EXACT, "c:1", 0.5, 1)
    assert row.derived_from == tuple(sssom.statement_id("a:x", each) for each in sssom.read(path).rows)


HEAD = (
    "#curie_map: {a: 'https://a.org/', b: 'https://b.org/'}\nsubject_id\tpredicate_id\tobject_id\tmapping_justification"
)
FINE = "a:1\tskos:exactMatch\tb:1\ts:j"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{HEAD}\tconfidence\n{FINE}\t0.5\n{FINE}\t1.5\n", ":4: the confidence 1.5"),
        (f"{HEAD}\tconfidence\n{FINE}\tmuch\n", ":3: the confidence much"),
        (f"{HEAD}\tconfidence\n{FINE}\tnan\n", ":3: the confidence nan"),
        (f"{HEAD}\n{FINE}\nz:1\tskos:exactMatch\tb:1\ts:j\n", ":4: the prefix of z:1 is not declared"),
        (f"{HEAD}\n{FINE}\na:1\tsko:exactMatch\tb:1\ts:j\n", ":4: the prefix of sko:exactMatch is not declared"),
        (f"{HEAD}\n{FINE}\na:1\tskos:exactMatch\tone\ts:j\n", ":4: one has no prefix"),
        (f"{HEAD}\n{FINE}\na:1\tskos:exactMatch\t\ts:j\n", ":4: object_id is empty"),
        (f"{HEAD}\n{FINE}\nb:1\t\n", ":4: predicate_id is empty"),
        (f"{HEAD}\n{FINE}\t\tmore\n", ":3: 6 cells under 4 columns"),
        (f'{HEAD}\n{FINE}\na:1\t"skos:exactMatch\tb:1\ts:j\n', ":4: not tab-separated"),
        ("subject_id\tobject_id\n", ":1: the column predicate_id is missing"),
        ("#a: [\nsubject_id\n", ":2: the metadata is not YAML"),
        (f"{HEAD}\n{FINE}\n".encode() + b"a:1\t\xff\n", ":4: not UTF-8"),
        ("", "no columns"),
    ],
)
def test_a_bad_row_is_refused_with_file_and_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | bytes, says: str
) -> None:
    path, out = tmp_path / "bad.tsv", tmp_path / "out.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    good = write_set(tmp_path / "good.tsv", [("a:1", EXACT, "b:1")])
    assert main(["compose", str(good), str(path), "-o", str(out)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"error: {path}" in printed.err
    assert says in printed.err
    assert "\nhint: " in printed.err
    assert not out.exists()


def test_wrong_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(write_set(tmp_path / "one.tsv", [("a:1", EXACT, "b:1")]))
    out = ["-o", str(tmp_path / "out.tsv")]
    for arguments, says in (
        ([str(tmp_path / "none.tsv"), *out], "there is no mapping set"),
        ([path, *out, "--rules", "none"], "there is no rule set"),
        ([path, "-o", path], "is one of the mapping sets"),
        ([path, *out, "--memory", "some"], "not a size of memory"),
        ([path, *out, "--max-hops", "9"], "--max-hops"),
        ([path, "-o", str(tmp_path / "no" / "out.tsv")], "there is no folder"),
        ([path], "--output"),
    ):
        assert main(["compose", *arguments]) == 2, arguments
        assert says in capsys.readouterr().err
    assert [each.name for each in tmp_path.iterdir()] == ["one.tsv"]


def test_without_duckdb_it_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *arguments: Any, **named: Any) -> Any:
        if name == "duckdb":
            raise ImportError(name)
        return real(name, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    path = str(write_set(tmp_path / "one.tsv", [("a:1", EXACT, "b:1")]))
    assert main(["compose", path, "-o", str(tmp_path / "out.tsv")]) == 1
    assert "hint: pip install 'xwalk[bulk]'" in capsys.readouterr().err


def generated(path: Path, chains: int) -> Path:
    """A set of chains over four vocabularies, some of them meeting."""
    rows = []
    for n in range(chains):
        rows += [
            (f"a:{n}", EXACT, f"b:{n}", "0.9"),
            (f"b:{n}", EXACT, f"c:{n // 2}"),
            (f"c:{n}", BROAD, f"d:{n // 5}", "0.7"),
        ]
    return write_set(path, rows)


def test_the_same_bytes_under_any_hash_seed_and_memory(tmp_path: Path) -> None:
    path = generated(tmp_path / "in.tsv", 2000)
    written = set()
    for number, memory in enumerate(("4GB", "200MB", "4GB")):
        out = tmp_path / str(number) / "out.tsv"
        out.parent.mkdir()
        subprocess.run(
            [sys.executable, "-m", "xwalk", "compose", path, "-o", out, "--memory", memory],
            check=True,
            env=os.environ | {"PYTHONHASHSEED": str(number)},
        )
        written.add(out.read_bytes())
    assert len(written) == 1
    assert len(read_rows(out)) > 4000


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_work_leaves_the_output_as_it_was(tmp_path: Path, how: signal.Signals) -> None:
    path = generated(tmp_path / "in.tsv", 60_000)
    folder, work = tmp_path / "out", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    out = folder / "out.tsv"
    out.write_text("before")
    process = subprocess.Popen(
        [sys.executable, "-m", "xwalk", "compose", path, "-o", out],
        env=os.environ | {"TMPDIR": str(work)},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not any(work.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.3)
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert [each.name for each in folder.iterdir()] == ["out.tsv"]
    assert out.read_text() == "before"
    if how != signal.SIGKILL:
        assert not any(work.iterdir())
        assert "error: stopped\nhint: " in err
        assert "Traceback" not in err


def test_cardinality_weighs_what_competes(composed: Compose) -> None:
    rows = [
        ("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1"),
        ("a:2", EXACT, "b:2"), ("b:2", EXACT, "c:2"), ("b:2", EXACT, "c:3"),
        ("a:4", EXACT, "b:4", "0.9"), ("b:4", EXACT, "c:4"), ("b:4", EXACT, "d:4"),
        ("a:5", BROAD, "b:5"), ("a:6", BROAD, "b:5"), ("b:5", EXACT, "c:5"),
    ]  # fmt: skip
    found = {
        (row.subject, row.object): row.confidence
        for row in composed(rows, options=Options(max_hops=2, by_cardinality=True))
        if row.subject.startswith("a:")
    }
    assert found == {
        ("a:1", "c:1"): 1.0,
        ("a:2", "c:2"): 0.5,
        ("a:2", "c:3"): 0.5,
        ("a:4", "c:4"): 0.9,
        ("a:4", "d:4"): 0.9,
        ("a:5", "c:5"): 1.0,
        ("a:6", "c:5"): 1.0,
    }


def test_the_plan_is_plain_sql() -> None:
    duck_only = (
        "::",
        "qualify",
        "read_csv",
        "list_",
        "[",
        "arg_m",
        "string_agg",
        "using (",
        "exclude",
        "struct",
        "sha256",
    )
    for file in ("weigh", "step", "answer", *(f"hop_{hop}" for hop in range(2, 7))):
        for name, statement in named_steps(f"plan/{file}.sql"):
            assert not [word for word in duck_only if word in statement.lower()], (file, name)


# The same rows as the interactive routes ---------------------------------------------------------------------------

KITCHEN = """
@prefix ex: <https://example.org/ex/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

<https://example.org/ex/> a owl:Ontology ; owl:versionInfo "1" .

ex:plain a xwalk:RuleSet ; rdfs:label "plain" .
ex:rich a xwalk:RuleSet ; rdfs:label "rich" ; xwalk:extends ex:plain .

ex:same a owl:SymmetricProperty ; rdfs:subPropertyOf ex:like ; xwalk:phrase "is" ; xwalk:rank 2 ;
    owl:propertyDisjointWith ex:above .
ex:like a owl:SymmetricProperty ; xwalk:phrase "is like" ; xwalk:rank 4 .
ex:above owl:inverseOf ex:below ; xwalk:phrase "is above" ; xwalk:rank 1 .
ex:below xwalk:phrase "is below" ; xwalk:rank 3 .
ex:feeds xwalk:phrase "feeds" ; xwalk:rank 5 .
"""
RULES = [
    ("same", "same", "same", "", "plain"),
    ("same", "like", "like", "0.9", "plain"),
    ("like", "same", "like", "", "rich"),
    ("above", "above", "above", "0.8", "plain"),
    ("below", "below", "below", "0.8", "plain"),
    ("same", "above", "above", "", "rich"),
    ("above", "same", "above", "", "rich"),
    ("below", "same", "below", "", "rich"),
    ("above", "below", "like", "0.5", "rich"),
    ("feeds", "above", "feeds", "0.7", "plain"),
    ("feeds", "same", "feeds", "", "plain"),
]
KITCHEN += "".join(
    f"ex:{one}-{two} a xwalk:Rule ; xwalk:first ex:{one} ; xwalk:then ex:{two} ; xwalk:gives ex:{gives} ;"
    f" xwalk:inRuleSet ex:{of_set} {f'; xwalk:factor {factor}' if factor else ''} .\n"
    for one, two, gives, factor, of_set in RULES
)

THINGS = st.sampled_from([f"{vocabulary}:{n}" for vocabulary in "abc" for n in "123"])
STATEMENTS = st.builds(
    Given,
    THINGS,
    st.sampled_from(["ex:same", "ex:same", "ex:like", "ex:above", "ex:below", "ex:feeds", "ex:other"]),
    st.one_of(THINGS, THINGS, THINGS, THINGS, st.just(NOTHING)),
    st.sampled_from(["", "1.0", "0.9", "0.7", "0.5"]),
    st.sampled_from(["", "", "", "", "", "Not"]),
    st.sampled_from(["", "", "", "", "suggested"]),
    *[st.just("")] * 3,
)
SETS = st.lists(
    st.tuples(st.sampled_from(["plain", "rich", "rich"]), st.lists(STATEMENTS, min_size=2, max_size=14)),
    min_size=1,
    max_size=2,
)


def expected(knowledge: Knowledge, options: Options) -> dict[Triple, tuple[float, int, tuple[str, ...]]]:
    """What the bulk plan should write, from the interactive routes between every two things."""
    rules = knowledge.rules
    found: dict[tuple[str, str], dict[str, list[Route]]] = defaultdict(lambda: defaultdict(list))
    for (name,) in knowledge.db.execute("SELECT name FROM record WHERE name <> ?", (NOTHING,)).fetchall():
        end = knowledge.by_name(name)
        assert end is not None
        reached = routes_to(
            knowledge, end, kinds=[""], rule_set=options.rule_set, max_hops=options.max_hops, max_steps=10**9
        )
        for route in reached.routes:
            if len(route.hops) > 1:
                found[knowledge.record(route.start).name, name][route.relation].append(route)
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    flow: dict[tuple[str, str], int] = defaultdict(int)
    for subject, predicate, obj in knowledge.db.execute(
        "SELECT s.name, predicate, o.name FROM statement JOIN record s ON s.id = subject JOIN record o ON o.id = object"
        " WHERE negated = 0 AND status <> 'suggested' AND ? NOT IN (s.name, o.name)",
        (NOTHING,),
    ).fetchall():
        flow[subject[0], obj[0]] += 1
        said[subject, obj].add(predicate)
        if rules.inverse(predicate):
            said[obj, subject].add(str(rules.inverse(predicate)))
    ordered, standing = order((one, two, number) for (one, two), number in flow.items())
    fresh: dict[tuple[str, str], str] = {}
    for (start, end_), relations in found.items():
        if (start[0] == end_[0] and not options.same_vocabulary) or start[0] not in standing:
            continue
        left = [r for r in relations if not any(rules.implies(given, r) for given in said[start, end_])]
        if left:
            fresh[start, end_] = min(left, key=lambda r: (rules.rank(r), r))
    place = {name: number for number, name in enumerate(ordered)}
    rows = {}
    for (start, end_), relation in fresh.items():
        ahead = (place[start[0]], start) < (place[end_[0]], end_)
        if ahead or (end_, start) not in fresh:
            routes = found[start, end_][relation]
            best = min(
                routes, key=lambda r: (-round(r.confidence, 9), len(r.hops), [hop.statement.name for hop in r.hops])
            )
            names = tuple(hop.statement.name for hop in best.hops)
            rows[start, relation, end_] = (round(best.confidence, 9), len(routes), names)
    return rows


@given(sets=SETS, hops=st.integers(2, 4), same=st.booleans(), rule_set=st.sampled_from(["rich", "plain"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_bulk_plan_and_the_interactive_routes_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, sets: list[Any], hops: int, same: bool, rule_set: str
) -> None:
    root = tmp_path_factory.mktemp("pack")
    (root / "ontology").mkdir()
    (root / "ontology" / "food.ttl").write_text(KITCHEN, encoding="utf-8")
    paths = [
        write_set(root / "crosswalks" / f"{number}.sssom.tsv", rows, more=f"#rule_set: {of_set}\n")
        for number, (of_set, rows) in enumerate(sets)
    ]
    with sqlite3.connect(":memory:") as connection:
        compile_index(load([open_pack(root)]), connection, [])
        knowledge = Knowledge(connection)
        options = Options(rule_set=rule_set, max_hops=hops, same_vocabulary=same)
        compose(paths, root / "out.tsv", knowledge.rules, options)
        written = {row[:3]: row[3:6] for row in read_rows(root / "out.tsv")}
        assert written == expected(knowledge, options)
    connection.close()


# Against published mappings ----------------------------------------------------------------------------------------


@pytest.mark.skipif(not TRIAD.is_dir(), reason=f"the triad is not at {TRIAD}; it is not part of the project")
def test_the_triad_reaches_the_published_gold(tmp_path: Path, knowledge: Knowledge) -> None:
    def rows(name: str) -> list[list[str]]:
        with (TRIAD / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines, delimiter="\t"))[1:]

    prefixes = ("OMIM", "OMIMPS", "MONDO", "DOID")
    paths = [
        write_set(tmp_path / f"{n}.tsv", [(one, EXACT, two) for one, two in rows(name)], prefixes=prefixes)
        for n, name in enumerate(("A-B.omim-mondo.exact.tsv", "B-C.mondo-doid.exact.tsv"))
    ]
    gold = {(one, two) for one, two in rows("A-C.omim-doid.gold.tsv")}
    out = tmp_path / "out.tsv"
    compose(paths, out, knowledge.rules, Options(max_hops=2, by_cardinality=True))
    found = {(row.subject, row.object): row.confidence for row in read_rows(out) if row.object.startswith("DOID:")}
    assert len(found) == 5763
    true = gold & found.keys()
    assert round(len(true) / len(found), 3) == 0.960
    assert round(len(true) / len(gold), 3) == 0.853
    sure = [pair for pair, confidence in found.items() if confidence == 1.0]
    unsure = found.keys() - set(sure)
    assert len(gold.intersection(sure)) / len(sure) > 0.97
    assert len(gold & unsure) / len(unsure) < 0.6
