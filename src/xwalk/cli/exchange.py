"""Taking the knowledge base to another system: export."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xwalk.cli.shared import KbOption, check_kinds, complete_kind, examples, progress
from xwalk.errors import UsageError

if TYPE_CHECKING:
    from xwalk.export.losses import Loss
    from xwalk.export.selection import Wanted
    from xwalk.knowledge import Knowledge


class Form(StrEnum):
    """The forms of export."""

    turtle = "turtle"
    nquads = "nquads"
    jsonld = "jsonld"
    sssom = "sssom"
    sssom_json = "sssom-json"
    skos = "skos"
    case = "case"
    csv = "csv"
    xlsx = "xlsx"
    bibtex = "bibtex"
    csl_json = "csl-json"


class Status(StrEnum):
    """How a record or a statement is known."""

    stated = "stated"
    asserted = "asserted"


@examples(
    "xwalk export xlsx -o xwalk.xlsx · xwalk export csv -o tables --kind provision --kind area · "
    "xwalk export skos -o concepts.ttl · xwalk export turtle --state VT"
)
def export(
    form: Annotated[Form, typer.Argument(metavar="FORMAT", help=f"One of {', '.join(Form)}.", show_default=False)],
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file to write, or the folder where there are several; left out, prints a text of one file.",
            metavar="OUT",
        ),
    ] = None,
    kinds: Annotated[
        list[str] | None,
        typer.Option("--kind", "-k", help="Only records of this kind.", autocompletion=complete_kind, metavar="KIND"),
    ] = None,
    states: Annotated[
        list[str] | None, typer.Option("--state", help="Only records of this state, and the state.", metavar="ST")
    ] = None,
    sources: Annotated[
        list[str] | None,
        typer.Option("--source", help="Only records that this source backs, and its passages.", metavar="SOURCE"),
    ] = None,
    statuses: Annotated[
        list[Status] | None, typer.Option("--status", help="Only what is known in this way.", metavar="STATUS")
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="Write what the form cannot say, as JSON.", metavar="FILE")
    ] = None,
    kb: KbOption = None,
) -> None:
    """Write records and statements in the form that another system reads, and say what that form cannot say.

    With --kb, writes what those packs say. Repeat a filter for several. A statement is kept where one of its ends is,
    and neither is of a kind left out.
    """
    from xwalk.export.files import files
    from xwalk.export.losses import losses
    from xwalk.export.selection import select
    from xwalk.index.cache import open_index
    from xwalk.knowledge import Knowledge
    from xwalk.packs import loaded_packs, open_pack
    from xwalk.store import load

    packs = loaded_packs(kb or [])
    knowledge = Knowledge(open_index(packs))
    store = load(packs)
    theirs = frozenset(open_pack(folder).name for folder in kb or ())
    wanted = _wanted(knowledge, kinds, states, sources, statuses)._replace(packs=theirs)
    selection = select(knowledge, store, wanted)
    if not selection.records and not selection.statements and not selection.whole:
        raise UsageError("no record fits every filter", hint="leave one filter out; xwalk find shows what there is")
    tick = progress("exporting")
    tick(f"{len(selection.records):,} records as {form}")
    made = files(form, knowledge, store, selection)
    tick("")
    if not made:
        raise UsageError(f"nothing of what fits can be said in {form}", hint="leave a filter out, or take csv")
    lost = losses(form, knowledge, selection)
    _write(form, made, out)
    if report is not None:
        _write_report(report, form, lost)
    for loss in lost:
        print(f"not said in {form}: {loss.what} ({loss.times:,})", file=sys.stderr)


def _wanted(
    knowledge: "Knowledge",
    kinds: list[str] | None,
    states: list[str] | None,
    sources: list[str] | None,
    statuses: list[Status] | None,
) -> "Wanted":
    from xwalk.export.selection import Wanted
    from xwalk.questions.find import name_record

    check_kinds(knowledge, kinds)
    places = {name_record(knowledge, words, kinds=("jurisdiction",)).name for words in states or ()}
    texts = {name_record(knowledge, words, kinds=("source",)).name for words in sources or ()}
    return Wanted(frozenset(kinds or ()), frozenset(places), frozenset(texts), frozenset(map(str, statuses or ())))


def _write(form: Form, made: dict[str, bytes], out: Path | None) -> None:
    """Write one file in its place or on standard output, or several into a folder."""
    from xwalk.files import write_whole

    single = len(made) == 1 and form not in (Form.csv, Form.sssom, Form.sssom_json, Form.case)
    if out is None:
        if form is Form.xlsx:
            raise UsageError("a workbook is no text to print", hint="name its file, as in -o xwalk.xlsx")
        if len(made) > 1:
            raise UsageError(f"{form} makes {len(made)} files", hint="name a folder for them, as in -o tables")
        sys.stdout.write(next(iter(made.values())).decode())
    elif single:
        if out.is_dir():
            raise UsageError(f"{out} is a folder", hint=f"name a file in it, as in -o {out / next(iter(made))}")
        write_whole(out, next(iter(made.values())))
        print(f"{out}: {len(made[next(iter(made))]):,} bytes", file=sys.stderr)
    else:
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out} is a file, and {form} makes {len(made)} files", hint="name a folder with -o")
        out.mkdir(parents=True, exist_ok=True)
        for name, content in made.items():
            write_whole(out / name, content)
        print(f"{out}: {len(made)} files", file=sys.stderr)


def _write_report(path: Path, form: Form, lost: "list[Loss]") -> None:
    from xwalk.files import write_whole
    from xwalk.render.as_json import dumps

    said = {"format": str(form), "losses": [{"what": loss.what, "count": loss.times} for loss in lost]}
    write_whole(path, f"{dumps(said)}\n".encode())
