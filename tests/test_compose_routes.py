"""Bulk composition says the same as the interactive routes: random graphs under the rules of an example pack."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Any

import pytest
from composing import NOTHING, Given, Triple, read_rows, write_set
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xwalk.compose import Options, compose
from xwalk.compose.vocabulary import order
from xwalk.index.compile import compile_index
from xwalk.knowledge import Knowledge
from xwalk.packs import open_pack
from xwalk.routes import Route, routes_to
from xwalk.store import load

KITCHEN = """
@prefix ex: <https://example.org/ex/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

<https://example.org/ex/> a owl:Ontology ; owl:versionInfo "1" .

ex:plain a xwalk:RuleSet ; rdfs:label "plain" .
ex:rich a xwalk:RuleSet ; rdfs:label "rich" ; xwalk:extends ex:plain .

ex:same a owl:SymmetricProperty ; rdfs:subPropertyOf ex:like ; xwalk:phrase "is" ; xwalk:rank 2 ;
    owl:propertyDisjointWith ex:above .
ex:like a owl:SymmetricProperty ; xwalk:phrase "is like" ; xwalk:rank 4 .
ex:above owl:inverseOf ex:below ; xwalk:phrase "is above" ; xwalk:rank 1 .
ex:below xwalk:phrase "is below" ; xwalk:rank 3 .
ex:feeds xwalk:phrase "feeds" ; xwalk:rank 5 .
"""
RULES = [
    ("same", "same", "same", "", "plain"),
    ("same", "like", "like", "0.9", "plain"),
    ("like", "same", "like", "", "rich"),
    ("above", "above", "above", "0.8", "plain"),
    ("below", "below", "below", "0.8", "plain"),
    ("same", "above", "above", "", "rich"),
    ("above", "same", "above", "", "rich"),
    ("below", "same", "below", "", "rich"),
    ("above", "below", "like", "0.5", "rich"),
    ("feeds", "above", "feeds", "0.7", "plain"),
    ("feeds", "same", "feeds", "", "plain"),
]
KITCHEN += "".join(
    f"ex:{one}-{two} a xwalk:Rule ; xwalk:first ex:{one} ; xwalk:then ex:{two} ; xwalk:gives ex:{gives} ;"
    f" xwalk:inRuleSet ex:{of_set} {f'; xwalk:factor {factor}' if factor else ''} .\n"
    for one, two, gives, factor, of_set in RULES
)

THINGS = st.sampled_from([f"{vocabulary}:{n}" for vocabulary in "abc" for n in "123"])
STATEMENTS = st.builds(
    Given,
    THINGS,
    st.sampled_from(["ex:same", "ex:same", "ex:like", "ex:above", "ex:below", "ex:feeds", "ex:other"]),
    st.one_of(THINGS, THINGS, THINGS, THINGS, st.just(NOTHING)),
    st.sampled_from(["", "1.0", "0.9", "0.7", "0.5"]),
    st.sampled_from(["", "", "", "", "", "Not"]),
    st.sampled_from(["", "", "", "", "suggested"]),
    *[st.just("")] * 3,
)
SETS = st.lists(
    st.tuples(st.sampled_from(["plain", "rich", "rich"]), st.lists(STATEMENTS, min_size=2, max_size=14)),
    min_size=1,
    max_size=2,
)


def expected(knowledge: Knowledge, options: Options) -> dict[Triple, tuple[float, int, tuple[str, ...]]]:
    """What the bulk plan should write, from the interactive routes between every two things."""
    rules = knowledge.rules
    found: dict[tuple[str, str], dict[str, list[Route]]] = defaultdict(lambda: defaultdict(list))
    for (name,) in knowledge.db.execute("SELECT name FROM record WHERE name <> ?", (NOTHING,)).fetchall():
        end = knowledge.by_name(name)
        assert end is not None
        reached = routes_to(
            knowledge, end, kinds=[""], rule_set=options.rule_set, max_hops=options.max_hops, max_steps=10**9
        )
        for route in reached.routes:
            if len(route.hops) > 1:
                found[knowledge.record(route.start).name, name][route.relation].append(route)
    said: dict[tuple[str, str], set[str]] = defaultdict(set)
    flow: dict[tuple[str, str], int] = defaultdict(int)
    for subject, predicate, obj in knowledge.db.execute(
        "SELECT s.name, predicate, o.name FROM statement JOIN record s ON s.id = subject JOIN record o ON o.id = object"
        " WHERE negated = 0 AND status <> 'suggested' AND ? NOT IN (s.name, o.name)",
        (NOTHING,),
    ).fetchall():
        flow[subject[0], obj[0]] += 1
        said[subject, obj].add(predicate)
        if rules.inverse(predicate):
            said[obj, subject].add(str(rules.inverse(predicate)))
    ordered, standing = order((one, two, number) for (one, two), number in flow.items())
    fresh: dict[tuple[str, str], str] = {}
    for (start, end_), relations in found.items():
        if (start[0] == end_[0] and not options.same_vocabulary) or start[0] not in standing:
            continue
        left = [r for r in relations if not any(rules.implies(given, r) for given in said[start, end_])]
        if left:
            fresh[start, end_] = min(left, key=lambda r: (rules.rank(r), r))
    place = {name: number for number, name in enumerate(ordered)}
    rows = {}
    for (start, end_), relation in fresh.items():
        ahead = (place[start[0]], start) < (place[end_[0]], end_)
        if ahead or (end_, start) not in fresh:
            routes = found[start, end_][relation]
            best = min(
                routes, key=lambda r: (-round(r.confidence, 9), len(r.hops), [hop.statement.name for hop in r.hops])
            )
            names = tuple(hop.statement.name for hop in best.hops)
            rows[start, relation, end_] = (round(best.confidence, 9), len(routes), names)
    return rows


@given(sets=SETS, hops=st.integers(2, 4), same=st.booleans(), rule_set=st.sampled_from(["rich", "plain"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_bulk_plan_and_the_interactive_routes_say_the_same(
    tmp_path_factory: pytest.TempPathFactory, sets: list[Any], hops: int, same: bool, rule_set: str
) -> None:
    root = tmp_path_factory.mktemp("pack")
    (root / "ontology").mkdir()
    (root / "ontology" / "food.ttl").write_text(KITCHEN, encoding="utf-8")
    paths = [
        write_set(root / "crosswalks" / f"{number}.sssom.tsv", rows, more=f"#rule_set: {of_set}\n")
        for number, (of_set, rows) in enumerate(sets)
    ]
    with sqlite3.connect(":memory:") as connection:
        compile_index(load([open_pack(root)]), connection, [])
        knowledge = Knowledge(connection)
        options = Options(rule_set=rule_set, max_hops=hops, same_vocabulary=same)
        compose(paths, root / "out.tsv", knowledge.rules, options)
        written = {row[:3]: row[3:6] for row in read_rows(root / "out.tsv")}
        assert written == expected(knowledge, options)
    connection.close()
