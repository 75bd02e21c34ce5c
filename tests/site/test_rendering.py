"""Two processes of MkDocs render what one would: the same pages, the same bytes, the same faults found."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from xwalk.errors import XwalkError
from xwalk.site.rendering import letters, render, run

CONFIG = """site_name: Food
site_url: https://example.org/food/
docs_dir: pages
theme: {name: material, font: false}
plugins: []
validation: {links: {not_found: warn}}
nav: [Home: index.md, Dishes: dish/index.md, Soup: dish/soup.md]
"""
ENVIRONMENT = os.environ | {"SOURCE_DATE_EPOCH": "86400", "NO_MKDOCS_2_WARNING": "1"}
DISHES = ("soup", "salad", "stew", "rice", "pie", "bread", "t", "Z")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder of work with pages of which each links to the next, and to the list of all."""
    (tmp_path / "mkdocs.yml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "pages" / "dish" / "more").mkdir(parents=True)
    for name, following in zip(DISHES, (*DISHES[1:], DISHES[0]), strict=True):
        said = f"# {name}\n\n[Next]({following}.md), [all](../index.md)\n"
        (tmp_path / "pages" / "dish" / f"{name}.md").write_text(said, encoding="utf-8")
    (tmp_path / "pages" / "dish" / "more" / "tea.md").write_text("# Tea\n\n[Soup](../soup.md)\n", encoding="utf-8")
    (tmp_path / "pages" / "dish" / "index.md").write_text("# Dishes\n", encoding="utf-8")
    (tmp_path / "pages" / "dish" / "soup.txt").write_text("no page", encoding="utf-8")
    (tmp_path / "pages" / "index.md").write_text("# Food\n", encoding="utf-8")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def addresses(sitemap: bytes) -> list[str | None]:
    return [
        each.text for each in ElementTree.fromstring(sitemap).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    ]


def test_two_processes_render_what_one_renders(work: Path) -> None:
    run("mkdocs", ["build", "--quiet", "--site-dir", "alone"], work, ENVIRONMENT)
    alone, together = files(work / "alone"), files(render(work, work / "pages", ENVIRONMENT))
    both = files(work / "second").keys() & {f"dish/{name}/index.html" for name in DISHES}
    assert not both, "the second half was moved"
    assert alone.keys() == together.keys()
    assert len([name for name in together if name.endswith("index.html")]) == len(DISHES) + 3
    assert [name for name in alone if alone[name] != together[name] and not name.startswith("sitemap")] == []
    assert addresses(together["sitemap.xml"]) == sorted(filter(None, addresses(alone["sitemap.xml"])))


@pytest.mark.parametrize("name", DISHES)
def test_a_link_that_leads_nowhere_is_found_in_either_half(name: str, work: Path) -> None:
    with (work / "pages" / "dish" / f"{name}.md").open("a", encoding="utf-8") as page:
        page.write("\n[Gone](gone.md)\n")
    with pytest.raises(XwalkError, match=r"mkdocs failed: .*gone\.md"):
        render(work, work / "pages", ENVIRONMENT)


def test_each_half_has_about_half_of_the_bytes(work: Path) -> None:
    pages = list((work / "pages").rglob("*.md"))
    chosen = letters(work / "pages")
    held = sum(path.stat().st_size for path in pages if path.stem[-1] in chosen and path.parent.name != "pages")
    assert 0.3 < held / sum(path.stat().st_size for path in pages) <= 0.5
