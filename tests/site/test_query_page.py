"""The query page: the browser's answers are those of the command, and what is vendored is what it says it is."""

from __future__ import annotations

import hashlib
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from conftest import ROOT

from xwalk.packs import loaded_packs
from xwalk.questions import query_child
from xwalk.questions.query import named_questions
from xwalk.store import Store, load

if TYPE_CHECKING:
    from playwright.sync_api import Page

PACKS = loaded_packs([])
QUESTIONS = named_questions(PACKS)
VENDORED = sorted((ROOT / "src" / "xwalk" / "site" / "theme" / "assets" / "vendor").iterdir())


@pytest.fixture(scope="module")
def store() -> Store:
    return load(PACKS)


def run(page: Page, query: str) -> None:
    """Ask a query on the page that is open, and wait for what the page says to it."""
    page.locator("#xw-query-text").fill(query)
    ask(page)


def ask(page: Page) -> None:
    """Ask the query that stands on the page, and wait for what the page says to it."""
    page.get_by_role("button", name="Run").click()
    page.wait_for_function(
        "() => { const said = document.getElementById('xw-query-said').textContent;"
        " return said && !said.endsWith('…') }",
        timeout=60_000,
    )


def said(page: Page) -> str:
    return page.locator("#xw-query-said").inner_text()


def bindings(document: str) -> tuple[list[str], list[dict[str, Any]]]:
    answer = json.loads(document)
    return answer["head"]["vars"], answer["results"]["bindings"]


def test_every_named_question_has_the_answer_of_the_command(
    browser_page: Page, site_url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terms, languages and datatypes included, row by row, in the same order."""
    monkeypatch.setattr(query_child, "load", lambda _: store)
    browser_page.goto(f"{site_url}query/")
    for question in QUESTIONS:
        run(browser_page, question.text)
        here = json.dumps(browser_page.evaluate("() => window.xwalk.answer"))
        there = query_child.answer({"packs": [], "query": question.text, "values": {}})["document"]
        assert bindings(here) == bindings(there), question.name
    assert len(QUESTIONS) > 20


def test_a_value_for_a_variable_answers_as_set_does(
    browser_page: Page, site_url: str, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each named question with each of its variables at the value of its example, row by row as the command answers."""
    monkeypatch.setattr(query_child, "load", lambda _: store)
    browser_page.goto(f"{site_url}query/")
    held = 0
    for question in QUESTIONS:
        browser_page.locator("#xw-query-named").select_option(question.name)
        fields = browser_page.locator("#xw-query-values input")
        assert [field.get_attribute("name") for field in fields.all()] == [name for name, _ in question.variables]
        for name, example in question.variables:
            browser_page.get_by_label(f"Only where “{name.replace('_', ' ')}” is").fill(example)
            ask(browser_page)
            here = json.dumps(browser_page.evaluate("() => window.xwalk.answer"))
            task = {"packs": [], "query": question.text, "values": {name: example}}
            assert bindings(here) == bindings(query_child.answer(task)["document"]), (question.name, name)
            held += len(bindings(here)[1])
            browser_page.locator(f"#xw-query-value-{name}").fill("")
    assert held > len(QUESTIONS)


def test_an_address_holds_the_values_too(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}query/#name=states&set=state%3Djurisdiction%3Aus-ri")
    field = browser_page.get_by_label("Only where “state” is")
    assert field.input_value() == "jurisdiction:us-ri"
    ask(browser_page)
    assert browser_page.url.endswith("#name=states&set=state%3Djurisdiction%3Aus-ri")
    shown = browser_page.locator("#xw-query-rows tbody").inner_text()
    assert "Rhode Island" in shown
    assert "Vermont" not in shown
    field.fill("Rhode Island")
    ask(browser_page)
    assert said(browser_page).startswith("0 rows. Name a record by its whole identifier")


@pytest.mark.parametrize("value", ["jurisdiction:us-ri> } #", "https://example.org/a b", 'area:"x"'])
def test_a_value_is_a_name_or_words_and_never_a_part_of_the_query(
    value: str, browser_page: Page, site_url: str
) -> None:
    browser_page.goto(f"{site_url}query/#name=states")
    browser_page.get_by_label("Only where “state” is").fill(value)
    ask(browser_page)
    assert said(browser_page).startswith("Not answered: ")
    browser_page.get_by_label("Only where “state” is").fill('x" } } SERVICE <urn:x> { # \\')
    ask(browser_page)
    assert said(browser_page).startswith("0 rows.")


def test_nothing_is_loaded_before_the_first_run(browser_page: Page, site_url: str) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(f"{site_url}query/")
    assert [url for url in asked if url.endswith((".wasm", ".trig"))] == []
    run(browser_page, "ASK { ?s ?p ?o }")
    assert said(browser_page) == "Yes."
    assert sorted(url.rpartition("/")[2] for url in asked if url.endswith((".wasm", ".trig"))) == [
        "web_bg.wasm",
        "xwalk.trig",
    ]
    assert [url for url in asked if not url.startswith((site_url, "blob:"))] == []


def test_a_permalink_opens_its_question_and_links_lead_to_pages(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}query/#name=caps")
    assert "# title:" in browser_page.locator("#xw-query-text").input_value()
    browser_page.get_by_role("button", name="Run").click()
    link = browser_page.locator("#xw-query-rows").get_by_role("link", name="recipient:lea", exact=True).first
    link.wait_for()
    assert link.get_attribute("href") == f"{site_url}recipient/lea/"
    assert browser_page.url.endswith("#name=caps")
    run(browser_page, "SELECT ?area { ?area a xwalk:Area } ORDER BY ?area")
    assert said(browser_page) == "12 rows."
    assert "#q=SELECT" in browser_page.url


def test_rows_are_saved_as_csv(browser_page: Page, site_url: str, tmp_path: Path) -> None:
    browser_page.goto(f"{site_url}query/")
    run(browser_page, 'SELECT ?x ?y { VALUES (?x ?y) { ("a\\"b" area:flexible-pacing) ("=1+1" 2) } }')
    with browser_page.expect_download() as saving:
        browser_page.get_by_role("button", name="Download").click()
    saving.value.save_as(tmp_path / "rows.csv")
    assert (tmp_path / "rows.csv").read_bytes().decode() == (
        '"x","y"\r\n"a""b","area:flexible-pacing"\r\n"\'=1+1","2"\r\n'
    )


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { ?s ?p ?o OPTIONAL { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?q ?r } } }",
        'SELECT * { ?s ?p "#" . sErViCe ?s { ?s ?p ?o } }',
        "SELECT * { ?s ?p '\"' . SERVICE ?s { ?s ?p ?o } # \"\n }",
    ],
)
def test_service_is_refused(query: str, browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}query/")
    run(browser_page, query)
    assert said(browser_page).startswith("SERVICE is refused")


