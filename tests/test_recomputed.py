"""Every answer is recomputed from the rows that it names; ``proving.py`` says how, and knows nothing of the engine."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain as joined
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from proving import Chain, Follows, Proof, opened

from xwalk import open_knowledge
from xwalk.knowledge import Knowledge
from xwalk.packs import embedded_root, open_pack
from xwalk.questions.brief import brief
from xwalk.questions.coverage import coverage
from xwalk.questions.cross import cross
from xwalk.questions.funding import TOPICS, funding
from xwalk.render import as_json
from xwalk.render.brief_json import as_dict
from xwalk.routes import MAX_HOPS

#: Another field, in three mapping sets that name three rule sets.
FOOD = """\
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix menu: <https://example.org/food/menu/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

menu:one a ex:Menu ; skos:prefLabel "One"@en .
dish:ragout a ex:Dish ; skos:prefLabel "Ragout"@en ; xwalk:partOf dish:meal .
"""
DISHES = ("stew", "goulash", "broth", "liquid", "meal")
ROWS = {
    "policy": ["menu:one xwalk:funds dish:stew 0.9", "dish:stew skos:exactMatch dish:ragout 0.8"],
    "sssom": ["dish:stew skos:exactMatch dish:goulash 0.7"],
    "skos": ["dish:stew skos:exactMatch dish:broth 0.6", "dish:broth skos:broadMatch dish:liquid 0.5"],
}
HEADER = """\
#curie_map:
#  dish: https://example.org/food/dish/
#  menu: https://example.org/food/menu/
#  xwalk: https://w3id.org/xwalk/ontology/
#mapping_set_id: https://example.org/food/mappings/$NAME
#rule_set: $NAME
subject_id	predicate_id	object_id	confidence	mapping_justification	status
"""


@pytest.fixture(scope="module")
def proof() -> Proof:
    """All that follows from the embedded knowledge base."""
    return Proof([open_pack(embedded_root())])


def as_printed(confidence: float) -> Any:
    """A confidence as it is printed, with four decimals."""
    return pytest.approx(confidence, abs=0.000051)


def surest(chains: Iterable[Chain]) -> float:
    """The confidence of the surest chain."""
    return max(chain.confidence for chain in chains)


def assert_proved(chains: Iterable[Chain], answer: dict[str, Any], names: list[str]) -> None:
    """One chain crosses the statements of an answer, in their order, and concludes the same, as surely."""
    found = [chain for chain in chains if (list(chain.statements), chain.plain) == (names, answer["relation"])]
    assert [chain.confidence for chain in found] == [as_printed(answer["confidence"])], (answer, names)


def assert_follow(follows: Follows, document: dict[str, Any]) -> None:
    """The answers are all that follows, each by its route; what is blocked is all that a denial forbids."""
    expected = {answer: opened(chains) for answer, chains in follows.items() if opened(chains)}
    answers = {(each["record"]["id"], each["relation"]): each for each in document["answers"]}
    assert answers.keys() == expected.keys()
    assert len(answers) == len(document["answers"])
    for key, answer in answers.items():
        assert answer["routes"] == len(expected[key]), answer["sentence"]
        assert answer["confidence"] == as_printed(surest(expected[key]))
        assert_proved(expected[key], answer, [step["id"] for step in answer["route"]])
    denials = {chain.statements: chain.denials for chains in follows.values() for chain in chains if chain.denials}
    blocked = {tuple(step["id"] for step in each["route"]): each["denied_by"]["id"] for each in document["blocked"]}
    assert blocked.keys() == denials.keys()
    assert all(denial in denials[names] for names, denial in blocked.items())


# The proof itself


def test_the_proof_finds_long_chains_and_blocked_ones_and_leaves_none_out(proof: Proof) -> None:
    lengths = [len(chain.statements) for chain in proof.chains]
    assert len(lengths) > 1000
    assert 4 <= max(lengths) <= MAX_HOPS, "one step more was looked for, and there is none"
    assert any(chain.denials for chain in proof.chains)
    assert {"funds", "fundsToward", "requiresToward", "measuresPartOf"} <= {chain.plain for chain in proof.chains}


def test_confidence_never_rises_along_a_chain(proof: Proof) -> None:
    known = {(chain.start, chain.statements): chain.confidence for chain in proof.chains}
    for chain in proof.chains:
        assert chain.confidence <= known.get((chain.start, chain.statements[:-1]), 1)


# What could pay, and what the law requires


def about(proof: Proof, topic: str, *kinds: str, wrote: Iterable[str] = ()) -> Follows:
    """What follows about money and law: from provisions, and from what a state wrote."""
    return {
        (record, chains[0].plain): chains
        for (record, _), chains in proof.to(topic, ("provision", *kinds)).items()
        if proof.family.get(chains[0].relation) in ("money", "law")
        and (proof.kind[record] == "provision" or record in set(wrote))
    }


@pytest.mark.parametrize("kind", TOPICS)
def test_funding_of_every_topic_is_all_that_follows(kind: str, proof: Proof, knowledge: Knowledge) -> None:
    topics = knowledge.of_kind(kind)
    assert topics
    for topic in topics:
        assert_follow(about(proof, topic.name), as_json.funding(funding(knowledge, topic.name)))


@pytest.mark.parametrize("state", ["VT", "RI", "NH", "UT"])
def test_funding_with_a_state_adds_what_that_state_wrote(state: str, proof: Proof, knowledge: Knowledge) -> None:
    coded = f'?state skos:notation | skos:altLabel ?code FILTER (STR(?code) = "{state}")'
    wrote = {record for (record,) in proof.pairs(f"SELECT ?record {{ ?record xwalk:jurisdiction ?state . {coded} }}")}
    assert wrote
    for topic in knowledge.of_kind("area"):
        document = as_json.funding(funding(knowledge, topic.name, state=state))
        assert_follow(about(proof, topic.name, "requirement", "pilot", wrote=wrote), document)


def test_each_printed_step_is_a_row_of_the_files(proof: Proof, knowledge: Knowledge) -> None:
    said = "?id proof:subject ?s ; proof:predicate ?p ; proof:object ?o ; proof:confidence ?c"
    given = {name: (*ends, float(sure)) for name, *ends, sure in proof.pairs(f"SELECT ?id ?s ?p ?o ?c {{ {said} }}")}
    status = proof.table("SELECT ?id ?status { ?id a sssom:Mapping ; xwalk:status ?status }")
    passages = defaultdict(set)
    for name, passage in proof.pairs("SELECT ?id ?passage { ?id a sssom:Mapping ; xwalk:evidence ?passage }"):
        passages[name].add(passage)
    documents = [as_json.funding(funding(knowledge, area.name)) for area in knowledge.of_kind("area")]
    steps = [step for document in documents for answer in document["answers"] for step in answer["route"]]
    assert len({step["id"] for step in steps}) > 50
    for step in steps:
        assert (step["subject"], step["predicate"], step["object"], step["confidence"]) == given[step["id"]]
        if step["id"] in status:
            assert step["status"] == status[step["id"]]
            assert {passage["id"] for passage in step["evidence"]} == passages[step["id"]]


# From any record to any kind, and cell by cell


@pytest.mark.parametrize(
    ("kind", "to"),
    [
        ("area", "provision"),
        ("area", "component"),
        ("provision", "area"),
        ("item", "component"),
        ("practice", "component"),
        ("component", "requirement"),
        ("element", "area"),
        ("term", "term"),
        ("program", "area"),
        ("practice", "program"),
    ],
)
def test_cross_is_all_that_follows_from_either_end(kind: str, to: str, proof: Proof, knowledge: Knowledge) -> None:
    answers = 0
    for record in knowledge.of_kind(kind)[::3]:
        document = as_json.cross(cross(knowledge, record.name, to))
        assert_follow(proof.between(record.name, to), document)
        answers += len(document["answers"])
    assert answers


@pytest.mark.parametrize(
    ("rows", "cols", "relation"),
    [
        ("area", "provision", ""),
        ("area", "provision", "funds"),
        ("item", "component", ""),
        ("component", "area", ""),
        ("program", "area", "fundsToward"),
    ],
)
def test_every_cell_of_coverage_has_the_state_that_follows(
    rows: str, cols: str, relation: str, proof: Proof, knowledge: Knowledge
) -> None:
    document = as_json.coverage(coverage(knowledge, rows, cols, relation=relation))
    follows: dict[tuple[str, str], list[Chain]] = defaultdict(list)
    for row in document["rows"]:
        for (col, _), chains in proof.between(row["id"], cols).items():
            follows[row["id"], col] += chains
    for cell in document["cells"]:
        chains = follows[cell["row"], cell["col"]]
        counted = [chain for chain in opened(chains) if relation in ("", chain.plain)]
        denials = {denial for chain in chains if relation in ("", chain.plain) for denial in chain.denials}
        if counted:
            assert cell["state"] == ("covered" if surest(counted) >= 0.5 else "weak")
            assert cell["confidence"] == as_printed(surest(counted))
            assert_proved(counted, cell, cell["statements"])
        elif denials:
            assert cell["state"] == "blocked"
            assert set() < set(cell["statements"]) <= denials
        else:
            looked = proof.without_counterpart(cell["row"], cell["col"])
            assert (cell["state"], cell["statements"]) == ("none" if looked else "unreviewed", sorted(looked))


@pytest.mark.parametrize("state", [None, "VT", "NH"])
def test_every_lever_and_duty_of_a_brief_is_proved(state: str | None, proof: Proof, knowledge: Knowledge) -> None:
    proved = 0
    for topic in [*knowledge.of_kind("area"), *knowledge.of_kind("component")]:
        document = as_dict(brief(knowledge, topic.name, state))
        follows = proof.to(topic.name, ("provision", "requirement", "pilot"))
        duties = [duty for part in ("requirements", "law") for duty in document[part]["shown"]]
        for each in [*document["levers"]["provisions"], *duties]:
            chains = opened(follows[each["record"]["id"], each["relation"]])
            assert each["confidence"] == as_printed(surest(chains))
            assert each.get("routes", len(chains)) == len(chains)
            assert_proved(chains, each, each["statements"])
            proved += 1
    assert proved > 50


# Another field, and several rule sets


def test_a_chain_needs_every_rule_in_every_rule_set_that_it_crosses(write_pack: Callable[..., Path]) -> None:
    files = {"kb/food.ttl": FOOD + "".join(f'dish:{n} a ex:Dish ; skos:prefLabel "{n}"@en .\n' for n in DISHES)}
    for name, rows in ROWS.items():
        cells = ["\t".join([*row.split(), "semapv:ManualMappingCuration", "asserted\n"]) for row in rows]
        files[f"crosswalks/{name}.sssom.tsv"] = HEADER.replace("$NAME", name) + "".join(cells)
    root = write_pack(files)
    knowledge, proof = open_knowledge(root), Proof([open_pack(embedded_root()), open_pack(root)])
    found = as_json.cross(cross(knowledge, "menu:one", "dish"))
    assert {answer["record"]["id"] for answer in found["answers"]} == {"dish:stew", "dish:ragout", "dish:meal"}
    for record in joined(knowledge.of_kind("menu"), knowledge.of_kind("dish")):
        document = as_json.cross(cross(knowledge, record.name, "dish"))
        assert_follow(proof.between(record.name, "dish"), document)


#: What the rules of another pack may name: a set of its own, or one of ours.
CONTROLS = {"a set of its own": "", "our set": "policy"}
#: Rules of that pack for what ours says, and for what it says of records alone.
MORE_RULES = """
ctl:silent a xwalk:Rule ; xwalk:first xwalk:fundsToward ; xwalk:then xwalk:partOf ; xwalk:gives xwalk:funds ;
    xwalk:inRuleSet <https://w3id.org/xwalk/ruleset/policy> .
