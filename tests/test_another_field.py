"""Another field answers with no change of code: three catalogues of controls, compared as sets of duties.

The pack in ``tests/packs/controls`` has kinds, relations and a rule set of its own. Its rules are held to what sets
mean, worked out over all sets of a small universe; and it changes no answer about anything else.
"""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest
from conftest import ROOT

from xwalk import open_knowledge
from xwalk.check.run import check
from xwalk.cli import main
from xwalk.index.cache import open_index
from xwalk.knowledge import Knowledge
from xwalk.packs import loaded_packs, open_pack
from xwalk.questions.coverage import coverage
from xwalk.questions.cross import cross
from xwalk.questions.funding import funding
from xwalk.render import as_json

PACK = Path(__file__).parent / "packs" / "controls"
SETS = [frozenset(some) for size in range(1, 5) for some in combinations("abcd", size)]
#: What each relation means of two sets that are not empty. A control under another is a part of it.
MEANS: dict[str, Callable[[frozenset[str], frozenset[str]], bool]] = {
    "ctl:equal": lambda one, other: one == other,
    "ctl:subsetOf": lambda one, other: one <= other,
    "ctl:supersetOf": lambda one, other: one >= other,
    "ctl:intersects": lambda one, other: bool(one & other),
    "skos:broader": lambda one, other: one <= other,
    "skos:narrower": lambda one, other: one >= other,
}
#: The relations that a route may conclude, the strongest first.
CONCLUDED = ("ctl:equal", "ctl:subsetOf", "ctl:supersetOf", "ctl:intersects")


