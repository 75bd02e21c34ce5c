"""SPARQL over the packs."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from xwalk.cli.shared import Format, FormatOption, KbOption, closing, examples, open_packs, print_rows
from xwalk.errors import UsageError

if TYPE_CHECKING:
    from xwalk.questions.query import NamedQuestion


@examples("xwalk query · xwalk query 1 · xwalk query caps -f csv · xwalk query - < my.rq")
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

    packs = loaded_packs(kb or [])
    if words is None:
        _list(shape, question.named_questions(packs))
        return
    values = dict(_setting(each) for each in settings or [])
    result = question.run_query(packs, question.query_text(packs, words), values=values, seconds=timeout)
    if values and not result.rows:
        print("no rows; name a record by its whole identifier, as area:flexible-pacing", file=sys.stderr)
    if shape is Format.json or not result.columns:
        from xwalk.render.as_json import escape_controls

        print(escape_controls(result.document.rstrip("\n")))
    else:
        print_rows(shape, result.columns, result.rows, closing="" if shape is Format.csv else closing(open_packs(kb)))


def _list(shape: Format, listed: "list[NamedQuestion]") -> None:
    if shape is Format.json:
        from xwalk.render.as_json import dumps

        print(dumps([{"number": q.number, "name": q.name, "title": q.title, "question": q.question} for q in listed]))
    else:
        rows = [(str(q.number), q.name, q.question, q.parameters) for q in listed]
        print_rows(shape, ("No.", "Name", "Question", "Variables"), rows)


def _setting(words: str) -> tuple[str, str]:
    name, equals, value = words.partition("=")
    if not equals or not name.isidentifier():
        raise UsageError(f"“{words}” is not NAME=VALUE", hint="as in --set area=area:flexible-pacing")
    return name, value
