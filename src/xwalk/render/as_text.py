"""Answers for a person at a terminal."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from xwalk.names import plain, split_words
from xwalk.questions.answers import FAINT
from xwalk.render.paper import STATUS_STYLE, Paper
from xwalk.render.sheet import Sheet, condition_line, passage_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xwalk.knowledge import Knowledge
    from xwalk.questions.answers import Answer
    from xwalk.questions.coverage import Coverage
    from xwalk.questions.cross import Cross
    from xwalk.questions.find import Match
    from xwalk.questions.funding import Funding
    from xwalk.questions.match import Match as Proposal
    from xwalk.questions.match import Matched
    from xwalk.questions.rules import RuleRow
    from xwalk.questions.show import Shown

#: More values of one property than these share a paragraph.
_MANY = 12
_FITS = {"called": "called ", "named": "called ", "spelled": "spelt nearly so: ", "text": "", "some": ""}
_FAMILIES = {"money": "What could pay for it", "law": "What law requires or allows here, without paying for it"}


def funding(answer: Funding, knowledge: Knowledge, *, everything: bool = False) -> str:
    """The answer to ``xwalk funding``: in short, then by family, relation and program; conditions once a program.

    Args:
        answer: The answer.
        knowledge: The knowledge base that it came from.
        everything: Show faint answers, and all that is not known, in full.
    """
    sheet = Sheet(knowledge, names=everything)
    sheet.title(answer.topic.label, answer.topic.kind, answer.topic.name)
    sheet.paper.say(answer.definition)
    for note in knowledge.values(answer.topic, "skos:scopeNote"):
        sheet.paper.say(f"Scope: {note}")
    sheet.short(answer.answers)
    if not any(knowledge.rules.relations[each.relation].family == "money" for each in answer.answers):
        sheet.paper.say("No provision recorded here could pay for it, directly or by any route.", indent=2)
    for family, heading in _FAMILIES.items():
        held = [
            each
            for each in _strong(answer.answers, everything=everything)
            if knowledge.rules.relations[each.relation].family == family
        ]
        if held:
            sheet.heading(heading)
            sheet.full(held)
    sheet.blocked(answer.blocked)
    _limits(sheet, answer.answers, answer.cut, answer.unknown, everything=everything)
    return sheet.closing(answer.release, answer.disclaimer)


def cross(answer: Cross, knowledge: Knowledge, *, everything: bool = False) -> str:
    """The answer to ``xwalk cross``: in short, what changes when something is left out, then each route in full."""
    sheet = Sheet(knowledge, names=everything)
    sheet.title(answer.asked.label, answer.asked.kind, answer.asked.name)
    kind = knowledge.kinds[answer.kind].lower()
    by = f", by the rules of the set {answer.rule_set}" if answer.rule_set else ""
    sheet.paper.say(f"What follows about it and each {kind}{by}.")
    if answer.answers:
        sheet.short(answer.answers)
    else:
        sheet.paper.gap()
        what = f"Without {answer.without} no statement" if answer.without else "No statement"
        sheet.paper.say(
            f"{what} joins it to a record of kind {answer.kind}, by any route. What it says itself, and what names it: "
            f"xwalk show {answer.asked.name}."
        )
    if answer.without:
        _changes(sheet, answer)
    held = _strong(answer.answers, everything=everything)
    if held:
        sheet.heading("Route by route")
        sheet.full(held)
    sheet.blocked(answer.blocked)
    _limits(sheet, answer.answers, answer.cut, answer.unknown, everything=everything)
    return sheet.closing(answer.release, answer.disclaimer)


def _changes(sheet: Sheet, answer: Cross) -> None:
    sheet.heading(f"Without {answer.without}")
    survive = "1 answer survives" if answer.survive == 1 else f"{answer.survive} answers survive"
    sheet.paper.say(f"{survive} unchanged.", indent=2)
    for change in answer.changes:
        said = f"{change.record.label}: {sheet.phrase(change.relation)}"
        if change.after is None:
            sheet.paper.split(said, f"lost (was {change.before:.2f})", indent=2, right_style="red")
        elif change.before is None:
            sheet.paper.split(said, f"gained ({change.after:.2f})", indent=2, right_style="yellow")
        else:
            sheet.paper.split(
                said,
                f"{change.before:.2f} → {change.after:.2f}, routes {change.routes_before} → {change.routes_after}",
                indent=2,
                right_style="yellow",
            )


def _strong(answers: Sequence[Answer], *, everything: bool) -> list[Answer]:
    return [answer for answer in answers if everything or answer.confidence >= FAINT]


def _limits(
    sheet: Sheet, answers: Sequence[Answer], cut: str | None, unknown: Sequence[str], *, everything: bool
) -> None:
    """What the answer leaves out: what a bound cut, faint answers, what nobody verified; and what its words mean."""
    sheet.incomplete(cut)
    faint = len(answers) - len(_strong(answers, everything=everything))
    if faint:
        sheet.paper.gap()
        what = "1 faint answer" if faint == 1 else f"{faint} faint answers"
        sheet.paper.say(f"{what}, below {FAINT:g}, in the summary only; --all shows every route.")
    if unknown:
        shown = unknown if everything else [*unknown[:3], *unknown[3:][-1:]]
        left = len(unknown) - len(shown)
        sheet.paper.gap()
        sheet.paper.say(f"Not known: {' '.join(shown)}{f' And {left} more points: --all.' if left else ''}")
    if answers:
        sheet.legend()


def find(matches: Sequence[Match], knowledge: Knowledge) -> str:
    """The answer to ``xwalk find``: records, and below each the words of it that fit where these are not its label."""
    paper = Paper()
    for match in matches:
        kind = knowledge.kinds.get(match.record.kind, match.record.kind).lower()
        paper.split(match.record.label, f"{kind} · {match.record.name} · {match.score:.2f}", right_style="dim")
        if match.words.casefold() not in (match.record.label.casefold(), match.record.name):
            paper.say(f"{_FITS[match.fits]}“{match.words}”", indent=4, style="dim")
    return paper.text()


def match(proposals: Sequence[Proposal], knowledge: Knowledge) -> str:
    """The answer to ``xwalk match WORDS``: records by kind, best first, and the reasons below each."""
    paper = Paper()
    _proposed(paper, proposals, knowledge)
    return paper.text()


def matched(answer: Sequence[Matched], knowledge: Knowledge) -> str:
    """The answer to ``xwalk match FILE``: each practice with what is proposed for it, and how many fit none."""
    paper = Paper()
    for practice, matches in answer:
        paper.gap()
        name = f" · {practice.name}" if practice.name else ""
        paper.say(f"row {practice.row}{name}: {practice.text}", style="bold")
        _proposed(paper, matches, knowledge)
    none = sum(not matches for _, matches in answer)
    paper.gap()
    paper.say(f"{len(answer):,} practices; for {none:,} of them nothing fits. A score is an estimate, not a judgement.")
    return paper.text()


def _proposed(paper: Paper, proposals: Sequence[Proposal], knowledge: Knowledge) -> None:
    if not proposals:
        paper.say("None of these: no record here fits.", indent=2)
    for each in proposals:
        kind = knowledge.kinds[each.record.kind].lower()
        paper.split(each.record.label, f"{kind} · {each.record.name} · {each.score:.2f}", indent=2, right_style="dim")
        for reason in each.because:
            paper.say(reason, indent=4, style="dim")


def show(shown: Shown, knowledge: Knowledge) -> str:
    """The answer to ``xwalk show``."""
    sheet = Sheet(knowledge)
    paper, record = sheet.paper, shown.record
    sheet.title(record.label, record.kind, record.name)
    if shown.definition:
        paper.say(shown.definition)
    if shown.called:
        paper.say(f"Also called: {', '.join(shown.called)}")
    if shown.status:
        paper.say(f"Known as: {shown.status}", style=STATUS_STYLE.get(shown.status, ""))
    paper.gap()
    for label, same in groupby(shown.properties, key=lambda each: each[0]):
        values = [f"{target} ({held.value})" if target else held.value for _, held, target in same]
        for value in values if len(values) <= _MANY else ["; ".join(values)]:
            paper.say(f"{label}: {value}", indent=2)
    for heading, steps in (("Statements", shown.statements), ("Denied", shown.denied)):
        if steps:
            sheet.heading(heading)
        for step in steps:
            sheet.step(step, "· ", indent=2)
    sheet.listed("Conditions", [condition_line(condition) for condition in shown.conditions])
    sheet.listed(
        "Named by",
        [f"{other.label} ({other.name}), {label}" for _, label, other in shown.mentions],
    )
    sheet.listed("Evidence", [f"{e.source}, {e.locator}: {passage_line(e)}" for e in shown.evidence])
    paper.gap()
    paper.say(f"{record.file}:{record.line}" if record.file else "", style="dim")
    return sheet.closing(shown.release, shown.disclaimer)


def rules(rows: Sequence[RuleRow], knowledge: Knowledge) -> str:
    """The answer to ``xwalk rules``: a line a rule, and why it is sound below it."""
    paper = Sheet(knowledge).paper
    for row in rows:
        first, then, gives = (split_words(plain(name)) for name in (row.first, row.then, row.gives))
        kept = "" if row.factor == 1 else f", keeps {row.factor:g}"
        paper.split(f"{first} · {then} → {gives}{kept}", ", ".join(row.sets), style="bold", right_style="dim")
        paper.say(row.why, indent=4)
    paper.gap()
    paper.say(f"{len(rows)} rules. What no rule licenses is not concluded.")
    return paper.text()


def coverage(answer: Coverage, knowledge: Knowledge) -> str:
    """The answer to ``xwalk coverage``: totals, a line a row, roll-up, and what to review next."""
    sheet = Sheet(knowledge)
    paper = sheet.paper
    row_kind, col_kind = (knowledge.kinds[kind] for kind in (answer.row_kind, answer.col_kind))
    relation = f", where it “{sheet.phrase(answer.relation)}”" if answer.relation else ""
    paper.say(f"{row_kind} by {col_kind.lower()}{relation}; covered from {answer.threshold:g} on", style="bold")
    for words, other, share in ((row_kind, col_kind, answer.row_share), (col_kind, row_kind, answer.col_share)):
        paper.say(f"{words}: {share.covered} of {share.of} covered by at least one {other.lower()}", indent=2)
    sheet.heading("Cells")
    for state, number in answer.states.items():
        paper.split(f"{number:,} of {len(answer.cells):,} {state}", answer.meaning[state], indent=2, right_style="dim")
    sheet.heading("Row by row")
    states = [state for state in answer.states if answer.states[state]]
    counted = {record.key: dict.fromkeys(states, 0) for record in answer.rows}
    for cell in answer.cells:
        counted[cell.row.key][cell.state] += 1
    for record in answer.rows:
        said = " · ".join(f"{state} {number}" for state, number in counted[record.key].items() if number)
        paper.split(record.label, said, indent=2)
    for words, shares in ((row_kind, answer.row_groups), (col_kind, answer.col_groups)):
        lines = [f"{s.record.label if s.record else 'part of none'}: {s.covered} of {s.of} covered" for s in shares]
        sheet.listed(f"{words}, by what they are part of", lines)
    sheet.listed("To review next", answer.review)
    sheet.incomplete(answer.cut)
    paper.gap()
    paper.say("--format csv lists every cell; xwalk cross shows the routes behind one.")
    return sheet.closing(answer.release, answer.disclaimer)
