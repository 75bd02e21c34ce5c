"""Two releases of a knowledge base for a person at a terminal: what changed, and which answers with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from xwalk.names import plain, split_words
from xwalk.render.paper import STATUS_STYLE
from xwalk.render.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from xwalk.questions.answers import Answer
    from xwalk.questions.compare_releases import (
        AnswerChange,
        Given,
        RecordChange,
        Releases,
        RuleChange,
        StatementChange,
    )

#: How many entries a list shows, unless all are asked for.
SOME = 12
_STYLE = {"added": "green", "removed": "red", "lost": "red", "changed": "yellow"}
Entry = TypeVar("Entry")
_ORDER = ("lost", "removed", "changed", "added")


def releases(answer: Releases, *, everything: bool = False) -> str:
    """Releases: counts, answers that changed with the statements behind them, then statements, records and rules.

    Args:
        answer: The answer.
        everything: Show every entry of every list.
    """
    sheet = Sheet(answer.new.knowledge)
    paper = sheet.paper
    paper.split(f"{answer.old.name} → {answer.new.name}", answer.new.pack, style="bold", right_style="dim")
    for word, release in (("before", answer.old), ("after", answer.new)):
        commit = f", commit {release.commit[:12]}" if release.commit else ""
        law = f", law as of {release.law_as_of}" if release.law_as_of else ""
        paper.say(f"{word}: {release.name}, data release {release.release or 'not named'}{commit}{law}", indent=2)
    sheet.heading("In short")
    for word, changes in (
        ("statements", [each.change for each in answer.statements]),
        ("records", [each.change for each in answer.records]),
        ("rules", [each.change for each in answer.rules]),
        (f"answers on {answer.asked} topics", [each.change for each in answer.answers]),
    ):
        paper.split(word, _counted(changes), indent=2)
    _listed(sheet, "Answers that changed", answer.answers, _answer, everything=everything)
    _listed(sheet, "Statements", answer.statements, _statement, everything=everything)
    _listed(sheet, "Records", answer.records, _record, everything=everything)
    _listed(sheet, "Rules", answer.rules, _rule, everything=everything)
    sheet.incomplete(answer.cut)
    sheet.legend()
    return sheet.closing(answer.new.release, answer.new.disclaimer)


def _counted(changes: Iterable[str]) -> str:
    """How many were lost, removed, changed and added."""
    counts = Counter(changes)
    return ", ".join(f"{counts[change]} {change}" for change in _ORDER if counts[change]) or "unchanged"


def _listed(
    sheet: Sheet,
    heading: str,
    changes: Sequence[Entry],
    say: Callable[[Sheet, Entry], None],
    *,
    everything: bool,
) -> None:
    """A list under a heading, or nothing; the first entries only, unless all are asked for."""
    if not changes:
        return
    sheet.heading(heading)
    for change in changes if everything else changes[:SOME]:
        say(sheet, change)
    if len(changes) > SOME and not everything:
        sheet.paper.say(f"and {len(changes) - SOME} more: --all", indent=2)


def _head(sheet: Sheet, change: str, name: str) -> None:
    sheet.paper.split(change, name, indent=2, style=_STYLE[change], right_style="dim")


def _answer(sheet: Sheet, change: AnswerChange) -> None:
    """An answer before and after, and what stands behind the change."""
    paper = sheet.paper
    _head(sheet, change.change, change.topic.name)
    one, two = change.before, change.after
    if one and two and one.sentence == two.sentence:
        paper.say(f"{two.sentence} [{_known(one)} → {_known(two)}]", indent=4)
    else:
        for word, answer in (("before", one), ("after", two)):
            if answer:
                style = STATUS_STYLE[answer.status]
                paper.say(f"{word}: {answer.sentence} [{_known(answer)}]", indent=4, style=style)
    if change.because:
        paper.say(f"because of {', '.join(change.because)}", indent=4, style="dim")


def _known(answer: Answer) -> str:
    return f"{answer.status}, {answer.confidence:.2f}"


def _statement(sheet: Sheet, change: StatementChange) -> None:
    """A statement before and after, in the fields that changed."""
    given = change.new or change.old
    if given is None:
        return
    _head(sheet, change.change, given.statement.name)
    sheet.paper.say(_said(sheet, given), indent=4)
    if change.old and change.new:
        for field in change.fields:
            before, after = (_field(sheet, each, field) for each in (change.old, change.new))
            sheet.paper.say(f"{split_words(field)}: {before} → {after}", indent=6, mark="· ")


def _said(sheet: Sheet, given: Given) -> str:
    """A statement in a sentence, with how it is known."""
    held = given.statement
    denied = "does not say that it " if held.negated else ""
    known = f"[{held.status}, {held.confidence:g}]"
    return f"“{given.subject.label}” {denied}{sheet.phrase(held.predicate)} “{given.object.label}” {known}"


def _field(sheet: Sheet, given: Given, field: str) -> str:
    """A field of a statement in words."""
    if field == "relation":
        return f"“{sheet.phrase(given.statement.predicate)}”"
    if field in ("subject", "object"):
        return str(getattr(given, field).name)
    if field == "denial":
        return "denied" if given.statement.negated else "said"
    value = getattr(given.statement, field)
    shown = ", ".join(value) if isinstance(value, tuple) else f"{value:g}" if isinstance(value, float) else str(value)
    return shown or "nothing"


def _record(sheet: Sheet, change: RecordChange) -> None:
    """A record and each of its properties that changed."""
    _head(sheet, change.change, change.record.name)
    sheet.paper.say(change.record.label, indent=4)
    for each in change.properties:
        before, after = ("; ".join(values) or "nothing" for values in (each.removed, each.added))
        said = f"{before} → {after}" if each.removed or each.added else "the same values in another number"
        sheet.paper.say(f"{each.label}: {said}", indent=6, mark="· ")


def _rule(sheet: Sheet, change: RuleChange) -> None:
    """A rule before and after."""
    rows = [row for row in (change.old, change.new) if row]
    _head(sheet, change.change, rows[-1].id)
    for row in rows:
        first, then, gives = (split_words(plain(name)) for name in (row.first, row.then, row.gives))
        sheet.paper.say(f"{first} · {then} → {gives}, keeps {row.factor:g} [{', '.join(row.sets)}]", indent=4)
