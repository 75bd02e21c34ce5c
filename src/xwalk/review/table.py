"""The table of a review as a workbook with lists to choose from, and as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from xwalk.export.workbook import new_workbook
from xwalk.render.paper import clean
from xwalk.review.form import COLUMNS, DECISIONS, ID, PRACTICE, SUGGESTIONS, SURE, WHY, Form

#: The sheets of the workbook.
READ_ME, REVIEW, RECORDS = "Read me", "Review", "Records"
_WIDTHS = {ID: 16, PRACTICE: 48, WHY: 60, **dict.fromkeys(SUGGESTIONS, 30)}
#: The height of a line, and of the tallest row, in points.
_LINE, _TALLEST = 13, 400


def to_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """The table as CSV, in UTF-8 with a mark that spreadsheet programs know it by."""
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([[_clean(cell) for cell in row] for row in rows])
    return "\ufeff".encode() + held.getvalue().encode()


def to_xlsx(rows: Sequence[Sequence[str]], form: Form, instructions: Sequence[tuple[str, str]], date: str) -> bytes:
    """The table as a workbook: what to do, the table, and the records that may be chosen.

    Identifiers, practices and suggestions are protected, without a password. The decisions are chosen from lists.

    Args:
        rows: The table.
        form: What may be chosen.
        instructions: What the first sheet says: headings, each with a text.
        date: The date in the file (ISO 8601).

    Raises:
        XwalkError: The library that writes workbooks is not installed.
    """
    held = io.BytesIO()
    book = new_workbook(held, "Review of suggested matches", date, instead=", or name a .csv")
    styles = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "label": book.add_format({"bold": True, "valign": "top", "text_wrap": True}),
        "head": book.add_format({"bold": True, "bg_color": "#E6ECF5", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "fill": book.add_format({"bold": True, "bg_color": "#FFF3C4", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"text_wrap": True, "valign": "top", "locked": True}),
        "open": book.add_format(
            {"text_wrap": True, "valign": "top", "locked": False, "border": 1, "border_color": "#B9B9B9"}
        ),
    }
    _instructions(book.add_worksheet(READ_ME), instructions, styles)
    _review(book.add_worksheet(REVIEW), rows, form, styles)
    _records(book.add_worksheet(RECORDS), form, styles)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
    book.get_worksheet_by_name(REVIEW).activate()
    book.close()
    return held.getvalue()


def _instructions(sheet: Any, said: Sequence[tuple[str, str]], styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, "How to review", styles["title"])
    for line, (heading, text) in enumerate(said, 2):
        sheet.write_string(line, 0, clean(heading), styles["label"])
        sheet.write_string(line, 1, clean(text), styles["cell"])
    sheet.protect()


def _review(sheet: Any, rows: Sequence[Sequence[str]], form: Form, styles: dict[str, Any]) -> None:
    fill = {column for columns in DECISIONS for column in columns}
    widths = [_WIDTHS.get(column, 30 if column.startswith(("Record", "Note")) else 20) for column in COLUMNS]
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, widths[place])
        sheet.write_string(0, place, column, styles["fill" if column in fill else "head"])
    for line, row in enumerate(rows, 1):
        sheet.set_row(line, min(_TALLEST, _LINE * max(_lines(*each) for each in zip(row, widths, strict=True))))
        for place, cell in enumerate(row):
            sheet.write_string(line, place, _clean(cell), styles["open" if COLUMNS[place] in fill else "cell"])
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    last = max(1, len(rows))
    sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    lists = [
        ("list of the relation", [choice.words for choice in form.choices]),
        ("list of records", f"={RECORDS}!$A$2:$A${1 + len(form.names)}"),
        ("list of degrees", list(SURE)),
    ]
    for columns in DECISIONS:
        for column, (what, source) in zip(columns, lists, strict=False):
            place = COLUMNS.index(column)
            sheet.data_validation(
                1,
                place,
                last,
                place,
                {
                    "validate": "list",
                    "source": source,
                    "error_title": f"Not in the {what}",
                    "error_message": "Choose from the list, or leave the cell empty.",
                },
            )
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})


def _clean(cell: str) -> str:
    """A text without what a terminal or a program would run, line by line."""
    return "\n".join(map(clean, cell.split("\n")))


def _lines(cell: str, width: int) -> int:
    """How many lines a text takes in a column so wide, in characters.

    >>> _lines("ten letters in two lines", 12), _lines("", 12)
    (3, 1)
    """
    return sum(len(wrap(line, width - 2)) or 1 for line in cell.split("\n"))


def _records(sheet: Any, form: Form, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 80)
    sheet.write_string(0, 0, "What may stand under “Record”", styles["head"])
    for line, name in enumerate(form.names, 1):
        sheet.write_string(line, 0, clean(name), styles["cell"])
    sheet.protect()


def instructions(form: Form, file: str, release: str) -> list[tuple[str, str]]:
    """What a reviewer needs to know, in plain words."""
    said = {
        "is the same as": "Nothing is in one that is not in the other.",
        "is part of": "Your practice is one part of what the record covers, or one kind of it.",
        "contains": "What the record covers is one part of your practice.",
        "works toward": "Your practice helps to bring it about; it is no part of it, and alone it may not suffice.",
        "is near to": "The two are much alike, and neither is a part of the other. No conclusion is drawn from it.",
    }
    relations = [(f"… {c.words} …", said.get(c.words, c.relation)) for c in form.choices[:-1]]
    opening = "Read it as a sentence that begins with “My practice”."
    nothing = f"… {form.choices[-1].words} …"
    return [
        ("What this is", f"Suggestions of a program for each of your practices (data {release}). You decide."),
        ("1. Relation", f"Choose how your practice stands to the record. {opening}"),
        *relations,
        (nothing, "You looked, and nothing of that kind fits. Choose what you looked through under “Record”."),
        ("2. Record", "The best suggestion stands there. Choose another one from the list if it fits better."),
        ("3. How sure", "near certain: hardly anyone would disagree."),
        ("", "probable: most would agree."),
        ("", "arguable: there is a good case for it."),
        ("4. Note", "Your reason, in a sentence. It is shown wherever your decision is used."),
        ("A second decision", "The columns that end in 2 hold one more decision on the same practice."),
        ("Left empty", "A row without a relation is undecided, and nothing is said of it."),
        (
            "When you are done",
            f'xwalk accept {file} --curator "Your Name" checks every row and writes what you decided.',
        ),
    ]
