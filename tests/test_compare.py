"""Comparisons: every cell, counterpart and change is recomputed by another way; the shapes they are printed in."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from conftest import MINI_ONTOLOGY, ROOT
from fitting import faults

from xwalk import open_knowledge
from xwalk.errors import UsageError, XwalkError
from xwalk.knowledge import Knowledge, Record
from xwalk.questions import compare_releases as releases_question
from xwalk.questions.compare import compare, kind_of_comparison
from xwalk.questions.compare_frameworks import Frameworks, compare_frameworks
from xwalk.questions.compare_releases import AnswerChange, Releases, compare_releases
from xwalk.questions.compare_revisions import Release, is_release, open_release
from xwalk.questions.compare_states import AS_SUCH, States, compare_states, recorded_states
from xwalk.questions.coverage import COVERED, NONE, UNREVIEWED, WEAK
from xwalk.questions.cross import cross
from xwalk.questions.funding import FAMILIES, funding
from xwalk.render import as_json, as_table, compare_json, compare_table, compare_text
from xwalk.routes import routes_to

Open = Callable[..., Release]

THREE = ["RI", "NH", "VT"]
GIT = shutil.which("git")
needs_git = pytest.mark.skipif(GIT is None, reason="git is not installed")

FOOD = """\
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix menu: <https://example.org/food/menu/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

"""
#: Menus offer dishes, and what they offer they offer of its parts: a rule of this field alone.
KITCHEN = (
    MINI_ONTOLOGY
    + """
@prefix ruleset: <https://w3id.org/xwalk/ruleset/> .

ex:offers a owl:ObjectProperty ; xwalk:phrase "offers" ; xwalk:rank 1 ; xwalk:family "food" .
ex:contains a owl:ObjectProperty ; rdfs:label "contains" .
ex:kitchen a xwalk:RuleSet ; rdfs:label "kitchen" ; xwalk:extends ruleset:policy .
ex:rule-1 a xwalk:Rule ; xwalk:first ex:offers ; xwalk:then ex:contains ; xwalk:gives ex:offers ;
    xwalk:factor 0.8 ; xwalk:inRuleSet ex:kitchen , ruleset:policy ;
    rdfs:comment "Who offers a dish offers its parts." .