def test_the_word_service_is_no_service(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}query/")
    run(browser_page, 'ASK { BIND("SERVICE <http://127.0.0.1:9/> { }" AS ?service) } # SERVICE')
    assert said(browser_page) == "Yes."


@pytest.mark.parametrize(
    "query", ["SELEKT *", "INSERT DATA { <urn:a> <urn:b> <urn:c> }", "SELECT * { ?s nowhere:x ?o }"]
)
def test_what_is_no_query_is_refused_in_words(query: str, browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}query/")
    run(browser_page, query)
    assert said(browser_page).startswith("Not answered: ")


def test_a_long_query_can_be_stopped_and_another_asked(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}query/")
    browser_page.locator("#xw-query-text").fill("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    browser_page.get_by_role("button", name="Run").click()
    browser_page.get_by_role("button", name="Stop").click()
    assert said(browser_page) == "Stopped."
    run(browser_page, "CONSTRUCT { ?a a xwalk:Area } { ?a a xwalk:Area }")
    assert said(browser_page) == "A graph, as Turtle."
    assert "area" in browser_page.locator("#xw-query-rows pre").inner_text()


def test_a_page_from_a_folder_says_what_to_do(browser_page: Page, built_site: Path) -> None:
    browser_page.goto(f"file://{built_site}/query/index.html")
    assert "xwalk site serve" in said(browser_page)
    assert browser_page.get_by_role("button", name="Run").is_disabled()


def test_the_data_is_the_same_each_time(store: Store) -> None:
    assert store.trig() == load(PACKS).trig()


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.name)
def test_what_is_vendored_is_what_it_says(folder: Path) -> None:
    about = tomllib.loads((folder / "VENDOR.toml").read_text(encoding="utf-8"))
    files = {path.name: path for path in folder.iterdir() if path.name != "VENDOR.toml"}
    assert about["sha256"] == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in files.items()}
    assert f"{about['name'].capitalize()} {about['version']}" in (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert about["licence"]
