"""Answers in the JSON of the command-line contract (see ``schemas/``)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from xwalk.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xwalk.knowledge import Record
    from xwalk.questions.answers import Answer, Condition, Evidence, Step
    from xwalk.questions.coverage import Coverage, Share
    from xwalk.questions.cross import Cross
    from xwalk.questions.find import Match
    from xwalk.questions.funding import Funding
    from xwalk.questions.grouping import BlockedAnswer
    from xwalk.questions.match import Match as Proposal
    from xwalk.questions.match import Matched
    from xwalk.questions.rules import RuleRow
    from xwalk.questions.show import Shown


#: The version of the shapes below.
CONTRACT = "1"
_DIGITS = re.compile(r"[+-]?[0-9]{1,300}(\.[0-9]+)?")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def dumps(value: Any) -> str:
    """JSON as it is printed: a line for each part of an object and each member of a list in it, the same bytes always.

    >>> print(dumps({"name": "x", "answers": [{"n": 1}, {"n": 2}]}))
    {
    "name": "x",
    "answers": [
     {"n": 1},
     {"n": 2}
    ]
    }
    """
    if isinstance(value, dict):
        text = ",\n".join(f"{_compact(key)}: {_lines(member)}" for key, member in value.items())
        return escape_controls(f"{{\n{text}\n}}")
    return escape_controls(_lines(value))


def _lines(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        members = ",\n ".join(map(_compact, value))
        return f"[\n {members}\n]"
    return _compact(value)


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def escape_controls(document: str) -> str:
    r"""A JSON or Turtle document with the control characters of its texts escaped, so that no terminal obeys them.

    >>> print(escape_controls('"\x9b31m"'))
    "\u009b31m"
    """
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", document)


def funding(answer: Funding) -> dict[str, Any]:
    """The object of ``xwalk funding --format json``."""
    return {
        "contract": CONTRACT,
        "question": {
            "command": "funding",
            "topic": _record(answer.topic),
            "state": _record(answer.state) if answer.state else None,
        },
        "answers": [_answer(each) for each in answer.answers],
        "blocked": [_blocked(each) for each in answer.blocked],
        "cut": answer.cut,
        "unknown": answer.unknown,
        "data": _data(answer.release, answer.law_as_of, answer.disclaimer),
    }


def cross(answer: Cross) -> dict[str, Any]:
    """The object of ``xwalk cross --format json``."""
    return {
        "contract": CONTRACT,
        "question": {
            "command": "cross",
            "record": _record(answer.asked),
            "to": answer.kind,
            "rules": answer.rule_set or None,
            "min_confidence": answer.min_confidence,
            "max_hops": answer.max_hops,
            "without": answer.without or None,
        },
        "answers": [_answer(each) for each in answer.answers],
        "survive": answer.survive,
        "changes": [
            {
                "record": _record(change.record),
                "relation": plain(change.relation),
                "before": _strength(change.before, change.routes_before),
                "after": _strength(change.after, change.routes_after),
            }
            for change in answer.changes
        ],
        "blocked": [_blocked(each) for each in answer.blocked],
        "cut": answer.cut,
        "unknown": answer.unknown,
        "data": _data(answer.release, answer.law_as_of, answer.disclaimer),
    }


def _strength(confidence: float | None, routes: int) -> dict[str, Any] | None:
    return None if confidence is None else {"confidence": round(confidence, 4), "routes": routes}


def find(matches: Iterable[Match]) -> list[dict[str, Any]]:
    """The list of ``xwalk find --format json``."""
    return [_record(match.record) | {"score": round(match.score, 3), "words": match.words} for match in matches]


def show(shown: Shown) -> dict[str, Any]:
    """The object of ``xwalk show --format json``."""
    return {
        "contract": CONTRACT,
        **_record(shown.record),
        "iri": shown.iri,
        "definition": shown.definition,
        "called": shown.called,
        "notation": shown.notation,
        "status": shown.status,
        "properties": [
            {"predicate": p.predicate, "label": label, "value": p.value} for label, p, _ in shown.properties
        ],
        "evidence": [_evidence(each) for each in shown.evidence],
        "statements": [_step(each) for each in shown.statements],
        "denied": [_step(each) for each in shown.denied],
        "conditions": [_condition(each) for each in shown.conditions],
        "mentions": [{"predicate": predicate, **_record(record)} for predicate, _, record in shown.mentions],
        "file": shown.record.file,
        "line": shown.record.line,
        "data": _data(shown.release, shown.law_as_of, shown.disclaimer),
    }


def _record(record: Record) -> dict[str, Any]:
    return {"id": record.name, "label": record.label, "kind": record.kind}


def _data(release: str, law_as_of: str, disclaimer: str) -> dict[str, str]:
    return {"release": release, "law_as_of": law_as_of, "disclaimer": disclaimer}


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "record": _record(answer.record) | {"citation": answer.citation, "url": answer.url},
        "relation": plain(answer.relation),
        "status": answer.status,
        "confidence": round(answer.confidence, 4),
        "routes": answer.routes,
        "sentence": answer.sentence,
        "disagreement": [plain(relation) for relation in answer.disagreement],
        "program": _record(answer.program) if answer.program else None,
        "jurisdiction": answer.jurisdiction,
        "duty": answer.duty,
        "recipients": answer.recipients,
        "conditions": [_condition(each) for each in answer.conditions],
        "notes": [{"id": note.id, "label": note.label, "text": note.text} for note in answer.notes],
        "unknown": answer.unknown,
        "cautions": [caution._asdict() for caution in answer.cautions],
        "as_of": answer.as_of or None,
        "route": [_step(each) for each in answer.route],
    }


def _blocked(blocked: BlockedAnswer) -> dict[str, Any]:
    return {
        "record": _record(blocked.record),
        "relation": plain(blocked.relation),
        "denied_by": _step(blocked.denial),
        "route": [_step(each) for each in blocked.route],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "id": step.id,
        "subject": step.subject.name,
        "subject_label": step.subject.label,
        "predicate": step.predicate,
        "object": step.object.name,
        "object_label": step.object.label,
        "status": step.status,
        "confidence": step.confidence,
        "source": step.source,
        "comment": step.comment,
        "evidence": [_evidence(each) for each in step.evidence],
    }


def _evidence(evidence: Evidence) -> dict[str, str]:
    return {
        "id": evidence.id,
        "label": evidence.label,
        "source": evidence.source,
        "locator": evidence.locator,
        "anchor": evidence.anchor,
        "verification": evidence.verification,
        "url": evidence.url,
    }


def _condition(condition: Condition) -> dict[str, Any]:
    return {
        "id": condition.id,
        "type": condition.type,
        "text": condition.text,
        "comparator": condition.comparator or None,
        "value": _number(condition.value),
        "unit": condition.unit or None,
        "base": condition.base or None,
        "base_reading": condition.base_reading or None,
        "bearers": condition.bearers,
        "binds": [record.name for record in condition.binds],
        "evidence": [_evidence(each) for each in condition.evidence],
    }


def _number(text: str) -> float | None:
    """The number that some digits mean, or None for anything else."""
    return (float(text) if "." in text else int(text)) if _DIGITS.fullmatch(text) else None


def rules(rows: Iterable[RuleRow]) -> list[dict[str, Any]]:
    """The list of ``xwalk rules --format json``."""
    return [row._asdict() for row in rows]


def match(proposals: Iterable[Proposal]) -> list[dict[str, Any]]:
    """The list of ``xwalk match WORDS --format json``."""
    return [
        {
            "id": proposal.record.name,
            "label": proposal.record.label,
            "kind": proposal.record.kind,
            "score": proposal.score,
            "because": proposal.because,
        }
        for proposal in proposals
    ]


def matched(answer: Iterable[Matched]) -> list[dict[str, Any]]:
    """The list of ``xwalk match FILE --format json``."""
    return [
        {
            "row": each.practice.row,
            "name": each.practice.name or None,
            "text": each.practice.text,
            "matches": match(each.matches),
        }
        for each in answer
    ]


def coverage(answer: Coverage) -> dict[str, Any]:
    """The object of ``xwalk coverage --format json``."""
    return {
        "contract": CONTRACT,
        "question": {
            "command": "coverage",
            "rows": answer.row_kind,
            "cols": answer.col_kind,
            "relation": plain(answer.relation) or None,
            "rules": answer.rule_set or None,
            "threshold": answer.threshold,
        },
        "rows": [_record(record) for record in answer.rows],
        "cols": [_record(record) for record in answer.cols],
        "cells": [
            {
                "row": cell.row.name,
                "col": cell.col.name,
                "state": cell.state,
                "relation": plain(cell.relation) or None,
                "confidence": round(cell.confidence, 4) if cell.relation else None,
                "statements": list(cell.statements),
            }
            for cell in answer.cells
        ],
        "totals": {
            "states": answer.states,
            "meaning": answer.meaning,
            "cells": len(answer.cells),
            "rows": _share(answer.row_share),
            "cols": _share(answer.col_share),
            "rows_by": [_group(share) for share in answer.row_groups],
            "cols_by": [_group(share) for share in answer.col_groups],
        },
        "review": answer.review,
        "cut": answer.cut,
        "data": _data(answer.release, answer.law_as_of, answer.disclaimer),
    }


def _share(share: Share) -> dict[str, Any]:
    return {"covered": share.covered, "of": share.of}


def _group(share: Share) -> dict[str, Any]:
    return _share(share) | {"record": _record(share.record) if share.record else None}
