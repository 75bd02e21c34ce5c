"""Read what a page draws and says: its pictures, its tables, its words."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from xwalk.site.page import Page

Element = ET.Element


def pictures(page: Page) -> list[Element]:
    """The pictures of a page; each must be well-formed, name itself and describe itself."""
    found = [ET.fromstring(drawn) for drawn in re.findall(r"<svg class=.*?</svg>(?=</div>|<strong>|</td>)", page.body)]
    for picture in found:
        assert picture.get("role") == "img"
        assert picture[0].tag == "title"
        assert picture[0].text
        assert picture[1].tag == "desc"
        assert picture[1].text
    return found


def tables(text: str) -> list[Element]:
    """The HTML tables of a text; each must be well-formed and have a caption."""
    found = [ET.fromstring(drawn) for drawn in re.findall(r"<table.*?</table>", text, re.DOTALL)]
    assert all(table[0].tag == "caption" and table[0].text for table in found)
    return found


def words(element: Element) -> str:
    """The text of an element and all inside it, with single spaces."""
    return " ".join("".join(element.itertext()).split())


def markdown_rows(text: str) -> Iterator[list[str]]:
    """The rows of the Markdown tables of a text, links and marks aside."""
    for line in text.splitlines():
        if line.startswith("| "):
            yield [plain(cell) for cell in line.strip("|").split(" | ")]


def plain(text: str) -> str:
    """Markdown as a reader sees it, near enough to compare."""
    said = re.sub(r"<[^>]+>", "", text)
    said = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", said)
    return " ".join(html.unescape(said).replace("**", "").strip("| ").split())


def part(page: Page, heading: str) -> str:
    """The text of a page from a heading to the next one of its level."""
    found = re.search(rf"^(#+) {re.escape(heading)}[^\n]*\n(.*?)(?=^\1? |\Z)", page.body, re.DOTALL | re.MULTILINE)
    assert found, f"{page.path} has no heading {heading}"
    level = found[1]
    end = re.search(rf"^#{{1,{len(level)}}} ", page.body[found.end(1) + 1 :], re.MULTILINE)
    rest = page.body[found.end(1) + 1 :]
    return rest[: end.start()] if end else rest
