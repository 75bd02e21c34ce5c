"""Match practices with the records that they are about: one in words, or a file of them."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from xwalk.cli.shared import Format, FormatOption, KbOption, count, examples, open_packs, print_answer
from xwalk.errors import SourceError, UsageError
from xwalk.names import SKOS
from xwalk.questions.match import Matched, Matcher, Practice

if TYPE_CHECKING:
    from xwalk.intake.content import Content
    from xwalk.intake.sheet import Sheet
    from xwalk.knowledge import Knowledge
    from xwalk.review.form import Form
    from xwalk.sssom import Row


@examples(
    'xwalk match "Students choose three tasks from a board" · xwalk match "Retakes until the skill is there" --kind '
    'area · xwalk match "Peer review of drafts" -f json'
)
def match(
    words: Annotated[
        list[str],
        typer.Argument(help="A practice in a sentence, or a CSV or XLSX file of practices.", metavar="WORDS|FILE"),
    ],
    kind: Annotated[
        list[str] | None,
        typer.Option("--kind", "-k", help="Only records of this kind, as element. Repeat for several."),
    ] = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="How many records of each kind at most.")] = 3,
    column: Annotated[str, typer.Option("--column", help="The column of the file that holds the practices.")] = "",
    id_column: Annotated[str, typer.Option("--id-column", help="The column of the file that names them.")] = "",
    model: Annotated[
        Path | None,
        typer.Option(
            "--model",
            help="Weigh the words with a sentence-embedding model that you have, in this folder (extra model).",
            metavar="DIR",
        ),
    ] = None,
    sheet: Annotated[str, typer.Option("--sheet", help="The sheet of a workbook.", metavar="NAME")] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Write a table to review, for xwalk accept: a workbook (.xlsx) or CSV (.csv).",
            metavar="FILE",
        ),
    ] = None,
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Propose what a practice is about, best first, with a score and the reasons; or say that nothing fits."""
    path = _file(words)
    if path is None and (column or id_column or sheet or out):
        raise UsageError(
            "--column, --id-column, --sheet and -o are for a file", hint="xwalk match practices.csv --column NAME"
        )
    if out is not None:
        _check_new(out)
    listed = practices(path, column, id_column, sheet) if path else []
    knowledge = open_packs(kb)
    if model:
        from xwalk.questions.match_model import Model

        matcher = Matcher(knowledge, Model(model))
    else:
        matcher = Matcher(knowledge)
    if path is None:
        print_answer(shape, "match", matcher.match(" ".join(words), kinds=kind or (), most=most), knowledge)
        return
    if out is not None:
        kinds = tuple(each for each in matcher.kinds if each in (kind or matcher.kinds))
        most = 3 if len(kinds) == 1 else 1
        found = matcher.match_practices(listed, kinds=kind or (), most=most, tick=count("rows"))
        _write_review(out, found, kinds, knowledge, kb or [])
        return
    print_answer(
        shape, "matched", matcher.match_practices(listed, kinds=kind or (), most=most, tick=count("rows")), knowledge
    )


def _file(words: list[str]) -> Path | None:
    """The file that one word names, or None for words."""
    if not " ".join(words).strip():
        raise UsageError("there are no words", hint="say what students or teachers do, in a sentence")
    if len(words) > 1:
        return None
    path = Path(words[0])
    table = path.suffix.casefold() in (".csv", ".xlsx")
    if table and not path.is_file():
        raise UsageError(f"there is no file {path}", hint="name a CSV or XLSX file, or put the practice in words")
    if not table and _stands(path):
        raise UsageError(f"{path} is no CSV or XLSX file", hint="save the practices as one, or put them in words")
    return path if table else None


def _stands(path: Path) -> bool:
    """Whether a file has that name, or a folder to which it is a way of several parts: one word may be a practice."""
    try:
        return path.is_file() or (len(path.parts) > 1 and path.exists())
    except OSError:  # a sentence too long for a name
        return False


