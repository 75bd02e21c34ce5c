"""States side by side, for a person at a terminal: topics, differences, rules, and the federal money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xwalk.names import list_words
from xwalk.questions.compare_states import LAW, ONLY_NAMED
from xwalk.render.paper import STATUS_STYLE
from xwalk.render.sheet import Sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xwalk.knowledge import Knowledge, Record
    from xwalk.questions.answers import Answer
    from xwalk.questions.compare_states import Cell, Difference, Duty, Row, States

#: How many provisions a record shows, unless all are asked for.
FEW = 4
#: The least width of a column of the table of states; where there is less room, states stand below one another.
NARROW = 18
_LABEL = 34
#: What ``xwalk funding`` takes.
_TOPICS = ("area", "component", "term", "practice")
_ROWS = {
    "component": "Topics of the framework",
    "area": "Topics of the framework",
    "only_whole": "A whole that a rule names; nothing carries the rule to a part of it",
    "only_named": "Also named by a rule; nothing carries that to a topic of the framework",
}


def states(answer: States, knowledge: Knowledge, *, everything: bool = False) -> str:
    """States: a table of topics, what one has and another lacks, each rule, and the federal money."""
    sheet = Sheet(knowledge)
    short = {place.name: _short(knowledge, place) for place in answer.states}
    sheet.paper.split(list_words(place.label for place in answer.states), "states compared", style="bold")
    counted = [f"{p.label} {sum(duty.state == p for duty in answer.duties)}" for p in answer.states]
    sheet.paper.say(
        "What each is recorded to require or allow, and which federal money could back it. Rules and pilots recorded: "
        f"{list_words(counted)}. Where nothing stands, nothing is recorded; a rule may still exist."
    )
    _table(sheet, answer, short)
    _differences(sheet, answer.differences, short)
    _topics(sheet, answer.rows, short, everything=everything)
    for place in answer.states:
        sheet.heading(f"{place.label}, rule by rule")
        seen: dict[str, str] = {}
        for duty in answer.duties:
            if duty.state == place:
                _duty(sheet, duty, seen, everything=everything)
    _backing(sheet, answer.duties, short, everything=everything)
    _same_topic(sheet, answer.rows)
    sheet.blocked(answer.blocked)
    sheet.incomplete(answer.cut)
    _open(sheet, answer, everything=everything)
    sheet.legend()
    return sheet.closing(answer.release, answer.disclaimer)


def _short(knowledge: Knowledge, place: Record) -> str:
    """The shortest name of a state, as VT."""
    return min([place.label, *knowledge.values(place, "skos:altLabel")], key=lambda name: (len(name), name))


def _table(sheet: Sheet, answer: States, short: dict[str, str]) -> None:
    """The strongest that each state says of each topic; topics of which none says anything stand below."""
    paper = sheet.paper
    width = (paper.width - _LABEL - 2) // len(answer.states)
    sheet.heading("In short: the strongest that each says (+1: one more rule)")
    if width >= NARROW:
        header = "".join(short[place.name].ljust(width) for place in answer.states)
        paper.lines.append(paper.paint(f"{'':{_LABEL + 2}}{header}".rstrip(), "bold"))
    heading = ""
    for row in answer.rows:
        if any(cell.answers for cell in row.cells):
            if _ROWS[row.sort] != heading:
                heading = _ROWS[row.sort]
                paper.say(heading, indent=2, style="cyan")
            _table_row(sheet, row, short, width)
    silent = [row.record.label for row in answer.rows if not any(cell.answers for cell in row.cells)]
    if silent:
        paper.say(f"Nothing recorded of these states reaches {list_words(silent)}.", indent=2)


def _table_row(sheet: Sheet, row: Row, short: dict[str, str], width: int) -> None:
    paper = sheet.paper
    if width < NARROW:
        paper.say(row.record.label, indent=2, style="bold")
        for cell in row.cells:
            paper.say(f"{short[cell.state.name]}: {' · '.join(_strongest(sheet, cell))}", indent=4)
        return
    columns = [_fit([row.record.label], _LABEL - 2), *(_fit(_strongest(sheet, cell), width - 2) for cell in row.cells)]
    widths = [_LABEL, *[width] * len(row.cells)]
    for number in range(max(map(len, columns))):
        cells = [column[number] if number < len(column) else "" for column in columns]
        line = "".join(cell.ljust(room) for cell, room in zip(cells, widths, strict=True))
        paper.lines.append(paper.paint(f"  {line}".rstrip(), ""))


def _strongest(sheet: Sheet, cell: Cell) -> list[str]:
    """The strongest answer of a cell in few words, and how it is known."""
    if not cell.answers:
        return ["–"]
    best = cell.answers[0]
    more = len({answer.record.name for answer in cell.answers}) - 1
    known = f"{best.status} · {best.confidence:.2f}{f' +{more}' if more else ''}"
    return [sheet.phrase(best.relation), known]


def _fit(texts: Sequence[str], width: int) -> list[str]:
    """Texts in lines of a width, each on lines of its own; a word that is longer is cut."""
    lines = []
    for text in texts:
        line = ""
        for word in text.split():
            if line and len(line) + 1 + len(word) > width:
                lines.append(line)
                line = ""
            line = f"{line} {word if len(word) <= width else word[: width - 1] + '…'}".strip()
        lines.append(line)
    return lines


def _differences(sheet: Sheet, differences: Sequence[Difference], short: dict[str, str]) -> None:
    """What some states name or reach while nothing is recorded of others; then what all have."""
    for by, heading in (
        ("named", "Named by one, not recorded of another"),
        ("reached", "Topics that one reaches, not recorded of another"),
    ):
        lines = []
        for each in differences:
            if each.by == by and each.lacking:
                held = [
                    f"{short[h.state.name]} {sheet.phrase(h.relation)} it [{h.status}, {h.confidence:.2f}]"
                    for h in each.held
                ]
                lacking = list_words(short[place.name] for place in each.lacking)
                lines.append(f"{each.record.label}: {'; '.join(held)}; not recorded of {lacking}")
        sheet.listed(heading, lines)
    shared = [each.record.label for each in differences if not each.lacking]
    if shared:
        sheet.paper.say(f"All of them name or reach {list_words(shared)}.", indent=2)


def _topics(sheet: Sheet, rows: Sequence[Row], short: dict[str, str], *, everything: bool) -> None:
    """Each topic with what each state says there; where all is asked for, whatever a rule names and every step too."""
    sheet.heading("Topic by topic")
    for row in rows:
        if not any(cell.answers for cell in row.cells) or (row.sort == ONLY_NAMED and not everything):
            continue
        part = f"part of {row.component.label} · " if row.component else ""
        sheet.paper.split(row.record.label, f"{part}{row.record.name}", indent=2, style="bold", right_style="dim")
        for cell in row.cells:
            for answer in cell.answers:
                said = f"{answer.sentence} ({answer.citation}) [{_known(answer)}]"
                sheet.paper.say(said, indent=4, mark=f"{short[cell.state.name]} · ")
                for number, step in enumerate(answer.route if everything else [], 1):
                    sheet.step(step, f"{number}. ", indent=6)
    if not everything:
        sheet.paper.say("--all shows every step and its evidence; xwalk cross TOPIC --to requirement every route.")


def answer_line(sheet: Sheet, left: str, answer: Answer, *, indent: int) -> None:
    """Words at the left, how an answer is known at the right."""
    right = _known(answer)
    sheet.paper.split(
        _cut_to(left, sheet, right, indent), right, indent=indent, right_style=STATUS_STYLE[answer.status]
    )


def _known(answer: Answer) -> str:
    routes = "" if answer.routes == 1 else f" · best of {answer.routes} routes"
    return f"{answer.status} · {answer.confidence:.2f}{routes}"


def _cut_to(left: str, sheet: Sheet, right: str, indent: int) -> str:
    room = max(sheet.paper.width - indent - len(right) - 2, 20)
    return left if len(left) <= room else f"{left[: room - 1].rstrip()}…"


def _duty(sheet: Sheet, duty: Duty, seen: dict[str, str], *, everything: bool) -> None:
    """A requirement: what it says, what changed later, what is unclear; evidence where all is asked for."""
    paper = sheet.paper
    paper.split(duty.record.label, duty.record.name, indent=2, style="bold", right_style="dim")
    bound = f"; binds {list_words(duty.recipients)}" if duty.recipients else ""
    paper.say(f"{duty.citation} ({duty.duty or 'duty not recorded'}{bound})", indent=4)
    for step in (*duty.says, *duty.denied):
        denied = "does not say that it " if step in duty.denied else ""
        if everything and not denied:
            sheet.step(step, "· ", indent=4)
        else:
            known = f"[{step.status}, {step.confidence:g}]"
            paper.say(f"{denied}{sheet.phrase(step.predicate)} “{step.object.label}” {known}", indent=4, mark="· ")
    if not duty.says:
        paper.say("No statement says what it requires or allows.", indent=4, mark="· ")
    for caution in duty.cautions if everything else [each for each in duty.cautions if each.type == "later change"][:1]:
        said = f"{caution.type.capitalize()}: {caution.text}"
        if seen.setdefault(said, duty.record.label) != duty.record.label:
            said = f"{caution.type.capitalize()}: as for “{seen[said]}”"
        paper.say(said, indent=4, mark="· ", style="yellow")
    for text in duty.ambiguity:
        paper.say(f"Unclear: {text}", indent=4, mark="· ", style="yellow")
    if not everything:
        paper.say(f"xwalk show {duty.record.name}", indent=4, style="dim")


def _backing(sheet: Sheet, duties: Sequence[Duty], short: dict[str, str], *, everything: bool) -> None:
    """Federal money by the record that it reaches: first what rules name as such, then what they only work toward."""
    shown: set[str] = set()
    for as_such, heading in (
        (True, "Federal money that reaches the very thing that a rule names"),
        (False, "Federal money for the same purpose; the rule names it only as a purpose or in part"),
    ):
        named: dict[str, tuple[Record, list[str], dict[str, Answer]]] = {}
        for duty in duties:
            for backing in duty.backing:
                if backing.as_such == as_such:
                    record = backing.says.object
                    _, by, money = named.setdefault(record.name, (record, [], {}))
                    by.append(f"{short[duty.state.name]} ({duty.record.name})")
                    money.setdefault(backing.answer.record.name, backing.answer)
        if named or as_such:
            sheet.heading(heading)
        for record, by, money in named.values():
            sheet.paper.split(record.label, record.name, indent=2, style="bold", right_style="dim")
            again = "; the money stands above" if record.name in shown else ""
            sheet.paper.say(f"named by {list_words(dict.fromkeys(by))}{again}", indent=4)
            if not again:
                _money(sheet, record, list(money.values()), everything=everything)
        shown |= named.keys()
        if as_such:
            _unbacked(sheet, duties)


def _money(sheet: Sheet, record: Record, answers: Sequence[Answer], *, everything: bool) -> None:
    """Some provisions, each with the sentence that it supports; in full where all is asked for."""
    if everything:
        sheet.full(answers)
        sheet.paper.gap()
        return
    for answer in answers[:FEW]:
        bound = f" Conditions: {len(answer.conditions)}." if answer.conditions else ""
        answer_line(sheet, f"{answer.citation.partition(';')[0]} · {answer.record.label}", answer, indent=4)
        sheet.paper.say(f"{answer.sentence}.{bound}", indent=6)
    left = len(answers) - FEW
    more = f"and {left} more; " if left > 0 else ""
    sheet.paper.say(f"{more}{_command(record)} shows conditions, steps and evidence", indent=4, style="dim")


def _unbacked(sheet: Sheet, duties: Sequence[Duty]) -> None:
    """What rules name and no money reaches."""
    reached = {backing.says.object.name for duty in duties for backing in duty.backing}
    relations = sheet.knowledge.rules.relations
    without = {
        step.object.name: step.object.label
        for duty in duties
        for step in duty.says
        if step.object.name not in reached and relations[step.predicate].family == LAW
    }
    if without:
        said = (
            f"No provision recorded here could pay for {list_words(without.values(), conjunction='or')} by any route."
        )
        sheet.paper.say(said, indent=2)


def _command(record: Record) -> str:
    return f"xwalk funding {record.name}" if record.kind in _TOPICS else f"xwalk cross {record.name} --to provision"


def _same_topic(sheet: Sheet, rows: Sequence[Row]) -> None:
    """Money that reaches a topic which a rule reaches too, and nothing that the rule names."""
    lines = []
    for row in rows:
        answers = {each.answer.record.name: each.answer for each in reversed(row.money) if not each.backs}
        best = [answers[name] for name in reversed(answers)]
        if best:
            known = f"[{best[0].status}, {best[0].confidence:.2f}]"
            number = "1 provision" if len(best) == 1 else f"{len(best)} provisions"
            lines.append(
                f"{row.record.label}: {number}; the strongest: {best[0].sentence} {known}; {_command(row.record)}"
            )
    sheet.listed("Federal money on the same topic only; nothing says that it may go to what a rule asks", lines)


def _open(sheet: Sheet, answer: States, *, everything: bool) -> None:
    """What nobody verified: all of it, or what is common and how many points there are of each state."""
    lines = []
    for place in answer.states:
        of = [each for each in answer.unknown if each.state == place]
        points = [each for each in of if each.record]
        if everything:
            lines += [f"{each.record.label}: {each.text}" for each in points if each.record]
        elif points:
            lines.append(f"{place.label}: {len(points)} points of its rules were not verified; --all lists them.")
        lines += [each.text for each in of if each.record is None]
    sheet.listed("Not known", [*lines, *(each.text for each in answer.unknown if each.state is None)])
