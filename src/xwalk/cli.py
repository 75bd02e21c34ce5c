"""The command line: parse, ask, render. What is answered is decided elsewhere."""

from __future__ import annotations

import io
import os
import sqlite3
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from xwalk.errors import UsageError, XwalkError

if TYPE_CHECKING:
    from xwalk.knowledge import Knowledge

app = typer.Typer(
    name="xwalk",
    help="Which money, law, framework component and survey item bear on a topic of personalized learning, and how "
    "that is known.",
    epilog="Start with: xwalk funding pacing",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Format(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


class CheckFormat(StrEnum):
    """How findings are printed."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"
    github = "github"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the answer.")]
KbOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--kb", help="A pack: a folder with ontology/, kb/ and crosswalks/. Repeat for several.", metavar="DIR"
    ),
]


def _knowledge(kb: list[Path] | None) -> Knowledge:
    from xwalk.index.cache import open_index
    from xwalk.knowledge import Knowledge
    from xwalk.packs import loaded_packs

    return Knowledge(open_index(loaded_packs(kb or [])))


def _print(shape: Format, *, text: Callable[[], str], data: Callable[[], Any], rows: Callable[[], Any]) -> None:
    """Print an answer on standard output in the shape that was asked for."""
    if shape is Format.table:
        print(text())
    elif shape is Format.json:
        from xwalk.render import as_json

        print(as_json.dumps(data()))
    else:
        from xwalk.render import as_table

        print(as_table.to_csv(*rows()) if shape is Format.csv else as_table.to_markdown(*rows()))


def _complete(kinds: tuple[str, ...]) -> Callable[[str], list[str]]:
    def names(incomplete: str) -> list[str]:
        try:
            knowledge = _knowledge(None)
        except XwalkError:
            return []
        marks = ", ".join("?" * len(kinds))
        where = f"kind IN ({marks})" if kinds else "kind <> ''"
        rows = knowledge.db.execute(f"SELECT name FROM record WHERE {where} ORDER BY name", kinds).fetchall()
        return [name for (name,) in rows if name.startswith(incomplete)]

    return names


@app.command(epilog='Examples: xwalk find pacing · xwalk find "voice and choice" --kind area · xwalk find PLC -f json')
def find(
    words: Annotated[list[str], typer.Argument(help="Words, an abbreviation, a number of the report or a citation.")],
    kind: Annotated[
        list[str] | None, typer.Option("--kind", "-k", help="Only records of this kind. Repeat for several.")
    ] = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="How many records at most.")] = 20,
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Find records by words. Survives a typo, a plural, an abbreviation and a synonym."""
    from xwalk.questions import find as question

    knowledge = _knowledge(kb)
    _check_kinds(knowledge, kind)
    matches = question.find(knowledge, " ".join(words), kinds=kind or (), most=most)

    def text() -> str:
        from xwalk.render import as_text

        return as_text.find(matches, knowledge)

    if not matches:
        print("nothing fits; try other words or fewer of them", file=sys.stderr)
    _print(shape, text=text, data=lambda: _json().find(matches), rows=lambda: _rows().find(matches))


@app.command(epilog="Examples: xwalk show provision:esea-1003a · xwalk show PRV-1 · xwalk show “learner agency”")
def show(
    words: Annotated[
        list[str],
        typer.Argument(help="An identifier, a label, or a number of the report.", autocompletion=_complete(())),
    ],
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Show one record: what it says, its evidence, and its statements in both directions."""
    from xwalk.questions import show as question

    knowledge = _knowledge(kb)
    shown = question.show(knowledge, " ".join(words))

    def text() -> str:
        from xwalk.render import as_text

        return as_text.show(shown, knowledge)

    _print(shape, text=text, data=lambda: _json().show(shown), rows=lambda: _rows().show(shown))


@app.command(
    epilog='Examples: xwalk funding "flexible pacing" · xwalk funding pacing --state VT · xwalk funding PD -f json'
)
def funding(
    topic: Annotated[
        list[str],
        typer.Argument(
            help="An item area, component, term or practice, in words or by identifier.",
            autocompletion=_complete(("area", "component", "term", "practice")),
        ),
    ],
    state: Annotated[
        str | None, typer.Option("--state", "-s", help="Add what this state requires or tries, as VT.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", "-a", help="Show faint answers and all that is not known in full.")
    ] = False,
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Answer what could pay for work on a topic, under which conditions, and where the law says so."""
    from xwalk.questions import funding as question

    knowledge = _knowledge(kb)
    answer = question.funding(knowledge, " ".join(topic), state=state)

    def text() -> str:
        from xwalk.render import as_text

        return as_text.funding(answer, knowledge, everything=everything)

    _print(shape, text=text, data=lambda: _json().funding(answer), rows=lambda: _rows().funding(answer))


@app.command(epilog="Examples: xwalk query · xwalk query 1 · xwalk query caps -f csv · xwalk query - < my.rq")
def query(
    words: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|NUMBER|FILE|-]",
            help="A named question, a file, or - for standard input; left out, lists the questions.",
        ),
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", help="Give a variable a value, as area=area:flexible-pacing.", metavar="NAME=VALUE"),
    ] = None,
    timeout: Annotated[float, typer.Option("--timeout", min=0.1, help="Seconds after which the query is ended.")] = 30,
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Run SPARQL over everything that the packs say, read-only."""
    from xwalk.packs import loaded_packs
    from xwalk.questions import query as question
    from xwalk.render import as_table, as_text

    packs = loaded_packs(kb or [])
    if words is None:
        listed = question.named_questions(packs)
        header = ("No.", "Name", "Question", "Variables")
        lines = [(str(q.number), q.name, q.question, q.parameters) for q in listed]
        _print(
            shape,
            text=lambda: as_text.table(header, lines),
            data=lambda: [
                {"number": q.number, "name": q.name, "title": q.title, "question": q.question} for q in listed
            ],
            rows=lambda: (header, lines),
        )
        return
    values = dict(_setting(each) for each in settings or [])
    result = question.run_query(packs, question.query_text(packs, words), values=values, seconds=timeout)
    if shape is Format.json or not result.columns:
        print(_json().escape_controls(result.document.rstrip("\n")))
    elif shape is Format.table:
        print(as_text.table(result.columns, result.rows))
    else:
        print((as_table.to_csv if shape is Format.csv else as_table.to_markdown)(result.columns, result.rows))


@app.command(epilog="Examples: xwalk check · xwalk check --fix · xwalk check --kb mine --sources texts/")
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
    report = run_check(packs, subject, sources=sources, fix=fix, tick=_progress())
    if shape is CheckFormat.table:
        print(as_findings.as_text(report))
    elif shape is CheckFormat.json:
        print(as_findings.as_json(report))
    elif shape is CheckFormat.github:
        print(as_findings.as_github(report), end="")
    else:
        from xwalk.render import as_table

        print((as_table.to_csv if shape is CheckFormat.csv else as_table.to_markdown)(*as_findings.as_rows(report)))
    if report.errors:
        first = next(finding for finding in report.findings if finding.severity == "error")
        raise XwalkError(
            f"{report.errors} {'thing' if report.errors == 1 else 'things'} to mend in {subject.root}",
            hint=f"start with {first.file}{f':{first.line}' if first.line else ''}: {first.hint}",
        )


def _progress() -> Callable[[str], None]:
    """Says on standard error which step runs, where that is a terminal."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda step: print(
        f"\r\x1b[Kchecking {step} …", end="\r\x1b[K" if step == "" else "", file=sys.stderr, flush=True
    )


