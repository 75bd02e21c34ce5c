"""A memo as a document: headings, paragraphs with citation marks, lists, a table, sources. No format is known here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from xwalk.names import list_words
from xwalk.questions.brief_lines import grouped, plural, sentence
from xwalk.questions.funding import FEDERAL
from xwalk.render.paper import clean

if TYPE_CHECKING:
    from xwalk.questions.brief_lines import Brief, Citation, Conditions, Duty, Finding, Lever, Line

#: What stands beside a passage that no machine found in the text of its source.
_VERIFIED = {"read": "read, not matched by machine", "unverified": "not verified"}


#: What each status means, for readers.
_MEANING = {
    "stated": "Stated, the source says it",
    "asserted": "Asserted, a curator's judgement",
    "derived": "Derived, follows by rule from the steps",
}
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\|]+")


class Run(NamedTuple):
    """Some words in one style: plain (empty), strong, emphasis or code."""

    text: str
    style: str = ""


class Mark(NamedTuple):
    """The numbers of the passages that the words before it cite."""

    numbers: tuple[int, ...]


Inline = Run | Mark


class Heading(NamedTuple):
    """A heading of a level, from 1; ``key`` where what follows is what to know first."""

    level: int
    text: str
    key: bool = False


class Paragraph(NamedTuple):
    """A paragraph; its role is plain (empty), lead, note or end."""

    words: list[Inline]
    role: str = ""


class Items(NamedTuple):
    """A list without an order."""

    rows: list[list[Inline]]


class Table(NamedTuple):
    """A table with a header; a cell is words."""

    caption: str
    header: Sequence[str]
    rows: list[list[list[Inline]]]


class Entry(NamedTuple):
    """One numbered passage."""

    number: int
    words: str
    url: str


class Source(NamedTuple):
    """The edition of a source, its address, and the passages that the memo cites."""

    edition: str
    url: str
    entries: list[Entry]


class Sources(NamedTuple):
    """The numbered passages, source by source."""

    groups: list[Source]


Block = Heading | Paragraph | Items | Table | Sources


class Document(NamedTuple):
    """A document, its title, its date (ISO 8601, or empty) and its blocks in order."""

    title: str
    subject: str
    dated: str
    blocks: list[Block]


def web_address(url: str) -> str:
    """An address that is safe to link, or nothing.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return url if _ADDRESS.fullmatch(url) else ""


def document(said: Brief) -> Document:
    """A memo as a document.

    Args:
        said: The answer to ``xwalk brief``.
    """
    return Document(
        f"Policy memo: {clean(said.title)}",
        "The need, the levers, the requirements and the gaps, with sources",
        said.dated,
        list(_Writer(said).blocks()),
    )


