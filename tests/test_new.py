"""``new``: a record is asked for, checked and put beside its neighbours, for every kind that a shape describes."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import ROOT

from xwalk import turtle
from xwalk.check.run import check
from xwalk.cli import main
from xwalk.drafting.draft import Draft
from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge
from xwalk.names import RDF, SKOS
from xwalk.packs import loaded_packs, open_pack
from xwalk.rdf import IRI, Triple
from xwalk.store import Store, load

Run = Callable[..., tuple[int, str, str]]
#: What makes a practice, by the words of the command.
PRACTICE = {
    "label": "Peer tutoring",
    "definition": "Students help each other learn.",
    "inScheme": "framework:practices",
    "status": "asserted",
    "creator": "org:xwalk-maintainers",
    "rationale": "Common in schools.",
}


@pytest.fixture(scope="module")
def store() -> Store:
    return load(loaded_packs([]))


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder: its exit code, what it printed, and what it said."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def copied(folder: Path) -> Path:
    """A copy of the knowledge base in a folder."""
    for part in ("ontology", "kb", "crosswalks", "queries"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


def sets(said: dict[str, str]) -> list[str]:
    return [word for name, value in said.items() for word in ("--set", f"{name}={value}")]


def kinds_with_records(knowledge: Knowledge) -> list[str]:
    return [kind for kind in sorted(knowledge.kinds) if knowledge.of_kind(kind)]


def redrafted(kind: str, store: Store, knowledge: Knowledge) -> tuple[Draft, list[Triple], list[Triple]]:
    """A draft that says all that an existing record of a kind says, given in words; the record, and the draft."""
    record = knowledge.of_kind(kind)[0]
    name = store.prefixes.expand(record.name)
    given = [t for file in store.files if file.path.startswith("kb/") for t in file.triples if t.subject == name]
    draft = Draft(kind, store.packs[0], store, knowledge)
    for triple in sorted(given, key=lambda t: draft.order.get(t.predicate, 10_000)):
        if triple.predicate != RDF + "type":
            words = draft.short(triple.object.text) if triple.object.sort == IRI else triple.object.text
            draft.say(triple.predicate, words)
    return draft, given, draft.triples(name)


def test_the_answers_of_any_record_make_that_record_again(store: Store, knowledge: Knowledge) -> None:
    for kind in kinds_with_records(knowledge):
        draft, given, made = redrafted(kind, store, knowledge)
        assert draft.needs() == [], kind
        assert sorted(made) == sorted(given), kind


def test_every_record_that_is_made_so_passes_the_check(store: Store, knowledge: Knowledge, tmp_path: Path) -> None:
    pack = copied(tmp_path / "pack")
    order, held = store.property_order(), {file.path: list(file.triples) for file in store.files}
    names, rows = set(), set()
    for kind in kinds_with_records(knowledge):
        draft, _, made = redrafted(kind, store, knowledge)
        name = draft.iri(f"{draft.proposal(draft.file())}-again")
        names.add(draft.short(name))
        rows |= {need.message for need in draft.rows()}
        again = [t._replace(subject=name) for t in made if t.predicate not in (SKOS + "notation", SKOS + "altLabel")]
        held[draft.file()] += [
            t._replace(object=t.object._replace(text=f"{t.object.text} again"))
            if t.predicate == SKOS + "prefLabel"
            else t
            for t in again
        ]
    for path, triples in held.items():
        if path.startswith("kb/"):
            (pack / path).write_text(turtle.write_canonical(triples, store.prefixes, order), encoding="utf-8")
    packs = loaded_packs([pack])
    found = [each for each in check(packs, open_pack(pack)).findings if each.record in names]
    found = [each for each in found if each.message not in rows]
    # two passages with one anchor, or two sources with one file, cannot be told apart: the copies are such
    assert [each for each in found if each.rule.startswith("shape:") or each.rule == "canonical"] == []


def test_a_record_is_put_beside_its_neighbours_and_nothing_else_changes(run: Run, tmp_path: Path) -> None:
    pack = copied(tmp_path / "pack")
    before = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    code, out, err = run("new", "practice", "-o", str(pack), "--yes", *sets(PRACTICE))
    assert code == 0, err
    assert out.startswith("practice:peer-tutoring\n    a xwalk:Practice ;\n")
    after = {path: path.read_bytes() for path in pack.rglob("*") if path.is_file()}
    [changed] = [path for path in after if after[path] != before.get(path)]
    assert changed.name == "practices.ttl"
    assert before.keys() == after.keys()
    assert after[changed].decode().replace(f"{out}\n", "") == before[changed].decode()
    assert main(["check", "--kb", str(pack)]) == 0
    code, _, err = run("new", "practice", "-o", str(pack), "--yes", *sets(PRACTICE))
    assert (code, "practice:peer-tutoring exists" in err) == (2, True)


def test_a_dry_run_prints_the_record_from_any_folder_and_writes_nothing(run: Run) -> None:
    code, out, err = run("new", "practice", "--dry-run", *sets(PRACTICE))
    assert (code, err) == (0, "")
    assert out.endswith('    xwalk:rationale "Common in schools."@en .\n')
    assert list(Path.cwd().iterdir()) == []


def test_what_is_missing_is_named_with_what_to_write(run: Run) -> None:
    code, out, err = run("new", "practice", "--dry-run", "--set", "label=Peer tutoring")
    assert (code, out) == (2, "")
    assert "error: a record of kind practice also needs definition, inScheme, status" in err
    assert "--set definition=…: The record needs exactly one definition in English." in err
    known = {"label": "A", "definition": "B.", "inScheme": "framework:practices", "status": "stated"}
    _, _, err = run("new", "practice", "--dry-run", *sets(known))
    assert "also needs evidence" in err, "what is stated needs a passage"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "maybe"}, "status: “maybe” must be stated or asserted"),
        ({"colour": "red"}, "a record of kind practice has no property “colour”"),
        ({"creator": "nobody at all"}, "nothing is called “nobody at all”"),
        ({"inScheme": "area:flexible-pacing"}, "area:flexible-pacing is a record of kind area"),
        ({"definition": " "}, "definition: there is nothing in it"),
        ({"definition": "turned \u202e round"}, "holds U+202E, a character that is not seen"),
        ({"definition": "rung \x07"}, "holds U+0007"),
        ({"prefLabel": "Another"}, "would be one more than the 1 that may stand there"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_value_that_may_not_stand_there_is_refused(change: dict[str, str], said: str, run: Run) -> None:
    code, out, err = run("new", "practice", "--dry-run", *sets(PRACTICE | change))
    assert (code, out) == (2, "")
    assert said in err


def test_a_property_is_named_by_its_words_where_rdf_has_one_of_the_same_name(run: Run) -> None:
    code, _, err = run("new", "work", "--dry-run", "--set", "type=report")
    assert (code, "also needs" in err) == (2, True)


def test_a_record_that_is_not_there_yet_is_to_be_written_first(run: Run) -> None:
    code, _, err = run("new", "practice", "--dry-run", "--set", "evidence=passage:nowhere")
    assert code == 2
    assert "a record that is not there yet is written first: xwalk new passage" in err


def test_a_row_that_a_record_needs_beside_is_told(run: Run) -> None:
    said = {"label": "Students rest", "definition": "Asks whether students rest.", "status": "asserted"}
    _, _, err = run("new", "element", "--dry-run", *sets(said))
    assert "also needs inScheme" in err
    said |= {"inScheme": "framework:leap-2017", "creator": "org:xwalk-maintainers", "rationale": "A reason."}
    code, _, err = run("new", "element", "--dry-run", *sets(said))
    assert code == 0, err
    assert "it also needs a row: " in err


def test_any_visible_text_comes_back_as_it_was_given(run: Run, tmp_path: Path) -> None:
    text = 'says "so" and """ a \\ b <b>bold</b> | *x* déjà vu 数'
    code, out, err = run("new", "practice", "--dry-run", *sets(PRACTICE | {"definition": text}))
    assert (code, err) == (0, "")
    prefixes = (ROOT / "kb/practices.ttl").read_text(encoding="utf-8").partition("\n\n")[0]
    (tmp_path / "a.ttl").write_text(f"{prefixes}\n{out}", encoding="utf-8")
    triples = turtle.parse(tmp_path / "a.ttl")
    assert text in {t.object.text for t in triples if t.predicate == SKOS + "definition"}


