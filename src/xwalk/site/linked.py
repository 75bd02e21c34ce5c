"""A record in the words of schema.org, for search engines: only what these words fit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xwalk.site.view import View

#: What schema.org calls the kinds of this field; any other kind is a Thing.
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("area", "component", "element", "practice", "term"), "DefinedTerm"),
    **dict.fromkeys(("provision", "requirement", "pilot", "instrument", "condition"), "Legislation"),
    **dict.fromkeys(("finding", "remark"), "Claim"),
    **dict.fromkeys(("work", "source", "part", "figure"), "CreativeWork"),
    "framework": "DefinedTermSet",
    "item": "StatisticalVariable",
    "jurisdiction": "AdministrativeArea",
    "org": "Organization",
    "passage": "Quotation",
    "person": "Person",
    "program": "Grant",
}
#: What a record says that schema.org has a property for, by type: our property, theirs, and whether it names a record.
_SAYS: Mapping[str, tuple[tuple[str, str, bool], ...]] = {
    "DefinedTerm": (("skos:notation", "termCode", False), ("skos:inScheme", "inDefinedTermSet", True)),
    "Legislation": (
        ("schema:legislationIdentifier", "legislationIdentifier", False),
        ("xwalk:jurisdiction", "legislationJurisdiction", True),
        ("dcterms:isPartOf", "isPartOf", True),
    ),
    "Quotation": (("oa:exact", "text", False), ("dcterms:source", "isPartOf", True)),
    "CreativeWork": (("xwalk:author", "author", False), ("dcterms:publisher", "publisher", True)),
    "Organization": (("schema:url", "url", False),),
}


def linked(view: View, iri: str) -> dict[str, Any]:
    """The record as JSON-LD with the context of schema.org."""
    sort = TYPES.get(view.record.kind, "Thing")
    said: dict[str, Any] = {"@context": "https://schema.org", "@id": iri, "@type": sort, "name": view.record.label}
    if view.definition:
        said["text" if sort == "Claim" else "description"] = view.definition
    if view.called:
        said["alternateName"] = view.called
    expand = view.knowledge.prefixes.expand
    for predicate, name, named in _SAYS.get(sort, ()):
        values = view.knowledge.values(view.record, predicate)
        held = [{"@id": expand(value)} if named else value for value in values]
        if held:
            said[name] = held if len(held) > 1 else held[0]
    return said
