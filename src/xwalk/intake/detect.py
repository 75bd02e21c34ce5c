"""What a file is: its form, told by its ending and its first words."""

from __future__ import annotations

from pathlib import Path

from xwalk.errors import SourceError, UsageError
from xwalk.intake.graph import SYNTAXES

SSSOM, CASE, SKOS, TABLE = "sssom", "case", "skos", "table"
FORMS = (SSSOM, CASE, SKOS, TABLE)
#: The largest file of text that is read, in bytes.
LARGEST = 1_000_000_000
_HEAD = 100_000


def form_of(path: Path) -> str:
    """The form of a file.

    Raises:
        UsageError: Nothing tells it.
        OSError: The file cannot be read.
    """
    ending = path.suffix.casefold()
    with path.open("rb") as file:
        head = file.read(_HEAD).decode("utf-8", errors="replace")
    if ending == ".xlsx":
        return TABLE
    if ending in (".tsv", ".csv", ".txt"):
        first = next((line for line in head.splitlines() if not line.startswith("#")), "")
        return SSSOM if "predicate_id" in first or head.lstrip("\ufeff").startswith("#") else TABLE
    if ending == ".json":
        if '"CFDocument"' in head:
            return CASE
        return SSSOM if '"mappings"' in head or '"mapping_set_id"' in head else SKOS
    if ending in SYNTAXES:
        return SKOS
    raise UsageError(
        f"{path}: its ending does not tell what it is",
        hint="say it, as in --as sssom; forms are SSSOM, CASE, SKOS and tables",
    )


def read_text(path: Path) -> str:
    """The text of a file.

    Raises:
        SourceError: It is not UTF-8, holds a NUL, or is too large; the error has the line.
    """
    content = read_bytes(path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError("not UTF-8 text", hint="save it as UTF-8", file=str(path), line=line) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise SourceError("the text holds a NUL character", hint="save it as UTF-8 text", file=str(path), line=line)
    return text


def read_bytes(path: Path) -> bytes:
    """The bytes of a file that is not too large.

    Raises:
        SourceError: It is too large, or cannot be read.
    """
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise SourceError(
                f"the file has {size:,} bytes, and at most {LARGEST:,} are read", hint="split it", file=str(path)
            )
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"cannot be read: {error.strerror}", hint="look at its path and rights", file=str(path)
        ) from None