"""
)
#: The columns of a small mapping set.
COLUMNS = (
    *("subject_id", "predicate_id", "predicate_modifier", "object_id", "object_source", "mapping_justification"),
    *("confidence", "status", "comment"),
)
CURIES = """\
#curie_map:
#  dish: https://example.org/food/dish/
#  ex: https://example.org/food/
#  menu: https://example.org/food/menu/
#mapping_set_id: https://example.org/food/mappings/{name}
#rule_set: kitchen
"""


def mapping_set(*rows: str, name: str = "all") -> str:
    """A mapping set of rows: subject, predicate (``!`` before it denies), object, confidence, status, comment."""
    lines = [CURIES.format(name=name) + "\t".join(COLUMNS)]
    for row in rows:
        subject, predicate, obj, confidence, status, *comment = row.split(None, 5)
        scheme = ""
        if "@" in obj:
            obj, _, scheme = obj.partition("@")
        modifier = "Not" if predicate.startswith("!") else ""
        cells = (subject, predicate.lstrip("!"), modifier, obj, scheme, "semapv:ManualMappingCuration", confidence)
        lines.append("\t".join([*cells, status, *(comment or [""])]))
    return "\n".join([*lines, ""])


def dishes(*names: str, more: str = "") -> str:
    """Some dishes and one menu."""
    found = [f'dish:{name}\n    a ex:Dish ;\n    skos:prefLabel "{name.capitalize()}"@en .\n' for name in names]
    return "\n".join([FOOD, *found, 'menu:lunch\n    a ex:Menu ;\n    skos:prefLabel "Lunch"@en .\n', more])


def other(root: Path, kb: str, *rows: str, ontology: str = KITCHEN) -> Path:
    """A pack of another field, written to a folder."""
    for path, text in {
        "ontology/food.ttl": ontology,
        "kb/all.ttl": kb,
        "crosswalks/all.sssom.tsv": mapping_set(*rows),
    }.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def states(knowledge: Knowledge) -> States:
    return compare_states(knowledge, THREE)


@pytest.fixture(scope="module")
def frameworks(knowledge: Knowledge) -> Frameworks:
    return compare_frameworks(knowledge, "leap-2017", "item-areas")


# States


def written(knowledge: Knowledge, place: Record) -> set[str]:
    """What a state wrote, by a query of its own."""
    rows = knowledge.db.execute(
        "SELECT r.name FROM link JOIN record r ON r.id = link.record"
        " WHERE link.target = ? AND link.property = 'xwalk:jurisdiction' AND r.kind IN ('requirement', 'pilot')",
        (place.key,),
    )
    return {name for (name,) in rows}


def test_every_rule_of_every_state_is_compared_once(knowledge: Knowledge, states: States) -> None:
    assert [place.name for place in states.states] == ["jurisdiction:us-ri", "jurisdiction:us-nh", "jurisdiction:us-vt"]
    for place in states.states:
        names = [duty.record.name for duty in states.duties if duty.state == place]
        assert len(names) == len(set(names)) > 0
        assert set(names) == written(knowledge, place)


@pytest.mark.parametrize(
    "names", [["VT", "NH"], ["Vermont", "New Hampshire"], ["jurisdiction:us-vt", "us-nh"], ["vt", "N.H."]], ids=str
)
def test_a_state_is_named_by_code_name_or_identifier(knowledge: Knowledge, names: list[str]) -> None:
    assert compare_states(knowledge, names) == compare_states(knowledge, ["VT", "NH"])


def test_there_is_a_row_for_each_component_and_area_and_an_area_stands_below_its_component(
    knowledge: Knowledge, states: States
) -> None:
    topics = [row for row in states.rows if row.sort in ("component", "area")]
    assert sorted(row.record.name for row in topics) == sorted(
        record.name for kind in ("component", "area") for record in knowledge.of_kind(kind)
    )
    above: Record | None = None
    for row in topics:
        if row.sort == "component":
            above = row.record
        elif row.component is not None:
            assert row.component == above
            assert (row.record.name, row.component.name) in set(
                knowledge.db.execute(
                    "SELECT a.name, b.name FROM statement s JOIN record a ON a.id = s.subject JOIN record b"
                    " ON b.id = s.object WHERE s.predicate = 'xwalk:partOf' AND NOT s.negated"
                )
            )


@pytest.mark.parametrize("code", THREE)
def test_every_cell_is_what_funding_says_of_the_topic_and_the_state(
    knowledge: Knowledge, states: States, code: str
) -> None:
    place = states.states[THREE.index(code)]
    asked = 0
    for row in states.rows:
        here = next(cell for cell in row.cells if cell.state == place)
        answers = funding(knowledge, row.record.name, state=code).answers
        assert [a for a in answers if a.record.kind != "provision"] == here.answers
        asked += bool(here.answers)
    assert asked > 2


def test_strongest_first_in_every_cell(knowledge: Knowledge, states: States) -> None:
    for cell in chain.from_iterable(row.cells for row in states.rows):
        order = [(knowledge.rules.rank(a.relation), -round(a.confidence, 9), a.record.name) for a in cell.answers]
        assert order == sorted(order)
        assert {a.record.name for a in cell.answers} <= written(knowledge, cell.state)


def test_a_duty_that_names_only_a_whole_has_a_row_and_reaches_no_part(states: States) -> None:
    whole = next(row for row in states.rows if row.record.name == "term:personalized-learning")
    assert whole.sort == "only_whole"
    names = {answer.record.name for cell in whole.cells for answer in cell.answers}
    assert "requirement:ri-personalized-environments" in names
    reached = {
        answer.record.name
        for row in states.rows
        if row.sort in ("component", "area")
        for cell in row.cells
        for answer in cell.answers
    }
    assert "requirement:ri-personalized-environments" not in reached


def test_nothing_that_a_rule_names_is_lost(knowledge: Knowledge, states: States) -> None:
    """What a rule names has a row of its own, unless a route carries it to a component or an area."""
    rows = {row.record.name for row in states.rows}
    carried = {
        route.hops[0].statement.name
        for kind in ("component", "area")
        for topic in knowledge.of_kind(kind)
        for route in routes_to(knowledge, topic, kinds=("requirement", "pilot")).routes
    }
    for duty in states.duties:
        assert duty.says
        for step in duty.says:
            assert step.object.name in rows or step.id in carried
    for row in states.rows:
        if row.sort in ("only_whole", "only_named"):
            named = {step.id for duty in states.duties for step in duty.says if step.object == row.record}
            assert named - carried


def test_money_backs_a_duty_only_where_it_reaches_the_very_record_that_the_duty_names(
    knowledge: Knowledge, states: States
) -> None:
    backed = 0
    for duty in states.duties:
        own = {
            (s.name, knowledge.record(s.object).name)
            for s in knowledge.statements_of(duty.record)
            if s.subject == duty.record.key and not s.negated and s.status in ("stated", "asserted")
        }
        for backing in duty.backing:
            named = backing.says.object.name
            assert (backing.says.id, named) in own
            ends = {end.name for step in backing.answer.route for end in (step.subject, step.object)}
            assert {named, backing.answer.record.name} <= ends
            assert knowledge.rules.relations[backing.answer.relation].family == "money"
            assert knowledge.rules.relations[backing.says.predicate].family == "law"
            assert backing.as_such == (backing.says.predicate in AS_SUCH)
            backed += 1
    assert backed > 10


def test_the_money_behind_a_duty_is_what_funding_says_of_the_thing_named(knowledge: Knowledge, states: States) -> None:
    for duty in states.duties:
        for step in duty.says:
            answers = funding(knowledge, step.object.name).answers
            money = [a for a in answers if knowledge.rules.relations[a.relation].family == FAMILIES[0]]
            assert [backing.answer for backing in duty.backing if backing.says.id == step.id] == money


def test_a_purpose_that_a_rule_serves_is_not_named_as_such(states: States) -> None:
    duty = next(d for d in states.duties if d.record.name == "requirement:ri-personalized-environments")
    assert duty.backing
    assert not any(backing.as_such for backing in duty.backing)


def test_money_on_the_same_topic_stands_apart_from_money_for_what_is_named(
    knowledge: Knowledge, states: States
) -> None:
    shared = 0
    for row in states.rows:
        reached = any(cell.answers for cell in row.cells)
        answers = funding(knowledge, row.record.name).answers if reached and row.sort in ("component", "area") else []
        money = [a for a in answers if knowledge.rules.relations[a.relation].family == FAMILIES[0]]
        assert [each.answer for each in row.money] == money
        here = {a.record.name for cell in row.cells for a in cell.answers}
        for each in row.money:
            backs = {
                duty.record.name
                for duty in states.duties
                if duty.record.name in here
                and any(b.as_such and b.answer.record == each.answer.record for b in duty.backing)
            }
            assert {record.name for record in each.backs} == backs
            shared += not backs
    assert shared


def test_what_one_state_names_and_another_lacks_is_counted_from_the_statements(
    knowledge: Knowledge, states: States
) -> None:
    named: dict[str, set[str]] = {}
    for place in states.states:
        for name in written(knowledge, place):
            record = knowledge.by_name(name)
            assert record is not None
            for s in knowledge.statements_of(record):
                if s.subject == record.key and not s.negated and s.status != "suggested":
                    named.setdefault(knowledge.record(s.object).name, set()).add(place.name)
    found = {d.record.name: d for d in states.differences if d.by == "named"}
    assert {name: {h.state.name for h in d.held} for name, d in found.items()} == named
    for difference in states.differences:
        both = [h.state for h in difference.held] + difference.lacking
        assert sorted(both) == sorted(states.states)
        assert difference.held


def test_what_one_state_reaches_and_another_does_not_is_counted_from_the_cells(states: States) -> None:
    found = {d.record.name: {h.state.name for h in d.held} for d in states.differences if d.by == "reached"}
    assert found == {
        row.record.name: {cell.state.name for cell in row.cells if cell.answers}
        for row in states.rows
        if row.sort in ("component", "area") and any(cell.answers for cell in row.cells)
    }


def test_it_says_what_is_not_known(knowledge: Knowledge, states: States) -> None:
    said = [each.text for each in states.unknown]
    for place in states.states:
        assert f"Whether {place.label} took any optional federal reservation is not known." in said
    for duty in states.duties:
        for text in knowledge.values(duty.record, "xwalk:unknown"):
            assert (duty.record.name, text) in {(e.record.name, e.text) for e in states.unknown if e.record}
    assert states.unknown[-1].state is None


def test_what_changed_later_stands_with_the_rule(states: States) -> None:
    later = {c.text for duty in states.duties for c in duty.cautions if c.type == "later change"}
    assert any("2024" in text or "2022" in text for text in later)


def test_the_order_of_the_states_changes_no_cell(knowledge: Knowledge, states: States) -> None:
    def cells(found: States) -> dict[tuple[str, str], list[Any]]:
        return {(row.record.name, cell.state.name): cell.answers for row in found.rows for cell in row.cells}

    for order in (["VT", "NH", "RI"], ["NH", "RI", "VT"]):
        assert cells(compare_states(knowledge, order)) == cells(states)


def test_money_of_a_state_s_own_backs_nothing_federal(knowledge: Knowledge) -> None:
    """A pilot that pays for something asks for nothing there, so no federal money could back that."""
    found = compare_states(knowledge, ["UT", "OH"])
    for duty in found.duties:
        assert all(knowledge.rules.relations[b.says.predicate].family == "law" for b in duty.backing)
    paid = [s for duty in found.duties for s in duty.says if knowledge.rules.relations[s.predicate].family == "money"]
    assert paid


def test_a_state_of_which_nothing_is_recorded_is_refused_with_those_that_are(knowledge: Knowledge) -> None:
    with pytest.raises(UsageError, match="Texas") as caught:
        compare(knowledge, ["VT", "TX"])
    assert "Rhode Island" in caught.value.hint
    assert recorded_states(knowledge) == sorted(set(recorded_states(knowledge)))


def test_a_state_named_twice_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(UsageError, match="named twice"):
        compare_states(knowledge, ["VT", "Vermont"])


# Frameworks


def members(knowledge: Knowledge, framework: str) -> set[str]:
    rows = knowledge.db.execute(
        "SELECT r.name FROM link JOIN record r ON r.id = link.record JOIN record f ON f.id = link.target"
        " WHERE property = 'skos:inScheme' AND f.name = ?",
        (framework,),
    )
    return {name for (name,) in rows}


def test_every_member_of_both_frameworks_stands_once(knowledge: Knowledge, frameworks: Frameworks) -> None:
    for side in frameworks.sides:
        names = [each.member.name for each in side.members]
        assert len(names) == len(set(names)) == side.of
        assert set(names) == members(knowledge, side.framework.name)


@pytest.mark.parametrize("place", [0, 1])
def test_every_counterpart_is_what_cross_says(knowledge: Knowledge, frameworks: Frameworks, place: int) -> None:
    side, against = frameworks.sides[place], frameworks.sides[1 - place]
    others = {each.member.name: each.member.kind for each in against.members}
    for each in side.members:
        expected = {
            (answer.record.name, frozenset((answer.relation, knowledge.rules.inverse(answer.relation))), answer.routes)
            for kind in sorted(set(others.values()))
            for answer in cross(knowledge, each.member.name, kind).answers
            if answer.record.name in others
        }
        found = [each.best, *each.others] if each.best else []
        assert {
            (a.record.name, frozenset((a.relation, knowledge.rules.inverse(a.relation))), a.routes) for a in found
        } == expected
        assert [a.confidence for a in found] == sorted((a.confidence for a in found), reverse=True)


def test_coverage_has_its_numerator_and_denominator(frameworks: Frameworks) -> None:
    for side in frameworks.sides:
        assert side.of == len(side.members) == sum(side.states.values())
        assert side.covered == sum(each.state == COVERED for each in side.members) == side.states[COVERED]
        for each in side.members:
            sure = each.best is not None and each.best.confidence >= frameworks.threshold
            assert (each.state == COVERED) == sure
        assert sum(side.relations.values()) == side.covered


def test_nobody_looked_and_looked_in_vain_stand_apart(frameworks: Frameworks) -> None:
    states = {each.member.name: each for side in frameworks.sides for each in side.members}
    assert states["area:access-to-technology"].state == NONE
    assert states["area:access-to-technology"].looked[0].comment
    assert states["component:leap-learner-connected"].state == UNREVIEWED
    assert not states["component:leap-learner-connected"].looked


def test_a_higher_threshold_covers_less(knowledge: Knowledge, frameworks: Frameworks) -> None:
    strict = compare_frameworks(knowledge, "framework:leap-2017", "item areas", min_confidence=0.95)
    assert strict.sides[0].covered < frameworks.sides[0].covered
    assert strict.sides[0].states[WEAK] > 0
    assert strict.sides[0].states[NONE] == frameworks.sides[0].states[NONE]


def test_the_two_sides_tell_the_same_pairs(frameworks: Frameworks) -> None:
    pairs = [
        {
            frozenset((each.member.name, answer.record.name))
            for each in side.members
            for answer in ([each.best, *each.others] if each.best else [])
        }
        for side in frameworks.sides
    ]
    assert pairs[0] == pairs[1]


def test_one_framework_is_not_compared_with_itself(knowledge: Knowledge) -> None:
    with pytest.raises(UsageError, match="the same framework") as caught:
        compare_frameworks(knowledge, "leap-2017", "framework:leap-2017")
    assert "item-areas" in caught.value.hint


@pytest.fixture(scope="module")
def kitchen(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    """Two menus of another field that stand as frameworks: exact, weak, clash, denied, looked, unreviewed, shared."""
    scheme = "".join(
        f"dish:{name} skos:inScheme {where} .\n"
        for where, names in {
            "menu:lunch": ("exact", "weak", "clash", "denied", "looked", "alone", "both"),
            "menu:dinner": ("exact2", "weak2", "clash2", "denied2", "both"),
        }.items()
        for name in names
    )
    names = ["outside", *sorted(set(re.findall(r"dish:(\w+)", scheme)))]
    dinner = 'menu:dinner\n    a ex:Menu ;\n    skos:prefLabel "Dinner"@en .\n'
    root = other(
        tmp_path_factory.mktemp("kitchen"),
        dishes(*names, more=dinner + scheme),
        "dish:exact skos:exactMatch dish:exact2 0.9 asserted",
        "dish:weak skos:broadMatch dish:weak2 0.2 asserted",
        "dish:clash skos:exactMatch dish:clash2 0.9 asserted",
        "dish:clash skos:broadMatch dish:clash2 0.7 asserted",
        "dish:denied skos:closeMatch dish:denied2 0.9 asserted",
        "dish:denied !skos:closeMatch dish:denied2 0.9 asserted Not so.",
        "dish:looked skos:relatedMatch sssom:NoTermFound@menu:dinner 0.9 asserted Nothing like it.",
        "dish:alone skos:relatedMatch sssom:NoTermFound@menu:breakfast 0.9 asserted Looked elsewhere.",
        "dish:alone skos:exactMatch dish:outside 0.9 asserted In no framework.",
    )
    return open_knowledge(root)


def test_the_states_of_members_in_another_field(kitchen: Knowledge) -> None:
    found = compare_frameworks(kitchen, "lunch", "menu:dinner")
    lunch, dinner = ({each.member.name: each for each in side.members} for side in found.sides)
    assert {name.partition(":")[2]: each.state for name, each in lunch.items()} == {
        "exact": "covered",
        "weak": "weak",
        "clash": "covered",
        "denied": "blocked",
        "looked": "none",
        "alone": "unreviewed",
        "both": "covered",
    }
    assert {each.state for each in dinner.values()} == {"covered", "weak", "blocked"}
    assert lunch["dish:both"].best is None
    assert [side.covered for side in found.sides] == [3, 3]
    assert [(d.member.name, d.other.name, d.relations) for d in found.disagreements] == [
        ("dish:clash", "dish:clash2", ["skos:broadMatch", "skos:exactMatch"])
    ]
    assert [each.denial.comment for each in found.blocked] == ["Not so."]


# Releases


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Open:
    """Opens a release of a small pack beside the embedded ontology with its rules and no records, in no time."""
    root = tmp_path_factory.mktemp("rules")
    shutil.copytree(ROOT / "ontology", root / "ontology")

    def release(words: str | Path, repository: Path | None = None) -> Release:
        with pytest.MonkeyPatch.context() as patch:
            for module in ("xwalk.packs", "xwalk.index.cache", "xwalk.questions.compare_revisions"):
                patch.setattr(f"{module}.embedded_root", lambda: root)
            return open_release(str(words), repository=repository)

    return release


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Releases:
    """The embedded data before and after: a confidence, a denial, a statement less, a property, a rule."""
    root = tmp_path_factory.mktemp("edited")
    for folder in ("ontology", "kb", "crosswalks"):
        shutil.copytree(ROOT / folder, root / folder)
    part = root / "crosswalks" / "area--component.sssom.tsv"
    lines = part.read_text(encoding="utf-8").splitlines(keepends=True)
    columns = next(line for line in lines if line.startswith("subject_id")).rstrip("\n").split("\t")
    advances = root / "crosswalks" / "practice--area.sssom.tsv"
    kept = [
        line
        for line in advances.read_text(encoding="utf-8").splitlines(keepends=True)
        if not line.startswith("practice:blended-learning\t") or "area:flexible-pacing" not in line
    ]
    advances.write_text("".join(kept), encoding="utf-8")
    for number, line in enumerate(lines):
        cells = line.rstrip("\n").split("\t")
        if cells[0] == "area:student-choice" and cells[columns.index("predicate_id")] == "xwalk:partOf":
            cells[columns.index("confidence")] = "0.5"
            lines[number] = "\t".join(cells) + "\n"
    part.write_text("".join(lines), encoding="utf-8")
    areas = root / "kb" / "areas.ttl"
    text = areas.read_text(encoding="utf-8")
    areas.write_text(text.replace('skos:prefLabel "Learning goals"@en', 'skos:prefLabel "Goals"@en'), encoding="utf-8")
    rules = root / "ontology" / "rules.ttl"
    text = rules.read_text(encoding="utf-8")
    start = text.index("rule:requires-advances a xwalk:Rule")
    end = text.index(" .\n", start)
    rules.write_text(
        text[:start] + text[start:end].replace("xwalk:factor 0.7", "xwalk:factor 0.5") + text[end:], encoding="utf-8"
    )
    return compare_releases(open_release(str(ROOT)), open_release(str(root)))


def test_what_was_edited_is_what_changed(edited: Releases) -> None:
    changed = [(c.change, c.fields) for c in edited.statements]
    assert changed == [("changed", ["confidence"]), ("removed", [])]
    assert [(c.change, c.record.name, [p.predicate for p in c.properties]) for c in edited.records] == [
        ("changed", "area:learning-goals", ["skos:prefLabel"])
    ]
    assert edited.records[0].properties[0].removed == ["Learning goals"]
    assert edited.records[0].properties[0].added == ["Goals"]
    assert [(c.change, c.fields) for c in edited.rules] == [("changed", ["factor"])]


def test_every_change_of_an_answer_is_what_funding_says_before_and_after(edited: Releases) -> None:
    assert {change.change for change in edited.answers} >= {"changed", "lost"}
    told = {
        (change.topic.name, held.record.name, held.relation): change
        for change in edited.answers
        for held in [change.after or change.before]
        if held
    }
    assert len(told) == len(edited.answers)
    different = 0
    for kind in ("area", "component"):
        for topic in edited.old.knowledge.of_kind(kind):
            before, after = (
                {(a.record.name, a.relation): a for a in funding(each.knowledge, topic.name).answers}
                for each in (edited.old, edited.new)
            )
            for key in before.keys() | after.keys():
                one, two = before.get(key), after.get(key)
                same = (
                    one is not None
                    and two is not None
                    and (round(one.confidence, 9), one.status, one.sentence)
                    == (round(two.confidence, 9), two.status, two.sentence)
                )
                assert ((topic.name, *key) in told) != same
                if not same:
                    change = told[topic.name, *key]
                    assert (_shown(change.before), _shown(change.after)) == (_shown(one), _shown(two))
                    different += 1
    assert different


def _shown(answer: Any) -> tuple[Any, ...] | None:
    return None if answer is None else (answer.sentence, answer.confidence, answer.status)


def test_each_change_of_an_answer_names_what_is_behind_it(edited: Releases) -> None:
    statements = {(s.old or s.new).statement.name for s in edited.statements if s.old or s.new}  # type: ignore[union-attr]
    rules = {row.id for change in edited.rules for row in (change.old, change.new) if row}
    lost = [change for change in edited.answers if change.change == "lost"]
    for change in edited.answers:
        assert change.because
        assert set(change.because) <= statements | rules | {"area:learning-goals"}
    assert any(set(change.because) <= statements for change in lost)
    surer = [change for change in edited.answers if change.after and "confidence" in change.fields]
    duties = [change for change in surer if change.after and change.after.record.kind == "requirement"]
    assert any(set(change.because) <= rules for change in duties)
    renamed = [c for c in edited.answers if c.topic.name == "area:learning-goals" and c.fields == ["sentence"]]
    assert renamed
    assert all(change.because == ["area:learning-goals"] for change in renamed)


def test_a_release_compared_with_itself_changed_in_nothing(edited: Releases) -> None:
    found = compare_releases(edited.old, edited.old)
    assert (found.statements, found.records, found.rules, found.answers) == ([], [], [], [])
    assert found.asked == len(edited.old.knowledge.of_kind("area")) + len(edited.old.knowledge.of_kind("component"))


def test_the_other_way_round_is_the_opposite(edited: Releases) -> None:
    back = compare_releases(edited.new, edited.old)
    opposite = {"added": "lost", "lost": "added", "changed": "changed"}

    def told(found: Releases, turned: bool) -> set[tuple[str, str, str]]:
        return {
            (opposite[c.change] if turned else c.change, c.topic.name, held.record.name + held.relation)
            for c in found.answers
            for held in [c.after or c.before]
            if held
        }

    assert told(back, turned=False) == told(edited, turned=True)


def git(folder: Path, *arguments: str) -> str:
    assert GIT is not None
    identity = {
        "GIT_AUTHOR_NAME": "A",
        "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    done = subprocess.run(
        [GIT, "-C", str(folder), *arguments], check=True, capture_output=True, text=True, env=os.environ | identity
    )
    return done.stdout


BEFORE = (
    "menu:lunch ex:offers dish:stew 0.9 asserted",
    "dish:stew ex:contains dish:carrot 1.0 stated",
    "dish:stew ex:contains dish:leek 1.0 stated",
    "menu:lunch ex:offers dish:pie 0.9 asserted",
    "dish:pie skos:closeMatch dish:tart 0.9 asserted",
)
AFTER = (
    "menu:lunch ex:offers dish:stew 0.7 asserted Seen again.",
    "dish:stew ex:contains dish:carrot 1.0 stated",
    "menu:lunch !ex:offers dish:carrot 0.9 asserted No carrots.",
    "menu:lunch ex:offers dish:pie 0.9 stated",
    "dish:pie skos:exactMatch dish:tart 0.9 asserted",
    "menu:lunch ex:offers dish:soup 1.0 stated",
)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A git repository of a pack of another field: nothing, then v1, then v2, then a file that cannot be read."""
    if GIT is None:
        pytest.skip("git is not installed")
    root = tmp_path_factory.mktemp("repository")
    git(root, "init", "--quiet", "--initial-branch", "main")
    (root / "README").write_text("a pack to come\n", encoding="utf-8")
    names = ("stew", "carrot", "leek", "pie", "tart")
    for tag, kb, rows in (
        ("v0", None, ()),
        ("v1", dishes(*names), BEFORE),
        ("v2", dishes(*names[:-1], "soup", more='dish:tart a ex:Dish ; skos:prefLabel "Flan"@en .\n'), AFTER),
        ("broken", "dish:stew a", AFTER),
    ):
        if kb is not None:
            other(root, kb, *rows)
        git(root, "add", "--all")
        git(root, "commit", "--quiet", "--message", tag)
        git(root, "tag", tag)
    return root


