"""The reference: what the data, the rules, the shapes, the commands and the questions are, made from themselves."""

from __future__ import annotations

from collections.abc import Iterator

from xwalk.questions.query import named_questions
from xwalk.site.atlas import Atlas
from xwalk.site.markup import bullets, escape, link
from xwalk.site.page import Page, relative
from xwalk.site.reference_commands import commands_page
from xwalk.site.reference_mappings import mappings_pages
from xwalk.site.reference_ontology import ontology_pages
from xwalk.site.reference_queries import queries_page
from xwalk.site.reference_rules import rules_page
from xwalk.site.reference_shapes import shapes_pages
from xwalk.site.shapes import read_shapes
from xwalk.site.vocabulary import read_vocabulary

PATH = "reference"
_PARTS = (
    ("ontology", "Ontology", "what every word of the data means"),
    ("rules", "Rules", "which relation may follow which, and why"),
    ("shapes", "Shapes", "what every record must say"),
    ("mappings", "Mapping sets", "the statements that join the records"),
    ("queries", "Named questions", "the questions that ship with xwalk, in SPARQL"),
    ("commands", "Commands", "the command line"),
)


def reference_pages(atlas: Atlas) -> Iterator[Page]:
    """Every page of the reference."""
    vocabulary = read_vocabulary(atlas.packs, atlas.store)
    shapes = read_shapes(vocabulary)
    parts = bullets(
        f"{link(title, relative(f'{PATH}/{name}.md', PATH))}: {escape(about)}" for name, title, about in _PARTS
    )
    intro = "These pages are made from the data and the program themselves, so that they say what is in force."
    yield Page(PATH, "Reference", f"{intro}\n\n{parts}", "What the data, the rules and the commands are.")
    yield from ontology_pages(atlas, vocabulary, shapes)
    yield rules_page(atlas, vocabulary)
    yield from shapes_pages(vocabulary, shapes)
    yield from mappings_pages(atlas, vocabulary)
    yield queries_page(named_questions(atlas.packs))
    yield commands_page(atlas.commands)
