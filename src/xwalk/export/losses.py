"""What a form of export cannot say, counted: who takes a file away knows what stayed behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from xwalk.export import case, skos
from xwalk.export.selection import Selection
from xwalk.knowledge import Knowledge, Statement
from xwalk.names import plain


class Loss(NamedTuple):
    """What is lost, and how often."""

    what: str
    times: int


def losses(form: str, knowledge: Knowledge, selection: Selection) -> list[Loss]:
    """What a form loses of a selection; nothing for a form that says all.

    Args:
        form: The name of the form, as the command line has it.
        knowledge: The knowledge base.
        selection: What is exported.
    """
    counted = _FORMS.get(form)
    return [loss for loss in counted(knowledge, selection) if loss.times] if counted else []


def _sssom(knowledge: Knowledge, selection: Selection) -> list[Loss]:
    del knowledge
    inside = sum(each.file.endswith(".ttl") for each in selection.statements)
    return [
        Loss("records, of which a mapping set holds only the names", len(selection.records)),
        Loss("relations inside one scheme, which stand with their records in Turtle", inside),
    ]


def _tables(knowledge: Knowledge, selection: Selection) -> list[Loss]:
    del knowledge
    return [Loss("records whose texts stand without the mark of their language", len(selection.records))]


def _works(knowledge: Knowledge, selection: Selection) -> list[Loss]:
    del knowledge
    works = len(selection.of_kind("work"))
    return [
        Loss("records that are no work", len(selection.records) - works),
        Loss("statements", len(selection.statements)),
    ]


def _skos(knowledge: Knowledge, selection: Selection) -> list[Loss]:
    def word(each: Statement) -> str:
        ends = (knowledge.record(each.subject), knowledge.record(each.object))
        return skos.relation_in_skos(knowledge, each.predicate, *ends)

    return _between_concepts(knowledge, selection, word, "SKOS")


def _case(knowledge: Knowledge, selection: Selection) -> list[Loss]:
    others = [each for each in selection.statements if not case.is_given(each)]
    rest = selection._replace(statements=others)
    return _between_concepts(knowledge, rest, lambda each: case.association(knowledge, each), "CASE")


def _between_concepts(
    knowledge: Knowledge, selection: Selection, word: Callable[[Statement], str], form: str
) -> list[Loss]:
    """The losses of a form that holds concepts of schemes and some relations between them."""
    held = {record.key for record in skos.concepts(knowledge, selection)}
    lost: Counter[str] = Counter()
    kept = 0
    for each in selection.statements:
        if each.negated:
            lost["denials"] += 1
        elif each.subject not in held or each.object not in held:
            lost[f"statements “{plain(each.predicate)}” with an end that is no concept of a scheme"] += 1
        elif not word(each):
            lost[f"statements “{plain(each.predicate)}”, for which {form} has no word"] += 1
        else:
            kept += 1
    return [
        Loss("records that are no concept of a scheme", len(selection.records) - len(held)),
        *(Loss(what, count) for what, count in sorted(lost.items())),
        Loss("relations that stand without status, confidence and evidence", kept),
    ]


_FORMS: dict[str, Callable[[Knowledge, Selection], list[Loss]]] = {
    "sssom": _sssom,
    "sssom-json": _sssom,
    "skos": _skos,
    "case": _case,
    "csv": _tables,
    "xlsx": _tables,
    "bibtex": _works,
    "csl-json": _works,
}