def test_what_the_check_refuses_is_not_written_and_the_answers_are_not_lost(run: Run, tmp_path: Path) -> None:
    pack = copied(tmp_path / "pack")
    before = (pack / "kb/practices.ttl").read_bytes()
    said = PRACTICE | {"label": "Blended learning"}
    code, out, err = run("new", "practice", "-o", str(pack), "--yes", "--id", "other-name", *sets(said))
    assert (code, out) == (1, "")
    assert "duplicate-label: “Blended learning” also names" in err
    assert "hint: the same again: xwalk new practice --id other-name --set 'prefLabel=Blended learning'" in err
    assert (pack / "kb/practices.ttl").read_bytes() == before


def test_only_a_pack_of_ones_own_is_written_to(run: Run) -> None:
    code, _, err = run("new", "practice", *sets(PRACTICE))
    assert (code, "this folder is no pack" in err) == (2, True)
    code, _, err = run("new", "nonsense", "--dry-run")
    assert (code, "there is no kind “nonsense”" in err) == (2, True)


def test_a_file_outside_the_records_is_refused(run: Run, tmp_path: Path) -> None:
    pack = copied(tmp_path / "pack")
    for file in ("../x.ttl", "ontology/xwalk.ttl", "kb/x.txt"):
        code, _, err = run("new", "practice", "-o", str(pack), "--file", file, "--yes", *sets(PRACTICE))
        assert (code, "is no file of records of the pack" in err) == (2, True)


