"""Every mapping set: what its header says, and its rows with their status, confidence and evidence."""

from __future__ import annotations

from collections.abc import Iterator

from xwalk import sssom
from xwalk.export.mappings import set_names
from xwalk.names import Prefixes
from xwalk.site.atlas import Atlas
from xwalk.site.markup import badge, code, escape, facts, link, outside, table
from xwalk.site.page import Page, relative
from xwalk.site.vocabulary import Vocabulary, anchor

PATH = "reference/mappings"
#: How many rows a page shows: what keeps it below 120 kB.
ROWS = 60
_HEAD = (
    ("Identifier", "mapping_set_id"),
    ("Version", "mapping_set_version"),
    ("Licence", "license"),
    ("Rule set", "rule_set"),
    ("Date", "mapping_date"),
    ("From", "subject_source"),
    ("To", "object_source"),
    ("About", "mapping_set_description"),
)


def mappings_pages(atlas: Atlas, vocabulary: Vocabulary) -> Iterator[Page]:
    """The overview of the mapping sets, and the pages of each."""
    sets = list(set_names(mappings for _, mappings in atlas.store.mapping_sets))
    rows = [
        (
            link(_title(mappings), relative(f"{_path(name)}.md", PATH)),
            str(len(mappings.rows)),
            *(str(sum(row.get("status") == status for row in mappings.rows)) for status in ("stated", "asserted")),
            escape(mappings.rule_set),
        )
        for name, mappings in sets
    ]
    body = "\n\n".join(
        (
            (
                "A mapping set is a table of statements that join two kinds of record, in the standard form of its "
                f"field ({outside('SSSOM', 'https://mapping-commons.github.io/sssom/')}). Each row says how it is "
                "known, how sure its curator is, and which passages stand behind it. The files stand under "
                f"{link('downloads', relative('downloads.md', PATH))}."
            ),
            table(("Mapping set", "Rows", "Stated", "Asserted", "Rule set"), rows),
        )
    )
    yield Page(PATH, "Mapping sets", body, "The tables of statements that join the records.")
    for name, mappings in sets:
        yield from _set_pages(atlas, vocabulary, name, mappings)


def _set_pages(atlas: Atlas, vocabulary: Vocabulary, name: str, mappings: sssom.MappingSet) -> Iterator[Page]:
    parts = [mappings.rows[start : start + ROWS] for start in range(0, len(mappings.rows), ROWS)] or [[]]
    title = _title(mappings)
    names = Prefixes(mappings.prefixes)
    for number, rows in enumerate(parts, 1):
        here = _path(name, number)
        blocks = [_metadata(mappings, name, here)] if number == 1 else []
        if len(parts) > 1:
            others = (
                f"**{n}**" if n == number else link(str(n), relative(f"{_path(name, n)}.md", here))
                for n in range(1, len(parts) + 1)
            )
            blocks.append(f"Part {number} of {len(parts)}: {' · '.join(others)}")
        lines = [_row(atlas, vocabulary, row, names, here) for row in rows]
        blocks.append(table(("Subject", "Relation", "Object", "How known", "Reason and evidence"), lines))
        shown = title if number == 1 else f"{title}, part {number}"
        yield Page(here, shown, "\n\n".join(filter(None, blocks)), f"{len(mappings.rows)} statements: {title}.")


def _path(name: str, number: int = 1) -> str:
    return f"{PATH}/{anchor(name)}" + (f"/{number}" if number > 1 else "")


def _title(mappings: sssom.MappingSet) -> str:
    return str(mappings.metadata.get("mapping_set_title") or mappings.file.rpartition("/")[2])


def _metadata(mappings: sssom.MappingSet, name: str, here: str) -> str:
    held = {**mappings.metadata, "rule_set": mappings.rule_set}
    rows = [(words, escape(str(held[slot]))) for words, slot in _HEAD if held.get(slot)]
    file = f"data/sssom/{anchor(name)}.sssom.tsv"
    rows.append(("Download", link(f"{anchor(name)}.sssom.tsv", relative(file, here))))
    return facts(rows)


def _row(atlas: Atlas, vocabulary: Vocabulary, row: sssom.Row, names: Prefixes, here: str) -> tuple[str, ...]:
    relation = names.expand(row.get("predicate_id"))
    known = atlas.knowledge.prefixes.contract(relation)
    said = vocabulary.link(relation, here, words=atlas.phrase(known))
    if row.get("predicate_modifier"):
        said = f"**not**: {said}"
    evidence = [
        atlas.evidence(each, here) for each in atlas.parts.evidence(filter(None, row.get("evidence").split("|")))
    ]
    confidence = escape(row.get("confidence"))
    return (
        _end(atlas, row.get("subject_id"), row.get("subject_label"), names, here),
        said,
        _end(atlas, row.get("object_id"), row.get("object_label") or row.get("object_source"), names, here),
        f"{badge(row.get('status'))} {confidence}",
        " ".join(filter(None, (escape(row.get("comment")), "; ".join(evidence)))),
    )


def _end(atlas: Atlas, name: str, label: str, names: Prefixes, here: str) -> str:
    if name == sssom.NO_TERM_FOUND:
        return f"no counterpart in {code(label)}" if label else "no counterpart"
    record = atlas.knowledge.by_name(names.expand(name))
    return atlas.link(record, here) if record and record.kind else f"{escape(label)} {code(name)}".strip()