ctl:aside a xwalk:RuleSet ; rdfs:label "aside" .
ctl:other a xwalk:Rule ; xwalk:first skos:broader ; xwalk:then skos:broader ; xwalk:gives ctl:intersects ;
    xwalk:inRuleSet ctl:aside .
"""


@pytest.mark.parametrize("named", CONTROLS.values(), ids=CONTROLS)
def test_the_rules_of_a_pack_serve_over_what_that_pack_says(named: str, tmp_path: Path) -> None:
    root = tmp_path / "controls"
    shutil.copytree(Path(__file__).parent / "packs" / "controls", root)
    ontology = root / "ontology" / "controls.ttl"
    ontology.write_text(ontology.read_text(encoding="utf-8") + MORE_RULES, encoding="utf-8")
    for path in [ontology, *root.glob("crosswalks/*")] if named else []:
        text = path.read_text(encoding="utf-8")
        text = text.replace("xwalk:inRuleSet ctl:set-theory", "xwalk:inRuleSet <https://w3id.org/xwalk/ruleset/policy>")
        path.write_text(text.replace("#rule_set: set-theory", f"#rule_set: {named}"), encoding="utf-8")
    knowledge, proof = open_knowledge(root), Proof([open_pack(embedded_root()), open_pack(root)])
    derived = 0
    for kind, to in permutations(("amber", "birch", "cedar"), 2):
        for record in knowledge.of_kind(kind):
            document = as_json.cross(cross(knowledge, record.name, to))
            assert_follow(proof.between(record.name, to), document)
            derived += sum(answer["status"] == "derived" for answer in document["answers"])
    assert derived > 20
    for area in knowledge.of_kind("area")[::4]:
        assert_follow(about(proof, area.name), as_json.funding(funding(knowledge, area.name)))