#: The head of a file of a third field.
FOOD = """\
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""


@pytest.fixture(scope="module")
def controls() -> Iterator[Knowledge]:
    """The embedded knowledge base with the pack beside it."""
    knowledge = open_knowledge(PACK)
    yield knowledge
    knowledge.db.close()


def strongest(first: str, then: str) -> str | None:
    """What always holds of the first and the last of three sets, worked out over every three sets there are."""
    ends = {
        (one, three)
        for one, two, three in product(SETS, repeat=3)
        if MEANS[first](one, two) and MEANS[then](two, three)
    }
    return next((each for each in CONCLUDED if all(MEANS[each](*pair) for pair in ends)), None)


@pytest.mark.parametrize(
    ("first", "then"),
    [pair for pair in product(MEANS, repeat=2) if not all(each.startswith("skos:") for each in pair)],
)
def test_each_cell_of_the_set_theory_concludes_all_that_sets_entail_and_no_more(
    controls: Knowledge, first: str, then: str
) -> None:
    found = controls.rules.compose(first, then, frozenset(["set-theory"]))
    assert (found.gives if found else None) == strongest(first, then)


def test_superset_then_subset_gives_an_overlap(controls: Knowledge) -> None:
    [answer] = [each for each in cross(controls, "amber:passwords", "cedar").answers if each.record.label == "Secrets"]
    assert (answer.relation, answer.status) == ("ctl:intersects", "derived")
    assert answer.confidence == pytest.approx(0.9 * 0.7)
    assert [step.predicate for step in answer.route] == ["ctl:supersetOf", "ctl:subsetOf"]


def test_a_route_goes_up_and_down_the_hierarchies_of_the_pack(controls: Knowledge) -> None:
    [answer] = [each for each in cross(controls, "amber:access", "cedar").answers if each.record.label == "Accounts"]
    assert [step.predicate for step in answer.route] == [
        "skos:broader",
        "ctl:supersetOf",
        "ctl:subsetOf",
        "skos:broader",
    ]
    assert (answer.relation, answer.sentence) == (
        "ctl:intersects",
        "Access has duties in common with “Accounts”, by way of “Passwords”",
    )


def test_coverage_of_two_kinds_of_the_pack_is_rolled_up_by_its_own_hierarchy(controls: Knowledge) -> None:
    found = coverage(controls, "amber", "cedar")
    assert found.states == {"covered": 7, "weak": 0, "blocked": 0, "none": 0, "unreviewed": 9}
    assert [(share.record.name if share.record else "", share.covered, share.of) for share in found.row_groups] == [
        ("amber:access", 3, 3),
        ("", 1, 1),
    ]


def test_the_command_line_answers_about_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cross", "Passwords", "--to", "birch", "--kb", str(PACK), "-f", "json"]) == 0
    [answer, *_] = json.loads(capsys.readouterr().out)["answers"]
    assert (answer["record"]["id"], answer["relation"]) == ("birch:sign-in", "subsetOf"), (
        "in the direction ranked first"
    )
    assert [step["predicate"] for step in answer["route"]] == ["ctl:supersetOf"]
    assert main(["rules", "--rules", "set-theory", "--kb", str(PACK)]) == 0
    assert "superset of · subset of → intersects" in capsys.readouterr().out


def test_its_check_finds_nothing_to_mend() -> None:
    pack = open_pack(PACK)
    assert check(loaded_packs([PACK]), pack).findings == []


def test_it_answers_alone_with_no_other_pack_loaded() -> None:
    with closing(open_index([open_pack(PACK)])) as index:
        answers = cross(Knowledge(index), "amber:passwords", "cedar").answers
    assert sorted(answer.record.name for answer in answers) == ["cedar:accounts", "cedar:secrets"]


# ------------------------------------------------------------------------- a pack beside ours changes nothing of ours


def test_it_changes_no_answer_of_ours(knowledge: Knowledge, controls: Knowledge) -> None:
    for area in knowledge.of_kind("area"):
        before, after = funding(knowledge, area.name), funding(controls, area.name)
        assert as_json.dumps(as_json.funding(before)) == as_json.dumps(as_json.funding(after))


#: What a stranger might add to our own rule sets, by design or by mistake.
INTRUSIONS = {
    "a rule where ours are silent": """
        ctl:bad a xwalk:Rule ; xwalk:first xwalk:fundsToward ; xwalk:then xwalk:partOf ; xwalk:gives xwalk:funds ;
            xwalk:inRuleSet <https://w3id.org/xwalk/ruleset/policy> .""",
    "another conclusion of our two relations": """
        ctl:bad a xwalk:Rule ; xwalk:first xwalk:fundsPartOf ; xwalk:then xwalk:partOf ; xwalk:gives xwalk:funds ;
            xwalk:inRuleSet <https://w3id.org/xwalk/ruleset/policy> .""",
    "more said of a rule of ours": """
        <https://w3id.org/xwalk/rule/funds-hasPart> a xwalk:Rule ; xwalk:factor 1.0 .""",
    "a set of ours that holds more": """
        <https://w3id.org/xwalk/ruleset/policy> a xwalk:RuleSet ; xwalk:extends ctl:set-theory .
        ctl:bad a xwalk:Rule ; xwalk:first xwalk:advances ; xwalk:then xwalk:partOf ; xwalk:gives xwalk:partOf ;
            xwalk:inRuleSet ctl:set-theory .""",
    "a set of its own by the name of ours": """
        ctl:policy a xwalk:RuleSet ; rdfs:label "policy" .
        ctl:bad a xwalk:Rule ; xwalk:first xwalk:fundsToward ; xwalk:then xwalk:partOf ; xwalk:gives xwalk:funds ;
            xwalk:inRuleSet ctl:policy .""",
    "another inverse": "xwalk:funds owl:inverseOf xwalk:fundsToward .",
}


@pytest.mark.parametrize("said", INTRUSIONS.values(), ids=INTRUSIONS)
def test_no_rule_of_a_pack_concludes_anything_from_what_ours_says(
    knowledge: Knowledge, tmp_path: Path, said: str
) -> None:
    shutil.copytree(PACK, tmp_path / "pack")
    ontology = tmp_path / "pack" / "ontology" / "controls.ttl"
    ontology.write_text(ontology.read_text(encoding="utf-8") + textwrap.dedent(said), encoding="utf-8")
    beside = open_knowledge(tmp_path / "pack")
    for area in knowledge.of_kind("area"):
        before, after = funding(knowledge, area.name), funding(beside, area.name)
        assert as_json.dumps(as_json.funding(before)) == as_json.dumps(as_json.funding(after))
    beside.db.close()


