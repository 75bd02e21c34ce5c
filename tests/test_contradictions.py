"""Contradictions among what is derived: each clash once, with its routes; what is fine stays silent."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import product
from pathlib import Path
from random import Random

import pytest
from conftest import MINI_ONTOLOGY, ROOT
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xwalk.check import contradictions, derivation
from xwalk.check.contradictions import check_contradictions
from xwalk.check.findings import ERROR, WARNING, Finding, Subject, in_order
from xwalk.check.run import check
from xwalk.packs import Pack, open_pack
from xwalk.store import load

DISJOINT, CYCLE, DENIED = "contradiction-disjoint", "contradiction-cycle", "contradiction-denied"
WITHIN, AGAINST, BOUND = "contradiction-within-scheme", "contradiction-hierarchy", "contradiction-bound"

#: What the real ontology says of the relations of SKOS, and a wine list beside the dishes and menus.
SKOS_LINES = "\n".join(
    line
    for line in (ROOT / "ontology" / "xwalk.ttl").read_text(encoding="utf-8").splitlines()
    if line.startswith("skos:") and "xwalk:family" in line
)
KITCHEN = (
    MINI_ONTOLOGY
    + SKOS_LINES
    + """
<https://example.org/food/> sh:declare
    [ sh:prefix "wine" ; sh:namespace "https://example.org/food/wine/"^^xsd:anyURI ] .
ex:offers a owl:ObjectProperty ; xwalk:phrase "offers" ; xwalk:family "service" ; owl:inverseOf ex:offeredBy ;
    owl:propertyDisjointWith ex:lacks .
ex:lacks a owl:ObjectProperty ; xwalk:phrase "lacks" ; xwalk:family "service" .
ex:within a owl:ObjectProperty ; rdfs:subPropertyOf skos:inScheme .
<https://example.org/rule/offers> a xwalk:Rule ; xwalk:first ex:offers ; xwalk:then skos:narrowMatch ;
    xwalk:gives ex:offers ; xwalk:inRuleSet <https://w3id.org/xwalk/ruleset/policy> .