@pytest.fixture(scope="module")
def food(repository: Path, opened: Open) -> Releases:
    return compare_releases(opened("v1", repository=repository), opened("v2", repository=repository))


def test_statements_of_two_revisions(food: Releases) -> None:
    told = [
        (c.change, given.subject.name, given.statement.predicate, given.object.name, c.fields)
        for c in food.statements
        for given in [c.new or c.old]
        if given
    ]
    assert told == [
        ("added", "menu:lunch", "ex:offers", "dish:carrot", []),
        ("added", "menu:lunch", "ex:offers", "dish:soup", []),
        ("changed", "dish:pie", "skos:exactMatch", "dish:tart", ["relation"]),
        ("changed", "menu:lunch", "ex:offers", "dish:pie", ["status"]),
        ("changed", "menu:lunch", "ex:offers", "dish:stew", ["confidence", "comment"]),
        ("removed", "dish:stew", "ex:contains", "dish:leek", []),
    ]
    assert [(c.change, c.record.name) for c in food.records] == [("added", "dish:soup"), ("changed", "dish:tart")]
    assert food.old.commit != food.new.commit
    assert len(food.new.commit) == 40


def test_answers_of_two_revisions_of_another_field(food: Releases) -> None:
    def told(change: AnswerChange) -> tuple[Any, ...]:
        held = change.after or change.before
        assert held is not None
        confidences = [None if a is None else round(a.confidence, 4) for a in (change.before, change.after)]
        return (change.change, change.topic.name, held.relation, *confidences)

    offers = {told(change): change for change in food.answers if told(change)[2] == "ex:offers"}
    assert set(offers) == {
        ("lost", "dish:carrot", "ex:offers", 0.72, None),
        ("lost", "dish:leek", "ex:offers", 0.72, None),
        ("changed", "dish:pie", "ex:offers", 0.9, 0.9),
        ("changed", "dish:stew", "ex:offers", 0.9, 0.7),
        ("added", "dish:soup", "ex:offers", None, 1.0),
    }
    names = {
        (given.statement.predicate, given.object.name): given.statement.name
        for change in food.statements
        for given in (change.old, change.new)
        if given
    }
    because = {key[1]: set(change.because) for key, change in offers.items()}
    assert because["dish:leek"] >= {names["ex:contains", "dish:leek"]}
    assert because["dish:carrot"] >= {names["ex:offers", "dish:carrot"]}, "the denial"
    assert because["dish:stew"] == {names["ex:offers", "dish:stew"]}
    assert offers["changed", "dish:pie", "ex:offers", 0.9, 0.9].fields == ["status"]
    assert because["dish:soup"] == {names["ex:offers", "dish:soup"]}


