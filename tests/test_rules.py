"""The algebra: which relation follows which, cell by cell, and what it may be trusted for."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from itertools import product

import pytest
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from xwalk.knowledge import Knowledge
from xwalk.names import OWL, RDF, RDFS, SKOS, XWALK
from xwalk.rules import RuleTable
from xwalk.turtle import parse

#: What each relation of this field concludes with the relation above the column, and the share of confidence that is
#: kept. Written from section 5 of the design, and from the decisions on kinds of practices, on work toward a part and
#: on components of a kind, not from rules.ttl. ``part`` stands for hasPart, ``kind`` for narrowMatch and narrower,
#: ``up`` for partOf, broadMatch and broader; "-" is nothing.
POLICY = """
                   part             kind                  up              advances            exactMatch
funds              funds .9         funds .9              fundsPartOf     fundsToward .7      funds
fundsComponentsOf  funds            fundsComponentsOf .9  fundsPartOf     -                   fundsComponentsOf
fundsPartOf        -                -                     fundsPartOf     -                   fundsPartOf
fundsToward        fundsToward .5   fundsToward .5        -               fundsToward .5      fundsToward
permits            permits          permits               -               permitsToward .7    permits
permitsToward      permitsToward .5 permitsToward .5      -               permitsToward .5    permitsToward
requires           -                -                     requiresPartOf  requiresToward .7   requires
requiresPartOf     -                -                     requiresPartOf  -                   requiresPartOf
requiresToward     -                -                     -               -                   requiresToward
advances           -                -                     advances .9     -                   advances
measures           -                -                     measuresPartOf  -                   measures
measuresPartOf     -                -                     measuresPartOf  -                   measuresPartOf
"""
COLUMNS = {
    "part": ("xwalk:hasPart",),
    "kind": ("skos:narrowMatch", "skos:narrower"),
    "up": ("xwalk:partOf", "skos:broadMatch", "skos:broader"),
    "advances": ("xwalk:advances",),
    "exactMatch": ("skos:exactMatch",),
}

#: A program says what each of its provisions says, and keeps all. Written from the decision on programs.
OF_A_PROVISION = (
    "funds",
    "fundsComponentsOf",
    "fundsPartOf",
    "fundsToward",
    "permits",
    "permitsToward",
    "requires",
    "requiresPartOf",
    "requiresToward",
)
PROGRAM = {("xwalk:hasProvision", f"xwalk:{relation}"): f"xwalk:{relation}" for relation in OF_A_PROVISION}

#: A kind of a part is a part, and so is what means the same; read from both ends. Written from the decision on kinds
#: of parts.
PARTS = {
    (first, "xwalk:partOf"): "xwalk:partOf"
    for first in ("skos:broader", "skos:broadMatch", "skos:broaderTransitive", "skos:exactMatch")
} | {
    ("xwalk:partOf", "skos:exactMatch"): "xwalk:partOf",
    ("skos:exactMatch", "xwalk:hasPart"): "xwalk:hasPart",
    ("xwalk:hasPart", "skos:exactMatch"): "xwalk:hasPart",
    ("xwalk:hasPart", "skos:narrower"): "xwalk:hasPart",
    ("xwalk:hasPart", "skos:narrowMatch"): "xwalk:hasPart",
}

#: The chaining rules of SSSOM for mappings. Source: mapping-commons/sssom, "Chaining rules", T1, RCE1 and RCE2.
SSSOM = {
    ("skos:exactMatch", "skos:exactMatch"): "skos:exactMatch",
    ("skos:exactMatch", "skos:closeMatch"): "skos:closeMatch",
    ("skos:exactMatch", "skos:broadMatch"): "skos:broadMatch",
    ("skos:exactMatch", "skos:narrowMatch"): "skos:narrowMatch",
    ("skos:exactMatch", "skos:relatedMatch"): "skos:relatedMatch",
    ("skos:closeMatch", "skos:exactMatch"): "skos:closeMatch",
    ("skos:broadMatch", "skos:exactMatch"): "skos:broadMatch",
    ("skos:broadMatch", "skos:broadMatch"): "skos:broadMatch",
    ("skos:narrowMatch", "skos:exactMatch"): "skos:narrowMatch",
    ("skos:narrowMatch", "skos:narrowMatch"): "skos:narrowMatch",
    ("skos:relatedMatch", "skos:exactMatch"): "skos:relatedMatch",
}
#: The same source, for the relations of OWL and RDFS.
SSSOM_OWL = {
    ("owl:equivalentClass", "owl:equivalentClass"): "owl:equivalentClass",
    ("owl:equivalentProperty", "owl:equivalentProperty"): "owl:equivalentProperty",
    ("owl:sameAs", "owl:sameAs"): "owl:sameAs",
    ("rdfs:subClassOf", "rdfs:subClassOf"): "rdfs:subClassOf",
    ("rdfs:subPropertyOf", "rdfs:subPropertyOf"): "rdfs:subPropertyOf",
    ("owl:equivalentClass", "skos:closeMatch"): "skos:closeMatch",
    ("owl:equivalentClass", "skos:broadMatch"): "skos:broadMatch",
    ("owl:equivalentClass", "skos:narrowMatch"): "skos:narrowMatch",
    ("owl:equivalentClass", "skos:relatedMatch"): "skos:relatedMatch",
}
#: The hierarchy of a scheme before or after a mapping. Source: SKOS S41 with the rules above.
HIERARCHY = {
    ("skos:broader", "skos:exactMatch"): "skos:broadMatch",
    ("skos:broader", "skos:broadMatch"): "skos:broadMatch",
    ("skos:exactMatch", "skos:broader"): "skos:broadMatch",
    ("skos:broadMatch", "skos:broader"): "skos:broadMatch",
    ("skos:narrower", "skos:exactMatch"): "skos:narrowMatch",
    ("skos:narrower", "skos:narrowMatch"): "skos:narrowMatch",
    ("skos:exactMatch", "skos:narrower"): "skos:narrowMatch",
    ("skos:narrowMatch", "skos:narrower"): "skos:narrowMatch",
}
#: The hierarchy of a scheme at a distance before a mapping, so that a chain reads the same from both ends. Source: the
#: decision on chains read from their end.
DISTANCE = {
    ("skos:broaderTransitive", "skos:exactMatch"): "skos:broadMatch",
    ("skos:broaderTransitive", "skos:broadMatch"): "skos:broadMatch",
    ("skos:narrowerTransitive", "skos:exactMatch"): "skos:narrowMatch",
    ("skos:narrowerTransitive", "skos:narrowMatch"): "skos:narrowMatch",
}
#: What SKOS itself entails. Source: SKOS Reference, S22, S24 and S45.
SKOS_ONLY = {
    ("skos:exactMatch", "skos:exactMatch"): "skos:exactMatch",
    ("skos:broader", "skos:broader"): "skos:broaderTransitive",
    ("skos:broaderTransitive", "skos:broader"): "skos:broaderTransitive",
    ("skos:narrower", "skos:narrower"): "skos:narrowerTransitive",
    ("skos:narrowerTransitive", "skos:narrower"): "skos:narrowerTransitive",
}
MAPPINGS = ("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch", "skos:relatedMatch")

#: Rules that have no property chain: their relations belong to OWL and RDFS, and no axiom may be said of those; or what
#: they give is a subproperty of one of their steps, which OWL 2 DL does not order.
WITHOUT_CHAIN = {
    f"{first.partition(':')[2]}-{then.partition(':')[2]}" for first, then in [*SSSOM_OWL, *HIERARCHY, *DISTANCE]
}

Pair = tuple[str, str]
Cells = dict[Pair, tuple[str, float]]


def policy_cells() -> Cells:
    head, *lines = POLICY.strip("\n").splitlines()
    starts = [head.index(name) for name in COLUMNS]
    cells: Cells = {}
    for line in lines:
        first = f"xwalk:{line[: starts[0]].strip()}"
        ends = [*starts[1:], len(line)]
        for name, start, end in zip(COLUMNS, starts, ends, strict=True):
            gives, _, factor = line[start:end].strip().partition(" ")
            if gives != "-":
                cells |= {(first, then): (f"xwalk:{gives}", float(factor or 1)) for then in COLUMNS[name]}
    return cells


def whole(table: dict[Pair, str]) -> Cells:
    return {pair: (gives, 1.0) for pair, gives in table.items()}


EXPECTED: dict[str, Cells] = {
    "skos": whole(SKOS_ONLY),
    "sssom": whole(SKOS_ONLY | SSSOM | SSSOM_OWL | HIERARCHY | DISTANCE),
    "policy": whole(SKOS_ONLY | SSSOM | SSSOM_OWL | HIERARCHY | DISTANCE | PROGRAM | PARTS) | policy_cells(),
}


@pytest.fixture(scope="module")
def rules(knowledge: Knowledge) -> RuleTable:
    return knowledge.rules


@pytest.fixture(scope="module")
def declared() -> dict[str, dict[str, list[str]]]:
    """What ontology/rules.ttl and ontology/xwalk.ttl say of each name."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for name in ("rules", "xwalk"):
        for subject, predicate, value in parse(ROOT / "ontology" / f"{name}.ttl"):
            said[subject][predicate].append(value.text)
    return said


