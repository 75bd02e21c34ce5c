"""A to Z, bibliography, quality, briefs, downloads, changes: complete, counted right, and shown as text."""

from __future__ import annotations

import hashlib
import io
import re
import shutil
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import MINI_ONTOLOGY, ROOT

from xwalk.check.run import check
from xwalk.cli import command_app
from xwalk.cli.describe import describe
from xwalk.index.cache import open_index
from xwalk.knowledge import Knowledge
from xwalk.packs import loaded_packs
from xwalk.questions.brief import brief
from xwalk.site.a_to_z import NAMES, a_to_z_pages
from xwalk.site.atlas import RESERVED, Atlas
from xwalk.site.bibliography import bibliography_page
from xwalk.site.briefs import brief_files, brief_pages
from xwalk.site.data_changelog import data_changelog_page
from xwalk.site.downloads import BASE, download_files, downloads_page
from xwalk.site.llms import llms_file
from xwalk.site.page import Page
from xwalk.site.quality import quality_page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
STATES = ("nh", "ri", "vt")


@pytest.fixture(scope="module")
def atlas(knowledge: Knowledge) -> Atlas:
    return Atlas(knowledge, loaded_packs([]), describe(command_app()))


@pytest.fixture(scope="module")
def briefs(atlas: Atlas) -> dict[str, Page]:
    return {page.path: page for page in brief_pages(atlas)}


@pytest.fixture(scope="module")
def files(atlas: Atlas) -> dict[str, bytes]:
    return dict(download_files(atlas))


def test_a_to_z_names_every_record_but_passages_and_conditions(atlas: Atlas) -> None:
    pages = list(a_to_z_pages(atlas))
    linked = {target for page in pages for target in re.findall(r"\]\(\.\./([^)]+)\.md\)", page.body)}
    wanted = {atlas.place(each) for each in atlas.records if each.kind not in {"passage", "condition"}}
    assert wanted <= linked
    assert not any(target.startswith(("passage/", "condition/")) for target in linked)
    assert all(page.body.count("\n- ") <= NAMES for page in pages)


def test_a_to_z_finds_a_record_by_another_name(atlas: Atlas) -> None:
    body = next(page.body for page in a_to_z_pages(atlas) if page.path == "a-to-z/f")
    assert "- faster pace, see [Flexible pacing](../area/flexible-pacing.md)" in body


def test_the_bibliography_prints_every_work(atlas: Atlas) -> None:
    page = bibliography_page(atlas)
    works = atlas.knowledge.of_kind("work")
    assert page.body.count("\n- ") == len(works)
    assert "Patrick, S., Kennedy, K., &#38; Powell, A. (2013)" in page.body
    assert "(data/xwalk.bib)" in page.body


@pytest.fixture(scope="module")
def quality(atlas: Atlas) -> str:
    return quality_page(atlas).body


def test_quality_says_what_the_check_says(atlas: Atlas, quality: str) -> None:
    body = quality
    report = check(atlas.packs, atlas.packs[0])
    assert f"**{report.errors} errors and {len(report.findings) - report.errors} warnings**" in body
    for how in ("machine", "read", "unverified"):
        assert f"{report.checked[f'passages {how}']:,} of " in body
    held = Counter(each.status for each in atlas.knowledge.statements())
    assert f"| {held['stated']:,} of {held.total():,} (" in body
    assert "441 of 441 numbers stand on a record (100%)" in body
    assert "did not run when it was built" in body


def test_a_small_share_is_not_rounded_to_none(quality: str) -> None:
    rows = re.findall(r"\| (\d[\d,]*) of [\d,]+ \(0%\)", quality)
    assert set(rows) <= {"0"}


def test_every_area_has_a_brief_alone_and_in_each_state_that_has_requirements(
    atlas: Atlas, briefs: dict[str, Page]
) -> None:
    areas = [each.name.partition(":")[2] for each in atlas.knowledge.of_kind("area")]
    wanted = {f"brief/{area}{end}" for area in areas for end in ("", *(f"--{state}" for state in STATES))}
    assert briefs.keys() == wanted | {"briefs"}
    assert {f"data/{path}.docx" for path in wanted} == {path for path, _ in brief_files(atlas)}
    index = briefs["briefs"].body
    assert all(f"({path}.md)" in index for path in wanted)


def test_a_brief_page_cites_as_the_brief_does(knowledge: Knowledge, briefs: dict[str, Page]) -> None:
    said = brief(knowledge, "flexible pacing", "VT")
    body = briefs["brief/flexible-pacing--vt"].body
    numbers = {str(each.number) for each in said.citations}
    assert set(re.findall(r'<li id="source-(\d+)"', body)) == numbers
    assert set(re.findall(r'href="#source-(\d+)"', body)) == numbers
    assert "could pay for" in body.lower()
    assert "pays for" not in body.lower()
    assert "(../data/brief/flexible-pacing--vt.docx)" in body


def test_a_word_file_of_a_brief_opens(atlas: Atlas) -> None:
    from docx import Document

    path, content = next(brief_files(atlas))
    assert path == "data/brief/access-to-technology.docx"
    assert "Policy memo: Access to technology" in Document(io.BytesIO(content)).paragraphs[0].text


