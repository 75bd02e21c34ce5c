"""Mapping sets in SSSOM TSV: read with the line of every row, written in canonical form.

Source of the format: SSSOM 1.1, "TSV serialisation" (embedded metadata, propagated slots, extension slots).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from xwalk import names, slots
from xwalk.errors import SourceError
from xwalk.names import BUILT_IN_PREFIXES, natural_key

#: The columns in their canonical order: the slots of SSSOM as its schema has them, then our extension slots.
COLUMNS = (*(slot.name for slot in slots.SLOTS), "status", "evidence")
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
#: Slots that a set may give once for all of its rows (SSSOM: "propagatable slots").
PROPAGATED = slots.SHARED
NO_TERM_FOUND = names.NO_TERM_FOUND


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a mapping set: its line in the file, and its cells that are not empty."""

    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """The cell, or an empty string."""
        return self.cells.get(column, "")


@dataclass(frozen=True)
class MappingSet:
    """A mapping set: what its header says, and its rows."""

    file: str
    metadata: dict[str, Any]
    columns: tuple[str, ...]
    rows: list[Row] = field(repr=False)

    @property
    def id(self) -> str:
        """The IRI of the set."""
        return str(self.metadata.get("mapping_set_id") or f"file:{self.file}")

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes that its names may use, the built-in ones included."""
        declared = self.metadata.get("curie_map") or {}
        return BUILT_IN_PREFIXES | {str(k): str(v) for k, v in declared.items()}

    @property
    def says_status(self) -> bool:
        """Whether its rows say how each is known, as our own do; the sets of others do not."""
        return "status" in self.columns

    @property
    def rule_set(self) -> str:
        """The name of the rule set that its statements may be composed with."""
        return str(self.metadata.get("rule_set") or "sssom")


#: How a set defines its slot for the rule set, which is no slot of SSSOM.
RULE_SET_SLOT = {"slot_name": "rule_set", "property": "xwalk:inRuleSet", "type_hint": "xsd:string"}


def with_rule_set(mappings: MappingSet, rule_set: str) -> MappingSet:
    """The same set, with the rule set that its statements may be composed with.

    >>> with_rule_set(MappingSet("a.sssom.tsv", {}, (), []), "policy").rule_set
    'policy'
    """
    held = mappings.metadata
    others = [each for each in held.get("extension_definitions") or [] if each.get("slot_name") != "rule_set"]
    added = {
        "curie_map": {**(held.get("curie_map") or {}), "xwalk": names.XWALK},
        "rule_set": rule_set,
        "extension_definitions": [*others, RULE_SET_SLOT],
    }
    return replace(mappings, metadata={**held, **added})


def statement_id(set_id: str, row: Row) -> str:
    """The identity of a statement: its ``record_id``, else a hash of what it says and where."""
    return row.get("record_id") or content_id(set_id, row)


def content_id(set_id: str, row: Row) -> str:
    """A hash of what a statement says and where: set, subject, predicate, modifier, object and justification."""
    said = [set_id, *(row.get(c) for c in ("subject_id", "predicate_id", "predicate_modifier", "object_id"))]
    if row.get("object_id") == NO_TERM_FOUND:
        said.append(row.get("object_source"))
    return hashed_id([*said, row.get("mapping_justification")])


def hashed_id(parts: Iterable[str]) -> str:
    """A CURIE made of the hash of some words, in order.

    >>> hashed_id(["a", "b"]) == hashed_id(["a", "b"]) != hashed_id(["ab"])
    True
    """
    digest = hashlib.sha256("\t".join(parts).encode()).hexdigest()
    return f"statement:{digest[:12]}"


def read(path: Path, *, shown_as: str | None = None) -> MappingSet:
    """Read a mapping set.

    Raises:
        SourceError: It is not UTF-8, its header is not YAML, a required column is absent, or a row has more
            cells than the header; the error carries the line.
    """
    name = shown_as or str(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        place = error.object[: error.start].count(b"\n") + 1
        raise SourceError(f"not UTF-8: {error.reason}", hint="save it as UTF-8 text", file=name, line=place) from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error}", hint="look at its path and rights", file=name) from None
    head, rows = scan(io.StringIO(text, newline=""), name)
    return MappingSet(name, head.metadata, head.columns, list(rows))


class Head(NamedTuple):
    """What stands above the rows of a mapping set: metadata, columns, and how many lines they take."""

    metadata: dict[str, Any]
    columns: tuple[str, ...]
    lines: int


def scan(
    lines: Iterator[str], name: str, *, required: Sequence[str] = REQUIRED, beside: Mapping[str, Any] | None = None
) -> tuple[Head, Iterator[Row]]:
    """The head of a mapping set, and its rows, read as they are asked for.

    Args:
        lines: The lines of the file, with their ends.
        name: The file, as errors call it.
        required: The columns that must be there.
        beside: Metadata from a file beside; what stands in the file itself goes before.

    Raises:
        SourceError: As ``read``; what is wrong with a row is raised when that row is reached.
    """
    above: list[str] = []
    first = ""
    for line in lines:
        if not line.startswith("#"):
            first = line
            break
        above.append(line[1:].rstrip(" \t\r\n") + "\n")
    metadata = {**(beside or {}), **parse_metadata("".join(above), name)}
    if not first:
        raise SourceError("there are no columns below the metadata", hint="add the row of column names", file=name)
    reader = csv.reader(chain([first], lines), delimiter="\t", strict=True)
    table = _table(reader, name, len(above))
    end, cells = next(table)
    columns = tuple(cells)
    _check_columns(columns, required, name, len(above) + 1)
    defaults = {slot: slots.cell(slot, metadata[slot]) for slot in PROPAGATED if metadata.get(slot) is not None}
    return Head(metadata, columns, end), _rows(table, columns, defaults, name)


_HEADER_HINT = "mend the # lines at the top"


def parse_metadata(text: str, name: str) -> dict[str, Any]:
    """The metadata of a mapping set, written as YAML.

    Raises:
        SourceError: It is not YAML, or no list of keys and values; the error carries the line.
    """
    try:
        metadata = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "it cannot be parsed"
        line = mark.line + 1 if mark else 1
        raise SourceError(f"the metadata is not YAML: {reason}", hint=_HEADER_HINT, file=name, line=line) from None
    except (ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise SourceError(f"the metadata cannot be read: {reason}", hint=_HEADER_HINT, file=name, line=1) from None
    if not isinstance(metadata, dict):
        raise SourceError("the metadata is not a list of key: value lines", hint=_HEADER_HINT, file=name, line=1)
    if not isinstance(metadata.get("curie_map") or {}, dict):
        line = text.partition("curie_map")[0].count("\n") + 1
        raise SourceError("curie_map is not a list of prefix: namespace lines", hint=_HEADER_HINT, file=name, line=line)
    return metadata


def _table(reader: Any, name: str, offset: int) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row: first the columns with the line where they end, then each row with where it starts."""
    start = 1
    try:
        for cells in reader:
            yield offset + (start if start > 1 else reader.line_num), cells
            start = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            f"not tab-separated text: {error}",
            hint="close the quotes that open on this line, or double each quote",
            file=name,
            line=offset + start,
        ) from None


