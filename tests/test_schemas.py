"""The documented JSON: each schema is closed and explained, and every answer is as its schema says."""

from __future__ import annotations

import copy
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import MINI_ONTOLOGY
from fitting import SCHEMAS, faults
from jsonschema import Draft202012Validator

from xwalk import open_knowledge
from xwalk.cli.shared import Format, print_answer
from xwalk.knowledge import Knowledge
from xwalk.questions.coverage import STATES, coverage
from xwalk.questions.cross import cross
from xwalk.questions.find import find
from xwalk.questions.rules import rule_table
from xwalk.questions.show import show
from xwalk.render import as_text

Printed = Callable[[str, Any, Knowledge], Any]

#: Another field: menus offer dishes, dishes contain dishes, and two of its relations have no prefix.
KITCHEN = (
    MINI_ONTOLOGY
    + """
@prefix net: <https://example.net/> .
@prefix ruleset: <https://w3id.org/xwalk/ruleset/> .

ex:offers a owl:ObjectProperty ; rdfs:label "offers" ; xwalk:phrase "offers" ; xwalk:rank 1 ; xwalk:family "food" ;
    owl:propertyDisjointWith net:offersPartOf .
net:contains a owl:ObjectProperty ; rdfs:label "contains" .
net:offersPartOf a owl:ObjectProperty ; rdfs:label "offers part of" .
ex:kitchen a xwalk:RuleSet ; rdfs:label "kitchen" ; xwalk:extends ruleset:policy .
ex:rule-1 a xwalk:Rule ; xwalk:first ex:offers ; xwalk:then net:contains ; xwalk:gives net:offersPartOf ;
    xwalk:factor 0.4 ; xwalk:inRuleSet ex:kitchen , ruleset:policy ; rdfs:comment "Offers what is in it." .
"""
)
KITCHEN_KB = """
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix menu: <https://example.org/food/menu/> .
@prefix net: <https://example.net/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

dish:stew a ex:Dish ; skos:prefLabel "Stew"@en ; net:contains dish:stock , dish:salt .
dish:stock a ex:Dish ; skos:prefLabel "Stock"@en ; skos:inScheme <https://example.net/card> .
dish:salt a ex:Dish ; skos:prefLabel "Salt"@en .
dish:tart a ex:Dish ; skos:prefLabel "Tart"@en .
menu:lunch a ex:Menu ; skos:prefLabel "Lunch"@en .
menu:dinner a ex:Menu ; skos:prefLabel "Dinner"@en .
"""
KITCHEN_ROWS = """\
#curie_map:
#  dish: https://example.org/food/dish/
#  ex: https://example.org/food/
#  menu: https://example.org/food/menu/
#mapping_set_id: https://example.org/food/mappings/all
#rule_set: kitchen
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tobject_source\tmapping_justification\tconfidence\tstatus
menu:lunch\tex:offers\t\tdish:stew\t\tsemapv:ManualMappingCuration\t1.0\tstated
menu:lunch\thttps://example.net/offersPartOf\tNot\tdish:salt\t\tsemapv:ManualMappingCuration\t1.0\tstated
menu:dinner\tex:offers\t\tsssom:NoTermFound\thttps://example.net/card\tsemapv:ManualMappingCuration\t1.0\tasserted
"""


@pytest.fixture
def kitchen(write_pack: Callable[..., Path]) -> Knowledge:
    """Another field's pack beside the embedded one."""
    files = {"kb/all.ttl": KITCHEN_KB, "crosswalks/all.sssom.tsv": KITCHEN_ROWS}
    return open_knowledge(write_pack(files, ontology=KITCHEN))


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str]) -> Printed:
    """Prints an answer as ``--format json`` does, holds it to its schema, and gives it."""

    def run(name: str, answer: Any, knowledge: Knowledge) -> Any:
        capsys.readouterr()
        print_answer(Format.json, name, answer, knowledge)
        document = json.loads(capsys.readouterr().out)
        assert faults(name, document) == []
        return document

    return run


def parts(schema: Any) -> Iterator[dict[str, Any]]:
    """Every schema inside a schema."""
    if isinstance(schema, dict):
        yield schema
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from parts(each)


# The schemas themselves


