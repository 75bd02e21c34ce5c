"""What comparable systems got wrong when they were run, and the test that holds us to the opposite.

R1 to R13 are findings from running or reading the peers in 2026. Each has one test here, or names the tests that are
the proof already:

- R1, a chain of uncertain steps came out certain: ``test_routes.test_three_exact_matches_at_a_half_give_an_eighth``,
  ``test_compose.test_confidence_is_the_product``.
- R2, 25 of 40 directed chains, 24 another day: ``test_routes.test_forty_chains_of_two_steps_give_forty_answers``,
  ``test_routes.test_the_same_bytes_come_out_whatever_the_hash_seed``, ``test_compose.test_40_directed_chains_give_40``,
  ``test_compose_files.test_the_same_bytes_under_any_hash_seed_and_memory``.
- R3, nothing at all from a hub of a hundred: ``test_routes.test_a_star_of_five_hundred_gives_five_hundred_answers``,
  ``test_compose.test_a_star_of_500_into_one_node_is_complete``.
- R4 and R5, minutes for what takes a blink: here that nothing is lost at that size; the time is a ratio in
  ``benchmarks/compose.py``.
- R6, close and related matches that never compose: ``test_routes.test_two_mappings_conclude_what_the_table_says``,
  ``test_compose.test_what_two_steps_conclude``.
- R7, one direct link that hides every other answer of its two schemes: here.
- R8, directions whose names are the reverse of the words: here.
- R9, an inverse that does not exist, and no chaining: ``test_rules.test_the_inverse_of_the_inverse_is_the_relation``,
  ``test_compose.test_inverses_serve_along_the_route``.
- R10, no check of what mappings mean: ``test_contradictions.test_the_whole_check_reports_contradictions``.
- R11, shapes sixty times slower than they need be: ``test_shapes.test_only_shacl_core_is_used``.
- R12, published routes that disagree and nobody says so: here, and in bulk
  ``test_compose.test_what_cannot_hold_together_is_said``.
- R13, agreement that lowers confidence: here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from composing import EXACT, Row, read_rows, write_set
from conftest import ROOT

from xwalk.compose import Options, compose
from xwalk.index.compile import compile_index
from xwalk.knowledge import Knowledge
from xwalk.packs import Pack, open_pack
from xwalk.questions.coverage import coverage
from xwalk.questions.cross import cross
from xwalk.store import load

Field = Callable[[str], Knowledge]

#: Dishes and menus are the two schemes; ``ex:`` is what neither of them holds.
HEAD = """\
#curie_map:
#  dish: https://example.org/food/dish/
#  menu: https://example.org/food/menu/
#  ex: https://example.org/food/
#mapping_set_id: https://example.org/food/mappings/all
#rule_set: sssom
subject_id	predicate_id	object_id	confidence	mapping_justification
"""
RECORDS = """\
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix menu: <https://example.org/food/menu/> .