def _check_new(out: Path) -> None:
    """Refuse to write a review in the place of another file: it may hold decisions, or the practices themselves."""
    if out.suffix.casefold() not in (".xlsx", ".csv"):
        raise UsageError(f"{out}: a review is a workbook or CSV", hint="name it review.xlsx or review.csv")
    if out.exists():
        raise UsageError(f"{out} is there already, and may hold decisions", hint="name another file, or remove it")


def practices(path: Path, column: str, id_column: str, sheet: str = "") -> "list[Practice]":
    """The practices of a CSV or XLSX file, with the row of each; the first row names the columns.

    Args:
        path: The file.
        column: The column of the practices; when empty the one with the longest texts, which is said on standard error.
        id_column: The column that names the practices; none when empty.
        sheet: The sheet of a workbook; when empty the first that holds a table.

    Raises:
        SourceError: The file is no such table.
        UsageError: It has no such column.
    """
    from xwalk.intake.sheet import read_sheet

    held = read_sheet(path, sheet=sheet)
    if held.others and not sheet:
        print(f"the sheet “{held.name}” is read; --sheet names another: {', '.join(held.others)}", file=sys.stderr)
    if not held.rows:
        raise SourceError("it has no practices", hint="the first row names the columns", file=str(path))
    text = _column(held, column) or max(
        held.columns, key=lambda each: sum(len(row.cells.get(each, "")) for row in held.rows)
    )
    name = _column(held, id_column)
    if not column:
        print(f"the practices are read from the column “{text}”; --column names another", file=sys.stderr)
    empty = [row.number for row in held.rows if not row.cells.get(text)]
    if empty:
        print(f"left out: rows without words under “{text}” ({len(empty):,}, {held.where(empty[0])})", file=sys.stderr)
    return [Practice(row.number, row.cells.get(name, ""), row.cells[text]) for row in held.rows if row.cells.get(text)]


def _column(sheet: "Sheet", wanted: str) -> str:
    """The column that the user names, or an empty string where none is named."""
    found = next((column for column in sheet.columns if column.casefold() == wanted.strip().casefold()), "")
    if wanted and not found:
        raise UsageError(f"there is no column “{wanted}”", hint=f"the columns are {', '.join(sheet.columns)}")
    return found


def _write_review(
    out: Path, matched: "list[Matched]", kinds: tuple[str, ...], knowledge: "Knowledge", kb: list[Path]
) -> None:
    """Write the table of a review, as a workbook or as CSV."""
    from xwalk.files import write_whole
    from xwalk.packs import loaded_packs
    from xwalk.review import form as forms
    from xwalk.review import table
    from xwalk.store import load

    form = forms.form(knowledge, load(loaded_packs(kb)), kinds)
    rows = forms.rows(matched)
    if out.suffix.casefold() == ".csv":
        write_whole(out, table.to_csv(rows))
    else:
        said = table.instructions(form, out.name, knowledge.meta.get("release", ""))
        write_whole(out, table.to_xlsx(rows, form, said, knowledge.meta.get("date", "")))
    print(out)
    print(f'{len(rows):,} practices to review; then xwalk accept {out} --curator "Your Name"', file=sys.stderr)


