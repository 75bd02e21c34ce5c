"""Pages of what law says: provisions, requirements, pilots, their conditions, instruments, programs, recipients."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby

from xwalk.knowledge import Record
from xwalk.names import date_words, list_words, natural_key
from xwalk.questions.answers import Condition
from xwalk.questions.brief_lines import plural
from xwalk.questions.cross import cross
from xwalk.site.answers import answer_list, limits
from xwalk.site.html import anchor, bullets, code, facts, fold, lead, notice, paragraph, table, text
from xwalk.site.markup import known, section
from xwalk.site.money_flow import money_statements
from xwalk.site.page import address
from xwalk.site.places import state_path
from xwalk.site.remarks import remarks
from xwalk.site.view import MANY, View, quantity

#: What the words for a duty say.
DUTIES = {
    "may": "the law allows it and does not oblige",
    "shall": "the law obliges",
    "may and shall": "it allows the whole and sets duties inside",
    "assurance": "who applies must promise it",
    "authority": "it gives a power that somebody may use",
    "definition": "it defines a word",
    "repeal": "it ended an earlier rule",
    "possibility": "the report says only that it could be done",
}
#: Where a provision was found.
ORIGINS = {"report": "the report names it", "statute": "found in the text of the statute"}
_STATE = ("requirement", "pilot")


def law(view: View) -> list[str]:
    """The sections of a provision, a requirement or a pilot."""
    return [
        _later(view),
        _who(view),
        section("Which topics it bears on", _topics(view)),
        section("What the sections below it could pay for", _uses_below(view)),
        section("Conditions and amounts", conditions(view)),
        section("What the report says, and what the law says", beside(view)),
        section("The sections around it", _around(view)),
        section("About the text", _text(view)),
    ]


def _later(view: View) -> str:
    changes = view.texts("xwalk:laterChange")
    for instrument in view.knowledge.targets(view.record, "xwalk:inInstrument") if view.record.kind in _STATE else ():
        changes += view.knowledge.values(instrument, "xwalk:laterChange")
    return notice("Later changes", *map(text, dict.fromkeys(changes)))


def _who(view: View) -> str:
    """What a reader looks for first."""
    state = view.record.kind in _STATE
    return facts(
        [
            ("Citation", view.said("xwalk:citation")),
            ("Jurisdiction", view.linked("xwalk:jurisdiction") if state else ""),
            ("Who receives or acts", view.linked("xwalk:recipient")),
            ("Duty", _duty(view.taken("xwalk:duty"))),
            ("Program", view.linked("xwalk:inProgram")),
            ("Official text", view.official()),
        ]
    )


def _text(view: View) -> str:
    """Where the words stand, which edition was read, and since when they hold."""
    identifier = view.taken("schema:legislationIdentifier")
    origin = view.taken("xwalk:origin")
    return facts(
        [
            ("Law or rule", view.linked("xwalk:inInstrument")),
            ("Jurisdiction", view.linked("xwalk:jurisdiction")),
            ("Earlier citation", view.said("xwalk:formerCitation")),
            ("Wording given by", view.linked("xwalk:amendingAct")),
            ("In force from", text(date_words(view.taken("xwalk:inForceFrom")))),
            ("In force until", text(date_words(view.taken("xwalk:inForceUntil")))),
            ("Text read as of", text(date_words(view.taken("xwalk:textAsOf")))),
            ("Legal identifier", code(identifier) if identifier else ""),
            ("How it came here", text(ORIGINS.get(origin, origin))),
        ]
    )


def _duty(word: str) -> str:
    """The word for a duty, and what it says."""
    return text(f"{word}: {DUTIES[word]}" if word in DUTIES else word)


def _topics(view: View) -> str:
    """The topics that the record could pay for, requires or allows, directly or by a route."""
    if not view.steps and not view.denied:
        return ""
    found = cross(view.knowledge, view.record.name, "area")
    return answer_list(view, found.answers, leads=True) + limits(view, found.blocked, found.cut)


def _uses_below(view: View) -> str:
    """What the sections inside a provision could pay for, by the given statements; nothing here is a conclusion."""
    knowledge = view.knowledge
    below, open_ = [], [view.record]
    while open_:
        inside = [each for each in knowledge.pointing_at(open_.pop(), "dcterms:isPartOf") if each.kind == "provision"]
        below += inside
        open_ += inside
    lines = []
    for each in sorted(below, key=lambda record: natural_key(record.name)):
        keys = set(money_statements(knowledge, each))
        steps = [view.atlas.parts.step(held) for held in view.atlas.statements(each) if held.key in keys]
        phrase = view.atlas.phrase
        said = "; ".join(
            f"{text(phrase(step.predicate))} {view.link(step.object)} {known(step.status, step.confidence)}"
            for step in steps
        )
        lines += [f"{view.named(each)}: {said}"] if said else []
    shown = fold(plural(len(lines), "section"), bullets(lines)) if len(lines) > MANY else bullets(lines)
    return shown + view.legend() if shown else ""


def conditions(view: View) -> str:
    """Every condition that binds a record, amounts first, as a table."""
    held = view.conditions
    amounts = [each for each in held if each.value or each.comparator]
    others = [each for each in held if each not in amounts]
    blocks = [_condition_table(view, amounts)]
    rest = _condition_table(view, others)
    blocks.append(fold(plural(len(others), "more condition"), rest) if amounts and len(others) > MANY // 2 else rest)
    return "".join(blocks)


def _condition_table(view: View, held: Sequence[Condition]) -> str:
    """Condition, amount, of what, who must keep it, source; without the columns of amounts where none has one."""
    if not held:
        return ""
    amounts = any(each.value or each.comparator for each in held)
    rows = []
    for each in held:
        record = view.knowledge.by_name(each.id)
        own = view.record in each.binds
        above = list_words([view.link(other, _cited(view, other)) for other in each.binds[:1]]) if not own else ""
        said = f"{view.link(record) if record else text(each.label)} ({text(each.type)}). {text(each.text)}"
        reading = f" {text(each.base_reading)}" if each.base_reading else ""
        amount = [text(quantity(each.comparator, each.value, each.unit)), text(each.base) + reading]
        rows.append(
            [
                said + (f" Binds it through {above}." if above else ""),
                *(amount if amounts else ()),
                text(list_words(each.bearers)),
                view.sources(each.evidence),
            ]
        )
    header = ["Condition", *(["Amount", "Of what"] if amounts else []), "Who must keep it", "Source"]
    return table(header, rows)


def _cited(view: View, record: Record) -> str:
    return view.atlas.parts.citation(record).partition(";")[0]


def beside(view: View) -> str:
    """What the report says beside what the law says, and the remarks on the record."""
    report, statute = view.said("xwalk:reportSays"), view.said("xwalk:lawSays")
    both = table(("The report says", "The law says"), [(report, statute)]) if report or statute else ""
    return both + remarks(view)


def _around(view: View) -> str:
    above = view.records("dcterms:isPartOf")
    below = view.named_by("dcterms:isPartOf", "provision", *_STATE)
    return lead("Above it", view.listed(above)) + lead("Below it", view.listed(below))


def condition(view: View) -> list[str]:
    """The sections of a condition."""
    amount = quantity(view.taken("xwalk:comparator"), view.taken("xwalk:value"), view.taken("xwalk:unit"))
    return [
        facts(
            [
                ("Sort of condition", view.said("xwalk:type")),
                ("Amount", text(amount)),
                ("Of what", view.said("xwalk:base")),
                ("How the base is read", view.said("xwalk:baseReading")),
                ("Who must keep it", view.linked("xwalk:bearer")),
                ("Duty", _duty(view.taken("xwalk:duty"))),
                ("Citation", view.said("xwalk:citation")),
            ]
        ),
        section("What it binds", view.listed(view.records("xwalk:binds"))),
        section("Remarks", remarks(view)),
    ]


def instrument(view: View) -> list[str]:
    """The sections of an act or a rule."""
    sections = view.named_by("xwalk:inInstrument", "provision")
    top = [record for record in sections if not view.knowledge.targets(record, "dcterms:isPartOf")]
    below = [record for record in sections if record not in top]
    amended = view.named_by("xwalk:amendingAct", "provision")
    return [
        _later(view),
        facts(
            [
                ("Sort of law", view.said("xwalk:type")),
                ("Citation", view.said("xwalk:citation")),
                ("Earlier citation", view.said("xwalk:formerCitation")),
                ("Jurisdiction", view.linked("xwalk:jurisdiction")),
                ("In force from", text(date_words(view.taken("xwalk:inForceFrom")))),
                ("In force until", text(date_words(view.taken("xwalk:inForceUntil")))),
                ("Text read as of", text(date_words(view.taken("xwalk:textAsOf")))),
                ("Official text", view.official()),
                ("Legal identifier", view.said("schema:legislationIdentifier")),
            ]
        ),
        section("What the report says, and what the law says", beside(view)),
        section(
            "Its sections here",
            view.listed(top),
            view.listed(below, summary=plural(len(below), "part of these sections", "parts of these sections")),
        ),
        section("What it requires or allows", view.listed(view.named_by("xwalk:inInstrument", *_STATE))),
        section("What it worded", view.listed(amended, summary=plural(len(amended), "provision"))),
    ]


def program(view: View) -> list[str]:
    """The sections of a program, as staff call the money."""
    held = view.named_by("xwalk:inProgram", "provision")
    return [
        facts([("Who receives", view.linked("xwalk:recipient")), ("Official text", view.official())]),
        section("Its provisions", _by_duty(view, held)),
        section("Remarks", remarks(view)),
    ]


def _by_duty(view: View, held: Sequence[Record]) -> str:
    """Provisions by what they do: those that allow first."""

    def duty(record: Record) -> str:
        return view.knowledge.value(record, "xwalk:duty")

    order = {word: place for place, word in enumerate(DUTIES)}
    ordered = sorted(held, key=lambda record: (order.get(duty(record), len(order)), duty(record)))
    blocks = []
    for word, same in groupby(ordered, key=duty):
        records = list(same)
        meaning = f": {DUTIES[word]}" if word in DUTIES else ""
        blocks.append(view.listed(records, summary=f"{word.capitalize()}{meaning} ({len(records)})"))
    return "".join(blocks)


def recipient(view: View) -> list[str]:
    """The sections of who receives or acts."""
    held = view.named_by("xwalk:recipient", "provision", "program", *_STATE)
    bound = view.named_by("xwalk:bearer", "condition")
    return [
        section("What it receives or does under", view.listed(held, summary=plural(len(held), "record"))),
        section("What it must keep", view.listed(bound, summary=plural(len(bound), "condition"))),
    ]


def jurisdiction(view: View) -> list[str]:
    """The sections of a country, state or region."""
    written = view.named_by("xwalk:jurisdiction", *_STATE)
    overview = address(state_path(view.atlas, view.record), view.here)
    return [
        facts([("Sort of place", view.said("xwalk:type")), ("Part of", view.linked("dcterms:isPartOf"))]),
        section(
            "Requirements and pilots",
            paragraph(anchor("What they say on each topic, and the federal money that could back it", overview))
            if written
            else "",
            view.listed(written),
        ),
        section("Acts and rules", view.listed(view.named_by("xwalk:jurisdiction", "instrument"))),
        section("Places in it", view.listed(view.named_by("dcterms:isPartOf", "jurisdiction"))),
    ]


#: The sections of each kind of this field that speaks of law.
SECTIONS: dict[str, Callable[[View], list[str]]] = {
    "provision": law,
    "requirement": law,
    "pilot": law,
    "condition": condition,
    "instrument": instrument,
    "program": program,
    "recipient": recipient,
    "jurisdiction": jurisdiction,
}
