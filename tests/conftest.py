"""What every test may use: a cache of its own, the embedded knowledge base, small packs written on the spot."""

from __future__ import annotations

import functools
import http.server
import os
import shutil
import textwrap
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xwalk import open_knowledge
from xwalk.knowledge import Knowledge

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
SOURCES = SHARED / "sources"

needs_sources = pytest.mark.skipif(
    not SOURCES.is_dir(), reason=f"the texts of the sources are not at {SOURCES}; they are not part of the project"
)

#: A pack of another field: dishes are made of ingredients, menus offer dishes, tools help with dishes.
MINI_ONTOLOGY = """
@prefix ex: <https://example.org/food/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

<https://example.org/food/> a owl:Ontology ;
    owl:versionInfo "1" ;
    sh:declare [ sh:prefix "dish" ; sh:namespace "https://example.org/food/dish/"^^xsd:anyURI ] ,
        [ sh:prefix "menu" ; sh:namespace "https://example.org/food/menu/"^^xsd:anyURI ] ,
        [ sh:prefix "ex" ; sh:namespace "https://example.org/food/"^^xsd:anyURI ] .

ex:Dish a owl:Class ; rdfs:label "Dish" ; skos:definition "Something to eat." ; xwalk:kind "dish" .
ex:Menu a owl:Class ; rdfs:label "Menu" ; skos:definition "A list of dishes." ; xwalk:kind "menu" .
"""


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads or writes the cache of the person who runs it."""
    before = os.environ.get("XWALK_CACHE")
    os.environ["XWALK_CACHE"] = str(tmp_path_factory.mktemp("cache"))
    yield
    if before is None:
        del os.environ["XWALK_CACHE"]
    else:
        os.environ["XWALK_CACHE"] = before


@pytest.fixture(scope="session")
def knowledge(_own_cache: None) -> Knowledge:
    """The embedded knowledge base."""
    return open_knowledge()


@pytest.fixture
def write_pack(tmp_path: Path) -> Callable[..., Path]:
    """Writes a pack: ``write_pack({"kb/a.ttl": "...", ...})`` gives its folder, with the mini ontology inside."""

    def write(files: dict[str, str], *, ontology: str = MINI_ONTOLOGY, name: str = "pack") -> Path:
        root = tmp_path / name
        for path, text in {"ontology/food.ttl": ontology, **files}.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(textwrap.dedent(text), encoding="utf-8")
        return root

    return write


#: Debian's browser, or another of its kind.
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory: pytest.TempPathFactory, _own_cache: None) -> Path:
    """The site of the embedded knowledge base: built once, or the one that ``XWALK_TEST_SITE`` names."""
    if given := os.environ.get("XWALK_TEST_SITE"):
        return Path(given)
    from xwalk.cli import command_app
    from xwalk.cli.describe import describe
    from xwalk.packs import loaded_packs
    from xwalk.site.build import build

    out = tmp_path_factory.mktemp("built") / "site"
    build(loaded_packs([]), out, commands=describe(command_app()))
    return out


@pytest.fixture(scope="session")
def site_url(built_site: Path) -> Iterator[str]:
    """The address at which the built site is served."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_request(self, *_: object) -> None:
            """Say nothing."""

        def translate_path(self, path: str) -> str:
            """The page for what is not there names its files by the path that the site has where it is published."""
            return super().translate_path(path.removeprefix("/xwalk"))

    handler = functools.partial(Quiet, directory=str(built_site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless browser."""
    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    """A page of the browser, 1280 by 900, light."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield page
    page.close()
