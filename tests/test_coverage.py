"""Coverage: every cell by another way, totals that add up, and what to look at next."""

from __future__ import annotations

from collections import Counter

import pytest

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.questions.coverage import BLOCKED, COVERED, NONE, STATES, UNREVIEWED, WEAK, Cell, Coverage, coverage
from xwalk.questions.cross import cross

PAIRS = [("area", "program"), ("element", "area"), ("component", "provision"), ("practice", "component")]


@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def answer(request: pytest.FixtureRequest, knowledge: Knowledge) -> Coverage:
    return coverage(knowledge, *request.param)


def cells(answer: Coverage) -> dict[tuple[str, str], Cell]:
    return {(cell.row.name, cell.col.name): cell for cell in answer.cells}


# Cells


def test_there_is_one_cell_for_each_row_and_column(answer: Coverage) -> None:
    assert list(cells(answer)) == [(row.name, col.name) for row in answer.rows for col in answer.cols]


def test_every_cell_is_what_cross_says_of_its_row(answer: Coverage, knowledge: Knowledge) -> None:
    kind = answer.cols[0].kind
    held = cells(answer)
    for row in answer.rows:
        found = cross(knowledge, row.name, kind)
        best: dict[str, float] = {}
        for each in found.answers:
            best[each.record.name] = max(best.get(each.record.name, 0.0), each.confidence)
        blocked = {each.record.name for each in found.blocked}
        for col in answer.cols:
            cell = held[row.name, col.name]
            assert cell.confidence == pytest.approx(best.get(col.name, 0.0))
            if col.name in best:
                assert cell.state == (COVERED if best[col.name] >= answer.threshold else WEAK)
            else:
                assert (cell.state == BLOCKED) == (col.name in blocked)
                assert cell.state in (BLOCKED, NONE, UNREVIEWED)


def test_all_five_states_occur(knowledge: Knowledge) -> None:
    seen = Counter(cell.state for pair in PAIRS for cell in coverage(knowledge, *pair).cells)
    assert set(seen) == set(STATES)


def test_the_same_cells_from_the_other_side(knowledge: Knowledge) -> None:
    there, back = coverage(knowledge, "area", "program"), coverage(knowledge, "program", "area")
    assert {(cell.row, cell.col): (cell.state, cell.confidence) for cell in there.cells} == {
        (cell.col, cell.row): (cell.state, cell.confidence) for cell in back.cells
    }


def test_only_the_relation_asked_for_counts_also_where_it_is_denied(knowledge: Knowledge) -> None:
    answer = coverage(knowledge, "area", "provision", relation="funds")
    assert {cell.relation for cell in answer.cells} <= {"", "xwalk:funds"}
    for cell in answer.cells:
        if cell.state == BLOCKED:
            found = cross(knowledge, cell.row.name, "provision").blocked
            assert "xwalk:funds" in [each.relation for each in found if each.record == cell.col]
    assert [cell for cell in answer.cells if cell.state == BLOCKED]
    assert answer.meaning[UNREVIEWED].startswith("nothing recorded concludes this relation")


def test_a_higher_threshold_covers_less_and_loses_nothing(knowledge: Knowledge) -> None:
    low = coverage(knowledge, "area", "program", min_confidence=0.3)
    high = coverage(knowledge, "area", "program", min_confidence=0.9)
    assert high.states[COVERED] < low.states[COVERED]
    assert high.states[COVERED] + high.states[WEAK] == low.states[COVERED] + low.states[WEAK]


# Totals


def test_the_states_add_up_to_the_cells(answer: Coverage) -> None:
    assert answer.states == {state: sum(cell.state == state for cell in answer.cells) for state in STATES}
    assert sum(answer.states.values()) == len(answer.cells) == len(answer.rows) * len(answer.cols)


def test_both_sides_have_a_numerator_and_a_denominator(answer: Coverage) -> None:
    covered = [cell for cell in answer.cells if cell.state == COVERED]
    assert answer.row_share == (None, len({cell.row for cell in covered}), len(answer.rows))
    assert answer.col_share == (None, len({cell.col for cell in covered}), len(answer.cols))


def test_a_roll_up_adds_up_to_its_side(answer: Coverage) -> None:
    for groups, share in ((answer.row_groups, answer.row_share), (answer.col_groups, answer.col_share)):
        if groups:
            assert sum(group.of for group in groups) == share.of
            assert sum(group.covered for group in groups) == share.covered


def test_elements_are_rolled_up_to_their_component_however_deep(knowledge: Knowledge) -> None:
    answer = coverage(knowledge, "element", "area")
    assert {group.record.name if group.record else "" for group in answer.row_groups} == {
        f"component:leap-learner-{name}" for name in ("connected", "demonstrated", "focused", "led")
    }
    (focused,) = [g for g in answer.row_groups if g.record and g.record.name == "component:leap-learner-focused"]
    assert focused.of == 8


def test_provisions_are_rolled_up_to_their_section_with_the_section_itself(knowledge: Knowledge) -> None:
    groups = {g.record.name: g.of for g in coverage(knowledge, "area", "provision").col_groups if g.record}
    below = [record for record in knowledge.of_kind("provision") if record.name.startswith("provision:esea-1003a")]
    assert groups["provision:esea-1003a"] == len(below)


# What to look at next


def named(answer: Coverage, records: list[Record]) -> set[str]:
    return {record.name for record in records if any(f"({record.name}): nothing covers it" in s for s in answer.review)}


def test_what_nothing_covers_is_named_on_both_sides_and_what_is_left_out_is_counted(answer: Coverage) -> None:
    for side, place in ((answer.rows, 0), (answer.cols, 1)):
        states: dict[str, set[str]] = {record.name: set() for record in side}
        for cell in answer.cells:
            states[(cell.row, cell.col)[place].name].add(cell.state)
        open_ones = {name for name, held in states.items() if COVERED not in held and UNREVIEWED in held}
        shown = named(answer, side)
        assert shown <= open_ones
        left = len(open_ones) - len(shown)
        said = f"and {left} more of kind {side[0].kind} that nothing covers"
        assert (said in answer.review) == (left > 0), answer.review


def test_the_weak_cells_come_strongest_first_and_the_rest_is_counted(knowledge: Knowledge) -> None:
    answer = coverage(knowledge, "area", "provision")
    weak = sorted((cell.confidence for cell in answer.cells if cell.state == WEAK), reverse=True)
    shown = [float(said.partition("weak at ")[2][:4]) for said in answer.review if "weak at " in said]
    assert shown == [round(value, 2) for value in weak[: len(shown)]]
    assert f"and {len(weak) - len(shown)} more cells that are weak" in answer.review


@pytest.mark.parametrize(
    ("rows", "relation", "says"), [("nokind", "", "kind “nokind”"), ("area", "pays", "relation “pays”")]
)
def test_a_wrong_kind_or_relation_is_refused(knowledge: Knowledge, rows: str, relation: str, says: str) -> None:
    with pytest.raises(UsageError, match=f"there is no {says}"):
        coverage(knowledge, rows, "area", relation=relation)
