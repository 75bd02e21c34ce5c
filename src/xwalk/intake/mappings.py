"""Mapping sets of others: SSSOM in TSV or JSON, with metadata inside or in a file beside.

Source: SSSOM 1.1, "TSV serialisation" and "JSON serialisation". A set is taken whole or refused whole. What its author
wrote stays as it is; a text that is mapped in place of a thing gets a name (``literal:…``), so that answers can
name it.
"""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from xwalk import slots, sssom
from xwalk.errors import SourceError
from xwalk.intake.content import Content, Kind, kind_class, slug
from xwalk.intake.report import LOST, MENDED, Report
from xwalk.names import BUILT_IN_PREFIXES, NO_TERM_FOUND, RDF, SKOS, Prefixes
from xwalk.rdf import Triple, iri, literal

#: The namespace of texts that stand where a mapping has no thing.
LITERALS = "https://w3id.org/xwalk/literal/"
#: What a mapping must have before anything else can be said of it.
_REQUIRED = ("predicate_id", "mapping_justification")
#: An earlier word of SSSOM for what has no counterpart.
_NO_MAPPING = "sssom:NoMapping"
#: What SSSOM says of a set whose licence is not known.
_NO_LICENCE = "https://w3id.org/sssom/license/unspecified"
_SCALARS = (str, int, float, bool)
_MEND = "mend the file, or ask whoever made it"


def read_mappings(path: Path, text: str, report: Report, *, beside: Path | None = None) -> sssom.MappingSet:
    """A mapping set of somebody else, checked slot by slot.

    Args:
        path: The file.
        text: Its text.
        report: Takes what was mended or lost.
        beside: A file of metadata that belongs to it.

    Raises:
        SourceError: It is no mapping set, or SSSOM does not allow what it says; the error has the line.
    """
    name = str(path)
    if text.lstrip().startswith("{"):
        read = _from_json(text, name)
    else:
        metadata = sssom.parse_metadata(beside.read_text(encoding="utf-8-sig"), str(beside)) if beside else {}
        head, rows = sssom.scan(io.StringIO(text, newline=""), name, required=_REQUIRED, beside=metadata)
        read = sssom.MappingSet(name, head.metadata, head.columns, list(rows))
    return _checked(read, report)


def take_mappings(
    mappings: sssom.MappingSet, pack: str, known: Prefixes, described: Callable[[str], bool], report: Report
) -> Content:
    """A mapping set, and a record of each thing that it names and nobody else describes.

    Args:
        mappings: The set, as ``read_mappings`` gives it.
        pack: The IRI of the pack.
        known: The prefixes that are loaded.
        described: Whether somebody else has a record of an IRI.
        report: Takes what was taken.
    """
    stem = slug(Path(mappings.file).name.partition(".")[0]) or "mappings"
    content = Content(f"{stem}.sssom", str(mappings.metadata.get("mapping_set_title") or mappings.id))
    content.sets[Path(mappings.file).name.removesuffix(".json").removesuffix(".tsv").removesuffix(".sssom")] = mappings
    report.taken["mappings"] += len(mappings.rows)
    names = Prefixes(mappings.prefixes)
    content.namespaces |= {
        prefix: space for prefix, space in mappings.prefixes.items() if known.namespaces.get(prefix, space) == space
    }
    for curie, label in sorted(_entities(mappings).items()):
        name = names.expand(curie)
        if not described(name):
            prefix = curie.partition(":")[0]
            kind = (slug(prefix) if prefix in names.namespaces else "") or "entity"
            content.add_kind(Kind(kind, f"Term of {prefix}", f"What mapping sets call by the prefix {prefix}."))
            content.triples.append(Triple(name, RDF + "type", iri(kind_class(pack, kind))))
            if label:
                content.triples.append(Triple(name, SKOS + "prefLabel", literal(label)))
            report.taken["things named by mappings"] += 1
    return content