def test_a_folder_and_a_revision_of_the_same_content_are_the_same_release(
    tmp_path: Path, food: Releases, opened: Open
) -> None:
    folder = other(tmp_path, dishes("stew", "carrot", "leek", "pie", "tart"), *BEFORE)
    found = compare_releases(opened(folder), food.old)
    assert (found.statements, found.records, found.rules, found.answers) == ([], [], [], [])
    assert found.old.commit == ""


def test_a_revision_is_read_from_inside_its_repository(
    repository: Path, food: Releases, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository / "kb")
    assert is_release("v1")
    assert is_release("HEAD~2")
    assert opened("HEAD~1").commit == food.new.commit


def test_nothing_is_left_behind(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    cache = Path(os.environ["XWALK_CACHE"])
    before = sorted(cache.iterdir())
    release = open_release("v1", repository=repository)
    assert release.knowledge.of_kind("dish")
    assert list(tmp_path.iterdir()) == []
    assert sorted(cache.iterdir()) == before
    assert git(repository, "status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("v9", "neither a folder of a pack nor a revision"),
        ("--output=/tmp/x", "neither a folder of a pack nor a revision"),
        ("v1; touch x", "neither a folder of a pack nor a revision"),
        ("", "neither a folder of a pack nor a revision"),
        ("v0", "holds no pack"),
    ],
)
def test_what_is_no_release_is_refused(repository: Path, words: str, said: str) -> None:
    assert not is_release(words, repository=repository)
    with pytest.raises(UsageError, match=said) as caught:
        open_release(words, repository=repository)
    assert caught.value.hint


