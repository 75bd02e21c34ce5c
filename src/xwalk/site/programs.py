"""Federal programs, the name that staff give to money, and the provisions that belong to each."""

from __future__ import annotations

from xwalk.knowledge import Knowledge, Record

_IN_PROGRAM, _PART_OF = "xwalk:inProgram", "dcterms:isPartOf"


def program_of(knowledge: Knowledge, provision: Record) -> Record | None:
    """The program of a provision or of the nearest section above it that has one."""
    for section in knowledge.ancestors(provision, _PART_OF):
        for program in knowledge.targets(section, _IN_PROGRAM):
            return program
    return None


def by_program(knowledge: Knowledge) -> dict[Record | None, list[Record]]:
    """The provisions of each program, by program; those of none stand last, under None."""
    held: dict[Record | None, list[Record]] = {program: [] for program in knowledge.of_kind("program")}
    held[None] = []
    for provision in knowledge.of_kind("provision"):
        held[program_of(knowledge, provision)].append(provision)
    return {program: provisions for program, provisions in held.items() if provisions}


def top(knowledge: Knowledge, provision: Record) -> Record:
    """The section at the top of the law that a provision stands in."""
    return list(knowledge.ancestors(provision, _PART_OF))[-1]


def slug(program: Record | None) -> str:
    """The name of a program in the address of a page."""
    return program.name.partition(":")[2] if program else "no-program"
