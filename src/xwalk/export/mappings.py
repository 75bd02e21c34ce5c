"""Mapping sets as SSSOM TSV, in canonical form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from xwalk import sssom


def to_sssom(mappings: sssom.MappingSet) -> bytes:
    """A mapping set as SSSOM TSV (SSSOM 1.1, embedded metadata)."""
    return sssom.write(mappings).encode()


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
