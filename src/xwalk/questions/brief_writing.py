"""Write a memo: which words stand in which heading, paragraph, list and table. No format is known here."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

from xwalk.names import list_words
from xwalk.questions.answers import FAINT
from xwalk.questions.brief_document import (
    Block,
    Document,
    Entry,
    Heading,
    Inline,
    Items,
    Mark,
    Paragraph,
    Run,
    Source,
    Sources,
    Table,
)
from xwalk.questions.brief_lines import (
    Brief,
    Citation,
    Conditions,
    Duty,
    Finding,
    Known,
    Lever,
    Line,
    Reach,
    grouped,
    plural,
    sentence,
)
from xwalk.questions.funding import FEDERAL

#: What stands beside a passage that no machine found in the text of its source.
_VERIFIED = {"read": " (read in a copy)", "unverified": " (not verified)"}
#: What each status means, for readers.
_MEANING = {
    "stated": "Stated (the source says it)",
    "asserted": "Asserted (a curator's judgement)",
    "derived": "Derived (follows by rule from the links)",
}
_FAINT_LINK = f"only a faint link (score below {FAINT:g})"
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\|]+")
_COLUMNS = {"Provision": 0.33, "What follows from its text": 0.28, "Who receives": 0.25, "How it is known": 0.14}


def document(said: Brief) -> Document:
    """A memo as a document.

    Args:
        said: The answer to ``xwalk brief``.
    """
    return Document(
        f"Policy memo: {said.title}",
        "The need, the levers, the requirements and the gaps, with sources",
        said.dated,
        list(_Writer(said).blocks()),
    )


def web_address(url: str) -> str:
    """An address that is safe to link, or nothing.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return url if _ADDRESS.fullmatch(url) else ""


