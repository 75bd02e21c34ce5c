"""A memo in the JSON of the command-line contract (see ``schemas/brief.schema.json``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xwalk.names import plain
from xwalk.render.as_json import CONTRACT, _data, _number, _record

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xwalk.questions.brief_lines import Brief, Citation, Duties, Duty, Finding, Known, Lever, Line


def as_dict(said: Brief) -> dict[str, Any]:
    """The object of ``xwalk brief --format json``; ``cites`` are the numbers of ``citations``.

    Args:
        said: The answer to ``xwalk brief``.
    """
    return _Written(said).whole()


class _Written:
    """Writes one memo; knows the number of each passage."""

    def __init__(self, said: Brief) -> None:
        self.said = said
        self._numbers = {citation.passage.id: citation.number for citation in said.citations}

    def whole(self) -> dict[str, Any]:
        """The memo."""
        said = self.said
        return {
            "contract": CONTRACT,
            "question": {
                "command": "brief",
                "topic": _record(said.topic),
                "state": _record(said.state) if said.state else None,
            },
            "title": said.title,
            "definition": said.definition,
            "framework": said.framework or None,
            "short": [{"about": point.about, "lines": self._lines(point.lines)} for point in said.short],
            "need": self._need(),
            "levers": self._levers(),
            "requirements": self._duties(said.requirements),
            "law": self._duties(said.law),
            "gaps": self._gaps(),
            "known": [self._known(known) for known in said.known],
            "citations": [_citation(each) for each in said.citations],
            "cut": said.cut,
            "commands": said.commands,
            "dated": said.dated or None,
            "data": _data(said.release, said.law_as_of, said.disclaimer),
        }

    def _cites(self, names: Iterable[str]) -> list[int]:
        return sorted({self._numbers[name] for name in names if name in self._numbers})

    def _line(self, line: Line) -> dict[str, Any]:
        return {"text": line.text, "cites": self._cites(line.cites), "status": line.status or None}

    def _lines(self, lines: Iterable[Line]) -> list[dict[str, Any]]:
        return [self._line(line) for line in lines]

    def _need(self) -> dict[str, Any]:
        need = self.said.need
        return {
            "areas": [_record(area) for area in need.areas],
            "lead": self._finding(need.lead) if need.lead else None,
            "findings": [self._finding(each) for each in need.findings],
            "samples": self._lines(need.samples),
            "caveats": self._lines(need.caveats),
            "more_findings": need.more_findings,
            "more_caveats": need.more_caveats,
        }

    def _finding(self, held: Finding) -> dict[str, Any]:
        return {
            "record": _record(held.record),
            "text": held.text,
            "comparator": held.comparator or None,
            "value": _number(held.value),
            "low": _number(held.low),
            "high": _number(held.high),
            "unit": held.unit or None,
            "base": held.base or None,
            "respondent": held.respondent or None,
            "grades": held.grades or None,
            "counts": held.counts or None,
            "contrast": held.contrast or None,
            "significance": held.significance or None,
            "open": held.open or None,
            "also_open": held.also_open,
            "cites": self._cites(held.cites),
            "status": held.status or None,
        }

    def _levers(self) -> dict[str, Any]:
        levers = self.said.levers
        return {
            "provisions": [self._lever(each) for each in levers.levers],
            "conditions": [
                {
                    "program": each.program,
                    "lines": [
                        {"text": line.text, "cites": self._cites(line.cites), "only": line.only or None}
                        for line in each.lines
                    ],
                    "more": each.more,
                }
                for each in levers.conditions
            ],
            "differences": self._lines(levers.differences),
            "others": levers.others,
            "faint": levers.faint,
            "more_differences": levers.more_differences,
            "by_phrase": [{"phrase": words, "count": count} for words, count in levers.by_phrase],
        }

    def _lever(self, lever: Lever) -> dict[str, Any]:
        return {
            "record": _record(lever.record),
            "citation": lever.citation,
            "relation": plain(lever.relation),
            "sentence": lever.sentence,
            "program": lever.program or None,
            "recipients": lever.recipients,
            "status": lever.status,
            "confidence": round(lever.confidence, 4),
            "routes": lever.routes,
            "disagreement": [plain(name) for name in lever.disagreement],
            "statements": list(lever.statements),
            "cites": self._cites(lever.cites),
            "rests": self._cites(lever.rests),
        }

    def _duties(self, held: Duties) -> dict[str, Any]:
        return {
            "shown": [self._duty(each) for each in held.shown],
            "others": held.others,
            "faint": held.faint,
            "places": held.places,
            "apart": [_record(record) for record in held.apart],
            "more_apart": held.more_apart,
        }

    def _duty(self, duty: Duty) -> dict[str, Any]:
        return {
            "record": _record(duty.record),
            "citation": duty.citation,
            "relation": plain(duty.relation),
            "sentence": duty.sentence,
            "definition": duty.definition or None,
            "law_says": duty.law_says or None,
            "jurisdiction": duty.jurisdiction or None,
            "duty": duty.duty or None,
            "recipients": duty.recipients,
            "status": duty.status,
            "confidence": round(duty.confidence, 4),
            "later": duty.later or None,
            "unknown": duty.unknown or None,
            "statements": list(duty.statements),
            "cites": self._cites(duty.cites),
            "rests": self._cites(duty.rests),
        }

    def _gaps(self) -> dict[str, Any]:
        gaps = self.said.gaps
        return {
            "weakest": self._line(gaps.weakest) if gaps.weakest else None,
            "reach": gaps.reach._asdict(),
            "unmeasured": self._lines(gaps.unmeasured),
            "near": self._lines(gaps.near),
            "counterparts": self._lines(gaps.counterparts),
            "denied": self._lines(gaps.denied),
            "more_denied": gaps.more_denied,
            "unknown": [{"text": each.text, "of": each.of or None} for each in gaps.unknown],
            "more_unknown": gaps.more_unknown,
        }

    def _known(self, known: Known) -> dict[str, Any]:
        return {
            "status": known.status,
            "count": sum(count for _, count in known.counted),
            "counted": [{"noun": noun, "count": count} for noun, count in known.counted],
            "listed": [line.text for line in known.listed],
            "more": known.more,
        }


def _citation(citation: Citation) -> dict[str, Any]:
    passage = citation.passage
    return {
        "number": citation.number,
        "id": passage.id,
        "label": passage.label,
        "source": citation.source_id,
        "edition": citation.edition,
        "locator": passage.locator,
        "anchor": passage.anchor,
        "verification": passage.verification,
        "url": passage.url,
    }