def pairs(rules: RuleTable) -> Iterator[Pair]:
    return ((first, then) for first in rules.relations for then in rules.relations)


def cell(rules: RuleTable, first: str, then: str, *sets: str) -> tuple[str, float] | None:
    found = rules.compose(first, then, frozenset(sets))
    return (found.gives, found.factor) if found else None


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_cell_concludes_what_the_table_says_and_every_other_pair_nothing(rules: RuleTable, name: str) -> None:
    expected = EXPECTED[name]
    assert {relation for pair in expected for relation in pair} <= set(rules.relations)
    found = {pair: cell(rules, *pair, name) for pair in pairs(rules)}
    assert {pair: cell for pair, cell in found.items() if cell} == expected


def test_the_table_of_the_design_is_read_whole() -> None:
    cells = policy_cells()
    assert len(cells) == 5 * 3 + 8 * 3 + 5 + 12
    assert cells["xwalk:funds", "xwalk:hasPart"] == ("xwalk:funds", 0.9)
    assert cells["xwalk:fundsComponentsOf", "xwalk:hasPart"] == ("xwalk:funds", 1.0)
    assert cells["xwalk:fundsComponentsOf", "skos:narrower"] == ("xwalk:fundsComponentsOf", 0.9)
    assert cells["xwalk:requires", "skos:broadMatch"] == ("xwalk:requiresPartOf", 1.0)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("xwalk:fundsPartOf", "xwalk:hasPart"),
        ("xwalk:fundsToward", "xwalk:partOf"),
        ("xwalk:requires", "xwalk:hasPart"),
        ("xwalk:requiresToward", "xwalk:advances"),
        ("xwalk:requiresToward", "xwalk:hasPart"),
        ("xwalk:requiresToward", "xwalk:partOf"),
        ("xwalk:permits", "xwalk:partOf"),
        ("xwalk:measures", "xwalk:hasPart"),
        ("xwalk:partOf", "xwalk:partOf"),
        ("xwalk:partOf", "xwalk:hasPart"),
        ("xwalk:advances", "xwalk:advances"),
        ("xwalk:advances", "xwalk:hasPart"),
        ("skos:broadMatch", "skos:narrowMatch"),
        ("skos:narrowMatch", "skos:broadMatch"),
        ("skos:closeMatch", "skos:closeMatch"),
        ("skos:relatedMatch", "skos:relatedMatch"),
        ("xwalk:inProgram", "xwalk:hasProvision"),
        ("xwalk:hasProvision", "xwalk:partOf"),
        ("xwalk:funds", "xwalk:hasProvision"),
    ],
)
def test_a_silent_cell_is_silent_in_every_set(rules: RuleTable, first: str, then: str) -> None:
    assert [cell(rules, first, then, name) for name in sorted(rules.sets)] == [None] * len(rules.sets)


