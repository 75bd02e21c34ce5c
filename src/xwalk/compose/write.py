"""Write what was derived as a mapping set: beside its place and then moved there, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from xwalk import __version__, sssom
from xwalk.compose.engine import Engine
from xwalk.compose.sets import SetFile
from xwalk.names import BUILT_IN_PREFIXES, XWALK

#: The columns that are written, as ``xwalk.sssom.write`` orders them.
COLUMNS = (
    "subject_id",
    "predicate_id",
    "object_id",
    "mapping_justification",
    "confidence",
    "comment",
    "status",
    "derived_from",
    "routes",
)
_EXTENSIONS = {
    "status": ("xwalk:status", "xsd:string"),
    "derived_from": ("xwalk:derivedFrom", "xsd:string"),
    "routes": ("xwalk:routes", "xsd:integer"),
    "rule_set": ("xwalk:inRuleSet", "xsd:string"),
}
_PREFIXES = {"statement": "https://w3id.org/xwalk/statement/", "xwalk": XWALK}
_BODY = """
COPY (
    SELECT a.name, r.name, b.name, 'semapv:MappingChaining', d.confidence,
        'cannot hold with ' || x.others, 'derived', concat_ws('|', {names}), d.routes
    FROM derived d
    JOIN node_name a ON a.node = d.start
    JOIN node_name b ON b.node = d.target
    JOIN relation r ON r.relation = d.relation
    {identities}
    LEFT JOIN (
        SELECT s.start, s.target,
            string_agg(
                n.name || CASE s.given WHEN 1 THEN ', which is given' ELSE ', which other routes conclude' END,
                '; ' ORDER BY n.name, s.given DESC
            ) AS others
        FROM disagreement s JOIN relation n ON n.relation = s.other
        GROUP BY s.start, s.target
    ) x ON x.start = d.start AND x.target = d.target
    ORDER BY d.start, d.target
) TO $path (FORMAT csv, DELIMITER '\t', HEADER false)
"""


class Header(NamedTuple):
    """What the header of the written set is made of."""

    files: Sequence[SetFile]
    prefixes: dict[str, str]
    rule_set: str
    set_id: str


def write_set(engine: Engine, header: Header, out: Path, *, hops: int) -> int:
    """Write the derived rows, of routes of so many hops at most, and return their number.

    The file appears whole or not at all.
    """
    body = engine.work / "body.tsv"
    steps = range(1, hops + 1)
    query = _BODY.format(
        names=", ".join(f"i{step}.name" for step in steps),
        identities=" ".join(f"LEFT JOIN identity i{step} ON i{step}.statement = d.statement_{step}" for step in steps),
    )
    engine.connection.execute(query, {"path": str(body)})
    used = {
        name
        for (name,) in engine.fetch(
            "SELECT DISTINCT split_part(n.name, ':', 1) FROM node_name n"
            " WHERE n.node IN (SELECT start FROM derived UNION SELECT target FROM derived)"
            " UNION SELECT split_part(name, ':', 1) FROM relation WHERE relation IN (SELECT relation FROM derived)"
        )
    }
    whole = engine.work / "whole.tsv"
    with whole.open("wb") as target, body.open("rb") as source:
        metadata = dict(_metadata(header, used, out))
        above = sssom.write(sssom.MappingSet(str(out), metadata, COLUMNS, []))
        target.write(above.encode())
        shutil.copyfileobj(source, target, 1 << 20)
        target.flush()
        os.fsync(target.fileno())
    body.unlink()
    _put(whole, out)
    return int(engine.fetch("SELECT count(*) FROM derived")[0][0])


def _put(whole: Path, out: Path) -> None:
    """Move a finished file to its place; on another disk, by way of a hidden file beside it."""
    if out.is_file():
        whole.chmod(out.stat().st_mode & 0o777)
    else:
        mask = os.umask(0)
        os.umask(mask)
        whole.chmod(0o666 & ~mask)
    if whole.stat().st_dev == out.parent.stat().st_dev:
        whole.replace(out)
        return
    handle, name = tempfile.mkstemp(prefix=f".{out.name}.", dir=out.parent)
    os.close(handle)
    beside = Path(name)
    try:
        shutil.copyfile(whole, beside)
        shutil.copymode(whole, beside)
        beside.replace(out)
    finally:
        beside.unlink(missing_ok=True)


def _metadata(header: Header, used: set[str], out: Path) -> Iterator[tuple[str, object]]:
    spaces = header.prefixes | _PREFIXES
    named = sorted((used | _PREFIXES.keys()) & spaces.keys() - BUILT_IN_PREFIXES.keys())
    yield "curie_map", {prefix: spaces[prefix] for prefix in named}
    stem = out.name.removesuffix(".tsv").removesuffix(".sssom")
    yield "mapping_set_id", header.set_id or f"https://w3id.org/xwalk/mappings/{quote(stem, safe='-._~')}"
    licences = {str(file.mappings.metadata.get("license") or "") for file in header.files}
    if len(licences) == 1 and licences != {""}:
        yield "license", licences.pop()
    yield "mapping_set_source", sorted({file.mappings.id for file in header.files})
    yield "mapping_tool", "xwalk"
    yield "mapping_tool_version", __version__
    yield "rule_set", header.rule_set
    yield (
        "extension_definitions",
        [{"slot_name": slot, "property": iri, "type_hint": hint} for slot, (iri, hint) in _EXTENSIONS.items()],
    )
