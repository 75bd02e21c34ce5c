"""Taking in what others wrote: import."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xwalk.cli.shared import KbOption, examples, open_packs, progress
from xwalk.errors import UsageError

if TYPE_CHECKING:
    from xwalk.intake.report import Report

#: How each sort of note begins.
_NOTES = {"mended": "mended", "refused": "left out", "lost": "not taken", "fault": "fault of the source"}


class Intake(StrEnum):
    """The forms of import."""

    sssom = "sssom"
    case = "case"
    skos = "skos"
    table = "table"


@examples(
    "xwalk import framework.case.json -o mine · xwalk import mappings.sssom.tsv -o mine · "
    "xwalk import vocabulary.ttl -o mine · xwalk import practices.xlsx -o mine --kind practice --column label=Name"
)
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="The files to take in.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder of the pack, a new one or an earlier import's.", metavar="DIR"),
    ] = None,
    form: Annotated[
        Intake | None, typer.Option("--as", help="What the files are, where their names do not tell.", metavar="FORM")
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", "-k", help="The kind of the records, a word of your own.", metavar="KIND")
    ] = "",
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            help="The column of a table that holds a field: id, label, definition, also, notation, parent or note.",
            metavar="FIELD=COLUMN",
        ),
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="The sheet of a workbook.", metavar="NAME")] = "",
    metadata: Annotated[
        Path | None, typer.Option("--metadata", help="The YAML metadata of a mapping set.", metavar="FILE")
    ] = None,
    rules: Annotated[
        str,
        typer.Option(
            "--rules",
            help="The rule set for mappings whose set names none, as policy, which lets money and law pass.",
            metavar="SET",
        ),
    ] = "",
    report: Annotated[
        Path | None, typer.Option("--report", help="Write what was taken and what was not, as JSON.", metavar="FILE")
    ] = None,
    kb: KbOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen, and write nothing.")] = False,
) -> None:
    """Take in a mapping set (SSSOM), a framework (CASE), a vocabulary (SKOS) or a table, as a pack for --kb.

    IRIs stay as they are. The same source again replaces what it brought before. A file is taken whole, with a report,
    or refused whole with its line and the reason.
    """
    from xwalk.intake.take import Choices, take
    from xwalk.packs import loaded_packs
    from xwalk.store import load

    if rules:
        known = sorted(open_packs(kb).rules.sets)
        if rules not in known:
            raise UsageError(f"there is no rule set “{rules}”", hint=f"rule sets are {', '.join(known)}")
    choices = Choices(str(form or ""), kind, metadata, _columns(columns or []), sheet, rules)
    store = load(loaded_packs(kb or []))
    taken = take(files, out, store, choices, dry_run=dry_run, tick=progress("importing"))
    _say(taken.report)
    if report is not None:
        from xwalk.files import write_whole
        from xwalk.render.as_json import dumps

        write_whole(report, f"{dumps(taken.report.as_json())}\n".encode())
    if dry_run:
        print("nothing was written (--dry-run)", file=sys.stderr)
    else:
        print(taken.folder)
        print(f"next: xwalk check --kb {taken.folder}", file=sys.stderr)


def _columns(given: Iterable[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    wrong = next(("".join(pair) for pair in pairs if not pair[0] or not pair[2]), "")
    if wrong:
        raise UsageError(f"“{wrong}” names no column", hint="write FIELD=COLUMN, as in --column label=Name")
    return {field.strip(): column.strip() for field, _, column in pairs}


def _say(report: "Report") -> None:
    from xwalk.render.paper import clean

    taken = ", ".join(f"{what} {count:,}" for what, count in report.taken.items() if count)
    print(f"taken: {taken or 'nothing'}", file=sys.stderr)
    for note in report.notes:
        where = f", first {note.where}" if note.where and note.times > 1 else f", {note.where}" if note.where else ""
        print(clean(f"{_NOTES[note.sort]}: {note.what} ({note.times:,}{where})"), file=sys.stderr)
    changes = ", ".join(f"{what} {count:,}" for what, count in report.changes.items() if count)
    if changes:
        print(f"records and statements: {changes}", file=sys.stderr)
    if report.sets_without_rules:
        print("the mappings name no rule set: answers on money and law need --rules policy", file=sys.stderr)
