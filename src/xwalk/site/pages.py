"""Every page of the site, as a pure function of the knowledge base."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xwalk.knowledge import Knowledge
from xwalk.packs import Pack
from xwalk.site.a_to_z import a_to_z_pages
from xwalk.site.answer_pages import answer_pages
from xwalk.site.ask import ask_pages
from xwalk.site.atlas import Atlas
from xwalk.site.bibliography import bibliography_page
from xwalk.site.briefs import brief_files, brief_pages
from xwalk.site.command import Command
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
    if atlas.packs:
        yield from reference_pages(atlas)
        yield quality_page(atlas)
        yield downloads_page(atlas)
    yield from ask_pages(atlas)
    yield from answer_pages(atlas)
    yield from query_pages(atlas)
    yield from search_pages(atlas)


def files(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """Every file that pages offer for download: its path below the folder of pages, and its bytes."""
    yield from download_files(atlas)
    yield from brief_files(atlas)
    yield llms_file(atlas)


def tree(
    knowledge: Knowledge, packs: Sequence[Pack] = (), commands: Sequence[Command] = ()
) -> Iterator[tuple[str, bytes]]:
    """Every generated file, Markdown and what it links to: its path below the folder of pages, and its bytes.

    Args:
        knowledge: The knowledge base.
        packs: The packs that it is compiled from, for what is made from their files; without them there is none.
        commands: What the command line says of itself.
    """
    atlas = Atlas(knowledge, packs, commands)
    glossary, findable = Glossary(atlas), Findable(atlas)
    for page in map(glossary.mark, pages(atlas)):
        yield page.file, (page.markdown(findable.title(page), findable.head(page))).encode()
    if packs:
        yield from files(atlas)