def literal_name(text: str) -> str:
    """The name of a text that is mapped in place of a thing.

    >>> literal_name("male") == literal_name("male") != literal_name("Male")
    True
    """
    return f"literal:{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def _entities(mappings: sssom.MappingSet) -> dict[str, str]:
    """What the rows name as subject or object, with the first label that a row gives it."""
    found: dict[str, str] = {}
    for row in mappings.rows:
        for end in ("subject", "object"):
            curie = row.get(f"{end}_id")
            if curie != NO_TERM_FOUND:
                found[curie] = found.get(curie) or row.get(f"{end}_label")
    return found


def _from_json(text: str, name: str) -> sssom.MappingSet:
    try:
        held = json.loads(text, parse_constant=lambda _: None)
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"
        raise SourceError(f"not JSON: {reason}", hint=_MEND, file=name, line=line) from None
    listed = held.get("mappings")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise SourceError("there is no list of mappings in it", hint=_MEND, file=name)
    metadata = {key: value for key, value in held.items() if key != "mappings" and not key.startswith("@")}
    context = held.get("@context")
    if isinstance(context, dict) and not metadata.get("curie_map"):
        spaces = {k: v for k, v in context.items() if isinstance(v, str) and v.endswith(("/", "#", "_", ":", "=", "?"))}
        metadata["curie_map"] = {k: v for k, v in spaces.items() if not k.startswith("@")}
    metadata |= _own_slots(metadata, metadata)
    defaults = {slot: slots.cell(slot, metadata[slot]) for slot in slots.SHARED if metadata.get(slot) is not None}
    rows = []
    for place, each in enumerate(listed, 1):
        wrong = [key for key, value in each.items() if not _is_plain(value)]
        if wrong:
            raise SourceError(
                f"mapping {place}: {wrong[0]} is neither a text nor a list of texts", hint=_MEND, file=name
            )
        cells = {key: slots.cell(key, value) for key, value in each.items() if value not in (None, "", [])}
        cells |= _own_slots(cells, metadata)
        rows.append(
            sssom.Row(place, defaults | {key: cell for key, cell in cells.items() if cell and not key.startswith("@")})
        )
    columns = tuple({column: None for row in rows for column in row.cells})
    return sssom.MappingSet(name, {key: value for key, value in metadata.items() if value != ""}, columns, rows)


def _own_slots(said: dict[str, Any], metadata: dict[str, Any]) -> dict[str, str]:
    """The slots of one's own that an export to JSON puts into ``other``, where the set declares each of them."""
    listed = metadata.get("extension_definitions") or []
    declared = {each.get("slot_name") for each in listed if isinstance(each, dict)}
    try:
        held = json.loads(str(said.get("other", "")))
    except (json.JSONDecodeError, RecursionError):
        return {}
    if not isinstance(held, dict) or not held or not set(held) <= declared | {"other"}:
        return {}
    return {"other": "", **{key: str(value) for key, value in held.items()}}


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(each is None or isinstance(each, _SCALARS) for each in value)
    return value is None or isinstance(value, _SCALARS)


def _checked(read: sssom.MappingSet, report: Report) -> sssom.MappingSet:
    metadata = _metadata(read, report)
    mappings = sssom.MappingSet(read.file, metadata, read.columns, [])
    prefixes = mappings.prefixes | {"literal": LITERALS}
    faults: list[tuple[int, str]] = []
    for row in read.rows:
        cells = dict(_cells(row, f"{read.file}:{row.line}", prefixes, report))
        faults += [(row.line, reason) for _, reason in slots.faults(cells, prefixes)][:1]
        mappings.rows.append(sssom.Row(row.line, _named(cells, f"{read.file}:{row.line}", report)))
    if faults:
        line, reason = faults[0]
        if read.file.endswith(".json"):
            reason, line = f"mapping {line}: {reason}", 0
        more = f" ({len(faults) - 1:,} more of {len(read.rows):,} rows have a fault)" if len(faults) > 1 else ""
        raise SourceError(f"{reason}{more}", hint=_hint(reason), file=read.file, line=line)
    if any(slots.LITERAL in (row.get("subject_type"), row.get("object_type")) for row in mappings.rows):
        mappings.metadata["curie_map"] = {**(metadata.get("curie_map") or {}), "literal": LITERALS}
    return mappings


