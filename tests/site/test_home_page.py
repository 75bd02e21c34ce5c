"""The home page: each question leads to the page that answers it, and a gap is called by its name."""

from __future__ import annotations

import pytest
from drawn import part, plain

from xwalk.knowledge import Knowledge
from xwalk.questions.coverage import COVERED, coverage
from xwalk.site.atlas import Atlas
from xwalk.site.home import home_page
from xwalk.site.page import Page
from xwalk.site.places import state_path, states_with_rules_or_pilots


@pytest.fixture(scope="module")
def page(knowledge: Knowledge) -> Page:
    return home_page(Atlas(knowledge))


def test_a_state_is_one_step_away(page: Page, knowledge: Knowledge) -> None:
    said = part(page, "What does my state require?")
    for place in states_with_rules_or_pilots(knowledge):
        assert f"[{place.label}]({state_path(Atlas(knowledge), place)}.md)" in said


def test_the_gaps_are_named(page: Page, knowledge: Knowledge) -> None:
    said = plain(part(page, "Where are the gaps?"))
    found = coverage(knowledge, "area", "provision")
    reached = {cell.row.key for cell in found.cells if cell.state == COVERED}
    gaps = [area.label for area in found.rows if area.key not in reached]
    assert gaps
    assert f"Not reached so: {' and '.join(gaps)}" in said
    counted = {share.record.label for share in found.row_groups if share.record}
    for component in knowledge.of_kind("component"):
        assert component.label in said
        assert component.label in counted or f"{component.label}: the survey has no topic here" in said
