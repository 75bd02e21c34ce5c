"""The memo that a policy officer sends on: brief."""

import sys
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


#: The endings of files that a memo can be written to.
_ENDINGS = (".docx", ".html", ".md", ".json", ".csv")


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
        print(_text(said, shape or MemoFormat.table))
    else:
        _write(said, out)
        print(f"{said.title}: {out}", file=sys.stderr)


def _check_file(out: Path, shape: MemoFormat | None) -> None:
    """Refuse a file that cannot be written, or whose format is not clear, before anything is asked."""
    if shape is not None:
        raise UsageError("the ending of the file already says its format", hint="leave out --format or --output")
    if out.suffix.lower() not in _ENDINGS:
        known = list_words(_ENDINGS, conjunction="or")
        raise UsageError(f"{out}: no format of a memo has this ending", hint=f"end the name in {known}")
    if not out.parent.is_dir():
        raise UsageError(f"there is no folder {out.parent}", hint="make it first, or name another file with -o")
    if out.is_dir():
        raise UsageError(f"{out} is a folder", hint="name a file with -o")


def _write(said: "Brief", out: Path) -> None:
    """The memo as a file, in the format of its ending."""
    from xwalk.files import write_whole

    ending = out.suffix.lower()
    if ending == ".docx":
        from xwalk.render import brief_docx

        write_whole(out, brief_docx.docx(said))
    else:
        write_whole(out, f"{_text(said, MemoFormat(ending.removeprefix('.')))}\n".encode())


def _text(said: "Brief", shape: MemoFormat) -> str:
    """The memo in a format, without a line end after its last line."""
    if shape is MemoFormat.json:
        from xwalk.render import as_json, brief_json

        return as_json.dumps(brief_json.as_dict(said))
    if shape is MemoFormat.csv:
        from xwalk.render import as_table, brief_table

        return as_table.to_csv(*brief_table.brief(said))
    if shape is MemoFormat.md:
        from xwalk.render import brief_markdown

        return brief_markdown.markdown(said).rstrip()
    if shape is MemoFormat.html:
        from xwalk.render import brief_html

        return brief_html.html(said).rstrip()
    from xwalk.render import brief_text

    return brief_text.text(said)
