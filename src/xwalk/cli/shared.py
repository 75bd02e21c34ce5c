"""What the commands share: options, the loaded knowledge base, printing in the shape that was asked for."""

# The annotations of commands are read when they run, so they are not made strings here (no __future__ import).

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from xwalk.errors import UsageError, XwalkError

if TYPE_CHECKING:
    from xwalk.knowledge import Knowledge

Command = TypeVar("Command", bound=Callable[..., None])


class Format(StrEnum):
    """How an answer is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"


FormatOption = Annotated[Format, typer.Option("--format", "-f", help="How to print the answer.")]
KbOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--kb", help="A pack: a folder with ontology/, kb/ and crosswalks/. Repeat for several.", metavar="DIR"
    ),
]
AllOption = Annotated[
    bool,
    typer.Option("--all", "-a", help="Show faint answers, names of statements, and all that is not known in full."),
]
RulesOption = Annotated[
    str,
    typer.Option(
        "--rules",
        help="Only by the rules of this set, as skos, sssom or policy; left out, by those that each mapping set names.",
        metavar="SET",
    ),
]


def examples(text: str) -> Callable[[Command], Command]:
    """Give a command the examples that its help ends with."""

    def keep(command: Command) -> Command:
        command.__dict__["examples"] = text
        return command

    return keep


def open_packs(kb: list[Path] | None) -> "Knowledge":
    """The embedded knowledge base and the packs of ``--kb``."""
    from xwalk.index.cache import open_index
    from xwalk.knowledge import Knowledge
    from xwalk.packs import loaded_packs

    return Knowledge(open_index(loaded_packs(kb or [])))


def print_answer(shape: Format, question: str, answer: Any, knowledge: "Knowledge", **options: bool) -> None:
    """Print an answer on standard output in the shape that was asked for.

    Args:
        shape: The shape.
        question: The name of the question; each renderer has a function of that name.
        answer: The answer.
        knowledge: The knowledge base that it came from.
        options: What the renderer for a person takes beside.
    """
    if shape is Format.table:
        from xwalk.render import as_text

        text = getattr(as_text, question)(answer, knowledge, **options)
        if text:
            print(text)
    elif shape is Format.json:
        from xwalk.render import as_json

        print(as_json.dumps(getattr(as_json, question)(answer)))
    else:
        from xwalk.render import as_table

        header, rows = getattr(as_table, question)(answer)
        print_rows(shape, header, rows, closing=closing(knowledge) if hasattr(answer, "disclaimer") else "")


def closing(knowledge: "Knowledge") -> str:
    """What every answer about law says of its own limits, below a table that a person reads."""
    from xwalk.render.paper import limits

    return limits(knowledge.meta.get("release", ""), knowledge.meta.get("disclaimer", ""))


def print_rows(shape: Format, header: Sequence[str], rows: Sequence[Sequence[str]], *, closing: str = "") -> None:
    """Print a table as CSV, Markdown or text.

    Args:
        shape: The shape.
        header: The names of the columns.
        rows: The cells.
        closing: What the answer says of its own limits; a person reads it below the table, CSV is rows alone.
    """
    if shape is Format.csv:
        from xwalk.render import as_table

        print(as_table.to_csv(header, rows))
    elif shape is Format.md:
        from xwalk.render import as_table

        print(as_table.to_markdown(header, rows, closing=closing))
    else:
        from xwalk.render.columns import columns

        print(columns(header, rows, closing=closing))


def complete(*kinds: str) -> Callable[[str], list[str]]:
    """A shell completion of the identifiers of some kinds, or of all."""

    def names(incomplete: str) -> list[str]:
        try:
            knowledge = open_packs(None)
        except XwalkError:
            return []
        marks = ", ".join("?" * len(kinds))
        where = f"kind IN ({marks})" if kinds else "kind <> ''"
        rows = knowledge.db.execute(f"SELECT name FROM record WHERE {where} ORDER BY name", kinds).fetchall()
        return [name for (name,) in rows if name.startswith(incomplete)]

    return names


def complete_kind(incomplete: str) -> list[str]:
    """A shell completion of the kinds."""
    try:
        return [kind for kind in sorted(open_packs(None).kinds) if kind.startswith(incomplete)]
    except XwalkError:
        return []


def check_kinds(knowledge: "Knowledge", kinds: list[str] | None) -> None:
    """Refuse a kind that no loaded pack declares."""
    for kind in kinds or ():
        if kind not in knowledge.kinds:
            raise UsageError(f"there is no kind “{kind}”", hint=f"kinds are {', '.join(sorted(knowledge.kinds))}")


def progress(words: str) -> Callable[[str], None]:
    """Says on standard error which step runs, where that is a terminal."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda step: print(f"\r\x1b[K{words} {step} …", end="\r", file=sys.stderr, flush=True)


def count(words: str) -> Callable[[int, int], None]:
    """Says on standard error how much is done, where that is a terminal."""
    if not sys.stderr.isatty():
        return lambda _done, _of: None
    return lambda done, of: print(
        f"\r\x1b[K{done:,} of {of:,} {words}", end="\r\x1b[K" if done == of else "", file=sys.stderr, flush=True
    )
