"""The money pages: the federal programs, and for each the way of its money, its caps and the uses that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.questions.answers import Condition
from xwalk.questions.brief_lines import plural
from xwalk.site.atlas import Atlas
from xwalk.site.legend import status_legend
from xwalk.site.markup import bullets, details, escape, known, section, table
from xwalk.site.money_flow import Amount, Flow, Tier, amount_words, flow, holders_words, money_statements
from xwalk.site.money_picture import flow_picture
from xwalk.site.page import Page
from xwalk.site.programs import by_program, slug, top
from xwalk.site.svg import beside

PATH = "money"


def money_pages(atlas: Atlas) -> Iterator[Page]:
    """The overview of federal programs, then a page a program."""
    programs = by_program(atlas.knowledge)
    flows = [flow(atlas.parts, program, held) for program, held in programs.items() if program]
    yield _overview(atlas, flows, programs)
    for each in flows:
        yield _program(atlas, each)


def _path(program: Record) -> str:
    return f"{PATH}/{slug(program)}"


def _overview(atlas: Atlas, flows: Sequence[Flow], programs: dict[Record | None, list[Record]]) -> Page:
    knowledge = atlas.knowledge
    rows = [
        (
            f"[{escape(each.program.label)}]({_path(each.program)}.md)",
            escape(list_words(recipient.label for recipient in knowledge.targets(each.program, "xwalk:recipient"))),
            str(len(programs[each.program])),
            str(sum(len(use.provisions) for tier in each.tiers for use in tier.uses)),
            str(len(each.amounts)),
        )
        for each in flows
    ]
    blocks = [
        _intro(len(flows)),
        table(["Program", "Who receives", "Provisions", "Provisions that name a use", "Shares and sums"], rows),
        section("What each is", *(_what(atlas, each.program) for each in flows)),
        section("Law that brings no money of its own", _without_money(atlas, programs.get(None, []))),
        section("Reach of each program", "The [coverage matrix](matrix.md) shows which topics each program reaches."),
    ]
    return Page(
        PATH,
        "Money",
        "\n\n".join(filter(None, blocks)),
        "Federal programs that could pay for personalized learning: who receives the money, and under which limits.",
        {"kind": ["Overview"]},
    )


def _intro(number: int) -> str:
    return (
        f"{plural(number, 'federal program')} bear on personalized learning in the sections that were read. Each page "
        "shows the way of the money: who reserves, who receives, and which limits apply at which step. What Congress "
        "appropriated in a year was not read."
    )


def _without_money(atlas: Atlas, provisions: Sequence[Record]) -> str:
    """The sections of the law whose provisions belong to no program."""
    if not provisions:
        return ""
    sections = {section_of.name: section_of for section_of in (top(atlas.knowledge, each) for each in provisions)}
    said = (
        f"{plural(len(provisions), 'provision')} read here belong to no program. They require, allow or define, and "
        "name no money of their own. The [coverage matrix](matrix/no-program.md) shows which topics they reach."
    )
    return f"{said}\n\n{bullets(atlas.link(each, PATH, atlas.name(each)) for each in sections.values())}"


def _what(atlas: Atlas, program: Record) -> str:
    said = escape(atlas.knowledge.value(program, "skos:definition"))
    return section(program.label, said, f"[The way of its money, limits and uses]({_path(program)}.md)", level=3)


def _program(atlas: Atlas, flowing: Flow) -> Page:
    program = flowing.program
    here = _path(program)
    knowledge = atlas.knowledge
    doors = [
        "[All programs](../money.md)",
        atlas.link(program, here, "The record of the program"),
        f"[Which topics it reaches](../matrix/{slug(program)}.md)",
    ]
    called = ", ".join(knowledge.values(program, "skos:altLabel"))
    blocks = [
        escape(knowledge.value(program, "skos:definition")),
        f"Also called: {escape(called.removesuffix('.'))}." if called else "",
        " · ".join(doors),
        status_legend(),
        section(
            "The way of the money",
            beside(flow_picture(flowing), _amounts(atlas, flowing, here)) if flowing.tiers else "No step is recorded.",
        ),
        section("Uses that the text names", *(_uses(atlas, tier, here) for tier in flowing.tiers)),
        section("Other conditions", _conditions(atlas, flowing.others, here)),
        section("Not known", bullets(map(escape, knowledge.values(program, "xwalk:unknown")))),
    ]
    return Page(
        here,
        program.label,
        "\n\n".join(filter(None, blocks)),
        f"{program.label}: who reserves, who receives, which limits apply at which step, which uses the text names.",
        {"kind": ["Overview"]},
        wide=True,
    )


def _amounts(atlas: Atlas, flowing: Flow, here: str) -> str:
    """Every amount of the picture: its number, what it is, of what, who applies it, and its source."""
    if not flowing.amounts:
        return "No share or sum is recorded."
    return table(
        ["No.", "Share or sum", "Who applies it", "Source"],
        [
            (
                str(amount.number),
                _amount(atlas, amount, here),
                escape(list_words(amount.condition.bearers)) or "not said",
                _source(atlas, amount, here),
            )
            for amount in flowing.amounts
        ],
    )


def _amount(atlas: Atlas, amount: Amount, here: str) -> str:
    condition = amount.condition
    base = f" of {escape(condition.base)}" if condition.unit == "percent" and condition.base else ""
    base = base or (f": {escape(condition.base)}" if condition.base else "")
    reading = f" Reading: {escape(condition.base_reading)}" if condition.base_reading else ""
    unclear = "".join(f" Unclear: {escape(each)}" for each in atlas.knowledge.values(amount.record, "xwalk:ambiguity"))
    name = atlas.link(amount.record, here)
    return f"{name}: **{escape(amount_words(condition))}**{base}.{reading}{unclear}"


def _source(atlas: Atlas, amount: Amount, here: str) -> str:
    passages = "; ".join(atlas.evidence(each, here) for each in amount.condition.evidence)
    return f"{escape(amount.citation)}. {passages}"


def _uses(atlas: Atlas, tier: Tier, here: str) -> str:
    """The uses that the text names at a tier, section by section."""
    blocks = []
    for use in tier.uses:
        rows = [(_provision(atlas, each, here), _pays(atlas, each, here)) for each in use.provisions]
        words = f"{atlas.name(use.section)}: {plural(len(use.provisions), 'provision names', 'provisions name')} a use"
        blocks.append(details(words, table(["Provision", "What it could pay for"], rows)))
    return section(f"{tier.name}: {holders_words(tier)}", *blocks, level=3)


def _provision(atlas: Atlas, provision: Record, here: str) -> str:
    cited = atlas.parts.citation(provision).partition(";")[0]
    return f"{atlas.link(provision, here)}, {escape(cited)}"


def _pays(atlas: Atlas, provision: Record, here: str) -> str:
    """What the given statements say that a provision could pay for, by what they say."""
    wanted = set(money_statements(atlas.knowledge, provision))
    steps = [atlas.parts.step(each) for each in atlas.knowledge.statements_of(provision) if each.key in wanted]
    steps.sort(key=lambda step: (atlas.knowledge.rules.rank(step.predicate), step.object.label))
    said = []
    for relation, held in groupby(steps, key=lambda step: step.predicate):
        things = list_words(f"{atlas.link(step.object, here)} {known(step.status, step.confidence)}" for step in held)
        said.append(f"{escape(atlas.phrase(relation))} {things}")
    return "; ".join(said)


def _conditions(atlas: Atlas, conditions: Sequence[Condition], here: str) -> str:
    """The conditions that set no amount, by type; each a link to its text and evidence."""
    blocks = []
    ordered = sorted(conditions, key=lambda each: (each.type, each.id))
    for sort, held in groupby(ordered, key=lambda each: each.type):
        items = []
        for condition in held:
            record = atlas.knowledge.by_name(condition.id)
            name = atlas.link(record, here) if record else escape(condition.label)
            items.append(f"{name}: {escape(condition.text)}")
        blocks.append(details(f"{sort.capitalize() or 'Other'} ({len(items)})", bullets(items)))
    return "\n\n".join(blocks)
