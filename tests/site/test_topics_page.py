"""The overview of topics: its picture, its table and its words say what ``xwalk funding`` answers."""

from __future__ import annotations

import html

import pytest
from drawn import markdown_rows, part, pictures, plain

from xwalk.knowledge import Knowledge, Record
from xwalk.questions.funding import funding
from xwalk.site.atlas import Atlas
from xwalk.site.page import Page
from xwalk.site.topics import topics_pages

MONEY = ("xwalk:funds", "xwalk:fundsPartOf", "xwalk:fundsToward")


@pytest.fixture(scope="module")
def page(knowledge: Knowledge) -> Page:
    return next(topics_pages(Atlas(knowledge)))


def counted(knowledge: Knowledge, area: Record) -> list[int]:
    """The provisions under each relation of money, each under the first by which it answers."""
    first: dict[str, str] = {}
    for answer in funding(knowledge, area.name).answers:
        first.setdefault(answer.record.name, answer.relation)
    return [list(first.values()).count(relation) for relation in MONEY]


def test_the_table_counts_what_funding_answers(page: Page, knowledge: Knowledge) -> None:
    rows = {row[0]: row[1:] for row in markdown_rows(part(page, "Federal levers by topic"))}
    for area in knowledge.of_kind("area"):
        numbers = counted(knowledge, area)
        assert rows[area.label] == [str(each) for each in [*numbers, sum(numbers)]]


def test_the_picture_draws_as_many_blocks_as_the_table_counts(page: Page, knowledge: Knowledge) -> None:
    (picture,) = pictures(page)
    edges = [each for each in picture if each.get("class") == "xw-lever xw-edge"]
    fills = [each for each in picture if each.get("class") == "xw-lever"]
    names = {words.text: float(words.get("y", "0")) for words in picture if "xw-strong" in (words.get("class") or "")}
    for area in knowledge.of_kind("area"):
        numbers = counted(knowledge, area)
        y = f"{names[f'{area.label}: {sum(numbers)}'] + 7:g}"
        blocks = [each for each in edges if each.get("y") == y]
        size = float(blocks[0].get("height", "0"))
        drawn = [
            float(inside.get("height", "0")) / size
            for block in blocks
            for inside in fills
            if inside.get("x") == block.get("x") and 0 <= float(inside.get("y", "0")) - float(y) < size
        ]
        assert [drawn.count(1.0), drawn.count(0.5), len(blocks) - len(drawn)] == numbers, area.label


def test_each_topic_names_its_strongest_lever_its_definition_and_its_survey(page: Page, knowledge: Knowledge) -> None:
    for area in knowledge.of_kind("area"):
        said = html.unescape(part(page, area.label))
        best = next(each for each in funding(knowledge, area.name).answers if each.relation in MONEY)
        assert f"{best.sentence}]" in said
        assert f"{best.status}</span> {best.confidence:.2f}" in said
        assert knowledge.value(area, "skos:definition") in said
        items = [s for s in knowledge.statements_of(area) if s.predicate == "xwalk:measures"]
        assert f"{len(items)} item" in said


def test_a_topic_tells_what_states_require_of_it(page: Page) -> None:
    said = plain(part(page, "Flexible pacing"))
    assert "requires work toward it: New Hampshire derived 0.49" in said
    assert "Vermont derived 0.49" in said
    assert "nothing recorded of a state reaches it" in plain(part(page, "Access to technology"))


def test_a_topic_opens_its_page_its_answer_and_its_brief(page: Page, knowledge: Knowledge) -> None:
    for area in knowledge.of_kind("area"):
        local = area.name.partition(":")[2]
        said = part(page, area.label)
        for address in (f"(area/{local}.md)", f'href="../ask/#topic={local}"', f'href="../brief/{local}/"'):
            assert address in said