def test_every_command_that_answers_in_a_shape_of_its_own_has_a_schema() -> None:
    told = {"brief", "check", "compare", "coverage", "cross", "find", "funding", "match", "rules", "show"}
    assert told <= SCHEMAS.keys()


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_a_schema_is_valid_closed_and_explains_every_property(name: str) -> None:
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://w3id.org/xwalk/schema/{name}.schema.json"
    for part in parts(schema):
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert part.get("required") == list(part["properties"]) or "patternProperties" in part, part
            for key, described in {**part["properties"], **part.get("patternProperties", {})}.items():
                assert re.fullmatch(r"[A-Z].{10,}\.", described["description"]), key
    assert all(each["description"] for each in schema.get("$defs", {}).values())


def test_a_part_is_written_once_and_every_part_is_used() -> None:
    """A part that several schemas need stands in one of them, by a name that no other uses; the others refer to it."""
    held = [(part, name) for name, schema in SCHEMAS.items() for part in schema.get("$defs", {})]
    assert [part for part, times in Counter(part for part, _ in held).items() if times > 1] == []
    used = set()
    for name, schema in SCHEMAS.items():
        for each in parts(schema):
            if isinstance(each.get("$ref"), str):
                file, _, part = each["$ref"].partition("#/$defs/")
                used.add((part, file.removesuffix(".schema.json") or name))
    assert used == set(held)


# Answers of the embedded knowledge base


@pytest.mark.parametrize(
    ("record", "kind"),
    [
        ("area:flexible-pacing", "provision"),
        ("provision:esea-1003a-c-3-D", "area"),
        ("item:t-test-out", "component"),
        ("practice:blended-learning", "component"),
        ("component:leap-learner-led", "requirement"),
        ("term:personalized-learning", "provision"),
    ],
)
def test_cross_fits_its_schema(record: str, kind: str, knowledge: Knowledge, printed: Printed) -> None:
    document = printed("cross", cross(knowledge, record, kind), knowledge)
    assert document["question"]["record"]["id"] == record
    assert document["question"]["to"] == kind
    assert {answer["record"]["kind"] for answer in document["answers"]} <= {kind}


def test_cross_without_something_says_what_changes_in_its_schema(knowledge: Knowledge, printed: Printed) -> None:
    answer = cross(knowledge, "pacing", "provision", without="area--component", min_confidence=0.2, max_hops=4)
    document = printed("cross", answer, knowledge)
    asked = document["question"]
    assert (asked["without"], asked["min_confidence"], asked["max_hops"]) == ("area--component", 0.2, 4)
    assert any(change["after"] is None for change in document["changes"])


@pytest.mark.parametrize(
    ("rows", "cols", "relation"),
    [
        ("area", "provision", "funds"),
        ("area", "component", ""),
        ("item", "component", ""),
        ("practice", "area", "advances"),
        ("requirement", "area", ""),
    ],
)
def test_coverage_fits_its_schema(rows: str, cols: str, relation: str, knowledge: Knowledge, printed: Printed) -> None:
    answer = coverage(knowledge, rows, cols, relation=relation, min_confidence=0.7)
    document = printed("coverage", answer, knowledge)
    asked = document["question"]
    assert (asked["rows"], asked["cols"], asked["relation"] or "") == (rows, cols, relation)
    assert len(document["cells"]) == len(document["rows"]) * len(document["cols"]) == document["totals"]["cells"]
    assert sum(document["totals"]["states"].values()) == document["totals"]["cells"]
    for cell in document["cells"]:
        assert bool(cell["statements"]) == (cell["state"] != "unreviewed")


@pytest.mark.parametrize("rule_set", ["", "skos", "sssom", "policy"])
def test_rules_fit_their_schema(rule_set: str, knowledge: Knowledge, printed: Printed) -> None:
    document = printed("rules", rule_table(knowledge, rule_set), knowledge)
    assert all(rule_set in rule["sets"] for rule in document if rule_set)
    assert len({rule["id"] for rule in document}) == len(document) >= 5


# Answers of another field


