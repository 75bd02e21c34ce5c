"""Pages of where things stand: passages, sources, parts of documents, works, people, organizations, remarks."""

from __future__ import annotations

from collections.abc import Callable

from xwalk.knowledge import Record
from xwalk.names import date_words, list_words, natural_key
from xwalk.site.html import anchor, bullets, code, facts, fold, host, lead, outside, paragraph, text
from xwalk.site.markup import section
from xwalk.site.page import address
from xwalk.site.record_law import beside
from xwalk.site.remarks import remarks
from xwalk.site.view import MANY, View

_VERIFIED = {
    "machine": "a machine finds these words in the text of the source",
    "read": "the place was read in a copy, which the record names; no program has checked it again",
    "unverified": "nobody has verified it",
}
#: From so many on, the passages of a source stand in the lists of all passages.
LISTED = 250


def passage(view: View) -> list[str]:
    """The sections of a passage: where it stands, its words, what rests on it."""
    anchor = view.taken("oa:exact")
    verification = view.taken("xwalk:verification")
    url = view.atlas.parts.evidence([view.record.name])[0].url
    view.texts("schema:url")
    return [
        facts(
            [
                ("Source", view.linked("dcterms:source")),
                ("Place", view.said("xwalk:locator")),
                ("In", view.linked("xwalk:inPart")),
                ("Words that mark it", f"“{text(anchor)}”" if anchor else ""),
                ("Words before", view.said("oa:prefix")),
                ("Verified", text(_VERIFIED.get(verification, verification))),
                ("Read on", text(date_words(view.taken("xwalk:readOn")))),
                ("Official text", outside(host(url), url) if url else ""),
            ]
        ),
        section("What rests on it", _resting(view)),
    ]


def about(view: View) -> str:
    """A passage or a source in one line, for lists of what a search finds."""
    knowledge, record = view.knowledge, view.record
    if record.kind == "passage":
        anchor = knowledge.value(record, "oa:exact")
        source = list_words(each.label for each in knowledge.targets(record, "dcterms:source"))
        place = knowledge.value(record, "xwalk:locator")
        return ", ".join(filter(None, (source, place))) + (f": “{anchor}”" if anchor else "")
    return knowledge.value(record, "xwalk:citation") if record.kind == "source" else ""


def _resting(view: View) -> str:
    """The records and statements that cite the passage."""
    records = view.knowledge.pointing_at(view.record, "xwalk:evidence")
    steps = bullets(view.sentence(step) for step in view.atlas.resting_on(view.record))
    count = len(view.atlas.resting_on(view.record))
    statements = fold(f"{count} statements", steps) if count > MANY else lead("Statements:", steps)
    return lead("Records:", view.listed(records)) + statements


def source(view: View) -> list[str]:
    """The sections of a source: the edition that was read, and its passages."""
    digest = view.taken("xwalk:sha256")
    passages = view.named_by("dcterms:source", "passage")
    return [
        facts(
            [
                ("Citation", view.said("xwalk:citation")),
                ("Official text", view.official()),
                ("Text read as of", text(date_words(view.taken("xwalk:textAsOf")))),
                ("Read on", text(date_words(view.taken("xwalk:readOn")))),
                ("Licence", view.linked("dcterms:license")),
                ("Numbers in the inventory", view.said("xwalk:inventory")),
                ("File that was checked", view.said("xwalk:file")),
                ("Form of the file", view.said("xwalk:fileForm")),
                ("SHA-256 of the file", code(digest) if digest else ""),
            ]
        ),
        section("How to read it", remarks(view)),
        section("Its parts", view.listed(view.in_order(view.named_by("dcterms:source", "part")))),
        section(f"Passages ({len(passages)})", _passages(view, passages)) if passages else "",
    ]


def _passages(view: View, passages: list[Record]) -> str:
    if len(passages) > LISTED:
        return paragraph(anchor("They stand in the lists of all passages", address("passage", view.here)))
    ordered = sorted(passages, key=lambda record: natural_key(record.label))
    lines = bullets(map(view.link, ordered))
    return fold(f"All {len(passages)}", lines) if len(passages) > MANY else lines


def part(view: View) -> list[str]:
    """The sections of a part of a document."""
    passages = view.named_by("xwalk:inPart", "passage")
    return [
        facts(
            [
                ("Document", view.linked("dcterms:source")),
                ("Heading", view.said("xwalk:heading")),
                ("Sort of part", view.said("xwalk:type")),
                ("Place", view.said("xwalk:locator")),
                ("Inside", view.linked("xwalk:inPart")),
            ]
        ),
        section("Parts inside it", view.listed(view.named_by("xwalk:inPart", "part"))),
        section("Figures in it", view.listed(view.named_by("xwalk:inPart", "figure"))),
        section(f"Passages ({len(passages)})", view.listed(passages)) if passages else "",
    ]


def work(view: View) -> list[str]:
    """The sections of a work that the report cites."""
    return [
        facts(
            [
                ("Citation", view.said("xwalk:citation")),
                ("Authors", text("; ".join(view.texts("xwalk:author")))),
                ("Published by", view.linked("dcterms:publisher")),
                ("Year", view.said("dcterms:issued")),
                ("Sort of work", view.said("xwalk:type")),
                ("Heading in the report", text("; ".join(view.texts("xwalk:category")))),
                ("Where to read it", view.official()),
            ]
        ),
        section("Remarks", remarks(view)),
    ]


def organization(view: View) -> list[str]:
    """The sections of an organization or a person."""
    return [
        facts(
            [
                ("Role in the report", text("; ".join(view.texts("xwalk:type")))),
                ("Part of", view.linked("dcterms:isPartOf")),
                ("Later changes", view.said("xwalk:laterChange")),
                ("Site", view.official()),
            ]
        ),
        section("What it published", view.listed(view.named_by("dcterms:publisher", "work", "framework"))),
        section("Organizations in it", view.listed(view.named_by("dcterms:isPartOf", "org"))),
        section("Findings", view.listed(view.named_by("xwalk:about", "finding"))),
        section("Remarks", remarks(view)),
    ]


def remark(view: View) -> list[str]:
    """The sections of a remark."""
    return [
        facts([("Sort of remark", view.said("xwalk:type"))]),
        section("What it concerns", view.listed(view.records("xwalk:about"))),
        section("What the report says, and what the law says", beside(view)),
    ]


#: The sections of each kind of this field that says where something stands.
SECTIONS: dict[str, Callable[[View], list[str]]] = {
    "passage": passage,
    "source": source,
    "part": part,
    "work": work,
    "org": organization,
    "person": organization,
    "remark": remark,
}
