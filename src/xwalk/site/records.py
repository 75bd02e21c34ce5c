"""The page of a record: what it is, how that is known, what it has to do with others, and how to cite it."""

from __future__ import annotations

from itertools import groupby

from xwalk.knowledge import Record
from xwalk.questions.show import Shown, show
from xwalk.site.atlas import Atlas
from xwalk.site.markup import badge, bullets, code, details, escape, section, table
from xwalk.site.page import Page

#: From so many on, a list stands behind a summary.
MANY = 12


def record_page(atlas: Atlas, record: Record) -> Page:
    """The page of a record."""
    here = atlas.place(record)
    shown = show(atlas.knowledge, record.name)
    body = "\n\n".join(
        filter(
            None,
            (
                _head(atlas, shown),
                section("In detail", _properties(atlas, shown, here)),
                section("How it is joined to others", _statements(atlas, shown, here)),
                section("Named by", _mentions(atlas, shown, here)),
                section("Evidence", bullets(atlas.evidence(each, here) for each in shown.evidence)),
            ),
        )
    )
    facets = {"kind": [atlas.kind(record)]}
    if shown.status:
        facets["status"] = [shown.status]
    return Page(here, record.label, body, shown.definition, facets, twin=here)


def _head(atlas: Atlas, shown: Shown) -> str:
    record = shown.record
    lines = [
        f'<p class="xw-kind" markdown="1">{escape(atlas.kind(record))} · {code(record.name)} {badge(shown.status)}</p>'
    ]
    if shown.definition:
        lines.append(escape(shown.definition))
    if shown.called:
        lines.append(f"Also called: {escape(', '.join(shown.called))}.")
    return "\n\n".join(lines)


def _properties(atlas: Atlas, shown: Shown, here: str) -> str:
    rows = []
    for label, held, _ in shown.properties:
        target = atlas.knowledge.by_name(held.value) if held.target else None
        rows.append((escape(label), atlas.link(target, here) if target else escape(held.value)))
    return table(("", ""), rows) if rows else ""


def _statements(atlas: Atlas, shown: Shown, here: str) -> str:
    return bullets(atlas.step(step, here) for step in shown.statements)


def _mentions(atlas: Atlas, shown: Shown, here: str) -> str:
    blocks = []
    by_kind = sorted(shown.mentions, key=lambda found: (found[2].kind, found[2].name))
    for kind, held in groupby(by_kind, key=lambda found: found[2].kind):
        records = list({other.key: other for _, _, other in held}.values())
        items = bullets(atlas.link(record, here, atlas.name(record)) for record in records)
        words = f"{atlas.knowledge.kinds.get(kind, kind)} ({len(records)})"
        blocks.append(details(words, items) if len(records) > MANY else f"**{escape(words)}**\n\n{items}")
    return "\n\n".join(blocks)
