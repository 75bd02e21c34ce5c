"""The review of matches: a table to fill in, and what is decided in it answers at once."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas  # type: ignore[import-untyped]
import pytest

from xwalk.cli import main
from xwalk.review.form import COLUMNS, SURE

OFFICE = shutil.which("soffice")
Run = Callable[..., tuple[int, str, str]]
PRACTICES = [
    ("P1", "Students choose one of three tasks for the week."),
    ("P2", "Each pupil moves on when a skill is shown."),
    ("P3", "The boiler is serviced in August."),
]
NO_RECORD = "anything here"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own: its exit code, what it printed, and what it said."""
    monkeypatch.chdir(tmp_path)
    with Path("practices.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("No", "What we do"), *PRACTICES])

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(each) for each in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def offered(run: Run, out: str = "review.xlsx") -> None:
    code, said, err = run("match", "practices.csv", "--id-column", "No", "--column", "what we do", "-o", out)
    assert (code, said.strip()) == (0, out), err


def fill(path: str, decisions: dict[int, dict[str, str]]) -> None:
    """Fill in cells of a review, by row and column."""
    if path.endswith(".csv"):
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        for row, cells in decisions.items():
            for column, cell in cells.items():
                rows[row - 1][rows[0].index(column)] = cell
        with Path(path).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        return
    book = openpyxl.load_workbook(path)
    sheet = book["Review"]
    for row, cells in decisions.items():
        for column, cell in cells.items():
            sheet.cell(row, COLUMNS.index(column) + 1).value = cell
    book.save(path)


def decided(
    relation: str, record: str, sure: str = "probable", note: str = "", *, second: bool = False
) -> dict[str, str]:
    names = [f"{name} 2" if second else name for name in ("Relation", "Record", "How sure", "Note")]
    return dict(zip(names, (relation, record, sure, note), strict=True))


CHOICE, MASTERY = "Student choice (area:student-choice)", "Learner Demonstrated (component:leap-learner-demonstrated)"
GOOD = {
    2: decided("is part of", CHOICE, "near certain", "They choose the task.")
    | decided("works toward", "Learner Led (component:leap-learner-led)", second=True),
    3: decided("is part of", MASTERY),
    4: decided("has no counterpart among", "any component", "near certain"),
}


def answers(run: Run, *arguments: str) -> list[tuple[str, str, str]]:
    _, out, _ = run("cross", *arguments, "--kb", "mine", "--format", "json")
    return [(a["record"]["id"], a["relation"], a["status"]) for a in json.loads(out)["answers"]]


@pytest.mark.parametrize("out", ["practices.csv", "review.csv"])
def test_neither_practices_nor_decisions_are_written_over(out: str, run: Run) -> None:
    offered(run, "review.csv")
    before = Path(out).read_bytes()
    code, said, err = run("match", "practices.csv", "-o", out)
    assert (code, said) == (2, "")
    assert f"{out} is there already" in err
    assert Path(out).read_bytes() == before


@pytest.mark.parametrize("path", ["review.xlsx", "review.csv"])
def test_what_is_decided_in_a_review_answers_at_once(path: str, run: Run) -> None:
    offered(run, path)
    fill(path, GOOD)
    code, out, err = run("accept", path, "--curator", "Ana Ruiz", "-o", "mine", "--date", "2026-11-26")
    assert (code, out) == (0, "mine\n"), err
    assert "decisions 4, undecided rows 0" in err
    assert run("check", "--kb", "mine")[0] == 0
    assert ("area:student-choice", "broadMatch", "asserted") in answers(run, "local-practice:p1", "--to", "area")
    assert ("component:leap-learner-led", "advances", "asserted") in answers(run, "P1", "--to", "component")
    assert ("component:leap-learner-led", "partOf", "derived") in answers(run, "P1", "--to", "component"), (
        "what belongs to an area belongs to the component of the area"
    )
    assert answers(run, "local-practice:p2", "--to", "provision"), (
        "the money that reaches a component reaches what is part of it"
    )
    _, out, _ = run("coverage", "--rows", "local-practice", "--cols", "component", "--kb", "mine", "--format", "json")
    states = {(cell["row"], cell["col"]): cell["state"] for cell in json.loads(out)["cells"]}
    assert states["local-practice:p2", "component:leap-learner-demonstrated"] == "covered"
    assert states["local-practice:p3", "component:leap-learner-led"] == "none", "a reviewer looked and found nothing"
    assert states["local-practice:p2", "component:leap-learner-connected"] == "unreviewed"


def test_each_statement_says_who_decided_when_and_why(run: Run) -> None:
    offered(run)
    fill("review.xlsx", GOOD)
    run("accept", "review.xlsx", "--curator", "Ana Ruiz", "-o", "mine", "--date", "2026-11-26")
    [path] = Path("mine/crosswalks").rglob("*.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    assert "#mapping_date: '2026-11-26'" in lines
    table = [line.split("\t") for line in lines if not line.startswith("#")]
    rows = [dict(zip(table[0], row, strict=True)) for row in table[1:]]
    assert {(row["author_id"], row["author_label"], row["status"]) for row in rows} == {
        ("curator:ana-ruiz", "Ana Ruiz", "asserted")
    }
    assert {row["mapping_justification"] for row in rows} == {"semapv:ManualMappingCuration"}
    assert {row["confidence"] for row in rows} == {"0.9", "0.7"}
    [chosen] = [row for row in rows if row["object_id"] == "area:student-choice"]
    assert (chosen["comment"], chosen["predicate_id"]) == ("They choose the task.", "skos:broadMatch")
    assert all(row["comment"] for row in rows)


def test_accepting_again_updates_and_gives_the_same_bytes(run: Run) -> None:
    offered(run)
    fill("review.xlsx", GOOD)
    arguments = ("accept", "review.xlsx", "--curator", "Ana Ruiz", "-o", "mine", "--date", "2026-11-26")
    run(*arguments)
    before = {path: path.read_bytes() for path in Path("mine").rglob("*") if path.is_file()}
    _, _, err = run(*arguments)
    assert "; unchanged 9" in err
    assert {path: path.read_bytes() for path in Path("mine").rglob("*") if path.is_file()} == before
    fill("review.xlsx", {3: decided("", "", "")})
    _, _, err = run(*arguments)
    assert "decisions 3, undecided rows 1" in err
    assert "gone 2" in err


def test_a_dry_run_shows_the_sentences_and_writes_nothing(run: Run) -> None:
    offered(run)
    fill("review.xlsx", GOOD)
    code, out, err = run("accept", "review.xlsx", "--curator", "Ana Ruiz", "-o", "mine", "--dry-run")
    assert code == 0
    assert "Each pupil moves on when a skill is shown. — is part of Learner Demonstrated (0.7)" in out
    assert "The boiler is serviced in August. — has no counterpart among framework:leap-2017 (0.9)" in out
    assert "nothing was written" in err
    assert not Path("mine").exists()


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (decided("is a kind of", CHOICE), "“Relation” is “is a kind of”, and must be works toward, is part of,"),
        (decided("is part of", "Student choice"), "“Record” is “Student choice”, which is no record of"),
        (decided("is part of", "X (area:x)"), "“Record” is “X (area:x)”, which is no record of"),
        (decided("is part of", "any area"), "“Record” is “any area”, which is no record of"),
        (decided("is part of", CHOICE, "sure"), "“How sure” is “sure”, and must be near certain, probable or arguable"),
        (decided("is part of", CHOICE, ""), "“How sure” is “”, and must be"),
        (decided("has no counterpart among", CHOICE), "after “has no counterpart among” it must be any component,"),
        (decided("", CHOICE, "probable"), "“Relation” is “”, and must be"),
        (
            decided("is part of", CHOICE) | decided("contains", CHOICE, second=True),
            "the record was decided on in row 2 already",
        ),
        (
            decided("is part of", "Learner Led (component:leap-learner-demonstrated)"),
            "and that record is called “Learner Demonstrated”",
        ),
        (
            decided("is part of", MASTERY) | decided("has no counterpart among", "any component", second=True),
            "“has no counterpart among” any component, and yet P1 has component:leap-learner-demonstrated (row 2)",
        ),
        ({"Id": ""}, "“Id” or “Practice” is empty"),
        ({"Id": "P2"}, "the identifier P2 has another practice in row"),
    ],
    ids=lambda case: case if isinstance(case, str) else "",
)
def test_a_review_with_anything_wrong_is_refused_whole_with_sheet_row_and_reason(
    cells: dict[str, str], said: str, run: Run
) -> None:
    offered(run)
    fill("review.xlsx", GOOD | {2: cells})
    code, out, err = run("accept", "review.xlsx", "--curator", "Ana Ruiz", "-o", "mine")
    assert (code, out) == (1, "")
    assert any(line.startswith("sheet “Review”, row ") and said in line for line in err.splitlines()), err
    assert "\nerror: " in err
    assert "nothing was written" in err
    assert not Path("mine").exists()