@pytest.mark.parametrize("then", ["skos:closeMatch", "skos:relatedMatch", "skos:related", "xwalk:about"])
def test_no_relation_of_this_field_goes_on_over_likeness(rules: RuleTable, then: str) -> None:
    relations = [name for name in rules.relations if name.startswith("xwalk:")]
    assert len(relations) > 20
    assert [name for name in relations if cell(rules, name, then, "policy")] == []


def test_the_rule_sets_are_three_and_each_holds_the_one_before(rules: RuleTable) -> None:
    assert rules.sets == {"skos", "sssom", "policy"}
    for pair in pairs(rules):
        for smaller, greater in (("skos", "sssom"), ("sssom", "policy"), ("skos", "policy")):
            held = rules.compose(*pair, frozenset([smaller]))
            assert held is None or held == rules.compose(*pair, frozenset([greater]))


def test_only_what_every_rule_set_in_force_holds_is_concluded(rules: RuleTable) -> None:
    assert cell(rules, "xwalk:funds", "xwalk:partOf", "policy", "sssom") is None
    assert cell(rules, "skos:broadMatch", "skos:broadMatch", "policy", "sssom") == ("skos:broadMatch", 1.0)
    assert cell(rules, "skos:broadMatch", "skos:broadMatch", "policy", "sssom", "skos") is None
    assert cell(rules, "skos:exactMatch", "skos:exactMatch", "policy", "sssom", "skos") == ("skos:exactMatch", 1.0)


