"""Frameworks side by side, for a person at a terminal: how far each covers the other, then member by member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xwalk.names import list_words
from xwalk.render.compare_states_text import answer_line
from xwalk.render.sheet import Sheet

if TYPE_CHECKING:
    from xwalk.knowledge import Knowledge
    from xwalk.questions.answers import Answer
    from xwalk.questions.compare_frameworks import Counterpart, Frameworks, Side


def frameworks(answer: Frameworks, knowledge: Knowledge, *, everything: bool = False) -> str:
    """Frameworks: how far each covers the other, then member by member, then members without a counterpart."""
    sheet = Sheet(knowledge)
    names = [side.framework.label for side in answer.sides]
    sheet.paper.split(list_words(names), "frameworks compared", style="bold")
    by = f", by the rules of the set {answer.rule_set}" if answer.rule_set else ""
    sheet.paper.say(
        f"The best counterpart of each member in the other framework{by}. From "
        f"{answer.threshold:g} on a counterpart covers a member."
    )
    sheet.heading("In short")
    for side, other in zip(answer.sides, reversed(names), strict=True):
        sheet.paper.say(f"{side.framework.label}: {side.covered} of {side.of} have a counterpart in {other}", indent=2)
        counts = [f"{sheet.phrase(relation)} {number}" for relation, number in side.relations.items()]
        if counts:
            sheet.paper.say(f"by relation: {', '.join(counts)}", indent=4)
        for state, number in side.states.items():
            if number and state != "covered":
                sheet.paper.split(f"{number} {state}", answer.meaning[state], indent=4, right_style="dim")
    for side, other in zip(answer.sides, reversed(names), strict=True):
        _side(sheet, side, other, everything=everything)
    clashes = [(each, list_words(map(sheet.phrase, each.relations))) for each in answer.disagreements]
    said = [f"{each.member.label} and {each.other.label}: {words} cannot all hold" for each, words in clashes]
    sheet.listed("Routes disagree", said)
    sheet.blocked(answer.blocked)
    sheet.incomplete(answer.cut)
    sheet.listed("Not known", answer.unknown)
    sheet.legend()
    return sheet.closing(answer.release, answer.disclaimer)


def _side(sheet: Sheet, side: Side, other: str, *, everything: bool) -> None:
    sheet.heading(f"{side.framework.label}, member by member")
    for each in side.members:
        if each.best:
            _counterpart(sheet, each, each.best, everything=everything)
        elif each.state == "covered":
            sheet.paper.split(each.member.label, "stands in both", indent=2)
    without = [each for each in side.members if each.state in ("none", "blocked", "unreviewed")]
    for state, words in (
        ("none", f"A reviewer looked through {other} and found no counterpart"),
        ("blocked", "A denial forbids every route"),
        ("unreviewed", "Nothing is recorded; nobody has looked, as far as is known"),
    ):
        held = [each for each in without if each.state == state]
        if held:
            sheet.paper.say(f"{words}: {len(held)} of {side.of}", indent=2, style="cyan")
        for each in held:
            sheet.paper.say(f"{each.member.label} ({each.member.name})", indent=4, mark="· ")
            for step in each.looked:
                sheet.paper.say(f"[{step.status}, {step.confidence:g}] {step.comment}", indent=6, style="dim")


def _counterpart(sheet: Sheet, each: Counterpart, best: Answer, *, everything: bool) -> None:
    """A member and its best counterpart; the others in a line, or each with its steps."""
    weak = "" if each.state == "covered" else f" · {each.state}"
    answer_line(sheet, f"{each.member.label}{weak}", best, indent=2)
    for answer in [best, *each.others] if everything else [best]:
        sheet.paper.say(f"{answer.sentence}.", indent=4)
        for number, step in enumerate(answer.route if everything else [], 1):
            sheet.step(step, f"{number}. ", indent=6)
    if not everything:
        kinds = best.record.kind
        others = list(dict.fromkeys(a.record.label for a in each.others if a.record != best.record))
        also = f"also {list_words(others)}; " if others else ""
        sheet.paper.say(f"{also}xwalk cross {each.member.name} --to {kinds}", indent=4, style="dim")