def _hint(reason: str) -> str:
    if "curie_map" in reason:
        return "add the prefix to the curie_map of the file"
    return "SSSOM does not allow it; mend this row, or ask whoever made the file"


def _cells(row: sssom.Row, place: str, prefixes: dict[str, str], report: Report) -> Iterator[tuple[str, str]]:
    """The cells of a row, with what can be mended mended."""
    for column, given in row.cells.items():
        cell = given.strip() if column in slots.BY_NAME and not slots.BY_NAME[column].many else given
        if cell != given:
            report.note(MENDED, f"{column}: spaces around the text were taken away", place)
        if cell == _NO_MAPPING and column in ("subject_id", "object_id"):
            report.note(MENDED, f"{_NO_MAPPING}, an earlier word, reads {NO_TERM_FOUND}", place)
            cell = NO_TERM_FOUND
        if cell in prefixes and column in ("subject_source", "object_source"):
            report.note(MENDED, f"{column}: “{cell}” is a prefix, and reads as its namespace {prefixes[cell]}", place)
            cell = prefixes[cell]
        if cell:
            yield column, cell


def _named(cells: dict[str, str], place: str, report: Report) -> dict[str, str]:
    """Cells in which a text that is mapped has a name."""
    for end in ("subject", "object"):
        if cells.get(f"{end}_type") == slots.LITERAL:
            if cells.get(f"{end}_id", "").partition(":")[0] not in ("", "literal"):
                report.note(LOST, f"{end}_id of a row that maps a text, not a thing", place)
            cells[f"{end}_id"] = literal_name(cells.get(f"{end}_label", ""))
    return cells


def _metadata(read: sssom.MappingSet, report: Report) -> dict[str, Any]:
    """What the set says of itself, with what can be mended mended."""
    metadata = {key: value for key, value in read.metadata.items() if value is not None}
    declared = metadata.get("curie_map") or {}
    if not isinstance(declared, dict) or not all(isinstance(space, str) for space in declared.values()):
        raise SourceError("curie_map is not a list of prefix: namespace lines", hint=_MEND, file=read.file, line=1)
    for slot, value in metadata.items():
        nested = slot in ("curie_map", "extension_definitions")
        if not nested and not _is_plain(str(value) if hasattr(value, "isoformat") else value):
            raise SourceError(f"{slot} is neither a text nor a list of texts", hint=_MEND, file=read.file, line=1)
        many = slot in slots.SET_LISTS or (slot in slots.BY_NAME and slots.BY_NAME[slot].many)
        if many and not nested and not isinstance(value, list):
            report.note(MENDED, f"{slot}: one value is written as a list of one", read.file)
            metadata[slot] = slots.split(str(value))
    if not metadata.get("mapping_set_id"):
        metadata["mapping_set_id"] = f"urn:uuid:{_uuid(read)}"
        report.note(MENDED, "the set has no mapping_set_id, and gets one made of the name of its file", read.file)
    if not metadata.get("license"):
        metadata["license"] = _NO_LICENCE
        report.note(MENDED, "the set names no licence, and says now that it is not specified", read.file)
    unknown = sorted(set(declared) & set(BUILT_IN_PREFIXES))
    for prefix in unknown:
        if declared[prefix] != BUILT_IN_PREFIXES[prefix]:
            raise SourceError(
                f"curie_map gives {prefix}:, which is built in, another meaning ({declared[prefix]})",
                hint=f"{prefix}: is {BUILT_IN_PREFIXES[prefix]}",
                file=read.file,
                line=1,
            )
    return metadata


def _uuid(read: sssom.MappingSet) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{LITERALS}{Path(read.file).name}"))