def test_a_pack_contests_no_conclusion_of_what_another_pack_says(
    tmp_path: Path, write_pack: Callable[..., Path]
) -> None:
    """Where only records speak, no mapping set names a rule set: rules of a stranger have no say there either."""
    chain = "".join(f"dish:{one} a ex:Dish ; skos:broader dish:{two} .\n" for one, two in pairwise("abcd"))
    food = write_pack({"kb/food.ttl": FOOD + chain})
    shutil.copytree(PACK, tmp_path / "controls")
    ontology = tmp_path / "controls" / "ontology" / "controls.ttl"
    said = """
        ctl:aside a xwalk:RuleSet ; rdfs:label "aside" .
        ctl:bad a xwalk:Rule ; xwalk:first skos:broader ; xwalk:then skos:broader ; xwalk:gives ctl:intersects ;
            xwalk:inRuleSet ctl:aside ."""
    ontology.write_text(ontology.read_text(encoding="utf-8") + textwrap.dedent(said), encoding="utf-8")
    alone, beside = open_knowledge(food), open_knowledge(food, tmp_path / "controls")
    before, after = (as_json.cross(cross(each, "dish:a", "dish")) for each in (alone, beside))
    assert "broaderTransitive" in {each["relation"] for each in before["answers"]}
    assert before == after
    for each in (alone, beside):
        each.db.close()


def test_a_rule_that_a_pack_adds_to_our_set_serves_its_own_mapping_sets(tmp_path: Path) -> None:
    shutil.copytree(PACK, tmp_path / "pack")
    ontology = tmp_path / "pack" / "ontology" / "controls.ttl"
    ontology.write_text(
        ontology.read_text(encoding="utf-8").replace(
            "xwalk:inRuleSet ctl:set-theory", "xwalk:inRuleSet <https://w3id.org/xwalk/ruleset/policy>"
        ),
        encoding="utf-8",
    )
    for path in (tmp_path / "pack" / "crosswalks").iterdir():
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("#rule_set: set-theory", "#rule_set: policy"), encoding="utf-8")
    beside = open_knowledge(tmp_path / "pack")
    assert {each.relation for each in cross(beside, "amber:passwords", "cedar").answers} == {"ctl:intersects"}
    beside.db.close()


def test_a_rule_that_says_otherwise_of_two_relations_is_a_finding(tmp_path: Path) -> None:
    shutil.copytree(PACK, tmp_path / "pack")
    ontology = tmp_path / "pack" / "ontology" / "controls.ttl"
    said = INTRUSIONS["another conclusion of our two relations"] + '\nctl:bad rdfs:comment "No reason."@en .'
    ontology.write_text(ontology.read_text(encoding="utf-8") + textwrap.dedent(said), encoding="utf-8")
    packs = loaded_packs([tmp_path / "pack"])
    [finding] = check(packs, packs[-1]).findings
    assert (finding.rule, finding.record, finding.file) == ("rule-clash", "ctl:bad", "ontology/controls.ttl")
    assert "rule:fundsPartOf-partOf" in finding.message


def test_no_name_of_a_relation_stands_in_the_engine() -> None:
    """What follows from what is data: the modules that search, compose and compile know no relation by its name."""
    engine = ("search.py", "routes.py", "rules.py", "knowledge.py", "compose", "index", "check/derivation.py")
    source = ROOT / "src" / "xwalk"
    files = [
        path for name in engine for path in ([source / name] if name.endswith(".py") else (source / name).glob("*"))
    ]
    names = [
        name.partition(":")[2] for name in open_knowledge().rules.relations if name.startswith(("skos:", "xwalk:"))
    ]
    assert len(names) > 30
    for path in files:
        if path.suffix in {".py", ".sql"}:
            text = path.read_text(encoding="utf-8")
            said = [name for name in names if f":{name}" in text or f'"{name}"' in text]
            assert said == [], path.name
