"""The contract of the command line: what is printed where, in which shape, and what a failure says."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer
from conftest import MINI_ONTOLOGY
from fitting import faults

from xwalk import cli
from xwalk.cli.shared import complete, complete_kind
from xwalk.knowledge import Knowledge

SCHEMAS = ("funding", "cross", "coverage", "find", "show", "check")
COVERS = "Statutes read as of April 2023; appropriations and later changes not covered."
CLOSING = f"{COVERS} Not legal advice. Data release 0.1.0."
FORMATS = ("table", "json", "csv", "md")
STATES = ("VT", "RI", "NH")
ESCAPE = "\x1b"
#: What a terminal obeys: control characters but line ends, and changes of the direction of writing.
OBEYED = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
COMMANDS: dict[str, Any] = {}
for _name, _command in typer.main.get_command(cli.command_app()).commands.items():  # type: ignore[attr-defined]
    COMMANDS |= {f"{_name} {each}": leaf for each, leaf in getattr(_command, "commands", {"": _command}).items()}
COMMANDS = {name.strip(): command for name, command in COMMANDS.items()}
#: A question for each command that answers.
ASKED = {
    "find": ["find", "pacing"],
    "show": ["show", "provision:esea-1003a"],
    "funding": ["funding", "flexible pacing", "--state", "VT"],
    "query": ["query"],
    "cross": ["cross", "pacing", "--to", "provision"],
    "coverage": ["coverage", "--rows", "area", "--cols", "component"],
    "rules": ["rules"],
    "match": ["match", "students set their own goals"],
    "named query": ["query", "1", "--set", "area=area:flexible-pacing"],
}

PREFIXES = """\
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix menu: <https://example.org/food/menu/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

"""
EVIL = r"Broth \u001B[31mred\u0007 \u009B2J \u202Eabc <b>&|*x*|</b> ` [l](http://e) \r\nend"
HOSTILE = rf"""
dish:evil
    a ex:Dish ;
    skos:prefLabel "{EVIL}"@en ;
    skos:altLabel "=cmd()"@en ;
    skos:definition "=1+1 zzbroth \u001B]0;title\u0007"@en ;
    skos:example "+49" , "-1" , "@SUM(A1)" , "\t=2" , "\n=3" , "plain" .

dish:one a ex:Dish ; skos:prefLabel "Twinsoup"@en .
dish:two a ex:Dish ; skos:prefLabel "Twin soup"@en ; skos:altLabel "Twinsoup"@en .
dish:three a ex:Dish ; skos:prefLabel "Twinsoup"@en .
"""


class Ran(NamedTuple):
    """What a run of the command line did."""

    code: int
    out: str
    err: str


Ask = Callable[..., Ran]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Runs the command line in this process, in a wide window."""
    monkeypatch.setenv("COLUMNS", "110")

    def run(*arguments: str) -> Ran:
        capsys.readouterr()
        code = cli.main(list(arguments))
        return Ran(code, *capsys.readouterr())

    return run


def process(*arguments: str, **environment: str) -> Ran:
    """Runs the command line in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "xwalk", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | environment,
        check=False,
        timeout=60,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def assert_refused(ran: Ran, code: int) -> tuple[str, str]:
    """It failed with one ``error:`` line and one ``hint:`` line, and nothing else; gives the two."""
    assert ran.code == code, ran
    lines = ran.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["error", "hint"], ran.err
    said = [line.partition(": ")[2] for line in lines]
    assert all(said), ran.err
    assert "Traceback" not in ran.err
    assert not re.search(r"<class|object at 0x|\bNone\b", ran.err), ran.err
    return said[0], said[1]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stranger's pack: labels that would be obeyed by a terminal, a spreadsheet or a page; names given twice."""
    root = tmp_path_factory.mktemp("hostile")
    for path, text in {"ontology/food.ttl": MINI_ONTOLOGY, "kb/dishes.ttl": PREFIXES + HOSTILE}.items():
        (root / path).parent.mkdir()
        (root / path).write_text(text, encoding="utf-8")
    return root


