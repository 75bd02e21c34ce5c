"""Pages of topics: areas, components, elements, practices and terms, and the frameworks that hold them."""

from __future__ import annotations

from collections.abc import Callable

from xwalk.knowledge import Record
from xwalk.questions.answers import Answer
from xwalk.questions.brief_lines import plural
from xwalk.questions.cross import cross
from xwalk.questions.funding import TOPICS
from xwalk.site.answers import answer_list, limits
from xwalk.site.briefs import memos_of_topic
from xwalk.site.html import anchor, bullets, facts, fold, paragraph, text
from xwalk.site.markup import section
from xwalk.site.page import address
from xwalk.site.record_survey import finding_line
from xwalk.site.remarks import remarks
from xwalk.site.view import MANY, View

_STATE = ("requirement", "pilot")
_INSIDE = ("component", "element", "area", "practice", "term")


def topic(view: View) -> list[str]:
    """The sections of a topic: what could pay for it, what law asks, what measures it, what was found."""
    money, law, left_out = _federal(view)
    state = [answer for kind in _STATE for answer in cross(view.knowledge, view.record.name, kind).answers]
    state = [answer for answer in state if view.atlas.family(answer.relation) in {"money", "law"}]
    items = _items(view)
    return [
        facts(
            [
                ("Framework", view.linked("skos:inScheme")),
                ("Place in its list", view.said("xwalk:order")),
            ]
        ),
        section("What could pay for it", _paid(view, money), left_out),
        section("What federal law requires or allows here, without paying for it", answer_list(view, law)),
        section("What states require, allow or try", answer_list(view, state)),
        section("What asks about it", _asked(view, items)),
        section("What the survey found", _findings(view, items)),
        section("Remarks", remarks(view)),
        section("Words that point here", _cues(view)),
    ]


def _cues(view: View) -> str:
    """The words by which match sees that somebody's own sentence is about the record, behind a summary."""
    cues = view.texts("xwalk:cue")
    said = paragraph(
        "A sentence of your own that has such words is proposed for this place by xwalk match. They are no names of it."
    )
    return (
        fold(plural(len(cues), "word or sentence", "words and sentences"), said, bullets(map(text, cues)))
        if cues
        else ""
    )


def _federal(view: View) -> tuple[list[Answer], list[Answer], str]:
    """What federal law could pay for, what else it says of the topic, and what both leave out.

    What nobody verified goes to the end of the page.
    """
    asked = view.record.kind in TOPICS
    found = view.atlas.funding(view.record) if asked else cross(view.knowledge, view.record.name, "provision")
    view.unknown += found.unknown
    families = [(view.atlas.family(answer.relation), answer) for answer in found.answers]
    money, law = ([answer for family, answer in families if family == name] for name in ("money", "law"))
    return money, law, limits(view, found.blocked, found.cut)


def _paid(view: View, answers: list[Answer]) -> str:
    """The provisions, and where the same answer can be narrowed."""
    said = answer_list(view, answers)
    if not said:
        said = paragraph(
            "Nothing recorded here could pay for it, directly or by any route. Nobody has said that nothing could."
        )
    if view.record.kind not in TOPICS:
        return said
    ask = anchor("Ask", address(f"ask#topic={view.record.name}", view.here))
    narrow = f"Narrow it to a state or a score: {ask}. The page of each provision has its conditions and amounts."
    memos = " · ".join(
        anchor(words, address(path, view.here)) for words, path in memos_of_topic(view.atlas, view.record)
    )
    return said + paragraph(narrow) + (paragraph(f"As a memo of two pages: {memos}.") if memos else "")


def _items(view: View) -> list[tuple[Record, str]]:
    """The survey items that ask about the topic or about a part of it, with how that is known."""
    answers = cross(view.knowledge, view.record.name, "item").answers
    return [
        (answer.record, f"{view.atlas.phrase(answer.relation)} it")
        for answer in answers
        if view.atlas.family(answer.relation) == "measurement"
    ]


def _asked(view: View, items: list[tuple[Record, str]]) -> str:
    lines = bullets(f"{view.link(item)} {text(words)}" for item, words in items)
    return fold(f"{len(items)} survey items", lines) if len(items) > MANY else lines


def _findings(view: View, items: list[tuple[Record, str]]) -> str:
    """Findings about the topic itself, then those about the items that ask about it."""
    own = view.named_by("xwalk:about", "finding")
    through = [
        finding
        for item, _ in items
        for finding in view.knowledge.pointing_at(item, "xwalk:about")
        if finding.kind == "finding"
    ]
    held = list(dict.fromkeys([*own, *through]))
    lines = [finding_line(view, finding) for finding in held]
    rest = fold(plural(len(lines) - MANY, "more finding"), bullets(lines[MANY:])) if len(lines) > MANY else ""
    return bullets(lines[:MANY]) + rest


def framework(view: View) -> list[str]:
    """The sections of a framework: what it holds, by kind."""
    blocks = []
    for kind in _INSIDE:
        held = view.named_by("skos:inScheme", kind)
        if held:
            words = view.knowledge.kinds.get(kind, kind)
            blocks.append(section(f"{words} ({len(held)})", view.listed(held)))
    return [facts([("Published by", view.linked("dcterms:publisher"))]), *blocks]


#: The sections of each kind of this field that is a topic.
SECTIONS: dict[str, Callable[[View], list[str]]] = {**dict.fromkeys(_INSIDE, topic), "framework": framework}
