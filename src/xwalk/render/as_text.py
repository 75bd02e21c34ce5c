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

_LEGEND = (
    "stated: the source says it · asserted: a curator's judgement, with the reason · derived: follows by rule from the "
    "numbered steps. The number is a score for ranking, not a probability."
)
_FAMILIES = {"money": "What could pay for it", "law": "What law requires or allows here, without paying for it"}


#: Answers below this confidence stand in the summary only, unless all are asked for.
FAINT = 0.3


def funding(answer: Funding, knowledge: Knowledge, *, everything: bool = False) -> str:
    """The answer to ``xwalk funding``: in short, then by family, relation and program; conditions once a program.

    Args:
        answer: The answer.
        knowledge: The knowledge base that it came from.
        everything: Show faint answers, and all that is not known, in full.
    """
    paper = Paper()
    topic = answer.topic
    paper.split(topic.label, f"{knowledge.kinds[topic.kind].lower()} · {topic.name}", style="bold", right_style="dim")
    paper.say(answer.definition)
    _short(paper, answer, knowledge)
    said: set[str] = set()
    for family, heading in _FAMILIES.items():
        held = [
            a
            for a in answer.answers
            if knowledge.rules.relations[a.relation].family == family and (everything or a.confidence >= FAINT)
        ]
        if held:
            paper.gap()
            paper.say(heading.upper(), style="bold")
            _family(paper, held, knowledge, said)
    if answer.blocked:
        paper.gap()
        paper.say("NOT SO, ALTHOUGH IT MAY SEEM SO", style="bold")
        for denial in {blocked.denial.id: blocked.denial for blocked in answer.blocked}.values():
            paper.say(f"{denial.subject.label}: {denial.comment or denial.id}", indent=2, mark="· ")
    if answer.cut:
        paper.gap()
        paper.say(f"Not complete: {answer.cut}.", style="yellow")
    _unknown(paper, answer, everything=everything)
    if answer.answers:
        paper.gap()
        paper.say(_LEGEND, style="dim")
    _closing(paper, answer.release, answer.disclaimer)
    return paper.text()


def _unknown(paper: Paper, answer: Funding, *, everything: bool) -> None:
    faint = sum(each.confidence < FAINT for each in answer.answers)
    if faint and not everything:
        paper.gap()
        paper.say(f"{faint} faint answers, below {FAINT:g}, stand in the summary only; --all shows their routes too.")
    if answer.unknown:
        shown = answer.unknown if everything else [*answer.unknown[:1], *answer.unknown[1:][-1:]]
        left = len(answer.unknown) - len(shown)
        paper.gap()
        paper.say(f"Not known: {' '.join(shown)}{f' And {left} more points: --all.' if left else ''}")


def _short(paper: Paper, answer: Funding, knowledge: Knowledge) -> None:
    """One line a record: its strongest relation, its citation, how it is known."""
    paper.gap()
    paper.say("IN SHORT", style="bold")
    seen: set[str] = set()
    relation = ""
    for each in answer.answers:
        if each.record.name not in seen:
            seen.add(each.record.name)
            if each.relation != relation:
                relation = each.relation
                paper.say(f"{knowledge.rules.relations[relation].phrase}", indent=2, style="cyan")
            known = f"{each.status} · {each.confidence:.2f}"
            paper.split(_named(paper, each), known, indent=4, right_style=STATUS_STYLE[each.status])
    if not any(knowledge.rules.relations[each.relation].family == "money" for each in answer.answers):
        paper.say("No provision recorded here could pay for it, directly or by any route.", indent=2)


def _named(paper: Paper, answer: Answer) -> str:
    """Citation and label of a provision, or the label, cut to what fits beside the right column."""
    cited = f"{answer.citation.partition(';')[0]} · " if answer.record.kind == "provision" else ""
    name = cited + answer.record.label
    room = paper.width - 8 - len("asserted · 0.00")
    return name if len(name) <= room else name[: room - 1].rstrip() + "…"