def test_a_rule_set_that_nobody_declared_holds_no_rule(rules: RuleTable) -> None:
    found = [pair for pair in pairs(rules) if cell(rules, *pair, "policy", "unheard-of")]
    assert found == []


def test_where_nobody_names_a_rule_set_every_set_with_a_rule_for_the_two_must_agree(rules: RuleTable) -> None:
    assert cell(rules, "skos:exactMatch", "skos:exactMatch") == cell(
        rules, "skos:exactMatch", "skos:exactMatch", "skos"
    )
    assert cell(rules, "xwalk:funds", "xwalk:hasPart") == cell(rules, "xwalk:funds", "xwalk:hasPart", "policy")
    assert cell(rules, "skos:closeMatch", "skos:closeMatch") is None


def test_two_sets_that_hold_different_rules_for_one_pair_conclude_nothing_together() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(files("xwalk.index").joinpath("schema.sql").read_text(encoding="utf-8"))
        connection.executemany(
            "INSERT INTO rule VALUES (?, 'ex:a', 'ex:b', ?, ?, ?, '', '')",
            [("one", "ex:c", 0.5, "rule:1"), ("two", "ex:d", 1.0, "rule:2"), ("both", "ex:c", 0.5, "rule:1")],
        )
        table = RuleTable(connection)
    assert cell(table, "ex:a", "ex:b", "one") == cell(table, "ex:a", "ex:b", "one", "both") == ("ex:c", 0.5)
    assert cell(table, "ex:a", "ex:b", "two") == ("ex:d", 1.0)
    assert cell(table, "ex:a", "ex:b", "one", "two") is cell(table, "ex:a", "ex:b") is None


def test_the_inverse_of_the_inverse_is_the_relation(rules: RuleTable) -> None:
    paired = {name: rules.inverse(name) for name in rules.relations}
    assert sorted(name for name, inverse in paired.items() if inverse is None) == [
        "rdfs:subClassOf",
        "rdfs:subPropertyOf",
    ]
    for name, inverse in paired.items():
        assert inverse is None or paired[inverse] == name


def test_the_inverses_are_those_of_skos_and_of_the_parts(rules: RuleTable) -> None:
    assert {name: rules.inverse(name) for name in ("skos:broadMatch", "skos:broader", "xwalk:partOf")} == {
        "skos:broadMatch": "skos:narrowMatch",
        "skos:broader": "skos:narrower",
        "xwalk:partOf": "xwalk:hasPart",
    }
    symmetric = {name for name in rules.relations if rules.inverse(name) == name}
    assert symmetric == {
        "skos:exactMatch",
        "skos:closeMatch",
        "skos:relatedMatch",
        "skos:related",
        "owl:sameAs",
        "owl:equivalentClass",
        "owl:equivalentProperty",
    }


def test_no_relation_of_the_table_entails_another(rules: RuleTable) -> None:
    named = {first for first, _ in policy_cells()} | {"xwalk:partOf", "xwalk:hasPart", "xwalk:advances"}
    named |= {inverse for name in named if (inverse := rules.inverse(name))}
    found = [
        (one, other) for one, other in product(sorted(named), repeat=2) if one != other and rules.implies(one, other)
    ]
    assert found == []


def test_the_mappings_entail_what_skos_says(rules: RuleTable) -> None:
    found = {(a, b) for a, b in pairs(rules) if a != b and rules.implies(a, b)}
    assert found == {
        ("skos:exactMatch", "skos:closeMatch"),
        ("skos:broadMatch", "skos:broader"),
        ("skos:narrowMatch", "skos:narrower"),
        ("skos:relatedMatch", "skos:related"),
    }