@examples(
    'xwalk accept review.xlsx --curator "Ana Ruiz" -o mine --dry-run · xwalk accept review.xlsx --curator "Ana Ruiz" '
    "-o mine"
)
def accept(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The table that was filled in, XLSX or CSV.")],
    curator: Annotated[str, typer.Option("--curator", help="Who decided: the name that stands with each statement.")],
    out: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The folder of the pack, a new one or an earlier one's.", metavar="DIR"),
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", "-k", help="What the rows are, a word of your own.", metavar="KIND")
    ] = "local-practice",
    date: Annotated[
        str, typer.Option("--date", help="When it was decided, as 2026-01-31; today when left out.", metavar="DATE")
    ] = "",
    kb: KbOption = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
) -> None:
    """Check the decisions of a review and write them as a pack for --kb: records, and a mapping set (SSSOM)."""
    from xwalk.intake import folder
    from xwalk.intake.content import slug
    from xwalk.intake.sheet import read_sheet
    from xwalk.intake.take import beside, kind_word
    from xwalk.packs import loaded_packs
    from xwalk.review.accept import accept as accepted
    from xwalk.review.decisions import read_review
    from xwalk.review.form import form as form_of
    from xwalk.review.table import REVIEW
    from xwalk.store import load

    if not curator.strip():
        raise UsageError("nobody is named as curator", hint='--curator "Your Name"')
    when = _date(date)
    word = kind_word(kind)
    place = out or Path(file.name.partition(".")[0])
    pack = folder.pack_iri(place)
    sheet = read_sheet(file, sheet=REVIEW if file.suffix.casefold() == ".xlsx" else "")
    knowledge, store = open_packs(kb), load(loaded_packs(kb or []))
    form = form_of(knowledge, store, Matcher(knowledge).kinds)
    if word in form.kinds:
        raise UsageError(f"practices are placed among the {word}s, and are none", hint="--kind with a word of your own")
    review = read_review(sheet, form)
    if review.faults:
        for fault in review.faults:
            print(f"{sheet.where(fault.row)}: {fault.reason}", file=sys.stderr)
        many = "1 thing is" if len(review.faults) == 1 else f"{len(review.faults):,} things are"
        raise SourceError(f"{many} wrong, and nothing was written", hint="mend them in the table", file=str(file))
    if not review.decisions:
        raise SourceError("no row is decided", hint="choose a relation in at least one row", file=str(file))
    known, elsewhere = beside(place, f"{slug(file.name.partition('.')[0])}.review", store)
    content = accepted(review.decisions, file, curator.strip(), when, pack, word, known, knowledge, store)
    _check_apart(content, elsewhere, file)
    if dry_run:
        for row in next(iter(content.sets.values())).rows:
            print(f"{row.get('subject_label')} — {_words(row, form)} ({row.get('confidence')})")
    changes = folder.write(place, [content], store.prefixes, store.property_order(), dry_run=dry_run)
    said = ", ".join(f"{what} {times:,}" for what, times in changes.items() if times)
    print(f"decisions {len(review.decisions):,}, undecided rows {review.undecided:,}; {said}", file=sys.stderr)
    if dry_run:
        print("nothing was written (--dry-run)", file=sys.stderr)
        return
    print(place)
    print(f"next: xwalk coverage --rows {word} --cols {form.kinds[0]} --kb {place}", file=sys.stderr)


def _check_apart(content: "Content", elsewhere: set[str], file: Path) -> None:
    """Refuse a practice that another table of the pack decided on; leave out what else stands there already."""
    twice = elsewhere & {triple.subject for triple in content.triples}
    practices = [t.object.text for t in content.triples if t.subject in twice and t.predicate == SKOS + "notation"]
    if practices:
        raise SourceError(
            f"{practices[0]} was decided on in another table of this pack",
            hint="give the table the name that it had then, or name another folder with -o",
            file=str(file),
        )
    content.triples[:] = [triple for triple in content.triples if triple.subject not in twice]


def _date(given: str) -> str:
    import datetime

    if not given:
        return datetime.datetime.now(tz=datetime.UTC).astimezone().date().isoformat()
    try:
        return datetime.date.fromisoformat(given).isoformat()
    except ValueError:
        raise UsageError(f"“{given}” is no date", hint="write it as 2026-01-31") from None


def _words(row: "Row", form: "Form") -> str:
    """What a statement says, in the words of the form."""
    words = {choice.relation: choice.words for choice in form.choices}
    if row.get("object_source"):
        return f"{words[row.get('object_id')]} {row.get('object_source')}"
    return f"{words[row.get('predicate_id')]} {row.get('object_label')}"
