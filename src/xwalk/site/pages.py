"""Every page of the site, as a pure function of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xwalk.site.a_to_z import a_to_z_pages
from xwalk.site.answer_pages import answer_pages
from xwalk.site.ask import ask_pages
from xwalk.site.atlas import Atlas
from xwalk.site.bibliography import bibliography_page
from xwalk.site.briefs import brief_files, brief_pages
from xwalk.site.data_changelog import data_changelog_page
from xwalk.site.downloads import download_files, downloads_page
from xwalk.site.findings import findings_pages
from xwalk.site.framework import framework_pages
from xwalk.site.home import home_page
from xwalk.site.kinds import kind_pages
from xwalk.site.llms import llms_file
from xwalk.site.matrix import matrix_pages
from xwalk.site.money import money_pages
from xwalk.site.page import Page
from xwalk.site.quality import quality_page
from xwalk.site.query_page import query_pages
from xwalk.site.records import record_pages
from xwalk.site.reference import reference_pages
from xwalk.site.search import Findable, search_pages
from xwalk.site.states import states_pages
from xwalk.site.tooltips import Glossary
from xwalk.site.topics import topics_pages


def pages(atlas: Atlas) -> Iterator[Page]:
    """Every generated page."""
    yield home_page(atlas)
    yield from kind_pages(atlas)
    yield from record_pages(atlas)
    yield from topics_pages(atlas)
    yield from matrix_pages(atlas)
    yield from findings_pages(atlas)
    yield from states_pages(atlas)
    yield from framework_pages(atlas)
    yield from money_pages(atlas)
    yield from a_to_z_pages(atlas)
    yield bibliography_page(atlas)
    yield from brief_pages(atlas)
    yield data_changelog_page()
    yield from ask_pages(atlas)
    yield from answer_pages(atlas)
    yield from query_pages(atlas)
    yield from search_pages(atlas)


def pages_of_packs(atlas: Atlas) -> Iterator[Page]:
    """Every generated page that tells of the packs themselves and not of what they say."""
    yield from reference_pages(atlas)
    yield quality_page(atlas)
    yield downloads_page(atlas)


def tree(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """Every generated file but those of the packs: its path below the folder of pages, and its bytes."""
    yield from _written(atlas, pages(atlas))
    yield from brief_files(atlas)
    yield llms_file(atlas)


def tree_of_packs(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """Every generated file that tells of the packs themselves, and their data to download."""
    yield from _written(atlas, pages_of_packs(atlas))
    yield from download_files(atlas)


def _written(atlas: Atlas, made: Iterable[Page]) -> Iterator[tuple[str, bytes]]:
    glossary, findable = Glossary(atlas), Findable(atlas)
    for page in map(glossary.mark, made):
        yield page.file, page.markdown(findable.title(page), findable.head(page)).encode()