def _family(paper: Paper, held: Sequence[Answer], knowledge: Knowledge, said: set[str]) -> None:
    """The answers of one family; a record stands in full under its strongest relation, and in a line under others."""
    full: set[str] = set()
    for relation in dict.fromkeys(answer.relation for answer in held):
        paper.gap()
        paper.say(f"{knowledge.rules.relations[relation].phrase} …", style="bold")
        same = [answer for answer in held if answer.relation == relation]
        for source in dict.fromkeys(_source(answer) for answer in same):
            group = [answer for answer in same if _source(answer) == source]
            fresh = [answer for answer in group if answer.record.name not in full]
            paper.say(source, indent=2, style="cyan")
            for answer in fresh:
                _answer(paper, answer, knowledge, said)
            for answer in group:
                if answer.record.name in full:
                    paper.say(f"{answer.sentence} [{_known(answer)}; in full above]", indent=4, mark="· ")
            _conditions(paper, fresh, said)
            _notes(paper, fresh, said)
        full |= {answer.record.name for answer in same}


def _source(answer: Answer) -> str:
    return answer.program.label if answer.program else answer.jurisdiction or "Federal law"


def _answer(paper: Paper, answer: Answer, knowledge: Knowledge, said: set[str]) -> None:
    paper.split(answer.citation, _known(answer), indent=4, style="bold", right_style=STATUS_STYLE[answer.status])
    paper.say(answer.record.label, indent=6)
    paper.say(f"{answer.sentence}.", indent=6)
    if answer.recipients:
        paper.say(f"Who: {list_words(answer.recipients)}", indent=6)
    for number, step in enumerate(answer.route, 1):
        _step(paper, step, f"{number}. ", knowledge, said, indent=6)
    if answer.url:
        paper.lines.append(" " * 6 + paper.paint(answer.url, "dim"))


def _known(answer: Answer) -> str:
    routes = "" if answer.routes == 1 else f" · best of {answer.routes} routes"
    return f"{answer.status} · {answer.confidence:.2f}{routes}"


def _step(paper: Paper, step: Step, mark: str, knowledge: Knowledge, said: set[str], *, indent: int) -> None:
    """A statement; its reason and evidence stand where it is first said."""
    relation = knowledge.rules.relations.get(step.predicate)
    phrase = relation.phrase if relation else _words(step.predicate.partition(":")[2])
    again = "; reason and evidence above" if step.id in said else ""
    paper.say(
        f"“{step.subject.label}” {phrase} “{step.object.label}” [{step.status}, {step.confidence:g}{again}]",
        indent=indent,
        mark=mark,
    )
    if step.id not in said:
        said.add(step.id)
        if step.comment:
            paper.say(step.comment, indent=indent + 3, style="dim")
        for passage in step.evidence:
            paper.say(_passage(passage), indent=indent + 3, style="dim")


def _passage(passage: Evidence) -> str:
    quoted = f": “{passage.anchor}”" if passage.anchor else ""
    return f"{passage.label}{quoted} ({passage.verification})"


def _words(name: str) -> str:
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)


def _conditions(paper: Paper, group: Sequence[Answer], said: set[str]) -> None:
    """The conditions of some answers, each once; those that stand above are only counted."""
    held: dict[str, tuple[Condition, list[str]]] = {}
    for answer in group:
        for condition in answer.conditions:
            held.setdefault(condition.id, (condition, []))[1].append(answer.citation.partition(";")[0])
    if held:
        paper.say("Conditions", indent=4, style="bold")
    above = 0
    for condition, cited in held.values():
        above += condition.id in said
        if condition.id not in said:
            said.add(condition.id)
            only = "" if len(cited) == len(group) else f"{list_words(cited)}: "
            reading = f" {condition.base_reading}" if condition.base_reading else ""
            paper.say(f"{only}{condition.text}{reading} ({_cited(condition)})", indent=4, mark="· ")
    if above:
        paper.say(f"and {above} that {'stands' if above == 1 else 'stand'} above", indent=4, mark="· ")


def _notes(paper: Paper, group: Sequence[Answer], said: set[str]) -> None:
    notes: dict[str, Note] = {note.id: note for answer in group for note in answer.notes if note.id not in said}
    said.update(notes)
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
    said: set[str] = set()
    for heading, steps in (("Statements", shown.statements), ("Denied", shown.denied)):
        _section(paper, heading, steps)
        for step in steps:
            _step(paper, step, "· ", knowledge, said, indent=2)
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
