"""Every page of the site, as a pure function of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterator

from xwalk.knowledge import Knowledge
from xwalk.site.atlas import Atlas
from xwalk.site.findings import findings_pages
from xwalk.site.framework import framework_pages
from xwalk.site.kinds import kind_pages
from xwalk.site.markup import escape
from xwalk.site.matrix import matrix_pages
from xwalk.site.money import money_pages
from xwalk.site.page import Page
from xwalk.site.records import record_pages
from xwalk.site.states import states_pages
from xwalk.site.tooltips import Glossary
from xwalk.site.topics import topics_pages


def pages(atlas: Atlas) -> Iterator[Page]:
    """Every generated page."""
    yield from kind_pages(atlas)
    yield from record_pages(atlas)
    yield from topics_pages(atlas)
    yield from matrix_pages(atlas)
    yield from findings_pages(atlas)
    yield from states_pages(atlas)
    yield from framework_pages(atlas)
    yield from money_pages(atlas)


def tree(knowledge: Knowledge) -> Iterator[tuple[str, bytes]]:
    """Every generated Markdown file: its path below the folder of pages, and its bytes."""
    atlas = Atlas(knowledge)
    end = f'\n<p class="xw-fine" markdown="0">{escape(atlas.fine_print)}</p>\n'
    glossary = Glossary(atlas)
    for page in map(glossary.mark, pages(atlas)):
        yield page.file, (page.markdown(escape(page.title)) + end).encode()
