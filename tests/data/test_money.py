"""What may be called funding, and what never: the answers that people would act on."""

from __future__ import annotations

import pytest

from xwalk.knowledge import Knowledge
from xwalk.questions.answers import Answer
from xwalk.questions.funding import Funding, funding

AREAS = [
    "access-to-technology",
    "demonstrating-mastery",
    "flexible-pacing",
    "individualized-work",
    "interests-and-real-world-links",
    "knowing-family-and-community",
    "knowing-student-interests",
    "knowing-students-as-learners",
    "learning-goals",
    "one-on-one-and-small-group-time",
    "progress-and-reflection",
    "student-choice",
]
MONEY = {"xwalk:funds", "xwalk:fundsComponentsOf", "xwalk:fundsPartOf", "xwalk:fundsToward"}
#: Provisions that give an authority, ask for an assessment or a promise, hold to account, define, or repeal.
NEVER = ("esea-1204", "esea-4106", "esea-1111-b", "esea-1111-c", "essa-hqt-repeal", "esea-4102", "esea-4101")


def _money(answer: Funding) -> list[Answer]:
    return [each for each in answer.answers if each.relation in MONEY]


def _one(answer: Funding, record: str, relation: str) -> Answer:
    (found,) = [a for a in answer.answers if a.record.name == record and a.relation == relation]
    return found


@pytest.mark.parametrize("area", AREAS)
def test_no_authority_assessment_assurance_or_repeal_ever_pays(knowledge: Knowledge, area: str) -> None:
    for answer in _money(funding(knowledge, f"area:{area}")):
        name = answer.record.name.removeprefix("provision:")
        assert not name.startswith(NEVER), f"{answer.sentence}; statements: {[s.id for s in answer.route]}"
        assert answer.duty not in ("authority", "assessment", "assurance", "repeal", "definition"), answer.sentence


def test_no_stated_or_asserted_row_makes_such_a_provision_pay(knowledge: Knowledge) -> None:
    for provision in knowledge.of_kind("provision"):
        if knowledge.value(provision, "xwalk:duty") in ("authority", "assessment", "assurance", "repeal", "definition"):
            rows = [s for s in knowledge.statements_at(provision.key, sorted(MONEY), inward=False) if not s.negated]
            assert rows == [], f"{rows[0].file}:{rows[0].line}: {provision.name} pays for nothing; remove the row"


@pytest.mark.parametrize("area", AREAS)
def test_every_answer_carries_its_route_and_every_step_its_evidence_or_reason(knowledge: Knowledge, area: str) -> None:
    answer = funding(knowledge, f"area:{area}")
    for each in answer.answers:
        assert each.route, each.sentence
        assert each.route[0].subject == each.record
        for step in each.route:
            assert step.evidence or step.comment, f"{step.id} stands on nothing"
            if step.status == "stated":
                assert step.evidence, f"{step.id} is stated without evidence"
        if len(each.route) > 1:
            assert each.status == "derived"


def test_section_1003a_could_pay_for_pacing_as_part_of_components(knowledge: Knowledge) -> None:
    found = _one(funding(knowledge, "flexible pacing"), "provision:esea-1003a-c-3-D", "xwalk:funds")
    assert found.status == "derived"
    assert found.route[0].predicate == "xwalk:fundsComponentsOf"
    assert "could pay for “Flexible pacing”, as part of" in found.sentence
    anchors = {e.anchor for step in found.route for e in step.evidence}
    assert "components of a personalized learning approach" in anchors
    limits = {(c.value, c.unit, c.comparator) for c in found.conditions if c.type == "limit"}
    assert ("3", "percent", "at most") in limits
    (reserve,) = [c for c in found.conditions if c.value == "3" and c.unit == "percent"]
    assert "subpart 2" in reserve.base
    assert {"limit", "consultation", "priority"} <= {c.type for c in found.conditions}
    assert [c for c in found.conditions if c.value == "1"], "the caps on administration and outreach"
    assert {"remark:imp-03", "remark:imp-04"} <= {note.id for note in found.notes}


def test_section_4109_pays_for_technology_and_shows_the_15_percent_cap_and_whose_reading_its_base_is(
    knowledge: Knowledge,
) -> None:
    answers = _money(funding(knowledge, "laptops"))
    (devices,) = {a.record.name: a for a in answers if a.record.name == "provision:esea-4109-a-2-B"}.values()
    (cap,) = [c for c in devices.conditions if c.value == "15"]
    assert (cap.comparator, cap.unit) == ("at most", "percent")
    assert "Department" in cap.base_reading


def test_section_4109_reaches_pacing_only_toward(knowledge: Knowledge) -> None:
    answer = funding(knowledge, "flexible pacing")
    relations = {a.relation for a in _money(answer) if a.record.name.startswith("provision:esea-4109")}
    assert relations <= {"xwalk:fundsToward"}


def test_a_duty_for_the_whole_obliges_no_part(knowledge: Knowledge) -> None:
    for state in ("RI", "NH", "VT"):
        for area in AREAS:
            for answer in funding(knowledge, f"area:{area}", state=state).answers:
                if answer.relation == "xwalk:requires":
                    assert len(answer.route) == 1, answer.sentence


def test_proficiency_based_graduation_requires_only_work_toward_pacing(knowledge: Knowledge) -> None:
    answer = funding(knowledge, "pacing", state="VT")
    relations = {a.relation for a in answer.answers if a.record.name == "requirement:vt-proficiency-based-graduation"}
    assert relations == {"xwalk:requiresToward"}
    assert any("Vermont took any optional federal reservation is not known" in each for each in answer.unknown)


def test_professional_development_is_paid_for_by_title_ii_a_with_its_conditions(knowledge: Knowledge) -> None:
    answer = funding(knowledge, "professional development")
    found = _one(answer, "provision:esea-2103-b-3-E", "xwalk:funds")
    assert found.status == "stated"
    assert any("evidence-based" in c.text for c in found.conditions)
    assert {a.record.name for a in _money(answer)} >= {"provision:esea-4109-a-5", "provision:esea-4109-a-4-B"}
