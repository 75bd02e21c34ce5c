"""A memo as rows for a spreadsheet: a line of the memo, how it is known, what it cites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xwalk.names import list_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xwalk.questions.brief_lines import Brief, Duties

HEADER = ("section", "part", "text", "status", "confidence", "cites", "passages", "urls")

Row = tuple[str, ...]


def brief(said: Brief) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row a line of the memo; what is only counted has no row.

    Args:
        said: The answer to ``xwalk brief``.
    """
    return HEADER, list(_Rows(said).rows())


class _Rows:
    """Makes the rows of one memo; knows each passage."""

    def __init__(self, said: Brief) -> None:
        self.said = said
        self._citations = {citation.passage.id: citation for citation in said.citations}

    def _row(
        self, section: str, part: str, text: str, cites: Iterable[str] = (), status: str = "", score: str = ""
    ) -> Row:
        held = sorted({self._citations[name] for name in cites if name in self._citations})
        passages = (f"{each.edition}, {each.passage.locator or each.passage.label}" for each in held)
        return (
            section,
            part,
            text,
            status,
            score,
            " ".join(str(each.number) for each in held),
            " | ".join(passages),
            " ".join(dict.fromkeys(each.passage.url for each in held if each.passage.url)),
        )

    def rows(self) -> Iterator[Row]:
        """Every row, in the order of the memo."""
        said = self.said
        yield self._row("topic", said.title, said.definition)
        for point in said.short:
            for line in point.lines:
                yield self._row("what to know", point.about, line.text, line.cites, line.status)
        yield from self._need()
        yield from self._levers()
        yield from self._duties("requirements", said.requirements)
        yield from self._duties("federal law that does not pay", said.law)
        yield from self._gaps()
        yield self._row("date", "", f"{said.disclaimer} Data release {said.release}.".strip())

    def _need(self) -> Iterator[Row]:
        need = self.said.need
        for held in [*([need.lead] if need.lead else []), *need.findings]:
            text = f"{held.text}{f' ({held.answered})' if held.answered else ''}"
            open_too = f"{text} Left open: {held.open}" if held.open else text
            yield self._row("need", "finding", open_too, held.cites, held.status)
        for part, lines in (("who was asked", need.samples), ("before quoting", need.caveats)):
            for line in lines:
                yield self._row("need", part, line.text, line.cites, line.status)

    def _levers(self) -> Iterator[Row]:
        levers = self.said.levers
        for lever in levers.levers:
            who = f" Who receives: {list_words(lever.recipients)}." if lever.recipients else ""
            text = f"{lever.sentence} ({lever.record.label}).{who}"
            cites = (*lever.cites, *lever.rests)
            yield self._row("levers", lever.program, text, cites, lever.status, f"{lever.confidence:.4f}")
        for group in levers.conditions:
            for line in group.lines:
                only = f"Only for {line.only}: " if line.only else ""
                yield self._row("conditions", group.program, f"{only}{line.text}", line.cites)
        for each in levers.differences:
            yield self._row("levers", "where the report and the law differ", each.text, each.cites, each.status)
        for name in levers.others:
            yield self._row("levers", "also linked", name)

    def _duties(self, section: str, held: Duties) -> Iterator[Row]:
        for duty in held.shown:
            told = (
                ("", duty.definition),
                ("The law says: ", duty.law_says),
                ("Later: ", duty.later),
                ("Not verified: ", duty.unknown),
            )
            more = "".join(f" {before}{said}" for before, said in told if said)
            text = f"{duty.sentence} ({duty.citation}).{more}"
            cites = (*duty.cites, *duty.rests)
            yield self._row(section, duty.jurisdiction, text, cites, duty.status, f"{duty.confidence:.4f}")
        for name in held.others:
            yield self._row(section, "also linked", name)
        for record in held.apart:
            yield self._row(section, "not linked to the topic", record.label)

    def _gaps(self) -> Iterator[Row]:
        gaps = self.said.gaps
        for part, lines in (
            ("main lever", [gaps.weakest] if gaps.weakest else []),
            ("near topics", gaps.near),
            ("left open", gaps.unmeasured),
            ("no counterpart", gaps.counterparts),
            ("not so", gaps.denied),
        ):
            for line in lines:
                yield self._row("gaps", part, line.text, line.cites, line.status)
        for each in gaps.unknown:
            yield self._row("gaps", "nobody verified", f"{each.of}: {each.text}" if each.of else each.text)
