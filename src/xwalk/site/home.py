"""The home page: the questions that a reader has, each with what the knowledge base holds on it."""

from __future__ import annotations

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.questions.coverage import COVERED, UNREVIEWED, coverage
from xwalk.questions.funding import STATE
from xwalk.site.atlas import Atlas
from xwalk.site.markup import bullets, escape, link
from xwalk.site.page import Page
from xwalk.site.places import state_path

_LEAD = (
    "xwalk joins the federal law that could pay for personalized learning, what states require, the survey items that "
    "ask about it, and a framework of practice. Every answer shows the law or the report behind it."
)


def home_page(atlas: Atlas) -> Page:
    """The home page."""
    cards = [_money(atlas), _states(atlas), _practices(atlas), _findings(atlas), _gaps(atlas), _known(atlas)]
    grid = "\n\n".join(f'<section class="xw-card" markdown="1">\n\n{card}\n\n</section>' for card in cards)
    body = f'<p class="xw-lead">{escape(_LEAD)}</p>\n\n<div class="xw-cards" markdown="1">\n\n{grid}\n\n</div>'
    title = "Which money, which law, which practice?"
    return Page("index", title, body, _LEAD, wide=True)


def _card(question: str, lead: str, items: list[str], more: str) -> str:
    return "\n\n".join([f"## {escape(question)}", escape(lead), bullets(items), more])


def _money(atlas: Atlas) -> str:
    """The item areas, each with the number of provisions that could pay."""
    items = []
    for area in atlas.knowledge.of_kind("area"):
        answers = atlas.funding(area).answers
        money = {a.record.key for a in answers if atlas.family(a.relation) == "money"}
        items.append(f"{atlas.link(area, 'index')} · {len(money)}")
    provisions = len(atlas.knowledge.of_kind("provision"))
    return _card(
        "What could pay for this?",
        f"Choose a topic. The number says how many of {provisions} federal provisions could pay for it, for a part of "
        "it, or for work toward it.",
        items,
        "[Ask with your state and your own threshold](ask.md) · [Read memos of two pages](briefs.md)",
    )


def _states(atlas: Atlas) -> str:
    """The states of which something is recorded, with how much."""
    held: dict[Record, list[int]] = {}
    for place, kind in enumerate(STATE):
        for record in atlas.knowledge.of_kind(kind):
            for where in atlas.knowledge.targets(record, "xwalk:jurisdiction"):
                held.setdefault(where, [0] * len(STATE))[place] += 1
    items = []
    for where, counts in sorted(held.items(), key=lambda found: (-found[1][0], found[0].label)):
        words = [
            f"{count} {atlas.knowledge.kinds[kind].lower()}{'s' * (count > 1)}"
            for kind, count in zip(STATE, counts, strict=True)
            if count
        ]
        items.append(f"{link(where.label, f'{state_path(atlas, where)}.md')}: {escape(list_words(words))}")
    return _card(
        "What does my state require?",
        "What the recorded states require or try, and which federal money could back it.",
        items,
        "[Compare the states side by side](states.md)",
    )


def _practices(atlas: Atlas) -> str:
    """The components of the framework."""
    items = [
        f"{atlas.link(component, 'index')}: {escape(atlas.knowledge.value(component, 'skos:definition'))}"
        for component in atlas.knowledge.of_kind("component")
    ]
    count = len(atlas.knowledge.of_kind("practice"))
    return _card(
        "Where does this practice belong?",
        f"{count} practices, and the parts of the LEAP framework that they work toward.",
        items,
        "[See the framework with its practices and items](framework.md)",
    )


def _findings(atlas: Atlas) -> str:
    """What the survey found, by who answered."""
    counts: dict[str, int] = {}
    findings = atlas.knowledge.of_kind("finding")
    for finding in findings:
        who = atlas.knowledge.value(finding, "xwalk:respondent")
        if who:
            counts[who] = counts.get(who, 0) + 1
    items = [f"{escape(who)}: {count} findings" for who, count in sorted(counts.items(), key=lambda c: (-c[1], c[0]))]
    return _card(
        "What did the survey find?",
        f"{len(findings)} findings, each with its range, its respondents and its caveats.",
        items,
        "[Explore the findings](findings.md)",
    )


def _gaps(atlas: Atlas) -> str:
    """How far provisions cover the areas."""
    found = coverage(atlas.knowledge, "area", "provision")
    items = [
        f"{escape(share.record.label)}: {share.covered} of {share.of} topics covered"
        for share in found.row_groups
        if share.record
    ]
    share = found.row_share
    reached = {cell.row.key for cell in found.cells if cell.state == COVERED}
    open_topics = [atlas.link(area, "index") for area in found.rows if area.key not in reached]
    bare = [
        atlas.link(component, "index")
        for component in atlas.knowledge.of_kind("component")
        if component.key not in {each.record.key for each in found.row_groups if each.record}
    ]
    items = ([f"Not reached so: {list_words(open_topics)}"] if open_topics else []) + items
    items += [f"{list_words(bare)}: the survey has no topic here, so nothing is counted"] if bare else []
    return _card(
        "Where are the gaps?",
        f"{share.covered} of {share.of} topics have a provision that reaches them at a score of {found.threshold:g} or "
        f"more. {found.states[COVERED]:,} of {len(found.cells):,} pairs of topic and provision do, and "
        f"{found.states[UNREVIEWED]:,} nobody has reviewed, as far as is known.",
        items,
        "[See the matrix, cell by cell](matrix.md)",
    )


def _known(atlas: Atlas) -> str:
    """How much is recorded, and how it is known."""
    counts = dict(atlas.knowledge.db.execute("SELECT status, count(*) FROM statement GROUP BY status"))
    passages = [atlas.knowledge.value(record, "xwalk:verification") for record in atlas.knowledge.of_kind("passage")]
    items = [
        f"{counts.get('stated', 0):,} statements are stated: the source says so",
        f"{counts.get('asserted', 0):,} are asserted: a named curator's judgement, with the reason",
        f"{passages.count('machine'):,} of {len(passages):,} passages were found by machine in their source",
    ]
    return _card(
        "How do you know?",
        "Every statement names its passage, and every answer its route.",
        [escape(item) for item in items],
        "[Read how things are known](method.md)",
    )
