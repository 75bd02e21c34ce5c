"""Every page of the site, as a pure function of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterator

from xwalk.knowledge import Knowledge
from xwalk.site.answer_pages import answer_pages
from xwalk.site.ask import ask_pages
from xwalk.site.atlas import Atlas
from xwalk.site.markup import escape
from xwalk.site.page import Page
from xwalk.site.query_page import query_pages
from xwalk.site.records import record_page
from xwalk.site.search import Findable, search_pages


def pages(atlas: Atlas) -> Iterator[Page]:
    """Every generated page."""
    for record in atlas.records:
        yield record_page(atlas, record)
    yield from ask_pages(atlas)
    yield from answer_pages(atlas)
    yield from query_pages(atlas)
    yield from search_pages(atlas)


def tree(knowledge: Knowledge) -> Iterator[tuple[str, bytes]]:
    """Every generated Markdown file: its path below the folder of pages, and its bytes."""
    atlas = Atlas(knowledge)
    end = f'\n<p class="xw-fine" markdown="0">{escape(atlas.fine_print)}</p>\n'
    findable = Findable(atlas)
    for page in pages(atlas):
        yield page.file, (page.markdown(findable.title(page), findable.head(page)) + end).encode()
