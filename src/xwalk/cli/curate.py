"""Keeping a knowledge base right: check."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from xwalk.cli.shared import Format, KbOption, examples, print_rows, progress
from xwalk.errors import UsageError, XwalkError


class CheckFormat(StrEnum):
    """How findings are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"
    github = "github"


@examples("xwalk check · xwalk check --fix · xwalk check --kb mine --sources texts/")
def check(
    kb: KbOption = None,
    sources: Annotated[
        Path | None,
        typer.Option(
            "--sources",
            help="A folder with the texts of the sources, to check evidence and wording.",
            metavar="DIR",
        ),
    ] = None,
    *,
    fix: Annotated[bool, typer.Option("--fix", help="Write the canonical form of every file first.")] = False,
    shape: Annotated[
        CheckFormat, typer.Option("--format", "-f", help="How to print the findings; github annotates a pull request.")
    ] = CheckFormat.table,
) -> None:
    """Check a knowledge base: syntax, shapes, references, concepts, statements, numbers, canonical form, evidence."""
    from xwalk.check.run import check as run_check
    from xwalk.packs import loaded_packs, open_pack
    from xwalk.render import as_findings

    packs = loaded_packs(kb or [])
    subject = open_pack(kb[-1]) if kb else packs[0]
    if sources is not None and not sources.is_dir():
        raise UsageError(f"{sources} is not a folder", hint="name the folder that holds the texts of the sources")
    report = run_check(packs, subject, sources=sources, fix=fix, tick=progress("checking"))
    if shape is CheckFormat.table:
        print(as_findings.as_text(report))
    elif shape is CheckFormat.json:
        print(as_findings.as_json(report))
    elif shape is CheckFormat.github:
        print(as_findings.as_github(report), end="")
    else:
        print_rows(Format(shape.value), *as_findings.as_rows(report))
    if report.errors:
        first = next(finding for finding in report.findings if finding.severity == "error")
        raise XwalkError(
            f"{report.errors} {'thing' if report.errors == 1 else 'things'} to mend in {subject.root}",
            hint=f"start with {first.file}{f':{first.line}' if first.line else ''}: {first.hint}",
        )
