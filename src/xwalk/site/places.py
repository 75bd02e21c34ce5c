"""The states of which a rule or a pilot is recorded."""

from __future__ import annotations

import re

from xwalk.knowledge import Knowledge, Record
from xwalk.site.atlas import Atlas

_WHERE = "xwalk:jurisdiction"


def states_with(knowledge: Knowledge, kind: str) -> list[Record]:
    """The states of which a record of a kind is held, by name."""
    held = {place.key: place for record in knowledge.of_kind(kind) for place in knowledge.targets(record, _WHERE)}
    return sorted(held.values(), key=lambda place: (place.label, place.name))


def states_with_rules(knowledge: Knowledge) -> list[Record]:
    """The states of which a requirement is recorded."""
    return states_with(knowledge, "requirement")


def states_with_pilots_only(knowledge: Knowledge) -> list[Record]:
    """The states of which a pilot is recorded, and no requirement."""
    ruling = states_with_rules(knowledge)
    return [place for place in states_with(knowledge, "pilot") if place not in ruling]


def states_with_rules_or_pilots(knowledge: Knowledge) -> list[Record]:
    """Every state of which something is recorded: those with requirements first."""
    return [*states_with_rules(knowledge), *states_with_pilots_only(knowledge)]


def code(knowledge: Knowledge, place: Record) -> str:
    """The shortest name of a state, as VT."""
    return min([place.label, *knowledge.values(place, "skos:altLabel")], key=lambda name: (len(name), name))


def state_path(atlas: Atlas, place: Record) -> str:
    """The page of a state: its code in small letters, or its own name where that is no safe file name."""
    short = code(atlas.knowledge, place).casefold()
    local = short if re.fullmatch(r"[a-z]{2}", short) else atlas.place(place).rpartition("/")[2]
    return f"states/{local}"
