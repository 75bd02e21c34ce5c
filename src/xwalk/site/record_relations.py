"""How a record is joined to others: every statement in both directions, the denied ones, and what names it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from xwalk.knowledge import Record
from xwalk.names import NO_TERM_FOUND
from xwalk.questions.answers import Step
from xwalk.site.markup import badge, bullets, details, escape, section
from xwalk.site.neighbours import picture
from xwalk.site.view import MANY, View


class Joined(NamedTuple):
    """A statement as the page of one of its ends sees it."""

    step: Step
    other: Record
    outward: bool


def relations(view: View) -> str:
    """The section of statements, with a picture where there are enough neighbours."""
    held = [joined(view, step) for step in view.steps if step.object.name != NO_TERM_FOUND]
    absent = [step for step in view.steps if step.object.name == NO_TERM_FOUND]
    return section(
        "How it is joined to other records",
        picture(view, [(view.atlas.phrase(each.step.predicate), each.other, each.outward) for each in held]),
        *_by_relation(view, held),
        _denied(view),
        bullets(_absent(view, step) for step in absent),
    )


def joined(view: View, step: Step) -> Joined:
    """A statement from this end."""
    outward = step.subject.key == view.record.key
    return Joined(step, step.object if outward else step.subject, outward)


def _by_relation(view: View, held: Iterable[Joined]) -> Iterable[str]:
    """The statements, those of one relation and direction under one head, the strongest relation first."""
    groups: dict[tuple[bool, int, str], list[Joined]] = {}
    rank = view.knowledge.rules.rank
    for each in held:
        groups.setdefault((not each.outward, rank(each.step.predicate), each.step.predicate), []).append(each)
    for (inward, _, predicate), same in sorted(groups.items()):
        phrase = escape(view.atlas.phrase(predicate))
        items = bullets(_line(view, each) for each in sorted(same, key=_strength))
        head = f"**… {phrase} it:**" if inward else f"**It {phrase} …**"
        if len(same) > MANY:
            yield f"{head}\n\n{details(f'{len(same)} records', items)}"
        else:
            yield f"{head}\n\n{items}"


def _strength(each: Joined) -> tuple[float, str]:
    return (-each.step.confidence, each.other.name)


def _line(view: View, each: Joined) -> str:
    """The other end, how the statement is known, the reason, and its sources."""
    step = each.step
    said = f"{view.link(each.other, view.atlas.name(each.other))} {badge(step.status)} {step.confidence:g}."
    reason = f" {escape(step.comment)}" if step.comment else ""
    cited = view.sources(step.evidence)
    return f"{said}{reason}{f' Source: {cited}.' if cited else ''}"


def _denied(view: View) -> str:
    """What somebody looked at and denied."""
    if not view.denied:
        return ""
    items = bullets(f"Not so: {view.sentence(step)}" for step in view.denied)
    return f"**Not so, although it may seem so:**\n\n{items}"


def _absent(view: View, step: Step) -> str:
    """That a reviewer looked for a counterpart and found none."""
    reason = f" {escape(step.comment)}" if step.comment else ""
    return f"A reviewer looked for a counterpart and found none. {badge(step.status)}{reason}"


def named_by(view: View) -> str:
    """What names the record and stands in no other section, by kind and property."""
    blocks = []
    for predicate, kind, held in view.named_by_rest():
        words = f"{view.atlas.knowledge.kinds.get(kind, kind)}, as its “{view.atlas.word(predicate)}” ({len(held)})"
        many = len(held) > MANY
        blocks.append(view.list(held, summary=words) if many else f"{escape(words)}:\n\n{view.list(held)}")
    return section("Other records that name it", *blocks)