def test_a_record_goes_into_the_file_of_those_that_it_shares_most_with(store: Store, knowledge: Knowledge) -> None:
    draft = Draft("requirement", store.packs[0], store, knowledge)
    draft.say(draft.property("jurisdiction"), "Vermont")
    assert draft.file() == "kb/state-vt.ttl"
    draft.say(draft.property("label"), "Learning outside school")
    assert draft.proposal("kb/state-vt.ttl") == "vt-learning-outside-school"
    with pytest.raises(UsageError, match="cannot be a name"):
        draft.iri("Not A Name")


def test_at_a_terminal_it_asks_says_what_is_wrong_and_asks_again(tmp_path: Path) -> None:
    pack = copied(tmp_path / "pack")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "xwalk", "new", "practice", "-o", str(pack)]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "TERM": "dumb"}
    with subprocess.Popen(command, stdin=follower, stdout=subprocess.PIPE, stderr=follower, env=environment) as process:
        answers = ["Peer tutoring", "Students help each other.", "framework:practices", "maybe", "asserted"]
        answers += ["org:xwalk-maintainers", "Common in schools.", "", "y"]
        heard = converse(leader, answers)
        out = process.stdout.read().decode() if process.stdout else ""
        assert process.wait(timeout=60) == 0, heard
    os.close(follower)
    os.close(leader)
    assert "not taken: status: “maybe” must be stated or asserted" in heard
    assert "name of the record [peer-tutoring]:" in heard
    assert out.startswith("practice:peer-tutoring")
    assert "practice:peer-tutoring" in (pack / "kb/practices.ttl").read_text(encoding="utf-8")


def converse(terminal: int, answers: list[str]) -> str:
    """Give one answer at each question; what was said on the terminal."""
    heard, seen, end = "", 0, time.monotonic() + 90
    while time.monotonic() < end:
        ready, _, _ = select.select([terminal], [], [], 0.5)
        if ready:
            try:
                heard += os.read(terminal, 4096).decode()
            except OSError:
                break
        if answers and heard[seen:].rstrip(" ").endswith(":") and heard.endswith(": "):
            seen = len(heard)
            os.write(terminal, f"{answers.pop(0)}\n".encode())
        elif not answers and "written to" in heard:
            break
    return heard