def _rows(
    table: Iterator[tuple[int, list[str]]], columns: tuple[str, ...], defaults: dict[str, str], name: str
) -> Iterator[Row]:
    for line, cells in table:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise SourceError(
                f"{len(cells)} cells under {len(columns)} columns",
                hint="remove the extra tab, or add the missing column",
                file=name,
                line=line,
            )
        if any(cells):
            found = {column: cell for column, cell in zip(columns, cells, strict=False) if cell}
            yield Row(line, defaults | found)


def _check_columns(columns: tuple[str, ...], required: Sequence[str], name: str, line: int) -> None:
    missing = [column for column in required if column not in columns]
    if missing:
        raise SourceError(f"the column {missing[0]} is missing", hint=f"add {', '.join(missing)}", file=name, line=line)
    double = [column for column in columns if columns.count(column) > 1]
    if double:
        raise SourceError(f"the column {double[0]} stands twice", hint="keep one of the two", file=name, line=line)


def write(mappings: MappingSet) -> str:
    """The canonical text of a mapping set: metadata as given, known columns in order, rows sorted.

    A row keeps only what the header does not already say for all rows.
    """
    used = {column for row in mappings.rows for column in row.cells} | set(mappings.columns)
    columns = [c for c in COLUMNS if c in used and c not in _given_once(mappings)]
    columns += sorted(used - set(COLUMNS))
    out = io.StringIO(newline="")
    for line in _yaml_lines(mappings.metadata):
        out.write(f"#{line}\n")
    writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    writer.writerow(columns)
    for row in sorted(mappings.rows, key=row_key):
        writer.writerow([row.get(column) for column in columns])
    return out.getvalue()


def _given_once(mappings: MappingSet) -> set[str]:
    return {
        slot
        for slot in PROPAGATED
        if mappings.metadata.get(slot) is not None
        and all(row.get(slot) == slots.cell(slot, mappings.metadata[slot]) for row in mappings.rows)
    }


def row_key(row: Row) -> tuple[Any, ...]:
    """The place of a row among the others: by what it says."""
    columns = (
        "subject_id",
        "predicate_id",
        "predicate_modifier",
        "object_id",
        "object_source",
        "mapping_justification",
    )
    return tuple(natural_key(row.get(column)) for column in columns)


class _Dumper(yaml.SafeDumper):
    """Writes what YAML takes for the end of a line, and editors do not, as an escape."""


def _text(dumper: _Dumper, words: str) -> yaml.ScalarNode:
    style = '"' if any(sign in words for sign in "\x85\u2028\u2029") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style=style)


_Dumper.add_representer(str, _text)


def _yaml_lines(metadata: dict[str, Any]) -> Iterator[str]:
    text = yaml.dump(metadata, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000, indent=2)
    yield from text.removesuffix("\n").split("\n")