class _Writer:
    """Writes the blocks of one memo."""

    def __init__(self, said: Brief) -> None:
        self.said = said
        self._numbers = {citation.passage.id: citation.number for citation in said.citations}

    def blocks(self) -> Iterable[Block]:
        """Every block, from the title to the last line."""
        said = self.said
        yield Heading(1, f"Policy memo: {said.title}")
        dated = f" of {said.dated}" if said.dated else ""
        dates = [
            f"Statutes read as of {said.law_as_of}" if said.law_as_of else "",
            f"data release {said.release}{dated}" if said.release else "",
        ]
        if any(dates):
            yield Paragraph([Run(" · ".join(filter(None, dates)))], "note")
        of = f"Topic ({said.framework}): " if said.framework else "Topic: "
        yield Paragraph([Run(of, "strong"), Run(said.definition)], "lead")
        yield from self._short()
        yield from self._need()
        yield from self._levers()
        yield from self._requirements()
        yield from self._law()
        yield from self._gaps()
        yield from self._known()
        yield from self._sources()
        yield Paragraph([Run(self._end())], "end")

    def _lines(self, lines: Iterable[Line], *before: Inline) -> list[Inline]:
        """Lines one after another, each with its mark."""
        words = list(before)
        for line in lines:
            words += [Run(line.text), *self._mark(line.cites), Run(" ")]
        return words[:-1]

    def _mark(self, cites: Iterable[str]) -> list[Inline]:
        numbers = tuple(sorted({self._numbers[name] for name in cites if name in self._numbers}))
        return [Mark(numbers)] if numbers else []

    def _short(self) -> Iterable[Block]:
        yield Heading(2, "What to know", key=True)
        rows = []
        for point in self.said.short:
            about = Run(f"{point.about}. ", "strong")
            lead = self.said.need.lead if point is self.said.short[0] else None
            rows.append([about, *self._finding(lead)] if lead else self._lines(point.lines, about))
        yield Items(rows)

    def _need(self) -> Iterable[Block]:
        held = self.said.need
        yield Heading(2, "The need")
        if held.by_way and held.areas:
            names = list_words([area.label for area in held.areas])
            yield Paragraph([Run(f"Findings {held.by_way}: {names}.")])
        if held.findings:
            yield Items([self._finding(each) for each in held.findings])
        elif held.lead:
            yield Paragraph([Run("No other finding on it is recorded here.")])
        else:
            yield Paragraph([Run("No finding on it is recorded here, so how great the need is cannot be said.")])
        if held.samples:
            yield Paragraph(self._lines(held.samples, Run("Who was asked: ", "strong")))
        if held.caveats:
            yield Paragraph(self._lines(held.caveats, Run("Before quoting: ", "strong")))
        counts = ((held.more_findings, "finding"), (held.more_caveats, "caveat"))
        more = [plural(count, f"more {noun}") for count, noun in counts if count]
        if more:
            are = "is" if held.more_findings + held.more_caveats == 1 else "are"
            yield Paragraph([Run(f"{list_words(more)} {are} recorded.")], "note")

    def _finding(self, held: Finding) -> list[Inline]:
        words: list[Inline] = [Run(held.text), *self._mark(held.cites)]
        if held.answered:
            words.append(Run(f" ({held.answered})", "emphasis"))
        if held.open:
            words.append(Run(f" Left open: {held.open}"))
        return words

    def _levers(self) -> Iterable[Block]:
        held = self.said.levers
        yield Heading(2, "The levers")
        if held.levers:
            yield Table(
                f"Provisions that could pay for “{self.said.topic.label}”, for a part of it or for work toward it, "
                "the strongest first",
                tuple(_COLUMNS),
                tuple(_COLUMNS.values()),
                [self._lever(each) for each in held.levers],
            )
        else:
            yield Paragraph([Run(_none(held.faint))])
        if held.conditions:
            yield Paragraph([Run("Conditions that matter most", "strong")], "label")
            yield Items([self._conditions(group) for group in held.conditions])
        if held.differences:
            yield Paragraph(self._lines(held.differences, Run("Where the report and the law differ: ", "strong")))
        more = [f"Also linked to it: {grouped(held.others)}."] if held.others else []
        if held.levers and held.faint:
            more.append(f"{plural(held.faint, 'more provision has', 'more provisions have')} {_FAINT_LINK}.")
        if held.more_differences:
            more.append(f"{plural(held.more_differences, 'more difference is', 'more differences are')} recorded.")
        if more:
            yield Paragraph([Run(" ".join(more))], "note")

    def _lever(self, lever: Lever) -> list[list[Inline]]:
        known = f"{lever.status}, {lever.confidence:.2f}"
        if lever.disagreement:
            known += "; routes disagree"
        return [
            [Run(lever.citation.partition(";")[0], "strong"), Run(f" {lever.record.label}"), *self._mark(lever.cites)],
            [Run(_capital(sentence(lever.says))), *self._mark(lever.rests)],
            [Run("; ".join(lever.recipients))],
            [Run(known)],
        ]

    def _conditions(self, group: Conditions) -> list[Inline]:
        """The conditions of a program, those that bind all its levers first."""
        words: list[Inline] = [Run(f"{group.program}: ", "strong")] if group.program else []
        for only, lines in groupby(sorted(group.lines, key=lambda line: line.only), key=lambda line: line.only):
            if only:
                words.append(Run(f"Only for {only}: ", "emphasis"))
            for line in lines:
                words += [Run(line.text), *self._mark(line.cites), Run(" ")]
        return [*words, Run(f"{group.more} more.")] if group.more else words[:-1]

    def _requirements(self) -> Iterable[Block]:
        said = self.said
        held, place = said.requirements, said.state
        yield Heading(2, f"Requirements in {place.label}" if place else "State requirements and pilots")
        if held.shown:
            yield Items([self._duty(each) for each in held.shown] if place else self._in_short(held.shown))
        else:
            yield Paragraph([Run(_none(held.faint))])
        rest = [f"Also: {grouped(held.others)}."] if held.others else []
        if held.shown and held.faint:
            rest.append(f"{plural(held.faint, 'more has', 'more have')} {_FAINT_LINK}.")
        if held.apart:
            names = grouped(record.label for record in held.apart)
            rest.append(f"Recorded, and not linked to the topic: {names}.")
        if held.more_apart and place:
            counted = plural(held.more_apart, "more requirement or pilot", "more requirements or pilots")
            are = "is" if held.more_apart == 1 else "are"
            rest.append(f"{counted} of {place.label} {are} recorded, and not linked to the topic.")
        if held.shown and not place:
            rest.append("The memo for a state says what its law says beside the report, and what changed later.")
        if rest:
            yield Paragraph([Run(" ".join(rest))], "note")

    def _law(self) -> Iterable[Block]:
        held = self.said.law
        if held.shown:
            yield Heading(2, "Federal law that allows or requires, without paying")
            yield Items([self._duty(each) for each in held.shown])
            if held.others:
                yield Paragraph([Run(f"Also: {grouped(held.others)}.")], "note")

    def _in_short(self, duties: Iterable[Duty]) -> list[list[Inline]]:
        """What several states wrote, relation by relation."""
        rows: dict[str, list[Inline]] = {}
        for duty in duties:
            words = rows.setdefault(duty.phrase, [Run(f"{_capital(duty.phrase)} it:", "strong")])
            words += [Run(f" {duty.record.label}"), *self._mark(duty.cites)]
            words += [Run(f" ({duty.citation}; {duty.status}, {duty.confidence:.2f})", "emphasis"), Run(";")]
        return [[*words[:-1], Run(".")] for words in rows.values()]

    def _duty(self, duty: Duty) -> list[Inline]:
        federal = duty.record.kind in FEDERAL
        name, where = (
            (duty.citation.partition(";")[0], duty.record.label) if federal else (duty.record.label, duty.citation)
        )
        who = f"; who: {', '.join(duty.recipients)}" if duty.recipients else ""
        says = Run(f" {_capital(sentence(duty.says))}")
        words: list[Inline] = [Run(f"{name}.", "strong"), says, *self._mark(duty.cites)]
        words.append(Run(f" ({where}{who}; {duty.status}, {duty.confidence:.2f})", "emphasis"))
        if not federal:
            told = (("", duty.definition), ("The law says: ", duty.law_says), ("Later: ", duty.later))
            words += [Run("".join(f" {before}{text}" for before, text in told if text)), *self._mark(duty.rests)]
            if duty.unknown:
                words.append(Run(f" Not verified: {sentence(duty.unknown)}"))
        return words

    def _gaps(self) -> Iterable[Block]:
        held = self.said.gaps
        yield Heading(2, "The gaps")
        rows: list[list[Inline]] = []
        if held.weakest:
            rows.append(self._lines([held.weakest], Run("Main lever. ", "strong")))
        rows.append([Run("Coverage. ", "strong"), Run(_coverage(held.reach))])
        for about, lines in (
            ("Near topics", held.near),
            ("Left open", held.unmeasured),
            ("No counterpart", held.counterparts),
            ("Not so", held.denied),
        ):
            if lines:
                rows.append(self._lines(lines, Run(f"{about}. ", "strong")))
        if held.more_denied:
            rows.append([Run(f"{plural(held.more_denied, 'more denial is', 'more denials are')} recorded.")])
        if held.unknown:
            said = [
                f"{of and f'{of}: '}{' '.join(sentence(each.text) for each in texts)}"
                for of, texts in groupby(held.unknown, key=lambda each: each.of)
            ]
            said += [f"And {plural(held.more_unknown, 'more point')}."] if held.more_unknown else []
            rows.append([Run("Nobody verified. ", "strong"), Run(" ".join(said))])
        if self.said.cut:
            rows.append([Run("Not complete. ", "strong"), Run(sentence(self.said.cut))])
        yield Items(rows)

    def _known(self) -> Iterable[Block]:
        yield Heading(2, "How this is known")
        yield Items([[Run(f"{_MEANING[each.status]}: ", "strong"), Run(_counted(each))] for each in self.said.known])
        words: list[Inline] = [
            Run(
                "A link is one recorded statement, such as that a practice works toward a topic. A score from 0 to 1 "
                "ranks what is not stated; it is not a probability. What this memo only counts or names is listed by "
            )
        ]
        for command in self.said.commands:
            words += [Run(command, "code"), Run(", ")]
        yield Paragraph([*words[:-1], Run(".")], "note")

    def _sources(self) -> Iterable[Block]:
        if self.said.citations:
            yield Heading(2, "Sources")
            by_edition = groupby(self.said.citations, key=lambda each: (each.edition, each.source_url))
            yield Sources(
                [
                    Source(edition, web_address(url), [_entry(citation) for citation in held])
                    for (edition, url), held in by_edition
                ]
            )

    def _end(self) -> str:
        """The date of the law and the data, and once that this is not legal advice."""
        words = self.said.disclaimer
        if "not legal advice" not in words.casefold():
            words = f"{words} This is not legal advice.".strip()
        return f"{words} Data release {self.said.release}, written with xwalk." if self.said.release else words


