"""The brief of every area, and of every area in every state that has requirements: a page that prints on two sheets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from xwalk.knowledge import Record
from xwalk.questions.brief import brief
from xwalk.questions.brief_document import Block, Heading, Inline, Items, Mark, Paragraph, Source, Sources, Table
from xwalk.questions.brief_lines import Brief
from xwalk.questions.brief_writing import document
from xwalk.render.brief_docx import docx
from xwalk.site.atlas import Atlas
from xwalk.site.markup import bullets, code, escape, link, outside, table
from xwalk.site.page import Page, relative

PATH = "briefs"
_KIND, _STATE_KIND = "area", "requirement"
_STYLES = {"": ("", ""), "strong": ("<strong>", "</strong>"), "emphasis": ('<span class="xw-note">', "</span>")}


class _Place(NamedTuple):
    """A state with its code in lower case."""

    record: Record
    code: str


class _Made(NamedTuple):
    """A brief, and the path of its page."""

    path: str
    topic: Record
    place: _Place | None
    said: Brief


@lru_cache(maxsize=1)
def _briefs(atlas: Atlas) -> tuple[_Made, ...]:
    """Every brief, made once for its page and its file."""
    knowledge = atlas.knowledge
    places: list[_Place | None] = [None, *_states(atlas)]
    return tuple(
        _Made(
            _path(atlas, topic, place), topic, place, brief(knowledge, topic.name, place.record.name if place else None)
        )
        for topic in knowledge.of_kind(_KIND)
        for place in places
    )


def _states(atlas: Atlas) -> list[_Place]:
    """The states that have a requirement, by name."""
    knowledge = atlas.knowledge
    found: dict[str, Record] = {}
    for record in knowledge.of_kind(_STATE_KIND):
        for place in knowledge.targets(record, "xwalk:jurisdiction"):
            found[place.name] = place
    return [
        _Place(place, atlas.place(place).rpartition("/")[2].removeprefix("us-"))
        for place in sorted(found.values(), key=lambda each: each.label)
    ]


def _path(atlas: Atlas, topic: Record, place: _Place | None) -> str:
    name = atlas.place(topic).rpartition("/")[2]
    return f"brief/{name}--{place.code}" if place else f"brief/{name}"


def memos_of_topic(atlas: Atlas, topic: Record) -> list[tuple[str, str]]:
    """The briefs of a topic: what a link to each says, and its path; none where the topic has no brief."""
    if topic.kind != _KIND:
        return []
    places: list[_Place | None] = [None, *_states(atlas)]
    return [(place.record.label if place else "every state", _path(atlas, topic, place)) for place in places]


def memos_of_state(atlas: Atlas, place: Record, here: str) -> str:
    """Links to the briefs of a state, topic by topic; nothing where it has none."""
    found = next((each for each in _states(atlas) if each.record == place), None)
    if not found:
        return ""
    topics = atlas.knowledge.of_kind(_KIND)
    links = (link(topic.label, relative(f"{_path(atlas, topic, found)}.md", here)) for topic in topics)
    return f"Two pages on one topic in {escape(place.label)}, with sources, to print or to send on: {' · '.join(links)}"


def brief_pages(atlas: Atlas) -> Iterator[Page]:
    """The list of briefs, and a page for each."""
    made = _briefs(atlas)
    if not made:
        return
    yield _index(made)
    for each in made:
        yield _page(atlas, each, made)


def brief_files(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of the Word file of each brief."""
    for each in _briefs(atlas):
        yield f"data/{each.path}.docx", docx(each.said)


def _index(made: Iterable[_Made]) -> Page:
    rows: dict[str, list[_Made]] = {}
    for each in made:
        rows.setdefault(each.topic.name, []).append(each)
    states = [each.place.record.label for each in next(iter(rows.values())) if each.place]
    lines = [
        tuple(
            link(each.place.record.label if each.place else each.topic.label, relative(f"{each.path}.md", PATH))
            for each in held
        )
        for held in rows.values()
    ]
    body = "\n\n".join(
        (
            (
                "A brief is two pages on one topic: what the survey found, which federal money could pay for it, "
                "what the law requires, where the gaps are, and how each of these is known. Every line cites its "
                "source. A page prints on two sheets, and each is there as a Word file too."
            ),
            table(("Topic", *(f"In {state}" for state in states)), lines),
        )
    )
    return Page(PATH, "Briefs", body, "Two pages on each topic, with sources, to print or to send on.")


def _page(atlas: Atlas, each: _Made, made: Iterable[_Made]) -> Page:
    whole = document(each.said)
    others = [other for other in made if other.topic == each.topic and other != each]
    other_links = " · ".join(
        link(
            f"in {other.place.record.label}" if other.place else "every state", relative(f"{other.path}.md", each.path)
        )
        for other in others
    )
    bar = (
        f'<p class="xw-brief-bar" markdown="1">{link("Word file", relative(f"data/{each.path}.docx", each.path))} · '
        f"{atlas.link(each.topic, each.path, 'The topic')} · {link('All briefs', relative(f'{PATH}.md', each.path))}"
        f"{f' · The same topic: {other_links}' if others else ''}</p>"
    )
    blocks = [_block(block) for block in whole.blocks if not (isinstance(block, Heading) and block.level == 1)]
    body = "\n\n".join([bar, '<div class="xw-brief" markdown="1">', *blocks, "</div>"])
    return Page(each.path, whole.title, body, whole.subject, {"kind": ["Brief"]}, wide=True)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escape(block.text)}"
    if isinstance(block, Paragraph):
        said = _words(block.words)
        return f'<p class="xw-{block.role}" markdown="1">{said}</p>' if block.role else said
    if isinstance(block, Items):
        return bullets(_words(row) for row in block.rows)
    if isinstance(block, Table):
        rows = table(block.header, ([_words(cell) for cell in row] for row in block.rows))
        return f"{escape(block.caption)}\n\n{rows}"
    return _sources(block)


def _sources(block: Sources) -> str:
    return "\n\n".join(
        ['<div class="xw-brief-sources" markdown="1">', *(_source(group) for group in block.groups), "</div>"]
    )


def _source(group: Source) -> str:
    lines = [
        f'<li id="source-{entry.number}" value="{entry.number}" markdown="1">{_linked(entry.words, entry.url)}</li>'
        for entry in group.entries
    ]
    head = f'<p markdown="1">{_linked(group.edition, group.url)}</p>'
    return "\n".join([head, '<ol markdown="1">', *lines, "</ol>"])


def _linked(words: str, url: str) -> str:
    return outside(words, url) if url else escape(words)


def _words(words: Iterable[Inline]) -> str:
    return "".join(_word(word) for word in words).strip()


def _word(word: Inline) -> str:
    if isinstance(word, Mark):
        marks = ", ".join(f'<a href="#source-{n}" aria-label="source {n}">{n}</a>' for n in word.numbers)
        return f' <span class="xw-mark">[{marks}]</span>'
    if word.style == "code":
        return code(word.text)
    before, after = _STYLES.get(word.style, ("", ""))
    return f"{before}{escape(word.text)}{after}"
