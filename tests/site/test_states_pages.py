"""States side by side, as ``xwalk compare`` answers; the page of a state holds all that is recorded of it."""

from __future__ import annotations

import html
import re

import pytest
from drawn import markdown_rows, part, plain

from xwalk.knowledge import Knowledge
from xwalk.questions.compare_states import ONLY_NAMED, ONLY_WHOLE, States, compare_states
from xwalk.site.atlas import Atlas
from xwalk.site.page import Page
from xwalk.site.places import states_with_pilots_only, states_with_rules
from xwalk.site.states import states_pages

HEADINGS = {ONLY_WHOLE: "Duties that name only the whole", ONLY_NAMED: "Also named by a rule"}


@pytest.fixture(scope="module")
def pages(knowledge: Knowledge) -> dict[str, Page]:
    return {page.path: page for page in states_pages(Atlas(knowledge))}


@pytest.fixture(scope="module")
def answer(knowledge: Knowledge) -> States:
    return compare_states(knowledge, ["NH", "RI", "VT"])


def test_states_with_rules_stand_apart_from_those_with_pilots_only(knowledge: Knowledge) -> None:
    assert [place.label for place in states_with_rules(knowledge)] == ["New Hampshire", "Rhode Island", "Vermont"]
    piloting = [place.label for place in states_with_pilots_only(knowledge)]
    assert piloting == ["Florida", "Idaho", "Illinois", "Nevada", "Ohio", "Utah"]


def test_every_cell_says_the_strongest_that_compare_answers(
    pages: dict[str, Page], answer: States, knowledge: Knowledge
) -> None:
    for row in answer.rows:
        said = part(pages["states"], HEADINGS.get(row.sort, "States with rules, side by side"))
        shown = {cells[0]: cells[1:] for cells in markdown_rows(said)}
        if not any(cell.answers for cell in row.cells):
            assert row.record.label not in shown
            continue
        for cell, words in zip(row.cells, shown[row.record.label], strict=True):
            if not cell.answers:
                assert words == "–"
            else:
                best = cell.answers[0]
                phrase = knowledge.rules.relations[best.relation].phrase
                more = len({each.record.name for each in cell.answers}) - 1
                also = f", and {more} more" if more else ""
                assert words == f"{phrase} it {best.status} {best.confidence:.2f}{also}"


def test_what_one_has_and_another_lacks_is_that_of_compare(pages: dict[str, Page], answer: States) -> None:
    said = plain(part(pages["states"], "What one has and another lacks"))
    for each in answer.differences:
        if each.lacking:
            assert f"{each.record.label}: " in said
        for held in each.held if each.lacking else []:
            assert f"{held.status} {held.confidence:.2f}" in said
    assert (
        f"All of them name or reach {' and '.join(e.record.label for e in answer.differences if not e.lacking)}" in said
    )


def test_money_that_backs_a_rule_stands_apart_from_money_on_the_same_topic(
    pages: dict[str, Page], answer: States
) -> None:
    backs = html.unescape(part(pages["states"], "Federal money that could back what a rule names"))
    topic = html.unescape(part(pages["states"], "Federal money on the same topic only"))
    named = {backing.says.object.label for duty in answer.duties for backing in duty.backing}
    assert named
    assert all(f"[{label}]" in backs for label in named)
    apart = [row.record.label for row in answer.rows if any(not each.backs for each in row.money)]
    assert apart
    assert all(f"[{label}]" in topic for label in apart)
    assert "Nothing says that this money may go to what a rule asks" in topic


@pytest.mark.parametrize("code", ["NH", "RI", "VT", "FL", "ID", "IL", "NV", "OH", "UT"])
def test_the_page_of_a_state_holds_every_rule_with_what_changed_and_what_is_open(
    code: str, pages: dict[str, Page], knowledge: Knowledge
) -> None:
    said = html.unescape(pages[f"states/{code.casefold()}"].body)
    for duty in compare_states(knowledge, [code]).duties:
        assert f"### {duty.record.label}" in said
        assert duty.citation in said
        for text in [*(each.text for each in duty.cautions), *duty.ambiguity, *duty.unknown]:
            assert text in said
        for step in duty.says:
            assert f"{step.object.label}](" in said
        for backing in duty.backing:
            assert f"[{backing.answer.sentence}](" in said
        if duty.instrument:
            later = knowledge.values(duty.instrument, "xwalk:laterChange")
            assert all(text in said for text in later)
    assert "took any optional federal reservation is not known" in said


def test_what_nobody_verified_is_counted_on_the_overview(pages: dict[str, Page], answer: States) -> None:
    said = plain(part(pages["states"], "Not known"))
    for place in answer.states:
        points = sum(each.state == place and each.record is not None for each in answer.unknown)
        assert f"{place.label}: {points} points of its rules were not verified" in said


@pytest.mark.parametrize("code", ["NH", "RI", "VT", "FL", "ID", "IL", "NV", "OH", "UT"])
def test_a_state_begins_with_what_its_law_names_and_what_it_requires_stands_first(
    code: str, pages: dict[str, Page], knowledge: Knowledge
) -> None:
    shown = list(markdown_rows(part(pages[f"states/{code.casefold()}"], "In short")))[1:]
    rules = knowledge.rules
    for duty in compare_states(knowledge, [code]).duties:
        for step in duty.says:
            wanted = f"{rules.phrase(step.predicate)} {step.object.label}"
            row = next(row for row in shown if row[0] == wanted and row[2] == f"{step.status} {step.confidence:.2f}")
            assert duty.record.label in row[1]
    required = [row[0].startswith("requires") for row in shown if not row[0].startswith("---")]
    assert required == sorted(required, reverse=True)
    assert not any("derived" in row[2] for row in shown)


def test_what_holds_of_a_whole_instrument_is_said_once(pages: dict[str, Page]) -> None:
    said = html.unescape(pages["states/vt"].body)
    assert said.count("It was proposed to carry out Act 1 of 2019") == 1
    assert "**Text read as of:** August 2024" in said
    for rule in re.split(r"^### ", said, flags=re.MULTILINE):
        lines = [line for line in rule.splitlines() if line.startswith("- ")]
        assert len(lines) == len(set(lines))


def test_a_state_leads_to_its_memos(pages: dict[str, Page], knowledge: Knowledge) -> None:
    said = part(pages["states/vt"], "Policy memos")
    assert "(../brief/flexible-pacing--vt.md)" in said
    assert said.count("](") == len(knowledge.of_kind("area"))
    assert "Policy memos" not in pages["states/fl"].body
