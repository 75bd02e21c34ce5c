"""Bulk composition: what it must conclude, and what it must not."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from composing import BROAD, CLOSE, EXACT, NARROW, NOTHING, RELATED, Row, read_rows, triples, write_set
from conftest import SHARED

from xwalk.compose import Options, compose
from xwalk.compose.engine import named_steps
from xwalk.knowledge import Knowledge

TRIAD = SHARED / "testdata" / "triad"
Compose = Callable[..., list[Row]]


@pytest.fixture
def composed(tmp_path: Path, knowledge: Knowledge) -> Compose:
    """Composes rows, or sets of rows, with the rules of the embedded pack."""

    def run(*sets: list[Any], options: Options = Options(), more: str = "") -> list[Row]:
        paths = [write_set(tmp_path / f"in-{n}.sssom.tsv", rows, more=more) for n, rows in enumerate(sets)]
        compose(paths, tmp_path / "out.sssom.tsv", knowledge.rules, options)
        return read_rows(tmp_path / "out.sssom.tsv")

    return run


def test_a_star_of_500_into_one_node_is_complete(composed: Compose) -> None:
    rows = composed([(f"a:{n}", BROAD, "b:hub") for n in range(500)], [("b:hub", EXACT, "c:hub")])
    assert sorted(triples(rows)) == sorted((f"a:{n}", BROAD, "c:hub") for n in range(500))


def test_confidence_is_the_product(composed: Compose) -> None:
    rows = composed([("a:1", EXACT, "b:1", "0.5"), ("b:1", EXACT, "c:1", "0.5"), ("c:1", EXACT, "d:1", "0.5")])
    assert {(row.subject, row.object): row.confidence for row in rows} == {
        ("a:1", "c:1"): 0.25,
        ("a:1", "d:1"): 0.125,
        ("b:1", "d:1"): 0.25,
    }


def test_40_directed_chains_give_40(composed: Compose) -> None:
    rows = composed([(f"a:{n}", BROAD, f"b:{n}") for n in range(40)], [(f"b:{n}", EXACT, f"c:{n}") for n in range(40)])
    assert sorted(triples(rows)) == sorted((f"a:{n}", BROAD, f"c:{n}") for n in range(40))


@pytest.mark.parametrize(
    ("first", "then", "gives"),
    [
        (EXACT, EXACT, EXACT),
        (EXACT, CLOSE, CLOSE),
        (CLOSE, EXACT, CLOSE),
        (BROAD, BROAD, BROAD),
        (EXACT, RELATED, RELATED),
        (CLOSE, CLOSE, None),
        (BROAD, NARROW, None),
        (NARROW, BROAD, None),
        (RELATED, RELATED, None),
        ("ex:likes", EXACT, None),
    ],
)
def test_what_two_steps_conclude(composed: Compose, first: str, then: str, gives: str | None) -> None:
    rows = composed([("a:1", first, "b:1"), ("b:1", then, "c:1")])
    assert triples(rows) == ([("a:1", gives, "c:1")] if gives else [])


def test_a_rule_set_decides(composed: Compose) -> None:
    rows = [("a:1", BROAD, "b:1"), ("b:1", EXACT, "c:1")]
    assert composed(rows, options=Options(rule_set="skos")) == []
    assert composed(rows, more="#rule_set: skos\n") == []
    assert len(composed(rows, options=Options(rule_set="policy"))) == 1


def test_inverses_serve_along_the_route(composed: Compose) -> None:
    assert triples(composed([("a:1", BROAD, "b:1"), ("c:1", BROAD, "b:1")])) == []
    assert triples(composed([("a:1", BROAD, "b:1"), ("c:1", NARROW, "b:1")])) == [("a:1", BROAD, "c:1")]
    assert triples(composed([("a:1", BROAD, "b:1"), ("c:1", EXACT, "b:1")])) == [("a:1", BROAD, "c:1")]
    assert triples(composed([("a:1", EXACT, "b:1"), ("c:1", EXACT, "b:1")])) == [("a:1", EXACT, "c:1")]


def test_the_subject_is_of_the_vocabulary_that_stands_as_subject(composed: Compose) -> None:
    chain = [("d:1", EXACT, "c:1"), ("c:1", BROAD, "b:1"), ("b:1", EXACT, "a:1")]
    assert triples(composed(chain)) == [("c:1", BROAD, "a:1"), ("d:1", BROAD, "a:1"), ("d:1", BROAD, "b:1")]


def test_two_vocabularies_that_are_only_objects_are_joined_when_asked(composed: Compose) -> None:
    hub = [("h:1", EXACT, "a:1"), ("h:1", BROAD, "b:1")]
    assert composed(hub) == []
    assert triples(composed(hub, options=Options(any_subject=True))) == [("a:1", BROAD, "b:1")]


def test_no_pair_shares_a_vocabulary_unless_asked(composed: Compose) -> None:
    rows = [("a:1", EXACT, "b:1"), ("a:2", EXACT, "b:1")]
    assert composed(rows) == []
    assert triples(composed(rows, options=Options(same_vocabulary=True))) == [("a:1", EXACT, "a:2")]


def test_a_declared_source_is_a_vocabulary(composed: Compose) -> None:
    source = ("", "", "", "c:source", "")
    rows = [("a:1", EXACT, "b:1", *source), ("b:1", EXACT, "d:1", "", "", "", "", "c:source")]
    assert composed(rows) == []
    assert len(composed([rows[0], ("b:1", EXACT, "d:1")])) == 1
    assert len(composed(rows, options=Options(same_vocabulary=True))) == 1
    assert (
        composed([("a:1", EXACT, "b:1"), ("b:1", EXACT, "d:1")], more="#subject_source: c:s\n#object_source: c:s\n")
        == []
    )


def test_max_hops(composed: Compose) -> None:
    chain = [(f"{one}:1", EXACT, f"{two}:1") for one, two in zip("abcde", "bcdeh", strict=True)]
    for hops in range(2, 6):
        rows = composed(chain, options=Options(max_hops=hops))
        assert len(rows) == sum(6 - steps for steps in range(2, hops + 1))
        assert max(len(row.derived_from) for row in rows) == hops


def test_best_route_and_number_of_routes(composed: Compose) -> None:
    first = [("a:1", EXACT, "b:1", "0.9"), ("b:1", EXACT, "c:1", "0.9")]
    rows = composed([*first, ("a:1", EXACT, "d:1", "0.5"), ("d:1", EXACT, "c:1")], options=Options(max_hops=2))
    (row,) = [row for row in rows if row[:3] == ("a:1", EXACT, "c:1")]
    assert (row.confidence, row.routes) == (0.81, 2)
    assert len(row.derived_from) == 2


def test_a_given_statement_is_not_derived(composed: Compose) -> None:
    chain = [("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1")]
    assert composed([*chain, ("a:1", EXACT, "c:1")], options=Options(max_hops=2, rule_set="skos")) == []
    assert composed([*chain, ("c:1", EXACT, "a:1")], options=Options(max_hops=2, rule_set="skos")) == []
    assert (EXACT, "c:1") in [row[1:3] for row in composed([*chain, ("a:1", CLOSE, "c:1")])]


def test_what_cannot_hold_together_is_said(composed: Compose) -> None:
    rows = composed([("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1"), ("a:1", BROAD, "d:1"), ("d:1", EXACT, "c:1")])
    (row,) = [row for row in rows if (row.subject, row.object) == ("a:1", "c:1")]
    assert row.predicate == BROAD
    assert row.comment == "cannot hold with skos:exactMatch, which other routes conclude"
    rows = composed([("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1"), ("a:1", RELATED, "c:1")])
    (row,) = [row for row in rows if (row.subject, row.object) == ("a:1", "c:1")]
    assert row.comment == "cannot hold with skos:relatedMatch, which is given"


def test_a_denial_blocks_the_pair_and_every_route_across_it(composed: Compose) -> None:
    chain = [("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1"), ("c:1", EXACT, "d:1")]
    assert triples(composed([*chain, ("a:1", EXACT, "c:1", "", "Not")])) == [("b:1", EXACT, "d:1")]
    assert triples(composed([*chain, ("c:1", CLOSE, "a:1", "", "Not")])) == [("b:1", EXACT, "d:1")]
    assert len(composed([*chain, ("a:1", BROAD, "c:1", "", "Not")])) == 3
    assert composed([*chain, ("c:1", EXACT, "b:1", "", "Not")]) == []
    assert len(composed([*chain, ("a:1", EXACT, "c:1", "", "Not", "suggested")])) == 3


def test_suggested_rows_and_rows_without_a_counterpart_do_not_serve(composed: Compose) -> None:
    assert composed([("a:1", EXACT, "b:1", "", "", "suggested"), ("b:1", EXACT, "c:1")]) == []
    rows = [("a:1", EXACT, NOTHING), ("b:1", EXACT, NOTHING), (NOTHING, EXACT, "c:1")]
    assert composed(rows, options=Options(any_subject=True, same_vocabulary=True)) == []


def test_cardinality_weighs_what_competes(composed: Compose) -> None:
    rows = [
        ("a:1", EXACT, "b:1"), ("b:1", EXACT, "c:1"),
        ("a:2", EXACT, "b:2"), ("b:2", EXACT, "c:2"), ("b:2", EXACT, "c:3"),
        ("a:4", EXACT, "b:4", "0.9"), ("b:4", EXACT, "c:4"), ("b:4", EXACT, "d:4"),
        ("a:5", BROAD, "b:5"), ("a:6", BROAD, "b:5"), ("b:5", EXACT, "c:5"),
    ]  # fmt: skip
    found = {
        (row.subject, row.object): row.confidence
        for row in composed(rows, options=Options(max_hops=2, by_cardinality=True))
        if row.subject.startswith("a:")
    }
    assert found == {
        ("a:1", "c:1"): 1.0,
        ("a:2", "c:2"): 0.5,
        ("a:2", "c:3"): 0.5,
        ("a:4", "c:4"): 0.9,
        ("a:4", "d:4"): 0.9,
        ("a:5", "c:5"): 1.0,
        ("a:6", "c:5"): 1.0,
    }


def test_the_plan_is_plain_sql() -> None:
    duck_only = (
        "::",
        "qualify",
        "read_csv",
        "list_",
        "[",
        "arg_m",
        "string_agg",
        "using (",
        "exclude",
        "struct",
        "sha256",
    )
    for file in ("weigh", "step", "answer", *(f"hop_{hop}" for hop in range(2, 7))):
        for name, statement in named_steps(f"plan/{file}.sql"):
            assert not [word for word in duck_only if word in statement.lower()], (file, name)


@pytest.mark.skipif(not TRIAD.is_dir(), reason=f"the triad is not at {TRIAD}; it is not part of the project")
def test_the_triad_reaches_the_published_gold(tmp_path: Path, knowledge: Knowledge) -> None:
    def rows(name: str) -> list[list[str]]:
        with (TRIAD / name).open(encoding="utf-8", newline="") as lines:
            return list(csv.reader(lines, delimiter="\t"))[1:]

    prefixes = ("OMIM", "OMIMPS", "MONDO", "DOID")
    paths = [
        write_set(tmp_path / f"{n}.tsv", [(one, EXACT, two) for one, two in rows(name)], prefixes=prefixes)
        for n, name in enumerate(("A-B.omim-mondo.exact.tsv", "B-C.mondo-doid.exact.tsv"))
    ]
    gold = {(one, two) for one, two in rows("A-C.omim-doid.gold.tsv")}
    out = tmp_path / "out.tsv"
    compose(paths, out, knowledge.rules, Options(max_hops=2, by_cardinality=True))
    found = {(row.subject, row.object): row.confidence for row in read_rows(out) if row.object.startswith("DOID:")}
    assert len(found) == 5763
    true = gold & found.keys()
    assert round(len(true) / len(found), 3) == 0.960
    assert round(len(true) / len(gold), 3) == 0.853
    sure = [pair for pair, confidence in found.items() if confidence == 1.0]
    unsure = found.keys() - set(sure)
    assert len(gold.intersection(sure)) / len(sure) > 0.97
    assert len(gold & unsure) / len(unsure) < 0.6