def test_the_mappings_exclude_each_other_as_skos_says(rules: RuleTable) -> None:
    found = {frozenset((a, b)) for a, others in rules.excludes.items() for b in others}
    assert found == {
        frozenset({"skos:exactMatch", "skos:broadMatch"}),
        frozenset({"skos:exactMatch", "skos:narrowMatch"}),
        frozenset({"skos:exactMatch", "skos:relatedMatch"}),
        frozenset({"skos:broadMatch", "skos:narrowMatch"}),
    }
    assert all(a in rules.excludes[b] for a, others in rules.excludes.items() for b in others)


def test_stronger_relations_come_first(rules: RuleTable) -> None:
    money = ["xwalk:funds", "xwalk:fundsComponentsOf", "xwalk:fundsPartOf", "xwalk:fundsToward"]
    assert sorted(sorted(money, reverse=True), key=rules.rank) == money
    assert rules.rank("xwalk:requires") < rules.rank("xwalk:requiresPartOf") < rules.rank("xwalk:requiresToward")
    assert rules.rank("nobody:knows") > max(rules.rank(name) for name in money)


def test_no_rule_raises_confidence(rules: RuleTable) -> None:
    factors = [found.factor for pair in pairs(rules) if (found := rules.compose(*pair, frozenset(["policy"])))]
    assert sorted(set(factors)) == [0.5, 0.7, 0.9, 1.0]


@pytest.mark.parametrize("name", ["sssom", "policy"])
def test_a_composition_read_from_its_end_composes_to_the_inverse(rules: RuleTable, name: str) -> None:
    held = 0
    for first, then in product([*MAPPINGS, "skos:broader", "skos:narrower"], repeat=2):
        forth = cell(rules, first, then, name)
        back = cell(rules, str(rules.inverse(then)), str(rules.inverse(first)), name)
        assert (forth is None) == (back is None), (first, then)
        if forth and back:
            assert back == (rules.inverse(forth[0]), forth[1])
            held += 1
    assert held == len(SSSOM) + len(HIERARCHY) + 2


@given(chain=st.lists(st.sampled_from([*MAPPINGS, "skos:broader", "skos:narrower"]), min_size=2, max_size=6))
@example(chain=["skos:broader", "skos:broader", "skos:exactMatch"])
@example(chain=["skos:narrower", "skos:narrower", "skos:narrowMatch"])
def test_a_chain_of_mappings_and_hierarchies_read_from_its_end_concludes_the_inverse(
    knowledge: Knowledge, chain: list[str]
) -> None:
    rules = knowledge.rules
    back = [str(rules.inverse(each)) for each in reversed(chain)]
    forth, found = follow(rules, chain), follow(rules, back)
    assert found == (None if forth is None else rules.inverse(forth))


@pytest.mark.parametrize(
    ("chain", "gives"),
    [
        (["skos:broader", "skos:broader"], "skos:broaderTransitive"),
        (["skos:broader", "skos:broader", "skos:exactMatch"], "skos:broadMatch"),
        (["skos:exactMatch", "skos:broader", "skos:broader"], "skos:broadMatch"),
        (["skos:broader", "skos:broader", "skos:broadMatch", "skos:broader"], "skos:broadMatch"),
        (["skos:broader", "skos:broader", "skos:narrowMatch"], None),
        (["skos:broader", "skos:broader", "skos:closeMatch"], None),
        (["skos:broader", "skos:broader", "skos:narrower"], None),
    ],
)
def test_a_hierarchy_before_a_mapping_concludes_a_mapping_at_any_distance_and_alone_it_concludes_none(
    rules: RuleTable, chain: list[str], gives: str | None
) -> None:
    assert follow(rules, chain) == gives


@pytest.mark.parametrize("then", ["skos:exactMatch", "skos:broadMatch"])
def test_skos_alone_carries_no_hierarchy_over_a_mapping(rules: RuleTable, then: str) -> None:
    assert [cell(rules, first, then, "skos") for first in ("skos:broader", "skos:broaderTransitive")] == [None, None]


@given(chain=st.lists(st.sampled_from(MAPPINGS), min_size=3, max_size=6), data=st.data())
def test_an_exact_match_within_a_chain_of_mappings_changes_nothing(
    knowledge: Knowledge, chain: list[str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(chain)))
    assert follow(knowledge.rules, [*chain[:place], "skos:exactMatch", *chain[place:]]) == follow(
        knowledge.rules, chain
    )


