"""What the check found when the site was built, and how much of the knowledge is verified, stated and covered."""

from __future__ import annotations

from collections import Counter

from xwalk.check import inventory
from xwalk.check.run import Report, check
from xwalk.packs import Pack
from xwalk.site.atlas import Atlas
from xwalk.site.markup import badge, bullets, escape, link, section, table
from xwalk.site.page import Page, relative

PATH = "quality"
_STATUSES = (
    ("stated", "The source says it, and the passage is cited."),
    ("asserted", "A named curator judges so, and gives the reason."),
    ("suggested", "A machine proposed it and nobody reviewed it; never in an answer unless asked for."),
)
_VERIFIED = (
    ("machine", "Found by machine", "A program found the quoted words once, in the part of the source that is cited."),
    ("read", "Read", "A copy of the text was read, and the record names it; no program checked it again."),
    ("unverified", "Not verified", "Nobody saw the text. Nothing that is stated rests on such a passage alone."),
)


def quality_page(atlas: Atlas) -> Page:
    """The quality page."""
    reports = [(pack, check(atlas.packs, pack)) for pack in atlas.packs]
    blocks = [
        "What a program checks each time this site is built, in numbers. A number here says how much was looked at; "
        "it does not say that a judgement is right. " + link("How things are known", relative("method.md", PATH)) + ".",
        section("The latest check", *(_check(pack, report, single=len(reports) == 1) for pack, report in reports)),
        section("How passages are verified", _passages(atlas)),
        section("How statements are known", _statements(atlas)),
        section("How records are known", _records(atlas)),
        section("What the report contains, and what is recorded of it", _inventory(atlas)),
        section("What is known to be unknown", _unknown(atlas)),
    ]
    return Page(PATH, "Quality", "\n\n".join(filter(None, blocks)), "What the latest check of the data found.")


def _check(pack: Pack, report: Report, *, single: bool) -> str:
    errors = report.errors
    warnings = len(report.findings) - errors
    said = [
        "" if single else f"**{escape(pack.name)}**",
        (
            f"**{errors} errors and {warnings} warnings** in {report.checked.get('files', 0):,} files with "
            f"{report.checked.get('records', 0):,} records and {report.checked.get('statements', 0):,} statements."
        ),
        (
            "The check reads every file: syntax, shapes, references, inverses and cycles, contradictions, numbers "
            "that stand twice, and the order of the text. It runs with `xwalk check`. Whether each quoted passage "
            "stands in its source is checked where the texts of the sources are at hand (`xwalk check --sources "
            "DIR`); this site ships none of them, so that part did not run when it was built."
        ),
    ]
    rows = [
        (escape(each.severity), escape(f"{each.file}:{each.line}"), escape(each.message), escape(each.hint))
        for each in report.findings[:50]
    ]
    if rows:
        said.append(table(("Severity", "Where", "What", "What to do"), rows))
    if len(report.findings) > len(rows):
        said.append(f"And {len(report.findings) - len(rows)} more.")
    return "\n\n".join(filter(None, said))


def _passages(atlas: Atlas) -> str:
    knowledge = atlas.knowledge
    held = Counter(knowledge.value(each, "xwalk:verification") for each in knowledge.of_kind("passage"))
    rows = [(escape(words), _of(held[name], held.total()), escape(meaning)) for name, words, meaning in _VERIFIED]
    return table(("How", "Passages", "What it means"), rows) if held else ""


def _statements(atlas: Atlas) -> str:
    held = Counter(each.status for each in atlas.knowledge.statements())
    rows = [(badge(name), _of(held[name], held.total()), escape(meaning)) for name, meaning in _STATUSES]
    denied = len(atlas.knowledge.denials())
    inside = sum(not each.rule_set for each in atlas.knowledge.statements())
    note = (
        f"{inside} of them stand with the record whose source says them, the others in mapping sets. "
        f"{denied} of them say that something is not so. What is derived is no statement: it follows by rule when "
        "somebody asks, and each answer shows its route."
    )
    return f"{table(('Status', 'Statements', 'What it means'), rows)}\n\n{note}" if held else ""


def _records(atlas: Atlas) -> str:
    rows = []
    for kind, label in sorted(atlas.knowledge.kinds.items(), key=lambda each: each[1]):
        records = atlas.knowledge.of_kind(kind)
        held = Counter(atlas.knowledge.value(each, "xwalk:status") for each in records)
        if records:
            told = (str(held[name]) if held[name] else "" for name in ("stated", "asserted"))
            rows.append((escape(label), str(len(records)), *told))
    return table(("Kind", "Records", "Stated", "Asserted"), rows)


def _inventory(atlas: Atlas) -> str:
    knowledge = atlas.knowledge
    carried = {number for (number,) in knowledge.db.execute("SELECT words FROM called WHERE rank = 2")}
    rows = []
    covered = promised = 0
    for source in knowledge.of_kind("source"):
        for run in knowledge.values(source, "xwalk:inventory"):
            numbers = list(inventory.numbers(run))
            there = sum(number in carried for number in numbers)
            rows.append((escape(run.replace("..", " to ")), _of(there, len(numbers))))
            covered += there
            promised += len(numbers)
    if not rows:
        return ""
    return "\n\n".join(
        (
            (
                "When the report was read, each thing that it says was given a number, before the records were "
                f"written. {covered} of {promised} numbers stand on a record ({covered / promised:.0%}). The check "
                "sees that none is missing and none stands on two."
            ),
            table(("Numbers", "On a record"), rows),
        )
    )


def _unknown(atlas: Atlas) -> str:
    held = Counter(record.kind for record in atlas.records for _ in atlas.knowledge.values(record, "xwalk:unknown"))
    kinds = bullets(f"{escape(atlas.knowledge.kinds[kind])}: {count}" for kind, count in sorted(held.items()))
    said = f"{held.total()} lines of the records say what a reader would need and what nobody verified."
    return f"{said}\n\n{kinds}" if held else ""


def _of(count: int, total: int) -> str:
    if not total:
        return "0"
    share = "less than 1%" if 0 < count / total < 0.005 else f"{count / total:.0%}"
    return f"{count:,} of {total:,} ({share})"