def _none(faint: int) -> str:
    """What stands where nothing is shown."""
    if faint:
        return f"None reaches a score of {FAINT:g}; {plural(faint, 'is', 'are')} below it."
    return "None that is recorded here is linked to the topic."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _coverage(reach: Reach) -> str:
    if not reach.of:
        return "No federal provision is recorded here."
    linked = {0: "none is", 1: "1 is"}.get(reach.covered, f"{reach.covered} are")
    states = [f"{linked} linked to the topic at a score of {reach.threshold:g} or more"]
    states += [
        f"{count} {words}"
        for count, words in (
            (reach.weak, "below it"),
            (reach.blocked, "ruled out by a denial"),
            (reach.none, "without a counterpart"),
        )
        if count
    ]
    said = f"Of the {reach.of} federal provisions recorded here, {list_words(states)}"
    if not reach.unreviewed:
        return f"{said}."
    return f"{said}; for {reach.unreviewed} nothing is recorded, and nobody has looked, as far as is known."


def _counted(known: Known) -> str:
    words = list_words([plural(count, noun) for noun, count in known.counted]) or "nothing in this memo"
    if known.listed:
        names = [line.text for line in known.listed]
        words += f": {grouped(names) if known.status == 'derived' else '; '.join(names)}"
    return sentence(f"{words}; {known.more} more" if known.more else words)


def _entry(citation: Citation) -> Entry:
    passage = citation.passage
    quoted = f": “{passage.anchor}”" if passage.anchor else ""
    words = f"{passage.locator or passage.label}{quoted}{_VERIFIED.get(passage.verification, '')}"
    return Entry(citation.number, words, web_address(passage.url) if passage.url != citation.source_url else "")
