"""Mapping sets as SSSOM TSV, in canonical form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from xwalk import slots, sssom

#: The prefix of the names that texts have here which are mapped in place of things; in SSSOM they have none.
_LITERAL = "literal:"
_NUMBERS = ("confidence", "similarity_score", "reviewer_agreement")


def to_sssom(mappings: sssom.MappingSet) -> bytes:
    """A mapping set as SSSOM TSV (SSSOM 1.1, embedded metadata)."""
    return sssom.write(_without_names(mappings)).encode()


def to_sssom_json(mappings: sssom.MappingSet) -> bytes:
    """A mapping set as SSSOM JSON (SSSOM 1.1).

    The schema of a mapping has no place for slots of one's own. What a row says in them, such as ``status`` and
    ``evidence``, stands in its slot ``other``, as an object of JSON.
    """
    named = _without_names(mappings)
    rows = sorted(named.rows, key=sssom.row_key)
    metadata = {
        key: _plain(value) for key, value in named.metadata.items() if key in slots.SET_SLOTS | set(slots.BY_NAME)
    }
    metadata |= {
        slot: slots.split(str(v)) for slot, v in metadata.items() if _is_list(slot) and not isinstance(v, list)
    }
    rest = {key: _plain(value) for key, value in named.metadata.items() if key not in metadata}
    if rest:
        metadata["other"] = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    said = {"@context": metadata.get("curie_map", {}), **metadata, "mappings": [_object(row) for row in rows]}
    return f"{json.dumps(said, ensure_ascii=False, indent=1)}\n".encode()


def _object(row: sssom.Row) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for slot in slots.SLOTS:
        cell = row.get(slot.name)
        if cell:
            said[slot.name] = slots.split(cell) if slot.many else float(cell) if slot.name in _NUMBERS else cell
    rest = {column: cell for column, cell in sorted(row.cells.items()) if column not in slots.BY_NAME}
    if rest:
        said["other"] = json.dumps(
            {**rest, **({"other": said["other"]} if "other" in said else {})}, ensure_ascii=False
        )
    return said


def _is_list(slot: str) -> bool:
    return slot == "mapping_set_source" or (slot in slots.BY_NAME and slots.BY_NAME[slot].many)


def _plain(value: Any) -> Any:
    """A value of YAML as one of JSON: dates are texts."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def _without_names(mappings: sssom.MappingSet) -> sssom.MappingSet:
    """A mapping set without the names that texts have here; others have none for them."""
    if "literal" not in mappings.prefixes:
        return mappings
    ends = ("subject_id", "object_id")
    rows = [
        replace(row, cells={c: cell for c, cell in row.cells.items() if not (c in ends and cell.startswith(_LITERAL))})
        for row in mappings.rows
    ]
    spaces = {
        prefix: space for prefix, space in (mappings.metadata.get("curie_map") or {}).items() if prefix != "literal"
    }
    used = {column for row in rows for column in row.cells}
    columns = tuple(column for column in mappings.columns if column in used or column not in ends)
    return replace(mappings, metadata={**mappings.metadata, "curie_map": spaces}, columns=columns, rows=rows)


def set_name(mappings: sssom.MappingSet) -> str:
    """The name of a mapping set: that of its file, without its folder and endings.

    >>> set_name(sssom.MappingSet("crosswalks/area--component.sssom.tsv", {}, (), []))
    'area--component'
    """
    return mappings.file.rpartition("/")[2].removesuffix(".sssom.tsv")


def set_names(sets: Iterable[sssom.MappingSet]) -> Iterator[tuple[str, sssom.MappingSet]]:
    """Each mapping set with a name that no other has."""
    taken: dict[str, int] = {}
    for mappings in sets:
        name = set_name(mappings)
        taken[name] = taken.get(name, 0) + 1
        yield (name if taken[name] == 1 else f"{name}-{taken[name]}"), mappings
