"""A page for every kind: all its records in groups, on as many pages as it takes to keep each one light."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xwalk.knowledge import Record
from xwalk.names import natural_key
from xwalk.site.atlas import Atlas
from xwalk.site.html import anchor, bullets, paragraph, text
from xwalk.site.markup import badge, section
from xwalk.site.page import Page, address

#: How many records a page holds.
FULL = 250
#: How much of a definition a line shows.
_WORDS = 160
#: Kinds that have a page of another sort in this place, which shows how their records hang together.
OVERVIEWS = frozenset(["framework"])
#: By which property the records of a kind stand in groups; of another kind, by their first letter where they are many.
GROUPED = {
    "condition": "xwalk:type",
    "element": "skos:inScheme",
    "finding": "xwalk:type",
    "item": "xwalk:respondent",
    "jurisdiction": "xwalk:type",
    "org": "xwalk:type",
    "passage": "dcterms:source",
    "pilot": "xwalk:jurisdiction",
    "practice": "skos:inScheme",
    "provision": "xwalk:inProgram",
    "remark": "xwalk:type",
    "requirement": "xwalk:jurisdiction",
    "scale": "xwalk:type",
    "term": "skos:inScheme",
    "work": "xwalk:category",
}
_OTHERS = "Others"


def kind_pages(atlas: Atlas) -> Iterator[Page]:
    """The page of every kind that has no overview, and the lists of a kind that is too long for one page."""
    definitions = dict(atlas.knowledge.db.execute("SELECT kind, definition FROM kind"))
    for kind, label in sorted(atlas.knowledge.kinds.items()):
        if kind not in OVERVIEWS:
            yield from _pages(atlas, kind, label, str(definitions.get(kind) or ""))


def _pages(atlas: Atlas, kind: str, label: str, definition: str) -> Iterator[Page]:
    groups = _groups(atlas, kind)
    count = sum(len(held) for _, held in groups)
    title = f"{label}: all {count:,}" if count else label
    lead = paragraph(text(definition))
    if count <= FULL:
        blocks = [_group(atlas, kind, words, held) for words, held in groups]
        yield Page(kind, title, "\n\n".join(filter(None, [lead, *blocks])), definition)
        return
    lines = []
    number = 0
    for words, held in groups:
        for start in range(0, len(held), FULL):
            some = held[start : start + FULL]
            number += 1
            path = f"list/{kind}-{number}"
            span = f" ({start + 1} to {start + len(some)})" if len(held) > FULL else ""
            heading = f"{words}{span}"
            lines.append(f"{anchor(heading, address(path, kind))} · {len(some)}")
            back = anchor(label, address(kind, path))
            body = f"{paragraph(f'{back}: {text(definition)}')}\n\n{_lines(atlas, some, path)}"
            yield Page(path, f"{label}: {heading}", body, definition)
    yield Page(kind, title, "\n\n".join(filter(None, [lead, bullets(lines)])), definition)


def _groups(atlas: Atlas, kind: str) -> list[tuple[str, list[Record]]]:
    """The records of a kind in groups, each in the order of its labels."""
    records = sorted(
        atlas.knowledge.of_kind(kind), key=lambda record: natural_key(f"{atlas.name(record)} {record.name}")
    )
    predicate = GROUPED.get(kind, "")
    groups: dict[str, list[Record]] = {}
    for record in records:
        groups.setdefault(_group_of(atlas, record, predicate, many=len(records) > FULL), []).append(record)
    return sorted(groups.items(), key=lambda group: (group[0] == _OTHERS, natural_key(group[0])))


def _group_of(atlas: Atlas, record: Record, predicate: str, *, many: bool) -> str:
    if predicate:
        target = next(iter(atlas.knowledge.targets(record, predicate)), None)
        said = target.label if target else atlas.knowledge.value(record, predicate)
        return said[:1].upper() + said[1:] if said else _OTHERS
    first = record.label[:1].upper()
    return (first if first.isalpha() else _OTHERS) if many else ""


def _group(atlas: Atlas, kind: str, words: str, held: Sequence[Record]) -> str:
    lines = _lines(atlas, held, kind)
    return section(f"{words} ({len(held)})", lines) if words else lines


def _lines(atlas: Atlas, held: Sequence[Record], here: str) -> str:
    return bullets(_line(atlas, record, here) for record in held)


def _line(atlas: Atlas, record: Record, here: str) -> str:
    """A record in a line: its name, how it is known, what it is."""
    said = atlas.knowledge.said(record)
    words = said.get("skos:definition") or said.get("xwalk:locator") or said.get("xwalk:citation") or ""
    short = words if len(words) <= _WORDS else f"{words[:_WORDS].rpartition(' ')[0] or words[:_WORDS]}…"
    line = anchor(atlas.name(record), address(atlas.place(record), here))
    status = badge(said.get("xwalk:status", ""))
    return f"{line}{f' {status}' if status else ''}{f': {text(short)}' if short else ''}"
