"""What the survey asks and finds on each area: items by area, findings by area, areas by finding."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from xwalk.knowledge import Knowledge, Record

#: The part of the field that the survey is arranged by, and how an item and a finding are joined to it.
AREA, _MEASURES, _ABOUT = "area", "xwalk:measures", "xwalk:about"


class Survey:
    """The survey, area by area.

    Args:
        knowledge: The knowledge base.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge

    @cached_property
    def items(self) -> dict[int, list[Record]]:
        """The items that ask about each area, by the key of the area."""
        return {
            area.key: [
                self.knowledge.record(statement.subject)
                for statement in self.knowledge.statements_at(area.key, [_MEASURES], inward=True)
                if not statement.negated and statement.status != "suggested"
            ]
            for area in self.knowledge.of_kind(AREA)
        }

    @cached_property
    def findings(self) -> dict[int, list[Record]]:
        """The findings about each area or an item of it, by the key of the area."""
        return {
            area.key: self._about([area, *self.items[area.key]], "finding") for area in self.knowledge.of_kind(AREA)
        }

    @cached_property
    def areas(self) -> dict[int, list[Record]]:
        """The areas that each finding is about, itself or through an item, by the key of the finding."""
        held: dict[int, list[Record]] = {}
        for area in self.knowledge.of_kind(AREA):
            for finding in self.findings[area.key]:
                held.setdefault(finding.key, []).append(area)
        return held

    def caveats(self, finding: Record) -> list[Record]:
        """The remarks about a finding, or about what it is about."""
        ends = [finding, *self.knowledge.targets(finding, _ABOUT)]
        return self._about([end for end in ends if end.kind in ("finding", "item")], "remark")

    def _about(self, records: Iterable[Record], kind: str) -> list[Record]:
        found = {
            each.key: each
            for record in records
            for each in self.knowledge.pointing_at(record, _ABOUT)
            if each.kind == kind
        }
        return sorted(found.values(), key=lambda each: each.name)