def test_a_revision_that_cannot_be_read_names_itself_and_the_line(repository: Path) -> None:
    with pytest.raises(XwalkError, match=r"the release broken cannot be read: kb/all\.ttl") as caught:
        open_release("broken", repository=repository)
    assert caught.value.exit_code == 1
    assert caught.value.hint


def test_outside_of_a_repository_and_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(UsageError, match="in no git repository"):
        open_release("HEAD", repository=tmp_path)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(UsageError, match="git is not installed"):
        open_release("HEAD", repository=tmp_path)


def test_releases_of_two_packs_are_not_compared(edited: Releases, food: Releases) -> None:
    with pytest.raises(UsageError, match=r"https://example\.org/food/") as caught:
        compare_releases(edited.old, food.old)
    assert "one pack" in caught.value.hint


def test_every_field_that_is_told_exists() -> None:
    from xwalk.knowledge import Statement

    assert set(releases_question.FIELDS.values()) <= set(Statement._fields)


# Which comparison


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (THREE, "states"),
        (["Rhode Island", "us-vt"], "states"),
        (["leap-2017", "framework:item-areas"], "frameworks"),
        (["LEAP Framework", "item areas"], "frameworks"),
        ([str(ROOT), str(ROOT)], "releases"),
    ],
    ids=str,
)
def test_which_comparison_some_names_ask_for(knowledge: Knowledge, words: Sequence[str], kind: str) -> None:
    assert kind_of_comparison(knowledge, words) == kind


