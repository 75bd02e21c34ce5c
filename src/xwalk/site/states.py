"""States side by side: what each requires or allows, topic by topic, and the federal money that could back it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.questions.answers import Answer
from xwalk.questions.brief_lines import plural
from xwalk.questions.compare_states import (
    AREA,
    COMPONENT,
    ONLY_NAMED,
    ONLY_WHOLE,
    Cell,
    Difference,
    Row,
    States,
    compare_states,
)
from xwalk.site.atlas import Atlas
from xwalk.site.legend import status_legend
from xwalk.site.markup import bullets, escape, known, section, table
from xwalk.site.page import Page
from xwalk.site.places import code, state_path, states_with_pilots_only, states_with_rules
from xwalk.site.state import backing_by_record, named_by, state_page, supported

PATH = "states"
#: How many provisions stand beside a record before the rest are counted.
_FEW = 4
_KINDS = {
    ONLY_WHOLE: "Duties that name only the whole",
    ONLY_NAMED: "Also named by a rule",
}
_FOLLOWS = "By rule, from what the law of each state names; the page of a state begins with what it names itself."
_WHY = {
    ONLY_WHOLE: "A rule that asks for the whole does not say which part it asks for, so nothing here carries it to a "
    "topic.",
    ONLY_NAMED: "At least one state rule names each of these in a way that nothing here carries on to a topic.",
}


def states_pages(atlas: Atlas) -> Iterator[Page]:
    """States side by side, then a page a state."""
    groups = [states_with_rules(atlas.knowledge), states_with_pilots_only(atlas.knowledge)]
    compared = [compare_states(atlas.knowledge, [place.name for place in group]) if group else None for group in groups]
    ruling, piloting = compared
    blocks = [_intro(atlas, *groups), status_legend()]
    blocks += _ruling(atlas, ruling) if ruling else []
    blocks += (
        [section("States with pilots only", _pilots(atlas, piloting), *_tables(atlas, piloting))] if piloting else []
    )
    yield Page(
        PATH,
        "States",
        "\n\n".join(filter(None, blocks)),
        "What states require or allow on each topic, side by side, and the federal provisions that could back it.",
        {"kind": ["Overview"], "jurisdiction": [place.label for group in groups for place in group]},
        wide=True,
    )
    for answer in filter(None, compared):
        for place in answer.states:
            yield state_page(atlas, place, answer)


def _intro(atlas: Atlas, ruling: Sequence[Record], piloting: Sequence[Record]) -> str:
    return (
        f"Rules are recorded of {plural(len(ruling), 'state')} and pilots alone of {len(piloting)}. Where nothing "
        "stands, nothing is recorded; a rule may still exist. Each name opens the page of the state.\n\n"
        f"{bullets([_names(atlas, 'Rules', ruling), _names(atlas, 'Pilots only', piloting)])}"
    )


def _names(atlas: Atlas, words: str, places: Sequence[Record]) -> str:
    return f"{words}: {list_words(_state_link(atlas, place) for place in places) or 'none'}"


def _state_link(atlas: Atlas, place: Record) -> str:
    return f"[{escape(place.label)}]({state_path(atlas, place)}.md)"


def _ruling(atlas: Atlas, answer: States) -> list[str]:
    """The sections on states with rules."""
    return [
        section("States with rules, side by side", *_tables(atlas, answer)),
        section("What one has and another lacks", _differences(atlas, answer)),
        section("Federal money that could back what a rule names", _money(atlas, answer)),
        section("Federal money on the same topic only", _same_topic(atlas, answer)),
        section("Not known", bullets(_open(atlas, answer))),
    ]


def _tables(atlas: Atlas, answer: States) -> list[str]:
    """The strongest that each state says: by component and topic, then what names only a whole, then the rest."""
    topics = [row for row in answer.rows if row.sort in (COMPONENT, AREA)]
    silent = [row.record for row in topics if not _says(row)]
    blocks = [_FOLLOWS, _table(atlas, answer, [row for row in topics if _says(row)])]
    if silent:
        blocks.append(f"Nothing recorded of these states reaches {atlas.links(silent, PATH)}.")
    for sort, heading in _KINDS.items():
        rows = [row for row in answer.rows if row.sort == sort and _says(row)]
        if rows:
            blocks.append(section(heading, _WHY[sort], _table(atlas, answer, rows), level=3))
    return blocks


def _says(row: Row) -> bool:
    return any(cell.answers for cell in row.cells)


def _table(atlas: Atlas, answer: States, rows: Sequence[Row]) -> str:
    if not rows:
        return "Nothing recorded of these states reaches a topic."
    return table(
        ["Topic", *(place.label for place in answer.states)],
        [(_row_name(atlas, row), *(_cell(atlas, cell) for cell in row.cells)) for row in rows],
    )


def _row_name(atlas: Atlas, row: Row) -> str:
    name = atlas.link(row.record, PATH)
    return f"**{name}**" if row.sort == COMPONENT else name


def _cell(atlas: Atlas, cell: Cell) -> str:
    """The strongest that a state says there, the rule that says it, and how many more there are."""
    if not cell.answers:
        return "–"
    best = cell.answers[0]
    more = len({answer.record.name for answer in cell.answers}) - 1
    also = f", and {more} more" if more else ""
    said = atlas.link(best.record, PATH, f"{atlas.phrase(best.relation)} it")
    return f"{said} {known(best.status, best.confidence)}{also}"


def _differences(atlas: Atlas, answer: States) -> str:
    """What some states name or reach while nothing is recorded of others; then what all have."""
    blocks = []
    for by, heading in (("named", "Named by a rule"), ("reached", "Topics reached")):
        items = [_difference(atlas, each) for each in answer.differences if each.by == by and each.lacking]
        blocks.append(section(heading, bullets(items), level=3) if items else "")
    shared = [each.record for each in answer.differences if not each.lacking]
    if shared:
        blocks.append(f"All of them name or reach {atlas.links(shared, PATH)}.")
    return "\n\n".join(filter(None, blocks))


def _difference(atlas: Atlas, each: Difference) -> str:
    held = "; ".join(
        f"{escape(code(atlas.knowledge, one.state))} "
        f"{atlas.link(one.requirement, PATH, f'{atlas.phrase(one.relation)} it')} "
        f"{known(one.status, one.confidence)}"
        for one in each.held
    )
    lacking = list_words(escape(code(atlas.knowledge, place)) for place in each.lacking)
    return f"{atlas.link(each.record, PATH)}: {held}; not recorded of {lacking}"


def _money(atlas: Atlas, answer: States) -> str:
    """The provisions that reach what a rule names: as such, or only for the same purpose."""
    blocks = []
    for as_such, heading in (
        (True, "It reaches the very thing that a rule names"),
        (False, "It serves the same purpose; the rule names it only as a purpose or in part"),
    ):
        items = []
        for record, duties, held in backing_by_record(answer.duties, as_such=as_such):
            first: dict[str, Answer] = {}
            for each in held:
                first.setdefault(each.record.name, each)
            answers = list(first.values())
            shown = [f"    - {supported(atlas, each, PATH)}" for each in answers[:_FEW]]
            left = len(answers) - _FEW
            shown += [f"    - and {plural(left, 'more provision')}, on the page of the state"] if left > 0 else []
            said = f"**{atlas.link(record, PATH)}**, named by {named_by(atlas, duties, PATH)}"
            items.append("\n".join([said, *shown]))
        blocks.append(section(heading, bullets(items), level=3) if items else "")
    return "\n\n".join(filter(None, blocks)) or "No provision recorded here reaches what a rule names."


def _same_topic(atlas: Atlas, answer: States) -> str:
    """Money that reaches a topic which a rule reaches too, and nothing that the rule names."""
    items = []
    for row in answer.rows:
        found = {each.answer.record.name: each.answer for each in reversed(row.money) if not each.backs}
        best = [found[name] for name in reversed(found)]
        if best:
            strongest = supported(atlas, best[0], PATH)
            items.append(
                f"{atlas.link(row.record, PATH)}: {plural(len(best), 'provision')}; the strongest: {strongest}"
            )
    said = "Nothing says that this money may go to what a rule asks; it only reaches the same topic."
    return f"{said}\n\n{bullets(items)}" if items else ""


def _pilots(atlas: Atlas, answer: States) -> str:
    return table(
        ["State", "Pilot", "Citation"],
        [
            (_state_link(atlas, duty.state), atlas.link(duty.record, PATH), escape(duty.citation))
            for duty in answer.duties
        ],
    )


def _open(atlas: Atlas, answer: States) -> list[str]:
    """What nobody verified: how many points of each state, and what is common."""
    items = []
    for place in answer.states:
        points = sum(each.state == place and each.record is not None for each in answer.unknown)
        if points:
            said = f"{plural(points, 'point')} of its rules were not verified; its page lists them"
            items.append(f"{_state_link(atlas, place)}: {said}.")
        items += [escape(each.text) for each in answer.unknown if each.state == place and each.record is None]
    return items + [escape(each.text) for each in answer.unknown if each.state is None]