def _setting(words: str) -> tuple[str, str]:
    name, equals, value = words.partition("=")
    if not equals or not name.isidentifier():
        raise UsageError(f"“{words}” is not NAME=VALUE", hint="as in --set area=area:flexible-pacing")
    return name, value


def _check_kinds(knowledge: Knowledge, kinds: list[str] | None) -> None:
    for kind in kinds or ():
        if kind not in knowledge.kinds:
            raise UsageError(f"there is no kind “{kind}”", hint=f"kinds are {', '.join(sorted(knowledge.kinds))}")


def _json() -> Any:
    from xwalk.render import as_json

    return as_json


def _rows() -> Any:
    from xwalk.render import as_table

    return as_table


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 answered, 1 failed or errors found, 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = app(args=arguments if given else ["--help"], prog_name="xwalk", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        code = 0
    except SystemExit as end:
        # typer ends the process itself where nobody reads the output any more
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        code = 0
    except (XwalkError, typer.TyperException, typer.Abort, OSError, UnicodeError, sqlite3.Error) as error:
        message, hint, code = _explain(error, given)
        _fail(message, hint)
        return code
    if code:
        _fail("stopped", "run it again to go on")
    return code or 0


def _explain(error: Exception, given: list[str]) -> tuple[str, str, int]:
    """What is wrong, what to do, and the exit code."""
    message, hint, code = "stopped", "run it again to go on", 1
    if isinstance(error, XwalkError):
        message, hint, code = str(error), error.hint, error.exit_code
    elif isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else " ".join(["xwalk", *given[:1]])
        message, hint = error.format_message().rstrip("."), f"{command} --help"
        code = getattr(error, "exit_code", 2)
    elif isinstance(error, sqlite3.Error):
        from xwalk.index.cache import cache_folder

        message, hint = f"the index cannot be read: {error}", f"delete {cache_folder()}, a cache, and ask again"
    elif isinstance(error, UnicodeEncodeError):
        message, hint, code = "the words are not UTF-8 text", "type them in a terminal that writes UTF-8", 2
    elif isinstance(error, UnicodeDecodeError):
        message, hint = f"a file is not UTF-8 text: {error.reason} at byte {error.start}", "save it as UTF-8"
    elif isinstance(error, OSError):
        message = f"{error.filename or 'the output'}: {error.strerror or error}"
        hint = "see that the place exists, may be read or written, and has room"
    return message, hint, code


def _fail(message: str, hint: str) -> None:
    from xwalk.render.paper import clean

    print(f"error: {clean(message)}", file=sys.stderr)
    print(f"hint: {clean(hint or 'xwalk --help')}", file=sys.stderr)


def run() -> None:
    """The console script."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = main()
    try:
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()
    except OSError:
        # what is left goes nowhere, or Python would complain of it as it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)
