"""Bulk composition: files read and written, refused, interrupted; the same bytes every time."""

from __future__ import annotations

import builtins
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from composing import BROAD, EXACT, read_rows, triples, write_set

from xwalk import sssom
from xwalk.cli import main
from xwalk.compose import Options, compose
from xwalk.knowledge import Knowledge


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


#: The program, heeding SIGINT where whoever runs the tests ignores it.
STARTED = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from xwalk.__main__ import run; run()"
)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_interrupted_work_leaves_the_output_as_it_was(tmp_path: Path, how: signal.Signals) -> None:
    path = generated(tmp_path / "in.tsv", 120_000)
    folder, work = tmp_path / "out", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    out = folder / "out.tsv"
    out.write_text("before")
    process = subprocess.Popen(
        [sys.executable, "-c", STARTED, "compose", path, "-o", out],
        env=os.environ | {"TMPDIR": str(work)},
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not any(work.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.1)
    process.send_signal(how)
    _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert [each.name for each in folder.iterdir()] == ["out.tsv"]
    assert out.read_text() == "before"
    if how != signal.SIGKILL:
        assert not any(work.iterdir())
        assert "error: stopped\nhint: " in err
        assert "Traceback" not in err
