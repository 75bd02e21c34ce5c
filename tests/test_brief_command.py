"""``xwalk brief``: what is printed where, which file is written how, and what a failure says."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import docx as word
import pytest
from fitting import faults

from xwalk import cli
from xwalk.files import write_whole
from xwalk.knowledge import Knowledge
from xwalk.questions.brief import brief
from xwalk.render.brief_docx import docx
from xwalk.render.brief_html import html
from xwalk.render.brief_markdown import markdown
from xwalk.render.brief_table import HEADER

PACING = ("brief", "flexible", "pacing", "--state", "VT")
#: The formats that are printed, and how each begins.
FORMATS = {
    "table": "Policy memo: Flexible pacing in Vermont\n",
    "md": "# Policy memo: Flexible pacing in Vermont\n",
    "html": "<!doctype html>\n",
    "json": "{\n",
    "csv": f"{','.join(HEADER)}\n",
}
#: What a terminal obeys: control characters but line ends, and changes of the direction of writing.
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Ran(NamedTuple):
    """What a run of the command line did."""

    code: int
    out: str
    err: str


Ask = Callable[..., Ran]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, knowledge: Knowledge) -> Ask:
    """Runs the command line in this process, in a window of 100 letters; the index is made."""
    assert knowledge.meta
    monkeypatch.setenv("COLUMNS", "100")

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        code = cli.main(list(arguments))
        return Ran(code, *capsys.readouterr())

    return run


def assert_refused(ran: Ran, code: int, error: str, hint: str) -> None:
    """It failed with an error and a hint that say this, and printed nothing else."""
    assert (ran.code, ran.out) == (code, "")
    lines = ran.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["error", "hint"], ran.err
    assert error in lines[0]
    assert hint in lines[1]


# ------------------------------------------------------------------------------------------------------------- printed


@pytest.mark.parametrize("shape", FORMATS)
def test_every_format_is_printed_on_standard_output_alone(shape: str, ask: Ask) -> None:
    ran = ask(*PACING, "--format", shape)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(FORMATS[shape])
    assert ran.out.endswith("\n")
    assert not ran.out.endswith("\n\n")
    assert not OBEYED.search(ran.out)


def test_without_a_format_a_person_reads_lines_of_text(ask: Ask) -> None:
    ran = ask(*PACING)
    assert ran == ask(*PACING, "-f", "table")
    longest = max((line for line in ran.out.splitlines() if "http" not in line), key=len)
    assert len(longest) <= 100, longest
    for words in ("WHAT TO KNOW", "THE NEED", "THE LEVERS", "REQUIREMENTS IN VERMONT", "THE GAPS", "SOURCES"):
        assert f"\n{words}\n" in ran.out
    assert " ".join(ran.out.split()).count("Not legal advice") == 1


def test_the_text_says_what_the_markdown_says(ask: Ask, knowledge: Knowledge) -> None:
    """Every word of the memo stands in both."""
    said = markdown(brief(knowledge, "flexible pacing", "VT")).replace("&amp;", "&")
    words, text = (set(re.findall(r"\w+", each.casefold())) for each in (said, ask(*PACING).out))
    assert sorted(words - text) == []


def test_json_is_as_its_schema_says(ask: Ask) -> None:
    for arguments in (PACING, ("brief", "PD"), ("brief", "learner agency", "-s", "NH")):
        assert faults("brief", json.loads(ask(*arguments, "-f", "json").out)) == []


def test_csv_has_a_row_a_line_with_its_status_its_numbers_and_its_passages(ask: Ask, knowledge: Knowledge) -> None:
    rows = list(csv.DictReader(io.StringIO(ask(*PACING, "-f", "csv").out)))
    said = brief(knowledge, "flexible pacing", "VT")
    assert {row["status"] for row in rows} == {"", "stated", "asserted", "derived"}
    numbers = {int(number) for row in rows for number in row["cites"].split()}
    assert numbers == {citation.number for citation in said.citations}
    for row in rows:
        assert row["section"]
        assert row["text"]
        assert len(row["passages"].split(" | ")) == len(row["cites"].split()) or not row["cites"]
        assert bool(row["passages"]) == bool(row["cites"])
    levers = [row for row in rows if row["section"] == "levers" and row["confidence"]]
    assert [float(row["confidence"]) for row in levers] == pytest.approx(
        [lever.confidence for lever in said.levers.levers], abs=1e-4
    )
    assert sum(row["section"] == "conditions" for row in rows) == sum(len(g.lines) for g in said.levers.conditions)


@pytest.mark.parametrize(
    ("topic", "state"), [("flexible pacing", "VT"), ("student choice", None), ("learner agency", "RI"), ("PD", "NH")]
)
def test_every_command_that_a_memo_names_answers(topic: str, state: str | None, ask: Ask, knowledge: Knowledge) -> None:
    commands = brief(knowledge, topic, state).commands
    assert commands[0].startswith("xwalk funding ")
    for command in commands:
        ran = ask(*shlex.split(command)[1:])
        assert (ran.code, ran.err) == (0, ""), command
        assert ran.out.strip()


def test_the_shell_completes_topics(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], knowledge: Knowledge
) -> None:
    assert knowledge.meta
    asked = {"_XWALK_COMPLETE": "complete_bash", "COMP_WORDS": "xwalk brief area:flex", "COMP_CWORD": "2"}
    for name, value in asked.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit):
        cli.main([])
    assert capsys.readouterr() == ("area:flexible-pacing\n", "")


# ------------------------------------------------------------------------------------------------------------- written


def test_the_ending_of_the_file_chooses_the_format(ask: Ask, tmp_path: Path, knowledge: Knowledge) -> None:
    said = brief(knowledge, "flexible pacing", "VT")
    for ending, content in (
        ("md", markdown(said).encode()),
        ("html", html(said).encode()),
        ("docx", docx(said)),
        ("json", ask(*PACING, "-f", "json").out.encode()),
        ("csv", ask(*PACING, "-f", "csv").out.encode()),
        ("HTML", html(said).encode()),
    ):
        out = tmp_path / f"memo.{ending}"
        ran = ask(*PACING, "-o", str(out))
        assert ran == Ran(0, "", f"Flexible pacing in Vermont: {out}\n")
        assert out.read_bytes() == content
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        f"memo.{ending}" for ending in ("md", "html", "docx", "json", "csv", "HTML")
    )
    assert word.Document(str(tmp_path / "memo.docx")).paragraphs[0].text == f"Policy memo: {said.title}"


def test_a_file_is_replaced_and_keeps_its_permissions(ask: Ask, tmp_path: Path) -> None:
    out = tmp_path / "memo.md"
    out.write_text("before")
    out.chmod(0o640)
    assert ask(*PACING, "--output", str(out)).code == 0
    assert out.read_text(encoding="utf-8").startswith("# Policy memo")
    assert out.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("stands", [True, False])
def test_a_file_that_cannot_be_finished_leaves_what_stood_there(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, stands: bool
) -> None:
    out = tmp_path / "memo.md"
    if stands:
        out.write_text("before")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert_refused(ask(*PACING, "-o", str(out)), 1, f"{out}: No space left on device", "has room")
    assert [path.name for path in tmp_path.iterdir()] == (["memo.md"] if stands else [])
    assert not stands or out.read_text() == "before"


def test_a_link_is_followed(tmp_path: Path) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text("before")
    link.symlink_to(real)
    write_whole(link, b"after")
    assert link.is_symlink()
    assert real.read_text() == "after"


def test_a_new_file_has_the_permissions_that_the_user_gives_to_new_files(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_whole(tmp_path / "new.md", b"new")
    finally:
        os.umask(before)
    assert (tmp_path / "new.md").stat().st_mode & 0o777 == 0o640


# ------------------------------------------------------------------------------------------------------------- refused


@pytest.mark.parametrize(
    ("arguments", "error", "hint"),
    [
        (("brief",), "topic", "xwalk brief --help"),
        (("brief", "xqzzq"), "xqzzq", ""),
        (("brief", "provision:esea-1003a"), "kind provision", ""),
        (("brief", "pacing", "--state", "ZZ"), "ZZ", ""),
        (("brief", "pacing", "--state", "CA"), "California", "recorded are Florida"),
        (("brief", "pacing", "--state", ""), "names no state", "--state VT"),
        (("brief", "pacing", "-f", "pdf"), "pdf", "xwalk brief --help"),
        (("brief", "pacing", "-o", "memo.pdf"), "memo.pdf", ".docx, .html, .md, .json or .csv"),
        (("brief", "pacing", "-o", "memo"), "memo", ".docx, .html, .md, .json or .csv"),
        (("brief", "pacing", "-o", "no-such-folder/memo.md"), "no-such-folder", "make it first"),
        (("brief", "pacing", "-o", "memo.md", "-f", "md"), "says its format", "--format"),
        (("brief", "xqzzq", "-o", "memo.pdf"), "memo.pdf", "end the name"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_2_and_writes_nothing(
    arguments: tuple[str, ...], error: str, hint: str, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(ask(*arguments), 2, error, hint)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_written_over(ask: Ask, tmp_path: Path) -> None:
    (tmp_path / "memo.md").mkdir()
    assert_refused(ask(*PACING, "-o", str(tmp_path / "memo.md")), 2, "is a folder", "name a file")


def test_without_python_docx_the_hint_names_what_to_install(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    ran = ask(*PACING, "-o", str(tmp_path / "memo.docx"))
    assert_refused(ran, 1, "python-docx", "pip install 'xwalk[office]'")
    assert list(tmp_path.iterdir()) == []
