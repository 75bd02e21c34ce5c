"""Routes over small packs of another field: what is concluded, with which confidence, what is blocked, what is cut."""

from __future__ import annotations

import dataclasses
import math
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise, product
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import pytest
from conftest import MINI_ONTOLOGY, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_rules import COLUMNS, EXPECTED, MAPPINGS, policy_cells

from xwalk.index.compile import compile_index
from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import RDF
from xwalk.packs import Pack, open_pack
from xwalk.rdf import Triple, iri
from xwalk.routes import Found, Route, fold, routes_from, routes_to
from xwalk.sssom import MappingSet, Row
from xwalk.store import SourceFile, Store, load

#: The relations of a kitchen and a rule set of its own. ``ex:isIn`` is nothing but the inverse of ``ex:contains``.
KITCHEN = (
    MINI_ONTOLOGY
    + """
@prefix ruleset: <https://w3id.org/xwalk/ruleset/> .

ex:offers a owl:ObjectProperty ; xwalk:phrase "offers" ; xwalk:rank 1 ; owl:inverseOf ex:offeredBy .
ex:offersPartOf a owl:ObjectProperty ; xwalk:phrase "offers a part of" ; xwalk:rank 2 .
ex:delivers a owl:ObjectProperty ; xwalk:phrase "delivers" ; rdfs:subPropertyOf ex:offers .
ex:sells a owl:ObjectProperty ; xwalk:phrase "sells" ; owl:inverseOf ex:soldBy .
ex:soldBy rdfs:subPropertyOf ex:offeredBy .
ex:contains a owl:ObjectProperty ; rdfs:label "contains" ; owl:inverseOf ex:isIn .
ex:kitchen a xwalk:RuleSet ; rdfs:label "kitchen" ; xwalk:extends ruleset:sssom .
ex:rule-1 a xwalk:Rule ; xwalk:first ex:offers ; xwalk:then ex:contains ; xwalk:gives ex:offers ;
    xwalk:factor 0.8 ; xwalk:inRuleSet ex:kitchen ; rdfs:comment "Who offers a dish offers what is in it." .
ex:rule-2 a xwalk:Rule ; xwalk:first ex:offers ; xwalk:then ex:isIn ; xwalk:gives ex:offersPartOf ;
    xwalk:inRuleSet ex:kitchen ; rdfs:comment "Who offers a part offers a part of the whole." .
ex:rule-3 a xwalk:Rule ; xwalk:first ex:offers ; xwalk:then skos:exactMatch ; xwalk:gives ex:offers ;
    xwalk:factor 7 ; xwalk:inRuleSet ex:kitchen ; rdfs:comment "A factor that no rule may have." .
"""
)
PREFIXES = {
    "dish": "https://example.org/food/dish/",
    "menu": "https://example.org/food/menu/",
    "ex": "https://example.org/food/",
    "xwalk": "https://w3id.org/xwalk/ontology/",
}
KINDS = ("dish", "menu")

#: Subject, predicate, object, and what else the row says: confidence, status, modifier, rule_set (of its set) …
Said = tuple[str, str, str] | tuple[str, str, str, dict[str, str]]
Kitchen = Callable[..., Knowledge]
Shown = tuple[str, str, float]


