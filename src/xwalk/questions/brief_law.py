"""The law of a memo: levers with their conditions, what is required or allowed, and where the answer is thin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import NO_TERM_FOUND
from xwalk.questions.answers import FAINT, Answer, Condition, Evidence, Step
from xwalk.questions.brief_lines import (
    Binding,
    Conditions,
    Duties,
    Duty,
    Gaps,
    Lever,
    Levers,
    Limits,
    Line,
    Reach,
    Unknown,
    framework,
    grouped,
    readable,
    says,
    sentence,
    telling,
)
from xwalk.questions.coverage import THRESHOLD, states_of
from xwalk.questions.funding import FEDERAL, TOPICS
from xwalk.questions.grouping import BlockedAnswer
from xwalk.questions.parts import Parts
from xwalk.search import counts

#: Relations of the same or nearly the same meaning that no rule carries on.
_NEARLY = ("skos:closeMatch", "skos:relatedMatch", "skos:related")
#: A reason of more words is given by its first sentence.
REASON = 30
_MONEY = ("limit", "remainder", "minimum", "threshold", "exception")
#: What a reader must know first, one of each sort in turn: how much money, or else what the section at hand asks; who
#: is heard; who comes first; then more of the same.
_SORTS = (
    (_MONEY, ("near",)),
    (("consultation",),),
    (("priority",),),
    (("near",),),
    (_MONEY,),
    (("supplement", "use of funds", "period"),),
)
#: Sorts of conditions that say how a section at hand may be used, where they bind it or the section just above.
_NEAR = frozenset((*_MONEY, "priority", "supplement", "use of funds", "period"))
_SECTION = re.compile(r"\b\d{4}[A-Z]?\b")


def of_family(knowledge: Knowledge, answers: Iterable[Answer], family: str) -> list[Answer]:
    """The answers of a family, the strongest of each record."""
    first: dict[int, Answer] = {}
    for answer in answers:
        if knowledge.rules.relations[answer.relation].family == family:
            first.setdefault(answer.record.key, answer)
    return list(first.values())


def levers(parts: Parts, topic: Record, answers: Sequence[Answer], limits: Limits) -> Levers:
    """The provisions that could pay, the conditions that matter most, and where the report and the law differ.

    Args:
        parts: Reads the parts of the answers.
        topic: The record that the memo is about.
        answers: Federal answers of the family money, the strongest first.
        limits: How much is said in full.
    """
    knowledge = parts.knowledge
    strong = [answer for answer in answers if answer.confidence >= FAINT]
    shown = strong[: limits.levers]
    counted = Counter(knowledge.rules.phrase(answer.relation) for answer in strong)
    differences = _differences(parts, shown)
    return Levers(
        [_lever(topic, answer) for answer in shown],
        _conditions(parts, shown, limits),
        differences[: limits.differences],
        named(strong[limits.levers :]),
        len(answers) - len(strong),
        max(0, len(differences) - limits.differences),
        list(counted.items()),
    )


def named(answers: Iterable[Answer]) -> list[str]:
    """Federal law by citation, what a state wrote by label."""
    return [_name(answer) for answer in answers]


def _name(answer: Answer) -> str:
    return answer.citation.partition(";")[0] if answer.record.kind in FEDERAL else answer.record.label


def _lever(topic: Record, answer: Answer) -> Lever:
    return Lever(
        answer.record,
        answer.citation,
        _what_follows(answer).replace(f"“{topic.label}”", "it", 1),
        answer.sentence,
        answer.relation,
        answer.program.label if answer.program else answer.jurisdiction,
        answer.recipients,
        answer.status,
        answer.confidence,
        answer.routes,
        answer.disagreement,
        tuple(step.id for step in answer.route),
        _cited(answer.route[:1]),
        _cited(answer.route[1:]),
    )


def _what_follows(answer: Answer) -> str:
    """What a route concludes, without the name of the record that it starts from."""
    return answer.sentence.removeprefix(_name(answer)).strip()


def _cited(route: Sequence[Step]) -> tuple[str, ...]:
    """The passage on which each step of a route stands; that of the first step is the words of the law itself."""
    return tuple(step.evidence[0].id for step in route if step.evidence)


def _conditions(parts: Parts, shown: Sequence[Answer], limits: Limits) -> list[Conditions]:
    """The conditions of the shown levers, program by program, each once; the program of the first lever in more."""
    groups: dict[str, list[Answer]] = {}
    for answer in shown:
        groups.setdefault(answer.program.label if answer.program else answer.jurisdiction, []).append(answer)
    said: set[str] = set()
    found: list[Conditions] = []
    for program, group in groups.items():
        bound: dict[str, tuple[Condition, list[Answer]]] = {}
        for answer in group:
            for condition in answer.conditions:
                if condition.id not in said:
                    bound.setdefault(condition.id, (condition, []))[1].append(answer)
        chosen = _matter_most(parts, list(bound.values()), group, limits.further if found else limits.conditions)
        said |= set(bound)
        lines = [_binding(condition, held, group) for condition, held in chosen]
        found.append(Conditions(program, lines, len(bound) - len(lines)))
    return [each for each in found if each.lines]


def _matter_most(
    parts: Parts, bound: list[tuple[Condition, list[Answer]]], group: Sequence[Answer], most: int
) -> list[tuple[Condition, list[Answer]]]:
    """One condition of each sort in turn: those that name the section, that bind most levers, that give a number.

    A condition that speaks of other sections only comes last of its sort.
    """
    sections = {number for answer in group for number in _SECTION.findall(answer.citation.partition(";")[0])}
    order = {condition.id: place for place, (condition, _) in enumerate(bound)}
    close = {record.key for answer in group for record in parts.sections(answer.record)[:2]}

    def weight(each: tuple[Condition, list[Answer]]) -> tuple[object, ...]:
        condition, held = each
        named = set(_SECTION.findall(condition.text))
        return (
            0 if named & sections else 2 if named else 1,
            -len(held),
            not condition.value,
            order[condition.id],
        )

    def fits(condition: Condition, sorts: Sequence[str]) -> bool:
        if sorts == ("near",):
            return condition.type in _NEAR and any(record.key in close for record in condition.binds)
        return condition.type in sorts

    left = list(bound)
    chosen: list[tuple[Condition, list[Answer]]] = []
    for choices in _SORTS:
        fitting: list[tuple[Condition, list[Answer]]] = []
        for sorts in choices:
            fitting = fitting or [each for each in left if fits(each[0], sorts)]
        if fitting and len(chosen) < most:
            best = min(fitting, key=weight)
            left.remove(best)
            chosen.append(best)
    return sorted(chosen, key=lambda each: order[each[0].id])


def _binding(condition: Condition, held: Sequence[Answer], group: Sequence[Answer]) -> Binding:
    """A condition with the base of its number, whose reading that base is, and what it binds."""
    base = (
        f" Counted on: {sentence(condition.base)}"
        if condition.base and not says(condition.text, condition.base)
        else ""
    )
    reading = f" {sentence(condition.base_reading)}" if condition.base_reading else ""
    return Binding(
        f"{sentence(condition.text)}{base}{reading}",
        telling(condition.evidence, condition.text, filter(None, [condition.value])),
        "" if len(held) == len(group) else grouped(named(held)),
    )


def _differences(parts: Parts, shown: Sequence[Answer]) -> list[Line]:
    """Where the report and the law differ about shown levers: about the first of them and nearest to it first.

    Each cites a passage of the report and one of each section of the law that it rests on.
    """
    places: dict[str, tuple[int, int, int]] = {}
    texts = {note.id: note.text for answer in shown for note in answer.notes}
    for place, answer in enumerate(shown):
        sections = [record.key for record in parts.sections(answer.record)]
        for note in answer.notes:
            remark = parts.knowledge.by_name(note.id)
            about = parts.knowledge.targets(remark, "xwalk:about") if remark else []
            near = min((sections.index(each.key) for each in about if each.key in sections), default=len(sections))
            places[note.id] = min(places.get(note.id, (place, near, len(about))), (place, near, len(about)))
    lines = []
    for name in sorted(texts, key=lambda each: (places[each], each)):
        remark = parts.knowledge.by_name(name)
        values = parts.knowledge.values(remark, "xwalk:evidence") if remark else []
        status = parts.knowledge.value(remark, "xwalk:status") if remark else ""
        text = sentence(readable(parts.knowledge, texts[name]))
        by_source: dict[str, list[Evidence]] = {}
        for passage in parts.evidence(values):
            by_source.setdefault(passage.source, []).append(passage)
        lines.append(Line(text, tuple(n for held in by_source.values() for n in telling(held, text)), status))
    return lines


def duties(parts: Parts, answers: Sequence[Answer], most: int, apart: Sequence[Record] = (), name: int = 1) -> Duties:
    """What requires or allows: the strongest in full, the others by name, the faint ones counted.

    Args:
        parts: Reads the parts of the answers.
        answers: One answer a record, the strongest first.
        most: How many are said in full.
        apart: Records that no route joins to the topic.
        name: Whether these are named (1) or only counted (0).
    """
    strong = [answer for answer in answers if answer.confidence >= FAINT]
    return Duties(
        [_duty(parts, answer) for answer in strong[:most]],
        named(strong[most:]),
        len(answers) - len(strong),
        sorted({answer.jurisdiction for answer in strong if answer.jurisdiction}),
        list(apart) if name else [],
        0 if name else len(apart),
    )


def _duty(parts: Parts, answer: Answer) -> Duty:
    said = parts.knowledge.said(answer.record)

    def told(predicate: str) -> str:
        return sentence(readable(parts.knowledge, said[predicate])) if predicate in said else ""

    of_itself = parts.evidence(parts.knowledge.values(answer.record, "xwalk:evidence"))
    return Duty(
        answer.record,
        _what_follows(answer),
        parts.knowledge.rules.phrase(answer.relation),
        answer.sentence,
        told("skos:definition"),
        told("xwalk:lawSays"),
        answer.citation,
        answer.jurisdiction,
        answer.duty,
        answer.recipients,
        answer.relation,
        answer.status,
        answer.confidence,
        told("xwalk:laterChange"),
        next(iter(answer.unknown), ""),
        tuple(step.id for step in answer.route),
        _cited(answer.route),
        tuple(passage.id for passage in of_itself),
    )


def gaps(
    parts: Parts,
    topic: Record,
    federal: Sequence[Answer],
    blocked: Sequence[BlockedAnswer],
    unknown: Sequence[Unknown],
    unmeasured: Sequence[Line],
    counted: Reach,
    limits: Limits,
) -> Gaps:
    """Where the answer is thin: its weakest step, what nobody reviewed, what is denied, what nobody verified."""
    denials = list({each.denial.id: each.denial for each in blocked}.values())
    return Gaps(
        _weakest(parts, federal),
        counted,
        list(unmeasured),
        [] if of_family(parts.knowledge, federal, "money") else _near(parts, topic),
        _counterparts(parts, topic),
        [_denied(parts.knowledge, denial) for denial in denials[: limits.denied]],
        max(0, len(denials) - limits.denied),
        list(unknown[: limits.unknown]),
        max(0, len(unknown) - limits.unknown),
    )


def _weakest(parts: Parts, federal: Sequence[Answer]) -> Line | None:
    """What the main lever rests on, in words."""
    money = of_family(parts.knowledge, federal, "money")
    if not money:
        return None
    main = money[0]
    name = _name(main)
    step = min(main.route, key=lambda each: each.confidence)
    if step.status == "stated":
        return Line(f"Every link from {name} is stated by its source.", _cited(main.route), "stated")
    reason = f" {_first_words(step.comment)}" if step.comment else ""
    said = joined(parts.knowledge, step)
    of = framework(parts.knowledge, step.object)
    return Line(
        f"{name} rests on a curator's judgement (score {step.confidence:g}): {said}{of and f', {of}'}.{reason}",
        tuple(passage.id for passage in step.evidence),
        step.status,
    )


def _first_words(text: str) -> str:
    """A short reason whole, a long one by its first sentence."""
    first = text.partition(". ")[0]
    return sentence(text if len(text.split()) <= REASON else first)


def joined(knowledge: Knowledge, step: Step) -> str:
    """A statement in words."""
    return f"“{step.subject.label}” {knowledge.rules.phrase(step.predicate)} “{step.object.label}”"


def _near(parts: Parts, topic: Record) -> list[Line]:
    """What a topic means nearly or is related to, from which nothing follows."""
    lines = []
    for statement in parts.knowledge.statements_of(topic):
        step = parts.step(statement)
        other = step.object if step.subject == topic else step.subject
        given = counts(statement, None) and not statement.negated
        if given and step.predicate in _NEARLY and other.kind in TOPICS:
            text = f"{joined(parts.knowledge, step)} ({step.status}, {step.confidence:g}); nothing follows from that."
            lines.append(Line(text, _cited([step]), step.status))
    return lines


def reach(knowledge: Knowledge, topic: Record) -> Reach:
    """The state of every provision for the topic, as ``xwalk coverage`` counts it."""
    held: Counter[str] = Counter()
    for kind in FEDERAL:
        held.update(states_of(knowledge, topic, kind))
    return Reach(**held, of=held.total(), threshold=THRESHOLD)


def _without_counterpart(knowledge: Knowledge, topic: Record) -> list[Statement]:
    nothing = knowledge.by_name(NO_TERM_FOUND)
    return [s for s in knowledge.statements_of(topic) if nothing is not None and s.object == nothing.key]


def _counterparts(parts: Parts, topic: Record) -> list[Line]:
    """Schemes in which a reviewer looked for the topic and found nothing."""
    lines = []
    for statement in _without_counterpart(parts.knowledge, topic):
        scheme = parts.knowledge.by_name(statement.object_source)
        named = scheme.label if scheme else statement.object_source
        reason = f": {sentence(statement.comment)}" if statement.comment else "."
        lines.append(
            Line(f"A reviewer found no counterpart in {named}{reason}", statement.evidence[:1], statement.status)
        )
    return lines


def _denied(knowledge: Knowledge, denial: Step) -> Line:
    said = f"“{denial.subject.label}” does not say that it {knowledge.rules.phrase(denial.predicate)}"
    cites = tuple(passage.id for passage in denial.evidence[:1])
    return Line(f"{said} “{denial.object.label}”. {sentence(denial.comment)}".strip(), cites, denial.status)
