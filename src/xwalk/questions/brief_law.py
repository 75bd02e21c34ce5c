"""The law of a memo: levers with their conditions, what is required or allowed, and where the answer is thin."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import NO_TERM_FOUND
from xwalk.questions.answers import Answer, Condition, Step
from xwalk.questions.brief_lines import (
    Conditions,
    Duties,
    Duty,
    Gaps,
    Lever,
    Levers,
    Limits,
    Line,
    Reach,
    grouped,
    readable,
    says,
    sentence,
)
from xwalk.questions.funding import FEDERAL
from xwalk.questions.grouping import BlockedAnswer
from xwalk.questions.parts import Parts

#: Answers below this confidence are only counted.
FAINT = 0.3
#: From this confidence on ``xwalk coverage`` calls a cell covered.
THRESHOLD = 0.5
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


def phrase(knowledge: Knowledge, relation: str) -> str:
    """How a sentence reads a relation."""
    known = knowledge.rules.relations.get(relation)
    return known.phrase if known else relation.partition(":")[2]


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
    counted = Counter(phrase(knowledge, answer.relation) for answer in strong)
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
    return [a.citation.partition(";")[0] if a.record.kind in FEDERAL else a.record.label for a in answers]


def _lever(topic: Record, answer: Answer) -> Lever:
    cited = answer.citation.partition(";")[0]
    return Lever(
        answer.record,
        answer.citation,
        answer.sentence.removeprefix(cited).strip().replace(f"“{topic.label}”", "it", 1),
        answer.sentence,
        answer.relation,
        answer.program.label if answer.program else answer.jurisdiction,
        answer.recipients,
        answer.status,
        answer.confidence,
        answer.routes,
        answer.disagreement,
        tuple(step.id for step in answer.route),
        _first_passage(answer.route),
    )


def _first_passage(route: Sequence[Step]) -> tuple[str, ...]:
    """The passage on which the first step of a route stands: the words of the law itself."""
    return tuple(passage.id for passage in route[0].evidence[:1])


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
        lines = [_condition_line(condition, held, group) for condition, held in chosen]
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


def _condition_line(condition: Condition, held: Sequence[Answer], group: Sequence[Answer]) -> Line:
    """A condition with the base of its number, and whose reading that base is."""
    only = "" if len(held) == len(group) else f"{'; '.join(grouped(named(held)))}: "
    base = (
        f" Counted on: {sentence(condition.base)}"
        if condition.base and not says(condition.text, condition.base)
        else ""
    )
    reading = f" {sentence(condition.base_reading)}" if condition.base_reading else ""
    return Line(
        f"{only}{sentence(condition.text)}{base}{reading}", tuple(each.id for each in condition.evidence[:1]), ""
    )


def _differences(parts: Parts, shown: Sequence[Answer]) -> list[Line]:
    """Where the report and the law differ about shown levers: about the first of them and nearest to it first."""
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
        lines.append(Line(text, tuple(passage.id for passage in parts.evidence(values)[:1]), status))
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
    later = parts.knowledge.value(answer.record, "xwalk:laterChange")
    return Duty(
        answer.record,
        f"{answer.record.label} {phrase(parts.knowledge, answer.relation)} it",
        answer.sentence,
        answer.citation,
        answer.jurisdiction,
        answer.duty,
        answer.recipients,
        answer.relation,
        answer.status,
        answer.confidence,
        sentence(later) if later else "",
        next(iter(answer.unknown), ""),
        tuple(step.id for step in answer.route),
        _first_passage(answer.route),
    )


def gaps(
    parts: Parts,
    topic: Record,
    federal: Sequence[Answer],
    blocked: Sequence[BlockedAnswer],
    unknown: Sequence[str],
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
    name = main.citation.partition(";")[0]
    step = min(main.route, key=lambda each: each.confidence)
    if step.status == "stated":
        return Line(f"Every step to {name} is stated by its source.", _first_passage(main.route), "stated")
    reason = f": {_first_words(step.comment)}" if step.comment else "."
    said = joined(parts.knowledge, step)
    return Line(
        f"The main lever, {name}, rests on a curator's judgement (score {step.confidence:g}) that {said}{reason}",
        tuple(passage.id for passage in step.evidence[-1:]),
        step.status,
    )


def _first_words(text: str) -> str:
    """A short reason whole, a long one by its first sentence."""
    first = text.partition(". ")[0]
    return sentence(text if len(text.split()) <= REASON else first)


def joined(knowledge: Knowledge, step: Step) -> str:
    """A statement in words."""
    return f"“{step.subject.label}” {phrase(knowledge, step.predicate)} “{step.object.label}”"


def reach(knowledge: Knowledge, topic: Record, federal: Sequence[Answer], blocked: Sequence[BlockedAnswer]) -> Reach:
    """The state of every provision for the topic, by the words and the threshold of ``xwalk coverage``."""
    every = [record for kind in FEDERAL for record in knowledge.of_kind(kind)]
    best: dict[int, float] = {}
    for answer in federal:
        best[answer.record.key] = max(best.get(answer.record.key, 0.0), answer.confidence)
    denied = {each.record.key for each in blocked if each.record.kind in FEDERAL} - best.keys()
    schemes = {statement.object_source for statement in _without_counterpart(knowledge, topic)}
    none = {
        record.key
        for record in (every if schemes else [])
        if schemes & {record.name, *knowledge.values(record, "skos:inScheme")}
    }
    none -= best.keys() | denied
    covered = sum(score >= THRESHOLD for score in best.values())
    left = len(every) - len(best) - len(denied) - len(none)
    return Reach(covered, len(best) - covered, len(denied), len(none), left, len(every), THRESHOLD)


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
    said = f"“{denial.subject.label}” does not say that it {phrase(knowledge, denial.predicate)}"
    cites = tuple(passage.id for passage in denial.evidence[:1])
    return Line(f"{said} “{denial.object.label}”. {sentence(denial.comment)}".strip(), cites, denial.status)
