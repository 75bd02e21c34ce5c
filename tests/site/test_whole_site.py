"""What holds for the whole built site: links, weight, accessibility, no other host, the same bytes, no half-built."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT

from xwalk.cli import command_app
from xwalk.cli.describe import describe
from xwalk.errors import UsageError, XwalkError
from xwalk.knowledge import Knowledge
from xwalk.packs import loaded_packs
from xwalk.site import build as building
from xwalk.site import rendering
from xwalk.site.search_index import settle

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

#: A page of every kind, by its path.
PAGES = (
    "",
    "ask/",
    "topics/",
    "matrix/",
    "money/",
    "states/",
    "framework/",
    "findings/",
    "search/",
    "query/",
    "quality/",
    "downloads/",
    "method/",
    "accessibility/",
    "a-to-z/",
    "bibliography/",
    "reference/ontology/",
    "reference/rules/",
    "reference/commands/",
    "brief/flexible-pacing/",
    "area/flexible-pacing/",
    "provision/esea-1003a-c-3-D/",
    "requirement/",
    "finding/",
    "how-to/",
    "404.html",
)
#: What is asked of a page; in the dark only the colours are others.
RULES = {
    "light": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "dark": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
}
MOST_BYTES = 120_000
FIRST_LOAD = 400_000


class _Links(HTMLParser):
    """The links, anchors, and addresses of what a page loads."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: set[str] = set()
        self.anchors: set[str] = set()
        self.loads: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = {name: value or "" for name, value in attrs}
        self.anchors |= {held[name] for name in ("id", "name") if name in held}
        if tag == "a" and "href" in held:
            self.links.add(held["href"])
        if tag == "link" and held.get("rel") != "canonical":
            self.loads.add(held["href"])
        if tag in {"script", "img", "iframe", "source", "video", "audio"} and "src" in held:
            self.loads.add(held["src"])


@pytest.fixture(scope="session")
def html(built_site: Path) -> dict[str, _Links]:
    """Every page of the site, by its path."""
    return {
        path.relative_to(built_site).as_posix(): _Links(path.read_text(encoding="utf-8"))
        for path in sorted(built_site.rglob("*.html"))
    }


def _target(page: str, link: str) -> tuple[str, str]:
    """The file and the anchor that a link of a page names, where the site stands in a folder of a server."""
    parts = urlsplit(urljoin(f"http://server/site/{page}", link))
    path = unquote(parts.path).removeprefix("/site/")
    return (f"{path}index.html" if not path or path.endswith("/") else path), parts.fragment


def test_every_internal_link_leads_to_a_page_and_every_anchor_to_a_place(
    built_site: Path, html: dict[str, _Links]
) -> None:
    broken = []
    for page, held in html.items():
        if page == "404.html":
            continue
        for link in held.links:
            if urlsplit(link).scheme or link.startswith("//"):
                continue
            file, anchor = _target(page, link)
            names_place = anchor and "=" not in anchor and file in html
            if not (built_site / file).is_file():
                broken.append(f"{page}: {link}")
            elif names_place and anchor not in html[file].anchors:
                broken.append(f"{page}: {link} has no such place")
    assert broken == []


def test_every_file_that_a_page_loads_is_there_and_of_this_site(built_site: Path, html: dict[str, _Links]) -> None:
    for page, held in html.items():
        for link in held.loads:
            assert not urlsplit(link).scheme, f"{page} loads {link}"
            assert not link.startswith("//"), f"{page} loads {link}"
            if page != "404.html":
                assert (built_site / _target(page, link)[0]).is_file(), f"{page}: {link}"


def _listed(built_site: Path, page: str, kind: str) -> list[tuple[str, str]]:
    """The entries of a list of pages, on one page: the words of each, and where it leads."""
    text = (built_site / page / "index.html").read_text(encoding="utf-8")
    found = re.findall(rf'<a href="([^"#]*)" class="{kind}[^"]*">(.*?)</a>', text, re.DOTALL)
    return [
        (" ".join(re.sub(r"<[^>]*>", " ", said).split()), urljoin(f"https://site/{page}/", to)) for to, said in found
    ]