"""
)
RULES = (ROOT / "ontology" / "rules.ttl").read_text(encoding="utf-8")
PREFIXES = {name: f"https://example.org/food/{name}/" for name in ("dish", "menu", "wine")} | {
    "ex": "https://example.org/food/"
}
HEAD = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in PREFIXES.items())
HEAD += "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n@prefix xwalk: <https://w3id.org/xwalk/ontology/> .\n"
COLUMNS = "record_id subject_id predicate_id predicate_modifier object_id mapping_justification confidence status"
SHORT = {"exact": "exactMatch", "broad": "broadMatch", "narrow": "narrowMatch", "close": "closeMatch"}
SHORT |= {"rel": "relatedMatch"}

#: One line a statement: ``dish:a broad menu:b``, with ``.7`` for its confidence, ``Not`` and a status after it where
#: these matter. ``broader`` stands with the records, in ``kb/all.ttl``; all else is a row of the mapping set.
Lines = str


def files(lines: Lines, *, rules: str = "sssom", name: str = "m", kb: str = "") -> dict[str, str]:
    """The records and the mapping set that some lines say."""
    said: list[str] = []
    rows: list[str] = []
    for number, line in enumerate(filter(str.strip, re.split(r"[\n;]", lines)), 1):
        subject, predicate, obj, *more = line.split()
        if predicate in {"broader", "narrower", "related"}:
            said.append(f"{subject} skos:{predicate} {obj} .")
            continue
        confidence = next((word for word in more if word.startswith(".")), "")
        status = next((word for word in more if word in {"stated", "asserted", "suggested"}), "asserted")
        relation = f"skos:{SHORT[predicate]}" if predicate in SHORT else predicate
        modifier = "Not" if "Not" in more else ""
        manual = "semapv:ManualMappingCuration"
        cells = (f"{name}:{number}", subject, relation, modifier, obj, manual, confidence, status)
        rows.append("\t".join(cells))
    curies = "#curie_map:\n" + "".join(f"#  {prefix}: {space}\n" for prefix, space in PREFIXES.items())
    head = f"{curies}#mapping_set_id: https://example.org/{name}\n#rule_set: {rules}\n"
    return {
        "kb/all.ttl": "\n".join([HEAD, kb, *said, ""]),
        f"crosswalks/{name}.sssom.tsv": "\n".join([head + COLUMNS.replace(" ", "\t"), *rows, ""]),
    }


Report = list[Finding]
Run = Callable[..., Report]


def contradictions_of(packs: list[Pack], subject: Pack) -> Report:
    found = Subject(subject, load(packs))
    check_contradictions(found)
    return in_order(found.findings)


@pytest.fixture
def root(write_pack: Callable[..., Path]) -> Callable[..., Path]:
    """Writes a pack of what some lines say, with the real rules in it."""

    def write(lines: Lines, *, name: str = "pack", ontology: str = KITCHEN, **more: str) -> Path:
        folder = write_pack(files(lines, **more), name=name, ontology=ontology)
        shutil.copy(ROOT / "ontology" / "rules.ttl", folder / "ontology" / "rules.ttl")
        return folder

    return write


@pytest.fixture
def run(root: Callable[..., Path]) -> Run:
    """The contradictions of a pack of what some lines say."""

    def contradictions(lines: Lines, **more: str) -> Report:
        pack = open_pack(root(lines, **more))
        return contradictions_of([pack], pack)

    return contradictions


def row_line(number: int) -> int:
    """The line of a row in the mapping set of :func:`files`."""
    return files("")["crosswalks/m.sssom.tsv"].count("\n") + number


def statements(finding: Finding) -> list[str]:
    """The rows that a finding names, in its order."""
    return re.findall(r"\((m:\d+|statement:\w+), (?:crosswalks/\w+\.sssom\.tsv|kb/all\.ttl):\d+\)", finding.message)


# Each clash

CLASHES = {
    "exact and broad of one pair, through a third": (
        "dish:a exact wine:x .9; wine:x exact menu:b .9; dish:a broad menu:b .7",
        DISJOINT,
        3,
    ),
    "exact and narrow, the narrow from the other end": (
        "dish:a exact wine:x .9; wine:x exact menu:b .9; menu:b broad dish:a .7",
        DISJOINT,
        3,
    ),
    "exact and broad, the broad read against its row": (
        "dish:a exact wine:x .9; menu:b exact wine:x .9; menu:b narrow dish:a .7",
        DISJOINT,
        3,
    ),
    "exact and related, through a third": (
        "dish:a exact wine:x .9; wine:x exact menu:b .9; menu:b rel dish:a .5",
        DISJOINT,
        3,
    ),
    "broad and narrow": ("dish:a broad wine:x .9; wine:x exact menu:b .9; menu:b broad dish:a .7", CYCLE, 3),
    "mappings in a circle": ("dish:a broad wine:x .9; wine:x broad menu:b .9; menu:b broad dish:a .7", CYCLE, 3),
    "a mapping that closes a hierarchy": (
        "dish:a broader dish:b; dish:b exact menu:x .9; menu:x broad dish:a .7",
        CYCLE,
        2,
    ),
    "equals above and below": ("dish:a broader dish:b; dish:a exact menu:x .9; menu:x exact dish:b .7", CYCLE, 2),
    "two hierarchies against each other": (
        (
            "dish:a broader dish:b; dish:b broader dish:c; menu:z broader menu:y; menu:y broader menu:x;"
            "dish:a exact menu:x .9; dish:c exact menu:z .7"
        ),
        CYCLE,
        2,
    ),
    "a hierarchy by the other relation": (
        "dish:b narrower dish:a; dish:b exact menu:x .9; menu:x broad dish:a .7",
        CYCLE,
        2,
    ),
    "above itself": ("dish:a broad dish:a .7", CYCLE, 1),
    "two of one scheme": ("dish:a exact menu:x .9; dish:b exact menu:x .7", WITHIN, 2),
    "two of one scheme, by two outsiders": (
        "dish:a exact menu:x .9; menu:x exact wine:y .9; wine:y exact dish:b .7",
        WITHIN,
        3,
    ),
    "one of a scheme above another, which its hierarchy has apart": (
        "dish:a broader dish:top; dish:b broader dish:top; dish:a broad menu:x .9; menu:x exact dish:b .7",
        WITHIN,
        2,
    ),
    "a broad that both hierarchies deny": (
        (
            "dish:a broader dish:top; dish:b broader dish:top; menu:a broader menu:top; menu:b broader menu:top;"
            "dish:a exact menu:a .9; dish:b exact menu:b .9; dish:a broad menu:b .7"
        ),
        AGAINST,
        3,
    ),
    "given and denied, from the other end": ("dish:a exact menu:b .7; menu:b exact dish:a Not", DENIED, 2),
    "given and denied, by the inverse": ("dish:a broad menu:b .7; menu:b narrow dish:a Not", DENIED, 2),
    "given and denied, by what it entails": ("dish:a exact menu:b .7; menu:b close dish:a Not", DENIED, 2),
}


@pytest.mark.parametrize(("lines", "rule", "rows"), CLASHES.values(), ids=CLASHES)
def test_a_clash_is_reported_once_with_its_routes(run: Run, lines: Lines, rule: str, rows: int) -> None:
    [finding] = run(lines)
    assert finding.rule == rule
    assert finding.severity == (WARNING if rule in {WITHIN, AGAINST} else ERROR)
    said = [line for line in re.split(r"[\n;]", lines) if " broader " not in line and " narrower " not in line]
    named = [name for name in statements(finding) if name.startswith("m:")]
    assert len(said) == rows == len(set(named)), finding.message
    assert finding.file == "crosswalks/m.sssom.tsv"
    places = re.findall(r"\((m:\d+), \S+:(\d+)\)", finding.message)
    assert finding.line in {int(line) for _, line in places}
    assert len(finding.hint.split()) > 3


def test_the_finding_stands_at_the_weakest_asserted_statement(run: Run) -> None:
    [finding] = run("dish:a exact wine:x .5; wine:x exact menu:b .9; dish:a broad menu:b .7")
    assert (finding.line, finding.record) == (row_line(1), "dish:a")
    [finding] = run("dish:a exact wine:x .5 stated; wine:x exact menu:b .9; dish:a broad menu:b .7")
    assert finding.line == row_line(3)
    assert "dish:a is narrower than menu:b (m:3, crosswalks/m.sssom.tsv:" in finding.message
    assert "“is narrower than” and “means the same as” cannot both hold of dish:a and menu:b" in finding.message


def test_a_statement_of_a_record_is_named_by_its_line(run: Run) -> None:
    [finding] = run("dish:a broader dish:b; dish:b exact menu:x .9; menu:x broad dish:a .7")
    line = files("dish:a broader dish:b")["kb/all.ttl"].splitlines().index("dish:a skos:broader dish:b .") + 1
    assert f"kb/all.ttl:{line})" in finding.message
    assert "dish:a is a kind of dish:b (statement:" in finding.message


def test_the_words_of_a_broad_that_hierarchies_deny_name_both_schemes(run: Run) -> None:
    [finding] = run(CLASHES["a broad that both hierarchies deny"][0])
    assert "dish has dish:a and dish:b apart and menu has menu:a and menu:b apart" in finding.message


# What is fine

FINE = {
    "nothing": "",
    "equals in a circle": "dish:a exact menu:x; menu:x exact wine:y; wine:y exact dish:a",
    "equals said twice": "dish:a exact menu:x; menu:x exact dish:a",
    "both narrower than one outsider": "dish:a broad menu:x; dish:b broad menu:x",
    "both broader than one outsider": "dish:a narrow menu:x; dish:b narrow menu:x",
    "both near one outsider": "dish:a close menu:x; dish:b close menu:x",
    "both related to one outsider": "dish:a rel menu:x; dish:b rel menu:x",
    "exact and close": "dish:a exact menu:x; dish:a close menu:x; menu:x exact wine:y; dish:a close wine:y",
    "exact and close, derived": "dish:a exact wine:y; wine:y exact menu:x; menu:x close dish:a",
    "close and broad": "dish:a close menu:x; dish:a broad menu:x",
    "related and broad": "dish:a rel menu:x; dish:a broad menu:x",
    "one above the other by two routes": "dish:a broad menu:x; dish:a exact wine:y; wine:y broad menu:x",
    "nearly the same in a circle of broads": "dish:a broad menu:x; menu:x close wine:y; wine:y broad dish:a",
    "up and down again": "dish:a broad menu:x; menu:x narrow wine:y; wine:y exact dish:a",
    "two hierarchies that agree": (
        "dish:a broader dish:b; menu:x broader menu:y; dish:a exact menu:x; dish:b exact menu:y; dish:a broad menu:y"
    ),
    "two hierarchies of different grain": (
        "dish:a broader dish:b; dish:b broader dish:c; menu:x broader menu:z; dish:a exact menu:x; dish:c exact menu:z;"
        "dish:b broad menu:z; dish:b narrow menu:x"
    ),
    "one hierarchy bears a broad out, the other does not": (
        "dish:a broader dish:b; menu:x broader menu:top; menu:y broader menu:top;"
        "dish:a exact menu:x; dish:b exact menu:y; dish:a broad menu:y"
    ),
    "above within a scheme without a hierarchy": "dish:a broad menu:x; menu:x exact dish:b",
    "two of one scheme that are joined inside": "dish:a exact menu:x; dish:b exact menu:x; dish:a exact dish:b",
    "two of one scheme that its hierarchy joins": (
        "dish:a broader dish:b; dish:a broad menu:x; menu:x exact dish:b; dish:b broader dish:c"
    ),
    "a record beside the hierarchy": "dish:b broader dish:top; dish:a broad menu:x; menu:x exact dish:b",
    "a broad that one hierarchy cannot judge": (
        "dish:a broader dish:top; dish:b broader dish:top;dish:a exact menu:a; dish:c exact menu:b; dish:a broad menu:b"
    ),
    "a denial that blocks": "dish:a exact menu:x; menu:x exact dish:b; dish:b exact dish:a Not",
    "a denial of more than follows": "dish:a exact menu:x; menu:x exact dish:b; dish:b close dish:a Not",
    "a denial of each conclusion that would clash": (
        "dish:a exact wine:x; wine:x exact menu:b; dish:a broad menu:b;"
        "dish:a exact menu:b Not; menu:b narrow wine:x Not; dish:a broad wine:x Not"
    ),
    "denials of what would close a circle": (
        "dish:a broader dish:b; dish:b exact menu:x; menu:x broad dish:a;"
        "menu:x broad dish:b Not; dish:a broad menu:x Not"
    ),
    "a denial of what only a weaker relation says": "dish:a close menu:b; dish:a exact menu:b Not",
    "a suggestion that would clash": "dish:a exact wine:x; wine:x exact menu:b; dish:a broad menu:b suggested",
    "a suggestion that was denied": "dish:a exact menu:b suggested; menu:b exact dish:a Not",
    "no counterpart": "dish:a exact sssom:NoTermFound; dish:b exact sssom:NoTermFound; menu:x exact sssom:NoTermFound",
}


@pytest.mark.parametrize("lines", FINE.values(), ids=FINE)
def test_what_is_fine_stays_silent(run: Run, lines: Lines) -> None:
    assert run(lines) == []


def test_a_denial_moves_a_clash_that_stands_elsewhere_too(run: Run) -> None:
    """What is denied of two records is not concluded of them; the same statements still clash about a third."""
    lines = "dish:a exact wine:x; wine:x exact menu:b; dish:a broad menu:b"
    [finding] = run(f"{lines}; dish:a exact menu:b Not")
    assert finding.rule == DISJOINT
    assert "cannot both hold of dish:a and menu:b" not in finding.message
    assert set(statements(finding)) == {"m:1", "m:2", "m:3"}


def test_a_denial_on_one_route_leaves_the_other(run: Run) -> None:
    lines = (
        "dish:a exact wine:x; wine:x exact menu:b; dish:a exact wine:y; wine:y exact wine:z; wine:z exact menu:b;"
        "dish:a broad menu:b; wine:x close dish:a Not"
    )
    found = [finding for finding in run(lines) if finding.rule == DISJOINT]
    assert [statements(finding) for finding in found] == [["m:6", "m:3", "m:4", "m:5"]]


# Rule sets and other relations


def test_only_what_the_rule_set_of_the_mappings_licenses_is_derived(run: Run) -> None:
    lines = "dish:a broad wine:x; wine:x exact menu:b; menu:b exact dish:a"
    assert [finding.rule for finding in run(lines)] == [DISJOINT]
    assert run(lines.replace("exact dish:a", "broad dish:a"), rules="skos") == []
    assert [finding.rule for finding in run(lines, rules="skos")] == [DISJOINT], "exact matches chain in SKOS too"


def test_relations_that_an_ontology_declares_disjoint_clash(run: Run) -> None:
    lines = "menu:m ex:offers dish:a .9; dish:a narrow dish:b .9; menu:m ex:lacks dish:b .5"
    [finding] = run(lines, rules="policy")
    assert (finding.rule, finding.line) == (DISJOINT, row_line(3))
    assert "“lacks” and “offers” cannot both hold of menu:m and dish:b" in finding.message
    assert run(lines.replace("narrow", "broad"), rules="policy") == []
    assert run(lines, rules="sssom") == []


def test_a_pack_that_names_no_relation_has_no_contradiction(write_pack: Callable[..., Path]) -> None:
    pack = open_pack(write_pack(files("dish:a exact menu:b; dish:a broad menu:b")))
    assert contradictions_of([pack], pack) == []


# Schemes


def test_a_scheme_is_what_a_record_says_before_its_prefix(run: Run) -> None:
    lines = "dish:a exact menu:x; dish:b exact menu:x"
    assert run(lines, kb="dish:a skos:inScheme ex:hot . dish:b ex:within ex:cold .") == []
    one = "dish:a skos:inScheme ex:hot . wine:b ex:within ex:hot ."
    [finding] = run(lines.replace("dish:b", "wine:b"), kb=one)
    assert finding.rule == WITHIN


def test_iris_without_a_prefix_share_a_scheme_by_their_namespace(run: Run) -> None:
    lines = "https://other.org/one/a exact menu:x; https://other.org/{}/b exact menu:x"
    assert [finding.rule for finding in run(lines.format("one"))] == [WITHIN]
    assert run(lines.format("two")) == []


def test_one_outsider_for_many_is_told_row_by_row(run: Run) -> None:
    """Four records of one scheme make six pairs: three rows to mend."""
    found = run("; ".join(f"dish:{name} exact menu:x" for name in "abcd"))
    assert [finding.rule for finding in found] == [WITHIN] * 3
    assert "has a part in 2 more" in found[0].message


# Once


def test_consequences_of_a_clash_are_not_told(run: Run) -> None:
    equals = [f"dish:a exact https://e{n}.org/e" for n in range(5)]
    above = [f"menu:b broad https://g{n}.org/g" for n in range(5)]
    [finding] = run(
        "; ".join(["dish:a broad menu:b .7", "dish:a exact wine:x", "wine:x exact menu:b", *equals, *above])
    )
    assert set(statements(finding)) == {"m:1", "m:2", "m:3"}
    assert "more" not in finding.message


def test_clashes_with_one_weakest_statement_are_one_finding(run: Run) -> None:
    lines = "dish:a broad menu:b .5; dish:a exact wine:x; wine:x exact menu:b; dish:a exact ex:y; ex:y exact menu:b"
    [finding] = run(lines)
    assert "The statement m:1 has a part in 1 more." in finding.message


def test_what_another_rule_has_said_is_not_said_again(root: Callable[..., Path]) -> None:
    cases = {
        "mapping-clash": "dish:a exact menu:b; dish:a broad menu:b",
        "cycle": "dish:a broader dish:b; dish:b broader dish:a",
        "denied-and-said": "dish:a exact menu:b; dish:a exact menu:b Not",
    }
    cases["mapping-clash "] = "dish:a broad menu:b; menu:b broad dish:a"
    for number, (rule, lines) in enumerate(cases.items()):
        pack = open_pack(root(lines, name=f"pack-{number}"))
        found = [finding.rule for finding in check([pack], pack).findings]
        assert rule.strip() in found
        assert not [each for each in found if each.startswith("contradiction")], rule


def test_the_whole_check_reports_contradictions(root: Callable[..., Path]) -> None:
    pack = open_pack(root("dish:a exact wine:x; wine:x exact menu:b; dish:a broad menu:b"))
    steps: list[str] = []
    assert DISJOINT in {finding.rule for finding in check([pack], pack, tick=steps.append).findings}
    assert "contradictions" in steps


# More than one pack

MINE = KITCHEN.replace("<https://example.org/food/> a owl:Ontology", "<https://example.org/mine/> a owl:Ontology")


def test_only_clashes_with_a_statement_of_the_pack_are_its_findings(root: Callable[..., Path]) -> None:
    theirs = open_pack(root("dish:a exact wine:x .5; wine:x exact menu:b; dish:a broad menu:b", name="theirs"))
    mine = open_pack(root("dish:q exact menu:q", name="mine", ontology=MINE))
    assert contradictions_of([theirs, mine], mine) == []
    assert len(contradictions_of([theirs, mine], theirs)) == 1


def test_a_clash_with_what_another_pack_says_stands_at_the_own_statement(write_pack: Callable[..., Path]) -> None:
    said = files("dish:a exact wine:x .5; wine:x exact menu:b")
    base = open_pack(write_pack(said | {"ontology/rules.ttl": RULES}, name="base", ontology=KITCHEN))
    added = files("dish:a broad menu:b .9", name="n")
    adds = open_pack(write_pack(added, name="adds", ontology=MINI_ONTOLOGY.replace("/food/> a owl", "/mine/> a owl")))
    assert contradictions_of([base], base) == []
    [finding] = contradictions_of([base, adds], adds)
    assert (finding.rule, finding.file) == (DISJOINT, "crosswalks/n.sssom.tsv")
    [finding] = contradictions_of([base, adds], base)
    assert (finding.rule, finding.file, finding.line) == (DISJOINT, "crosswalks/m.sssom.tsv", row_line(1))


def test_a_hierarchy_across_packs_that_closes_a_circle_is_one(write_pack: Callable[..., Path]) -> None:
    said = files("dish:a broader dish:b") | {"ontology/rules.ttl": RULES}
    base = open_pack(write_pack(said, name="base", ontology=KITCHEN))
    other = files("dish:b broader dish:a", name="n")
    adds = open_pack(write_pack(other, name="adds", ontology=MINI_ONTOLOGY.replace("/food/> a owl", "/mine/> a owl")))
    [finding] = contradictions_of([base, adds], adds)
    assert (finding.rule, finding.file) == (CYCLE, "kb/all.ttl")


# Bounds, order, speed


#: A pack in which much is wrong.
def messy(seed: int, rows: int = 400, names: int = 60) -> Lines:
    random = Random(seed)
    kinds = ["exact", "broad", "rel", "close", "narrow", "broader"]
    said: dict[tuple[str, str, str], str] = {}
    for _ in range(rows):
        start, end = (f"{random.choice(['dish', 'menu', 'wine'])}:n{random.randrange(names)}" for _ in range(2))
        said[start, random.choice(kinds), end] = random.choice([".9", ".7", ".5"])
    return "\n".join(" ".join([*row, confidence]) for row, confidence in said.items())


def test_no_rule_shows_more_than_its_bound(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    clashes = "; ".join(
        f"dish:n{n} exact menu:n{n}; menu:n{n} exact wine:n{n}; dish:n{n} broad wine:n{n}" for n in range(60)
    )
    found = run(clashes)
    assert [finding.rule for finding in found] == [DISJOINT] * (contradictions.MAX_FINDINGS + 1)
    assert [finding.message for finding in found if "not shown" in finding.message] == ["10 more are not shown"]
    monkeypatch.setattr(contradictions, "MAX_CLASHES", 55)
    [cut] = [finding for finding in run(clashes) if finding.rule == BOUND]
    assert cut.message == "only the first 55 clashes were looked at; there are more"


def test_what_is_cut_off_is_said(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    star = "; ".join(f"dish:n{n} exact menu:hub" for n in range(80))
    assert BOUND not in {finding.rule for finding in run(star)}
    monkeypatch.setattr(derivation, "MAX_STEPS", 0)
    [cut] = [finding for finding in run(star) if finding.rule == BOUND]
    assert (cut.severity, cut.file) == (WARNING, "crosswalks/m.sssom.tsv")
    assert "only single statements were all compared" in cut.message


def test_findings_are_the_same_in_any_process_and_order(root: Callable[..., Path]) -> None:
    lines = messy(4).splitlines()
    folder = root("\n".join(lines))
    script = (
        "import sys; from pathlib import Path; from xwalk.packs import open_pack; from xwalk.store import load\n"
        "from xwalk.check.findings import Subject, in_order\n"
        "from xwalk.check.contradictions import check_contradictions\n"
        "pack = open_pack(Path(sys.argv[1])); found = Subject(pack, load([pack])); check_contradictions(found)\n"
        "print(*in_order(found.findings), sep='\\n')"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", script, str(folder)],
            capture_output=True,
            check=True,
            text=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(told) == 1
    assert told.pop().count("contradiction-") > 30


def test_one_row_that_turns_ten_thousand_mappings_round_is_found(root: Callable[..., Path]) -> None:
    """Two hierarchies of 5,000 records with equals throughout, and one row that turns them round."""
    rows = [f"dish:n{n} exact menu:n{n} .9" for n in range(5000)]
    rows += [f"dish:n{n} broad menu:n{(n - 1) // 3} .9" for n in range(1, 5000)]
    rows += [f"{kind}:n{n} broader {kind}:n{(n - 1) // 3}" for kind in ("dish", "menu") for n in range(1, 5000)]
    pack = open_pack(root("\n".join([*rows, "menu:n1 broad dish:n4000 .7"])))
    found = contradictions_of([pack], pack)
    assert [(finding.rule, finding.severity) for finding in found] == [(CYCLE, ERROR)]
    assert "menu:n1 is narrower than dish:n4000" in found[0].message


# Against a plain computation, and against the truth

NODES = [f"{kind}:{name}" for kind in ("dish", "menu", "wine") for name in "ab"]
rows_of = st.lists(
    st.tuples(
        st.sampled_from(NODES),
        st.sampled_from(["exact", "broad", "narrow", "rel", "close", "broader"]),
        st.sampled_from(NODES),
    ),
    max_size=9,
    unique=True,
)


def impossible(rows: Iterable[tuple[str, str, str]]) -> bool:
    """Whether statements contradict each other, worked out from the meaning of the relations alone.

    Equals are merged. Then nothing is above itself by any number of steps, and no record is related to itself. Two
    steps of a hierarchy alone are no mapping, so that a hierarchy which goes in a circle counts too.
    """
    rows = list(rows)
    group = {node: {node} for node in NODES}
    for start, relation, end in rows:
        if relation == "exact":
            merged = group[start] | group[end]
            for node in merged:
                group[node] = merged
    first = {node: min(some) for node, some in group.items()}
    related = any(relation == "rel" and first[start] == first[end] and start != end for start, relation, end in rows)
    above = {(first[s], first[e]) for s, r, e in rows if r in {"broad", "broader"}}
    above |= {(first[e], first[s]) for s, r, e in rows if r == "narrow"}
    for middle, start, end in product(set(first.values()), repeat=3):
        if (start, middle) in above and (middle, end) in above:
            above.add((start, end))
    return related or any(start == end for start, end in above)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows_of)
def test_errors_are_found_exactly_where_statements_contradict(run: Run, rows: list[tuple[str, str, str]]) -> None:
    found = [finding for finding in run("\n".join(map(" ".join, rows))) if finding.severity == ERROR]
    assert bool(found) == impossible(rows), [finding.message for finding in found]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=rows_of.filter(impossible))
def test_the_statements_of_an_error_contradict_each_other_and_no_fewer_do(
    run: Run, rows: list[tuple[str, str, str]]
) -> None:
    said = [row for row in rows if row[1] != "broader"]
    numbers = {f"m:{rows.index(row) + 1}": row for row in said}
    inside = [row for row in rows if row[1] == "broader"]
    for finding in run("\n".join(map(" ".join, rows))):
        if finding.severity == ERROR:
            named = [numbers[name] for name in set(statements(finding)) if name in numbers]
            assert impossible([*named, *inside])
            if not impossible(inside) and not any(name.startswith("statement:") for name in statements(finding)):
                assert not any(impossible([other for other in named if other != row]) for row in named)


@st.composite
def true_crosswalks(draw: st.DrawFn) -> Lines:
    """Three schemes that each hold some concepts of one tree, with a complete hierarchy and true mappings."""
    size = draw(st.integers(3, 12))
    parents = [draw(st.integers(0, n - 1)) for n in range(1, size)]

    def above(node: int) -> list[int]:
        return [] if node == 0 else [parents[node - 1], *above(parents[node - 1])]

    lines: list[str] = []
    kinds = ("dish", "menu", "wine")
    has = {kind: draw(st.sets(st.integers(0, size - 1), min_size=1)) for kind in kinds}
    for kind, some in has.items():
        for node in sorted(some):
            nearest = next((other for other in above(node) if other in some), None)
            lines += [f"{kind}:n{node} broader {kind}:n{nearest}"] if nearest is not None else []
    true: list[str] = []
    for one, other in product(kinds, repeat=2):
        for start, end in product(sorted(has[one]), sorted(has[other])):
            if one != other:
                true += [f"{one}:n{start} {word} {other}:n{end}" for word in _true_words(start, end, above)]
    return "\n".join(
        [*lines, *draw(st.lists(st.sampled_from(true), unique=True, max_size=30) if true else st.just([]))]
    )


def _true_words(start: int, end: int, above: Callable[[int], list[int]]) -> list[str]:
    if start == end:
        return ["exact", "close"]
    if end in above(start):
        return ["broad"]
    return ["narrow"] if start in above(end) else ["rel"]


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=true_crosswalks())
def test_true_mappings_between_complete_hierarchies_give_no_finding(run: Run, lines: Lines) -> None:
    assert run(lines) == []


# The real data


def test_the_real_knowledge_base_has_no_contradiction() -> None:
    pack = open_pack(ROOT)
    assert [finding for finding in contradictions_of([pack], pack) if finding.severity == ERROR] == []


def test_the_real_knowledge_base_with_a_false_row_has_one(tmp_path: Path) -> None:
    for folder in ("ontology", "kb", "crosswalks"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    target = tmp_path / "crosswalks" / "term--component.sssom.tsv"
    text = target.read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "skos:narrowMatch" in line).split("\t")
    row[2] = "skos:exactMatch"
    target.write_text(text + "\t".join(row) + "\n", encoding="utf-8")
    pack = open_pack(tmp_path)
    found = contradictions_of([pack], pack)
    assert {finding.rule for finding in found if finding.severity == ERROR} == {DISJOINT}
    assert {finding.file for finding in found} == {"crosswalks/term--component.sssom.tsv"}
