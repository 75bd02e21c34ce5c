"""Answers in words on a page: the strongest first, each with its route behind a summary."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from xwalk.names import list_words
from xwalk.questions.answers import Answer
from xwalk.questions.brief_lines import plural
from xwalk.questions.grouping import BlockedAnswer
from xwalk.site.html import bullets, fold, lead, paragraph, text
from xwalk.site.markup import known
from xwalk.site.view import View

#: Answers below this score stand behind a summary.
FAINT = 0.3


def answer_list(view: View, answers: Sequence[Answer], *, leads: bool = False) -> str:
    """Answers by relation, each with its route; faint ones behind a summary.

    Args:
        view: The page.
        answers: The answers, stronger relations first.
        leads: Whether the relation leads from the record of the page to the answer.
    """
    faint = [answer for answer in answers if answer.confidence < FAINT]
    blocks = [_grouped(view, [answer for answer in answers if answer.confidence >= FAINT], leads=leads)]
    if faint:
        words = plural(len(faint), "faint answer")
        blocks.append(fold(f"{words}, with a score below {FAINT:g}", _grouped(view, faint, leads=leads)))
    return "".join([*blocks, view.legend() if answers else ""])


def limits(view: View, blocked: Sequence[BlockedAnswer], cut: str | None) -> str:
    """What answers leave out: what a denial between two other records forbids, and what a bound cut.

    A denial at the record of the page stands with its statements.
    """
    ends = {each.denial.id: each.denial for each in blocked}
    far = [each for each in ends.values() if view.record.key not in (each.subject.key, each.object.key)]
    denied = lead("Not so, although it may seem so:", bullets(f"Not so: {view.sentence(each)}" for each in far))
    return denied + paragraph(f"Not complete: {text(cut)}." if cut else "")


def _grouped(view: View, answers: Sequence[Answer], *, leads: bool) -> str:
    blocks = []
    for relation, held in groupby(answers, key=lambda answer: answer.relation):
        same = list(held)
        phrase = view.atlas.phrase(relation)
        lines = bullets(_answer(view, answer, leads=leads) for answer in same)
        blocks.append(lead(f"It {phrase} …" if leads else f"… {phrase} it:", lines) + _routes(view, same))
    return "".join(blocks)


def _answer(view: View, answer: Answer, *, leads: bool) -> str:
    """One line: the record, how it is known, what stands between, where routes disagree."""
    said = view.named(answer.record)
    said += f" {known(answer.status, answer.confidence, answer.routes)}"
    end = answer.record if leads else view.record
    between = answer.sentence.partition(f"“{end.label}”")[2].removeprefix(", ")
    if between:
        said += f" · {text(between)}"
    if answer.disagreement:
        others = list_words([view.atlas.phrase(relation) for relation in answer.disagreement])
        said += f" · Routes disagree: another concludes “{text(others)}”."
    return said


def _routes(view: View, answers: Sequence[Answer]) -> str:
    """How each derived answer follows, step by step, with reasons and sources."""
    blocks = []
    for answer in answers:
        if len(answer.route) > 1:
            blocks.append(paragraph(f"{text(answer.sentence)}:"))
            blocks.append(bullets(map(view.sentence, answer.route), ordered=True))
    return fold("How this follows, step by step", *blocks)
