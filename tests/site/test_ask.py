"""The Ask page: it shows what the command line answers, from the address, without a server, and by the keyboard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from xwalk.cli import main
from xwalk.knowledge import Knowledge, Record
from xwalk.questions.cross import cross
from xwalk.questions.funding import funding
from xwalk.render import as_json
from xwalk.site.answer_data import CROSSED, KEPT, Pool, answer_data, joined_kinds, states, topics, unfold
from xwalk.site.answer_pages import answer_pages
from xwalk.site.atlas import Atlas

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

Json = dict[str, Any]

#: What the page shows, read from what a reader sees: the answers with their routes and conditions, and the rest.
_SHOWN = """
() => {
  const ids = (root, name) => [...root.querySelectorAll(`[data-${name}]`)].map((each) => each.dataset[name]);
  const shown = document.getElementById("xw-ask-answer");
  return {
    answers: [...shown.querySelectorAll(".xw-answer")].map((each) => ({
      ...each.dataset, statements: ids(each, "statement"), conditions: ids(each, "condition"),
    })),
    unknown: [...shown.querySelectorAll(".xw-unknown li")].map((each) => each.textContent),
    blocked: ids(shown.querySelector(".xw-blocked") ?? document.createElement("p"), "statement"),
    held: window.xwalk.answer,
  };
}
"""


def ask(page: Page, command: str, **question: object) -> Json:
    """Ask a question by the address of the page that is open; what the page then shows."""
    parts = "&".join(f"{name}={value}" for name, value in question.items())
    page.evaluate("parts => { location.hash = parts }", parts)
    page.wait_for_function("said => document.querySelector('.xw-links code')?.textContent === said", arg=command)
    found: Json = page.evaluate(_SHOWN)
    return found


def expected(document: Json) -> Json:
    """What a page must show of the JSON of the command line."""
    return {
        "answers": [
            {
                "record": each["record"]["id"],
                "relation": each["relation"],
                "status": each["status"],
                "confidence": f"{each['confidence']:g}",
                "routes": str(each["routes"]),
                "statements": [step["id"] for step in each["route"]],
                "conditions": [condition["id"] for condition in each["conditions"]],
            }
            for each in document["answers"]
        ],
        "unknown": document["unknown"],
        "blocked": list(dict.fromkeys(each["denied_by"]["id"] for each in document["blocked"])),
    }


def check(found: Json, document: Json) -> None:
    """The page holds the JSON of the command line, and shows it."""
    held = found.pop("held")
    assert {name: held[name] for name in KEPT} == {name: document[name] for name in KEPT}
    assert found == expected(document)


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> Json:
    assert main([*arguments, "--format", "json"]) == 0
    answer: Json = json.loads(capsys.readouterr().out)
    return answer


def _areas(knowledge: Knowledge) -> list[Record]:
    return [topic for topic in topics(knowledge) if topic.kind in CROSSED]


def test_every_area_shows_what_the_command_answers_in_every_state(
    browser_page: Page, site_url: str, knowledge: Knowledge
) -> None:
    browser_page.goto(f"{site_url}ask/")
    places = {"": None} | {code: place.name for code, place in states(knowledge).items()}
    for topic in _areas(knowledge):
        for code, place in places.items():
            command = f"xwalk funding {topic.name}{code and f' --state {code}'} --all"
            found = ask(browser_page, command, topic=topic.name.removeprefix("area:"), state=code)
            check(found, as_json.funding(funding(knowledge, topic.name, state=place)))
    assert len(places) == 10


def test_every_other_topic_shows_what_the_command_answers(
    browser_page: Page, site_url: str, knowledge: Knowledge
) -> None:
    browser_page.goto(f"{site_url}ask/")
    others = [topic for topic in topics(knowledge) if topic.kind not in CROSSED]
    for topic in others:
        found = ask(browser_page, f"xwalk funding {topic.name} --all", topic=topic.name)
        check(found, as_json.funding(funding(knowledge, topic.name)))
    assert len(others) > 100


def test_every_kind_shows_what_the_command_answers(browser_page: Page, site_url: str, knowledge: Knowledge) -> None:
    browser_page.goto(f"{site_url}ask/")
    answered = set()
    for topic in _areas(knowledge):
        for kind in joined_kinds(knowledge):
            document = as_json.cross(cross(knowledge, topic.name, kind))
            check(ask(browser_page, f"xwalk cross {topic.name} --to {kind}", topic=topic.name, to=kind), document)
            answered |= {kind for _ in document["answers"]}
    assert {"provision", "practice", "item", "component"} <= answered


def test_the_commands_themselves_say_the_same(
    browser_page: Page, site_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    browser_page.goto(f"{site_url}ask/")
    found = ask(
        browser_page, "xwalk funding area:flexible-pacing --state VT --all", topic="flexible-pacing", state="vt"
    )
    check(found, printed(capsys, "funding", "flexible pacing", "--state", "VT"))
    found = ask(
        browser_page, "xwalk cross area:student-choice --to provision", topic="area:student-choice", to="provision"
    )
    check(found, printed(capsys, "cross", "area:student-choice", "--to", "provision"))


@pytest.mark.parametrize("least", [0.3, 0.35, 0.5, 0.9])
def test_a_least_confidence_leaves_out_what_the_command_leaves_out(
    least: float, browser_page: Page, site_url: str, knowledge: Knowledge
) -> None:
    browser_page.goto(f"{site_url}ask/")
    for topic in ("area:flexible-pacing", "area:individualized-work"):
        command = f"xwalk cross {topic} --to provision --min-confidence {least}"
        found = ask(browser_page, command, topic=topic, to="provision", min=least)
        document = as_json.cross(cross(knowledge, topic, "provision", min_confidence=least))
        held = found["held"]
        assert held["answers"] == document["answers"]
        assert set(held["unknown"]) <= set(document["unknown"])
        whole = as_json.cross(cross(knowledge, topic, "provision"))
        assert held["hidden"] == len(whole["answers"]) - len(held["answers"]) > 0
        assert [each["record"] for each in found["answers"]] == [e["record"]["id"] for e in document["answers"]]


def test_what_is_folded_is_whole_again(knowledge: Knowledge) -> None:
    pool = Pool()
    documents = [as_json.funding(funding(knowledge, topic.name)) for topic in topics(knowledge)]
    folded = [
        pool.fold({"blocked": document["blocked"], "unknown": document["unknown"]})
        | {"answers": [pool.answer(each) for each in document["answers"]]}
        for document in documents
    ]
    tables = {**pool.tables, "texts": list(pool.tables["texts"])}
    for document, each in zip(documents, folded, strict=True):
        assert unfold(tables, each) == {name: document[name] for name in ("blocked", "unknown", "answers")}


def test_what_is_said_in_two_ways_is_not_folded() -> None:
    pool = Pool()
    pool.fold({"notes": [{"id": "remark:a", "text": "one"}]})
    with pytest.raises(ValueError, match="remark:a is said in two ways"):
        pool.fold({"notes": [{"id": "remark:a", "text": "two"}]})


def test_the_data_is_small_and_the_same_each_time(knowledge: Knowledge) -> None:
    files = dict(answer_data(knowledge))
    assert sum(map(len, files.values())) < 1_500_000
    assert max(len(data) for path, data in files.items() if not path.endswith("/shared.js")) < 60_000
    assert files == dict(answer_data(knowledge))


# ------------------------------------------------------------------------------------------------------- for a reader


def test_the_form_asks_and_its_address_asks_again(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}ask/")
    browser_page.get_by_label("Topic", exact=True).select_option("Flexible pacing")
    browser_page.get_by_label("Law of").select_option("VT")
    browser_page.get_by_label("Score of at least").select_option("0.5")
    browser_page.wait_for_function("() => document.querySelectorAll('.xw-answer').length === 2")
    assert browser_page.url.endswith("ask/#topic=flexible-pacing&state=VT&min=0.5")
    said = browser_page.get_by_role("status").inner_text()
    assert "2 answers: 1 could pay for it · 1 could pay for work toward it." in said
    assert "14 answers with a lower score are left out." in said
    shown = browser_page.locator("#xw-ask-answer").inner_text()
    browser_page.reload()
    browser_page.wait_for_selector(".xw-answer")
    assert browser_page.locator("#xw-ask-answer").inner_text() == shown
    assert browser_page.get_by_label("Law of").input_value() == "VT"


def test_the_form_works_by_the_keyboard_and_leads_to_the_answer(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}ask/")
    browser_page.get_by_label("Topic", exact=True).focus()
    browser_page.keyboard.type("Flex")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Tab")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_function("() => document.activeElement.id === 'xw-ask-head'")
    assert browser_page.evaluate("document.activeElement.textContent") == "Flexible pacing"
    browser_page.keyboard.press("Tab")
    assert browser_page.evaluate("document.activeElement.textContent") == "About this topic"


def test_it_works_from_a_folder(browser_page: Page, built_site: Path) -> None:
    browser_page.goto(f"file://{built_site}/ask/index.html#topic=flexible-pacing")
    browser_page.wait_for_selector(".xw-answer")
    browser_page.locator(".xw-answer h4 a").first.click()
    assert "Direct student services" in browser_page.title()
    browser_page.go_back()
    browser_page.locator(".md-tabs").get_by_role("link", name="Home").click()
    assert browser_page.url.endswith("/index.html")


@pytest.mark.parametrize(
    "address", ["topic=no-such-topic", "topic=flexible-pacing&state=ZZ", "topic=flexible-pacing&min=2", "topic=%3Cb%3E"]
)
def test_an_address_that_asks_nothing_says_so(address: str, browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}ask/#{address}")
    assert browser_page.get_by_role("status").inner_text().startswith("There is no ")
    assert browser_page.locator(".xw-answer").count() == 0


def test_a_question_that_was_not_asked_names_the_command(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}ask/#topic=practice:blended-learning&to=item")
    browser_page.wait_for_function("() => document.querySelector('[role=status]').textContent")
    assert "xwalk cross practice:blended-learning --to item" in browser_page.get_by_role("status").inner_text()


def test_answers_are_open_on_paper(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}ask/#topic=flexible-pacing")
    step = browser_page.locator(".xw-answer .xw-route li p").first
    step.wait_for(state="attached")
    assert not step.is_visible()
    browser_page.emulate_media(media="print")
    assert step.is_visible()


def test_hostile_text_in_the_data_is_text(browser_page: Page, site_url: str) -> None:
    hostile = "<img src=x onerror='window.hit = 1'> **bold** \u202egnp"

    def spoil(route: Route) -> None:
        answer = route.fetch()
        text = answer.text().replace("Blended learning", hostile).replace("https://uscode.house.gov", "javascript:hit")
        route.fulfill(response=answer, body=text)

    browser_page.route("**/data/answers/**", spoil)
    browser_page.goto(f"{site_url}ask/#topic=flexible-pacing")
    browser_page.wait_for_selector(".xw-answer")
    assert hostile in browser_page.locator("#xw-ask-answer").evaluate("each => each.textContent")
    assert browser_page.locator("#xw-ask-answer img").count() == 0
    assert browser_page.locator("#xw-ask-answer a[href^='javascript']").count() == 0
    assert browser_page.evaluate("window.hit") is None


# ------------------------------------------------------------------------------------------------------- plain pages


def test_plain_pages_say_every_answer_and_every_condition(knowledge: Knowledge) -> None:
    atlas = Atlas(knowledge)
    found = {page.path: page.body for page in answer_pages(atlas)}
    for topic in _areas(knowledge):
        body = found[f"answer/{atlas.place(topic)}"]
        for answer in atlas.funding(topic).answers:
            assert f"{atlas.place(answer.record)}.md)" in body
            assert all(step.id and f"{atlas.place(step.object)}.md)" in body for step in answer.route)
            assert all(f"/{condition.id.replace(':', '/')}.md)" in body for condition in answer.conditions)
    for topic in _areas(knowledge):
        body = found[f"answer/{atlas.place(topic)}"] + found.get(f"answer/{atlas.place(topic)}/states", "")
        for place in states(knowledge).values():
            for answer in funding(knowledge, topic.name, state=place.name).answers:
                assert f"{atlas.place(answer.record)}.md)" in body, (topic.name, place.name)


def test_law_of_no_program_is_given_no_giver(knowledge: Knowledge) -> None:
    body = next(page.body for page in answer_pages(Atlas(knowledge)) if page.path == "answer/area/flexible-pacing")
    row = next(line for line in body.splitlines() if line.startswith("| ") and "ESEA sec. 1204" in line)
    assert "| none recorded |" in row


def test_plain_pages_are_linked_and_read_without_a_script(site_url: str, browser_page: Page) -> None:
    context = browser_page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(f"{site_url}ask/")
    assert "This form needs JavaScript" in page.locator("main").inner_text()
    page.get_by_role("link", name="Flexible pacing").click()
    assert "ESEA sec. 1003A(c)(3)(D)" in page.locator("main").inner_text()
    context.close()
