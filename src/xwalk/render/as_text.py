"""Answers for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xwalk.names import list_words
from xwalk.render.paper import STATUS_STYLE, Paper

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xwalk.knowledge import Knowledge
    from xwalk.questions.answers import Answer, Condition, Evidence, Note, Step
    from xwalk.questions.find import Match
    from xwalk.questions.funding import Funding
    from xwalk.questions.show import Shown

_FAMILIES = {"money": "What could pay for it", "law": "What the law requires or allows, without paying for it"}


def funding(answer: Funding, knowledge: Knowledge) -> str:
    """The answer to ``xwalk funding``: by family and relation, then by program, conditions once a program."""
    paper = Paper()
    topic = answer.topic
    paper.split(topic.label, f"{knowledge.kinds[topic.kind].lower()} · {topic.name}", style="bold", right_style="dim")
    paper.say(answer.definition)
    for family, heading in _FAMILIES.items():
        held = [a for a in answer.answers if knowledge.rules.relations[a.relation].family == family]
        paper.gap()
        if held or family == "money":
            paper.say(heading.upper(), style="bold")
        if not held and family == "money":
            paper.say("No provision recorded here could pay for it, directly or by any route.", indent=2)
        _family(paper, held, knowledge)
    if answer.blocked:
        paper.gap()
        paper.say("BLOCKED BY A DENIAL", style="bold")
        for blocked in answer.blocked:
            paper.say(f"{blocked.record.label}: {blocked.denial.comment or blocked.denial.id}", indent=2, mark="· ")
    if answer.cut:
        paper.gap()
        paper.say(f"Not complete: {answer.cut}.", style="yellow")
    if answer.unknown:
        paper.gap()
        paper.say(f"Not known: {' '.join(answer.unknown)}")
    _closing(paper, answer.release, answer.disclaimer)
    return paper.text()


def _family(paper: Paper, held: Sequence[Answer], knowledge: Knowledge) -> None:
    for relation in dict.fromkeys(answer.relation for answer in held):
        paper.gap()
        paper.say(f"{knowledge.rules.relations[relation].phrase} …", style="bold")
        same = [answer for answer in held if answer.relation == relation]
        for source in dict.fromkeys(_source(answer) for answer in same):
            group = [answer for answer in same if _source(answer) == source]
            paper.say(source, indent=2, style="cyan")
            for answer in group:
                _answer(paper, answer)
            _conditions(paper, group)
            _notes(paper, group)


def _source(answer: Answer) -> str:
    return answer.program.label if answer.program else answer.jurisdiction or "Federal law"


def _answer(paper: Paper, answer: Answer) -> None:
    routes = "" if answer.routes == 1 else f" · best of {answer.routes} routes"
    known = f"{answer.status} · {answer.confidence:.2f}{routes}"
    paper.split(answer.citation, known, indent=4, style="bold", right_style=STATUS_STYLE.get(answer.status, ""))
    paper.say(f"{answer.sentence}.", indent=6)
    if answer.recipients:
        paper.say(f"Who: {list_words(answer.recipients)}", indent=6)
    for number, step in enumerate(answer.route, 1):
        _step(paper, step, f"{number}. " if len(answer.route) > 1 else "", indent=6)
    if answer.url:
        paper.lines.append(" " * 6 + paper.paint(answer.url, "dim"))


def _step(paper: Paper, step: Step, mark: str, *, indent: int) -> None:
    phrase = step.predicate.partition(":")[2]
    paper.say(
        f"{step.subject.label} — {_words(phrase)} — {step.object.label} [{step.status}, {step.confidence:g}]",
        indent=indent,
        mark=mark,
    )
    if step.comment:
        paper.say(step.comment, indent=indent + 3, style="dim")
    for passage in step.evidence:
        paper.say(_passage(passage), indent=indent + 3, style="dim")


def _passage(passage: Evidence) -> str:
    quoted = f": “{passage.anchor}”" if passage.anchor else ""
    return f"{passage.label}{quoted} ({passage.verification})"


def _words(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)


def _conditions(paper: Paper, group: Sequence[Answer]) -> None:
    held: dict[str, tuple[Condition, list[str]]] = {}
    for answer in group:
        for condition in answer.conditions:
            held.setdefault(condition.id, (condition, []))[1].append(answer.citation.partition(";")[0])
    if not held:
        return
    paper.say("Conditions", indent=4, style="bold")
    for condition, cited in held.values():
        only = "" if len(cited) == len(group) else f"{list_words(cited)}: "
        reading = f" {condition.base_reading}" if condition.base_reading else ""
        paper.say(f"{only}{condition.text}{reading} ({_cited(condition)})", indent=4, mark="· ")


def _notes(paper: Paper, group: Sequence[Answer]) -> None:
    notes: dict[str, Note] = {note.id: note for answer in group for note in answer.notes}
    if notes:
        paper.say("Where the report and the law differ", indent=4, style="bold")
    for note in notes.values():
        paper.say(f"{note.text} ({note.id})", indent=4, mark="· ")


def _closing(paper: Paper, release: str, disclaimer: str) -> None:
    paper.gap()
    paper.say(f"{disclaimer} Data release {release}.".strip(), style="dim")


def find(matches: Sequence[Match], knowledge: Knowledge) -> str:
    """The answer to ``xwalk find``: a table of records."""
    rows = [
        (m.record.label, knowledge.kinds.get(m.record.kind, m.record.kind), m.record.name, f"{m.score:.2f}")
        for m in matches
    ]
    return table(("Label", "Kind", "Identifier", "Score"), rows)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns set apart by spaces, under a header."""
    paper = Paper()
    lines = [tuple(header), *rows]
    widths = [max(len(line[place]) for line in lines) for place in range(len(header))]
    for number, line in enumerate(lines):
        text = "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        paper.lines.append(paper.paint(text, "bold" if number == 0 else ""))
    return paper.text()


