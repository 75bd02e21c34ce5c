"""Routes from any record to any kind: programs, conditions, what survives when something is left out."""

from __future__ import annotations

import pytest

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.questions.answers import Answer
from xwalk.questions.cross import Cross, cross
from xwalk.questions.funding import funding
from xwalk.questions.parts import Parts
from xwalk.questions.show import show

IN_PROGRAM = "xwalk:inProgram"
Key = tuple[str, str]


def by_key(answers: list[Answer]) -> dict[Key, Answer]:
    return {(answer.record.name, answer.relation): answer for answer in answers}


def one(answer: Cross, record: str, relation: str) -> Answer:
    return by_key(answer.answers)[record, relation]


def named(knowledge: Knowledge, name: str) -> Record:
    record = knowledge.by_name(name)
    assert record is not None, name
    return record


def programs() -> list[str]:
    return [
        f"program:{name}"
        for name in ("direct-student-services", "state-assessment-grants", "title-i-a", "title-ii-a", "title-iv-a")
    ]


# A program stands for the provisions that belong to it


@pytest.mark.parametrize("program", programs())
@pytest.mark.parametrize("kind", ["area", "practice"])
def test_a_program_says_what_its_provisions_say_and_nothing_else(knowledge: Knowledge, program: str, kind: str) -> None:
    members = knowledge.pointing_at(named(knowledge, program), IN_PROGRAM)
    best: dict[Key, float] = {}
    routes: dict[Key, int] = {}
    for provision in members:
        for key, answer in by_key(cross(knowledge, provision.name, kind).answers).items():
            best[key] = max(best.get(key, 0.0), answer.confidence)
            routes[key] = routes.get(key, 0) + answer.routes
    found = by_key(cross(knowledge, program, kind, max_hops=7).answers)
    assert {key: answer.confidence for key, answer in found.items()} == pytest.approx(best)
    assert {key: answer.routes for key, answer in found.items()} == routes


def test_every_program_is_tested_and_most_of_them_pay_for_something(knowledge: Knowledge) -> None:
    assert [record.name for record in knowledge.of_kind("program")] == programs()
    paying = [name for name in programs() if cross(knowledge, name, "practice").answers]
    assert len(paying) >= 4


def test_title_iv_a_could_pay_for_devices_under_the_section_and_the_limit_that_bind_them(knowledge: Knowledge) -> None:
    found = one(cross(knowledge, "Title IV-A", "practice"), "practice:one-to-one-devices", "xwalk:funds")
    label = "Title IV-A student support and academic enrichment grants"
    assert found.sentence == f"{label} could pay for “One-to-one devices”, under ESEA sec. 4109(a)(2)(B)"
    assert found.under == "ESEA sec. 4109(a)(2)(B)"
    assert [step.predicate for step in found.route] == [IN_PROGRAM, "xwalk:funds"]
    assert found.url == "https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title20-section7119"
    assert ("15", "percent") in {(condition.value, condition.unit) for condition in found.conditions}
    assert "Local educational agency" in found.recipients


def test_a_longer_route_of_a_program_names_the_section_and_what_stands_between(knowledge: Knowledge) -> None:
    found = one(cross(knowledge, "Title IV-A", "area"), "area:flexible-pacing", "xwalk:fundsToward")
    assert found.sentence.endswith("“Flexible pacing”, under ESEA sec. 4109(a)(4), by way of “Blended learning”")


def test_a_topic_is_crossed_to_the_programs_too(knowledge: Knowledge) -> None:
    found = by_key(cross(knowledge, "one-to-one devices", "program").answers)
    assert ("program:title-iv-a", "xwalk:fundsPartOf") in found


def test_a_denial_of_a_provision_binds_its_program(knowledge: Knowledge) -> None:
    answer = cross(knowledge, "Title IV-A", "area")
    denied = {each.record.name for each in answer.blocked}
    assert "area:knowing-family-and-community" in denied
    assert not [a for a in answer.answers if a.record.name == "area:knowing-family-and-community"]


def test_funding_sends_a_program_to_cross(knowledge: Knowledge) -> None:
    for words in ("Title IV-A", "program:title-iv-a"):
        with pytest.raises(UsageError) as caught:
            funding(knowledge, words)
        assert caught.value.hint == "xwalk cross program:title-iv-a --to area"


def test_a_program_is_shown_with_its_provisions_once(knowledge: Knowledge) -> None:
    shown = show(knowledge, "Title IV-A")
    named_by = [record.name for _, label, record in shown.mentions if label == "in program"]
    assert len(named_by) == len(set(named_by)) > 50
    assert shown.statements == []