def test_a_table_of_another_kind_or_without_a_decision_is_refused(run: Run) -> None:
    code, _, err = run("accept", "practices.csv", "--curator", "Ana Ruiz", "-o", "mine")
    assert (code, "the column “Id” is missing" in err) == (1, True)
    offered(run)
    code, _, err = run("accept", "review.xlsx", "--curator", "Ana Ruiz", "-o", "mine")
    assert (code, "no row is decided" in err) == (1, True)
    code, _, err = run("accept", "review.xlsx", "--curator", " ", "-o", "mine")
    assert (code, "nobody is named as curator" in err) == (2, True)
    code, _, err = run("accept", "review.xlsx", "--curator", "Ana", "--date", "yesterday")
    assert (code, "“yesterday” is no date" in err) == (2, True)


def test_the_workbook_explains_itself_and_protects_what_is_not_to_be_changed(run: Run) -> None:
    offered(run)
    book = openpyxl.load_workbook("review.xlsx")
    assert book.sheetnames == ["Read me", "Review", "Records"]
    sheet = book["Review"]
    assert sheet.protection.sheet
    locked = {cell.value: below.protection.locked for cell, below in zip(sheet[1], sheet[2], strict=True)}
    assert [column for column in COLUMNS if not locked[column]] == [c for c in COLUMNS if c not in COLUMNS[:6]]
    lists = {str(each.sqref).partition(":")[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    assert len(lists) == 6
    assert '"near certain,probable,arguable"' in lists.values()
    words = " ".join(str(cell.value) for row in book["Read me"] for cell in row if cell.value)
    assert "Your practice is one part of what the record covers" in words
    assert "xwalk accept review.xlsx --curator" in words
    assert [cell.value for cell in sheet[2]][:2] == list(PRACTICES[0])
    assert str(sheet.cell(2, 3).value).endswith(")")
    assert "meet" in str(sheet.cell(2, 6).value)


def test_a_practice_for_which_nothing_fits_says_so(run: Run) -> None:
    offered(run, "review.csv")
    table = pandas.read_csv("review.csv", keep_default_na=False)
    assert list(table.columns) == list(COLUMNS)
    last = table.iloc[2]
    assert (last["Suggestion 1"], last["Record"]) == ("", NO_RECORD)
    assert last["Why these"].startswith("None of these")


def test_hostile_practices_stay_text(run: Run) -> None:
    with Path("practices.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [
            ["No", "What we do"],
            ["1", "<script>alert(1)</script> students choose"],
            ["2", '"""quoted""" [x](y) | a'],
        ]
        csv.writer(file).writerows(rows)
    offered(run)
    fill("review.xlsx", {2: decided("is near to", CHOICE, note="| a \\ b"), 3: decided("is near to", CHOICE)})
    code, _, err = run("accept", "review.xlsx", "--curator", "A|B <c>", "-o", "mine")
    assert code == 0, err
    assert run("check", "--kb", "mine")[0] == 0
    _, out, _ = run("show", "local-practice:1", "--kb", "mine", "--format", "json")
    assert json.loads(out)["label"] == "<script>alert(1)</script> students choose"


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice (soffice) is not on this machine")
def test_a_review_that_libreoffice_saved_is_read_as_it_was_filled_in(run: Run, tmp_path: Path) -> None:
    offered(run)
    fill("review.xlsx", GOOD)
    Path("saved").mkdir()
    command = [str(OFFICE), f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run([*command, "--outdir", "saved", "review.xlsx"], check=True, capture_output=True, timeout=180)
    names = zipfile.ZipFile("saved/review.xlsx").namelist()
    assert any("sheet" in name for name in names)
    run("accept", "review.xlsx", "--curator", "Ana Ruiz", "-o", "mine", "--date", "2026-11-26")
    run("accept", "saved/review.xlsx", "--curator", "Ana Ruiz", "-o", "theirs/mine", "--date", "2026-11-26")

    def held(folder: str) -> dict[str, Any]:
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in Path(folder).rglob("*") if p.is_file()}

    assert held("theirs/mine") == held("mine")


def test_two_hundred_practices_go_through_the_whole_loop(run: Run) -> None:
    with Path("practices.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [(f"P{number}", f"Students choose task {number} for the week.") for number in range(200)]
        csv.writer(file).writerows([("No", "What we do"), *rows])
    offered(run)
    fill("review.xlsx", {number: decided("is part of", CHOICE) for number in range(2, 202)})
    code, _, err = run("accept", "review.xlsx", "--curator", "Ana Ruiz", "-o", "mine")
    assert (code, "decisions 200, undecided rows 0" in err) == (0, True), err
    _, out, _ = run("coverage", "--rows", "local-practice", "--cols", "area", "--kb", "mine", "--format", "json")
    covered = [cell for cell in json.loads(out)["cells"] if cell["state"] == "covered"]
    assert len({cell["row"] for cell in covered}) == 200


def test_how_sure_one_can_be_is_what_our_own_rows_use() -> None:
    assert sorted(SURE.values()) == ["0.5", "0.7", "0.9"]


def test_rows_of_a_text_file_are_counted_as_a_spreadsheet_does(run: Run) -> None:
    offered(run, "review.csv")
    fill("review.csv", GOOD | {2: {"Why these": "one line\nand another"}, 4: {"Relation": "goes with"}})
    code, _, err = run("accept", "review.csv", "--curator", "Ana Ruiz", "-o", "mine")
    assert code == 1
    assert "row 4: “Relation” is “goes with”" in err


def test_a_practice_that_another_table_of_the_pack_decided_on_is_refused(run: Run) -> None:
    offered(run, "review.csv")
    fill("review.csv", GOOD)
    assert run("accept", "review.csv", "--curator", "Ana Ruiz", "-o", "mine")[0] == 0
    Path("review.csv").rename("final.csv")
    code, out, err = run("accept", "final.csv", "--curator", "Ana Ruiz", "-o", "mine")
    assert (code, out) == (1, "")
    assert "P1 was decided on in another table of this pack" in err
    assert run("check", "--kb", "mine")[0] == 0


def test_two_tables_of_one_curator_stand_in_one_pack(run: Run) -> None:
    offered(run, "review.csv")
    fill("review.csv", GOOD)
    assert run("accept", "review.csv", "--curator", "Ana Ruiz", "-o", "2024-25")[0] == 0
    Path("practices.csv").write_text("No,What we do\nQ9,Students choose the order of stations\n", encoding="utf-8")
    offered(run, "more.csv")
    fill("more.csv", {2: decided("is part of", CHOICE)})
    code, _, err = run("accept", "more.csv", "--curator", "Ana Ruiz", "-o", "2024-25")
    assert code == 0, err
    code, out, err = run("check", "--kb", "2024-25")
    assert code == 0, out + err


def test_practices_are_not_made_of_the_kind_that_they_are_placed_among(run: Run) -> None:
    offered(run)
    fill("review.xlsx", GOOD)
    code, _, err = run("accept", "review.xlsx", "--curator", "Ana Ruiz", "-o", "mine", "--kind", "area")
    assert (code, "practices are placed among the areas" in err) == (2, True)
