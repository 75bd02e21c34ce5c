"""Decisions as records and a mapping set of a pack, so that the next question answers with them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from xwalk import slots, sssom
from xwalk.intake.content import Content, Kind, free_prefix, kind_class, slug
from xwalk.knowledge import Knowledge
from xwalk.names import BUILT_IN_PREFIXES, NO_TERM_FOUND, RDF, SKOS, Prefixes
from xwalk.rdf import Triple, iri, literal
from xwalk.review.decisions import Decision
from xwalk.store import Store

_IN = "skos:inScheme"
_NAMES = ("subject_id", "author_id", "predicate_id", "object_id", "object_source")
_COLUMNS = ("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence", "status")
_LONGEST_LABEL = 90


def accept(
    decisions: Sequence[Decision],
    file: Path,
    curator: str,
    date: str,
    pack: str,
    kind: str,
    known: Prefixes,
    knowledge: Knowledge,
    store: Store,
) -> Content:
    """What a curator decided, as records of a kind and statements that the curator asserts.

    Args:
        decisions: The decisions.
        file: The table in which they stood.
        curator: Who decided.
        date: When, as ISO 8601.
        pack: The IRI of the pack that they go into.
        kind: The kind of what was reviewed.
        known: The prefixes that are in use.
        knowledge: What was reviewed against.
        store: Its sources.
    """
    stem = slug(file.name.partition(".")[0]) or "review"
    content = Content(f"{stem}.review", f"What {curator} decided in {file.name}")
    words = kind.replace("-", " ")
    content.add_kind(Kind(kind, words.capitalize(), "A text that a curator reviewed and placed among the records."))
    content.add_kind(Kind("scheme", "Scheme", "An imported framework or vocabulary.", supporting=True))
    content.add_kind(Kind("curator", "Curator", "Who decided in a review.", supporting=True))
    mine, people = (free_prefix(known, word, f"{pack}{word}/") for word in (kind, "curator"))
    content.namespaces = {mine: f"{pack}{kind}/", people: f"{pack}curator/"}
    person = slug(curator) or local_names([curator])[curator]
    scheme = f"{pack}scheme/{stem}"
    content.triples += [
        Triple(scheme, RDF + "type", iri(kind_class(pack, "scheme"))),
        Triple(scheme, RDF + "type", iri(SKOS + "ConceptScheme")),
        Triple(scheme, SKOS + "prefLabel", literal(file.name)),
        Triple(f"{pack}curator/{person}", RDF + "type", iri(kind_class(pack, "curator"))),
        Triple(f"{pack}curator/{person}", SKOS + "prefLabel", literal(curator)),
    ]
    texts = {each.practice: each.text for each in decisions}
    names = local_names(texts)
    for practice, text in texts.items():
        content.triples += _record(content.namespaces[mine] + names[practice], practice, text, pack, kind, scheme)
    rows = [
        {
            "subject_id": f"{mine}:{names[each.practice]}",
            "subject_label": short(each.text),
            "author_id": f"{people}:{person}",
            **said,
        }
        for each in decisions
        for said in _said(each, curator, file, knowledge)
    ]
    metadata = _metadata(content, rows, date, f"{pack}mappings/{stem}", store)
    content.sets[f"{stem}-review"] = sssom.MappingSet("", metadata, _COLUMNS, [sssom.Row(0, row) for row in rows])
    return content


def local_names(practices: Iterable[str]) -> dict[str, str]:
    """A local name for each identifier, none twice: the identifier where it can serve, else with a mark of its own.

    >>> local_names(["P1", "p 1", "数"])
    {'P1': 'p1', 'p 1': 'p-1-85051de8', '数': 'a8df4050'}
    """
    found: dict[str, str] = {}
    for practice in practices:
        plain = slug(practice, longest=60)
        mark = hashlib.sha256(practice.encode()).hexdigest()[:8]
        serves = plain == practice.casefold() and plain not in found.values()
        found[practice] = plain if serves else "-".join(filter(None, [plain, mark]))
    return found


def short(text: str) -> str:
    """A text as a label: its first words."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_LABEL else f"{words[:_LONGEST_LABEL].rpartition(' ')[0]}…"


def _record(name: str, practice: str, text: str, pack: str, kind: str, scheme: str) -> list[Triple]:
    said = [
        Triple(name, RDF + "type", iri(kind_class(pack, kind))),
        Triple(name, RDF + "type", iri(SKOS + "Concept")),
        Triple(name, SKOS + "prefLabel", literal(short(text))),
        Triple(name, SKOS + "notation", literal(practice)),
        Triple(name, SKOS + "inScheme", iri(scheme)),
    ]
    return [*said, Triple(name, SKOS + "definition", literal(text))] if short(text) != text else said


def _said(decision: Decision, curator: str, file: Path, knowledge: Knowledge) -> Iterator[dict[str, str]]:
    """The cells of the statements that a decision makes: one, or one a scheme in which there is no counterpart."""
    common = {
        "mapping_justification": "semapv:ManualMappingCuration",
        "author_label": slots.join([curator]),
        "confidence": decision.confidence,
        "comment": decision.note
        or f"Decided by {curator} in a review of suggestions ({file.name}); no reason is given.",
        "status": "asserted",
    }
    if decision.record:
        label = knowledge.by_name(decision.record)
        yield {
            "predicate_id": decision.relation,
            "object_id": decision.record,
            "object_label": label.label if label else "",
            **common,
        }
    for scheme in sorted(
        {s for kind in decision.kinds for r in knowledge.of_kind(kind) for s in knowledge.values(r, _IN)}
    ):
        yield {"predicate_id": "skos:relatedMatch", "object_id": NO_TERM_FOUND, "object_source": scheme, **common}


def _metadata(content: Content, rows: list[dict[str, str]], date: str, name: str, store: Store) -> dict[str, object]:
    used = {cell.partition(":")[0] for row in rows for slot, cell in row.items() if slot in _NAMES}
    spaces = {**store.prefixes.namespaces, **content.namespaces}
    rule_sets = Counter(mappings.rule_set for _, mappings in store.mapping_sets)
    return {
        "curie_map": {p: spaces[p] for p in sorted((used | {"xwalk"}) & set(spaces)) if p not in BUILT_IN_PREFIXES},
        "mapping_set_id": name,
        "mapping_set_title": content.title,
        "license": "https://w3id.org/sssom/license/unspecified",
        "mapping_date": date,
        "rule_set": rule_sets.most_common(1)[0][0] if rule_sets else "sssom",
        "extension_definitions": [
            {"slot_name": "status", "property": "xwalk:status", "type_hint": "xsd:string"},
            sssom.RULE_SET_SLOT,
        ],
    }