@pytest.fixture(scope="session")
def rules_pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The embedded ontology with its rules, and no records."""
    root = tmp_path_factory.mktemp("rules")
    shutil.copytree(ROOT / "ontology", root / "ontology")
    return open_pack(root)


@pytest.fixture
def kitchen(write_pack: Callable[..., Path], rules_pack: Pack) -> Iterator[Kitchen]:
    """Compiles statements: ``kitchen(("dish:a", "skos:exactMatch", "dish:b"), kb="...")`` gives the knowledge."""
    connection = sqlite3.connect(":memory:")

    def make(*said: Said, kb: str = "") -> Knowledge:
        pack = open_pack(write_pack(pack_files(said, kb), ontology=KITCHEN))
        compile_index(load([rules_pack, pack]), connection, [])
        return Knowledge(connection)

    yield make
    connection.close()


def pack_files(said: tuple[Said, ...], kb: str = "") -> dict[str, str]:
    """The files of a pack: every name of a dish or menu is a record; one mapping set for each rule set."""
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
    head += "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
    names = {name for row in said for name in (row[0], row[2]) if name.partition(":")[0] in KINDS}
    types = "".join(f"{name} a ex:{name.partition(':')[0].capitalize()} .\n" for name in sorted(names))
    sets: dict[str, list[str]] = {}
    for subject, predicate, obj, *more in said:
        cells = {
            "mapping_justification": "semapv:ManualMappingCuration",
            "rule_set": "sssom",
            **(more[0] if more else {}),
        }
        name = cells.pop("rule_set")
        rows = sets.setdefault(name, [])
        extra = [
            cells.get(column, "") for column in ("confidence", "status", "predicate_modifier", "mapping_justification")
        ]
        rows.append("\t".join([f"row:{name}-{len(rows)}", subject, predicate, obj, *extra]))
    columns = (
        "record_id\tsubject_id\tpredicate_id\tobject_id\tconfidence\tstatus\tpredicate_modifier\tmapping_justification"
    )
    curies = "#curie_map:\n" + "".join(f"#  {prefix}: {space}\n" for prefix, space in PREFIXES.items())
    return {"kb/all.ttl": f"{head}{types}{kb}"} | {
        f"crosswalks/{name}.sssom.tsv": "\n".join([f"{curies}#rule_set: {name}", columns, *rows, ""])
        for name, rows in sets.items()
    }


def named(knowledge: Knowledge, name: str) -> Record:
    record = knowledge.by_name(name)
    assert record is not None, name
    return record


def search(knowledge: Knowledge, end: str, *, rules: str = "sssom", **more: Any) -> Found:
    return routes_to(knowledge, named(knowledge, end), kinds=KINDS, rule_set=rules, **more)


def shown(knowledge: Knowledge, routes: list[Route]) -> list[Shown]:
    """Routes as ``a b c``, the relation, and the confidence."""
    return [(path(knowledge, route), route.relation, round(route.confidence, 12)) for route in routes]


def path(knowledge: Knowledge, route: Route) -> str:
    keys = [route.start, *(hop.target for hop in route.hops)]
    return " ".join(knowledge.record(key).name.partition(":")[2] for key in keys)


def paths(knowledge: Knowledge, end: str, **more: Any) -> list[str]:
    return sorted(path(knowledge, route) for route in search(knowledge, end, **more).routes)


def chain(*relations: str, confidence: str = "", rules: str = "sssom") -> list[Said]:
    """``dish:0 relation dish:1 relation dish:2 …``."""
    more = {"confidence": confidence, "rule_set": rules}
    return [(f"dish:{n}", relation, f"dish:{n + 1}", more) for n, relation in enumerate(relations)]


# Confidence


def test_confidence_is_the_product_of_statements_and_factors(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("menu:m", "ex:offers", "dish:a", {"confidence": "0.9", "rule_set": "kitchen"}),
        ("dish:a", "ex:contains", "dish:b", {"confidence": "0.5", "rule_set": "kitchen"}),
        ("dish:b", "ex:contains", "dish:c", {"confidence": "0.7", "rule_set": "kitchen"}),
    )
    assert shown(knowledge, search(knowledge, "dish:c", rules="kitchen").routes)[0] == (
        "m a b c",
        "ex:offers",
        round(0.9 * (0.5 * 0.8) * (0.7 * 0.8), 12),
    )


def test_three_exact_matches_at_a_half_give_an_eighth(kitchen: Kitchen) -> None:
    knowledge = kitchen(*chain(*["skos:exactMatch"] * 3, confidence="0.5"))
    assert shown(knowledge, search(knowledge, "dish:3").routes) == [
        ("2 3", "skos:exactMatch", 0.5),
        ("1 2 3", "skos:exactMatch", 0.25),
        ("0 1 2 3", "skos:exactMatch", 0.125),
    ]


@pytest.mark.parametrize(
    ("written", "read"),
    [("", 1.0), ("0.7", 0.7), ("0", 0.0), ("2", 1.0), ("-1", 0.0), ("nan", 0.0), ("inf", 0.0), ("high", 0.0)],
)
def test_a_confidence_is_a_number_from_0_to_1_or_counts_for_nothing(
    kitchen: Kitchen, written: str, read: float
) -> None:
    knowledge = kitchen(("dish:a", "skos:exactMatch", "dish:b", {"confidence": written}))
    assert [route.confidence for route in search(knowledge, "dish:b").routes] == [read]


def test_no_factor_raises_confidence(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("menu:m", "ex:offers", "dish:a", {"confidence": "0.5", "rule_set": "kitchen"}),
        ("dish:a", "skos:exactMatch", "dish:b", {"rule_set": "kitchen"}),
    )
    assert ("m a b", "ex:offers", 0.5) in shown(knowledge, search(knowledge, "dish:b", rules="kitchen").routes)


def test_one_step_has_the_status_of_its_statement_and_several_are_derived(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:exactMatch", "dish:b", {"status": "stated", "confidence": "0.9"}),
        ("dish:b", "skos:exactMatch", "dish:c", {"status": "asserted", "confidence": "0.7"}),
    )
    found = search(knowledge, "dish:c").routes
    assert [(path(knowledge, route), route.status) for route in found] == [("b c", "asserted"), ("a b c", "derived")]
    assert found[1].weakest.statement.confidence == 0.7


# Completeness (what peers were seen to lose)


def test_a_star_of_five_hundred_gives_five_hundred_answers(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        *((f"dish:{n}", "skos:broadMatch", "menu:hub") for n in range(500)), ("menu:hub", "skos:exactMatch", "menu:end")
    )
    found = search(knowledge, "menu:end", max_hops=2)
    assert len({route.start for route in found.routes if route.relation == "skos:broadMatch"}) == 500
    assert len(found.routes) == 501
    assert found.cut is None


def test_forty_chains_of_two_steps_give_forty_answers(kitchen: Kitchen) -> None:
    rows = [
        row
        for n in range(40)
        for row in (
            (f"dish:a{n}", "skos:broadMatch", f"dish:b{n}"),
            (f"dish:b{n}", "skos:exactMatch", f"dish:c{n}"),
        )
    ]
    knowledge = kitchen(*rows)
    for n in range(40):
        assert paths(knowledge, f"dish:c{n}") == [f"a{n} b{n} c{n}", f"b{n} c{n}"]
        assert paths(knowledge, f"dish:a{n}") == [f"b{n} a{n}", f"c{n} b{n} a{n}"]


def test_a_circle_ends_and_is_walked_both_ways_round(kitchen: Kitchen) -> None:
    knowledge = kitchen(*((f"dish:{n}", "skos:exactMatch", f"dish:{(n + 1) % 5}") for n in range(5)))
    found = search(knowledge, "dish:0", max_hops=10)
    assert len(found.routes) == 8
    assert sorted(len(route.hops) for route in found.routes) == [1, 1, 2, 2, 3, 3, 4, 4]
    assert found.cut is None


def test_a_statement_about_one_record_alone_is_no_step(kitchen: Kitchen) -> None:
    knowledge = kitchen(("dish:a", "skos:exactMatch", "dish:a"), ("dish:a", "skos:exactMatch", "dish:b"))
    assert paths(knowledge, "dish:a") == ["b a"]
    assert paths(knowledge, "dish:b") == ["a b"]


def test_two_statements_of_one_pair_are_two_routes(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:exactMatch", "dish:b", {"confidence": "0.9"}),
        ("dish:b", "skos:exactMatch", "dish:a", {"confidence": "0.5"}),
        ("dish:a", "skos:broadMatch", "dish:b"),
    )
    assert shown(knowledge, search(knowledge, "dish:b").routes) == [
        ("a b", "skos:broadMatch", 1.0),
        ("a b", "skos:exactMatch", 0.9),
        ("a b", "skos:exactMatch", 0.5),
    ]


def test_what_is_no_record_may_stand_between(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:exactMatch", "https://elsewhere.org/x"),
        ("https://elsewhere.org/x", "skos:exactMatch", "dish:b"),
    )
    assert [len(route.hops) for route in search(knowledge, "dish:b").routes] == [2]


def test_only_records_of_the_kinds_asked_for_are_answers(kitchen: Kitchen) -> None:
    knowledge = kitchen(*chain("skos:exactMatch", "skos:exactMatch"), ("menu:m", "skos:exactMatch", "dish:0"))
    end = named(knowledge, "dish:2")
    assert [path(knowledge, r) for r in routes_to(knowledge, end, kinds=["menu"], rule_set="sssom").routes] == [
        "m 0 1 2"
    ]


# What is concluded


@pytest.mark.parametrize("relations", list(product(MAPPINGS, repeat=2)), ids=lambda pair: "-".join(p[5:] for p in pair))
def test_two_mappings_conclude_what_the_table_says(kitchen: Kitchen, relations: tuple[str, str]) -> None:
    knowledge = kitchen(*chain(*relations))
    whole = [route.relation for route in search(knowledge, "dish:2").routes if len(route.hops) == 2]
    expected = EXPECTED["sssom"].get(relations)
    assert whole == ([expected[0]] if expected else [])


def test_close_goes_no_further_than_exact_takes_it(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        *chain("skos:exactMatch", "skos:exactMatch", "skos:closeMatch", "skos:exactMatch", "skos:closeMatch")
    )
    whole = {path(knowledge, r): r.relation for end in range(6) for r in search(knowledge, f"dish:{end}").routes}
    assert whole["0 1 2 3 4"] == "skos:closeMatch"
    assert not [found for found in whole if "2 3" in found and "4 5" in found]


def test_a_statement_is_read_in_its_inverse_too(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("menu:m", "ex:offers", "dish:a", {"rule_set": "kitchen"}),
        ("dish:b", "ex:isIn", "dish:a", {"rule_set": "kitchen"}),
        ("dish:a", "ex:isIn", "dish:c", {"rule_set": "kitchen"}),
    )
    assert ("m a b", "ex:offers", 0.8) in shown(knowledge, search(knowledge, "dish:b", rules="kitchen").routes)
    assert ("m a c", "ex:offersPartOf", 1.0) in shown(knowledge, search(knowledge, "dish:c", rules="kitchen").routes)
    assert shown(knowledge, search(knowledge, "menu:m", rules="kitchen").routes) == [("a m", "ex:offeredBy", 1.0)]


def test_what_a_record_says_of_itself_is_a_step_of_any_rule_set(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:exactMatch", "dish:b"), kb="dish:b skos:broader dish:c .\ndish:c a ex:Dish .\n"
    )
    assert ("a b c", "skos:broadMatch", 1.0) in shown(knowledge, search(knowledge, "dish:c").routes)


def test_what_a_record_says_in_the_inverse_of_a_relation_is_a_step_too(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("menu:m", "ex:offers", "dish:a", {"rule_set": "kitchen"}),
        kb="dish:b a ex:Dish ; ex:isIn dish:a .\ndish:a ex:offeredBy menu:n .\nmenu:n a ex:Menu .\n",
    )
    assert paths(knowledge, "dish:b", rules="kitchen") == ["a b", "m a b", "n a b"]


@pytest.mark.parametrize(
    ("one", "other", "asked", "reached"),
    [
        ("sssom", "sssom", "sssom", True),
        ("sssom", "policy", "policy", True),
        ("sssom", "kitchen", "kitchen", True),
        ("sssom", "kitchen", "sssom", True),
        ("skos", "sssom", "policy", False),
        ("sssom", "skos", "policy", False),
        ("sssom", "sssom", "skos", False),
        ("sssom", "unheard-of", "sssom", False),
    ],
)
def test_the_rule_set_of_every_mapping_set_that_is_crossed_must_hold_the_rule(
    kitchen: Kitchen, one: str, other: str, asked: str, *, reached: bool
) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:broadMatch", "dish:b", {"rule_set": one}),
        ("dish:b", "skos:exactMatch", "dish:c", {"rule_set": other}),
    )
    assert ("a b c" in paths(knowledge, "dish:c", rules=asked)) is reached
    assert "b c" in paths(knowledge, "dish:c", rules=asked), "one statement alone needs no rule"


def test_a_rule_of_one_field_is_no_rule_of_another(kitchen: Kitchen) -> None:
    offers: Said = ("menu:m", "ex:offers", "dish:a", {"rule_set": "kitchen"})
    knowledge = kitchen(offers, ("dish:a", "ex:contains", "dish:b", {"rule_set": "policy"}))
    assert paths(knowledge, "dish:b", rules="kitchen") == ["a b"]


def test_no_counterpart_is_nothing_that_two_records_could_share(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:exactMatch", "sssom:NoTermFound"),
        ("dish:b", "skos:exactMatch", "sssom:NoTermFound"),
        ("sssom:NoTermFound", "skos:exactMatch", "dish:c"),
    )
    assert [paths(knowledge, name) for name in ("dish:a", "dish:b", "dish:c")] == [[], [], []]
    for name in ("dish:a", "dish:b", "dish:c"):
        assert routes_from(knowledge, named(knowledge, name), kinds=[*KINDS, ""], rule_set="sssom").routes == []


def test_a_suggestion_is_never_used(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:exactMatch", "dish:b", {"status": "suggested"}), ("dish:b", "skos:exactMatch", "dish:c")
    )
    assert paths(knowledge, "dish:b") == ["c b"]
    assert paths(knowledge, "dish:c") == ["b c"]
    assert paths(knowledge, "dish:a") == []


def test_a_suggested_denial_blocks_nothing(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:exactMatch", "dish:b"),
        ("dish:a", "skos:exactMatch", "dish:b", {"status": "suggested", "predicate_modifier": "Not"}),
    )
    found = search(knowledge, "dish:b")
    assert (len(found.routes), found.blocked) == (1, [])


@pytest.mark.parametrize("modifier", ["Not", "not", "NOT", "Perhaps"])
def test_a_statement_with_a_modifier_is_never_read_as_if_it_had_none(kitchen: Kitchen, modifier: str) -> None:
    knowledge = kitchen(
        ("dish:a", "skos:exactMatch", "dish:b", {"predicate_modifier": modifier}),
        ("dish:b", "skos:exactMatch", "dish:c"),
    )
    assert paths(knowledge, "dish:b") == ["c b"]


@pytest.mark.parametrize("local", ["a/b", "crème", "a.b", "x#y"])
def test_a_row_and_a_record_meet_whatever_the_local_name_is(kitchen: Kitchen, local: str) -> None:
    knowledge = kitchen(
        (f"ex:{local}", "skos:exactMatch", "dish:b"), kb=f"<https://example.org/food/{local}> a ex:Dish .\n"
    )
    assert [knowledge.record(r.start).kind for r in search(knowledge, "dish:b").routes] == ["dish"]


def test_a_prefix_of_a_set_means_what_that_set_says(write_pack: Callable[..., Path], rules_pack: Pack) -> None:
    files = pack_files((("dish:a", "skos:exactMatch", "dish:b"),))
    text = files["crosswalks/sssom.sssom.tsv"]
    other = text.replace("https://example.org/food/dish/", "https://stranger.org/dish/").replace("row:", "stranger:")
    files["crosswalks/stranger.sssom.tsv"] = other.replace("dish:b", "dish:c")
    pack = open_pack(write_pack(files, ontology=KITCHEN, name="other"))
    connection = sqlite3.connect(":memory:")
    compile_index(load([rules_pack, pack]), connection, [])
    knowledge = Knowledge(connection)
    assert paths(knowledge, "dish:b") == ["a b"]
    assert knowledge.by_name("dish:c") is None
    assert knowledge.by_name("https://stranger.org/dish/a") is not None
    connection.close()


# Denial


DENIED = {"predicate_modifier": "Not"}


@pytest.mark.parametrize(
    ("denied", "open_paths", "blocked_paths"),
    [
        ("skos:exactMatch", [], ["0 1 2"]),
        ("skos:closeMatch", [], ["0 1 2"]),
        ("skos:broadMatch", ["0 1 2"], []),
        ("skos:relatedMatch", ["0 1 2"], []),
    ],
)
def test_a_denial_blocks_what_it_denies_and_what_entails_it(
    kitchen: Kitchen, denied: str, open_paths: list[str], blocked_paths: list[str]
) -> None:
    knowledge = kitchen(*chain("skos:exactMatch", "skos:exactMatch"), ("dish:0", denied, "dish:2", DENIED))
    found = search(knowledge, "dish:2")
    assert [path(knowledge, route) for route in found.routes if len(route.hops) == 2] == open_paths
    assert [path(knowledge, blocked.route) for blocked in found.blocked] == blocked_paths
    assert all(blocked.denial.predicate == denied for blocked in found.blocked)


def test_what_is_weaker_than_the_denied_relation_survives(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        *chain("skos:exactMatch", "skos:closeMatch"),
        ("dish:0", "skos:exactMatch", "dish:9"),
        ("dish:9", "skos:exactMatch", "dish:2"),
        ("dish:0", "skos:exactMatch", "dish:2", DENIED),
    )
    found = search(knowledge, "dish:2")
    assert ("0 1 2", "skos:closeMatch", 1.0) in shown(knowledge, found.routes)
    assert [path(knowledge, blocked.route) for blocked in found.blocked] == ["0 9 2", "1 0 9 2"]


@pytest.mark.parametrize(
    ("relation", "denial"),
    [
        ("skos:broadMatch", ("dish:0", "skos:broadMatch", "dish:2", DENIED)),
        ("skos:broadMatch", ("dish:2", "skos:narrowMatch", "dish:0", DENIED)),
        ("skos:broadMatch", ("dish:0", "skos:broader", "dish:2", DENIED)),
        ("skos:narrowMatch", ("dish:2", "skos:broadMatch", "dish:0", DENIED)),
        ("skos:exactMatch", ("dish:2", "skos:exactMatch", "dish:0", DENIED)),
        ("skos:closeMatch", ("dish:2", "skos:closeMatch", "dish:0", DENIED)),
    ],
)
def test_a_denial_blocks_in_both_directions(kitchen: Kitchen, relation: str, denial: Said) -> None:
    knowledge = kitchen(*chain(relation, "skos:exactMatch"), denial)
    for start, end in (("0", "2"), ("2", "0")):
        found = search(knowledge, f"dish:{end}")
        assert [path(knowledge, blocked.route) for blocked in found.blocked] == [f"{start} 1 {end}"]
        assert f"{start} 1 {end}" not in [path(knowledge, route) for route in found.routes]


@pytest.mark.parametrize("denial", [("dish:2", "skos:broadMatch", "dish:0"), ("dish:0", "skos:narrowMatch", "dish:2")])
def test_a_denial_does_not_block_the_opposite(kitchen: Kitchen, denial: tuple[str, str, str]) -> None:
    knowledge = kitchen(*chain("skos:broadMatch", "skos:exactMatch"), (*denial, DENIED))
    found = search(knowledge, "dish:2")
    assert ("0 1 2", "skos:broadMatch", 1.0) in shown(knowledge, found.routes)
    assert found.blocked == []


def test_a_route_is_blocked_where_a_part_of_it_is_denied(kitchen: Kitchen) -> None:
    knowledge = kitchen(*chain(*["skos:exactMatch"] * 4), ("dish:1", "skos:exactMatch", "dish:3", DENIED))
    found = {end: search(knowledge, f"dish:{end}") for end in range(5)}
    assert paths(knowledge, "dish:4") == ["2 3 4", "3 4"]
    assert sorted(path(knowledge, b.route) for b in found[4].blocked) == ["0 1 2 3 4", "1 2 3 4"]
    assert paths(knowledge, "dish:2") == ["0 1 2", "1 2", "3 2", "4 3 2"]
    assert found[2].blocked == []


def test_a_part_that_only_its_other_end_concludes_is_denied_too(kitchen: Kitchen) -> None:
    """Left to right, two steps up a scheme and one exact match conclude no mapping; from the other end they do."""
    knowledge = kitchen(
        ("menu:m", "xwalk:funds", "dish:a", {"rule_set": "policy"}),
        ("dish:c", "skos:exactMatch", "dish:d", {"rule_set": "policy"}),
        ("dish:a", "skos:broadMatch", "dish:d", {**DENIED, "rule_set": "policy"}),
        kb="dish:a skos:broader dish:b .\ndish:b a ex:Dish ; skos:broader dish:c .\n",
    )
    end = routes_to(knowledge, named(knowledge, "dish:d"), kinds=["menu"])
    assert [path(knowledge, blocked.route) for blocked in end.blocked] == ["m a b c d"]
    assert end.routes == []
    start = routes_to(knowledge, named(knowledge, "dish:a"), kinds=["dish"])
    assert "d c b a" in [path(knowledge, blocked.route) for blocked in start.blocked]


def test_a_direct_statement_that_is_denied_is_blocked(kitchen: Kitchen) -> None:
    knowledge = kitchen(("dish:a", "skos:exactMatch", "dish:b"), ("dish:a", "skos:exactMatch", "dish:b", DENIED))
    found = search(knowledge, "dish:b")
    assert found.routes == []
    assert [path(knowledge, blocked.route) for blocked in found.blocked] == ["a b"]


@pytest.mark.parametrize(("relation", "blocked"), [("ex:delivers", True), ("ex:sells", True), ("ex:contains", False)])
def test_a_denial_blocks_what_entails_it_by_itself_or_through_the_inverses(
    kitchen: Kitchen, relation: str, *, blocked: bool
) -> None:
    knowledge = kitchen(("menu:m", relation, "dish:a"), ("menu:m", "ex:offers", "dish:a", DENIED))
    found = search(knowledge, "dish:a")
    assert (len(found.routes), len(found.blocked)) == ((0, 1) if blocked else (1, 0))


def test_a_denial_between_other_records_blocks_nothing(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        *chain("skos:exactMatch", "skos:exactMatch"),
        ("dish:0", "skos:exactMatch", "menu:m", DENIED),
        ("menu:m", "skos:exactMatch", "menu:n", DENIED),
    )
    found = search(knowledge, "dish:2")
    assert (len(found.routes), found.blocked) == (2, [])


# What is left out on request


def test_a_statement_that_is_skipped_is_not_there(kitchen: Kitchen) -> None:
    knowledge = kitchen(*chain("skos:exactMatch", "skos:exactMatch"), ("dish:0", "skos:exactMatch", "dish:2"))

    def direct(statement: Statement) -> bool:
        return (
            statement.subject == named(knowledge, "dish:0").key and statement.object == named(knowledge, "dish:2").key
        )

    assert paths(knowledge, "dish:2") == ["0 1 2", "0 2", "1 0 2", "1 2"]
    assert paths(knowledge, "dish:2", skip=direct) == ["0 1 2", "1 2"]


def test_a_denial_that_is_skipped_blocks_nothing(kitchen: Kitchen) -> None:
    knowledge = kitchen(("dish:a", "skos:exactMatch", "dish:b"), ("dish:a", "skos:exactMatch", "dish:b", DENIED))
    found = search(knowledge, "dish:b", skip=lambda statement: statement.negated)
    assert (len(found.routes), found.blocked) == (1, [])


def test_only_routes_from_the_records_asked_for_are_kept(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        *chain("skos:exactMatch", "skos:exactMatch", "skos:exactMatch"), ("dish:1", "skos:exactMatch", "dish:3", DENIED)
    )
    kept = {named(knowledge, "dish:1").key, named(knowledge, "dish:2").key}
    found = search(knowledge, "dish:3", of=kept)
    assert [path(knowledge, route) for route in found.routes] == ["2 3"]
    assert [path(knowledge, blocked.route) for blocked in found.blocked] == ["1 2 3"]


# Bounds


@pytest.mark.parametrize("hops", [1, 2, 3, 4])
def test_a_route_has_at_most_so_many_steps_and_the_cut_is_said(kitchen: Kitchen, hops: int) -> None:
    knowledge = kitchen(*chain(*["skos:exactMatch"] * 3))
    found = search(knowledge, "dish:3", max_hops=hops)
    assert max(len(route.hops) for route in found.routes) == min(hops, 3)
    steps = "1 step" if hops == 1 else f"{hops} steps"
    assert found.cut == (f"routes of more than {steps} were not followed" if hops < 3 else None)


@pytest.mark.parametrize(
    "beyond",
    [
        ("dish:8", "skos:closeMatch", "dish:0", {}),
        ("dish:8", "skos:exactMatch", "dish:0", {"status": "suggested"}),
        ("dish:8", "skos:exactMatch", "dish:0", DENIED),
        ("dish:0", "skos:exactMatch", "dish:0", {}),
        ("dish:1", "skos:exactMatch", "dish:0", {}),
        ("dish:2", "skos:exactMatch", "dish:0", {}),
        ("https://elsewhere.org/x", "rdfs:subClassOf", "dish:0", {}),
    ],
)
def test_nothing_is_said_to_be_cut_where_no_step_could_be_taken(kitchen: Kitchen, beyond: Said) -> None:
    knowledge = kitchen(*chain("skos:closeMatch", "skos:exactMatch"), beyond)
    assert search(knowledge, "dish:2", max_hops=2).cut is None


def test_nothing_is_said_to_be_cut_where_a_step_could_only_start_a_route_of_another_kind(kitchen: Kitchen) -> None:
    policy = {"rule_set": "policy"}
    knowledge = kitchen(
        *chain("skos:exactMatch", "skos:exactMatch", rules="policy"), ("dish:8", "xwalk:funds", "dish:0", policy)
    )
    end = named(knowledge, "dish:2")
    assert routes_to(knowledge, end, kinds=["menu"], max_hops=2).cut is None
    assert routes_to(knowledge, end, kinds=["dish"], max_hops=2).cut == "routes of more than 2 steps were not followed"


def test_steps_beyond_which_no_record_of_the_kind_is_reached_directly_are_still_said_to_be_cut(
    kitchen: Kitchen,
) -> None:
    knowledge = kitchen(*chain(*["skos:exactMatch"] * 3), ("menu:m", "skos:exactMatch", "dish:0"))
    found = routes_to(knowledge, named(knowledge, "dish:3"), kinds=["menu"], rule_set="sssom", max_hops=2)
    assert found.routes == []
    assert found.cut == "routes of more than 2 steps were not followed"


def test_the_search_stops_after_so_many_steps_and_says_so(kitchen: Kitchen) -> None:
    knowledge = kitchen(*((f"dish:{n}", "skos:broadMatch", "menu:hub") for n in range(30)))
    stopped = search(knowledge, "menu:hub", max_steps=10)
    assert len(stopped.routes) == 10
    assert stopped.cut == "the search stopped after 10 steps; there may be more routes"
    whole = search(knowledge, "menu:hub", max_steps=1000)
    assert (len(whole.routes), whole.cut) == (30, None)


def test_the_search_that_stops_has_followed_the_most_confident_first(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:low", "skos:exactMatch", "menu:end", {"confidence": "0.1"}),
        ("dish:high", "skos:exactMatch", "menu:end", {"confidence": "0.9"}),
        *((f"dish:l{n}", "skos:exactMatch", "dish:low") for n in range(20)),
        *((f"dish:h{n}", "skos:exactMatch", "dish:high") for n in range(20)),
    )
    found = search(knowledge, "menu:end", max_steps=22)
    assert {path(knowledge, r).split()[-2] for r in found.routes if len(r.hops) == 2} == {"high"}


# Order


def test_the_best_route_comes_first(kitchen: Kitchen) -> None:
    knowledge = kitchen(
        ("dish:b", "skos:exactMatch", "dish:z", {"confidence": "0.9"}),
        ("dish:a", "skos:exactMatch", "dish:z", {"confidence": "0.9"}),
        ("dish:c", "skos:exactMatch", "dish:z", {"confidence": "0.5"}),
        ("dish:d", "skos:broadMatch", "dish:z", {"confidence": "0.1"}),
        ("dish:e", "skos:exactMatch", "dish:a"),
    )
    assert [found[0] for found in shown(knowledge, search(knowledge, "dish:z").routes)] == [
        "d z",
        "a z",
        "b z",
        "e a z",
        "c z",
    ]


def test_routes_from_a_record_are_ordered_by_where_they_lead(kitchen: Kitchen) -> None:
    rows = [("dish:a", "skos:exactMatch", f"dish:{name}") for name in "gcfdeb"]
    knowledge = kitchen(*rows)
    found = routes_from(knowledge, named(knowledge, "dish:a"), kinds=KINDS, rule_set="sssom").routes
    assert [path(knowledge, route) for route in found] == [f"a {name}" for name in "bcdefg"]


SCRIPT = """
import sys
from pathlib import Path
from xwalk import open_knowledge
from xwalk.cli import main
from xwalk.routes import routes_from, routes_to
knowledge = open_knowledge(Path(sys.argv[1]))
for record in knowledge.of_kind("dish"):
    for search in (routes_to, routes_from):
        for rules in ("sssom", "kitchen", "policy"):
            found = search(knowledge, record, kinds=["dish", "menu"], rule_set=rules, max_hops=4)
            for route in found.routes:
                print(route)
            for blocked in found.blocked:
                print(blocked)
            print(found.cut)
