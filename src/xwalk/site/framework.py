"""The framework page: each component with its elements, practices, topics, items, findings and federal provisions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xwalk.knowledge import Record
from xwalk.names import NO_TERM_FOUND, whole_number
from xwalk.questions.answers import Answer
from xwalk.questions.brief_lines import plural, readable
from xwalk.questions.compare_states import AREA, MONEY, WHOLE
from xwalk.site.atlas import Atlas
from xwalk.site.finding_marks import number_of
from xwalk.site.legend import status_legend
from xwalk.site.markup import badge, bullets, details, escape, known, section, table
from xwalk.site.page import Page
from xwalk.site.survey import Survey

PATH = "framework"
_PART_OF, _ADVANCES = "xwalk:partOf", "xwalk:advances"


class _Held(NamedTuple):
    """A component, and what belongs to it."""

    component: Record
    elements: list[Record]
    practices: list[Record]
    areas: list[Record]
    items: list[Record]
    findings: list[Record]
    money: list[Answer]
    provisions: int


def framework_pages(atlas: Atlas) -> Iterator[Page]:
    """The overview of the framework that the components belong to."""
    survey = Survey(atlas.knowledge)
    held = [_held(atlas, survey, component) for component in _components(atlas)]
    blocks = [
        _intro(atlas, held),
        status_legend(),
        section("What belongs to each component", _counts(held)),
        *(_component(atlas, survey, each) for each in held),
        _apart(atlas, held),
    ]
    yield Page(
        PATH,
        "Framework",
        "\n\n".join(filter(None, blocks)),
        "The components of the LEAP Learning Framework, with the elements, practices, topics, survey items, findings "
        "and federal provisions that belong to each.",
        {"kind": ["Overview"], "component": [each.component.label for each in held]},
    )


def _components(atlas: Atlas) -> list[Record]:
    """The components, in the order of their framework."""
    knowledge = atlas.knowledge

    def place(record: Record) -> tuple[int, str]:
        return (whole_number(knowledge.value(record, "xwalk:order"), 1000), record.name)

    return sorted(knowledge.of_kind(WHOLE), key=place)


def _held(atlas: Atlas, survey: Survey, component: Record) -> _Held:
    relations = atlas.knowledge.rules.relations
    areas = _joined(atlas, component, _PART_OF, AREA)
    items = {item.key: item for area in areas for item in survey.items[area.key]}
    findings = {finding.key: finding for area in areas for finding in survey.findings[area.key]}
    money = [answer for answer in atlas.funding(component).answers if relations[answer.relation].family == MONEY]
    return _Held(
        component,
        _elements_of(atlas, component),
        _practices_of(atlas, [component, *areas]),
        areas,
        list(items.values()),
        list(findings.values()),
        money,
        len({answer.record.key for answer in money}),
    )


def _joined(atlas: Atlas, record: Record, relation: str, kind: str) -> list[Record]:
    """The records of a kind that a given statement joins to a record, by its label."""
    found = {
        statement.subject: atlas.knowledge.record(statement.subject)
        for statement in atlas.knowledge.statements_at(record.key, [relation], inward=True)
        if not statement.negated and statement.status != "suggested"
    }
    return sorted((each for each in found.values() if each.kind == kind), key=lambda each: (each.label, each.name))


def _elements_of(atlas: Atlas, whole: Record) -> list[Record]:
    """The elements of a component, each before its own parts."""
    found: dict[int, Record] = {}
    for element in _joined(atlas, whole, _PART_OF, "element"):
        found |= {each.key: each for each in [element, *_elements_of(atlas, element)]}
    return list(found.values())


def _practices_of(atlas: Atlas, records: Sequence[Record]) -> list[Record]:
    """The practices that work toward some records, each once."""
    found = {each.key: each for record in records for each in _joined(atlas, record, _ADVANCES, "practice")}
    return list(found.values())


def _intro(atlas: Atlas, held: Sequence[_Held]) -> str:
    schemes = {
        scheme.name: scheme for each in held for scheme in atlas.knowledge.targets(each.component, "skos:inScheme")
    }
    blocks = []
    for scheme in schemes.values():
        blocks.append(f"{atlas.link(scheme, PATH)}: {escape(atlas.knowledge.value(scheme, 'skos:definition'))}")
        notes = [escape(each) for each in atlas.knowledge.values(scheme, "skos:scopeNote")]
        blocks.append(details("Editions, names and trademarks", bullets(notes)) if notes else "")
    return "\n\n".join(filter(None, blocks))


def _counts(held: Sequence[_Held]) -> str:
    return table(
        ["Component", "Elements", "Practices", "Topics", "Survey items", "Findings", "Provisions that bear on it"],
        [
            (
                f"[{escape(each.component.label)}](#{_anchor(each.component)})",
                *(str(len(part)) for part in (each.elements, each.practices, each.areas, each.items, each.findings)),
                str(each.provisions),
            )
            for each in held
        ],
    ) + (
        "\n\nPractices count where they work toward the component or one of its topics. The last column counts the "
        "provisions that could pay for the component, for a part of it or for work "
        "toward it, whatever the confidence."
    )


def _anchor(component: Record) -> str:
    return f"component-{''.join(sign if sign.isascii() and sign.isalnum() else '-' for sign in component.name)}"


def _component(atlas: Atlas, survey: Survey, held: _Held) -> str:
    knowledge = atlas.knowledge
    component = held.component
    said = escape(knowledge.value(component, "skos:definition"))
    blocks = [
        f"## {escape(component.label)} {{#{_anchor(component)}}}",
        f"{said} {atlas.link(component, PATH, 'Everything about it')}",
        section("Elements", _elements(atlas, held.elements), level=3),
        section("Practices that work toward it as a whole", _practices(atlas, component), level=3),
        section("Topics, practices, items and findings", *_areas(atlas, survey, held), level=3),
        section(
            "Federal provisions that could pay for it, for a part of it or for work toward it",
            _money(atlas, held.money),
            level=3,
        ),
    ]
    return "\n\n".join(filter(None, blocks))


def _elements(atlas: Atlas, elements: Sequence[Record]) -> str:
    """Each element, what it says, and the topic that comes nearest to it."""
    return (
        table(
            ["Element", "What it says", "Nearest topic"],
            [
                (
                    _element(atlas, element),
                    escape(atlas.knowledge.value(element, "skos:definition")),
                    _nearest(atlas, element),
                )
                for element in elements
            ],
        )
        if elements
        else "None is recorded."
    )


def _element(atlas: Atlas, element: Record) -> str:
    """An element; one that is part of another says of which."""
    for statement in atlas.knowledge.statements_at(element.key, [_PART_OF], inward=False):
        whole = atlas.knowledge.record(statement.object)
        if whole.kind == element.kind and not statement.negated:
            return f"{atlas.link(element, PATH)}, part of {escape(whole.label)}"
    return atlas.link(element, PATH)


def _nearest(atlas: Atlas, element: Record) -> str:
    said = []
    for statement in atlas.knowledge.statements_of(element):
        other = atlas.knowledge.record(statement.object)
        if statement.subject == element.key and not statement.negated and statement.status != "suggested":
            if other.kind == AREA:
                score = known(statement.status, statement.confidence)
                said.append(f"{escape(atlas.phrase(statement.predicate))} {atlas.link(other, PATH)} {score}")
            elif other.name == NO_TERM_FOUND:
                said.append(f"none: a reviewer looked and found no counterpart {badge(statement.status)}")
    return "; ".join(dict.fromkeys(said)) or "not reviewed"


def _practices(atlas: Atlas, toward: Record) -> str:
    """The practices that work toward a record, each with how that is known and why."""
    lines = []
    for practice in _joined(atlas, toward, _ADVANCES, "practice"):
        for statement in atlas.knowledge.statements_at(practice.key, [_ADVANCES], inward=False):
            if statement.object == toward.key and not statement.negated and statement.status != "suggested":
                score = known(statement.status, statement.confidence)
                reason = f": {escape(statement.comment)}" if statement.comment else ""
                lines.append(f"{atlas.link(practice, PATH)} {score}{reason}")
    return bullets(lines)


def _areas(atlas: Atlas, survey: Survey, held: _Held) -> list[str]:
    """Each topic with its items and findings behind a summary."""
    if not held.areas:
        return ["The survey has no items on this component."]
    blocks = []
    for area in held.areas:
        practices = _joined(atlas, area, _ADVANCES, "practice")
        items, findings = survey.items[area.key], survey.findings[area.key]
        said = escape(atlas.knowledge.value(area, "skos:definition"))
        blocks.append(f"**{atlas.link(area, PATH)}:** {said}")
        blocks.append(
            details(
                f"{plural(len(practices), 'practice')}, {plural(len(items), 'item')}, "
                f"{plural(len(findings), 'finding')}",
                "**Practices that work toward it**" if practices else "",
                _practices(atlas, area),
                "**Items**",
                bullets(atlas.link(item, PATH) for item in items),
                "**Findings**",
                bullets(_finding(atlas, finding) for finding in findings),
            )
        )
    return blocks


def _finding(atlas: Atlas, finding: Record) -> str:
    number = number_of(atlas.knowledge, finding)
    words = f": {escape(number.words)}" if number else ""
    base = readable(atlas.knowledge, atlas.knowledge.value(finding, "xwalk:base")) if number else ""
    return f"{atlas.link(finding, PATH)}{words}{f' of {escape(base)}' if base and number else ''}"


def _money(atlas: Atlas, money: Sequence[Answer]) -> str:
    """Every provision that could pay, with the sentence that it supports; the strongest first."""
    if not money:
        return "No provision is recorded that could pay for it, for a part of it or for work toward it."
    lines = [
        f"{escape(answer.record.label)}: {atlas.link(answer.record, PATH, answer.sentence)} "
        f"{known(answer.status, answer.confidence)}"
        for answer in money
    ]
    few = 5
    rest = details(f"{plural(len(lines) - few, 'more answer')}", bullets(lines[few:])) if len(lines) > few else ""
    return "\n\n".join(filter(None, [bullets(lines[:few]), rest]))


def _apart(atlas: Atlas, held: Sequence[_Held]) -> str:
    """The topics that are part of no component, and why where somebody said so."""
    inside = {area.key for each in held for area in each.areas}
    lines = []
    for area in atlas.knowledge.of_kind(AREA):
        if area.key not in inside:
            reasons = " ".join(escape(each) for each in atlas.knowledge.values(area, "xwalk:ambiguity"))
            lines.append(f"{atlas.link(area, PATH)}. {reasons}".strip())
    return section("Topics of no component", bullets(lines)) if lines else ""
