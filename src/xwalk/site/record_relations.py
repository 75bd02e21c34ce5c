"""How a record is joined to others: every statement in both directions, the denied ones, and what names it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xwalk.knowledge import Record, Statement
from xwalk.questions.answers import Step
from xwalk.site.html import bullets, fold, lead, paragraph, text
from xwalk.site.markup import badge, known, section
from xwalk.site.neighbours import Neighbour, picture
from xwalk.site.view import MANY, View

#: What says how a record was made, where it stands or under which law it falls, and names no neighbour.
_BOOKKEEPING = frozenset(
    [
        "dcterms:creator",
        "dcterms:source",
        "skos:inScheme",
        "xwalk:amendingAct",
        "xwalk:binds",
        "xwalk:evidence",
        "xwalk:inInstrument",
        "xwalk:inPart",
        "xwalk:jurisdiction",
    ]
)


class Joined(NamedTuple):
    """A statement as the page of one of its ends sees it."""

    step: Step
    other: Record
    outward: bool


def relations(view: View) -> str:
    """The section of statements, with a picture where there are enough neighbours."""
    held = [joined(view, step) for step in view.steps]
    drawn = picture(view, _neighbours(view, held))
    told = bool(held or view.denied or view.absent)
    return section(
        "How it is joined to other records",
        paragraph("What it names, and what names it, stands in the lists of this page.") if drawn and not told else "",
        drawn,
        *_by_relation(view, held),
        _denied(view),
        bullets(_absent(view, statement) for statement in view.absent),
        view.legend() if held else "",
    )


def _neighbours(view: View, held: Sequence[Joined]) -> list[Neighbour]:
    """What a picture shows: statements first, then what the record names and what names it."""
    if view.record.kind in view.atlas.supporting:
        return []
    said = [(view.atlas.phrase(each.step.predicate), each.other, each.outward) for each in held]
    links = [
        (view.atlas.word(predicate), other, outward)
        for predicate, other, outward in view.links
        if predicate not in _BOOKKEEPING
    ]
    return list({each[1].key: each for each in [*links[::-1], *said[::-1]]}.values())[::-1]


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
        phrase = view.atlas.phrase(predicate)
        lines = bullets(_line(view, each) for each in sorted(same, key=_strength))
        shown = fold(f"{len(same)} records", lines) if len(same) > MANY else lines
        yield lead(f"… {phrase} it:" if inward else f"It {phrase} …", shown)


def _strength(each: Joined) -> tuple[float, str]:
    return (-each.step.confidence, each.other.name)


def _line(view: View, each: Joined) -> str:
    """The other end, how the statement is known, the reason, and its sources."""
    step = each.step
    return f"{view.named(each.other)} {known(step.status, step.confidence)}.{view.reason(step, official=True)}"


def _denied(view: View) -> str:
    """What somebody looked at and denied."""
    lines = [f"Not so: {view.sentence(step)}" for step in view.denied]
    return lead("Not so, although it may seem so:", bullets(lines))


def _absent(view: View, statement: Statement) -> str:
    """That a reviewer looked for a counterpart and found none."""
    source = view.knowledge.by_name(statement.object_source)
    where = f" in {view.link(source) if source else text(statement.object_source)}" if statement.object_source else ""
    why = f" {text(statement.comment)}" if statement.comment else ""
    return f"A reviewer looked for a counterpart{where} and found none. {badge(statement.status)}{why}"


def named_by(view: View) -> str:
    """What names the record and stands in no other section, by kind and property."""
    blocks = []
    for predicate, kind, held in view.named_by_rest():
        words = f"{view.atlas.knowledge.kinds.get(kind, kind)}, as its “{view.atlas.word(predicate)}” ({len(held)})"
        many = len(held) > MANY
        blocks.append(view.listed(held, summary=words) if many else lead(f"{words}:", view.listed(held)))
    return section("Other records that name it", *blocks)
