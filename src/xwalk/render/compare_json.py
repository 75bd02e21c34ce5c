"""Comparisons in the JSON of the command-line contract (see ``schemas/compare.schema.json``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xwalk.names import plain
from xwalk.questions.compare_states import States
from xwalk.render.as_json import CONTRACT, _blocked, _condition, _data, _record, _step

if TYPE_CHECKING:
    from xwalk.knowledge import Record
    from xwalk.questions.answers import Answer
    from xwalk.questions.compare_frameworks import Frameworks, Side
    from xwalk.questions.compare_releases import (
        AnswerChange,
        Given,
        RecordChange,
        Releases,
        RuleChange,
        StatementChange,
    )
    from xwalk.questions.compare_revisions import Release
    from xwalk.questions.compare_states import Difference, Duty, Row

Object = dict[str, Any]


def compare(answer: States | Frameworks | Releases) -> Object:
    """The object of ``xwalk compare --format json``, whichever comparison it is."""
    if isinstance(answer, States):
        return states(answer)
    from xwalk.questions.compare_frameworks import Frameworks  # costs who compares states

    if isinstance(answer, Frameworks):
        return frameworks(answer)
    return releases(answer)


def states(answer: States) -> Object:
    """States: requirements, rows of topics, differences; each provision and condition once."""
    money = [backing.answer for duty in answer.duties for backing in duty.backing]
    money += [each.answer for row in answer.rows for each in row.money]
    said = [held for row in answer.rows for cell in row.cells for held in cell.answers]
    conditions = {c.id: c for held in (*money, *said) for c in held.conditions}
    return {
        "contract": CONTRACT,
        "question": {"command": "compare", "of": "states", "states": [_record(place) for place in answer.states]},
        "requirements": [_duty(duty) for duty in answer.duties],
        "rows": [_row(row) for row in answer.rows],
        "differences": [_difference(each) for each in answer.differences],
        "provisions": [_provision(held) for _, held in sorted({a.record.name: a for a in money}.items())],
        "conditions": [_condition(condition) for _, condition in sorted(conditions.items())],
        "blocked": [_blocked(each) for each in answer.blocked],
        "cut": answer.cut,
        "unknown": [
            {
                "state": each.state.name if each.state else None,
                "record": each.record.name if each.record else None,
                "text": each.text,
            }
            for each in answer.unknown
        ],
        "data": _data(answer.release, answer.law_as_of, answer.disclaimer),
    }


def _duty(duty: Duty) -> Object:
    return {
        "record": _cited(duty.record, duty.citation, duty.url),
        "state": duty.state.name,
        "instrument": duty.instrument.name if duty.instrument else None,
        "duty": duty.duty,
        "recipients": duty.recipients,
        "says": [_step(step) for step in duty.says],
        "denied": [_step(step) for step in duty.denied],
        "backing": [
            {
                "statement": backing.says.id,
                "named": backing.says.object.name,
                "as_such": backing.as_such,
                "answer": _answer(backing.answer),
            }
            for backing in duty.backing
        ],
        "cautions": [caution._asdict() for caution in duty.cautions],
        "as_of": duty.as_of or None,
        "ambiguity": duty.ambiguity,
        "unknown": duty.unknown,
    }


def _row(row: Row) -> Object:
    return {
        "record": _record(row.record),
        "sort": row.sort,
        "component": row.component.name if row.component else None,
        "cells": [
            {"state": cell.state.name, "answers": [_answer(answer) for answer in cell.answers]} for cell in row.cells
        ],
        "same_topic": [
            _in_short(each.answer) | {"record": each.answer.record.name, "backs": [r.name for r in each.backs]}
            for each in row.money
        ],
    }


def _difference(difference: Difference) -> Object:
    return {
        "record": _record(difference.record),
        "by": difference.by,
        "held": [
            {
                "state": held.state.name,
                "requirement": held.requirement.name,
                "relation": plain(held.relation),
                "status": held.status,
                "confidence": round(held.confidence, 4),
            }
            for held in difference.held
        ],
        "lacking": [place.name for place in difference.lacking],
    }


def _provision(answer: Answer) -> Object:
    return {
        "record": _cited(answer.record, answer.citation, answer.url),
        "program": _record(answer.program) if answer.program else None,
        "duty": answer.duty,
        "recipients": answer.recipients,
        "conditions": [condition.id for condition in answer.conditions],
        "notes": [{"id": note.id, "label": note.label, "text": note.text} for note in answer.notes],
        "unknown": answer.unknown,
        "as_of": answer.as_of or None,
    }


def _answer(answer: Answer) -> Object:
    """An answer with its route; what binds it stands by name."""
    return (
        {"record": _cited(answer.record, answer.citation, answer.url)}
        | _in_short(answer)
        | {
            "disagreement": [plain(relation) for relation in answer.disagreement],
            "conditions": [condition.id for condition in answer.conditions],
            "route": [_step(step) for step in answer.route],
        }
    )


def _in_short(answer: Answer) -> Object:
    return {
        "relation": plain(answer.relation),
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "routes": answer.routes,
        "sentence": answer.sentence,
    }


def _cited(record: Record, citation: str, url: str) -> Object:
    return _record(record) | {"citation": citation, "url": url}


def frameworks(answer: Frameworks) -> Object:
    """Frameworks: each against the other, member by member."""
    left, right = answer.sides
    held = [a for side in answer.sides for each in side.members for a in (each.best, *each.others) if a]
    conditions = {c.id: c for each in held for c in each.conditions}
    return {
        "contract": CONTRACT,
        "question": {
            "command": "compare",
            "of": "frameworks",
            "frameworks": [_record(side.framework) for side in answer.sides],
            "rules": answer.rule_set or None,
            "threshold": answer.threshold,
        },
        "sides": [_side(left, right), _side(right, left)],
        "meaning": answer.meaning,
        "disagreements": [
            {
                "member": _record(each.member),
                "other": _record(each.other),
                "relations": [plain(relation) for relation in each.relations],
            }
            for each in answer.disagreements
        ],
        "conditions": [_condition(condition) for _, condition in sorted(conditions.items())],
        "blocked": [_blocked(each) for each in answer.blocked],
        "cut": answer.cut,
        "unknown": answer.unknown,
        "data": _data(answer.release, answer.law_as_of, answer.disclaimer),
    }


def _side(side: Side, other: Side) -> Object:
    return {
        "framework": _record(side.framework),
        "against": other.framework.name,
        "covered": side.covered,
        "of": side.of,
        "states": side.states,
        "relations": [{"relation": plain(relation), "members": count} for relation, count in side.relations.items()],
        "members": [
            {
                "member": _record(each.member),
                "state": each.state,
                "best": _answer(each.best) if each.best else None,
                "others": [_answer(answer) for answer in each.others],
                "looked": [_step(step) for step in each.looked],
            }
            for each in side.members
        ],
    }


def releases(answer: Releases) -> Object:
    """Releases: what was added, removed and changed, and the answers that changed because of it."""
    return {
        "contract": CONTRACT,
        "question": {
            "command": "compare",
            "of": "releases",
            "pack": answer.new.pack,
            "old": _release(answer.old),
            "new": _release(answer.new),
        },
        "statements": [_statement_change(change) for change in answer.statements],
        "records": [_record_change(change) for change in answer.records],
        "rules": [_rule_change(change) for change in answer.rules],
        "topics": answer.asked,
        "answers": [_answer_change(change) for change in answer.answers],
        "cut": answer.cut,
        "data": _data(answer.new.release, answer.new.law_as_of, answer.new.disclaimer),
    }


def _release(release: Release) -> Object:
    return {
        "name": release.name,
        "commit": release.commit or None,
        "release": release.release,
        "law_as_of": release.law_as_of,
    }


def _statement_change(change: StatementChange) -> Object:
    return {
        "change": change.change,
        "fields": change.fields,
        "old": _given(change.old) if change.old else None,
        "new": _given(change.new) if change.new else None,
    }


def _given(given: Given) -> Object:
    held = given.statement
    return {
        "id": held.name,
        "subject": given.subject.name,
        "subject_label": given.subject.label,
        "predicate": held.predicate,
        "object": given.object.name,
        "object_label": given.object.label,
        "denied": held.negated,
        "status": held.status,
        "confidence": held.confidence,
        "justification": held.justification,
        "author": held.author,
        "date": held.date,
        "comment": held.comment,
        "evidence": list(held.evidence),
        "object_source": held.object_source,
        "source": held.source,
        "rule_set": held.rule_set,
    }


def _record_change(change: RecordChange) -> Object:
    return {
        "change": change.change,
        "record": _record(change.record),
        "properties": [
            {"predicate": each.predicate, "label": each.label, "removed": each.removed, "added": each.added}
            for each in change.properties
        ],
    }


def _rule_change(change: RuleChange) -> Object:
    return {
        "change": change.change,
        "fields": change.fields,
        "old": change.old._asdict() if change.old else None,
        "new": change.new._asdict() if change.new else None,
    }


def _answer_change(change: AnswerChange) -> Object:
    held = next(answer for answer in (change.after, change.before) if answer)
    return {
        "change": change.change,
        "topic": _record(change.topic),
        "record": _cited(held.record, held.citation, held.url),
        "relation": plain(held.relation),
        "fields": change.fields,
        "before": _then(change.before),
        "after": _then(change.after),
        "because": change.because,
    }


def _then(answer: Answer | None) -> Object | None:
    """An answer as it was in one release, with the statements of its route by name."""
    if answer is None:
        return None
    held = _in_short(answer)
    held.pop("relation")
    return held | {"route": [step.id for step in answer.route]}
