"""The findings explorer: each number stands and is drawn as its source gives it, never more exact."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from drawn import Element, part, pictures, tables, words

from xwalk.knowledge import Knowledge, Record
from xwalk.site.atlas import Atlas
from xwalk.site.finding_marks import Number, number_of, share_strip
from xwalk.site.findings import findings_pages
from xwalk.site.page import Page

if TYPE_CHECKING:
    from playwright.sync_api import Page as Tab


@pytest.fixture(scope="module")
def page(knowledge: Knowledge) -> Page:
    return next(findings_pages(Atlas(knowledge)))


@pytest.fixture(scope="module")
def rows(page: Page) -> dict[str, Element]:
    """The row of each finding, by its name."""
    found: dict[str, Element] = {}
    for table in tables(page.body):
        for row in table.iter("tr"):
            if row.get("data-type"):
                link = row.find("th/a")
                assert link is not None
                name = (link.get("href") or "").rstrip("/").rpartition("/")[2]
                assert name not in found
                found[name] = row
    return found


def local(record: Record) -> str:
    return record.name.partition(":")[2]


def test_every_finding_stands_once(rows: dict[str, Element], knowledge: Knowledge) -> None:
    assert sorted(rows) == sorted(map(local, knowledge.of_kind("finding")))


def test_every_number_stands_with_its_own_words(rows: dict[str, Element], knowledge: Knowledge) -> None:
    for finding in knowledge.of_kind("finding"):
        said = knowledge.said(finding)
        cell = rows[local(finding)].find("td")
        assert cell is not None
        if "xwalk:low" in said:
            assert f"between {said['xwalk:low']} and {said['xwalk:high']}" in words(cell)
        elif "xwalk:value" in said:
            before = "" if said["xwalk:comparator"] == "exactly" else f"{said['xwalk:comparator']} "
            strong = cell.find(".//strong")
            assert strong is not None
            assert words(strong) == f"{before}{said['xwalk:value']} {said['xwalk:unit']}"


def test_every_mark_stands_at_its_number_and_says_its_comparator(
    rows: dict[str, Element], knowledge: Knowledge
) -> None:
    open_marks = {"more than", "less than", "nearly", "slightly more than", "slightly less than"}
    drawn = 0
    for finding in knowledge.of_kind("finding"):
        picture = rows[local(finding)].find("td//svg")
        number = number_of(knowledge, finding)
        if picture is None:
            continue
        assert number is not None
        drawn += 1
        dots = list(picture.iter("circle"))
        if number.comparator == "between":
            (bar,) = list(picture.iter("rect"))
            assert bar.get("x") == f"{number.low}%"
            assert bar.get("width") == f"{float(number.high) - float(number.low):g}%"
            assert dots == []
        else:
            (dot,) = dots
            assert [each.get("x") for each in picture.iter("svg")][1:] == [f"{number.value}%"]
            kind = "xw-dot-open" if number.comparator in open_marks else "xw-dot"
            soft = number.comparator in {"about", "similar to"}
            assert dot.get("class") == ("xw-dot-soft" if soft else kind)
            arrows = [each.get("d") or "" for each in picture.iter("path")]
            assert bool(arrows) == (number.comparator in open_marks | {"at least", "at most"})
            if arrows:
                rightward = number.comparator in {"more than", "slightly more than", "at least"}
                assert ("H-" not in arrows[0]) == rightward
    shares = [each for each in knowledge.of_kind("finding") if knowledge.value(each, "xwalk:type") == "survey"]
    assert drawn == len(shares)


@pytest.mark.parametrize(
    ("comparator", "kind", "arrow"),
    [
        ("exactly", "xw-dot", ""),
        ("about", "xw-dot-soft", ""),
        ("similar to", "xw-dot-soft", ""),
        ("more than", "xw-dot-open", "H26"),
        ("less than", "xw-dot-open", "H-26"),
        ("at least", "xw-dot", "H26"),
        ("at most", "xw-dot", "H-26"),
        ("nearly", "xw-dot-open", "H-15"),
        ("slightly less than", "xw-dot-open", "H-15"),
        ("slightly more than", "xw-dot-open", "H15"),
    ],
)
def test_a_comparator_has_a_mark_of_its_own(comparator: str, kind: str, arrow: str) -> None:
    number = Number(comparator, "60", "", "", "percent")
    drawn = share_strip(number, "x")
    assert f"<title>{number.words}</title>" in drawn
    assert f'class="{kind}"' in drawn
    assert (arrow in drawn) if arrow else ("xw-arrow" not in drawn)


def test_what_is_not_said_stands_beside_the_number(rows: dict[str, Element], knowledge: Knowledge) -> None:
    for finding in knowledge.of_kind("finding"):
        unclear = knowledge.values(finding, "xwalk:ambiguity")
        notes = rows[local(finding)].findall(".//details//li")
        assert len(notes) >= len(unclear)
        summary = rows[local(finding)].find(".//summary")
        assert (summary is not None) == bool(notes)
        if summary is not None:
            assert words(summary) == f"Read with care ({len(notes)})"


def test_grade_bands_of_one_question_stand_together(page: Page) -> None:
    said = part(page, "The same question, by grade band")
    (table,) = tables(said)
    bodies = {words(body[0]): [row.findtext(".//strong") for row in body[1:]] for body in table.findall("tbody")}
    world = next(rows for name, rows in bodies.items() if name.startswith("Student: teacher links"))
    assert world == ["55 percent", "about 40 percent", "about 35 percent"]
    assert all(len(rows) > 1 for rows in bodies.values())


def test_samples_are_explained(page: Page, knowledge: Knowledge) -> None:
    said = part(page, "Who was asked")
    for sample in knowledge.of_kind("sample"):
        assert sample.label in said
    assert "more than 3,600 teachers" in said


def test_every_picture_is_named_and_described(page: Page, rows: dict[str, Element]) -> None:
    assert len(pictures(page)) > sum(row.find("td//svg") is not None for row in rows.values())


def test_filters_narrow_the_findings_and_the_address_keeps_them(
    site_url: str, browser_page: Tab, rows: dict[str, Element]
) -> None:
    browser_page.goto(f"{site_url}findings/")
    count = browser_page.locator(".xw-filters output")
    assert count.inner_text() == f"{len(rows)} of {len(rows)} findings shown"
    browser_page.get_by_label("Who answered").select_option("students")
    browser_page.get_by_label("Grade band").select_option("middle")
    wanted = [
        name
        for name, row in rows.items()
        if (row.get("data-respondent"), row.get("data-grades")) == ("students", "middle")
    ]
    assert count.inner_text() == f"{len(wanted)} of {len(rows)} findings shown"
    assert browser_page.locator("tr[data-type]:visible").count() == len(wanted) > 0
    browser_page.reload()
    assert count.inner_text() == f"{len(wanted)} of {len(rows)} findings shown"
    browser_page.get_by_role("button", name="Show all").click()
    assert browser_page.locator("tr[data-type]:visible").count() == len(rows)
