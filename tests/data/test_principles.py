"""Tests of the data, one a principle. A failure names the record, its file and line, and the command that mends it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from xwalk.check.inventory import numbers
from xwalk.knowledge import Knowledge, Record
from xwalk.questions.funding import funding

AREAS = 12
INVENTORY = 441
#: What people type, and the area that they mean.
EVERYDAY_WORDS = {
    "pacing": "area:flexible-pacing",
    "move ahead": "area:flexible-pacing",
    "test out": "area:demonstrating-mastery",
    "voice and choice": "area:student-choice",
    "student choice": "area:student-choice",
    "goal setting": "area:learning-goals",
    "individualized work": "area:individualized-work",
    "one-on-one time": "area:one-on-one-and-small-group-time",
    "laptops": "area:access-to-technology",
    "technology": "area:access-to-technology",
    "knowing my students": "area:knowing-students-as-learners",
    "families and community": "area:knowing-family-and-community",
    "real world": "area:interests-and-real-world-links",
}


def _fail(records: Iterable[Record], what: str, mend: str) -> None:
    lines = [f"{record.file}:{record.line}: {record.name} {what}" for record in records]
    if lines:
        pytest.fail("\n".join([*lines, f"mend: {mend}"]), pytrace=False)


def _records(knowledge: Knowledge, *kinds: str) -> list[Record]:
    return [record for kind in kinds or sorted(knowledge.kinds) for record in knowledge.of_kind(kind)]


def _carriers(knowledge: Knowledge) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for record in _records(knowledge):
        for number in knowledge.values(record, "skos:notation"):
            found.setdefault(number, []).append(record)
    return found


def _promised(knowledge: Knowledge) -> list[str]:
    return [
        number
        for source in knowledge.of_kind("source")
        for run in knowledge.values(source, "xwalk:inventory")
        for number in numbers(run)
    ]


def test_every_number_of_the_inventory_stands_on_one_record(knowledge: Knowledge) -> None:
    carriers = _carriers(knowledge)
    promised = _promised(knowledge)
    assert len(promised) == len(set(promised)) == INVENTORY
    assert [number for number in promised if number not in carriers] == []
    twice = [record for number in promised for record in carriers[number][1:]]
    _fail(twice, "carries a number that another record carries", "keep it on one; xwalk check names both")


def test_at_least_95_percent_of_the_inventory_has_an_anchor_in_its_source(knowledge: Knowledge) -> None:
    carriers = _carriers(knowledge)
    without = sorted(n for n in _promised(knowledge) if not _has_anchor(knowledge, carriers[n][0]))
    assert len(without) <= INVENTORY * 0.05, f"no passage with an anchor: {', '.join(without)}"


def _has_anchor(knowledge: Knowledge, record: Record) -> bool:
    return any(
        knowledge.value(passage, "xwalk:verification") == "machine" and knowledge.value(passage, "oa:exact")
        for passage in knowledge.targets(record, "xwalk:evidence")
    )


def test_every_item_measures_exactly_one_area(knowledge: Knowledge) -> None:
    wrong = [
        item
        for item in knowledge.of_kind("item")
        if len(knowledge.statements_at(item.key, ["xwalk:measures"], inward=False)) != 1
    ]
    assert len(knowledge.of_kind("item")) == 35
    _fail(wrong, "does not measure exactly one area", "edit crosswalks/item--area.sssom.tsv")


def test_every_area_is_part_of_one_component_or_says_that_none_was_found(knowledge: Knowledge) -> None:
    areas = knowledge.of_kind("area")
    assert len(areas) == AREAS
    wrong = []
    for area in areas:
        above = knowledge.statements_at(area.key, ["xwalk:partOf", "skos:relatedMatch"], inward=False)
        joined = [s for s in above if knowledge.record(s.object).kind == "component" and s.predicate == "xwalk:partOf"]
        none = [s for s in above if knowledge.record(s.object).name == "sssom:NoTermFound"]
        if len(joined) + len(none) != 1:
            wrong.append(area)
    _fail(wrong, "is part of no component, or of several", "edit crosswalks/area--component.sssom.tsv")


@pytest.mark.parametrize(("words", "area"), EVERYDAY_WORDS.items())
def test_everyday_words_name_their_area(knowledge: Knowledge, words: str, area: str) -> None:
    assert funding(knowledge, words).topic.name == area


def test_every_provision_says_who_when_and_where(knowledge: Knowledge) -> None:
    wanted = ("xwalk:citation", "schema:legislationIdentifier", "schema:url", "xwalk:duty", "xwalk:textAsOf")
    wrong = [p for p in _records(knowledge, "provision") if not all(knowledge.value(p, each) for each in wanted)]
    _fail(wrong, f"lacks one of {', '.join(wanted)}", "CONTRIBUTING.md shows a provision in full")


def test_all_55_amounts_of_the_law_are_conditions(knowledge: Knowledge) -> None:
    found = {
        number.rstrip("abc")
        for record in _records(knowledge, "condition")
        for number in knowledge.values(record, "skos:notation")
    }
    assert {f"AMT-{number:02}" for number in range(1, 56)} <= found


def test_a_condition_with_a_number_has_comparator_unit_evidence_and_a_base_for_percent(knowledge: Knowledge) -> None:
    wrong = []
    for record in _records(knowledge, "condition"):
        said = {p.predicate for p in knowledge.properties(record)}
        if "xwalk:value" in said:
            wanted = {"xwalk:comparator", "xwalk:unit", "xwalk:evidence"}
            if knowledge.value(record, "xwalk:unit") == "percent":
                wanted.add("xwalk:base")
            if not wanted <= said:
                wrong.append(record)
    _fail(wrong, "has a number without what makes it readable", "add comparator, unit, base and evidence")


def test_all_20_imprecisions_of_the_report_are_remarks_with_both_sides(knowledge: Knowledge) -> None:
    carriers = _carriers(knowledge)
    wrong = []
    for number in (f"IMP-{n:02}" for n in range(1, 21)):
        (remark,) = carriers[number]
        if not (knowledge.value(remark, "xwalk:reportSays") and knowledge.value(remark, "xwalk:lawSays")):
            wrong.append(remark)
    _fail(wrong, "does not say what the report and what the law says", "write xwalk:reportSays and xwalk:lawSays")


def test_no_finding_has_one_number_where_the_source_gives_a_range(knowledge: Knowledge) -> None:
    wrong = [
        finding
        for finding in _records(knowledge, "finding")
        if knowledge.value(finding, "xwalk:comparator") == "between" and knowledge.value(finding, "xwalk:value")
    ]
    _fail(wrong, "has a value beside a range", "keep xwalk:low and xwalk:high")


def test_every_record_can_be_found_by_its_own_label(knowledge: Knowledge) -> None:
    called = {row[0] for row in knowledge.db.execute("SELECT DISTINCT record FROM called WHERE rank = 0")}
    _fail([r for r in _records(knowledge) if r.key not in called], "has no label", "write skos:prefLabel")


def test_the_four_instruments_and_their_twelve_requirements_are_there(knowledge: Knowledge) -> None:
    carriers = _carriers(knowledge)
    numbered = [carriers[f"SRG-{n:02}"][0] for n in range(1, 13)]
    instruments = {i.name for r in numbered for i in knowledge.targets(r, "xwalk:inInstrument")}
    assert instruments == {
        "instrument:nh-ed-306-27",
        "instrument:ri-secondary-design",
        "instrument:vt-act-77",
        "instrument:vt-eqs",
    }
    for name in instruments:
        record = knowledge.by_name(name)
        assert record is not None
        assert knowledge.value(record, "xwalk:citation"), f"{record.file}:{record.line}: write xwalk:citation"
