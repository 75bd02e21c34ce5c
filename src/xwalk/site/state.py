"""The page of a state: its instruments, what it requires or allows, its pilots, what changed later, what is open."""

from __future__ import annotations

import re
from collections.abc import Sequence

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.questions.answers import Answer
from xwalk.questions.brief_lines import plural
from xwalk.questions.compare_states import Duty, States
from xwalk.site.atlas import Atlas
from xwalk.site.legend import status_legend
from xwalk.site.markup import badge, bullets, details, escape, outside, section, table
from xwalk.site.page import Page
from xwalk.site.places import code

#: What an instrument says of itself that its page gives in words: the heading, and the property.
_FACTS = (
    ("Citation", "xwalk:citation"),
    ("Earlier citation", "xwalk:formerCitation"),
    ("In force from", "xwalk:inForceFrom"),
    ("Text read as of", "xwalk:textAsOf"),
    ("The report says", "xwalk:reportSays"),
    ("The law says", "xwalk:lawSays"),
    ("Later change", "xwalk:laterChange"),
    ("Unclear", "xwalk:ambiguity"),
    ("Not known", "xwalk:unknown"),
)


def state_path(atlas: Atlas, place: Record) -> str:
    """The page of a state: its code in small letters, or its own name where that is no safe file name."""
    short = code(atlas.knowledge, place).casefold()
    local = short if re.fullmatch(r"[a-z]{2}", short) else atlas.place(place).rpartition("/")[2]
    return f"states/{local}"


def state_page(atlas: Atlas, place: Record, answer: States) -> Page:
    """The page of one state.

    Args:
        atlas: The knowledge base.
        place: The state.
        answer: A comparison that it is part of.
    """
    here = state_path(atlas, place)
    held = [duty for duty in answer.duties if duty.state == place]
    rules = [duty for duty in held if duty.record.kind == "requirement"]
    pilots = [duty for duty in held if duty.record.kind == "pilot"]
    counted = list_words(plural(len(each), noun) for each, noun in ((rules, "rule"), (pilots, "pilot")) if each)
    unknown = [each.text for each in answer.unknown if each.record is None and each.state in (place, None)]
    blocks = [
        f"{escape(atlas.knowledge.value(place, 'skos:definition'))} Recorded here: {counted}.",
        f"[All states](../states.md) · {atlas.link(place, here, 'The record of the state')}",
        status_legend(),
        section("In short", _short(atlas, place, answer, here)),
        section("Instruments", *(_instrument(atlas, each, here) for each in _instruments(held))),
        section("What it requires or allows", *(_duty(atlas, duty, here) for duty in rules)),
        section("Pilots", *(_duty(atlas, duty, here) for duty in pilots)),
        section("Not known", bullets(map(escape, unknown))),
    ]
    return Page(
        here,
        place.label,
        "\n\n".join(filter(None, blocks)),
        f"What {place.label} requires or allows on personalized learning, and the federal money that could back it.",
        {"kind": ["Overview"], "jurisdiction": [place.label]},
    )


def _instruments(duties: Sequence[Duty]) -> list[Record]:
    return list({duty.instrument.name: duty.instrument for duty in duties if duty.instrument}.values())


def _short(atlas: Atlas, place: Record, answer: States, here: str) -> str:
    """What the state says of each topic or thing that it names, strongest first."""
    rows = []
    for row in answer.rows:
        for held in [each for cell in row.cells if cell.state == place for each in cell.answers[:1]]:
            words = f"{atlas.phrase(held.relation)} it"
            known = f"{badge(held.status)} {held.confidence:.2f}"
            rows.append((atlas.link(row.record, here), words, atlas.link(held.record, here), known))
    return table(["On", "It says", "In", "How that is known"], rows) if rows else "Nothing recorded reaches a topic."


def _instrument(atlas: Atlas, instrument: Record, here: str) -> str:
    knowledge = atlas.knowledge
    url = knowledge.value(instrument, "schema:url")
    link = f" · {outside('official text', url)}" if url else ""
    facts = [
        f"**{name}:** {escape(text)}" for name, predicate in _FACTS for text in knowledge.values(instrument, predicate)
    ]
    said = escape(knowledge.value(instrument, "skos:definition"))
    return section(instrument.label, f"{said} {atlas.link(instrument, here, 'Record')}{link}", bullets(facts), level=3)


def _duty(atlas: Atlas, duty: Duty, here: str) -> str:
    """One rule or pilot: what it says, whom it binds, what it means for topics, what changed, who could pay."""
    link = f" · {outside('official text', duty.url)}" if duty.url else ""
    facts = [f"**Binds:** {escape(list_words(duty.recipients))}"] if duty.recipients else []
    facts += [f"**Verb of the law:** {escape(duty.duty)}"] if duty.duty else []
    facts += [f"**Says:** {atlas.step(step, here)}" for step in duty.says]
    facts += [f"**Does not say:** {atlas.step(step, here)}" for step in duty.denied]
    facts += [f"**{escape(each.type.capitalize())}:** {escape(each.text)}" for each in duty.cautions]
    facts += [f"**Text read as of:** {escape(duty.as_of)}"] if duty.as_of else []
    facts += [f"**Unclear:** {escape(text)}" for text in duty.ambiguity]
    facts += [f"**Not known:** {escape(text)}" for text in duty.unknown]
    return section(
        duty.record.label,
        escape(atlas.knowledge.value(duty.record, "skos:definition")),
        f"{escape(duty.citation)}{link} · {atlas.link(duty.record, here, 'Record')}",
        bullets(facts),
        _backing(atlas, duty, here),
        level=3,
    )


def _backing(atlas: Atlas, duty: Duty, here: str) -> str:
    """The federal provisions that could back a duty, behind a summary: as such first."""
    blocks = []
    for as_such, words in ((True, "It reaches what the rule names"), (False, "It serves the same purpose only")):
        for record, _, answers in backing_by_record([duty], as_such=as_such):
            items = bullets(
                f"{atlas.link(each.record, here, each.sentence)} {badge(each.status)} {each.confidence:.2f}. "
                f"Conditions: {len(each.conditions)}."
                for each in answers
            )
            blocks.append(f"**{words}:** {atlas.link(record, here)}\n\n{items}")
    number = len({backing.answer.record.name for backing in duty.backing})
    if not number:
        return "No federal provision recorded here could back what it names."
    return details(f"Federal money that could back it: {plural(number, 'provision')}", *blocks)


def backing_by_record(duties: Sequence[Duty], *, as_such: bool) -> list[tuple[Record, list[Duty], list[Answer]]]:
    """What some duties name, as such or not, with those duties and the answers whose money reaches it.

    Args:
        duties: Requirements and pilots.
        as_such: Whether the duty names the thing itself, and not only as a purpose or in part.
    """
    found: dict[str, tuple[Record, list[Duty], dict[tuple[str, str], Answer]]] = {}
    for duty in duties:
        for backing in duty.backing:
            if backing.as_such == as_such:
                record = backing.says.object
                _, by, money = found.setdefault(record.name, (record, [], {}))
                if duty not in by:
                    by.append(duty)
                money.setdefault((backing.answer.record.name, backing.answer.relation), backing.answer)
    return [(record, by, list(money.values())) for record, by, money in found.values()]


def named_by(atlas: Atlas, duties: Sequence[Duty], here: str) -> str:
    """Links to some rules, each with the code of its state where its name does not say it."""
    return list_words(atlas.link(duty.record, here) for duty in duties)