@pytest.mark.parametrize("kind", ["md-nav__link", "md-tabs__link"])
def test_a_page_outside_the_list_of_pages_shows_the_same_list(built_site: Path, kind: str) -> None:
    inside, outside = (_listed(built_site, page, kind) for page in ("bibliography", "area/flexible-pacing"))
    assert len(outside) > 6
    assert sorted({each for each in inside if each[0]}) == sorted(set(outside))


def test_every_entry_of_the_list_of_pages_has_a_name(built_site: Path) -> None:
    nameless = [
        path.relative_to(built_site).as_posix()
        for path in built_site.rglob("index.html")
        if re.search(r'<span class="md-ellipsis">\s*(None)?\s*</span>', path.read_text(encoding="utf-8"))
    ]
    assert nameless == []


def test_every_record_has_its_page_and_its_twins(built_site: Path, knowledge: Knowledge) -> None:
    from xwalk.site.atlas import Atlas

    atlas = Atlas(knowledge)
    places = [atlas.place(record) for record in atlas.records]
    assert len(places) == len({place.casefold() for place in places}) > 2000
    for place in places:
        assert (built_site / place / "index.html").is_file(), place
        assert (built_site / f"{place}.ttl").is_file(), place
        json.loads((built_site / f"{place}.jsonld").read_text(encoding="utf-8"))


def test_no_page_is_heavy(built_site: Path) -> None:
    heavy = {
        path.relative_to(built_site).as_posix(): path.stat().st_size
        for path in built_site.rglob("*.html")
        if path.stat().st_size > MOST_BYTES
    }
    assert heavy == {}


def test_every_page_says_which_law_was_read(built_site: Path) -> None:
    silent = [
        path.relative_to(built_site).as_posix()
        for path in built_site.rglob("index.html")
        if "Statutes read as of April 2023" not in path.read_text(encoding="utf-8")
    ]
    assert silent == []


def test_money_is_never_shortened(built_site: Path) -> None:
    said = [
        path.relative_to(built_site).as_posix()
        for path in built_site.rglob("*.html")
        if re.search(r"(?<!could )(?<!nothing )\bpays for\b", path.read_text(encoding="utf-8"), re.IGNORECASE)
        and not path.relative_to(built_site).as_posix().startswith(("method/", "concepts/", "decisions/", "reference/"))
    ]
    assert said == []


