"""The Ask page: a question in words, answered in the browser from what the engine answered when the site was built."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from xwalk.knowledge import Record
from xwalk.questions.funding import FAMILIES
from xwalk.site.answer_data import joined_kinds, states, topics
from xwalk.site.answer_pages import answer_place
from xwalk.site.atlas import Atlas
from xwalk.site.markup import attribute, bullets, details, escape, link, section
from xwalk.site.page import Page

#: The scores from which answers are shown, with the words that a curator's own scores have.
_SCORES = (
    ("0", "any score"),
    ("0.3", "0.3, not faint"),
    ("0.5", "0.5, arguable"),
    ("0.7", "0.7, probable"),
    ("0.9", "0.9, near certain"),
)

_LEAD = "Choose a topic. The answer names the law, who receives the money, its limits, and every step that leads there."

_LEGEND = """\
<p class="xw-ask-legend" markdown="0">How it is known:
<span class="xw-status xw-stated">stated</span> the source says it ·
<span class="xw-status xw-asserted">asserted</span> a named curator's judgement, with the reason ·
<span class="xw-status xw-derived">derived</span> it follows by rule from the steps shown.
The score ranks answers; it is not a probability.</p>"""

_NO_SCRIPT = """\
<noscript><p><strong>This form needs JavaScript.</strong> The same answers stand as plain pages, listed below.</p>
</noscript>"""

_ROOM = """\
<p id="xw-ask-said" class="xw-said" role="status" aria-live="polite" markdown="0"></p>
<div id="xw-ask-answer" markdown="0"></div>"""


def ask_pages(atlas: Atlas) -> Iterator[Page]:
    """The Ask page."""
    scripts = ["assets/answers.js", "assets/ask.js"]
    body = "\n\n".join([escape(_LEAD), _NO_SCRIPT, _form(atlas), _LEGEND, _ROOM, _plain(atlas)])
    yield Page("ask", "What could pay for it?", body, _LEAD, scripts=scripts, wide=True)


def _form(atlas: Atlas) -> str:
    """The question as a sentence with choices; it works once the script runs."""
    kinds = atlas.knowledge.kinds
    sorts = [("", "What could pay for it, and what law says")]
    sorts += [(kind, f"What follows about it and each {kinds[kind].lower()}") for kind in joined_kinds(atlas.knowledge)]
    places = [("", "federal law only")]
    places += [(name, f"federal law and {place.label}") for name, place in states(atlas.knowledge).items()]
    parts = (
        _choice("to", "Question", _options(sorts)),
        _choice("topic", "Topic", f'<option value="">choose a topic</option>{_topics(atlas)}'),
        _choice("state", "Law of", _options(places)),
        _choice("min", "Score of at least", _options(_SCORES)),
    )
    return (
        '<form id="xw-ask" class="xw-form" markdown="0"><fieldset disabled>'
        f'<legend class="xw-unseen">The question</legend><div class="xw-sentence">{"".join(parts)}'
        '<button type="submit" class="md-button md-button--primary">Show</button></div></fieldset></form>'
    )


def _choice(name: str, label: str, options: str) -> str:
    return (
        f'<p><label for="xw-ask-{name}">{escape(label)}</label>'
        f'<select id="xw-ask-{name}" name="{name}" autocomplete="off">{options}</select></p>'
    )


def _options(choices: Iterable[tuple[str, str]]) -> str:
    return "".join(f'<option value="{attribute(value)}">{escape(words)}</option>' for value, words in choices)


def _topics(atlas: Atlas) -> str:
    groups = []
    for kind, held in _by_kind(atlas):
        options = "".join(
            f'<option value="{attribute(topic.name)}" data-place="{attribute(atlas.place(topic))}">'
            f"{escape(topic.label)}</option>"
            for topic in held
        )
        groups.append(f'<optgroup label="{attribute(kind)}">{options}</optgroup>')
    return "".join(groups)


def _by_kind(atlas: Atlas) -> Iterator[tuple[str, list[Record]]]:
    for _, held in groupby(topics(atlas.knowledge), key=lambda topic: topic.kind):
        same = list(held)
        yield atlas.kind(same[0]), same


def _plain(atlas: Atlas) -> str:
    """The answers as plain pages, with how many there are; topics that are no areas stand behind a summary."""
    blocks = []
    for number, (kind, held) in enumerate(_by_kind(atlas)):
        lines = []
        for topic in held:
            answers = atlas.funding(topic).answers
            counts = [len({a.record.key for a in answers if atlas.family(a.relation) == each}) for each in FAMILIES]
            said = f"{counts[0]} on money, {counts[1]} on other law" if any(counts) else "nothing recorded"
            lines.append(f"{link(topic.label, f'{answer_place(atlas, topic)}.md')}: {escape(said)}")
        items = bullets(lines)
        blocks.append(f"**{escape(kind)}**\n\n{items}" if number == 0 else details(f"{kind} ({len(held)})", items))
    intro = "Every topic, to read without the form and to print, with the number of federal provisions that bear on it."
    return section("The same answers as plain pages", escape(intro), *blocks)
