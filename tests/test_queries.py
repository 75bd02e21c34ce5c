"""The named questions: their headers, their answers, a second engine, and what a query may not do."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox
import pytest
from rdflib import BNode, Dataset, Graph, Literal, URIRef
from rdflib.query import ResultRow

from xwalk.cli import main
from xwalk.errors import UsageError, XwalkError
from xwalk.names import XSD, Prefixes
from xwalk.packs import loaded_packs
from xwalk.questions import query_child
from xwalk.questions.query import NamedQuestion, QueryResult, named_questions, query_text, refuse_reach, run_query
from xwalk.rdf import IRI, STRING, Triple, Value
from xwalk.store import Store, load, statement_triples

PACKS = loaded_packs([])
QUESTIONS = named_questions(PACKS)
BY_NAME = {question.name: question for question in QUESTIONS}
_PARAMETER = re.compile(r"(\w+) \(as ([^)]+)\)")
#: Each parameter that a header declares, with the sample value that it names.
SAMPLES = [(question.name, *found) for question in QUESTIONS for found in _PARAMETER.findall(question.parameters)]

Rows = list[dict[str, str]]
Ask = Callable[[str], QueryResult]
AskWith = Callable[[str, Mapping[str, str]], QueryResult]


class _Loaded(NamedTuple):
    """What the child process loads, here loaded once for all tests."""

    prefixes: Prefixes
    quads: ox.Store

    def dataset(self) -> ox.Store:
        return self.quads


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Answers of the named questions without parameters, each from a process of its own, several at a time.

    By worker processes, because the parser of rdflib, which looks for SERVICE, bears no second thread.
    """
    with ProcessPoolExecutor(cpu_count(), mp_context=get_context("spawn")) as pool:
        waiting = {each.name: pool.submit(run_query, PACKS, each.text) for each in QUESTIONS}
        yield lambda name: waiting[name].result()
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="module")
def store() -> Store:
    return load(PACKS)


@pytest.fixture(scope="module")
def ask_here(store: Store) -> Iterator[AskWith]:
    """Answers with parameters by the code of the child process, run in this one, which loads the packs once."""
    loaded = _Loaded(store.prefixes, store.dataset())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(query_child, "load", lambda _: loaded)

        def answer(name: str, values: Mapping[str, str]) -> QueryResult:
            return QueryResult(**query_child.answer({"packs": [], "query": BY_NAME[name].text, "values": values}))

        yield answer


@pytest.fixture(scope="module")
def second_engine(store: Store) -> Dataset:
    """The same dataset in rdflib, whose engine shares no code with the one that the program uses."""
    dataset = Dataset(default_union=True)
    dataset.addN(_rdflib_quads(dataset, store))
    return dataset


def _rdflib_quads(dataset: Dataset, store: Store) -> Iterator[tuple[Any, URIRef, Any, Graph]]:
    graphs: list[tuple[str, Iterator[Triple]]] = [(f"file:{file.path}", iter(file.triples)) for file in store.files]
    for _, mappings in store.mapping_sets:
        name = Prefixes(mappings.prefixes).expand(mappings.id)
        graphs.append((name, statement_triples(mappings, store.prefixes)))
    for name, triples in graphs:
        graph = dataset.graph(URIRef(name))
        for subject, predicate, value in triples:
            start = BNode(subject[2:]) if subject.startswith("_:") else URIRef(subject)
            yield start, URIRef(predicate), _rdflib_term(value), graph


def _rdflib_term(value: Value) -> URIRef | BNode | Literal:
    if value.sort == IRI:
        return URIRef(value.text)
    if value.text.startswith("_:"):
        return BNode(value.text[2:])
    if value.language:
        return Literal(value.text, lang=value.language)
    # rdflib holds a literal without a datatype and one of type xsd:string for two
    return Literal(value.text, datatype=None if value.datatype == STRING else URIRef(value.datatype))


def _shown(term: Any, prefixes: Prefixes) -> str:
    if term is None:
        return ""
    return prefixes.contract(str(term)) if isinstance(term, URIRef) else str(term)


