"""Mapping sets at scale: their headers by the reader of ``xwalk.sssom``, their rows by DuckDB.

What DuckDB cannot read as it stands, and whatever is wrong with a row, is looked up by the reader of ``xwalk.sssom``,
which knows every line.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from xwalk import sssom
from xwalk.errors import SourceError, UsageError

if TYPE_CHECKING:
    import duckdb

#: The columns of a set that bear on composition, in the order of the table of given rows.
COLUMNS = (
    "subject_id",
    "predicate_id",
    "object_id",
    "predicate_modifier",
    "mapping_justification",
    "confidence",
    "status",
    "subject_source",
    "object_source",
    "record_id",
)
NAMES = ("subject_id", "predicate_id", "object_id")
_NUMBER = re.compile(r"\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*", re.ASCII)


class SetFile(NamedTuple):
    """A mapping set in a file: what its header says, and how many lines stand above its rows."""

    path: Path
    mappings: sssom.MappingSet
    lines: int


def open_sets(paths: Sequence[Path]) -> list[SetFile]:
    """The headers of some mapping sets; a file named twice counts once.

    Raises:
        SourceError: A header cannot be read, or a required column is absent.
        UsageError: No file is named, or one is not there.
    """
    files: dict[Path, SetFile] = {}
    for path in paths:
        if not path.is_file():
            raise UsageError(f"there is no mapping set {path}", hint="name files in SSSOM TSV, as mine.sssom.tsv")
        if path.resolve() not in files:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                head, _ = _scanned(path, lines)
            files[path.resolve()] = SetFile(
                path, sssom.MappingSet(str(path), head.metadata, head.columns, []), head.lines
            )
    return list(files.values())


def _scanned(path: Path, lines: Iterator[str]) -> tuple[sssom.Head, Iterator[sssom.Row]]:
    try:
        return sssom.scan(lines, str(path))
    except UnicodeDecodeError:
        _refuse_encoding(path)


def _refuse_encoding(path: Path) -> NoReturn:
    """Raise what is wrong with a file that is not UTF-8, with its line."""
    sssom.read(path)
    raise SourceError("not UTF-8", hint="save it as UTF-8 text", file=str(path))


def rows(file: SetFile) -> Iterator[sssom.Row]:
    """The rows of a set, read one by one.

    Raises:
        SourceError: A row cannot be read.
    """
    with file.path.open(encoding="utf-8-sig", newline="") as lines:
        _, found = _scanned(file.path, lines)
        try:
            yield from found
        except UnicodeDecodeError:
            _refuse_encoding(file.path)


def insert_rows(connection: duckdb.DuckDBPyConnection, number: int, file: SetFile, work: Path) -> None:
    """Add the rows of a set to the table of given rows.

    Raises:
        SourceError: A row cannot be read.
    """
    import duckdb

    try:
        _insert(connection, number, file.path, file.mappings.columns, file.lines)
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException):
        plain = work / f"set-{number}.tsv"
        with plain.open("w", encoding="utf-8", newline="") as out:
            writer = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_ALL)
            writer.writerows([row.get(column) for column in COLUMNS] for row in rows(file))
        _insert(connection, number, plain, COLUMNS, 0)
        plain.unlink()


def _insert(connection: duckdb.DuckDBPyConnection, number: int, path: Path, columns: Sequence[str], skip: int) -> None:
    named = {column: f"c{place}" for place, column in enumerate(columns)}
    cells = [f"coalesce({named[column]}, '')" if column in named else "''" for column in COLUMNS]
    blank = " AND ".join(f"{named[column]} IS NULL" for column in NAMES)
    connection.execute(
        f"INSERT INTO given SELECT {number}, {', '.join(cells)} FROM read_csv($path, columns = $columns, skip = $skip,"
        " delim = '\t', quote = '\"', escape = '\"', comment = '', header = false, auto_detect = false)"
        f" WHERE NOT ({blank})",
        {"path": _literal(path), "columns": dict.fromkeys(named.values(), "VARCHAR"), "skip": skip},
    )


def _literal(path: Path) -> str:
    """A path that DuckDB takes for itself, not for a pattern."""
    return re.sub(r"[*?\[]", r"[\g<0>]", str(path.resolve()))


def refuse(files: Sequence[SetFile]) -> NoReturn:
    """Raise what is wrong with the first row that cannot be composed, with its file and line.

    Raises:
        SourceError: Always.
    """
    for file in files:
        prefixes = file.mappings.prefixes
        for row in rows(file):
            for column in NAMES:
                name = row.get(column)
                if not name and any(row.get(each) for each in NAMES):
                    raise _wrong(file, row, f"{column} is empty", f"give the row a {column}, or remove it")
                prefix, colon, _ = name.partition(":")
                if name and "://" not in name and (not colon or not prefixes.get(prefix)):
                    what = f"the prefix of {name} is not declared" if colon else f"{name} has no prefix"
                    raise _wrong(file, row, what, f"declare {prefix if colon else 'a prefix'} in curie_map at the top")
            confidence = row.get("confidence")
            if confidence and not (_NUMBER.fullmatch(confidence) and 0 <= float(confidence) <= 1):
                raise _wrong(file, row, f"the confidence {confidence} is not a number from 0 to 1", "write it as 0.9")
    raise SourceError("it has a row that cannot be read", hint="run xwalk check on it", file=str(files[0].path))


def _wrong(file: SetFile, row: sssom.Row, what: str, hint: str) -> SourceError:
    return SourceError(what, hint=hint, file=str(file.path), line=row.line)
