"""The page of a record: what it is, what matters for its kind, how it is joined to others, how all that is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.questions.brief_lines import plural
from xwalk.site import record_law, record_source, record_survey, record_topic
from xwalk.site.atlas import Atlas
from xwalk.site.cite import about
from xwalk.site.html import anchor, bullets, code, facts, fold, lead, notice, outside, paragraph, text, text_at
from xwalk.site.linked import linked
from xwalk.site.markup import badge, section
from xwalk.site.page import Page, address
from xwalk.site.record_relations import named_by, relations
from xwalk.site.view import MANY, View

#: The sections of each kind; another kind has those only that every page has.
SECTIONS: dict[str, Callable[[View], list[str]]] = {
    **record_law.SECTIONS,
    **record_topic.SECTIONS,
    **record_survey.SECTIONS,
    **record_source.SECTIONS,
}
#: How many other names stand in the open.
NAMES = 6
#: How a passage was verified; nothing is said where a machine found its words.
VERIFIED = {"machine": "", "read": " (read in a copy)"}
#: What it means that a record is known so.
MEANS = {
    "stated": "the source says it, in the places cited below",
    "asserted": "a curator's judgement",
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
        section("Notes, and what is left open", _open(view)),
        section("Evidence", _evidence(view)),
        section("Further details", facts(view.rest())),
        named_by(view),
    ]
    return Page(
        view.here,
        record.label,
        "\n\n".join(filter(None, blocks)),
        view.definition or record_source.about(view),
        _facets(view),
        twin=view.here,
        linked=linked(view, iri),
        about=about(atlas.knowledge, record, iri) | {"numbers": ", ".join(view.notation)},
    )


def _retired(view: View) -> str:
    """That the record is retired, and what stands in its place."""
    successors = view.records("dcterms:isReplacedBy")
    elsewhere = view.texts("dcterms:isReplacedBy")
    if "true" not in view.texts("owl:deprecated") and not successors and not elsewhere:
        return ""
    instead = list_words([*map(view.link, successors), *map(code, elsewhere)])
    said = f"Use {instead} in its place." if instead else "Nothing stands in its place."
    return notice("This record is retired", f"It stays here so that what cites it can still be read. {said}")


def _head(view: View) -> str:
    record = view.record
    kind = anchor(view.atlas.kind(record), address(record.kind, view.here))
    said = [paragraph(f"{kind} · {code(record.name)}", "xw-kind"), paragraph(text(view.definition))]
    if view.called:
        names, count = text(f"{', '.join(view.called).removesuffix('.')}."), len(view.called)
        few = paragraph(f"Also called: {names}", "xw-names")
        more = fold(f"Also called by {count} other names", paragraph(names, "xw-names"))
        said.append(few if count <= NAMES else more)
    if view.status:
        means = MEANS.get(view.status, "")
        by, why = view.linked("dcterms:creator"), view.said("xwalk:rationale")
        known = f"{badge(view.status)}: {text(means)}{f', by {by}' if by else ''}."
        said.append(paragraph(f"{known}{f' Reason: {why}' if why else ''}"))
    return "".join(said)


def _open(view: View) -> str:
    """Notes, what the source leaves open, then what nobody verified: of the record itself first."""
    notes = view.texts("skos:scopeNote")
    ambiguous, own = view.texts("xwalk:ambiguity"), view.texts("xwalk:unknown")
    others = [said for said in dict.fromkeys(view.unknown) if said not in own]
    more = plural(len(others), "more point that bears", "more points that bear")
    return (
        bullets(map(text, notes))
        + lead("What the source leaves open:", bullets(map(text, ambiguous)))
        + lead("Not known:", bullets(map(text, own)))
        + fold(f"{more} on the answers above", bullets(map(text, others)))
    )


def _evidence(view: View) -> str:
    """The passages, each with its source, its place, its words, how it was verified, and the official text."""
    lines = []
    for each in view.evidence:
        record = view.knowledge.by_name(each.id)
        words = ", ".join(filter(None, (each.source, each.locator))) or each.label
        said = view.link(record, words) if record else text(words)
        marked = f": “{text(each.anchor)}”" if each.anchor else ""
        verified = VERIFIED.get(each.verification, " (not verified)")
        official = f" · {outside(text_at(each.url), each.url)}" if each.url else ""
        lines.append(f"{said}{marked}{verified}{official}")
    return fold(f"{len(lines)} passages", bullets(lines)) if len(lines) > MANY else bullets(lines)


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