@pytest.fixture
def alone(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stranger's pack in the place of the embedded one, so that nothing else is loaded."""
    monkeypatch.setattr("xwalk.packs.embedded_root", lambda: hostile)
    monkeypatch.setattr("xwalk.index.cache.embedded_root", lambda: hostile)
    return hostile


# Shapes


def assert_fits(name: str, document: Any) -> None:
    """A document is as its schema says."""
    assert faults(name, document) == []


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_refuses_another_property_and_a_missing_one(name: str, ask: Ask) -> None:
    if name in ASKED and name not in ("find", "show"):
        document = json.loads(process(*ASKED[name], "-f", "json").out)
    else:
        document = json.loads(ask(*(["check"] if name == "check" else [name, "Twin soup"]), "-f", "json").out)
    assert_fits(name, document)
    changed = document[0] if isinstance(document, list) else document
    changed["more"] = 1
    with pytest.raises(AssertionError, match="more"):
        assert_fits(name, document)
    del changed["more"], changed["kind" if name in ("find", "show") else "data" if name in ASKED else "findings"]
    with pytest.raises(AssertionError, match="required"):
        assert_fits(name, document)


def test_funding_of_every_area_fits_its_schema(ask: Ask, knowledge: Knowledge) -> None:
    areas = knowledge.of_kind("area")
    assert len(areas) == 12
    for area in areas:
        ran = ask("funding", area.name, "--format", "json")
        assert (ran.code, ran.err) == (0, "")
        document = json.loads(ran.out)
        assert_fits("funding", document)
        assert document["question"]["topic"] == {"id": area.name, "label": area.label, "kind": "area"}
        assert document["question"]["state"] is None
        assert "April 2023" in document["data"]["law_as_of"]
        assert "not legal advice" in document["data"]["disclaimer"].lower()


@pytest.mark.parametrize("state", STATES)
def test_funding_with_a_state_fits_its_schema_and_says_what_is_not_known(
    state: str, ask: Ask, knowledge: Knowledge
) -> None:
    topics = [*knowledge.of_kind("component"), *knowledge.of_kind("term")[::12], *knowledge.of_kind("practice")[::12]]
    topics += knowledge.of_kind("area")[::3]
    assert {topic.kind for topic in topics} == {"area", "component", "term", "practice"}
    found = set()
    for topic in topics:
        document = json.loads(ask("funding", topic.name, "-s", state, "-f", "json").out)
        assert_fits("funding", document)
        assert document["question"]["state"]["kind"] == "jurisdiction"
        assert "optional federal reservation" in document["unknown"][-1]
        found |= {answer["record"]["kind"] for answer in document["answers"]}
    assert "requirement" in found


@pytest.mark.parametrize("without", [[], ["--without", "area--component"], ["--min-confidence", "0.5"]])
def test_cross_fits_its_schema(ask: Ask, without: list[str]) -> None:
    for record, kind in (("pacing", "provision"), ("Title IV-A", "area"), ("element:leap-advocate", "area")):
        document = json.loads(ask("cross", record, "--to", kind, *without, "-f", "json").out)
        assert_fits("cross", document)
        assert document["question"]["to"] == kind
        assert bool(document["changes"]) <= ("--without" in without)


@pytest.mark.parametrize("relation", [[], ["--relation", "funds"]])
def test_coverage_fits_its_schema(ask: Ask, relation: list[str]) -> None:
    for rows, cols in (("area", "provision"), ("element", "area"), ("program", "practice")):
        document = json.loads(ask("coverage", "--rows", rows, "--cols", cols, *relation, "-f", "json").out)
        assert_fits("coverage", document)
        assert document["totals"]["cells"] == len(document["rows"]) * len(document["cols"]) == len(document["cells"])


def test_find_fits_its_schema(ask: Ask) -> None:
    for words in ("pacing", "provision:esea-1003a", "PRV-1", "20 U.S.C. 6303b", "learner agancy", "qqqqzzzz", "🎉"):
        assert_fits("find", json.loads(ask("find", words, "-f", "json").out))


def test_show_of_a_record_of_every_kind_fits_its_schema(ask: Ask, knowledge: Knowledge) -> None:
    for kind in sorted(knowledge.kinds):
        for record in knowledge.of_kind(kind)[:2]:
            document = json.loads(ask("show", record.name, "-f", "json").out)
            assert_fits("show", document)
            assert (document["id"], document["kind"]) == (record.name, kind)
            assert not [each for each in document["properties"] if ":" in each["label"]], "a label is words"


def test_a_statement_with_a_relation_that_nobody_declared_is_shown(ask: Ask, write_pack: Callable[..., Path]) -> None:
    columns = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
    row = "dish:soup\tex:likes\tdish:bread\tsemapv:ManualMappingCuration"
    curies = "".join(f"#  {each}: https://example.org/food/{each}/\n" for each in ("dish", "ex"))
    root = write_pack(
        {
            "kb/all.ttl": PREFIXES + 'dish:soup a ex:Dish ; skos:prefLabel "Soup of the day"@en .',
            "crosswalks/all.sssom.tsv": f"#curie_map:\n{curies}{columns}\n{row}\n",
        }
    )
    ran = ask("show", "dish:soup", "--kb", str(root))
    assert ran.code == 0
    assert "Soup of the day" in ran.out
    assert "dish:bread" in ran.out


def test_more_records_than_are_listed_is_said(ask: Ask) -> None:
    ran = ask("find", "learning", "--most", "3", "-f", "csv")
    assert len(ran.out.splitlines()) == 4
    assert ran.err == "the first 3 only; --most 6 shows more\n"
    assert ask("find", "area:flexible-pacing", "--kind", "area").err == ""


@pytest.mark.usefixtures("alone")
def test_check_fits_its_schema(ask: Ask) -> None:
    document = json.loads(ask("check", "-f", "json").out)
    assert_fits("check", document)
    assert document["findings"]
    assert document["checked"]["records"] == 4


# Data on standard output, everything else on standard error


@pytest.mark.parametrize("shape", FORMATS)
@pytest.mark.parametrize("asked", ASKED)
def test_every_format_answers_on_standard_output_alone(asked: str, shape: str, ask: Ask) -> None:
    ran = ask(*ASKED[asked], "--format", shape)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("\n")
    assert not ran.out.endswith("\n\n")
    assert not OBEYED.search(ran.out)
    assert_shape(ran.out, shape)


@pytest.mark.parametrize("shape", [*FORMATS, "github"])
def test_every_format_of_check_prints_findings_on_standard_output(shape: str, ask: Ask, alone: Path) -> None:
    ran = ask("check", "--format", shape)
    error, hint = assert_refused(ran, 1)
    assert str(alone) in error
    assert "kb/dishes.ttl:" in hint
    assert "duplicate-label" in ran.out
    assert not OBEYED.search(ran.out)
    assert_shape(ran.out, shape)


def assert_shape(text: str, shape: str) -> None:
    """A text is in the format that was asked for."""
    if shape == "json":
        json.loads(text)
    elif shape == "csv":
        rows = list(csv.reader(io.StringIO(text)))
        assert len(rows) > 1
        assert {len(row) for row in rows} == {len(rows[0])}
    elif shape == "md":
        table, _, closing = text.partition("\n\n")
        lines = table.splitlines()
        assert closing in ("", f"{CLOSING}\n")
        assert len({len(re.findall(r"(?<!\\)\|", line)) for line in lines}) == 1
        assert set(lines[1]) == set("|- ")
    elif shape == "github":
        assert all(re.match(r"::(error|warning) file=[^,]+,line=\d+,title=[^:]+::", line) for line in text.splitlines())


def test_no_rows_is_an_answer(ask: Ask) -> None:
    for shape, printed in (("json", "[]\n"), ("csv", "id,label,kind,score\n"), ("table", "")):
        ran = ask("find", "qqqqzzzz", "-f", shape)
        assert (ran.code, ran.out) == (0, printed)
        assert ran.err == "nothing here is called so or speaks of it; try other words or fewer of them\n"


def test_funding_as_text_says_once_that_it_is_no_legal_advice_and_of_what_date(ask: Ask) -> None:
    out = " ".join(ask("funding", "pacing").out.split())
    assert out.count("Not legal advice") == 1
    assert out.count("Statutes read as of April 2023") == 1


ABOUT_LAW = {
    "funding": ASKED["funding"],
    "cross": ASKED["cross"],
    "coverage": ASKED["coverage"],
    "show": ASKED["show"],
    "named query": ASKED["named query"],
    "states": ["compare", "RI", "NH"],
    "frameworks": ["compare", "leap-2017", "item-areas"],
}


@pytest.mark.parametrize("asked", ABOUT_LAW)
def test_an_answer_about_law_ends_with_its_limits_for_a_person_and_is_rows_alone_as_csv(asked: str, ask: Ask) -> None:
    for shape in ("table", "md"):
        out = ask(*ABOUT_LAW[asked], "-f", shape).out
        assert " ".join(out.split()).endswith(CLOSING), shape
        assert out.count("Not legal advice") == 1
    assert "legal advice" not in ask(*ABOUT_LAW[asked], "-f", "csv").out
    if asked != "named query":  # the results of SPARQL have a form of their own
        document = json.loads(ask(*ABOUT_LAW[asked], "-f", "json").out)
        assert document["data"]["disclaimer"] == CLOSING.partition(" Data release")[0]


def test_every_row_of_law_as_csv_has_the_date_of_its_text(ask: Ask) -> None:
    for command in ("funding", "cross", "states"):
        rows = list(csv.DictReader(io.StringIO(ask(*ABOUT_LAW[command], "-f", "csv").out)))
        federal = [row for row in rows if row["record"].startswith("provision:")]
        assert federal
        assert {row["as_of"] for row in federal} == {"2023-04"}, command


@pytest.mark.parametrize("width", [40, 60, 80, 300])
@pytest.mark.parametrize(
    "command",
    [
        ["find", "learning"],
        ["query"],
        ["query", "caps"],
        ["query", "3", "--set", "area=area:flexible-pacing"],
        ["cross", "Title IV-A", "--to", "area"],
        ["coverage", "--rows", "area", "--cols", "program"],
    ],
    ids=" ".join,
)
def test_nothing_but_a_long_identifier_or_address_passes_the_edge_of_the_terminal(
    command: list[str], width: int, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for line in ask(*command).out.splitlines():
        if len(line) > width:
            assert max(map(len, line.split())) > width - 8, line


def test_a_query_is_read_from_standard_input(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT ?area WHERE { ?area a xwalk:Area } ORDER BY ?area"))
    out = ask("query", "-", "-f", "csv").out.splitlines()
    assert out[0] == "area"
    assert len(out) == 13


def test_a_query_that_makes_a_graph_prints_turtle_in_every_format(ask: Ask, tmp_path: Path) -> None:
    query = tmp_path / "area.rq"
    query.write_text("DESCRIBE area:flexible-pacing", encoding="utf-8")
    printed = {ask("query", str(query), "-f", shape).out for shape in FORMATS}
    assert len(printed) == 1
    assert "area:flexible-pacing" in printed.pop()


def test_a_yes_or_no_query_answers_in_words(ask: Ask, tmp_path: Path) -> None:
    query = tmp_path / "ask.rq"
    query.write_text("ASK { ?area a xwalk:Area }", encoding="utf-8")
    assert ask("query", str(query)).out.split()[:2] == ["answer", "yes"]
    assert json.loads(ask("query", str(query), "-f", "json").out)["boolean"] is True


# Refusals


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "xqzzq"], "xqzzq"),
        (["show", "nothing:here"], "nothing:here"),
        (["show", ""], "nothing is called"),
        (["funding", "xqzzq"], "xqzzq"),
        (["funding", "provision:esea-1003a"], "kind provision"),
        (["funding", "pacing", "--state", "ZZ"], "ZZ"),
        (["funding", "pacing", "--state", "area:flexible-pacing"], "kind area"),
        (["find", "pacing", "--kind", "nokind"], "nokind"),
        (["find", "pacing", "--most", "0"], "--most"),
        (["find", "pacing", "--most", "many"], "--most"),
        (["find", "pacing", "--format", "xml"], "xml"),
        (["check", "--format", "xml"], "xml"),
        (["find", "pacing", "--nosuch"], "--nosuch"),
        (["--nosuch"], "--nosuch"),
        (["nosuch"], "nosuch"),
        (["find"], "words"),
        (["show"], "words"),
        (["funding"], "topic"),
        (["funding", "pacing", "--state"], "--state"),
        (["find", "pacing", "--kb", "/no/such/folder"], "/no/such/folder"),
        (["check", "--kb", "/no/such/folder"], "/no/such/folder"),
        (["query", "--kb", "/no/such/folder"], "/no/such/folder"),
        (["check", "--sources", "/no/such/folder"], "/no/such/folder"),
        (["cross", "pacing"], "--to"),
        (["cross", "pacing", "--to", "nokind"], "nokind"),
        (["cross", "xqzzq", "--to", "area"], "xqzzq"),
        (["cross", "pacing", "--to", "provision", "--rules", "norules"], "norules"),
        (["cross", "pacing", "--to", "provision", "--min-confidence", "2"], "--min-confidence"),
        (["cross", "pacing", "--to", "provision", "--without", "nosuch"], "nosuch"),
        (["coverage", "--rows", "area"], "--cols"),
        (["coverage", "--rows", "nokind", "--cols", "area"], "nokind"),
        (["coverage", "--rows", "area", "--cols", "component", "--relation", "norelation"], "norelation"),
        (["rules", "--rules", "norules"], "norules"),
        (["query", "no-such-question"], "no-such-question"),
        (["query", "99"], "99"),
        (["query", "1", "--set", "area"], "area"),
        (["query", "1", "--set", "=x"], "=x"),
        (["query", "1", "--set", "a b=x"], "a b=x"),
        (["query", "1", "--timeout", "0"], "--timeout"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_exit_2_with_what_is_wrong_and_what_to_do(arguments: list[str], says: str, ask: Ask) -> None:
    ran = ask(*arguments)
    error, _ = assert_refused(ran, 2)
    assert says in error
    assert ran.out == ""


@pytest.mark.parametrize(
    ("query", "code", "says"),
    [
        ("SELECT * {", 2, "not a SPARQL query"),
        ("SELECT (nofunction(?a) AS ?b) { ?a ?b ?c }", 2, "not a SPARQL query"),
        ("INSERT DATA { <a:b> <a:b> <a:b> }", 2, "not a SPARQL query"),
        ("SELECT * { SERVICE <http://example.org/> { ?a ?b ?c } }", 2, "SERVICE"),
        ("SELECT * {" + "{" * 4000 + "}" * 4000 + "}", 2, "too deep"),
        (b"SELECT * { ?a ?b '\xff' }", 1, "query.rq"),
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g", 1, "ended after"),
    ],
    ids=["unfinished", "unknown function", "update", "service", "too deep", "not UTF-8", "too long"],
)
def test_a_query_that_cannot_be_answered_is_refused(
    query: str | bytes, code: int, says: str, ask: Ask, tmp_path: Path
) -> None:
    file = tmp_path / "query.rq"
    file.write_bytes(query if isinstance(query, bytes) else query.encode())
    error, _ = assert_refused(ask("query", str(file), "--timeout", "3" if says != "ended after" else "0.2"), code)
    assert says in error


def test_a_value_for_a_variable_that_the_query_has_not_is_refused(ask: Ask) -> None:
    error, hint = assert_refused(ask("query", "1", "--set", "nosuch=area:flexible-pacing"), 2)
    assert "?nosuch" in error
    assert "SELECT" in hint


@pytest.mark.usefixtures("alone")
def test_words_that_name_several_records_are_refused_with_all_of_them(ask: Ask) -> None:
    error, hint = assert_refused(ask("show", "twinsoup"), 2)
    assert "dish:one" in error
    assert "dish:three" in error
    assert "identifier" in hint


def test_a_name_that_is_nearly_right_suggests_the_nearest(ask: Ask) -> None:
    _, hint = assert_refused(ask("funding", "flexble pasing"), 2)
    assert "Flexible pacing" in hint


def test_a_state_of_which_nothing_is_recorded_is_refused_with_those_recorded(ask: Ask) -> None:
    error, hint = assert_refused(ask("funding", "pacing", "--state", "CA"), 2)
    assert "California" in error
    assert "Vermont" in hint


def test_an_option_without_its_value_points_to_the_help_of_its_command(ask: Ask) -> None:
    assert assert_refused(ask("funding", "pacing", "--state"), 2)[1] == "xwalk funding --help"


def test_words_of_the_user_are_printed_on_one_line_without_control_characters(ask: Ask) -> None:
    error, _ = assert_refused(ask("show", "xq\n\x1b[31mzz"), 2)
    assert not OBEYED.search(error)


def test_words_that_are_not_utf_8_are_refused() -> None:
    if os.name == "nt":
        pytest.skip("arguments are always Unicode there")
    done = subprocess.run([sys.executable, "-m", "xwalk", "find", b"\xff"], capture_output=True, check=False)
    assert_refused(Ran(done.returncode, done.stdout.decode(), done.stderr.decode()), 2)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_exit_1_without_a_traceback() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "xwalk", "find", "pacing"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert_refused(Ran(done.returncode, "", done.stderr), 1)


# Help


def test_the_program_alone_prints_its_help(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["xwalk"])
    alone, helped = ask(), ask("--help")
    assert alone == helped
    assert (alone.code, alone.err) == (0, "")
    assert all(name.partition(" ")[0] in alone.out for name in COMMANDS)
    assert "xwalk funding pacing" in alone.out


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_has_a_sentence_an_example_and_every_option(name: str, ask: Ask) -> None:
    ran, short = ask(*name.split(), "--help"), ask(*name.split(), "-h")
    assert ran == short
    assert (ran.code, ran.err) == (0, "")
    words = " ".join(ran.out.split())
    assert re.search(r"\[OPTIONS\].*? [A-Z][^.]{20,}\.", words), "no sentence says what the command does"
    assert re.search(rf"Examples?: xwalk {name}\b", words)
    for parameter in COMMANDS[name].params:
        described = parameter.help or ""
        assert re.fullmatch(r"[A-Z].+\.", described), f"{name} {parameter.name} has no sentence: {described!r}"


def examples() -> Iterator[list[str]]:
    """The examples in the help of every command that answers, but the slowest and those that name files."""
    for name in [each for each in COMMANDS if each not in {"check", "compose", "compare"} and " " not in each]:
        for example in COMMANDS[name].epilog.partition(":")[2].split(" · "):
            if "<" not in example and " -o " not in example:
                yield shlex.split(example)[1:]


@pytest.mark.parametrize("example", sorted(examples()), ids=" ".join)
def test_an_example_of_the_help_answers(example: list[str], ask: Ask) -> None:
    ran = ask(*example)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.strip()


def test_completion_gives_the_names_of_the_kinds_that_a_command_takes() -> None:
    topics = complete("area", "component", "term", "practice")
    assert topics("area:flex") == ["area:flexible-pacing"]
    assert topics("provision:") == []
    assert {name.partition(":")[0] for name in topics("")} == {"area", "component", "term", "practice"}
    assert "provision:esea-1003a" in complete()("provision:")
    assert complete_kind("pro") == ["program", "provision"]


def test_completion_is_silent_where_the_knowledge_base_cannot_be_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("xwalk.packs.embedded_root", lambda: tmp_path)
    assert complete()("area:") == complete_kind("area") == []
    assert capsys.readouterr() == ("", "")


def test_the_shell_completes_names() -> None:
    ran = process(_XWALK_COMPLETE="complete_bash", COMP_WORDS="xwalk funding area:flex", COMP_CWORD="2")
    assert ran == Ran(0, "area:flexible-pacing\n", "")


# Terminals, pipes, processes


def test_an_answer_to_a_pipe_has_no_colour() -> None:
    for command in (ASKED["funding"], ASKED["find"], ["show", "area:flexible-pacing"]):
        ran = process(*command, FORCE_COLOR="1", TERM="xterm-256color")
        assert (ran.code, ran.err) == (0, "")
        assert ESCAPE not in ran.out


@pytest.mark.skipif(os.name == "nt", reason="there is no pseudo-terminal")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)], ids=str
)
def test_a_terminal_gets_colour_unless_it_or_the_user_has_none(environment: dict[str, str], *, coloured: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
    with subprocess.Popen(
        [sys.executable, "-m", "xwalk", "show", "area:flexible-pacing"],
        stdout=theirs,
        stderr=subprocess.PIPE,
        env=clean | {"TERM": "xterm"} | environment,
    ) as running:
        os.close(theirs)
        out = b""
        try:
            while read := os.read(ours, 65536):
                out += read
        except OSError:  # Linux says so when the other end is closed
            pass
        os.close(ours)
        assert running.stderr is not None
        assert running.stderr.read() == b""
    assert running.returncode == 0
    assert b"Flexible pacing" in out
    assert (b"\x1b" in out) is coloured


@pytest.mark.skipif(os.name == "nt", reason="pipes end otherwise there")
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("command", [["funding", "pacing", "-f", "json"], ["find", "pacing"], ["--help"]], ids=" ".join)
def test_output_that_nobody_reads_to_its_end_ends_quietly(command: list[str], unbuffered: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "xwalk", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": unbuffered},
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        assert running.stderr.read() == b""
    assert running.returncode == 0


def test_an_answer_reaches_a_stream_that_cannot_write_every_letter() -> None:
    ran = process("funding", "pacing", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert (ran.code, ran.err) == (0, "")
    assert "Flexible pacing" in ran.out


_SEVERAL = """
import sys
from xwalk.cli import main
for asked in sys.argv[1:]:
    main(asked.split(" "))
"""


def test_the_same_question_has_the_same_bytes_in_any_process(tmp_path: Path, hostile: Path) -> None:
    asked = [
        "funding area:flexible-pacing --state VT",
        "funding practice:blended-learning -f json",
        "funding component:leap-learner-led -f csv",
        "find learning -f json",
        "find lerning gaols",
        "show provision:esea-1003a -f json",
        "show term:competency-based-education",
        "cross area:flexible-pacing --to provision -f json",
        "coverage --rows area --cols component -f csv",
        "query 1 -f csv",
        "query 12 -f json",
        f"check --kb {hostile} -f json",
    ]
    printed = []
    for seed in ("0", "1", "2718"):
        done = subprocess.run(
            [sys.executable, "-c", _SEVERAL, *asked],
            capture_output=True,
            check=False,
            env=os.environ | {"PYTHONHASHSEED": seed, "XWALK_CACHE": str(tmp_path / seed)},
        )
        assert done.returncode == 0, done.stderr
        printed.append(done.stdout)
    assert len(printed[0]) > 10_000
    assert printed[0] == printed[1] == printed[2]


# Strangers' data


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("shape", FORMATS)
@pytest.mark.parametrize(
    "command", [["find", "broth"], ["show", "dish:evil"], ["query", "RQ"], ["check"]], ids=lambda words: str(words[0])
)
def test_control_characters_of_a_pack_reach_no_terminal(
    command: list[str], shape: str, ask: Ask, tmp_path: Path
) -> None:
    query = tmp_path / "all.rq"
    query.write_text("SELECT * { ?record ?property ?value }", encoding="utf-8")
    ran = ask(*(str(query) if word == "RQ" else word for word in command), "-f", shape)
    assert "Broth" in ran.out or command == ["check"]
    assert not OBEYED.search(ran.out)
    assert not OBEYED.search(ran.err)


@pytest.mark.parametrize("shape", FORMATS)
@pytest.mark.parametrize("width", ["40", "300"])
def test_control_characters_of_a_pack_beside_ours_reach_no_terminal(
    shape: str, width: str, ask: Ask, hostile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for command in (["coverage", "--rows", "dish", "--cols", "area"], ["cross", "dish:evil", "--to", "area"]):
        ran = ask(*command, "--kb", str(hostile), "-f", shape)
        assert (ran.code, ran.err) == (0, "")
        assert "Broth" in ran.out or (command[0] == "cross" and shape in ("csv", "md"))
        assert not OBEYED.search(ran.out)


@pytest.mark.usefixtures("alone")
def test_control_characters_of_a_pack_reach_no_terminal_from_a_graph_an_error_or_a_terminal_answer(
    ask: Ask, tmp_path: Path
) -> None:
    query = tmp_path / "graph.rq"
    query.write_text("DESCRIBE <https://example.org/food/dish/evil>", encoding="utf-8")
    graph = ask("query", str(query)).out
    assert "Broth" in graph
    assert not OBEYED.search(graph.replace("\t", ""))
    _, hint = assert_refused(ask("show", "broht"), 2)
    assert "Broth" in hint
    assert not OBEYED.search(hint)
    from xwalk.render.paper import Paper

    paper = Paper(colour=True)
    paper.split("a\x1b[31m\nb", "c\x07", style="bold", right_style="dim")
    paper.say("d\x9be", style="red")
    assert re.sub(r"\x1b\[[0-9;]+m", "", paper.text()).split() == ["a\ufffd[31m", "b", "c\ufffd", "d\ufffde"]
    assert len(re.findall(ESCAPE, paper.text())) == 6


@pytest.mark.usefixtures("alone")
def test_json_keeps_every_character_of_a_label(ask: Ask) -> None:
    label = json.loads(ask("show", "dish:evil", "-f", "json").out)["label"]
    assert label == EVIL.encode().decode("unicode_escape")


@pytest.mark.usefixtures("alone")
def test_a_cell_that_begins_a_formula_is_made_text(ask: Ask) -> None:
    rows = list(csv.reader(io.StringIO(ask("show", "dish:evil", "-f", "csv").out)))
    values = {row[1] for row in rows}
    assert {"'+49", "'-1", "'@SUM(A1)", "plain"} <= values
    assert any(value.startswith("'=1+1") for value in values)
    assert not [value for row in rows[1:] for value in row if value.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.usefixtures("alone")
def test_markdown_and_html_of_a_label_are_escaped_in_a_table(ask: Ask) -> None:
    out = ask("find", "broth", "-f", "md").out
    row = next(line for line in out.splitlines() if "Broth" in line)
    assert "<b>" not in out
    assert r"&lt;b&gt;&amp;\|\*x\*\|&lt;/b&gt; \` \[l\](http://e) end" in row