class _Writer:
    """Writes the blocks of one memo."""

    def __init__(self, said: Brief) -> None:
        self.said = said
        self._numbers = {citation.passage.id: citation.number for citation in said.citations}

    def blocks(self) -> Iterable[Block]:
        """Every block, from the title to the last line."""
        said = self.said
        dates = [
            f"Data release {said.release}" if said.release else "",
            f"law as of {said.law_as_of}" if said.law_as_of else "",
        ]
        yield Heading(1, f"Policy memo: {said.title}")
        if any(dates):
            yield Paragraph([Run(" · ".join(filter(None, dates)))], "note")
        yield Paragraph([Run("Topic: ", "strong"), Run(said.definition)], "lead")
        yield from self._short()
        yield from self._need()
        yield from self._levers()
        yield from self._duties()
        yield from self._gaps()
        yield from self._known()
        yield from self._sources()
        yield Paragraph([Run(self._end())], "end")

    def _line(self, line: Line, *before: Inline) -> list[Inline]:
        return [*before, Run(line.text), *self._mark(line.cites)]

    def _mark(self, cites: Iterable[str]) -> list[Inline]:
        numbers = tuple(sorted({self._numbers[name] for name in cites if name in self._numbers}))
        return [Mark(numbers)] if numbers else []

    def _short(self) -> Iterable[Block]:
        yield Heading(2, "What to know", key=True)
        names = ("The need. ", "The money. ", "The states. " if self.said.state is None else "The state. ")
        rows = [self._line(line, Run(name, "strong")) for name, line in zip(names, self.said.short, strict=True)]
        if self.said.need.lead is not None:
            rows[0] = [Run(names[0], "strong"), *self._finding(self.said.need.lead)]
        yield Items(rows)

    def _need(self) -> Iterable[Block]:
        held = self.said.need
        yield Heading(2, "The need")
        if held.by_way and held.areas:
            names = list_words([area.label for area in held.areas])
            yield Paragraph([Run(f"Findings {held.by_way}: {names}.")])
        if held.findings:
            yield Items([self._finding(each) for each in held.findings])
        elif held.lead is None:
            yield Paragraph([Run("No finding is recorded on it.")])
        if held.samples:
            names = "; ".join(line.text for line in held.samples)
            yield Paragraph([Run("Who was asked (the report is the first source below): ", "strong"), Run(f"{names}.")])
        if held.caveats:
            words: list[Inline] = [Run("Before quoting: ", "strong")]
            for line in held.caveats:
                words += [*self._line(line), Run(" ")]
            yield Paragraph(words)
        counts = ((held.more_findings, "finding"), (held.more_caveats, "caveat"))
        more = [plural(count, noun) for count, noun in counts if count]
        if more:
            area = f" --set area={self.said.topic.name}" if self.said.topic.kind == "area" else ""
            yield Paragraph(
                [
                    Run(f"{list_words(more)} more: "),
                    Run(f"xwalk query findings{area}", "code"),
                    Run(", "),
                    Run("xwalk query caveats", "code"),
                ],
                "note",
            )

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
                f"“{self.said.topic.label}”: provisions that could pay, the strongest first",
                ("Provision", "What follows from its text", "Who receives", "How it is known"),
                [self._lever(each) for each in held.levers],
            )
        else:
            yield Paragraph([Run(self.said.short[1].text)])
        if held.conditions:
            yield Paragraph([Run("Conditions that matter most", "strong")], "label")
            yield Items([self._conditions(group) for group in held.conditions])
        if held.differences:
            words: list[Inline] = [Run("Where the report and the law differ: ", "strong")]
            for line in held.differences:
                words += [*self._line(line), Run(" ")]
            yield Paragraph(words)
        more = [f"also, with lower scores: {'; '.join(grouped(held.others))}"] if held.others else []
        more += [
            plural(count, one, many)
            for count, one, many in (
                (held.faint, "faint provision (score below 0.3)", "faint provisions (score below 0.3)"),
                (held.more_differences, "more difference", "more differences"),
            )
            if count
        ]
        lead = f"{'; '.join(more)}; every condition and route: " if more else "Every condition and route: "
        yield Paragraph([Run(lead[0].upper() + lead[1:]), Run(self.said.more, "code")], "note")

    def _conditions(self, group: Conditions) -> list[Inline]:
        words: list[Inline] = [Run(f"{group.program}: ", "strong")] if group.program else []
        for line in group.lines:
            words += [*self._line(line), Run(" ")]
        return [*words, Run(f"{group.more} more.")] if group.more else words

    def _lever(self, lever: Lever) -> list[list[Inline]]:
        known = f"{lever.status}, {lever.confidence:.2f}"
        if lever.disagreement:
            known += "; routes disagree"
        return [
            [Run(lever.citation.partition(";")[0], "strong"), Run(f" {lever.record.label}"), *self._mark(lever.cites)],
            [Run(sentence(lever.says[:1].upper() + lever.says[1:]))],
            [Run(list_words(lever.recipients))],
            [Run(known)],
        ]

    def _duties(self) -> Iterable[Block]:
        said = self.said
        held = said.requirements
        yield Heading(
            2, "State requirements and pilots" if said.state is None else f"Requirements in {said.state.label}"
        )
        if held.shown:
            yield Items([self._duty(each, full=said.state is not None) for each in held.shown])
        else:
            yield Paragraph([Run("None that is recorded here is joined to the topic at a score of 0.3 or more.")])
        rest: list[Inline] = []
        if held.others:
            rest.append(Run(f"Also: {'; '.join(grouped(held.others))}. "))
        if held.faint:
            rest += [Run(f"{held.faint} more, faint (score below 0.3)"), *self._more_duties()]
        if held.apart:
            names = "; ".join(grouped(record.label for record in held.apart))
            rest.append(Run(f"Also recorded, and joined to this topic by no route: {names}."))
        if held.more_apart and said.state:
            count = f"{held.more_apart} more requirements or pilots of {said.state.label}"
            rest.append(Run(f"{count} are joined to this topic by no route: "))
            rest.append(Run(f"xwalk query states --set state={said.state.name}", "code"))
        if rest:
            yield Paragraph(rest, "note")
        if said.law.shown:
            yield Heading(2, "Federal law that allows or requires, without paying")
            yield Items([self._duty(each) for each in said.law.shown])
            if said.law.others:
                yield Paragraph([Run(f"Also: {'; '.join(grouped(said.law.others))}.")], "note")

    def _more_duties(self) -> list[Inline]:
        if self.said.state is not None:
            return [Run(", by the command above. ")]
        name = self.said.topic.name
        return [
            Run(": "),
            Run(f"xwalk cross {name} --to requirement", "code"),
            Run(", "),
            Run(f"xwalk cross {name} --to pilot", "code"),
            Run(". "),
        ]

    def _duty(self, duty: Duty, *, full: bool = False) -> list[Inline]:
        federal = duty.record.kind in FEDERAL
        words: list[Inline] = [Run(duty.sentence if full or federal else duty.says), *self._mark(duty.cites)]
        on = f"on {list_words(duty.recipients)}; " if duty.recipients and (full or federal) else ""
        cited = f"{duty.record.label if federal else duty.citation}; "
        words.append(Run(f" ({cited}{on}{duty.status}, {duty.confidence:.2f})", "emphasis"))
        words.append(Run("."))
        if full and duty.later:
            words.append(Run(f" Later: {duty.later}"))
        if full and duty.unknown:
            words.append(Run(f" Not known: {sentence(duty.unknown)}"))
        return words

    def _gaps(self) -> Iterable[Block]:
        held, reach = self.said.gaps, self.said.gaps.reach
        yield Heading(2, "The gaps")
        rows: list[list[Inline]] = []
        if held.weakest:
            rows.append(self._line(held.weakest, Run("Weakest step. ", "strong")))
        states = [
            f"{reach.covered} joined to the topic at a score of {reach.threshold:g} or more",
            f"{reach.weak} below it" if reach.weak else "",
            f"{reach.blocked} ruled out by a denial" if reach.blocked else "",
            f"{reach.none} without a counterpart" if reach.none else "",
            f"{reach.unreviewed} with nothing recorded (nobody looked, as far as is known)",
        ]
        rows.append(
            [
                Run("Coverage. ", "strong"),
                Run(f"Of {plural(reach.of, 'federal provision')} recorded here: {list_words(filter(None, states))}."),
            ]
        )
        rows += [self._line(line, Run("Limits. ", "strong")) for line in [*held.unmeasured, *held.counterparts]]
        rows += [self._line(line, Run("Not so. ", "strong")) for line in held.denied]
        if held.more_denied:
            rows.append([Run(f"{plural(held.more_denied, 'more denial', 'more denials')}, not shown here.")])
        if held.unknown:
            left = f" And {plural(held.more_unknown, 'more point', 'more points')}." if held.more_unknown else ""
            rows.append([Run("Nobody verified. ", "strong"), Run(f"{' '.join(map(sentence, held.unknown))}{left}")])
        if self.said.cut:
            rows.append([Run("Not complete. ", "strong"), Run(sentence(self.said.cut))])
        yield Items(rows)

    def _known(self) -> Iterable[Block]:
        yield Heading(2, "How this is known")
        rows: list[list[Inline]] = []
        for known in self.said.known:
            words = list_words([plural(count, noun) for noun, count in known.counted]) or "nothing in this memo"
            if known.listed:
                more = f"; {known.more} more" if known.more else ""
                names = [line.text for line in known.listed]
                words += f": {'; '.join(grouped(names) if known.status == 'derived' else names)}{more}"
            rows.append([Run(f"{_MEANING[known.status]}: ", "strong"), Run(sentence(words))])
        yield Items(rows)
        yield Paragraph(
            [Run("A step is one link between law and topic. A score ranks; it is not a probability.")], "note"
        )

    def _sources(self) -> Iterable[Block]:
        if not self.said.citations:
            return
        yield Heading(2, "Sources")
        groups = []
        for (edition, url), held in groupby(self.said.citations, key=lambda each: (each.edition, each.source_url)):
            groups.append(Source(edition, url, [_entry(citation) for citation in held]))
        yield Sources(groups)

    def _end(self) -> str:
        """The date of the data and the law, and once that this is not legal advice."""
        words = self.said.disclaimer
        if "not legal advice" not in words.casefold():
            words = f"{words} This is not legal advice.".strip()
        return f"{words} Data release {self.said.release}." if self.said.release else words


def _entry(citation: Citation) -> Entry:
    passage = citation.passage
    quoted = f": “{passage.anchor}”" if passage.anchor else f": {passage.label}"
    verified = _VERIFIED.get(passage.verification, "")
    where = passage.locator or passage.label
    words = f"{where}{quoted}{f' ({verified})' if verified else ''}"
    return Entry(citation.number, words, passage.url if passage.url != citation.source_url else "")
