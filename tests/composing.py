"""What the tests of composition share: mapping sets written on the spot, and derived rows read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from xwalk import sssom

EXACT, CLOSE, BROAD, NARROW, RELATED = (
    f"skos:{each}Match" for each in ("exact", "close", "broad", "narrow", "related")
)
NOTHING = "sssom:NoTermFound"

Triple = tuple[str, str, str]


class Given(NamedTuple):
    """A row to compose."""

    subject: str
    predicate: str
    object: str
    confidence: str = ""
    modifier: str = ""
    status: str = ""
    subject_source: str = ""
    object_source: str = ""
    record_id: str = ""


_COLUMNS = ("subject_id", "predicate_id", "object_id", "confidence", "predicate_modifier", "status")
_MORE = ("subject_source", "object_source", "record_id")


def write_set(
    path: Path, rows: Iterable[Sequence[str]], *, more: str = "", prefixes: Iterable[str] = ("ex", *"abcdeh")
) -> Path:
    """A mapping set of rows, each as the fields of ``Given``."""
    head = "#curie_map:\n" + "".join(f"#  {each}: https://example.org/{each}/\n" for each in prefixes)
    head += f"#mapping_set_id: https://example.org/{path.name.split('.')[0]}\n{more}"
    lines = ["\t".join((*_COLUMNS, *_MORE, "mapping_justification"))]
    lines += ["\t".join((*Given(*row), "semapv:ManualMappingCuration")) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    return path


class Row(NamedTuple):
    """A derived row."""

    subject: str
    predicate: str
    object: str
    confidence: float
    routes: int
    derived_from: tuple[str, ...]
    comment: str


def read_rows(path: Path) -> list[Row]:
    """The rows of a written set."""
    return [
        Row(
            row.get("subject_id"),
            row.get("predicate_id"),
            row.get("object_id"),
            float(row.get("confidence")),
            int(row.get("routes")),
            tuple(row.get("derived_from").split("|")),
            row.get("comment"),
        )
        for row in sssom.read(path).rows
    ]


def triples(rows: Iterable[Row]) -> list[Triple]:
    return [row[:3] for row in rows]
