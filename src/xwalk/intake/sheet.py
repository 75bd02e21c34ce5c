"""Tables that people bring, in CSV or XLSX: read whole or refused whole, with the place and the reason.

A table is a stranger's data. Formulas, marks that turn the direction of text, control characters, cells and files
beyond all measure are refused, and nothing is guessed about the encoding.
"""

from __future__ import annotations

import csv
import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from xwalk.errors import SourceError, XwalkError

#: The largest file, the largest workbook once unpacked, the longest cell (Excel's own limit), the most rows; in bytes,
#: signs and rows.
LARGEST_FILE, LARGEST_UNPACKED, LONGEST_CELL, MOST_ROWS = 50_000_000, 400_000_000, 32_767, 100_000
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
#: Source: OWASP, "CSV injection": what a spreadsheet takes for a formula. A text may begin with a dash or a plus.
_FORMULA = re.compile(r"[=@]|[+-].*[(!|]")
_CLEAN = "write the value itself, or remove the cell"


class Place(NamedTuple):
    """A row of a table: its number, as a spreadsheet counts it, and its cells by column."""

    number: int
    cells: dict[str, str]


class Sheet(NamedTuple):
    """A table.

    Attributes:
        file: Its file, as errors call it.
        name: The name of the sheet; empty for a text file.
        columns: The names of the columns.
        rows: Its rows, those without any text left out.
        others: The other sheets of its workbook.
    """

    file: str
    name: str
    columns: tuple[str, ...]
    rows: list[Place]
    others: tuple[str, ...] = ()

    def where(self, row: int) -> str:
        """The place of a row in words.

        >>> Sheet("a.xlsx", "Practices", (), []).where(4)
        'sheet “Practices”, row 4'
        """
        return f"sheet “{self.name}”, row {row}" if self.name else f"row {row}"


