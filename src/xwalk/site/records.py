"""The page of a record: what it is, what matters for its kind, how it is joined to others, and how all that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.site import record_law, record_source, record_survey, record_topic
from xwalk.site.atlas import Atlas
from xwalk.site.cite import citations, report
from xwalk.site.linked import linked
from xwalk.site.markup import badge, bullets, code, details, escape, link, section
from xwalk.site.page import Page, address, relative
from xwalk.site.record_relations import named_by, relations
from xwalk.site.view import MANY, View, facts

#: The sections of each kind; another kind has those only that every page has.
SECTIONS: dict[str, Callable[[View], list[str]]] = {
    **record_law.SECTIONS,
    **record_topic.SECTIONS,
    **record_survey.SECTIONS,
    **record_source.SECTIONS,
}
#: What it means that a record is known so.
MEANS = {
    "stated": "the source says it, in the places cited below",
    "asserted": "a curator's judgement, with the reason",
    "derived": "it follows by rule from other records",
    "suggested": "a machine proposes it; nobody has reviewed it",
}


def record_pages(atlas: Atlas) -> Iterator[Page]:
    """The page of every record."""
    for record in atlas.records:
        yield record_page(atlas, record)


def record_page(atlas: Atlas, record: Record) -> Page:
    """The page of a record."""
    view = View(atlas, record)
    iri = atlas.knowledge.prefixes.expand(record.name)
    blocks = [
        _retired(view),
        _head(view),
        *(SECTIONS[record.kind](view) if record.kind in SECTIONS else ()),
        relations(view),
        section("What is left open", _open(view)),
        section("Evidence", _evidence(view)),
        section("Further details", facts(view.rest())),
        named_by(view),
        section("This page", _permalink(view, iri), citations(atlas.knowledge, record, iri), report(record)),
    ]
    return Page(
        view.here,
        record.label,
        "\n\n".join(filter(None, blocks)),
        view.definition,
        _facets(view),
        twin=view.here,
        linked=linked(view, iri),
    )


def _retired(view: View) -> str:
    """That the record is retired, and what stands in its place."""
    successors = view.records("dcterms:isReplacedBy")
    elsewhere = view.texts("dcterms:isReplacedBy")
    if "true" not in view.texts("owl:deprecated") and not successors and not elsewhere:
        return ""
    instead = list_words([*map(view.link, successors), *map(code, elsewhere)])
    said = f"Use {instead} in its place." if instead else "Nothing stands in its place."
    return f'!!! warning "This record is retired"\n    It stays here so that what cites it can still be read. {said}'


def _head(view: View) -> str:
    record = view.record
    kind = link(view.atlas.kind(record), relative(f"{record.kind}.md", view.here))
    lines = [f'<p class="xw-kind" markdown="1">{kind} · {code(record.name)}</p>', escape(view.definition)]
    if view.called:
        lines.append(f"Also called: {escape(', '.join(view.called))}.")
    if view.status:
        means = MEANS.get(view.status, "")
        by, why = view.linked("dcterms:creator"), view.said("xwalk:rationale")
        said = f"{badge(view.status)} {escape(means)}" + (f", by {by}" if by else "")
        lines.append(f"{said}{'.' if means or by else ''}{f' Reason: {why}' if why else ''}")
    return "\n\n".join(filter(None, lines))


def _open(view: View) -> str:
    """What the source leaves open, then what nobody verified: of the record itself first."""
    ambiguous = [escape(text) for text in view.texts("xwalk:ambiguity")]
    own = view.texts("xwalk:unknown")
    others = [text for text in dict.fromkeys(view.unknown) if text not in own]
    return "\n\n".join(
        filter(
            None,
            [
                f"What the source leaves open:\n\n{bullets(ambiguous)}" if ambiguous else "",
                f"Not known:\n\n{bullets(map(escape, own))}" if own else "",
                details(f"{len(others)} more points that bear on the answers above", bullets(map(escape, others))),
            ][: 3 if others else 2],
        )
    )


def _evidence(view: View) -> str:
    """The passages, each with its words, source and official text."""
    lines = []
    for passage in view.evidence:
        words = f": “{escape(passage.anchor)}”" if passage.anchor else ""
        lines.append(f"{view.atlas.evidence(passage, view.here)}{words}")
    return details(f"{len(lines)} passages", bullets(lines)) if len(lines) > MANY else bullets(lines)


def _permalink(view: View, iri: str) -> str:
    """The address that stays, and the same record as data."""
    name = view.here.rpartition("/")[2]
    # The files stand beside the folder of the page, and are no pages: no processor follows these links.
    turtle, json = (f'<a href="../{escape(name)}.{ending}">{words}</a>' for ending, words in (("ttl", "Turtle"), ("jsonld", "JSON-LD")))
    numbers = f" In the inventory of the report: {escape(', '.join(view.notation))}." if view.notation else ""
    return f"Permanent address: {code(iri)}. As data: {turtle} · {json}.{numbers}"


def _facets(view: View) -> dict[str, list[str]]:
    """What a search can be narrowed by."""
    facets = {"kind": [view.atlas.kind(view.record)]}
    if view.status:
        facets["status"] = [view.status]
    places = view.knowledge.targets(view.record, "xwalk:jurisdiction")
    if places:
        facets["jurisdiction"] = [place.label for place in places]
    parts = [
        step.object.label
        for step in view.steps
        if step.subject.key == view.record.key and step.object.kind == "component"
    ]
    if parts:
        facets["component"] = list(dict.fromkeys(parts))
    return facets