def test_revisions_ask_for_releases(knowledge: Knowledge, repository: Path) -> None:
    assert kind_of_comparison(knowledge, ["v1", "v2"], repository=repository) == "releases"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "at least two"),
        (["VT"], "at least two"),
        (["VT", "leap-2017"], "VT is a state and leap-2017 is a framework"),
        (["VT", "Vermomt"], "“Vermomt” is no state"),
        (["leap-2017", "nothing-of-the-kind"], "“nothing-of-the-kind” is no state"),
        (["leap-2017", "item-areas", "practices"], "frameworks are compared two at a time"),
        (["VT", str(ROOT)], "is a release"),
        (["area:flexible-pacing", "area:student-choice"], "is no state"),
    ],
    ids=str,
)
def test_what_cannot_be_compared_says_what_can(knowledge: Knowledge, words: Sequence[str], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)) as caught:
        compare(knowledge, words)
    assert caught.value.exit_code == 2
    assert "did you mean" in caught.value.hint or "xwalk compare RI NH VT" in caught.value.hint


def test_a_state_spelt_wrong_suggests_the_nearest(knowledge: Knowledge) -> None:
    with pytest.raises(UsageError) as caught:
        kind_of_comparison(knowledge, ["NH", "Vermomt"])
    assert "Vermont" in caught.value.hint