def read_sheet(path: Path, *, sheet: str = "") -> Sheet:
    """The table in a CSV or XLSX file.

    Args:
        path: The file.
        sheet: The sheet of a workbook; left out, the first that holds a table.

    Raises:
        SourceError: It is no such file, or something in it is not taken; the error has the place.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror}", hint="look at its path and rights", file=str(path)
        ) from None
    if size > LARGEST_FILE:
        _refuse(path, f"the file has {size:,} bytes, and at most {LARGEST_FILE:,} are read", "split it")
    ending = path.suffix.casefold()
    if ending == ".xlsx":
        return _from_workbook(path, sheet)
    if ending in (".xls", ".xlsm", ".xlsb", ".ods", ".numbers"):
        _refuse(path, f"{ending} files are not read", "save it as a workbook (.xlsx) or as CSV UTF-8 (.csv)")
    return _from_text(path)


def _refuse(path: Path, reason: str, hint: str, line: int = 0) -> NoReturn:
    raise SourceError(reason, hint=hint, file=str(path), line=line)


def _from_text(path: Path) -> Sheet:
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        _refuse(path, "the text is UTF-16, not UTF-8", "save it as CSV UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError("not UTF-8 text", hint="save it as CSV UTF-8", file=str(path), line=line) from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    before = csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        return _sheet(path, "", enumerate(reader, 1))
    except csv.Error as error:
        reason, hint = f"not comma-separated text: {error}", "close the quotes that open there, or double each quote"
        if "field larger" in str(error):
            reason, hint = f"a cell has more than {LONGEST_CELL:,} signs", "shorten it"
        raise SourceError(reason, hint=hint, file=str(path), line=reader.line_num) from None
    finally:
        csv.field_size_limit(before)


def _from_workbook(path: Path, sheet: str) -> Sheet:
    try:
        import openpyxl
    except ImportError:
        raise XwalkError(
            "a workbook needs openpyxl, which is not installed", hint="pip install 'xwalk[office]', or save it as CSV"
        ) from None
    _check_package(path)
    try:
        book = openpyxl.load_workbook(path, read_only=True, keep_links=False)
    except Exception as error:  # a broken workbook fails in the library in many ways
        raise SourceError(
            f"not a workbook: {_reason(error)}", hint="open it and save it again", file=str(path)
        ) from None
    try:
        names = [name for name in book.sheetnames if not sheet or name == sheet]
        if not names:
            listed = ", ".join(book.sheetnames)
            _refuse(path, f"there is no sheet “{sheet}”", f"its sheets are {listed}")
        found = None
        for name in names:
            found = _sheet(path, name, _cells(path, name, book[name]))
            if found.columns:
                return found._replace(others=tuple(other for other in book.sheetnames if other != name))
        raise SourceError("there is no table in it", hint="the first row names the columns", file=str(path))
    except SourceError:
        raise
    except Exception as error:  # so does one whose parts are cut off
        raise SourceError(
            f"not a workbook: {_reason(error)}", hint="open it and save it again", file=str(path)
        ) from None
    finally:
        book.close()


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _check_package(path: Path) -> None:
    """Refuse a package that unpacks beyond measure, is cut off, or declares entities."""
    try:
        with zipfile.ZipFile(path) as package:
            unpacked = sum(part.file_size for part in package.infolist())
            if unpacked > LARGEST_UNPACKED:
                _refuse(
                    path,
                    f"the workbook unpacks to {unpacked:,} bytes, and at most {LARGEST_UNPACKED:,} are read",
                    "copy the table alone into a new workbook",
                )
            for part in package.infolist():
                if part.filename.endswith((".xml", ".rels")):
                    with package.open(part) as content:
                        if b"<!DOCTYPE" in content.read(4096):
                            _refuse(path, "a part of the workbook declares entities", "open it and save it again")
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError) as error:
        reason = f"not a workbook, or cut off: {_reason(error)}"
        raise SourceError(reason, hint="copy it again, or open it and save it again", file=str(path)) from None


def _cells(path: Path, name: str, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()
    for number, row in enumerate(sheet.iter_rows(), 1):
        cells = []
        for cell in row:
            sort = getattr(cell, "data_type", "n")
            if sort in ("f", "e"):
                what = "a formula" if sort == "f" else f"the error {cell.value}"
                _refuse(path, f"sheet “{name}”, {cell.coordinate} holds {what}", _CLEAN)
            cells.append(_words(cell.value))
        yield number, cells


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, datetime.datetime | datetime.date) else str(value)


def _sheet(path: Path, name: str, lines: Iterator[tuple[int, list[str]]]) -> Sheet:
    """The table of some rows of cells, each checked; the first row that is not empty names the columns."""
    said = f"sheet “{name}”, " if name else ""
    columns: tuple[str, ...] = ()
    rows: list[Place] = []
    for number, given in lines:
        cells = [cell.strip() for cell in given]
        if not any(cells):
            continue
        if number > MOST_ROWS:
            _refuse(path, f"{said}there are more than {MOST_ROWS:,} rows", "split the table")
        for place, cell in enumerate(cells):
            _check_cell(path, f"{said}row {number}, column {place + 1}", cell)
        if not columns:
            columns = _columns(path, said, number, cells)
            continue
        if any(cells[len(columns) :]):
            _refuse(path, f"{said}row {number} has {len(cells)} cells under {len(columns)} columns", "name each column")
        rows.append(Place(number, {column: cell for column, cell in zip(columns, cells, strict=False) if cell}))
    return Sheet(str(path), name, columns, rows)


def _columns(path: Path, said: str, number: int, cells: list[str]) -> tuple[str, ...]:
    while cells and not cells[-1]:
        cells.pop()
    for place, cell in enumerate(cells, 1):
        if not cell:
            _refuse(path, f"{said}row {number}: column {place} has no name", "give every column a name")
    folded = [cell.casefold() for cell in cells]
    double = next((cell for cell in cells if folded.count(cell.casefold()) > 1), "")
    if double:
        _refuse(path, f"{said}row {number}: the column “{double}” stands twice", "give each column a name of its own")
    return tuple(cells)


def _check_cell(path: Path, where: str, cell: str) -> None:
    if len(cell) > LONGEST_CELL:
        _refuse(path, f"{where}: the cell has {len(cell):,} signs, and at most {LONGEST_CELL:,} are read", "shorten it")
    if _FORMULA.match(cell):
        _refuse(path, f"{where}: the cell begins like a formula: “{cell[:20]}”", _CLEAN)
    turned = _DIRECTION.search(cell)
    if turned:
        reason = f"{where}: the cell holds U+{ord(turned[0]):04X}, a mark that turns the direction of text"
        _refuse(path, reason, "remove the mark; text in Arabic or Hebrew needs none")
    control = _CONTROL.search(cell)
    if control:
        _refuse(path, f"{where}: the cell holds the control character U+{ord(control[0]):04X}", "remove it")
