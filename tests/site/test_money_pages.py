"""The money pages: every share and sum of a program, once, in the picture and in the table, with its source."""

from __future__ import annotations

import html

import pytest
from drawn import markdown_rows, part, pictures, words

from xwalk.knowledge import Knowledge, Record
from xwalk.site.atlas import Atlas
from xwalk.site.money import money_pages
from xwalk.site.page import Page
from xwalk.site.programs import by_program, slug

PROGRAMS = ["direct-student-services", "state-assessment-grants", "title-i-a", "title-ii-a", "title-iv-a"]


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge) -> dict[str, Page]:
    return {page.path: page for page in money_pages(Atlas(knowledge))}


def amounts(knowledge: Knowledge, program: str) -> dict[str, Record]:
    """The conditions of a program's provisions that set a share or a sum, by name, read from what they say."""
    record = knowledge.by_name(f"program:{program}")
    found = {}
    for provision in by_program(knowledge)[record]:
        for section in knowledge.ancestors(provision, "dcterms:isPartOf"):
            for condition in knowledge.pointing_at(section, "xwalk:binds"):
                said = knowledge.said(condition)
                sized = "xwalk:value" in said and said.get("xwalk:unit") in ("percent", "USD")
                if sized or said.get("xwalk:comparator") in ("remainder", "a portion"):
                    found[condition.name] = condition
    return found


def sized(knowledge: Knowledge, condition: Record) -> str:
    """How large an amount is, as a reader would say it."""
    said = knowledge.said(condition)
    comparator = said["xwalk:comparator"]
    if comparator in ("remainder", "a portion"):
        return {"remainder": "the remainder"}.get(comparator, comparator)
    value = said["xwalk:value"]
    number = f"${int(value):,}" if said["xwalk:unit"] == "USD" else f"{value} percent"
    return number if comparator == "exactly" else f"{comparator} {number}"


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_table_holds_every_share_and_sum_with_its_base_its_bearer_and_its_source(
    program: str, pages: dict[str, Page], knowledge: Knowledge
) -> None:
    rows = [row for row in markdown_rows(part(pages[f"money/{program}"], "The way of the money")) if row[0].isdigit()]
    held = amounts(knowledge, program)
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(held) + 1)]
    for condition in held.values():
        (row,) = [each for each in rows if each[1].startswith(f"{condition.label}: ")]
        assert row[1].startswith(f"{condition.label}: {sized(knowledge, condition)}")
        assert knowledge.value(condition, "xwalk:base") in row[1]
        for bearer in knowledge.targets(condition, "xwalk:bearer"):
            assert bearer.label in row[2]
        assert row[3].startswith(knowledge.value(condition, "xwalk:citation").partition(";")[0])
        assert "official text" in row[3]


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_picture_holds_the_same_amounts_under_the_same_numbers(
    program: str, pages: dict[str, Page], knowledge: Knowledge
) -> None:
    page = pages[f"money/{program}"]
    (picture,) = pictures(page)
    said = words(picture).casefold()
    numbers = [each.text for each in picture if each.get("text-anchor") == "middle"]
    rows = [row for row in markdown_rows(part(page, "The way of the money")) if row[0].isdigit()]
    assert numbers == [row[0] for row in rows]
    lines = " ".join(
        each.text or "" for each in picture if each.tag == "text" and not each.get("text-anchor")
    ).casefold()
    for condition in amounts(knowledge, program).values():
        cited = knowledge.value(condition, "xwalk:citation").partition(";")[0].casefold()
        value = knowledge.value(condition, "xwalk:value")
        number = f"{int(value):,}" if value.isdigit() else value
        assert condition.label.casefold() in lines
        assert number in said
        assert cited in lines


def test_money_goes_down_from_the_government_to_the_districts(pages: dict[str, Page]) -> None:
    drawn = words(pictures(pages["money/title-iv-a"])[0])
    order = ["FEDERAL", "ESEA sec. 4103: ", "STATE", "ESEA sec. 4105: ", "LOCAL"]
    places = [drawn.index(each) for each in order]
    assert places == sorted(places)
    students = words(pictures(pages["money/direct-student-services"])[0])
    assert "FEDERAL" not in students
    assert students.index("STATE") < students.index("ESEA sec. 1003A: ") < students.index("LOCAL")


def test_a_program_that_orders_no_share_passed_on_draws_no_district(pages: dict[str, Page]) -> None:
    drawn = words(pictures(pages["money/state-assessment-grants"])[0])
    assert "LOCAL" not in drawn
    assert "State educational agency" in drawn


def test_a_use_says_what_the_given_statement_says(pages: dict[str, Page]) -> None:
    said = html.unescape(part(pages["money/direct-student-services"], "Uses that the text names"))
    assert "could pay for components of [Personalized learning" in said
    assert "ESEA sec. 1003A(c)(3)(D)" in said


def test_the_overview_counts_each_program(pages: dict[str, Page], knowledge: Knowledge) -> None:
    rows = {row[0]: row for row in markdown_rows(pages["money"].body)}
    for program, provisions in by_program(knowledge).items():
        if program:
            row = rows[program.label]
            assert (row[2], row[4]) == (str(len(provisions)), str(len(amounts(knowledge, slug(program)))))