main(["funding", "flexible pacing", "--format", "json"])
"""


def test_the_same_bytes_come_out_whatever_the_hash_seed(write_pack: Callable[..., Path], tmp_path: Path) -> None:
    relations = ["skos:exactMatch", "skos:exactMatch", "skos:broadMatch", "skos:narrowMatch", "skos:closeMatch"]
    rows: list[Said] = [
        (f"dish:{n}", relations[(n * step) % 5], f"dish:{(n + step) % 9}", {"rule_set": ["sssom", "kitchen"][n % 2]})
        for n in range(9)
        for step in (1, 2)
    ]
    rows += [
        ("menu:m", "ex:offers", "dish:1", {"rule_set": "kitchen"}),
        ("dish:0", "skos:exactMatch", "dish:2", DENIED),
    ]
    root = write_pack(pack_files(tuple(rows)), ontology=KITCHEN)
    outputs = set()
    for seed in ("0", "4242"):
        environment = os.environ | {"PYTHONHASHSEED": seed, "XWALK_CACHE": str(tmp_path / seed)}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, str(root)], env=environment, capture_output=True, check=True
        )
        outputs.add(done.stdout)
    (output,) = outputs
    assert len(output) > 50_000
    assert b"Blocked(" in output


# Against brute force


class Given(NamedTuple):
    """A statement of a random graph."""

    subject: int
    relation: str
    object: int
    confidence: float
    status: str
    negated: bool
    rule_set: str


class Step(NamedTuple):
    """A statement as it is walked: its place in the graph, the relation read, from, to."""

    given: int
    relation: str
    source: int
    target: int


RELATIONS = sorted(
    {first for first, _ in policy_cells()} | {then for column in COLUMNS.values() for then in column} | set(MAPPINGS)
)
MEANT = ["skos:exactMatch", "skos:exactMatch", "skos:broadMatch", "skos:narrowMatch", "skos:closeMatch"]
FIRST = [*MEANT, "xwalk:funds", "xwalk:fundsComponentsOf", "xwalk:fundsToward", "xwalk:permits", "xwalk:requires"]
NEXT = [*MEANT, "xwalk:hasPart", "xwalk:partOf", "xwalk:advances", "skos:broader", "skos:narrower"]
NODES = 5


SHARES = [1.0, 0.9, 0.7, 0.5]
SETS = ["policy", "policy", "policy", "policy", "policy", "sssom", "skos"]


def random_graph(chance: Random) -> list[Given]:
    """A chain that may compose, denials along it, and statements at random around it."""
    nodes = chance.sample(range(NODES), chance.choice([2, 3, 4, 4, 5, 5]))
    relations = [chance.choice(NEXT if place else FIRST) for place in range(len(nodes) - 1)]
    graph = [
        Given(start, relation, end, chance.choice(SHARES), "asserted", negated=False, rule_set=chance.choice(SETS))
        for relation, (start, end) in zip(relations, pairwise(nodes), strict=True)
    ]
    for _ in range(chance.choice([0, 1, 1, 2])):
        start, end = chance.sample(nodes, 2)
        denied = chance.choice([*relations, *relations, "skos:closeMatch", "skos:broader", "xwalk:fundsPartOf"])
        status = chance.choice(["asserted", "stated", "suggested"])
        graph.append(Given(start, denied, end, 1.0, status, negated=True, rule_set=chance.choice(SETS)))
    for _ in range(chance.randrange(6)):
        start, end = chance.choices(range(NODES), k=2)
        relation = chance.choice([chance.choice(RELATIONS), chance.choice(NEXT)])
        status = chance.choice(["asserted", "stated", "suggested"])
        share, rules = chance.choice(SHARES), chance.choice(SETS)
        graph.append(Given(start, relation, end, share, status, negated=False, rule_set=rules))
    return graph


GRAPHS = st.randoms(use_true_random=False).map(random_graph)


@pytest.fixture(scope="module")
def rules_store(rules_pack: Pack) -> Store:
    return load([rules_pack])


def opened(base: Store, graph: list[Given]) -> Knowledge:
    """A graph, compiled: node n is an area when n is even, else a component; the last is of no kind."""
    pack = base.packs[0]
    types = [
        Triple(node_name(n), RDF + "type", iri(f"https://w3id.org/xwalk/ontology/{('Area', 'Component')[n % 2]}"))
        for n in range(NODES - 1)
    ]
    rows: dict[str, list[Row]] = {}
    for place, said in enumerate(graph):
        cells = {
            "record_id": f"row:{place}",
            "subject_id": node_name(said.subject),
            "predicate_id": said.relation,
            "predicate_modifier": "Not" if said.negated else "",
            "object_id": node_name(said.object),
            "confidence": str(said.confidence),
            "status": said.status,
        }
        rows.setdefault(said.rule_set, []).append(Row(place, cells))
    sets = [
        (pack, MappingSet(name, {"rule_set": name, "curie_map": {"xwalk": PREFIXES["xwalk"]}}, (), held))
        for name, held in rows.items()
    ]
    files = [*base.files, SourceFile(pack, "kb/nodes.ttl", types, {})]
    connection = sqlite3.connect(":memory:")
    compile_index(dataclasses.replace(base, files=files, mapping_sets=sets), connection, [])
    return Knowledge(connection)


def node_name(node: int) -> str:
    return f"https://example.org/node/{node}"


def conclude(graph: list[Given], steps: list[Step], rule_set: str) -> tuple[str, float] | None:
    """Fold steps from left to right by the literal tables of the test of the rules."""
    sets = {rule_set, *(graph[step.given].rule_set for step in steps)}
    relation, confidence = steps[0].relation, graph[steps[0].given].confidence
    for step in steps[1:]:
        found = {EXPECTED[name].get((relation, step.relation)) for name in sets}
        only = found.pop() if len(found) == 1 else None
        if only is None:
            return None
        relation = only[0]
        confidence *= graph[step.given].confidence * only[1]
    return relation, confidence


class BruteForce:
    """Every simple path of a graph, and what it concludes."""

    def __init__(self, knowledge: Knowledge, graph: list[Given]) -> None:
        self.graph = graph
        self.inverse = knowledge.rules.inverse
        self.steps = [
            step
            for place, said in enumerate(graph)
            if not said.negated and said.status != "suggested" and said.subject != said.object
            for step in self._readings(place, said)
        ]

    def _readings(self, place: int, said: Given) -> Iterator[Step]:
        yield Step(place, said.relation, said.subject, said.object)
        back = self.inverse(said.relation)
        if back:
            yield Step(place, back, said.object, said.subject)

    def paths(self, start: int, longest: int) -> Iterator[list[Step]]:
        queue: list[list[Step]] = [[step] for step in self.steps if step.source == start]
        while queue:
            steps = queue.pop()
            yield steps
            been = {start, *(step.target for step in steps)}
            if len(steps) < longest:
                queue += [
                    [*steps, step] for step in self.steps if step.source == steps[-1].target and step.target not in been
                ]

    def blocked(self, steps: list[Step], rule_set: str) -> bool:
        """Whether some part of a path concludes, read from one end or the other, what is denied."""
        for begin in range(len(steps)):
            for end in range(begin + 1, len(steps) + 1):
                part = steps[begin:end]
                back = [Step(s.given, str(self.inverse(s.relation)), s.target, s.source) for s in reversed(part)]
                for read in (part, back):
                    found = conclude(self.graph, read, rule_set)
                    if found and self._denied(read[0].source, found[0], read[-1].target):
                        return True
        return False

    def _denied(self, start: int, relation: str, end: int) -> bool:
        wider = {
            "skos:exactMatch": ["skos:closeMatch"],
            "skos:broadMatch": ["skos:broader"],
            "skos:narrowMatch": ["skos:narrower"],
        }
        entailed = [relation, *wider.get(relation, [])]
        return any(
            said.negated
            and said.status != "suggested"
            and (
                (said.subject == start and said.object == end and said.relation in entailed)
                or (said.subject == end and said.object == start and self.inverse(said.relation) in entailed)
            )
            for said in self.graph
        )


many = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Routes = list[tuple[list[tuple[str, str]], str, float]]


def expected_routes(
    force: BruteForce, pairs: list[tuple[int, int]], rule_set: str, longest: int
) -> tuple[Routes, Routes]:
    kept: Routes = []
    blocked: Routes = []
    for start, end in pairs:
        for steps in force.paths(start, longest):
            found = conclude(force.graph, steps, rule_set) if steps[-1].target == end else None
            if found:
                held = blocked if force.blocked(steps, rule_set) else kept
                held.append(([(f"row:{s.given}", s.relation) for s in steps], found[0], round(found[1], 9)))
    return sorted(kept), sorted(blocked)


def found_routes(routes: list[Route]) -> Routes:
    return sorted(
        ([(hop.statement.name, hop.relation) for hop in route.hops], route.relation, round(route.confidence, 9))
        for route in routes
    )


@many
@given(graph=GRAPHS, rule_set=st.sampled_from(["policy", "sssom", "skos"]), longest=st.integers(1, 4))
def test_the_routes_are_all_simple_paths_that_compose_and_no_others(
    rules_store: Store, graph: list[Given], rule_set: str, longest: int
) -> None:
    compare(rules_store, graph, rule_set, longest)


def test_the_routes_of_a_sample_are_those_of_brute_force_and_some_are_long_or_blocked_or_cut(
    rules_store: Store,
) -> None:
    seen = Counter[str]()
    for seed in range(90):
        seen += compare(rules_store, random_graph(Random(seed)), "policy", (2, 3, 4)[seed % 3])
    for what in ("kept 2", "kept 3", "kept 4", "blocked 1", "blocked 2", "blocked 3", "whole", "cut"):
        assert seen[what] >= 3, what


def compare(base: Store, graph: list[Given], rule_set: str, longest: int) -> Counter[str]:
    """Hold the routes of a graph to brute force, and count what there was."""
    knowledge = opened(base, graph)
    force = BruteForce(knowledge, graph)
    kind_of = {0: "area", 1: "component", 2: "area", 3: "component"}
    seen = Counter[str]()
    for asked in range(NODES):
        record = knowledge.by_name(node_name(asked))
        for kinds in (["area"], ["area", "component"]) if record else ():
            assert record is not None
            others = [n for n, kind in kind_of.items() if kind in kinds and n != asked]
            inward = routes_to(knowledge, record, kinds=kinds, rule_set=rule_set, max_hops=longest)
            outward = routes_from(knowledge, record, kinds=kinds, rule_set=rule_set, max_hops=longest)
            for found, ends in ((inward, [(n, asked) for n in others]), (outward, [(asked, n) for n in others])):
                kept, blocked = expected_routes(force, ends, rule_set, longest)
                assert found_routes(found.routes) == kept
                assert found_routes([each.route for each in found.blocked]) == blocked
                if found.cut is None:
                    assert (kept, blocked) == expected_routes(force, ends, rule_set, NODES)
                seen.update(f"kept {len(steps)}" for steps, _, _ in kept)
                seen.update(f"blocked {len(steps)}" for steps, _, _ in blocked)
                seen["cut" if found.cut else "whole"] += 1
    knowledge.db.close()
    return seen


@many
@given(graph=GRAPHS)
def test_confidence_never_rises_with_length_and_routes_come_best_first(rules_store: Store, graph: list[Given]) -> None:
    knowledge = opened(rules_store, graph)
    rules = knowledge.rules
    for asked in range(NODES):
        record = knowledge.by_name(node_name(asked))
        if record is None:
            continue
        found = routes_to(knowledge, record, kinds=["area", "component"])
        for route in found.routes:
            shares = [hop.statement.confidence for hop in route.hops]
            assert route.confidence <= math.prod(shares) + 1e-12
            for shorter in range(1, len(route.hops)):
                start = fold(route.hops[:shorter], rules, "policy")
                assert start is not None
                assert route.confidence <= start.confidence + 1e-12
        for before, after in pairwise(found.routes):
            assert (rules.rank(before.relation), -round(before.confidence, 9), len(before.hops)) <= (
                rules.rank(after.relation),
                -round(after.confidence, 9),
                len(after.hops),
            )
    knowledge.db.close()
