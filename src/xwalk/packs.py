"""Packs: folders with ``ontology/``, ``kb/`` and ``crosswalks/`` inside, and where the embedded one is."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from xwalk.errors import UsageError

#: The folders that the compiled index is made of, with the ending of the files read there.
SOURCES = (("ontology", ".ttl"), ("kb", ".ttl"), ("crosswalks", ".sssom.tsv"))

_NAME = re.compile(r"<([^>\s]+)>\s+(?:a|rdf:type)\s+owl:Ontology\b")


class Pack(NamedTuple):
    """A pack: the IRI that its ontology declares, and the folder that holds it."""

    name: str
    root: Path

    def sources(self) -> Iterator[tuple[str, os.stat_result]]:
        """The files that the index is made of, by path inside the pack, sorted, with size and time."""
        for folder, ending in SOURCES:
            yield from _files(self.root / folder, folder, ending, deep=folder != "ontology")

    def shapes(self) -> list[Path]:
        """The SHACL shapes of the pack."""
        return sorted((self.root / "ontology" / "shapes").glob("*.ttl"))

    def queries(self) -> list[Path]:
        """The named questions of the pack, in the order of their numbers."""
        return sorted((self.root / "queries").glob("*.rq"))


def _files(folder: Path, name: str, ending: str, *, deep: bool) -> Iterator[tuple[str, os.stat_result]]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return
    for entry in entries:
        if entry.name.endswith(ending) and entry.is_file():
            yield f"{name}/{entry.name}", entry.stat()
        elif deep and entry.is_dir() and not entry.name.startswith("."):
            yield from _files(Path(entry.path), f"{name}/{entry.name}", ending, deep=True)


def embedded_root() -> Path:
    """The folder of the knowledge base that ships with the program, or of the checkout it runs from."""
    shipped = Path(__file__).parent / "data"
    return shipped if shipped.is_dir() else Path(__file__).parents[2]


def open_pack(root: Path) -> Pack:
    """The pack in a folder.

    Raises:
        UsageError: The folder is none, or its ontology declares no ``owl:Ontology``.
    """
    for path, _ in _files(root / "ontology", "ontology", ".ttl", deep=False):
        found = _NAME.search((root / path).read_text(encoding="utf-8", errors="replace"))
        if found:
            return Pack(found[1], root.resolve())
    raise UsageError(
        f"{root} is not a pack: no file in {root / 'ontology'} declares an owl:Ontology",
        hint="a pack is a folder with ontology/, kb/ and crosswalks/ inside; "
        "write <https://example.org/mine/> a owl:Ontology . into ontology/mine.ttl",
    )


def loaded_packs(folders: Sequence[Path]) -> list[Pack]:
    """The embedded pack and those in ``folders``; one of the same name replaces it.

    Raises:
        UsageError: A folder is not a pack.
    """
    packs = {pack.name: pack for pack in map(open_pack, [embedded_root(), *folders])}
    return list(packs.values())
