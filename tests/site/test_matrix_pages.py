"""The coverage matrix: every cell is that of ``xwalk coverage``, and every cell that holds anything opens its route."""

from __future__ import annotations

import html
from collections import Counter

import pytest
from drawn import Element, markdown_rows, part, pictures, tables, words

from xwalk.knowledge import Knowledge
from xwalk.questions.coverage import Coverage, coverage
from xwalk.questions.cross import cross
from xwalk.site.atlas import Atlas
from xwalk.site.matrix import LETTERS, matrix_pages, program_name
from xwalk.site.page import Page
from xwalk.site.programs import by_program, slug


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge) -> dict[str, Page]:
    return {page.path: page for page in matrix_pages(Atlas(knowledge))}


@pytest.fixture(scope="module")
def answer(knowledge: Knowledge) -> Coverage:
    return coverage(knowledge, "area", "provision")


def rows_of(page: Page) -> dict[str, list[Element]]:
    """The rows of the matrix of a program, by the address of their provision."""
    found: dict[str, list[Element]] = {}
    for table in tables(page.body):
        for row in table.iter("tr"):
            link = row.find("th/a")
            if row.find("td") is not None and link is not None:
                found[(link.get("href") or "").rstrip("/").rpartition("/")[2]] = row.findall("td")
    return found


def test_every_cell_shows_the_state_that_coverage_gives(
    pages: dict[str, Page], answer: Coverage, knowledge: Knowledge
) -> None:
    shown = Counter[str]()
    for program, provisions in by_program(knowledge).items():
        rows = rows_of(pages[f"matrix/{slug(program)}"])
        for provision in provisions:
            cells = [cell for cell in answer.cells if cell.col == provision]
            drawn = rows.pop(provision.name.partition(":")[2], None)
            if drawn is None:
                assert {cell.state for cell in cells} == {"unreviewed"}
            else:
                assert [each.get("class") for each in drawn] == [f"xw-is-{cell.state}" for cell in cells]
                assert [words(each) for each in drawn] == [LETTERS[cell.state] for cell in cells]
            shown.update(cell.state for cell in cells)
        assert rows == {}
    assert shown == {state: number for state, number in answer.states.items() if number}


def test_every_cell_that_holds_anything_opens_the_route_behind_it(
    pages: dict[str, Page], answer: Coverage, knowledge: Knowledge
) -> None:
    for program, provisions in by_program(knowledge).items():
        here = f"matrix/{slug(program)}"
        rows = rows_of(pages[here])
        for provision in provisions:
            for drawn, cell in zip(
                rows.get(provision.name.partition(":")[2], []),
                [each for each in answer.cells if each.col == provision],
                strict=False,
            ):
                link = drawn.find("a")
                assert (link is None) == (cell.state == "unreviewed")
                if link is not None:
                    place, _, anchor = (link.get("href") or "").partition("/#")
                    behind = pages[f"{here}/{place}"]
                    assert f"{cell.row.label}: {cell.state} {{#{anchor}}}" in html.unescape(behind.body)


def test_a_route_is_that_of_cross_with_its_passages(pages: dict[str, Page], knowledge: Knowledge) -> None:
    behind = html.unescape(pages["matrix/title-ii-a/esea-2103"].body)
    said = [
        each
        for each in cross(knowledge, "flexible pacing", "provision").answers
        if each.record.name == "provision:esea-2103-b-3-J-ii"
    ]
    for found in said:
        assert f"{found.sentence} <span" in behind
        for step in found.route:
            assert all(each.label in behind for each in step.evidence)


def test_a_blocked_cell_names_the_denial(pages: dict[str, Page]) -> None:
    said = part(pages["matrix/direct-student-services/esea-1003a"], "Knowing family and community: blocked")
    assert "Forbidden by a denial" in said
    assert "does not say that it could pay for" in said


def test_the_overview_counts_the_same_cells_by_program(
    pages: dict[str, Page], answer: Coverage, knowledge: Knowledge
) -> None:
    (table,) = tables(pages["matrix"].body)
    programs = by_program(knowledge)
    for row in table.iter("tr"):
        for program, cell in zip(programs, row.findall("td"), strict=False):
            of = {each.key for each in programs[program]}
            held = [c for c in answer.cells if c.row.label == row.findtext("th") and c.col.key in of]
            counted = Counter(each.state for each in held if each.state != "unreviewed")
            expected = " ".join(f"{counted[state]} {state}" for state in LETTERS if counted[state])
            assert words(cell) == (expected or f"0 of {len(of)}"), program_name(program)


def test_the_picture_draws_each_of_those_cells_once(pages: dict[str, Page], answer: Coverage) -> None:
    (picture,) = pictures(pages["matrix"])
    drawn = Counter(
        (each.get("class") or "").removeprefix("xw-box xw-is-").removesuffix(" xw-edge")
        for each in picture
        if each.tag == "rect" and (each.get("class") or "").endswith("xw-edge")
    )
    assert drawn == {
        state: answer.states[state] for state in answer.states if state != "unreviewed" and answer.states[state]
    }


def test_totals_stand_with_numerator_and_denominator(pages: dict[str, Page], answer: Coverage) -> None:
    rows = dict(markdown_rows(part(pages["matrix"], "How much is covered, from both sides")))
    row, col = answer.row_share, answer.col_share
    assert rows["Topics with at least one provision that covers them"].startswith(f"{row.covered} of {row.of} ")
    assert rows["Provisions that cover at least one topic"].startswith(f"{col.covered} of {col.of} ")
    by_component = dict(markdown_rows(part(pages["matrix"], "By component")))
    for share in answer.row_groups:
        if share.record:
            assert by_component[share.record.label].startswith(f"{share.covered} of {share.of} ")


def test_what_to_review_next_is_what_nothing_covers_and_what_comes_closest(
    pages: dict[str, Page], answer: Coverage
) -> None:
    said = html.unescape(part(pages["matrix"], "What to review next"))
    covered = {cell.row.label for cell in answer.cells if cell.state == "covered"}
    for row in answer.rows:
        assert (f"{row.label}: no provision covers it" in said) == (row.label not in covered)
    nearest = max((cell for cell in answer.cells if cell.state == "weak"), key=lambda cell: cell.confidence)
    assert f"weak at {nearest.confidence:.2f}" in said
