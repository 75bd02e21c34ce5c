"""Whatever the text of a record holds, its page shows it as text: no script runs, and no element comes out of it."""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox
import pytest
from conftest import ROOT

from xwalk import open_knowledge
from xwalk.packs import loaded_packs
from xwalk.site.atlas import Atlas
from xwalk.site.build import PAGES, write_theme
from xwalk.site.kinds import kind_pages
from xwalk.site.markup import escape
from xwalk.site.records import record_page
from xwalk.site.tooltips import Glossary
from xwalk.site.twins import twins
from xwalk.store import load

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MARK = "window.ran=1"
HOSTILE = (
    f"</script><script>{MARK}</script><img src=x onerror={MARK}><svg onload={MARK}><b>bold</b> "
    f"**strong** _em_ `code` [link](javascript:{MARK}) ![image](x) <{MARK}> &lt;i&gt; &#60;u&#62; | cell | "
    f'" onmouseover="{MARK}" \' {{: onclick="{MARK}" .red}} {{{{ 7*7 }}}} {{% raw %}} ${{7*7}} :smile: ++kbd++ '
    f"^^ins^^ </details></div></dl></pre></code></p></li></td></svg> <!-- comment ~~~ $$x$$ [^1] *[abbr]: x "
    "```mermaid graph TD; A-->B ``` --- title: stolen --- # heading !!! danger <details markdown='1'> \\\\ "
    "\u202e\u2066 \u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd \x00\x1b[31m \U0001f600 " + "W" * 400
)
TAME = "Plain words of a quiet record, among which no program finds anything that it could take for one of its marks"
ONTOLOGY = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .
@prefix x: <https://example.org/x/> .

<https://example.org/x/> a owl:Ontology ; owl:versionInfo "1" ;
    sh:declare [ sh:prefix "x" ; sh:namespace "https://example.org/x/"^^xsd:anyURI ] ,
        [ sh:prefix "assets" ; sh:namespace "https://example.org/assets/"^^xsd:anyURI ] .
x:Trap a owl:Class ; rdfs:label TEXT ; skos:definition TEXT ; xwalk:kind "trap" .
x:note a owl:DatatypeProperty ; rdfs:label TEXT .
"""
#: Records of kinds that have pages of their own, and of one that nobody knows.
KINDS = {
    "x:area": "xwalk:Area",
    "x:term": "xwalk:Term",
    "x:practice": "xwalk:Practice",
    "x:provision": "xwalk:Provision",
    "x:requirement": "xwalk:Requirement",
    "x:condition": "xwalk:Condition",
    "x:finding": "xwalk:Finding",
    "x:item": "xwalk:Item",
    "x:sample": "xwalk:Sample",
    "x:remark": "xwalk:Remark",
    "x:source": "xwalk:Source",
    "x:work": "xwalk:Work",
    "x:passage": "xwalk:Passage",
    "assets:trap": "x:Trap",
    "<https://example.org/x/'onmouseover=alert(1);**&lt;script&gt;**>": "x:Trap",
    "<https://example.org/x/..%2f..%2findex>": "x:Trap",
}
#: Properties whose values are texts, of any kind of record.
TEXTS = """
    skos:prefLabel skos:altLabel skos:notation skos:definition skos:scopeNote xwalk:citation xwalk:type xwalk:base
    xwalk:comparator xwalk:value xwalk:unit xwalk:respondent xwalk:gradeBand xwalk:locator oa:exact xwalk:duty
    xwalk:status xwalk:rationale xwalk:lawSays xwalk:reportSays xwalk:laterChange xwalk:unknown xwalk:ambiguity
    schema:legislationIdentifier xwalk:verification xwalk:origin xwalk:sha256 x:note schema:url dcterms:creator
"""
LINKS = {
    "xwalk:evidence": "x:passage",
    "dcterms:source": "x:source",
    "xwalk:about": "x:item",
    "xwalk:sample": "x:sample",
    "dcterms:isReplacedBy": "x:practice",
    "skos:inScheme": "x:source",
    "schema:url": f"<javascript:{MARK}>",
}
PREFIXES = """
@prefix assets: <https://example.org/assets/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix x: <https://example.org/x/> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .
"""
ROWS = (
    "x:provision\txwalk:funds\t\tx:practice",
    "x:provision\txwalk:fundsToward\tNot\tx:area",
    "x:practice\txwalk:advances\t\tx:area",
    "x:requirement\txwalk:requires\t\tx:practice",
    "x:item\txwalk:measures\t\tx:area",
)


def pack_files(said: str) -> dict[str, str]:
    """A pack in which every text is ``said``."""
    quoted = str(ox.Literal(said))
    blocks = [PREFIXES]
    for name, kind in KINDS.items():
        properties = [f"{text} {quoted}" for text in TEXTS.split()]
        properties += [f"{link} {target}" for link, target in LINKS.items() if target != name]
        properties += ["xwalk:binds x:provision"] if name == "x:condition" else []
        blocks.append(f"{name} a {kind} ; {' ; '.join(properties)} ; owl:deprecated true .")
    one_line = re.sub(r"[\x00-\x1f\"]", " ", said)
    rows = [
        f"{s}\t{p}\t{m}\t{o}\tsemapv:ManualMappingCuration\t0.9\tasserted\tx:passage\t{one_line}"
        for s, p, m, o in (row.split("\t") for row in ROWS)
    ]
    head = """#curie_map:
