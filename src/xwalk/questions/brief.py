"""A memo of two pages on a topic: the need, the levers, the requirements, the gaps, and how each is known.

Everything that the memo says cites its passage. What does not fit on two pages is counted, with the command that lists
it: nothing is cut in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import list_words
from xwalk.questions.answers import FAINT, Answer, Evidence, Step
from xwalk.questions.brief_law import duties, gaps, joined, levers, named, of_family, reach
from xwalk.questions.brief_length import LEAST, WISHES, fits
from xwalk.questions.brief_lines import (
    Brief,
    Citation,
    Known,
    Levers,
    Limits,
    Line,
    Point,
    Reach,
    Unknown,
    framework,
    plural,
    readable,
    sentence,
)
from xwalk.questions.brief_need import Survey, need, survey
from xwalk.questions.brief_writing import document
from xwalk.questions.find import name_record
from xwalk.questions.funding import FAMILIES, FEDERAL, STATE, TOPICS, Funding, funding
from xwalk.questions.grouping import group
from xwalk.questions.parts import UNKNOWN, Parts
from xwalk.routes import routes_to

_ANY_STATE = "state requirement or pilot"


class _Asked(NamedTuple):
    """What the memo is made from, asked once."""

    parts: Parts
    funding: Funding
    federal: list[Answer]
    local: list[Answer]
    apart: list[Record]
    reach: Reach
    survey: Survey
    unknown: list[Unknown]
    unmeasured: list[Line]
    #: How a command names the topic.
    spoken: str
    dated: str


def brief(knowledge: Knowledge, topic: str, state: str | None = None) -> Brief:
    """A memo on a topic that a policy officer can send on: two pages, every line with its source.

    Args:
        knowledge: The knowledge base.
        topic: An area, component, term or practice, by identifier or words.
        state: A state, by code, name or identifier; without one, the memo names all states that are recorded.

    Raises:
        UsageError: Nothing, or more than one thing, is named so, or nothing is recorded of the state.
    """
    asked = _ask(knowledge, topic, state)
    limits = LEAST
    made = _compose(knowledge, asked, limits)
    for name in WISHES:
        more = limits._replace(**{name: getattr(limits, name) + 1})
        fuller = _compose(knowledge, asked, more)
        if fuller != made and fits(document(fuller)):
            limits, made = more, fuller
    return made


def _ask(knowledge: Knowledge, topic: str, state: str | None) -> _Asked:
    answer = funding(knowledge, topic, state=state)
    parts = Parts(knowledge)
    federal = [each for each in answer.answers if each.record.kind in FEDERAL]
    local = [each for each in answer.answers if each.record.kind in STATE]
    apart: list[Record] = []
    if answer.state is None:
        routes = routes_to(knowledge, answer.topic, kinds=STATE).routes
        local = [
            each
            for each in group(parts, routes, answer.topic)
            if knowledge.rules.relations[each.relation].family in FAMILIES
        ]
    else:
        linked = {each.record.key for each in local}
        apart = [
            record
            for record in knowledge.pointing_at(answer.state, "xwalk:jurisdiction")
            if record.kind in STATE and record.key not in linked
        ]
    found = survey(knowledge, answer.topic, answer.state)
    return _Asked(
        parts,
        answer,
        federal,
        _one_each(local),
        apart,
        reach(knowledge, answer.topic),
        found,
        _unknown(parts, answer),
        _unmeasured(parts, answer.topic, found),
        _spoken(knowledge, answer.topic),
        str(knowledge.db.execute("SELECT max(date) FROM statement").fetchone()[0] or ""),
    )


def _compose(knowledge: Knowledge, asked: _Asked, limits: Limits) -> Brief:
    """The memo within some limits."""
    parts, topic, place = asked.parts, asked.funding.topic, asked.funding.state
    money = of_family(knowledge, asked.federal, "money")
    paying = {answer.record.key for answer in money if answer.confidence >= FAINT}
    only_law = [a for a in of_family(knowledge, asked.federal, "law") if a.record.key not in paying]
    said = Brief(
        title=f"{topic.label} in {place.label}" if place else topic.label,
        topic=topic,
        state=place,
        definition=sentence(readable(knowledge, asked.funding.definition or topic.label)),
        framework=framework(knowledge, topic),
        short=[],
        need=need(parts, asked.survey, limits),
        levers=levers(parts, topic, money, limits),
        requirements=duties(parts, asked.local, limits.duties, asked.apart, limits.apart),
        law=duties(parts, only_law, limits.law),
        gaps=gaps(
            parts,
            topic,
            asked.federal,
            asked.funding.blocked,
            asked.unknown,
            asked.unmeasured,
            asked.reach,
            limits,
        ),
        known=[],
        citations=[],
        cut=asked.funding.cut,
        commands=[],
        dated=asked.dated,
        release=asked.funding.release,
        law_as_of=asked.funding.law_as_of,
        disclaimer=asked.funding.disclaimer,
    )
    said = said._replace(
        short=_short(said, asked.funding),
        known=_known(knowledge, said, asked, limits),
        commands=list(_commands(knowledge, said, asked.spoken)),
    )
    return said._replace(citations=_citations(knowledge, parts, said))


def _one_each(answers: Iterable[Answer]) -> list[Answer]:
    """The strongest answer of each record, what is most certain first, then by name."""
    first: dict[int, Answer] = {}
    for answer in answers:
        first.setdefault(answer.record.key, answer)
    return sorted(
        first.values(), key=lambda a: (a.record.kind != "requirement", -round(a.confidence, 9), a.record.name)
    )


def _unknown(parts: Parts, answer: Funding) -> list[Unknown]:
    """What nobody verified: of the rules of the state first; the last, of the state, stands at the head of the memo."""
    whose: dict[str, str] = {}
    for each in answer.answers:
        for section in parts.sections(each.record):
            name = parts.citation(section).partition(";")[0] if section.kind in FEDERAL else section.label
            for text in parts.knowledge.values(section, UNKNOWN):
                whose.setdefault(text, name)
    said = [*answer.unknown[-2:-1], *answer.unknown[:-2]] if answer.state else answer.unknown
    return [Unknown(text, whose.get(text, "")) for text in said]


def _unmeasured(parts: Parts, topic: Record, found: Survey) -> list[Line]:
    knowledge = parts.knowledge
    lines = []
    if not found.items:
        lines.append(Line("No survey item recorded here asks about the topic, so nothing measures it."))
    evidence = tuple(each.id for each in parts.evidence(knowledge.values(topic, "xwalk:evidence"))[:1])
    lines += [
        Line(sentence(readable(knowledge, each)), evidence) for each in knowledge.values(topic, "xwalk:ambiguity")[:1]
    ]
    return lines


def _commands(knowledge: Knowledge, said: Brief, name: str) -> Iterator[str]:
    """The commands that list what the memo only counts or names."""
    topic, place = said.topic, said.state
    if place is None:
        yield f"xwalk funding {name} --all"
    else:
        codes = [each for each in knowledge.values(place, "skos:altLabel") if len(each) == 2 and each.isupper()]
        yield f"xwalk funding {name} --state {codes[0] if codes else place.name} --all"
    held = said.requirements
    if place is None and (held.others or held.faint):
        yield from (f"xwalk cross {name} --to {kind}" for kind in STATE)
    if place is not None and (held.apart or held.more_apart):
        yield f"xwalk query states --set state={place.name}"
    if said.need.more_findings:
        yield f"xwalk query findings{f' --set area={topic.name}' if topic.kind == 'area' else ''}"
    if said.need.more_caveats:
        yield "xwalk query caveats"


def _spoken(knowledge: Knowledge, topic: Record) -> str:
    """How a command names a topic: by its label where that means it and needs no escape, else by its identifier."""
    if all(letter.isalnum() or letter in " -" for letter in topic.label):
        try:
            if name_record(knowledge, topic.label, kinds=TOPICS) == topic:
                return f'"{topic.label}"'
        except UsageError:
            pass
    return topic.name


def _short(said: Brief, answer: Funding) -> list[Point]:
    """What to know first: the need, the money, the state or the states."""
    lead = said.need.lead
    found = Line(lead.text, lead.cites, lead.status) if lead else Line("No survey finding on it is recorded here.")
    return [Point("The need", [found]), Point("The money", _money(said.levers)), _states(said, answer)]


def _money(held: Levers) -> list[Line]:
    if not held.levers:
        faint = f" with more than a faint link ({held.faint} below a score of {FAINT:g})" if held.faint else ""
        return [Line(f"No federal provision is recorded here that could pay for it or for work toward it{faint}.")]
    first = held.levers[0]
    program = f" ({first.program})" if first.program else ""
    counts = [f"{count} {words} it" for words, count in held.by_phrase]
    counts[0] = f"{plural(held.by_phrase[0][1], 'provision')} {held.by_phrase[0][0]} it"
    aside = ", faint links aside" if held.faint else ""
    return [
        Line(
            f"The strongest lever, {first.citation.partition(';')[0]}{program}, {first.says} "
            f"({first.status}, {first.confidence:.2f}).",
            (*first.cites, *first.rests),
            first.status,
        ),
        Line(f"In all, {list_words(counts)}{aside}."),
    ]


def _states(said: Brief, answer: Funding) -> Point:
    held, place = said.requirements, said.state
    count = len(held.shown) + len(held.others)
    about, wanted = ("The state", f"requirement or pilot of {place.label}") if place else ("The states", _ANY_STATE)
    if not count:
        score = f" at a score of {FAINT:g} or more" if held.faint else ""
        line = Line(f"No {wanted} recorded here bears on it{score}.")
    elif place is None:
        counted = f"{plural(count, wanted, 'state requirements and pilots')} recorded here"
        line = Line(f"{counted} {'bears' if count == 1 else 'bear'} on it: {list_words(held.places)}.")
    else:
        first = held.shown[0]
        more = f"; {count - 1} more {'bears' if count == 2 else 'bear'} on it" if count > 1 else ""
        text = f"“{first.record.label}” {first.phrase} it ({first.status}, {first.confidence:.2f}){more}."
        line = Line(text, first.cites, first.status)
    return Point(about, [line, Line(answer.unknown[-1])] if place else [line])


def _known(knowledge: Knowledge, said: Brief, asked: _Asked, limits: Limits) -> list[Known]:
    """How what the memo says is known: stated, asserted, derived; with the judgements and what rests on them."""
    shown = {lever.record.key for lever in said.levers.levers}
    shown |= {duty.record.key for duty in [*said.law.shown, *said.requirements.shown]}
    held: dict[int, Answer] = {}
    for answer in [*asked.federal, *asked.local]:
        if answer.record.key in shown:
            held.setdefault(answer.record.key, answer)
    links: dict[str, Step] = {step.id: step for answer in held.values() for step in answer.route}
    lead = [said.need.lead] if said.need.lead else []
    counted = {
        "finding": Counter(each.status for each in [*lead, *said.need.findings]),
        "remark": Counter(each.status for each in [*said.need.caveats, *said.levers.differences]),
        "link": Counter(step.status for step in links.values()),
    }
    behind = {step.id for answer in held.values() if len(answer.route) > 1 for step in answer.route}
    judged = sorted(
        (step for step in links.values() if step.status == "asserted"),
        key=lambda step: (step.id not in behind, step.confidence, step.id),
    )
    told = [Line(f"{joined(knowledge, step)} ({step.confidence:g})", (), step.status) for step in judged]
    derived = [answer for answer in held.values() if answer.status == "derived"]
    return [
        Known("stated", _nouns(counted, "stated"), [], 0),
        Known("asserted", _nouns(counted, "asserted"), told[: limits.judgements], len(told[limits.judgements :])),
        Known(
            "derived",
            [("conclusion", len(derived))] if derived else [],
            [Line(name, (), "derived") for name in named(derived)],
            0,
        ),
    ]


def _nouns(counted: dict[str, Counter[str]], status: str) -> list[tuple[str, int]]:
    return [(noun, of[status]) for noun, of in counted.items() if of[status]]


def _citations(knowledge: Knowledge, parts: Parts, said: Brief) -> list[Citation]:
    """Every passage that the memo cites, numbered source by source, sources in the order in which they are cited."""
    by_source: dict[str, dict[str, Evidence]] = {}
    names = list(dict.fromkeys(name for cites in cited(said) for name in cites))
    for passage in parts.evidence(names):
        record = knowledge.by_name(passage.id)
        name = knowledge.value(record, "dcterms:source") if record else ""
        by_source.setdefault(name, {})[passage.id] = passage
    numbered: list[Citation] = []
    for name, passages in by_source.items():
        source = knowledge.by_name(name) if name else None
        edition = knowledge.value(source, "xwalk:citation") if source else ""
        url = knowledge.value(source, "schema:url") if source else ""
        for passage in passages.values():
            numbered.append(Citation(len(numbered) + 1, passage, name, edition or passage.source, url))
    return numbered


def cited(said: Brief) -> Iterator[tuple[str, ...]]:
    """The passages of every line of a memo, from top to bottom; the lines at its head come last."""
    need, held = said.need, said.gaps
    if need.lead:
        yield need.lead.cites
    yield from (each.cites for each in need.findings)
    yield from (line.cites for line in [*need.samples, *need.caveats])
    for lever in said.levers.levers:
        yield from (lever.cites, lever.rests)
    yield from (binding.cites for each in said.levers.conditions for binding in each.lines)
    yield from (line.cites for line in said.levers.differences)
    for duty in said.requirements.shown:
        yield from (duty.cites, duty.rests if said.state else ())
    yield from (each.cites for each in said.law.shown)
    if held.weakest:
        yield held.weakest.cites
    yield from (line.cites for line in [*held.near, *held.unmeasured, *held.counterparts, *held.denied])
    yield from (line.cites for point in said.short for line in point.lines)
