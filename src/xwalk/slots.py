"""The slots of SSSOM: their names in order, what each may hold, and which a set may give once for all of its rows.

Source: SSSOM 1.1, schema of ``mapping`` and ``mapping set``; "TSV serialisation" for lists and their escapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

#: What ``subject_type`` or ``object_type`` says where that end is a text and no thing.
LITERAL = "rdfs literal"

_REFERENCE, _TEXT, _DATE, _SHARE, _TYPE, _LINK = "reference", "text", "date", "share", "type", "link"


class Slot(NamedTuple):
    """A slot of a mapping.

    Attributes:
        name: Its name.
        holds: What one value is: a reference, text, a date, a share from 0 to 1, an entity type, or a link.
        many: Whether it holds a list.
        shared: Whether a set may give it once for all of its rows ("propagatable").
    """

    name: str
    holds: str = _TEXT
    many: bool = False
    shared: bool = False


#: The slots of a mapping in the order of the schema.
SLOTS = (
    Slot("record_id", _REFERENCE),
    Slot("subject_id", _REFERENCE),
    Slot("subject_label"),
    Slot("subject_category"),
    Slot("predicate_id", _REFERENCE),
    Slot("predicate_label"),
    Slot("predicate_modifier", "modifier"),
    Slot("object_id", _REFERENCE),
    Slot("object_label"),
    Slot("object_category"),
    Slot("mapping_justification", "justification"),
    Slot("author_id", _REFERENCE, many=True),
    Slot("author_label", many=True),
    Slot("reviewer_id", _REFERENCE, many=True),
    Slot("reviewer_label", many=True),
    Slot("creator_id", _REFERENCE, many=True),
    Slot("creator_label", many=True),
    Slot("license", _LINK),
    Slot("subject_type", _TYPE, shared=True),
    Slot("subject_source", _REFERENCE, shared=True),
    Slot("subject_source_version", shared=True),
    Slot("object_type", _TYPE, shared=True),
    Slot("object_source", _REFERENCE, shared=True),
    Slot("object_source_version", shared=True),
    Slot("predicate_type", _TYPE, shared=True),
    Slot("mapping_provider", _LINK, shared=True),
    Slot("mapping_source", _REFERENCE),
    Slot("mapping_cardinality", "cardinality"),
    Slot("cardinality_scope", many=True, shared=True),
    Slot("mapping_tool", shared=True),
    Slot("mapping_tool_id", _REFERENCE, shared=True),
    Slot("mapping_tool_version", shared=True),
    Slot("mapping_date", _DATE, shared=True),
    Slot("publication_date", _DATE),
    Slot("review_date", _DATE),
    Slot("confidence", _SHARE),
    Slot("reviewer_agreement", "agreement"),
    Slot("curation_rule", _REFERENCE, many=True, shared=True),
    Slot("curation_rule_text", many=True, shared=True),
    Slot("subject_match_field", _REFERENCE, many=True, shared=True),
    Slot("object_match_field", _REFERENCE, many=True, shared=True),
    Slot("match_string", many=True),
    Slot("subject_preprocessing", _REFERENCE, many=True, shared=True),
    Slot("object_preprocessing", _REFERENCE, many=True, shared=True),
    Slot("similarity_score", _SHARE),
    Slot("similarity_measure", shared=True),
    Slot("see_also", _LINK, many=True),
    Slot("issue_tracker_item", _REFERENCE),
    Slot("other"),
    Slot("comment"),
)
BY_NAME = {slot.name: slot for slot in SLOTS}
#: The slots that a set may give once for all of its rows.
SHARED = tuple(slot.name for slot in SLOTS if slot.shared)
#: The slots of a set that a mapping does not have.
SET_SLOTS = frozenset(
    (
        "sssom_version",
        "curie_map",
        "mappings",
        "mapping_set_id",
        "mapping_set_version",
        "mapping_set_source",
        "mapping_set_title",
        "mapping_set_description",
        "mapping_set_confidence",
        "issue_tracker",
        "extension_definitions",
    )
)
#: The slots of a set that hold lists and that a mapping does not have.
SET_LISTS = frozenset(("mapping_set_source", "extension_definitions"))
ENTITY_TYPES = frozenset(
    (
        "owl class",
        "owl object property",
        "owl data property",
        "owl annotation property",
        "owl named individual",
        "skos concept",
        "rdfs resource",
        "rdfs class",
        LITERAL,
        "rdfs datatype",
        "rdf property",
        "composed entity expression",
    )
)
CARDINALITIES = frozenset(("1:1", "1:n", "n:1", "n:n", "1:0", "0:1", "0:0"))
JUSTIFICATIONS = frozenset(
    f"semapv:{name}"
    for name in (
        "MappingReview",
        "ManualMappingCuration",
        "LogicalReasoning",
        "LexicalMatching",
        "CompositeMatching",
        "UnspecifiedMatching",
        "SemanticSimilarityThresholdMatching",
        "LexicalSimilarityThresholdMatching",
        "MappingChaining",
        "MappingInversion",
        "StructuralMatching",
        "InstanceBasedMatching",
        "BackgroundKnowledgeBasedMatching",
    )
)
_DATE_FORM = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\Z")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CURIE = re.compile(r"[A-Za-z_][\w.-]*:")
#: What no IRI holds (RFC 3987), the space first.
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\x9f]")


def join(values: Iterable[str]) -> str:
    r"""A list as one cell: values joined by ``|``, with ``|`` and backslash inside a value escaped.

    >>> print(join(["Alice|Bob", "Charlie"]))
    Alice\|Bob|Charlie
    """
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def split(cell: str) -> list[str]:
    r"""The values of a cell that holds a list.

    >>> split(r"Alice\|Bob|Charlie\\")
    ['Alice|Bob', 'Charlie\\']
    >>> split("")
    []
    """
    values, value, escaped = [], "", False
    for sign in cell:
        if escaped or sign not in "\\|":
            value += sign if not escaped or sign in "\\|" else f"\\{sign}"
            escaped = False
        elif sign == "|":
            values.append(value)
            value = ""
        else:
            escaped = True
    value += "\\" if escaped else ""
    return [*values, value] if values or value else []


def cell(slot: str, value: Any) -> str:
    """A value of a slot as the cell of a table: a list joined, whatever YAML or JSON made of a date or a number."""
    if isinstance(value, list | tuple):
        return join(str(each) for each in value)
    known = BY_NAME.get(slot)
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return join([text]) if known is not None and known.many and "|" not in text else text


def faults(cells: dict[str, str], prefixes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """What SSSOM does not allow in a row: the slot and the reason, in the order of the slots.

    Args:
        cells: The cells that are not empty, with what the set gives for all rows.
        prefixes: The prefixes that names may use.
    """
    yield from _ends(cells)
    for name in ("predicate_id", "mapping_justification"):
        if not cells.get(name):
            yield name, f"{name} is empty, and a mapping must have it"
    for slot in SLOTS:
        given = cells.get(slot.name, "")
        composed = cells.get(slot.name.replace("_id", "_type")) == "composed entity expression"
        for value in (split(given) if slot.many else [given]) if given else ():
            reason = _fault(slot.holds, value, prefixes, composed=composed)
            if reason:
                yield slot.name, f"{slot.name} “{value}” {reason}"


def _ends(cells: dict[str, str]) -> Iterator[tuple[str, str]]:
    for end in ("subject", "object"):
        literal = cells.get(f"{end}_type") == LITERAL
        if literal and not cells.get(f"{end}_label"):
            yield f"{end}_label", f"{end}_label is empty, and it is the text that is mapped ({end}_type: {LITERAL})"
        elif not literal and not cells.get(f"{end}_id"):
            yield f"{end}_id", f"{end}_id is empty, and {end}_type is not “{LITERAL}”"


def _fault(holds: str, value: str, prefixes: dict[str, str], *, composed: bool) -> str:
    if holds == _REFERENCE:
        return reference_fault(value, prefixes, composed=composed)
    if holds in (_SHARE, "agreement"):
        return _number_fault(value, -1.0 if holds == "agreement" else 0.0)
    if holds == _LINK:
        return "" if _SCHEME.match(value) and not _NOT_IN_IRI.search(value) else "is not an address with a scheme"
    allowed = {
        _TYPE: ENTITY_TYPES,
        "modifier": frozenset(["Not"]),
        "justification": JUSTIFICATIONS,
        "cardinality": CARDINALITIES,
    }.get(holds)
    if allowed is not None and value not in allowed:
        return f"is not one of {', '.join(sorted(allowed))}"
    if holds == _DATE and not _DATE_FORM.match(value):
        return "is not a date such as 2026-01-31"
    return ""


def reference_fault(name: str, prefixes: dict[str, str], *, composed: bool = False) -> str:
    """Why a name is no CURIE with a declared prefix and no IRI, or an empty string."""
    if not _CURIE.match(name):
        return "is neither an IRI nor a name with a prefix"
    prefix, _, local = name.partition(":")
    if _NOT_IN_IRI.search(name) and not composed:
        return "holds a space or another character that no IRI has"
    if prefix in prefixes or local.startswith("//") or prefix in ("urn", "mailto", "tag", "doi", "info"):
        return ""
    return f"has the prefix {prefix}:, which the curie_map does not declare"


def _number_fault(value: str, least: float) -> str:
    try:
        number = float(value)
    except ValueError:
        return "is not a number"
    return "" if least <= number <= 1 else f"is not from {least:g} to 1"