# Shapes


@pytest.fixture(scope="module")
def every(states: States, frameworks: Frameworks, edited: Releases) -> dict[str, States | Frameworks | Releases]:
    return {"states": states, "frameworks": frameworks, "releases": edited}


KINDS = ("states", "frameworks", "releases")


@pytest.mark.parametrize("name", KINDS)
def test_json_fits_its_schema(every: dict[str, Any], name: str) -> None:
    document = json.loads(as_json.dumps(compare_json.compare(every[name])))
    assert faults("compare", document) == []
    assert faults("compare", document, name) == []
    assert document["question"]["of"] == name
    assert "not legal advice" in document["data"]["disclaimer"].lower()
    document["more"] = 1
    assert faults("compare", document, name)


@needs_git
def test_json_of_another_field_fits_its_schema(food: Releases, kitchen: Knowledge) -> None:
    for name, answer in (("releases", food), ("frameworks", compare_frameworks(kitchen, "lunch", "dinner"))):
        assert faults("compare", compare_json.compare(answer), name) == []


def test_json_refers_only_to_what_it_holds(states: States) -> None:
    document = compare_json.states(states)
    provisions = {each["record"]["id"] for each in document["provisions"]}
    conditions = {each["id"] for each in document["conditions"]}
    requirements = {each["record"]["id"] for each in document["requirements"]}
    for duty in document["requirements"]:
        says = {step["id"]: step["object"] for step in duty["says"]}
        for backing in duty["backing"]:
            assert says[backing["statement"]] == backing["named"]
            assert backing["answer"]["record"]["id"] in provisions
    for row in document["rows"]:
        assert {each["record"] for each in row["same_topic"]} <= provisions
        assert {name for each in row["same_topic"] for name in each["backs"]} <= requirements
    assert {name for each in document["provisions"] for name in each["conditions"]} <= conditions


def test_a_relation_is_its_plain_name_and_a_predicate_a_curie(states: States) -> None:
    text = as_json.dumps(compare_json.states(states))
    assert not re.search(r'"relation": "[^"]*:', text)
    assert all(":" in found for found in re.findall(r'"predicate": "([^"]*)"', text))


