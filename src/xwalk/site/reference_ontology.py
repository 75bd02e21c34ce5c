"""Every class, relation and property that the packs declare: what it means, an example, what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xwalk.names import OWL, RDFS, SKOS, XWALK
from xwalk.rdf import LITERAL, Value
from xwalk.site.atlas import Atlas
from xwalk.site.markup import bullets, code, details, escape, facts, link, section, table
from xwalk.site.page import Page, relative
from xwalk.site.reference_shapes import shape_link
from xwalk.site.shapes import Shape
from xwalk.site.vocabulary import CLASSES, OTHERS, PROPERTIES, RELATIONS, SCHEMA, Term, Vocabulary, heading

PATH = "reference/ontology"
_TITLES = {
    CLASSES: ("Classes", "A class is a kind of thing. A class with a kind is what a record can be."),
    RELATIONS: ("Relations", "A relation joins two records. A statement, or a rule, uses it."),
    PROPERTIES: ("Properties", "A property is one line of a record: what the record says of itself."),
    OTHERS: ("Other terms", "The words for how a statement is known, and what else the ontologies name."),
}
#: Lines of an entry whose values are names of terms.
_NAMED = (
    ("A kind of", RDFS + "subClassOf"),
    ("A special case of", RDFS + "subPropertyOf"),
    ("Stands on", SCHEMA + "domainIncludes"),
    ("Its value", SCHEMA + "rangeIncludes"),
    ("From the other end", OWL + "inverseOf"),
    ("Allowed justifications", XWALK + "allowsJustification"),
)
_TEXTS = (("A sentence reads it", XWALK + "phrase"), ("Family", XWALK + "family"), ("Kind", XWALK + "kind"))


def ontology_pages(atlas: Atlas, vocabulary: Vocabulary, shapes: Sequence[Shape]) -> Iterator[Page]:
    """The overview, and a page for each sort of term."""
    by_term: dict[str, list[Shape]] = {}
    for shape in shapes:
        for iri in shape.concerns:
            by_term.setdefault(iri, []).append(shape)
    yield _overview(vocabulary)
    for sort, (title, about) in _TITLES.items():
        here = f"{PATH}/{sort}"
        entries = [_entry(atlas, vocabulary, term, by_term.get(term.iri, []), here) for term in vocabulary.of(sort)]
        body = "\n\n".join([about, f"{link('All terms', relative(f'{PATH}.md', here))}.", *entries])
        yield Page(here, f"{title} of the ontology", body, about)


def _overview(vocabulary: Vocabulary) -> Page:
    blocks = [
        (
            "The ontology says what every word of the data means. It is a Turtle file that people and machines read "
            f"({link('download', relative('downloads.md', PATH))}); these pages are made from it."
        ),
    ]
    for sort, (title, about) in _TITLES.items():
        rows = [
            (vocabulary.link(term.iri, PATH), code(term.name), escape(term.text(SKOS + "definition")))
            for term in vocabulary.of(sort)
        ]
        blocks.append(
            section(f"{title} ({len(rows)})", about, table(("Term", "Name", "Meaning"), rows)) if rows else ""
        )
    borrowed = [(code(each.name), escape(each.text(XWALK + "phrase"))) for each in vocabulary.borrowed]
    blocks.append(
        section(
            "Terms of other vocabularies",
            "Records use these as their own vocabularies define them.",
            table(("Name", "A sentence reads it"), borrowed) if borrowed else "",
        )
    )
    prefixes = [(code(name), escape(space)) for name, space in sorted(vocabulary.prefixes.namespaces.items())]
    blocks.append(section("Prefixes", table(("Prefix", "Stands for"), prefixes)))
    return Page(PATH, "Ontology", "\n\n".join(filter(None, blocks)), "Every class, relation and property of the data.")


def _entry(atlas: Atlas, vocabulary: Vocabulary, term: Term, shapes: Sequence[Shape], here: str) -> str:
    rows = [("Name", code(term.name)), ("Address", escape(term.iri))]
    rows += [(words, escape(term.text(predicate))) for words, predicate in _TEXTS if term.text(predicate)]
    for words, predicate in _NAMED:
        held = term.said.get(predicate, [])
        if held:
            rows.append((words, ", ".join(_name(vocabulary, value, here) for value in held)))
    rows += [("Example", _example(atlas, value.text, here)) for value in term.said.get(SKOS + "example", ())]
    notes = [escape(value.text) for value in term.said.get(SKOS + "scopeNote", ())]
    asked = bullets(shape_link(shape, here) for shape in shapes)
    summary = f"What {len(shapes)} shapes ask of it" if len(shapes) > 1 else "What a shape asks of it"
    return "\n\n".join(
        filter(
            None,
            (
                heading(term.label, term.name, 2),
                escape(term.text(SKOS + "definition")),
                *notes,
                facts(rows),
                details(summary, asked),
            ),
        )
    )


def _name(vocabulary: Vocabulary, value: Value, here: str) -> str:
    return escape(value.text) if value.sort == LITERAL else vocabulary.link(value.text, here)


def _example(atlas: Atlas, text: str, here: str) -> str:
    """An example, with links to the records that it names."""
    said = []
    for word in text.split(" "):
        bare = word.rstrip(".,;")
        record = atlas.knowledge.by_name(bare) if ":" in bare else None
        linked = atlas.link(record, here, bare) + escape(word[len(bare) :]) if record and record.kind else escape(word)
        said.append(linked)
    return " ".join(said)
