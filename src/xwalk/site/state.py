"""The page of a state: its instruments, what it requires or allows, its pilots, what changed later, what is open."""

from __future__ import annotations

from collections.abc import Sequence

from xwalk.knowledge import Record
from xwalk.names import date_words, list_words
from xwalk.questions.answers import Answer, Step
from xwalk.questions.brief_lines import plural
from xwalk.questions.compare_states import AREA, COMPONENT, Duty, States
from xwalk.site.atlas import Atlas
from xwalk.site.briefs import memos_of_state
from xwalk.site.html import text_at
from xwalk.site.legend import status_legend
from xwalk.site.markup import bullets, details, escape, known, outside, section, table
from xwalk.site.page import Page
from xwalk.site.places import state_path

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
_DATES = ("xwalk:inForceFrom", "xwalk:textAsOf")


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
        section("In short", _named(atlas, held, here)),
        section("What follows for topics", _short(atlas, place, answer, here)),
        section("Policy memos", memos_of_state(atlas, place, here)),
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


def _named(atlas: Atlas, held: Sequence[Duty], here: str) -> str:
    """What the rules and pilots themselves name, what is required first; nothing here is a conclusion."""
    rank = atlas.knowledge.rules.rank
    said: dict[tuple[str, str, str, float], list[Duty]] = {}
    steps: dict[tuple[str, str, str, float], Step] = {}
    for duty in held:
        for step in duty.says:
            key = (step.predicate, step.object.name, step.status, step.confidence)
            steps[key] = step
            said.setdefault(key, []).append(duty)
    if not said:
        return "Nothing is recorded that its rules name."
    order = sorted(said, key=lambda key: (not key[0].startswith("xwalk:requires"), rank(key[0]), -key[3], key[1]))
    rows = [
        (
            f"{escape(atlas.phrase(key[0]))} {atlas.link(steps[key].object, here)}",
            named_by(atlas, said[key], here),
            known(key[2], key[3]),
        )
        for key in order
    ]
    return table(["The law", "Where", "How that is known"], rows)


def _short(atlas: Atlas, place: Record, answer: States, here: str) -> str:
    """What follows from that for the topics and components, each with the strongest that the state says of it."""
    rows = []
    for row in answer.rows:
        for held in [each for cell in row.cells if cell.state == place for each in cell.answers[:1]]:
            if row.sort in (COMPONENT, AREA):
                words = atlas.link(held.record, here, f"{atlas.phrase(held.relation)} it")
                rows.append((atlas.link(row.record, here), words, known(held.status, held.confidence)))
    if not rows:
        return "Nothing recorded reaches a topic."
    lead = "By rule, from what the law names: the page of each topic shows the steps. No row is a duty of its own."
    return f"{lead}\n\n{table(['On', 'The law', 'How that is known'], rows)}"


def _fact(atlas: Atlas, record: Record, name: str, predicate: str) -> list[str]:
    values = atlas.knowledge.values(record, predicate)
    return [f"**{name}:** {escape(date_words(text) if predicate in _DATES else text)}" for text in values]


def _instrument(atlas: Atlas, instrument: Record, here: str) -> str:
    url = atlas.knowledge.value(instrument, "schema:url")
    link = f" · {outside(text_at(url), url)}" if url else ""
    facts = [fact for name, predicate in _FACTS for fact in _fact(atlas, instrument, name, predicate)]
    said = escape(atlas.knowledge.value(instrument, "skos:definition"))
    return section(instrument.label, f"{said} {atlas.link(instrument, here, 'Record')}{link}", bullets(facts), level=3)


def _duty(atlas: Atlas, duty: Duty, here: str) -> str:
    """One rule or pilot: what it says, whom it binds, what it means for topics, what changed, who could pay."""
    link = f" · {outside(text_at(duty.url), duty.url)}" if duty.url else ""
    whole = {text for _, predicate in _FACTS for text in _values(atlas, duty.instrument, predicate)}
    facts = [f"**Binds:** {escape(list_words(duty.recipients))}"] if duty.recipients else []
    facts += [f"**Verb of the law:** {escape(duty.duty)}"] if duty.duty else []
    facts += [f"**Says:** {atlas.step(step, here)}" for step in duty.says]
    facts += [f"**Does not say:** {atlas.step(step, here)}" for step in duty.denied]
    said = [(each.type.capitalize(), each.text) for each in duty.cautions]
    said += [("Unclear", text) for text in duty.ambiguity] + [("Not known", text) for text in duty.unknown]
    own = [(name, text) for name, text in dict.fromkeys(said) if text not in whole]
    facts += [f"**{escape(name)}:** {escape(text)}" for name, text in own]
    facts += _fact(atlas, duty.record, "Text read as of", "xwalk:textAsOf")
    if duty.instrument:
        facts.append(f"**Part of:** {atlas.link(duty.instrument, here)}; what holds of the whole stands with it above")
    return section(
        duty.record.label,
        escape(atlas.knowledge.value(duty.record, "skos:definition")),
        f"{escape(duty.citation)}{link} · {atlas.link(duty.record, here, 'Record')}",
        bullets(facts),
        _backing(atlas, duty, here),
        level=3,
    )


def _values(atlas: Atlas, record: Record | None, predicate: str) -> list[str]:
    return atlas.knowledge.values(record, predicate) if record else []


def _backing(atlas: Atlas, duty: Duty, here: str) -> str:
    """The federal provisions that could back a duty, behind a summary: as such first."""
    blocks = []
    for as_such, words in ((True, "It reaches what the rule names"), (False, "It serves the same purpose only")):
        for record, _, answers in backing_by_record([duty], as_such=as_such):
            items = bullets(f"{supported(atlas, each, here)} Conditions: {len(each.conditions)}." for each in answers)
            blocks.append(f"**{words}:** {atlas.link(record, here)}\n\n{items}")
    number = len({backing.answer.record.name for backing in duty.backing})
    if not number:
        return "No federal provision recorded here could back what it names."
    return details(f"Federal money that could back it: {plural(number, 'provision')}", *blocks)


def supported(atlas: Atlas, answer: Answer, here: str) -> str:
    """An answer in one line: what the provision is called, what follows from it, and how that is known."""
    score = known(answer.status, answer.confidence)
    return f"{escape(answer.record.label)}: {atlas.link(answer.record, here, answer.sentence)} {score}."


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