dish:one a ex:Dish .
dish:two a ex:Dish .
dish:three a ex:Dish .
menu:one a ex:Menu .
menu:two a ex:Menu .
menu:three a ex:Menu .
"""


@pytest.fixture
def field(write_pack: Callable[..., Path], tmp_path: Path) -> Iterator[Field]:
    """Another field: dishes, menus, and statements, each a line of subject, relation, object and confidence."""
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "ontology").symlink_to(ROOT / "ontology")
    with closing(sqlite3.connect(":memory:")) as connection:

        def make(lines: str) -> Knowledge:
            rows = ["\t".join([*line.split(), "semapv:ManualMappingCuration"]) for line in lines.strip().splitlines()]
            files = {"kb/all.ttl": RECORDS, "crosswalks/all.sssom.tsv": HEAD + "\n".join([*rows, ""])}
            packs: list[Pack] = [open_pack(rules), open_pack(write_pack(files))]
            compile_index(load(packs), connection, [])
            return Knowledge(connection)

        yield make


def test_three_thousand_inverted_matches_are_composed_without_a_loss(tmp_path: Path, knowledge: Knowledge) -> None:
    """R4: a peer did not finish 3,014 exact matches, read from their other end, in a minute."""
    size = 3014
    sets = [
        write_set(tmp_path / "one.sssom.tsv", [(f"a:{n}", EXACT, f"b:{n}") for n in range(size)]),
        write_set(tmp_path / "two.sssom.tsv", [(f"c:{n}", EXACT, f"b:{n}") for n in range(size)]),
    ]
    compose(sets, tmp_path / "out.sssom.tsv", knowledge.rules, Options())
    rows: list[Row] = read_rows(tmp_path / "out.sssom.tsv")
    assert {(row.subject, row.predicate, row.object) for row in rows} == {
        (f"a:{n}", EXACT, f"c:{n}") for n in range(size)
    }


def test_a_direct_link_hides_no_answer_that_needs_more_steps(field: Field) -> None:
    """R7: where any two sections of two standards were linked directly, 99 percent of the other answers vanished."""
    knowledge = field("""
        dish:one  skos:exactMatch  menu:one    1.0
        dish:two  skos:exactMatch  ex:between  1.0
        menu:two  skos:exactMatch  ex:between  1.0
    """)
    answer = coverage(knowledge, "dish", "menu", rule_set="sssom")
    covered = {(cell.row.name, cell.col.name) for cell in answer.cells if cell.state == "covered"}
    assert covered == {("dish:one", "menu:one"), ("dish:two", "menu:two")}


def test_a_statement_is_told_in_its_own_direction_from_whichever_end_it_is_asked(field: Field) -> None:
    """R8: a step down the tree was named up, and cost twice as much."""
    knowledge = field("dish:one skos:broadMatch menu:one 0.5")
    for asked, kind in (("dish:one", "menu"), ("menu:one", "dish")):
        (answer,) = cross(knowledge, asked, kind, rule_set="sssom").answers
        assert answer.sentence == "dish:one is narrower than “menu:one”"
        assert (answer.relation, answer.confidence) == ("skos:broadMatch", 0.5)
        (step,) = answer.route
        assert (step.subject.name, step.predicate, step.object.name) == ("dish:one", "skos:broadMatch", "menu:one")


def test_routes_that_cannot_both_hold_are_said_to_disagree(field: Field) -> None:
    """R12: two published routes between the same classifications agreed to less than one half."""
    knowledge = field("""
        dish:one  skos:exactMatch   ex:between  1.0
        ex:between  skos:exactMatch   menu:one  1.0
        dish:one  skos:broadMatch   menu:one    0.9
        dish:two  skos:relatedMatch  menu:two   0.9
        dish:two  skos:closeMatch    menu:two   0.9
    """)
    found = {a.relation: a.disagreement for a in cross(knowledge, "dish:one", "menu", rule_set="sssom").answers}
    assert found == {"skos:exactMatch": ["skos:broadMatch"], "skos:broadMatch": ["skos:exactMatch"]}
    found = {a.relation: a.disagreement for a in cross(knowledge, "dish:two", "menu", rule_set="sssom").answers}
    assert found == {"skos:relatedMatch": [], "skos:closeMatch": []}, "what can both hold is no disagreement"


@pytest.mark.parametrize("second", [0.0, 0.25, 0.5, 0.8, 0.95])
def test_a_second_voice_that_agrees_never_lowers_confidence(field: Field, second: float) -> None:
    """R13: under a published formula a mild yes of a reviewer took 0.80 down to 0.756."""
    knowledge = field(f"""
        dish:one    skos:exactMatch  menu:one    0.8
        dish:one    skos:exactMatch  ex:between  {second}
        ex:between  skos:exactMatch  menu:one    1.0
    """)
    (answer,) = cross(knowledge, "dish:one", "menu", rule_set="sssom").answers
    assert (answer.confidence, answer.routes) == (max(0.8, second), 2)