#  x: https://example.org/x/
#  xwalk: https://w3id.org/xwalk/ontology/
#mapping_set_id: https://example.org/x/mappings
#license: https://creativecommons.org/publicdomain/zero/1.0/
#rule_set: policy
#extension_definitions:
#- slot_name: status
#  property: xwalk:status
#- slot_name: evidence
#  property: xwalk:evidence
#- slot_name: rule_set
#  property: xwalk:inRuleSet
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence\tstatus\tevidence\tcomment
"""
    return {
        "ontology/food.ttl": ONTOLOGY.replace("TEXT", quoted),
        "kb/x.ttl": "\n\n".join(blocks),
        "crosswalks/x--x.sssom.tsv": head + "\n".join(rows) + "\n",
    }


def render(said: str, folder: Path) -> Path:
    """Renders the pages of a pack in which every text is the same, and gives the folder of the site."""
    root, work = folder / "pack", folder / "work"
    for path, content in pack_files(said).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    knowledge = open_knowledge(root)
    atlas = Atlas(knowledge)
    glossary = Glossary(atlas)
    ours = [record for record in atlas.records if record.name.partition(":")[0] in {"x", "assets", "https"}]
    assert len(ours) == len(KINDS)
    lists = [page for page in kind_pages(atlas) if page.path in {"trap", "area", "work"}]
    write_theme(atlas, work)
    shutil.copy(ROOT / "mkdocs.yml", work)
    for page in [*lists, *(record_page(atlas, record) for record in ours)]:
        target = work / PAGES / page.file
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(glossary.mark(page).markdown(escape(page.title)).encode())
    (work / PAGES / "index.md").write_text("# A page\n", encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=work,
        check=True,
        capture_output=True,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"},
    )
    for path, file in twins(load(loaded_packs([root])), knowledge):
        if path.partition("/")[0] in {"x", "pack-assets", "trap"}:
            (work / "site" / path).write_bytes(file)
    knowledge.db.close()
    return work / "site"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a pack in which every text is hostile."""
    return render(HOSTILE, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def tame(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the same pack with quiet texts."""
    return render(TAME, tmp_path_factory.mktemp("tame"))


#: Every element with the names of its attributes; the theme itself gives a title to words that it had to cut.
ELEMENTS = """[...document.querySelectorAll('*')].map(e => [e.tagName, ...e.getAttributeNames().filter(
    name => name !== 'title' || !e.classList.contains('md-ellipsis')).sort()].join(' '))"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def structure(site: Path, browser: Browser) -> dict[str, Counter[str]]:
    """The elements of every page with the names of their attributes, as a browser builds them with its scripts on."""
    found = {}
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = browser.new_page()
        for file in sorted(site.rglob("index.html")):
            name = file.relative_to(site).parent.as_posix()
            page.goto(f"http://127.0.0.1:{server.server_address[1]}/{name}/")
            page.mouse.move(300, 300)
            assert page.evaluate("window.ran") is None, name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} is too wide"
            assert "\u202e" not in page.inner_text("main")
            found[name] = Counter(page.evaluate(ELEMENTS))
        page.close()
        server.shutdown()
    return found


def test_no_script_runs_and_no_element_or_attribute_comes_out_of_a_text(
    hostile: Path, tame: Path, browser: Browser
) -> None:
    found, expected = structure(hostile, browser), structure(tame, browser)
    assert found.keys() == expected.keys()
    assert len(found) > len(KINDS)
    for path, elements in found.items():
        assert elements == expected[path], path


def test_hostile_text_is_read_as_it_was_written(hostile: Path, browser: Browser) -> None:
    page = browser.new_page()
    for path in ("x/area", "x/provision", "x/finding", "pack-assets/trap"):
        page.goto((hostile / path / "index.html").as_uri())
        for part in (
            f"<script>{MARK}</script>",
            "**strong** _em_ `code`",
            "{{ 7*7 }}",
            "title: stolen",
            "\U0001f600",
            "W" * 400,
        ):
            assert part in page.inner_text("main"), (path, part)
            assert part in page.inner_text("h1"), (path, part)
            assert part in page.title(), (path, part)
    page.close()


def test_no_record_names_a_file_of_its_choice(hostile: Path) -> None:
    folders = {path.parent.name for path in hostile.rglob("index.html") if path.parent.parent.name == "trap"}
    assert len(folders) == 2
    assert all(re.fullmatch("[0-9a-f]{16}", name) for name in folders)
    assert (hostile / "assets" / "xwalk.css").is_file()


def test_the_twins_of_hostile_records_are_read_as_data(hostile: Path) -> None:
    files = [*hostile.glob("x/*.ttl"), *hostile.glob("trap/*.ttl"), *hostile.glob("pack-assets/*.ttl")]
    assert len(files) == len(KINDS)
    for file in files:
        turtle, linked = ox.Store(), ox.Store()
        turtle.load(path=str(file), format=ox.RdfFormat.TURTLE)
        linked.load(path=str(file.with_suffix(".jsonld")), format=ox.RdfFormat.JSON_LD)
        assert {str(quad) for quad in turtle} == {str(quad) for quad in linked}
        assert any(quad.object == ox.Literal(HOSTILE) for quad in turtle)
