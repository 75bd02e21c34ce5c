"""Tables as one workbook for a spreadsheet program: what it is first, then a sheet a table."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from xwalk.errors import XwalkError
from xwalk.export.tables import JOINED, Table, column_table
from xwalk.render.paper import clean

#: What a sheet's name may not hold, and how long it may be. Source: ECMA-376 and its first implementation.
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_NAME = 31
#: The most characters of a cell.
_CELL = 32_767
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?")
#: How wide a column may stand, in characters.
_WIDE = 60


def new_workbook(held: io.BytesIO, title: str, date: str, *, instead: str = "") -> Any:
    """An empty workbook of XlsxWriter, in which every text is text: none can become a formula, a link or a number.

    Args:
        held: Where it is written when it is closed.
        title: What it is called.
        date: The date in the file (ISO 8601); empty, it is the first day of 1980.
        instead: What a reader may do without the library, for the hint.

    Raises:
        XwalkError: The library that writes workbooks is not installed.
    """
    try:
        import xlsxwriter  # type: ignore[import-untyped]  # it has no types
    except ImportError:
        raise XwalkError(
            "a workbook needs XlsxWriter, which is not installed", hint=f"pip install 'xwalk[office]'{instead}"
        ) from None
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(held, options)
    book.set_properties({"title": title, "created": datetime.fromisoformat(date or "1980-01-01")})
    return book


def to_xlsx(tables: Sequence[Table], about: Mapping[str, str]) -> bytes:
    """A workbook: a sheet that says what it is, a sheet a table, and a sheet that says what the columns mean.

    Every text is written as text: nothing that a record says can become a formula or a link.

    Args:
        tables: The tables.
        about: What the first sheet says, by heading; ``Date`` (ISO 8601) is the date in the file.

    Raises:
        XwalkError: The library that writes workbooks is not installed.
    """
    held = io.BytesIO()
    book = new_workbook(held, about.get("Title", ""), about.get("Date", ""))
    styles = {
        "head": book.add_format({"bold": True, "bg_color": "#E6ECF5", "bottom": 1, "text_wrap": True, "valign": "top"}),
        "cell": book.add_format({"text_wrap": True, "valign": "top"}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "label": book.add_format({"bold": True, "valign": "top"}),
    }
    whole = [*tables, column_table(tables)]
    names = _sheet_names([table.name for table in whole])
    _read_me(book.add_worksheet("read me"), whole, names, about, styles)
    for table, name in zip(whole, names, strict=True):
        _sheet(book.add_worksheet(name), table, styles)
    book.close()
    return held.getvalue()


def _read_me(
    sheet: Any, tables: Sequence[Table], names: Sequence[str], about: Mapping[str, str], styles: Mapping[str, Any]
) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    sheet.write_string(0, 0, clean(about.get("Title", "")), styles["title"])
    lines = [(heading, text) for heading, text in about.items() if heading != "Title"]
    lines += [
        ("Several values", f"stand in one cell with “{JOINED.strip()}” between them."),
        ("Identifiers", "such as area:flexible-pacing are short for an address; the records of a kind have a sheet."),
        ("", ""),
        *(
            (name, f"{table.title}: {len(table.rows):,} rows. {table.about}")
            for name, table in zip(names, tables, strict=True)
        ),
    ]
    for place, (heading, text) in enumerate(lines, 2):
        sheet.write_string(place, 0, clean(heading), styles["label"])
        sheet.write_string(place, 1, clean(text), styles["cell"])


def _sheet(sheet: Any, table: Table, styles: Mapping[str, Any]) -> None:
    sheet.freeze_panes(1, 2)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        sheet.set_column(place, place, min(_WIDE, max(10, *(len(cell) + 2 for cell in [column.heading, *cells]))))
        sheet.write_string(0, place, clean(column.heading), styles["head"])
        numeric = all(_NUMBER.fullmatch(cell) for cell in cells if cell)
        for line, cell in enumerate(cells, 1):
            if cell and numeric:
                sheet.write_number(line, place, float(cell), styles["cell"])
            elif cell:
                sheet.write_string(line, place, _text(cell), styles["cell"])


def _text(cell: str) -> str:
    shown = clean(cell)
    return shown if len(shown) <= _CELL else shown[: _CELL - 1] + "…"


def _sheet_names(names: Sequence[str]) -> list[str]:
    """Names that a workbook may give its sheets, each once.

    >>> _sheet_names(["area", "a/b", "Area"])
    ['area', 'a b', 'Area 2']
    """
    found: list[str] = []
    taken = {"read me", "history"}
    for name in names:
        plain = _FORBIDDEN.sub(" ", clean(name)).strip()[:_NAME] or "sheet"
        unique, number = plain, 1
        while unique.casefold() in taken:
            number += 1
            unique = f"{plain[: _NAME - len(str(number)) - 1]} {number}"
        taken.add(unique.casefold())
        found.append(unique)
    return found
