"""A new record in its file: written whole beside its neighbours, and checked before it is written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from xwalk import turtle
from xwalk.check.findings import Finding
from xwalk.check.run import check
from xwalk.errors import SourceError
from xwalk.packs import Pack, open_pack
from xwalk.rdf import Triple
from xwalk.store import Store


class Placed(NamedTuple):
    """A file with a new record in it: its path, its text, the record alone, and what the check finds in that."""

    path: str
    text: str
    record: str
    findings: list[Finding]


def place(triples: Sequence[Triple], path: str, pack: Pack, store: Store) -> Placed:
    """A record in a file of a pack; nothing is written.

    Args:
        triples: The record.
        path: The file, by its path in the pack; it may be a new one.
        pack: The pack.
        store: What is loaded, the pack among it.

    Raises:
        SourceError: The file is not in its canonical form, so that more than the record would change.
    """
    order, prefixes = store.property_order(), store.prefixes
    held = next((file.triples for file in store.files if (file.pack, file.path) == (pack, path)), [])
    old = turtle.write_canonical(held, prefixes, order) if held else ""
    if held and (pack.root / path).read_text(encoding="utf-8") != old:
        raise SourceError("the file is not in its canonical form", hint="xwalk check --fix first", file=path)
    text = turtle.write_canonical([*held, *triples], prefixes, order)
    alone = turtle.write_canonical(triples, prefixes, order)
    name = prefixes.contract(triples[0].subject)
    return Placed(path, text, alone, [each for each in _checked(pack, path, text, store) if each.record == name])


def _checked(pack: Pack, path: str, text: str, store: Store) -> list[Finding]:
    """What the check says of the pack with the file in it, in a copy."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "pack"
        for part in ("ontology", "kb", "crosswalks", "queries"):
            if (pack.root / part).is_dir():
                shutil.copytree(pack.root / part, copy / part)
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_text(text, encoding="utf-8")
        mine = open_pack(copy)
        packs = [mine if each == pack else each for each in store.packs]
        return check(packs, mine).findings