# What binds an answer is read from the record whose words it rests on


@pytest.mark.parametrize("name", ["provision:esea-4109-a-4", "provision:esea-1003a-c-3-D", "provision:esea-2103-b-3-E"])
def test_conditions_of_a_provision_stand_with_its_answers(knowledge: Knowledge, name: str) -> None:
    record = named(knowledge, name)
    expected = [condition.id for condition in Parts(knowledge).conditions(record)]
    assert expected
    for kind in ("area", "practice", "component", "program"):
        for answer in cross(knowledge, name, kind).answers:
            assert [condition.id for condition in answer.conditions] == expected, answer.sentence
            assert answer.recipients


def test_what_changed_later_stands_with_the_answers_of_a_state_rule(knowledge: Knowledge) -> None:
    answers = cross(knowledge, "requirement:vt-proficiency-based-graduation", "area").answers
    assert answers
    assert all("later change" in [caution.type for caution in answer.cautions] for answer in answers)


# Does the answer survive?


def statements(knowledge: Knowledge, answer: Answer) -> list[Statement]:
    names = {step.id for step in answer.route}
    return [s for step in answer.route for s in knowledge.statements_of(step.subject) if s.name in names]


@pytest.mark.parametrize("without", ["area--component", "partOf", "xwalk:advances", "kb/practices.ttl"])
def test_each_answer_survives_is_lost_or_changes(knowledge: Knowledge, without: str) -> None:
    before = by_key(cross(knowledge, "pacing", "provision").answers)
    answer = cross(knowledge, "pacing", "provision", without=without)
    after = by_key(answer.answers)
    changed = {(change.record.name, change.relation): change for change in answer.changes}
    assert set(changed) == {
        key
        for key in before.keys() | after.keys()
        if key not in before
        or key not in after
        or (before[key].confidence, before[key].routes) != (after[key].confidence, after[key].routes)
    }
    assert answer.survive == len(before.keys() & after.keys() - changed.keys())
    local = without.rpartition(":")[2]
    for found in after.values():
        for statement in statements(knowledge, found):
            assert local not in (statement.predicate.rpartition(":")[2], statement.source.rpartition(":")[2])
            assert statement.file != without


def test_a_statement_is_left_out_by_its_name_and_a_curator_by_hers(knowledge: Knowledge) -> None:
    best = cross(knowledge, "pacing", "provision").answers[0]
    for step in best.route:
        without = cross(knowledge, "pacing", "provision", without=step.id)
        assert any(change.record == best.record and change.after != change.before for change in without.changes)
    nobody = cross(knowledge, "pacing", "provision", without="The xwalk maintainers")
    assert (nobody.answers, nobody.survive) == ([], 0)
    assert all(change.after is None for change in nobody.changes)


def test_what_only_a_denial_held_back_is_gained_without_it(knowledge: Knowledge) -> None:
    topic = "area:knowing-family-and-community"
    denial = next(b.denial for b in cross(knowledge, topic, "provision").blocked if len(b.route) > 1)
    answer = cross(knowledge, topic, "provision", without=denial.id)
    gained = [change for change in answer.changes if change.before is None]
    assert denial.subject in [change.record for change in gained]
    assert all(change.after is not None and change.routes_before == 0 for change in gained)


def test_a_threshold_says_how_many_answers_it_leaves_out(knowledge: Knowledge) -> None:
    every = cross(knowledge, "pacing", "provision").answers
    kept = cross(knowledge, "pacing", "provision", min_confidence=0.5)
    low = [answer for answer in every if answer.confidence < 0.5]
    assert len(kept.answers) == len(every) - len(low)
    assert kept.cut == f"{len(low)} answers below 0.5 left out"
    assert cross(knowledge, "pacing", "provision", min_confidence=0.01).cut is None


def test_a_bound_on_steps_says_what_it_leaves_out(knowledge: Knowledge) -> None:
    answer = cross(knowledge, "pacing", "provision", max_hops=1, min_confidence=0.6)
    assert answer.cut == "routes of more than 1 step were not followed; 1 answer below 0.6 left out"


@pytest.mark.parametrize("words", ["nobody", "%", "_artOf", "statement:000000000000", ":"])
def test_nothing_to_leave_out_is_refused(knowledge: Knowledge, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        cross(knowledge, "pacing", "provision", without=words)
    assert caught.value.message == f"no statement, relation, source or curator is called “{words}”"
