"""Comparisons as rows: CSV for spreadsheets and Markdown for documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xwalk.names import plain
from xwalk.questions.compare_states import States

if TYPE_CHECKING:
    from xwalk.questions.answers import Answer
    from xwalk.questions.compare_frameworks import Frameworks
    from xwalk.questions.compare_releases import Given, Releases

Table = tuple[Sequence[str], list[Sequence[str]]]


def compare(answer: States | Frameworks | Releases) -> Table:
    """The header and the rows of a comparison, whichever it is."""
    if isinstance(answer, States):
        return states(answer)
    from xwalk.questions.compare_frameworks import Frameworks  # costs who compares states

    if isinstance(answer, Frameworks):
        return frameworks(answer)
    return releases(answer)


def states(answer: States) -> Table:
    """One row for each thing that a state says of a topic, for each empty cell, and for each provision behind a rule.

    ``part`` says which: topic, backing (the rule names what the money reaches), same purpose, or same topic.
    """
    header = (
        *("part", "topic", "topic_label", "component", "state", "requirement", "record", "label", "citation"),
        *("relation", "status", "confidence", "routes", "sentence", "conditions", "route", "evidence", "as_of"),
    )
    rows: list[Sequence[str]] = []
    for row in answer.rows:
        component = row.component.label if row.component else ""
        topic = (row.record.name, row.record.label, component)
        for cell in row.cells:
            rows += [
                ("topic", *topic, cell.state.label, held.record.name, *_said(held), held.as_of) for held in cell.answers
            ]
            if not cell.answers:
                rows.append(("topic", *topic, cell.state.label, *[""] * (len(header) - 5)))
        rows += [
            ("same topic", *topic, "", "", *_said(each.answer), each.answer.as_of)
            for each in row.money
            if not each.backs
        ]
    for duty in answer.duties:
        for backing in duty.backing:
            named = backing.says.object
            part = "backing" if backing.as_such else "same purpose"
            whose = (duty.state.label, duty.record.name)
            rows.append((part, named.name, named.label, "", *whose, *_said(backing.answer), backing.answer.as_of))
    return header, rows


def _said(answer: Answer) -> tuple[str, ...]:
    return (
        answer.record.name,
        answer.record.label,
        answer.citation,
        plain(answer.relation),
        answer.status,
        f"{answer.confidence:.4f}",
        str(answer.routes),
        answer.sentence,
        " | ".join(condition.text for condition in answer.conditions),
        " | ".join(
            f"{s.subject.name} {s.predicate} {s.object.name} ({s.status} {s.confidence:g})" for s in answer.route
        ),
        " | ".join(passage.label for step in answer.route for passage in step.evidence),
    )


def frameworks(answer: Frameworks) -> Table:
    """One row for each counterpart of a member, the best first, and for each member without one."""
    header = (
        *("framework", "member", "member_label", "state", "place", "record", "label", "citation", "relation", "status"),
        *("confidence", "routes", "sentence", "conditions", "route", "evidence", "reason"),
    )
    rows: list[Sequence[str]] = []
    for side in answer.sides:
        for each in side.members:
            start = (side.framework.name, each.member.name, each.member.label, each.state)
            reason = " | ".join(step.comment for step in each.looked)
            found = [each.best, *each.others] if each.best else []
            rows += [(*start, str(place), *_said(held), reason) for place, held in enumerate(found, 1)]
            if not found:
                rows.append((*start, *[""] * (len(header) - len(start) - 1), reason))
    return header, rows


def releases(answer: Releases) -> Table:
    """One row for each statement, property of a record, rule and answer that was added, removed or changed."""
    header = ("part", "change", "id", "label", "field", "before", "after", "because")
    rows: list[Sequence[str]] = []
    for change in answer.answers:
        one = next(each for each in (change.after, change.before) if each)
        before, after = (
            f"{each.sentence} ({each.status} {each.confidence:.4f})" if each else ""
            for each in (change.before, change.after)
        )
        field = " | ".join(change.fields)
        ends = (change.topic.name, one.record.name)
        rows.append(("answer", change.change, *ends, field, before, after, " | ".join(change.because)))
    for statement in answer.statements:
        old, new = statement.old, statement.new
        given = next(each for each in (new, old) if each)
        for field in statement.fields or [""]:
            values = (_value(old, field), _value(new, field))
            rows.append(("statement", statement.change, given.statement.name, _sentence(given), field, *values, ""))
    for record in answer.records:
        ends = (record.record.name, record.record.label)
        rows += [
            ("record", record.change, *ends, each.predicate, " | ".join(each.removed), " | ".join(each.added), "")
            for each in record.properties
        ]
        if not record.properties:
            rows.append(("record", record.change, *ends, "", "", "", ""))
    for rule in answer.rules:
        row = next(each for each in (rule.new, rule.old) if each)
        said = f"{row.first} then {row.then} gives {row.gives}"
        for field in rule.fields or [""]:
            held = [_text(getattr(each, field)) if each and field else "" for each in (rule.old, rule.new)]
            rows.append(("rule", rule.change, row.id, said, field, *held, ""))
    return header, rows


def _sentence(given: Given) -> str:
    denied = "not " if given.statement.negated else ""
    return f"{given.subject.name} {denied}{given.statement.predicate} {given.object.name}"


def _value(given: Given | None, field: str) -> str:
    """A field of a statement as a cell; without a field, how the statement is known."""
    if given is None:
        return ""
    held = given.statement
    if not field:
        return f"{held.status} {held.confidence:g}"
    if field in ("subject", "object"):
        return str(getattr(given, field).name)
    return _text(getattr(held, {"relation": "predicate", "denial": "negated"}.get(field, field)))


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        return " | ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)
