"""The memo that a policy officer sends on: brief."""

import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xwalk.cli.shared import KbOption, complete, examples, open_packs
from xwalk.errors import UsageError
from xwalk.names import list_words

if TYPE_CHECKING:
    from xwalk.questions.brief_lines import Brief


class MemoFormat(StrEnum):
    """How a memo is printed."""

    table = "table"
    json = "json"
    csv = "csv"
    md = "md"
    html = "html"


def _text(said: "Brief") -> str:
    from xwalk.render import brief_text

    return brief_text.text(said)


def _json(said: "Brief") -> str:
    from xwalk.render import as_json, brief_json

    return as_json.dumps(brief_json.as_dict(said))


def _csv(said: "Brief") -> str:
    from xwalk.render import as_table, brief_table

    return as_table.to_csv(*brief_table.brief(said))


def _markdown(said: "Brief") -> str:
    from xwalk.render import brief_markdown

    return brief_markdown.markdown(said)


def _html(said: "Brief") -> str:
    from xwalk.render import brief_html

    return brief_html.html(said)


def _docx(said: "Brief") -> bytes:
    from xwalk.render import brief_docx

    return brief_docx.docx(said)


#: What writes a memo in each format.
_PRINTED: dict[MemoFormat, Callable[["Brief"], str]] = {
    MemoFormat.table: _text,
    MemoFormat.json: _json,
    MemoFormat.csv: _csv,
    MemoFormat.md: _markdown,
    MemoFormat.html: _html,
}
#: What writes a memo in a file of each ending.
_FILED: dict[str, Callable[["Brief"], str | bytes]] = {
    ".docx": _docx,
    ".html": _html,
    ".md": _markdown,
    ".json": _json,
    ".csv": _csv,
}


@examples('xwalk brief "flexible pacing" --state VT · xwalk brief pacing -s VT -o memo.docx · xwalk brief pacing -f md')
def brief(
    topic: Annotated[
        list[str],
        typer.Argument(
            help="An item area, component, term or practice, in words or by identifier.",
            autocompletion=complete("area", "component", "term", "practice"),
        ),
    ],
    state: Annotated[
        str | None, typer.Option("--state", "-s", help="The state that the memo is for, as VT; without it, all states.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="The file to write, whole or not at all; its ending says how: .docx .html .md .json .csv.",
            metavar="FILE",
        ),
    ] = None,
    shape: Annotated[
        MemoFormat | None, typer.Option("--format", "-f", help="How to print the memo, where no file is named.")
    ] = None,
    kb: KbOption = None,
) -> None:
    """Write a two-page memo: the need, the levers, the requirements, the gaps, how each is known, with its sources."""
    if out is not None:
        _check_file(out, shape)
    from xwalk.questions import brief as question

    said = question.brief(open_packs(kb), " ".join(topic), state)
    if out is None:
        print(_PRINTED[shape or MemoFormat.table](said).rstrip("\n"))
    else:
        from xwalk.files import write_whole

        content = _FILED[out.suffix.lower()](said)
        write_whole(out, f"{content.rstrip()}\n".encode() if isinstance(content, str) else content)
        print(f"{said.title}: {out}", file=sys.stderr)


def _check_file(out: Path, shape: MemoFormat | None) -> None:
    """Refuse a file that cannot be written, or whose format is not clear, before anything is asked."""
    if shape is not None:
        raise UsageError("the ending of the file already says its format", hint="leave out --format or --output")
    if out.suffix.lower() not in _FILED:
        known = list_words(_FILED, conjunction="or")
        raise UsageError(f"{out}: no format of a memo has this ending", hint=f"end the name in {known}")
    if not out.parent.is_dir():
        raise UsageError(f"there is no folder {out.parent}", hint="make it first, or name another file with -o")
    if out.is_dir():
        raise UsageError(f"{out} is a folder", hint="name a file with -o")
