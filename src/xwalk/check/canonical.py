"""Canonical bytes: one way to write each record and each mapping set."""

from __future__ import annotations

import dataclasses

from xwalk import sssom, turtle
from xwalk.check.findings import Subject
from xwalk.files import write_whole
from xwalk.names import SKOS, Prefixes

_HINT = "xwalk check --fix rewrites it; read the difference before you commit"


def check_canonical(subject: Subject) -> None:
    """Every file of records and every mapping set has its canonical bytes."""
    for path, text in canonical_texts(subject):
        found = (subject.pack.root / path).read_bytes().decode()
        if found != text:
            subject.report(
                "canonical", "the file is not in its canonical form", _HINT, file=path, line=_first(found, text)
            )


def fix_canonical(subject: Subject) -> list[str]:
    """Write the canonical form of every file that has another, and return their paths."""
    changed = []
    for path, text in canonical_texts(subject):
        target = subject.pack.root / path
        if target.read_bytes() != text.encode():
            write_whole(target, text.encode())
            changed.append(path)
    return changed


def canonical_texts(subject: Subject) -> list[tuple[str, str]]:
    """Each file of the pack with its canonical text; a file with a blank node is reported instead."""
    order = subject.store.property_order()
    texts = []
    for file in subject.records:
        try:
            texts.append((file.path, turtle.write_canonical(file.triples, subject.store.prefixes, order)))
        except ValueError as error:
            subject.report("blank-node", str(error), "give it a name of its own", file=file.path)
    labels = {
        triple.subject: triple.object.text
        for triple in subject.store.triples()
        if triple.predicate == SKOS + "prefLabel" and triple.object.language == "en"
    }
    for pack, mappings in subject.store.mapping_sets:
        if pack == subject.pack:
            ours = _relabelled(mappings, labels) if mappings.says_status else mappings
            texts.append((mappings.file, sssom.write(ours)))
    return texts


def _relabelled(mappings: sssom.MappingSet, labels: dict[str, str]) -> sssom.MappingSet:
    """The set with the labels that its records have."""
    names = Prefixes(mappings.prefixes)
    rows = []
    for row in mappings.rows:
        cells = dict(row.cells)
        for column in ("subject", "object"):
            label = labels.get(names.expand(row.get(f"{column}_id")))
            if label is not None and f"{column}_label" in mappings.columns:
                cells[f"{column}_label"] = label
        rows.append(dataclasses.replace(row, cells=cells))
    return dataclasses.replace(mappings, rows=rows)


def _first(found: str, wanted: str) -> int:
    """The first line that differs."""
    for number, (one, other) in enumerate(zip(found.split("\n"), wanted.split("\n"), strict=False), 1):
        if one != other:
            return number
    return min(found.count("\n"), wanted.count("\n")) + 1