@pytest.mark.parametrize("name", KINDS)
def test_rows_fit_their_header_and_run_no_formula(every: dict[str, Any], name: str) -> None:
    header, rows = compare_table.compare(every[name])
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    read = list(csv.reader(io.StringIO(as_table.to_csv(header, rows))))
    assert len(read) == len(rows) + 1
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in read for cell in row)
    assert as_table.to_markdown(header, rows).count("\n") == len(rows) + 1


def test_rows_of_states_hold_every_answer(states: States) -> None:
    header, rows = compare_table.states(states)
    parts = [row[header.index("part")] for row in rows]
    cells = [cell for row in states.rows for cell in row.cells]
    assert parts.count("topic") == sum(len(cell.answers) or 1 for cell in cells)
    assert parts.count("backing") == sum(b.as_such for duty in states.duties for b in duty.backing)
    assert parts.count("same purpose") == sum(not b.as_such for duty in states.duties for b in duty.backing)
    assert parts.count("same topic") == sum(not each.backs for row in states.rows for each in row.money)


@pytest.mark.parametrize("name", KINDS)
def test_text_shows_status_words_and_the_limits(
    every: dict[str, Any], name: str, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    for everything in (False, True):
        text = compare_text.compare(every[name], knowledge, everything=everything)
        assert "stated: the source says it" in text
        assert "Not legal advice" in text
        assert "\x1b" not in text


def test_could_pay_for_is_never_shortened(every: dict[str, Any], knowledge: Knowledge) -> None:
    for answer in every.values():
        text = " ".join(compare_text.compare(answer, knowledge).split())
        assert not re.search(r"\bpays? for\b", text.replace("could pay for", ""))
    assert "could pay for" in compare_text.compare(every["states"], knowledge)


@pytest.mark.parametrize("width", [40, 60, 80, 110])
def test_the_table_of_states_fits_the_window(
    states: States, knowledge: Knowledge, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    text = compare_text.compare(states, knowledge)
    start = text.index("IN SHORT")
    table = text[start : text.index("NAMED BY ONE")]
    assert max(map(len, table.splitlines())) <= width
    for row in states.rows:
        if any(cell.answers for cell in row.cells):
            assert row.record.label.split()[0] in table


def test_text_of_states_answers_the_question(states: States, knowledge: Knowledge) -> None:
    text = " ".join(compare_text.compare(states, knowledge).split())
    for duty in states.duties:
        assert duty.record.name in text
    for row in states.rows:
        if row.sort in ("component", "area", "only_whole"):
            for answer in (answer for cell in row.cells for answer in cell.answers):
                assert answer.sentence in text
    assert "FEDERAL MONEY THAT REACHES THE VERY THING THAT A RULE NAMES" in text
    assert "xwalk funding" in text


def test_the_full_text_shows_the_evidence_of_every_step(states: States, knowledge: Knowledge) -> None:
    text = " ".join(compare_text.compare(states, knowledge, everything=True).split())
    for row in states.rows:
        for answer in (answer for cell in row.cells for answer in cell.answers):
            for passage in (passage for step in answer.route for passage in step.evidence):
                assert passage.label in text


def test_a_long_list_is_cut_and_says_so(edited: Releases, knowledge: Knowledge) -> None:
    short, full = (compare_text.compare(edited, knowledge, everything=each) for each in (False, True))
    assert len(edited.answers) > 12
    assert f"and {len(edited.answers) - 12} more: --all" in short
    assert "more: --all" not in full
    assert len(full) > len(short)


def test_a_stranger_s_words_are_not_obeyed(kitchen: Knowledge, tmp_path: Path, opened: Open) -> None:
    evil = r"\u001B[31mred\u0007 \u202E <b>|x|</b>"
    more = f'dish:evil a ex:Dish ; skos:prefLabel "{evil}"@en .\n'
    old = other(tmp_path / "old", dishes("stew"), BEFORE[0])
    offer = "menu:lunch ex:offers dish:evil 1.0 stated =1+1"
    new = other(tmp_path / "new", dishes("stew", more=more), BEFORE[0], offer)
    found = compare_releases(opened(old), opened(new))
    text = compare_text.compare(found, kitchen, everything=True)
    document = as_json.dumps(compare_json.compare(found))
    table = as_table.to_markdown(*compare_table.compare(found))
    assert "red" in text
    for shown in (text, document, table):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", shown)
    assert "<b>" not in table


def test_the_same_question_has_the_same_bytes_in_any_process(states: States, frameworks: Frameworks) -> None:
    code = (
        "from xwalk import open_knowledge\n"
        "from xwalk.questions.compare import compare\n"
        "from xwalk.render import as_json, compare_json, compare_text\n"
        "k = open_knowledge()\n"
        "for words in (['RI', 'NH', 'VT'], ['leap-2017', 'item-areas']):\n"
        "    found = compare(k, words)\n"
        "    print(as_json.dumps(compare_json.compare(found)))\n"
        "    print(compare_text.compare(found, k))\n"
    )
    printed = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("0", "77")
    }
    assert len(printed) == 1
    text = printed.pop().decode("utf-8")
    for answer in (states, frameworks):
        assert as_json.dumps(compare_json.compare(answer)) in text


def test_comparing_states_loads_nothing_that_only_releases_need() -> None:
    code = (
        "import sys\nfrom xwalk.questions import compare\nfrom xwalk.render import compare_text\n"
        "print(sorted({'tarfile', 'subprocess', 'pyoxigraph', 'rdflib', 'yaml'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"
