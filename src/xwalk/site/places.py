"""The states of which a rule or a pilot is recorded."""

from __future__ import annotations

from xwalk.knowledge import Knowledge, Record

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
