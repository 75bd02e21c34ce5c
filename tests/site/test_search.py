"""The search: what it finds first, how it is narrowed, and the way of the keyboard through it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xwalk.knowledge import Knowledge
from xwalk.site.atlas import Atlas
from xwalk.site.page import Page as SitePage
from xwalk.site.search import Findable

if TYPE_CHECKING:
    from playwright.sync_api import Page


def found(page: Page) -> list[str]:
    """The addresses of what is found, once the page says how much that is."""
    page.wait_for_function("() => document.getElementById('xw-search-said').textContent.includes('found')")
    page.wait_for_function(
        "() => document.querySelector('.xw-found li') || document.body.textContent.includes('Nothing is found')"
    )
    links = page.locator("#xw-search-found > li > a")
    return [str(link.get_attribute("href")) for link in links.all()]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("pacing", "area/flexible-pacing"),
        ("self-paced learning", "area/flexible-pacing"),
        ("student choice", "area/student-choice"),
        ("learner led", "component/leap-learner-led"),
        ("Title IV", "program/title-iv-a"),
        ("Title II-A", "program/title-ii-a"),
        ("SSAE", "program/title-iv-a"),
        ("ESEA 4109(b)", "provision/esea-4109-b"),
        ("20 USC 6303b", "provision/esea-1003a"),
        ("PLC", "term/professional-learning-community"),
        ("blended learning", "practice/blended-learning"),
        ("Rhode Island", "states/ri"),
        ("NUM-28", "finding/num-28"),
    ],
)
def test_what_is_called_so_is_found_first(words: str, first: str, browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}search/?q={words.replace(' ', '+')}")
    assert found(browser_page)[0] == f"{site_url}{first}/"


def test_facets_narrow_and_stand_in_the_address(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}search/?q=vermont")
    every = found(browser_page)
    browser_page.locator("summary", has_text="Kind").click()
    browser_page.get_by_label("State requirement").check()
    browser_page.wait_for_function("() => document.getElementById('xw-search-said').textContent.startsWith('9 ')")
    assert browser_page.url.endswith("search/?q=vermont&kind=State+requirement")
    some = found(browser_page)
    assert len(some) == 9 < len(every)
    assert all("/requirement/" in link for link in some)
    assert browser_page.evaluate("document.activeElement.value") == "State requirement"
    browser_page.reload()
    assert found(browser_page) == some
    assert browser_page.get_by_label("State requirement").is_checked()


def test_a_facet_alone_lists_its_pages(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}search/?kind=Item+area")
    assert len(found(browser_page)) == 12
    assert browser_page.get_by_role("status").inner_text() == "12 pages found."


def test_the_keyboard_leads_from_any_page_to_what_is_found(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}how-to/")
    browser_page.keyboard.press("/")
    browser_page.keyboard.type("pacing")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/search/?q=pacing")
    links = found(browser_page)
    browser_page.locator("h1").click()
    browser_page.keyboard.press("/")
    assert browser_page.evaluate("document.activeElement.id") == "xw-search-words"
    browser_page.keyboard.press("ArrowDown")
    browser_page.keyboard.press("ArrowDown")
    assert browser_page.evaluate("document.activeElement.href") == links[1]
    browser_page.keyboard.press("ArrowUp")
    browser_page.keyboard.press("ArrowUp")
    assert browser_page.evaluate("document.activeElement.id") == "xw-search-words"
    browser_page.keyboard.press("ArrowDown")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url("**/area/flexible-pacing/")


def test_escape_starts_again(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}search/?q=pacing")
    found(browser_page)
    browser_page.locator("#xw-search-words").press("Escape")
    browser_page.wait_for_function("() => document.querySelectorAll('#xw-search-found li').length === 0")
    assert browser_page.url == f"{site_url}search/"
    assert browser_page.evaluate("document.activeElement.id") == "xw-search-words"


def test_more_is_shown_on_demand(browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}search/?q=learning")
    first = found(browser_page)
    browser_page.get_by_role("button", name="Show more").click()
    browser_page.wait_for_function(f"() => document.querySelectorAll('#xw-search-found > li').length > {len(first)}")
    more = found(browser_page)
    assert more[: len(first)] == first
    assert len(more) == len(set(more)) == 2 * len(first)


@pytest.mark.parametrize("words", ["<img src=x onerror=alert(1)>", "xyzzyq", '"', "%"])
def test_strange_words_are_text(words: str, browser_page: Page, site_url: str) -> None:
    browser_page.goto(f"{site_url}search/")
    browser_page.locator("#xw-search-words").fill(words)
    found(browser_page)
    assert f"“{words}”" in browser_page.get_by_role("status").inner_text()
    assert browser_page.locator("main img").count() == 0


@pytest.mark.parametrize(
    ("words", "about"),
    [
        ("ZPD", "The range of tasks that a learner cannot yet do alone but can do with help. (ZPD)"),
        ("20 USC 6303b", "five kinds of service for students. (20 USC 6303b)"),
    ],
)
def test_what_is_found_is_told_by_what_it_says_and_not_by_its_page(
    words: str, about: str, browser_page: Page, site_url: str
) -> None:
    browser_page.goto(f"{site_url}search/?q={words.replace(' ', '+')}")
    found(browser_page)
    assert about in browser_page.locator("#xw-search-found li p").first.inner_text()
    told = " ".join(browser_page.locator("#xw-search-found li p").all_inner_texts())
    assert "in a terminal" not in told
    assert "Permanent address" not in told


def test_a_first_search_is_light(browser_page: Page, site_url: str) -> None:
    weights: dict[str, int] = {}
    browser_page.on("response", lambda answer: weights.update({answer.url: len(answer.body())}))
    browser_page.goto(f"{site_url}search/")
    assert not any("/pagefind/" in url for url in weights)
    browser_page.locator("#xw-search-words").fill("pacing")
    found(browser_page)
    browser_page.wait_for_load_state("networkidle")
    assert sum(size for url, size in weights.items() if "/pagefind/" in url) < 300_000


def test_a_page_from_a_folder_says_what_to_do(browser_page: Page, built_site: Path) -> None:
    browser_page.goto(f"file://{built_site}/search/index.html?q=pacing")
    assert "xwalk site serve" in browser_page.get_by_role("status").inner_text()


def test_names_that_a_page_does_not_show_are_found(knowledge: Knowledge) -> None:
    atlas = Atlas(knowledge)
    findable = Findable(atlas)
    area = knowledge.by_name("area:flexible-pacing")
    assert area is not None
    named = findable.head(SitePage(atlas.place(area), area.label, ""))["found"]
    assert {"self-paced learning", "area:flexible-pacing"} <= set(named["names"].split(" · "))
    passage = knowledge.of_kind("passage")[0]
    evidence = findable.head(SitePage(atlas.place(passage), passage.label, ""))["found"]
    assert evidence["text"] < named["text"]
    assert evidence["named"] < named["named"]
    assert findable.head(SitePage("answer/area/flexible-pacing", "", "")) == {"found": False}
    assert findable.head(SitePage("method", "", "")) == {}
