"""Open the index of some packs: fresh, from the cache, rebuilt by itself, never half-written.

Freshness is decided by path, size and time; content is hashed only when these differ. A source that cannot be read
leaves the last good index, and says so.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import adler32, crc32

from xwalk.errors import SourceError
from xwalk.index import SCHEMA_VERSION
from xwalk.packs import Pack, embedded_root

if TYPE_CHECKING:
    from xwalk.store import Store

#: The index that ships beside the embedded data.
SHIPPED = "index.sqlite"

Stamp = tuple[str, str, int, int]
Source = tuple[str, str, int, int, str]


class Index(sqlite3.Connection):
    """A connection that closes itself when nobody holds it any more."""

    def __del__(self) -> None:
        """Close what was opened; Python 3.13 warns where nobody does."""
        with suppress(sqlite3.Error):
            self.close()


def cache_folder() -> Path:
    """Where indexes are kept: ``$XWALK_CACHE``, else ``xwalk`` in the cache folder of the user."""
    if os.environ.get("XWALK_CACHE"):
        return Path(os.environ["XWALK_CACHE"])
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    try:
        return Path(base).expanduser() / "xwalk"
    except RuntimeError:  # a user without a home: nothing is kept
        return Path(os.devnull) / "xwalk"


def open_index(packs: Sequence[Pack]) -> sqlite3.Connection:
    """A read-only connection to the fresh index of ``packs``.

    Raises:
        SourceError: A source cannot be read and there is no good index of an earlier state.
    """
    stamps = [(pack.name, path, s.st_size, s.st_mtime_ns) for pack in packs for path, s in pack.sources()]
    cached = _cache_file(packs)
    found = _open(cached)
    if found is not None and _is_fresh(found, packs, stamps):
        return found
    shipped = _shipped(packs, stamps)
    if shipped is not None:
        if found is not None:
            found.close()
        return _keep(shipped, cached, stamps) or shipped
    try:
        store, sources = _parse(packs)
    except SourceError as error:
        if found is None:
            raise
        _warn(f"{error}; answering from the last good index", f"{error.hint}, then run xwalk check")
        return found
    if found is not None:
        found.close()
    return _compile(store, sources, cached)


def _warn(message: str, hint: str) -> None:
    """Say something on standard error, without what a terminal would obey."""
    for line in (f"warning: {message}", f"hint: {hint}"):
        print("".join(letter if letter.isprintable() else "\ufffd" for letter in line), file=sys.stderr)


def _show(words: str) -> None:
    """Words on standard error in place of those before, where it is a terminal."""
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r\x1b[K{words}", end="", file=sys.stderr, flush=True)


def _show_progress(done: int, of: int) -> None:
    """How far a long compilation is; a short one is done before this is called."""
    _show(f"making the index: {done:,} of {of:,} records and statements …")


def _cache_file(packs: Sequence[Pack]) -> Path:
    key = "\n".join([SCHEMA_VERSION, *(f"{pack.name} {pack.root}" for pack in packs)]).encode()
    return cache_folder() / f"{crc32(key):08x}{adler32(key):08x}.sqlite"


def _open(path: Path, *, immutable: bool = False) -> sqlite3.Connection | None:
    """A read-only connection, or None when there is no usable index at ``path``."""
    try:
        if not path.is_file():
            return None
        mode = "ro&immutable=1" if immutable else "ro"
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, factory=Index)
    except (sqlite3.Error, OSError):
        return None
    try:
        found = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    except sqlite3.Error:
        found = None
    if found == (SCHEMA_VERSION,):
        return connection
    connection.close()
    return None


def _is_fresh(connection: sqlite3.Connection, packs: Sequence[Pack], stamps: list[Stamp]) -> bool:
    try:
        rows = connection.execute("SELECT pack, path, size, mtime_ns, sha256 FROM file").fetchall()
    except sqlite3.Error:
        return False
    if {row[:4] for row in rows} == set(stamps):
        return True
    if not _same_content(rows, packs, stamps):
        return False
    _update_times(connection, stamps)
    return True


def _same_content(rows: list[tuple[str, str, int, int, str]], packs: Sequence[Pack], stamps: list[Stamp]) -> bool:
    if {row[:3] for row in rows} != {stamp[:3] for stamp in stamps}:
        return False
    roots = {pack.name: pack.root for pack in packs}
    import hashlib

    known = {row[:4] for row in rows}
    digests = {row[:2]: row[4] for row in rows}
    return all(
        hashlib.sha256((roots[stamp[0]] / stamp[1]).read_bytes()).hexdigest() == digests[stamp[:2]]
        for stamp in stamps
        if stamp not in known
    )


def _update_times(connection: sqlite3.Connection, stamps: list[Stamp]) -> None:
    """Remember the new times, where the cache can be written."""
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    try:
        with closing(sqlite3.connect(path, timeout=1)) as writer, writer:
            writer.executemany(
                "UPDATE file SET mtime_ns = ? WHERE pack = ? AND path = ?", [(s[3], s[0], s[1]) for s in stamps]
            )
    except sqlite3.Error:
        return


def _shipped(packs: Sequence[Pack], stamps: list[Stamp]) -> sqlite3.Connection | None:
    """The index that ships with the embedded data, when it is that data alone that is asked for."""
    root = embedded_root()
    if len(packs) != 1 or packs[0].root != root.resolve():
        return None
    connection = _open(root / SHIPPED, immutable=True)
    if connection is None:
        return None
    rows = connection.execute("SELECT pack, path, size, mtime_ns, sha256 FROM file").fetchall()
    if _same_content(rows, packs, stamps):
        return connection
    connection.close()
    return None


def _keep(shipped: sqlite3.Connection, cached: Path, stamps: list[Stamp]) -> sqlite3.Connection | None:
    """Copy the shipped index into the cache with the times of the files on this machine."""
    temporary = _temporary(cached)
    if temporary is None:
        return None
    try:
        with closing(sqlite3.connect(temporary)) as copy:
            shipped.backup(copy)
            copy.executemany(
                "UPDATE file SET mtime_ns = ? WHERE pack = ? AND path = ?", [(s[3], s[0], s[1]) for s in stamps]
            )
            copy.commit()
        temporary.replace(cached)
    except (sqlite3.Error, OSError):
        temporary.unlink(missing_ok=True)
        return None
    return _open(cached)


def _parse(packs: Sequence[Pack]) -> tuple[Store, list[Source]]:
    from xwalk.index.compile import fingerprint
    from xwalk.store import load

    _show("making the index …")
    sources = fingerprint(packs)
    try:
        return load(packs), sources
    finally:
        _show("")


def _compile(store: Store, sources: list[Source], cached: Path) -> sqlite3.Connection:
    from xwalk.index.compile import compile_index

    try:
        opened = _compile_beside(store, sources, cached)
    finally:
        _show("")
    if opened is None:
        _warn(
            f"{cached.parent} cannot be written; the index is made anew each time",
            "set XWALK_CACHE to a folder that can be written",
        )
        opened = sqlite3.connect(":memory:", factory=Index)
        compile_index(store, opened, sources)
    return opened


def _compile_beside(store: Store, sources: list[Source], cached: Path) -> sqlite3.Connection | None:
    """Write the index beside its place and move it there, or None where that cannot be done."""
    from xwalk.index.compile import compile_index

    temporary = _temporary(cached)
    if temporary is None:
        return None
    try:
        with closing(sqlite3.connect(temporary)) as connection:
            compile_index(store, connection, sources, _show_progress)
        temporary.replace(cached)
    except (sqlite3.Error, OSError):
        return None
    finally:
        temporary.unlink(missing_ok=True)
    return _open(cached)


def _temporary(cached: Path) -> Path | None:
    """A new file beside ``cached``, or None where nothing can be written."""
    import tempfile

    try:
        cached.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=cached.stem, suffix=".part", dir=cached.parent)
    except OSError:
        return None
    os.close(handle)
    return Path(name)