def show(shown: Shown, knowledge: Knowledge) -> str:
    """The answer to ``xwalk show``."""
    paper = Paper()
    record = shown.record
    kind = knowledge.kinds.get(record.kind, record.kind).lower()
    paper.split(record.label, f"{kind} · {record.name}", style="bold", right_style="dim")
    if shown.definition:
        paper.say(shown.definition)
    if shown.called:
        paper.say(f"Also called: {', '.join(shown.called)}")
    if shown.status:
        paper.say(f"Known as: {shown.status}", style=STATUS_STYLE.get(shown.status, ""))
    paper.gap()
    for label, held, target in shown.properties:
        value = f"{target} ({held.value})" if target else held.value
        paper.say(f"{label}: {value}", indent=2)
    for heading, steps in (("Statements", shown.statements), ("Denied", shown.denied)):
        _section(paper, heading, steps)
        for step in steps:
            _step(paper, step, "· ", indent=2)
    _listed(paper, "Conditions", [f"{c.text} ({_cited(c)})" for c in shown.conditions])
    mentions = [f"{other.label} ({other.name}), {_words(name.partition(':')[2])}" for name, other in shown.mentions]
    _listed(paper, "Named by", mentions)
    _listed(paper, "Evidence", [f"{e.source}, {e.locator}: {_passage(e)}" for e in shown.evidence])
    paper.gap()
    paper.say(f"{record.file}:{record.line}" if record.file else "", style="dim")
    _closing(paper, shown.release, shown.disclaimer)
    return paper.text()


def _section(paper: Paper, heading: str, held: Sequence[object]) -> None:
    if held:
        paper.gap()
        paper.say(heading.upper(), style="bold")


def _listed(paper: Paper, heading: str, lines: Sequence[str]) -> None:
    _section(paper, heading, lines)
    for line in lines:
        paper.say(line, indent=2, mark="· ")


def _cited(condition: Condition) -> str:
    return list_words([passage.label for passage in condition.evidence]) or condition.id
