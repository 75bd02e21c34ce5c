"""A memo of two pages on a topic: the need, the levers, the requirements, the gaps, and how each is known.

Everything that the memo says cites its passage. What does not fit on two pages is counted, with the command that lists
it: nothing is cut in silence.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record
from xwalk.names import list_words
from xwalk.questions.answers import Answer, Evidence, Step
from xwalk.questions.brief_law import FAINT, duties, gaps, joined, levers, named, of_family, phrase, reach
from xwalk.questions.brief_length import FIRST_BACK, FULLEST, GIVES_UP, WORDS, given_up_to, length
from xwalk.questions.brief_lines import (
    Brief,
    Citation,
    Duties,
    Known,
    Levers,
    Limits,
    Line,
    Reach,
    plural,
    readable,
    sentence,
)
from xwalk.questions.brief_need import Survey, need, survey
from xwalk.questions.funding import FAMILIES, FEDERAL, STATE, Funding, funding
from xwalk.questions.grouping import group
from xwalk.questions.parts import Parts
from xwalk.routes import routes_to


class _Asked(NamedTuple):
    """What the memo is made from, asked once."""

    parts: Parts
    funding: Funding
    federal: list[Answer]
    local: list[Answer]
    apart: list[Record]
    reach: Reach
    survey: Survey


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

    def short_enough(made: Brief) -> bool:
        return length(made) <= WORDS

    tried = range(len(GIVES_UP))
    given_up = bisect_left(tried, x=True, key=lambda n: short_enough(_compose(knowledge, asked, given_up_to(n))))
    limits = given_up_to(given_up)
    made = _compose(knowledge, asked, limits)
    for name in FIRST_BACK:
        more = limits._replace(**{name: getattr(limits, name) + 1})
        fuller = _compose(knowledge, asked, more)
        if getattr(limits, name) < getattr(FULLEST, name) and short_enough(fuller):
            limits, made = more, fuller
    return made


def _ask(knowledge: Knowledge, topic: str, state: str | None) -> _Asked:
    answer = funding(knowledge, topic, state=state)
    parts = Parts(knowledge)
    federal = [each for each in answer.answers if each.record.kind in FEDERAL]
    local = [each for each in answer.answers if each.record.kind in STATE]
    apart: list[Record] = []
    if answer.state is None:
        found = routes_to(knowledge, answer.topic, kinds=STATE)
        local = [
            each
            for each in group(parts, found.routes, answer.topic)
            if knowledge.rules.relations[each.relation].family in FAMILIES
        ]
    else:
        joined_to = {each.record.key for each in local}
        apart = [
            record
            for record in knowledge.pointing_at(answer.state, "xwalk:jurisdiction")
            if record.kind in STATE and record.key not in joined_to
        ]
    counted = reach(knowledge, answer.topic, federal, answer.blocked)
    return _Asked(parts, answer, federal, local, apart, counted, survey(knowledge, answer.topic))


def _compose(knowledge: Knowledge, asked: _Asked, limits: Limits) -> Brief:
    """The memo within some limits."""
    parts, topic, place = asked.parts, asked.funding.topic, asked.funding.state
    found = need(parts, asked.survey, limits)
    money = of_family(knowledge, asked.federal, "money")
    paying = {answer.record.key for answer in money if answer.confidence >= FAINT}
    only_law = [a for a in of_family(knowledge, asked.federal, "law") if a.record.key not in paying]
    said = Brief(
        title=f"{topic.label} in {place.label}" if place else topic.label,
        topic=topic,
        state=place,
        definition=sentence(readable(knowledge, asked.funding.definition or topic.label)),
        short=[],
        need=found,
        levers=levers(parts, topic, money, limits),
        requirements=_local(asked, limits),
        law=duties(parts, only_law, limits.law),
        gaps=gaps(
            parts,
            topic,
            asked.federal,
            asked.funding.blocked,
            _unknown(asked.funding),
            _unmeasured(parts, topic, asked.survey),
            asked.reach,
            limits,
        ),
        known=[],
        citations=[],
        cut=asked.funding.cut,
        more=_command(knowledge, topic, place),
        dated=str(knowledge.db.execute("SELECT max(date) FROM statement").fetchone()[0] or ""),
        release=asked.funding.release,
        law_as_of=asked.funding.law_as_of,
        disclaimer=asked.funding.disclaimer,
    )
    said = said._replace(short=_short(knowledge, said), known=_known(knowledge, said, asked, limits))
    return said._replace(citations=_citations(knowledge, parts, said))


def _local(asked: _Asked, limits: Limits) -> Duties:
    """What the state wrote; where no state is named, one short line for each, which needs no passage."""
    held = duties(asked.parts, _one_each(asked.local), limits.duties, asked.apart, limits.apart)
    if asked.funding.state is not None:
        return held
    return held._replace(shown=[duty._replace(cites=()) for duty in held.shown])


def _one_each(answers: Iterable[Answer]) -> list[Answer]:
    """The strongest answer of each record, what is most certain first, then by name."""
    first: dict[int, Answer] = {}
    for answer in answers:
        first.setdefault(answer.record.key, answer)
    return sorted(
        first.values(), key=lambda a: (a.record.kind != "requirement", -round(a.confidence, 9), a.record.name)
    )


def _unknown(answer: Funding) -> list[str]:
    """What nobody verified: about the state first, then in the order of the answers."""
    if answer.state is None:
        return answer.unknown
    return [*answer.unknown[-1:], *answer.unknown[:-1]]


def _unmeasured(parts: Parts, topic: Record, found: Survey) -> list[Line]:
    knowledge = parts.knowledge
    lines = []
    if not found.items:
        lines.append(Line("No survey item recorded here asks about it, so that nothing measures it."))
    evidence = tuple(each.id for each in parts.evidence(knowledge.values(topic, "xwalk:evidence"))[:1])
    lines += [
        Line(f"On the topic itself: {sentence(readable(knowledge, each))}", evidence)
        for each in knowledge.values(topic, "xwalk:ambiguity")[:1]
    ]
    return lines


def _command(knowledge: Knowledge, topic: Record, place: Record | None) -> str:
    """The command that lists what the memo only counts."""
    if place is None:
        return f"xwalk funding {topic.name} --all"
    codes = [name for name in knowledge.values(place, "skos:altLabel") if len(name) == 2 and name.isupper()]
    return f"xwalk funding {topic.name} --state {codes[0] if codes else place.name} --all"


def _short(knowledge: Knowledge, said: Brief) -> list[Line]:
    """What to know, in three lines: the need, the money, the states."""
    lead = said.need.lead
    return [
        Line(lead.text, lead.cites, lead.status) if lead else Line("The survey has no finding on it."),
        _money(said.levers),
        _states(knowledge, said),
    ]


def _money(held: Levers) -> Line:
    if not held.levers:
        faint = f" {plural(held.faint, 'faint one is', 'faint ones are')} only counted." if held.faint else ""
        return Line(f"No provision recorded here could pay for it by a route of {FAINT:g} or more.{faint}")
    first = held.levers[0]
    counts = [f"{count} {words} it" for words, count in held.by_phrase]
    first_of = held.by_phrase[0][1]
    counts[0] = f"{plural(first_of, 'federal provision')} {held.by_phrase[0][0]} it"
    counted = "; ".join(counts)
    program = f" ({first.program})" if first.program else ""
    known = f"{first.status}, score {first.confidence:.2f}"
    return Line(
        f"{counted}. The strongest is {first.citation.partition(';')[0]}{program}: {known}.", first.cites, first.status
    )


def _states(knowledge: Knowledge, said: Brief) -> Line:
    held = said.requirements
    count = len(held.shown) + len(held.others)
    if said.state is None:
        if not count:
            return Line(f"No state requirement or pilot recorded here bears on it at a score of {FAINT:g} or more.")
        return Line(
            f"{plural(count, 'state requirement or pilot', 'state requirements and pilots')} recorded here "
            f"{'bears' if count == 1 else 'bear'} on it: {list_words(held.places)}."
        )
    reserve = f"Whether {said.state.label} took any optional federal reservation is not known."
    if not count:
        return Line(f"No requirement or pilot of {said.state.label} recorded here bears on it. {reserve}")
    first = held.shown[0]
    return Line(
        f"“{first.record.label}” {phrase(knowledge, first.relation)} it"
        f"{f', and {count - 1} more' if count > 1 else ''}. {reserve}",
        first.cites,
        first.status,
    )


def _known(knowledge: Knowledge, said: Brief, asked: _Asked, limits: Limits) -> list[Known]:
    """How what the memo says is known: stated, asserted, derived; with the judgements and what rests on them."""
    shown = {lever.record.key for lever in said.levers.levers}
    shown |= {duty.record.key for duty in [*said.law.shown, *said.requirements.shown]}
    answers = [a for a in [*asked.federal, *asked.local] if a.record.key in shown]
    held: dict[tuple[str, str], Answer] = {}
    for answer in answers:
        held.setdefault((answer.record.name, ""), answer)
    steps: dict[str, Step] = {step.id: step for answer in held.values() for step in answer.route}
    lead = [said.need.lead] if said.need.lead else []
    findings = Counter(each.status for each in [*lead, *said.need.findings])
    remarks = Counter(each.status for each in [*said.need.caveats, *said.levers.differences])
    results = Counter(answer.status for answer in held.values())
    counted = {
        status: [
            (words, count)
            for words, count in (
                ("finding", findings[status]),
                ("remark", remarks[status]),
                ("step", sum(step.status == status for step in steps.values())),
            )
            if count
        ]
        for status in ("stated", "asserted")
    }
    behind = {step.id for answer in held.values() if len(answer.route) > 1 for step in answer.route}
    judged = sorted(
        (step for step in steps.values() if step.status == "asserted"),
        key=lambda step: (step.id not in behind, step.confidence, step.id),
    )
    derived = [answer for answer in held.values() if answer.status == "derived"]
    return [
        Known("stated", sum(n for _, n in counted["stated"]), counted["stated"], [], 0),
        Known(
            "asserted",
            sum(n for _, n in counted["asserted"]),
            counted["asserted"],
            [
                Line(f"{joined(knowledge, step)} ({step.confidence:g})", (), step.status)
                for step in judged[: limits.judgements]
            ],
            max(0, len(judged) - limits.judgements),
        ),
        Known(
            "derived",
            results["derived"],
            [("conclusion", results["derived"])] if results["derived"] else [],
            [Line(name, (), "derived") for name in named(derived)],
            0,
        ),
    ]


def _citations(knowledge: Knowledge, parts: Parts, said: Brief) -> list[Citation]:
    """Every passage that the memo cites, numbered source by source, sources in the order in which they are cited."""
    by_source: dict[str, dict[str, Evidence]] = {}
    names = list(dict.fromkeys(name for line in cited(said) for name in line))
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
    """The passages of every line of a memo, from top to bottom; the three lines at its head come last."""
    if said.need.lead:
        yield said.need.lead.cites
    yield from (each.cites for each in said.need.findings)
    yield from (each.cites for each in said.need.caveats)
    yield from (each.cites for each in said.levers.levers)
    yield from (line.cites for each in said.levers.conditions for line in each.lines)
    yield from (each.cites for each in said.levers.differences)
    yield from (each.cites for each in [*said.requirements.shown, *said.law.shown])
    held = said.gaps
    if held.weakest:
        yield held.weakest.cites
    yield from (line.cites for line in [*held.unmeasured, *held.counterparts, *held.denied])
    yield from (line.cites for line in said.short)