def test_the_downloads_page_lists_every_file_with_size_licence_and_checksum(
    atlas: Atlas, files: dict[str, bytes]
) -> None:
    body = downloads_page(atlas).body
    assert "(https://creativecommons.org/licenses/by/4.0/)" in body
    for path, content in files.items():
        assert f"({path})" in body, path
        if path != "data/SHA256SUMS":
            assert f"{hashlib.sha256(content).hexdigest()}  {path.removeprefix('data/')}" in body, path
    assert all(re.fullmatch(r"data/[A-Za-z0-9./-]+", path) for path in files)


def test_the_downloads_hold_every_form(atlas: Atlas, files: dict[str, bytes]) -> None:
    kinds = {each.kind for each in atlas.records}
    sets = {path.name for path in (ROOT / "crosswalks").glob("*.sssom.tsv")}
    assert {f"data/csv/{kind}.csv" for kind in kinds} <= files.keys()
    assert {f"data/sssom/{name}" for name in sets} <= files.keys()
    ends = ("ttl", "nq", "jsonld", "xlsx", "sqlite", "bib", "csl.json")
    assert {f"data/xwalk.{end}" for end in ends} | {"data/dcat.ttl", "data/dcat.jsonld"} <= files.keys()
    with zipfile.ZipFile(io.BytesIO(files["data/xwalk-sssom.zip"])) as archive:
        assert {name.rpartition("/")[2] for name in archive.namelist()} == sets


def test_the_files_are_described_at_the_address_of_the_site() -> None:
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert f"site_url: {BASE}\n" in settings


def test_the_changelog_of_the_data_leaves_out_the_program() -> None:
    body = data_changelog_page().body
    assert "**knowledge base**" in body
    assert "**command line**" not in body


def test_llms_txt_points_to_pages_that_are_there(atlas: Atlas, built_site: Path) -> None:
    _, text = llms_file(atlas)
    targets = re.findall(r"\]\(([^)]+)\)", text.decode())
    assert len(targets) > 8
    assert [each for each in targets if not (built_site / each).exists()] == []


def test_no_pack_may_take_the_name_of_a_page() -> None:
    taken = {"a-to-z", "bibliography", "brief", "briefs", "data", "data-changelog", "downloads", "quality", "reference"}
    assert taken <= RESERVED


HOSTILE = """
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
dish:soup a ex:Dish ; skos:prefLabel "<script>alert(1)</script> *a* [b](javascript:c)"@en ;
    skos:altLabel "<img src=x onerror=alert(2)>"@en .
"""


def test_text_and_kinds_of_a_pack_stay_text_and_inside_the_folder(write_pack: Callable[..., Path]) -> None:
    ontology = MINI_ONTOLOGY.replace('xwalk:kind "dish"', 'xwalk:kind "../../dish"')
    packs = loaded_packs([write_pack({"kb/dishes.ttl": HOSTILE}, ontology=ontology)])
    atlas = Atlas(Knowledge(open_index(packs)), packs)
    body = "\n".join(page.body for page in a_to_z_pages(atlas))
    assert "alert(1)" in body
    assert "alert(2)" in body
    assert re.findall(r"<(?!/?(?:p|span)\b)[a-z]+", body) == []
    assert "](javascript" not in body
    assert "*a*" not in body
    paths = [path for path, _ in download_files(atlas)]
    assert [path for path in paths if ".." in path or not re.fullmatch(r"data/[A-Za-z0-9./-]+", path)] == []


# The built site


def test_no_page_of_the_reference_or_of_a_brief_is_heavy(built_site: Path) -> None:
    folders = ("reference", "a-to-z", "brief", "briefs", "downloads", "quality", "bibliography", "method")
    pages = [page for folder in folders for page in (built_site / folder).rglob("*.html")]
    assert len(pages) > 120
    assert [page for page in pages if page.stat().st_size > 120_000] == []


def test_the_downloads_stand_beside_the_pages(built_site: Path, files: dict[str, bytes]) -> None:
    assert {path: (built_site / path).read_bytes() for path in files} == files


def test_every_brief_prints_on_two_sheets(built_site: Path, browser: Any) -> None:
    page = browser.new_page()
    sheets = {}
    for path in sorted((built_site / "brief").glob("*/index.html")):
        page.goto(path.as_uri())
        sheets[path.parent.name] = len(
            re.findall(rb"/Type\s*/Page\b", page.pdf(format="Letter", prefer_css_page_size=True))
        )
    page.close()
    assert len(sheets) == 48
    assert {name: count for name, count in sheets.items() if count > 2} == {}


def test_nothing_of_a_printed_brief_stands_outside_of_the_sheet(built_site: Path, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 740, "height": 900})
    page.emulate_media(media="print")
    page.goto((built_site / "brief" / "flexible-pacing--vt" / "index.html").as_uri())
    outside = page.evaluate(
        """() => {
            const frame = document.querySelector(".xw-brief").getBoundingClientRect();
            const parts = [...document.querySelectorAll(".xw-brief :is(p, li, table, td, th)")];
            const boxes = parts.map((part) => part.getBoundingClientRect());
            return boxes.filter((box) => box.left < frame.left - 1 || box.right > frame.right + 1).length;
        }"""
    )
    page.close()
    assert outside == 0


def test_what_is_not_there_has_a_page_with_search_and_a_to_z(built_site: Path) -> None:
    text = (built_site / "404.html").read_text(encoding="utf-8")
    assert 'role="search"' in text
    assert re.search(r'href="[^"]*a-to-z/"', text)