def _plain(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows in which 1 and 1.0, which are one decimal, read the same."""
    return [[re.sub(r"^(\d+)\.0$", r"\1", cell) for cell in row] for row in rows]


def _records(result: QueryResult) -> Rows:
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def _having(result: QueryResult, **cells: str) -> Rows:
    return [row for row in _records(result) if cells.items() <= row.items()]


def _one(rows: Rows, **cells: str) -> dict[str, str]:
    found = [row for row in rows if cells.items() <= row.items()]
    assert len(found) == 1, f"{len(found)} rows have {cells}"
    return found[0]


# Headers


def test_numbers_are_consecutive_and_names_are_unique() -> None:
    assert [question.number for question in QUESTIONS] == list(range(1, len(QUESTIONS) + 1))
    assert len(BY_NAME) == len(QUESTIONS) >= 20
    for question in QUESTIONS:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", question.name), question.name
    assert [path.name for path in PACKS[0].queries()] == [f"{each.number:02}-{each.name}.rq" for each in QUESTIONS]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.name)
def test_header(question: NamedQuestion) -> None:
    first, second = question.text.splitlines()[:2]
    assert first == f"# title: {question.title}"
    assert second == f"# question: {question.question}"
    assert question.title
    assert question.question.endswith("?")
    assert len(_PARAMETER.findall(question.parameters)) == len([p for p in question.parameters.split(", ") if p])
    assert len({each.title for each in QUESTIONS}) == len(QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda each: each.name)
def test_text_runs_elsewhere(question: NamedQuestion) -> None:
    """An engine that knows none of our prefixes takes it, and it says in which order the rows come."""
    found = ox.Store().query(question.text)
    assert isinstance(found, ox.QuerySolutions)
    assert "\nORDER BY " in question.text
    used = set(re.findall(r"(?<![\w:<\"])([a-z]+):[A-Za-z]", re.sub(r'"[^"]*"|#.*|<[^>]*>', "", question.text)))
    assert set(re.findall(r"^PREFIX (\w+):", question.text, re.MULTILINE)) == used


def test_words_that_name_a_question() -> None:
    caps = BY_NAME["caps"]
    for words in ("caps", str(caps.number), f"{caps.number:02}", f"{caps.number:02}-caps"):
        assert query_text(PACKS, words) == caps.text
    with pytest.raises(UsageError, match="no question or file") as refused:
        query_text(PACKS, "no-such-question")
    assert "caps" in refused.value.hint


# Answers


@pytest.mark.parametrize("name", BY_NAME)
def test_answers_without_parameters(name: str, ask: Ask) -> None:
    result = ask(name)
    assert result.rows
    assert len({tuple(row) for row in result.rows}) == len(result.rows), "a row stands twice"
    assert "status" in result.columns
    for place, column in enumerate(result.columns):
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", column)
        assert any(row[place] for row in result.rows), f"nothing fills the column {column}"


@pytest.mark.parametrize("name", BY_NAME)
def test_two_runs_agree(name: str, ask: Ask, ask_here: AskWith) -> None:
    """A second run, in another process, gives the same rows in the same order."""
    assert ask_here(name, {}) == ask(name)


@pytest.mark.filterwarnings("ignore:Dataset.default_context is deprecated:DeprecationWarning")  # rdflib's own use
@pytest.mark.parametrize("name", BY_NAME)
def test_second_engine_agrees(name: str, ask: Ask, second_engine: Dataset, store: Store) -> None:
    """Another engine, which meets the triples in another order, gives the same rows in the same order.

    So ORDER BY leaves no two rows to chance, nor does what stands joined in one cell.
    """
    found = second_engine.query(BY_NAME[name].text)
    rows = [[_shown(term, store.prefixes) for term in row] for row in found if isinstance(row, ResultRow)]
    result = ask(name)
    assert len(rows) == len(result.rows)
    assert _plain(rows) == _plain(result.rows)


@pytest.mark.parametrize(("name", "variable", "value"), SAMPLES)
def test_parameter(name: str, variable: str, value: str, ask: Ask, ask_here: AskWith) -> None:
    """A parameter keeps the rows that have its value, all of them and in their order, and no other."""
    every, some = ask(name), ask_here(name, {variable: value})
    assert some.columns == every.columns
    place = every.columns.index(variable)
    assert 0 < len(some.rows) <= len(every.rows)
    assert some.rows == [row for row in every.rows if row[place] == value]


def test_parameter_of_a_run(ask: Ask) -> None:
    found = run_query(PACKS, BY_NAME["caps"].text, values={"bearer": "recipient:lea"})
    assert _records(found) == [row for row in _records(ask("caps")) if row["bearer"] == "recipient:lea"] != []


def test_value_that_stands_nowhere(ask_here: AskWith) -> None:
    assert ask_here("items", {"area": "area:no-such-area"}).rows == []


def test_parameters_are_declared_for_most_questions() -> None:
    assert len({name for name, _, _ in SAMPLES}) >= 15


def test_json_is_sparql_1_1(ask: Ask) -> None:
    document = json.loads(ask("caps").document)
    assert document["head"]["vars"] == ask("caps").columns
    bindings = document["results"]["bindings"]
    cap = next(row for row in bindings if row["condition"]["value"].endswith("1003a-reserve-cap"))
    assert cap["condition"]["type"] == "uri"
    assert cap["value"] in [{"type": "literal", "value": "3", "datatype": XSD + t} for t in ("integer", "decimal")]
    assert cap["bearer_label"] == {"type": "literal", "value": "State educational agency", "xml:lang": "en"}
    assert "base_reading" not in cap


# Facts known by hand


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        (
            "caps",
            {
                "bearer": "recipient:sea",
                "sort": "cap",
                "comparator": "at most",
                "value": "3",
                "unit": "percent",
                "citation": "ESEA sec. 1003A(a)(1)(A); 20 U.S.C. 6303b(a)(1)(A)",
            },
        ),
        ("caps", {"bearer": "recipient:lea", "condition": "condition:4109-infrastructure-cap", "value": "15"}),
        ("caps", {"bearer": "recipient:state", "condition": "condition:4104-local-share-minimum", "sort": "floor"}),
        ("conditions", {"provision": "provision:esea-1003a-c-3-D", "condition": "condition:1003a-reserve-cap"}),
        ("caveats", {"finding_number": "NUM-28", "caveat_number": "CAV-10", "by_way_of": "National teacher sample"}),
        ("denials", {"subject": "provision:esea-4106-d-1-C", "object": "term:personalized-learning-experiences-esea"}),
        ("duties", {"law": "requirement:ri-common-planning-time", "relation": "requires", "body_named": "School"}),
        ("findings", {"number": "NUM-34", "comparator": "between", "value": "", "low": "36", "high": "42"}),
        ("glossary", {"number": "GLO-16", "endnote": "END-30", "work": "work:what-is-sel"}),
        ("inventory", {"number": "NUM-28", "kind": "finding", "record": "finding:num-28"}),
        ("no-counterpart", {"record": "area:access-to-technology", "scheme": "framework:leap-2017"}),
        ("pilots", {"state_label": "Idaho", "citation": "Idaho Code 33-1632"}),
        ("pilots", {"state_label": "Utah", "citation": "Utah Code 53F-5-501 to 53F-5-507"}),
        ("practices", {"practice": "practice:blended-learning", "area": "area:flexible-pacing"}),
        ("recipients", {"program": "program:direct-student-services", "recipient": "recipient:sea"}),
        ("significance", {"significance": "not significant", "contrast": "students by education of their parents"}),
        ("without-evidence", {"kind": "org", "record": "org:xwalk-maintainers"}),
    ],
)
def test_known_row(name: str, cells: dict[str, str], ask: Ask) -> None:
    _one(_records(ask(name)), **cells)


def test_flexible_pacing_has_six_items(ask: Ask) -> None:
    items = _having(ask("items"), area="area:flexible-pacing")
    assert len(items) == 6
    assert {row["component_label"] for row in items} == {"Learner Demonstrated"}
    assert sorted(row["number"] for row in items) == [f"ITM-{n}" for n in (16, 17, 18, 20, 21, 23)]
    assert len(ask("items").rows) == 35


def test_base_of_the_three_percent(ask: Ask) -> None:
    cap = _one(_records(ask("caps")), condition="condition:1003a-reserve-cap")
    assert "subpart 2" in cap["base"]
    assert cap["bearer_label"] == "State educational agency"


def test_infrastructure_limit_reaches_what_it_names(ask: Ask) -> None:
    """ESEA 4109(b) limits the infrastructure of 4109(a)(2)(B); the answer there holds it."""
    found = _having(ask("conditions"), provision="provision:esea-4109-a-2-B")
    assert {row["value"] for row in found if row["condition"] == "condition:4109-infrastructure-cap"} == {"15"}


#: Every share and sum of money that the sections read cap or guarantee, written from the text of the Code.
MONEY = {
    "ESEA sec. 1003A(a)(1)(A)": "at most 3 percent",
    "ESEA sec. 1003A(a)(2)": "at most 1 percent",
    "ESEA sec. 1003A(c)(1)": "at most 1 percent",
    "ESEA sec. 1003A(c)(2)": "at most 2 percent",
    "ESEA sec. 1111(d)(1)(D)(v)": "at most 5 percent",
    "ESEA sec. 1203(a)(3)": "at most 20 percent",
    "ESEA sec. 2101(b)(2)(B)": "at least 0.5 percent",
    "ESEA sec. 2101(c)(1)": "at least 95 percent",
    "ESEA sec. 2101(c)(2)": "at most 1 percent",
    "ESEA sec. 2101(c)(3)": "at most 3 percent",
    "ESEA sec. 2101(c)(4)(B)(xii)": "at most 2 percent",
    "ESEA sec. 4103(b)(1)(B)": "at least 0.5 percent",
    "ESEA sec. 4103(b)(1)(C)": "at most 0.5 percent",
    "ESEA sec. 4104(a)(1)": "at least 95 percent",
    "ESEA sec. 4104(a)(2)": "at most 1 percent",
    "ESEA sec. 4105(a)(2), (b)": "at least 10000 USD",
    "ESEA sec. 4105(c)": "at most 2 percent",
    "ESEA sec. 4106(e)(2)(C)": "at least 20 percent",
    "ESEA sec. 4106(e)(2)(D)": "at least 20 percent",
    "ESEA sec. 4106(e)(2)(E), 4109(a)": "a portion",
    "ESEA sec. 4109(b)": "at most 15 percent",
}


def test_caps_and_floors_of_money_are_those_of_the_law(ask: Ask) -> None:
    rows = [
        row for row in _records(ask("caps")) if not row["citation"].startswith(("ESEA sec. 1111(b", "ESEA sec. 12"))
    ]
    rows = [row for row in rows if "1111(c)" not in row["citation"]]
    rows += _having(ask("caps"), condition="condition:1203-section-1202-reserve")
    found = {
        row["citation"].partition(";")[0]: " ".join(filter(None, (row["comparator"], row["value"], row["unit"])))
        for row in rows
    }
    assert found == MONEY


def test_what_is_authorized_is_no_cap(ask: Ask) -> None:
    rows = _records(ask("caps"))
    assert {row["comparator"] for row in rows} == {"at most", "at least", "a portion"}
    assert "condition:4112-authorization-2017" not in {row["condition"] for row in rows}
    bound = _having(ask("conditions"), condition="condition:4112-authorization-2017")
    assert {row["type"] for row in bound} == {"authorization"}


def test_eligible_use_shows_its_words(ask: Ask) -> None:
    rows = _having(ask("eligible-uses"), provision="provision:esea-1003a-c-3-D")
    use = _one(rows, use="term:personalized-learning-approach-esea", locator="(c)(3)(D)")
    assert use["relation"] == "could pay for components of"
    assert use["anchor"] == "components of a personalized learning approach"
    assert use["status"] == "stated"
    assert not any("toward" in row["relation"] for row in _records(ask("eligible-uses")))


def test_states_say_what_they_require_and_what_is_not_known(ask: Ask) -> None:
    rows = _records(ask("states"))
    assert {row["state_label"] for row in rows} == {"New Hampshire", "Rhode Island", "Vermont"}
    hours = _one(rows, requirement="requirement:ri-professional-development-hours")
    assert "15 hours" in hours["requirement_label"]
    assert (hours["duty"], hours["citation"]) == ("shall", "200-RICR-20-10-2")
    assert "204-RICR-20-00-06" in hours["former_citation"]
    assert hours["not_known"]


def test_six_pilots(ask: Ask) -> None:
    rows = _records(ask("pilots"))
    assert {row["state_label"] for row in rows} == {"Florida", "Idaho", "Illinois", "Nevada", "Ohio", "Utah"}
    assert all(row["citation"] for row in rows)


def test_only_two_differences_by_race_are_significant(ask: Ask) -> None:
    found = [row["contrast"] for row in _having(ask("significance"), significance="significant")]
    assert [contrast for contrast in found if "Black" in contrast] == [
        "White students with Black or Hispanic students",
        "Black students with a group that the report does not name",
    ]


def test_learner_led_has_five_elements(ask: Ask) -> None:
    rows = _having(ask("elements"), component="component:leap-learner-led")
    assert [row["place"] for row in rows] == ["1", "2", "3", "4", "5"]


def test_twenty_imprecisions(ask: Ask) -> None:
    rows = _records(ask("imprecisions"))
    assert {row["number"] for row in rows} == {f"IMP-{n:02}" for n in range(1, 21)}
    assert all(row["report_says"] and row["law_says"] for row in rows)


def test_each_number_of_the_inventory_stands_on_one_record(ask: Ask) -> None:
    numbers = [row["number"] for row in _records(ask("inventory"))]
    assert len(set(numbers)) == len(numbers)
    assert sum(not number.startswith(("AMT-", "IMP-")) for number in numbers) == 441


def test_glossary_leads_to_its_endnotes(ask: Ask) -> None:
    rows = _records(ask("glossary"))
    assert sorted({row["endnote"] for row in rows if row["endnote"]}) == [f"END-{n}" for n in range(18, 31)]
    mine = [row["endnote"] for row in rows if row["term"] == "term:personalized-learning"]
    assert mine == ["END-28", "END-29"]
    assert len({row["number"] for row in rows}) == 17 + 27


def test_bibliography_lists_the_categories_of_the_report(ask: Ask) -> None:
    rows = _records(ask("bibliography"))
    listed = [row for row in rows if "RES-" in row["number"]]
    assert len(listed) == 35
    assert {row["category"] for row in listed} == {
        "Competency-Based Education",
        "Equity",
        "Personalized Learning",
        "State Policy",
    }
    assert len({row["work"] for row in rows}) == len(rows)


def test_later_name_comes_first(ask: Ask) -> None:
    rows = _records(ask("organizations"))
    assert "Aurora Institute" in _one(rows, organization="org:inacol")["later_change"]
    known = [bool(row["later_change"]) for row in rows]
    assert known == sorted(known, reverse=True)


def test_review_list_holds_what_is_asserted_below_nine_tenths(ask: Ask) -> None:
    rows = _records(ask("review-list"))
    assert {row["confidence"] for row in rows} == {"0.5", "0.7"}
    assert {row["status"] for row in rows} == {"asserted"}
    assert all(row["reason"] for row in rows)


def test_review_list_is_complete(ask: Ask, store: Store) -> None:
    wanted = sum(
        row.get("status") == "asserted" and float(row.get("confidence")) < 0.9
        for _, mappings in store.mapping_sets
        for row in mappings.rows
    )
    assert len(ask("review-list").rows) == wanted


def test_denials_and_no_counterparts_are_complete(ask: Ask, store: Store) -> None:
    rows = [row for _, mappings in store.mapping_sets for row in mappings.rows]
    denied = {row["statement"] for row in _records(ask("denials"))}
    assert len(denied) == sum(row.get("predicate_modifier") == "Not" for row in rows) > 0
    nothing = [row for row in rows if row.get("object_id") == "sssom:NoTermFound"]
    assert len(ask("no-counterpart").rows) == len(nothing) > 0


def test_unverified_passages_are_all_there(ask: Ask, store: Store) -> None:
    unverified = {
        store.prefixes.contract(triple.subject) for triple in store.triples() if triple.object.text == "unverified"
    }
    assert {row["passage"] for row in _records(ask("unverified"))} == unverified


def test_what_is_not_known_of_the_reserve(ask: Ask) -> None:
    rows = _having(ask("not-known"), record="provision:esea-1003a")
    assert any("Which States took the optional reservation" in row["not_known"] for row in rows)


# What a query may not do


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * WHERE { ?s ?p ?o OPTIONAL { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?q ?r } } }",
        "SELECT * WHERE { { SELECT ?s WHERE { { ?s ?p ?o } UNION { SERVICE ?s { ?s ?p ?o } } } } }",
        "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { sErViCe <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ],
)
def test_service_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="SERVICE is refused"):
        run_query(PACKS, text)


def test_the_word_service_is_no_service() -> None:
    refuse_reach('SELECT ?s WHERE { ?s ?p "SERVICE <http://127.0.0.1:9/> { }" } # SERVICE')


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "LOAD <http://127.0.0.1:9/>",
        "CLEAR ALL",
        "DROP SILENT ALL",
        "SELECT * WHERE { ?s ?p ?o } ; INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    ],
)
def test_update_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a SPARQL query"):
        run_query(PACKS, text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s WHERE { ?s ?p }",
        "SELEKT * WHERE { ?s ?p ?o }",
        "",
        "SELECT ?s WHERE { ?s nowhere:known ?o }",
        "SELECT ?s ?o (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?s",
    ],
)
def test_broken_query_on_the_command_line(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "broken.rq"
    file.write_text(text, encoding="utf-8")
    assert main(["query", str(file)]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert said.err.startswith("error: not a SPARQL query")
    assert "\nhint: " in said.err
    assert "Traceback" not in said.err


def test_unknown_name_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", "no-such-question"]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert re.fullmatch(r"error: .+\nhint: .+caps.+\n", said.err)


def test_setting_without_value_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", "caps", "--set", "bearer"]) == 2
    assert re.fullmatch(r"error: .+\nhint: .+\n", capsys.readouterr().err)


def test_unknown_variable_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", "items", "--set", "topic=area:flexible-pacing"]) == 2
    said = capsys.readouterr()
    assert not said.out
    assert re.fullmatch(r"error: .*topic.*\nhint: .*--set.*\n", said.err)


def test_list_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", "--format", "json"]) == 0
    said = capsys.readouterr()
    listed = json.loads(said.out)
    assert [(each["number"], each["name"]) for each in listed] == [(each.number, each.name) for each in QUESTIONS]
    assert not said.err


def test_answer_on_the_command_line(ask: Ask, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", "caps", "--set", "bearer=recipient:lea", "--format", "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == ",".join(ask("caps").columns)
    assert len(lines) == 1 + len(_having(ask("caps"), bearer="recipient:lea"))


def test_long_query_is_ended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "long.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", encoding="utf-8")
    start = time.monotonic()
    assert main(["query", str(file), "--timeout", "1"]) == 1
    assert time.monotonic() - start < 5
    said = capsys.readouterr()
    assert not said.out
    assert re.fullmatch(r"error: the query was ended after 1 seconds\nhint: .*LIMIT.*\n", said.err)


def test_time_limit_is_no_usage_error() -> None:
    with pytest.raises(XwalkError) as ended:
        run_query(PACKS, "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }", seconds=0.1)
    assert not isinstance(ended.value, UsageError)
