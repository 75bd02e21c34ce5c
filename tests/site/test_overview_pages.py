"""What holds for every overview page: money is never shortened, strange text stays text, nothing depends on chance."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from drawn import pictures, tables

from xwalk import open_knowledge
from xwalk.knowledge import Knowledge
from xwalk.site.atlas import Atlas
from xwalk.site.findings import findings_pages
from xwalk.site.framework import framework_pages
from xwalk.site.matrix import matrix_pages
from xwalk.site.money import money_pages
from xwalk.site.page import Page
from xwalk.site.states import states_pages
from xwalk.site.topics import topics_pages

#: Words that say more than that a text names a use of money, or leave out for what.
SHORTENED = r"\bpays for\b|could pay(?! for\b)"
STRANGE = "<script>alert(1)</script> | *bold* {#x} <svg onload=1> ]]> עברית " + "long" * 60


def overview(knowledge: Knowledge) -> Iterator[Page]:
    """Every overview page."""
    atlas = Atlas(knowledge)
    for each in (topics_pages, matrix_pages, findings_pages, states_pages, framework_pages, money_pages):
        yield from each(atlas)


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge) -> dict[str, Page]:
    return {page.path: page for page in overview(knowledge)}


def test_money_is_never_shortened(pages: dict[str, Page]) -> None:
    said = [path for path, page in pages.items() if re.search(SHORTENED, html.unescape(page.body))]
    assert said == []


def test_the_framework_page_counts_what_it_lists(pages: dict[str, Page], knowledge: Knowledge) -> None:
    body = html.unescape(pages["framework"].body)
    for element in knowledge.of_kind("element"):
        assert f"[{element.label}](" in body
    for item in knowledge.of_kind("item"):
        area = next(s for s in knowledge.statements_of(item) if s.predicate == "xwalk:measures")
        if knowledge.record(area.object).name != "area:access-to-technology":
            assert f"[{item.label}](" in body
    assert re.search(r"\| \[Learner Focused\]\(#[^)]*\) \| 8 \|", body)


def test_two_runs_write_the_same_bytes(pages: dict[str, Page]) -> None:
    again = {page.path: page.markdown(page.title) for page in overview(open_knowledge())}
    assert {path: page.markdown(page.title) for path, page in pages.items()} == again


def test_no_two_pages_share_a_place(knowledge: Knowledge, pages: dict[str, Page]) -> None:
    atlas = Atlas(knowledge)
    places = [*pages, *(atlas.place(record) for record in atlas.records)]
    assert len(places) == len(set(places))


def test_strange_text_stays_text_in_words_tables_and_pictures(write_pack: Callable[..., Path]) -> None:
    head = "\n".join(
        f"@prefix {name}: <https://w3id.org/xwalk/{name}/> ."
        for name in ("area", "component", "finding", "item", "jurisdiction", "pilot", "program", "provision", "sample")
    )
    label = f'skos:prefLabel "{STRANGE}"@en ; skos:definition "{STRANGE}"@en'
    pack = write_pack(
        {
            "kb/strange.ttl": f"""
            {head}
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            @prefix xwalk: <https://w3id.org/xwalk/ontology/> .
            area:strange a xwalk:Area ; {label} .
            component:strange a xwalk:Component ; {label} .
            sample:strange a xwalk:Sample ; {label} .
            jurisdiction:strange a xwalk:Jurisdiction ; {label} .
            pilot:strange a xwalk:Pilot ; {label} ; xwalk:jurisdiction jurisdiction:strange .
            program:strange a xwalk:Program ; {label} .
            provision:strange a xwalk:Provision ; {label} ; xwalk:inProgram program:strange ;
                xwalk:citation "{STRANGE}" .
            finding:strange a xwalk:Finding ; {label} ; xwalk:type "survey" ; xwalk:comparator "more than" ;
                xwalk:value 60 ; xwalk:unit "percent" ; xwalk:respondent "students" ; xwalk:gradeBand "{STRANGE}" ;
                xwalk:base "{STRANGE}"@en ; xwalk:about area:strange .
            """
        }
    )
    shown = 0
    for page in overview(open_knowledge(pack)):
        assert "<script>alert" not in page.body
        assert "<svg onload" not in page.body
        assert "*bold*" not in page.body
        shown += "alert" in page.body
        pictures(page)
        tables(page.body)
    assert shown >= 8