def follow(rules: RuleTable, chain: list[str]) -> str | None:
    relation: str | None = chain[0]
    for then in chain[1:]:
        found = cell(rules, relation, then, "sssom") if relation else None
        relation = found[0] if found else None
    return relation


def test_wherever_both_groupings_conclude_they_conclude_the_same_and_the_shorter_keeps_no_less(
    rules: RuleTable,
) -> None:
    both = 0
    in_force = frozenset(["policy"])
    for a, b, c in product(rules.relations, repeat=3):
        ab, bc = rules.compose(a, b, in_force), rules.compose(b, c, in_force)
        left = rules.compose(ab.gives, c, in_force) if ab else None
        right = rules.compose(a, bc.gives, in_force) if bc else None
        if ab and bc and left and right:
            assert left.gives == right.gives, (a, b, c)
            assert ab.factor * left.factor <= bc.factor * right.factor, (a, b, c)
            both += 1
    assert both > 100


def test_every_rule_is_one_whole_rule_of_one_set_with_a_reason(declared: dict[str, dict[str, list[str]]]) -> None:
    found = {name: said for name, said in declared.items() if XWALK + "Rule" in said[RDF + "type"]}
    assert len(found) == len(EXPECTED["policy"])
    for name, said in found.items():
        for part in ("first", "then", "gives", "inRuleSet"):
            assert len(said[XWALK + part]) == 1, name
        assert len(said[XWALK + "factor"]) <= 1, name
        (reason,) = said[RDFS + "comment"]
        assert len(reason.split()) >= 5, name
        assert reason.endswith((".", ")")), name
        first, then = (local(said[XWALK + part][0]) for part in ("first", "then"))
        assert local(name) == f"{first}-{then}"


def local(name: str) -> str:
    return name.replace("#", "/").rpartition("/")[2]


def chains(declared: dict[str, dict[str, list[str]]]) -> set[tuple[str, ...]]:
    """Every chain: the relation that it gives, then its steps."""
    found = set()
    for gives in list(declared):
        for first in declared[gives][OWL + "propertyChainAxiom"]:
            steps, node = [gives], first
            while node != RDF + "nil":
                steps.append(declared[node][RDF + "first"][0])
                (node,) = declared[node][RDF + "rest"]
            found.add(tuple(steps))
        if OWL + "TransitiveProperty" in declared[gives][RDF + "type"]:
            found.add((gives, gives, gives))
    return found


def test_every_rule_is_a_property_chain_too_unless_owl_cannot_say_it(
    declared: dict[str, dict[str, list[str]]],
) -> None:
    held = chains(declared)
    said = {
        name: tuple(found[XWALK + part][0] for part in ("gives", "first", "then"))
        for name, found in declared.items()
        if XWALK + "Rule" in found[RDF + "type"]
    }
    assert {local(name) for name, rule in said.items() if rule not in held} == WITHOUT_CHAIN
    assert held <= set(said.values()), "a chain that no rule says"


def test_the_property_chains_have_the_order_that_owl_2_dl_asks(declared: dict[str, dict[str, list[str]]]) -> None:
    """OWL 2 Structural Specification, 11.2: a chain leads only to what no step of it is entailed by."""
    assert disordered(declared) == set()


def short(name: str) -> str:
    return name.replace(SKOS, "skos:").replace(XWALK, "xwalk:")


def disordered(declared: dict[str, dict[str, list[str]]]) -> set[tuple[str, ...]]:
    """The chains of which a step, not the end itself, comes after what the chain gives."""
    above: dict[str, set[str]] = defaultdict(set)
    for name, said in declared.items():
        above[name] |= set(said[RDFS + "subPropertyOf"])
    needs: dict[str, set[str]] = defaultdict(set)
    for gives, *steps in chains(declared):
        needs[gives] |= {step for step in steps if step != gives}

    def reach(start: str, edges: dict[str, set[str]]) -> set[str]:
        queue, reached = [start], {start}
        while queue:
            for name in edges.get(queue.pop(), set()) - reached:
                reached.add(name)
                queue.append(name)
        return reached

    return {
        (gives, *steps)
        for gives, *steps in chains(declared)
        for step in steps
        if step != gives and (step in reach(gives, above) or gives in reach(step, needs))
    }
