"""The overview of topics: each item area by component, with its money, its law and its survey in a few words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.questions.answers import Answer
from xwalk.questions.brief_lines import plural
from xwalk.questions.compare_states import AREA, COMPONENT, MONEY, Row, States, compare_states
from xwalk.questions.funding import Funding
from xwalk.site.atlas import Atlas
from xwalk.site.legend import status_legend
from xwalk.site.markup import bullets, escape, known, section, table
from xwalk.site.page import Page, address
from xwalk.site.places import states_with_rules_or_pilots
from xwalk.site.survey import Survey
from xwalk.site.svg import beside, block, picture, text

PATH = "topics"


class Topic(NamedTuple):
    """An area, and what is recorded of it."""

    area: Record
    component: Record | None
    asked: Funding
    row: Row
    items: int
    findings: int

    def reached(self, relation: str) -> int:
        """How many provisions reach the area by a relation and by none that is stronger."""
        strongest: dict[int, str] = {}
        for answer in self.asked.answers:
            strongest.setdefault(answer.record.key, answer.relation)
        return list(strongest.values()).count(relation)


def topics_pages(atlas: Atlas) -> Iterator[Page]:
    """The overview of topics."""
    states = compare_states(atlas.knowledge, [place.name for place in states_with_rules_or_pilots(atlas.knowledge)])
    topics = _topics(atlas, states)
    components = [row.record for row in states.rows if row.sort == COMPONENT]
    blocks = [
        _intro(topics),
        status_legend(),
        section("Federal levers by topic", beside(_chart(atlas, topics), _table(atlas, topics)), _how_to_read()),
        *(_component(atlas, component, topics) for component in components),
        section("Part of no component", *(_topic(atlas, topic) for topic in topics if topic.component is None)),
    ]
    yield Page(
        PATH,
        "Topics",
        "\n\n".join(filter(None, blocks)),
        "Every topic with its definition, the federal provisions that could pay for it, what states require, and the "
        "survey items that measure it.",
        {"kind": ["Overview"]},
    )


def _intro(topics: list[Topic]) -> str:
    return (
        f"{plural(len(topics), 'topic')} of personalized learning that the survey asks about, by component of the LEAP "
        "Learning Framework. Each shows which federal money could pay for it, what states require, and what was "
        "asked and found."
    )


def _topics(atlas: Atlas, states: States) -> list[Topic]:
    survey = Survey(atlas.knowledge)
    return [
        Topic(
            row.record,
            row.component,
            atlas.funding(row.record),
            row,
            len(survey.items[row.record.key]),
            len(survey.findings[row.record.key]),
        )
        for row in states.rows
        if row.sort == AREA
    ]


def _money(atlas: Atlas, topic: Topic) -> list[Answer]:
    """The answers that say what could pay for a topic, strongest first."""
    known = atlas.knowledge.rules.relations
    return [answer for answer in topic.asked.answers if known[answer.relation].family == MONEY]


def _used(atlas: Atlas, topics: list[Topic]) -> list[str]:
    """The relations of money by which a provision reaches a topic, strongest first."""
    held = {answer.relation for topic in topics for answer in _money(atlas, topic)}
    return sorted(held, key=atlas.knowledge.rules.rank)


def _chart(atlas: Atlas, topics: list[Topic]) -> str:
    """A row a topic, a block a provision: the stronger the relation, the fuller the block."""
    relations = _used(atlas, topics)
    fills = {name: 1 - place / max(1, len(relations) - 1) for place, name in enumerate(relations)}
    size, step, high = 17, 21, 46
    head = 22 * len(relations) + 20
    most = max((sum(topic.reached(each) for each in relations) for topic in topics), default=0)
    marks = []
    for place, relation in enumerate(relations):
        marks.append(block(1, 2 + 22 * place, "xw-lever", 15, fill=fills[relation]))
        marks.append(text(26, 15 + 22 * place, f"{atlas.phrase(relation)} it"))
    for number, topic in enumerate(topics):
        y = head + number * high
        total = sum(topic.reached(each) for each in relations)
        marks.append(text(0, y + 10, f"{topic.area.label}: {total}", "xw-strong"))
        kinds = [relation for relation in relations for _ in range(topic.reached(relation))]
        marks += [
            block(1 + place * step, y + 17, "xw-lever", size, fill=fills[relation])
            for place, relation in enumerate(kinds)
        ]
    return picture(
        "Provisions that could pay for each topic, or for work toward it",
        "One block for each provision. The table beside it holds the same numbers.",
        max(most * step + 2, 310),
        head + len(topics) * high,
        marks,
    )


def _table(atlas: Atlas, topics: list[Topic]) -> str:
    relations = _used(atlas, topics)
    return table(
        ["Topic", *(f"{atlas.phrase(each)} it" for each in relations), "All"],
        [
            (
                f"[{escape(topic.area.label)}](#{anchor(topic.area)})",
                *(str(topic.reached(each)) for each in relations),
                str(sum(topic.reached(each) for each in relations)),
            )
            for topic in topics
        ],
    )


def _how_to_read() -> str:
    return (
        "Each provision counts once, under the strongest that it could do, however faint its route. The "
        "[coverage matrix](matrix.md) sets a threshold, and shows each provision by name."
    )


def _component(atlas: Atlas, component: Record, topics: list[Topic]) -> str:
    held = [topic for topic in topics if topic.component == component]
    said = escape(atlas.knowledge.value(component, "skos:definition"))
    intro = f"{atlas.link(component, PATH)}: {said}" if said else atlas.link(component, PATH)
    none = "" if held else "The survey has no items on this component, so it has no topics here."
    return section(component.label, intro, none, *(_topic(atlas, topic) for topic in held))


def _topic(atlas: Atlas, topic: Topic) -> str:
    local = atlas.place(topic.area).rpartition("/")[2]
    doors = [
        atlas.link(topic.area, PATH, f"Everything about {topic.area.label}"),
        f'<a href="{address(f"ask#topic={local}", PATH)}">Ask with your state</a>',
        f'<a href="{address(f"brief/{local}", PATH)}">Brief of two pages</a>',
    ]
    rows = [
        ("Strongest lever", _strongest(atlas, topic)),
        ("Federal money", _counted(atlas, topic)),
        ("States", _required(atlas, topic)),
        ("Survey", f"{plural(topic.items, 'item')}, {plural(topic.findings, 'finding')}"),
    ]
    return "\n\n".join(
        [
            f"### {escape(topic.area.label)} {{#{anchor(topic.area)}}}",
            escape(topic.asked.definition),
            bullets(f"**{name}:** {said}" for name, said in rows),
            " · ".join(doors),
        ]
    )


def anchor(record: Record) -> str:
    """The name of a record's place on a page that lists several; never that of another."""
    local = record.name.partition(":")[2]
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign == "-") else f"_{ord(sign):x}" for sign in local)


def _strongest(atlas: Atlas, topic: Topic) -> str:
    held = _money(atlas, topic)
    if not held:
        return "none recorded"
    best = held[0]
    return f"{atlas.link(best.record, PATH, best.sentence)} {known(best.status, best.confidence)}"


def _counted(atlas: Atlas, topic: Topic) -> str:
    said = [
        f"{plural(topic.reached(relation), 'provision')} {escape(atlas.phrase(relation))} it"
        for relation in _used(atlas, [topic])
    ]
    return "; ".join(said) or "no provision is recorded"


def _required(atlas: Atlas, topic: Topic) -> str:
    """What states say of a topic, the strongest of each, grouped by what they say."""
    said: dict[str, list[str]] = {}
    for cell in topic.row.cells:
        if cell.answers:
            best = cell.answers[0]
            said.setdefault(best.relation, []).append(
                f"{atlas.link(best.record, PATH, cell.state.label)} {known(best.status, best.confidence)}"
            )
    return (
        "; ".join(f"{escape(atlas.phrase(relation))} it: {list_words(held)}" for relation, held in said.items())
        or "nothing recorded of a state reaches it; a rule may still exist"
    )