# ------------------------------------------------------------------------------------------------------- in a browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_no_rule_of_accessibility_is_broken(path: str, scheme: Any, site_url: str, browser: Browser) -> None:
    page = browser.new_page(color_scheme=scheme)
    page.goto(site_url + path)
    found = Axe().run(page, options={"runOnly": RULES[scheme]}).response["violations"]
    page.close()
    assert [(each["id"], [node["html"][:200] for node in each["nodes"]][:5]) for each in found] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_a_narrow_screen(path: str, site_url: str, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto(site_url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_the_first_load_is_light_and_asks_no_other_host(site_url: str, browser_page: Page) -> None:
    weights: dict[str, int] = {}
    browser_page.on("response", lambda answer: weights.update({answer.url: len(answer.body())}))
    browser_page.goto(site_url)
    browser_page.wait_for_load_state("networkidle")
    assert all(url.startswith(site_url) for url in weights), sorted(weights)
    assert sum(weights.values()) <= FIRST_LOAD, weights


@pytest.mark.parametrize("path", ["", "area/flexible-pacing/", "ask/", "matrix/"])
def test_the_keyboard_reaches_content_and_search_and_shows_where_it_is(
    path: str, site_url: str, browser_page: Page
) -> None:
    browser_page.goto(site_url + path)
    browser_page.keyboard.press("Tab")
    assert "md-skip" in (browser_page.evaluate("document.activeElement.className") or "")
    reached = []
    for _ in range(30):
        browser_page.keyboard.press("Tab")
        reached.append(browser_page.evaluate("document.activeElement.outerHTML.slice(0, 80)"))
        style = browser_page.evaluate(
            "(e => [getComputedStyle(e).outlineStyle, getComputedStyle(e).boxShadow])(document.activeElement)"
        )
        assert style != ["none", "none"], reached[-1]
    assert any('name="q"' in each for each in reached)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_lost_without_scripts_but_the_live_tools(path: str, site_url: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site_url + path)
    assert page.locator("h1").first.is_visible()
    assert len(page.locator("main").inner_text()) > 150
    context.close()


# ---------------------------------------------------------------------------------------------------------- the build


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which somebody who knows MkDocs wrote the pages, to render them with a program of their own."""
    work = tmp_path_factory.mktemp("tree")
    done = run_module("xwalk", "site", "pages", "-o", str(work), cwd=ROOT)
    assert re.search(r"[0-9],[0-9]{3} pages in .*build/pages$", done.stderr.strip()), done.stderr
    shutil.copy(ROOT / "mkdocs.yml", work)
    yield work
    shutil.rmtree(work)


def run_module(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a program of Python's that must succeed."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=cwd,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-2000:]
    return done


def test_two_builds_are_the_same_bytes(built_site: Path, tmp_path: Path) -> None:
    again = tmp_path / "site"
    building.build(loaded_packs([]), again, commands=describe(command_app()))
    ours, theirs = (
        {
            path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in root.rglob("*")
            if path.is_file()
        }
        for root in (built_site, again)
    )
    assert sorted(ours.keys() ^ theirs.keys()) == []
    assert [name for name in ours if ours[name] != theirs[name]] == []


@pytest.mark.parametrize("step", ["HTML", "search index", "the new site in place of the old one"])
def test_an_interrupted_build_leaves_the_last_good_site(
    step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "site"
    (out / "pagefind").mkdir(parents=True)
    (out / "index.html").write_text("the last good site", encoding="utf-8")
    monkeypatch.setattr(building, "processes", lambda: ThreadPoolExecutor(max_workers=1))
    for made in ("tree", "tree_of_packs", "data"):
        monkeypatch.setattr(building, made, lambda *_: iter([("index.md", b"# Home")]))
    monkeypatch.setattr(building, "settle", lambda _index: None)
    monkeypatch.setattr(building, "run", lambda *_: None)
    monkeypatch.setattr(building, "render", lambda work, *_: (work / "site").mkdir() or work / "site")

    def stop(name: str) -> None:
        if name == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        building.build(loaded_packs([]), out, stop)
    assert (out / "index.html").read_text(encoding="utf-8") == "the last good site"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_search_index_of_another_form_is_refused(tmp_path: Path) -> None:
    entry = {"version": "9", "languages": {"en": {"hash": "en_1", "wasm": "en"}}}
    (tmp_path / "pagefind-entry.json").write_text(json.dumps(entry), encoding="utf-8")
    (tmp_path / "pagefind.en_1.pf_meta").write_bytes(gzip.compress(b"something else"))
    with pytest.raises(XwalkError, match=r"not of a known form: .* does not begin with"):
        settle(tmp_path)


def test_a_folder_that_is_no_site_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds files that are no site"):
        building.build(loaded_packs([]), tmp_path)
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_a_library_that_is_missing_is_said_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "find_spec", lambda name: None if name == "pagefind" else object())
    with pytest.raises(XwalkError, match="the site needs pagefind, which is not installed") as missing:
        building.build(loaded_packs([]), tmp_path / "site")
    assert missing.value.hint == "pip install 'xwalk[site]'"
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_fails_is_said(tmp_path: Path) -> None:
    with pytest.raises(XwalkError, match="mkdocs failed"):
        rendering.run("mkdocs", ["build", "--no-such-option"], tmp_path, {"PATH": ""})


def test_mkdocs_alone_renders_the_same_pages(tree: Path, built_site: Path) -> None:
    run_module("mkdocs", "build", "--strict", "--site-dir", "by-mkdocs", cwd=tree)
    ours, theirs = (
        {path.relative_to(root).as_posix(): path for path in root.rglob("*.html")}
        for root in (built_site, tree / "by-mkdocs")
    )
    assert sorted(ours.keys() ^ theirs.keys()) == []
    assert [name for name in ours if ours[name].read_bytes() != theirs[name].read_bytes()] == []


def test_another_program_renders_the_same_tree(tree: Path) -> None:
    run_module("zensical", "build", "--strict", cwd=tree)
    assert "could pay for" in (tree / "site" / "area" / "flexible-pacing" / "index.html").read_text(encoding="utf-8")