def test_cross_of_another_field_fits_its_schema(kitchen: Knowledge, printed: Printed) -> None:
    document = printed("cross", cross(kitchen, "menu:lunch", "dish"), kitchen)
    said = {(answer["record"]["id"], answer["relation"]) for answer in document["answers"]}
    assert said == {("dish:stew", "offers"), ("dish:stock", "https://example.net/offersPartOf")}
    assert [blocked["record"]["id"] for blocked in document["blocked"]] == ["dish:salt"]
    lost = printed("cross", cross(kitchen, "menu:lunch", "dish", without="kb/all.ttl"), kitchen)["changes"]
    assert [(change["record"]["id"], change["after"]) for change in lost] == [("dish:stock", None)]


def test_coverage_of_another_field_fits_its_schema_with_a_cell_in_every_state(
    kitchen: Knowledge, printed: Printed
) -> None:
    document = printed("coverage", coverage(kitchen, "menu", "dish"), kitchen)
    states = {(cell["row"], cell["col"]): cell["state"] for cell in document["cells"]}
    assert set(states.values()) == set(STATES)
    assert states["menu:lunch", "dish:stock"] == "weak"
    assert states["menu:lunch", "dish:salt"] == "blocked"
    assert states["menu:dinner", "dish:stock"] == "none"


def test_coverage_says_where_a_bound_left_something_out(
    kitchen: Knowledge, write_pack: Callable[..., Path], printed: Printed
) -> None:
    assert printed("coverage", coverage(kitchen, "menu", "dish"), kitchen)["cut"] is None
    head = KITCHEN_KB.partition("dish:stew")[0]
    chain = "".join(
        f'dish:d{n} a ex:Dish ; skos:prefLabel "Dish {n}"@en ; skos:broader dish:d{n + 1} .\n' for n in range(9)
    )
    deep = open_knowledge(write_pack({"kb/all.ttl": head + chain}, ontology=KITCHEN, name="deep"))
    answer = coverage(deep, "dish", "dish")
    assert "more than 6 steps" in printed("coverage", answer, deep)["cut"]
    assert "Not complete: routes of more than 6 steps were not followed." in as_text.coverage(answer, deep)


@pytest.mark.parametrize("broken", ["another state", "a state without its route", "a route without its state"])
def test_the_schema_of_coverage_refuses_a_cell_that_cannot_be(
    broken: str, kitchen: Knowledge, printed: Printed
) -> None:
    document = printed("coverage", coverage(kitchen, "menu", "dish"), kitchen)
    cell = next(each for each in document["cells"] if each["state"] == "covered")
    if broken == "another state":
        cell["state"] = "maybe"
    elif broken == "a state without its route":
        cell.update(relation=None, confidence=None, statements=[])
    else:
        cell["state"] = "unreviewed"
    assert faults("coverage", document)


def test_rules_find_and_show_of_another_field_fit_their_schemas(kitchen: Knowledge, printed: Printed) -> None:
    assert "https://example.net/contains" in {rule["then"] for rule in printed("rules", rule_table(kitchen), kitchen)}
    assert printed("find", find(kitchen, "stew"), kitchen)[0]["id"] == "dish:stew"
    for record in (*kitchen.of_kind("dish"), *kitchen.of_kind("menu")):
        assert printed("show", show(kitchen, record.name), kitchen)["id"] == record.name


@pytest.mark.parametrize("name", ["cross", "coverage", "rules"])
def test_a_schema_refuses_another_property_a_missing_one_and_a_name_that_is_none(
    name: str, kitchen: Knowledge, printed: Printed
) -> None:
    answers: dict[str, Callable[[], Any]] = {
        "cross": lambda: cross(kitchen, "menu:lunch", "dish"),
        "coverage": lambda: coverage(kitchen, "menu", "dish"),
        "rules": lambda: rule_table(kitchen),
    }
    document = printed(name, answers[name](), kitchen)
    part = {"cross": "answers", "coverage": "cells", "rules": ""}[name]
    named = {"cross": "relation", "coverage": "row", "rules": "id"}[name]
    for change in ("more", "less", "unnamed"):
        broken = copy.deepcopy(document)
        member = (broken[part] if part else broken)[0]
        if change == "more":
            member["more"] = 1
        elif change == "less":
            del member[named]
        else:
            member[named] = "" if name == "cross" else "no name"
        assert faults(name, broken), change
