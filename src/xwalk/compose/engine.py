"""DuckDB as the engine of the plan: bounded memory, a work folder for what spills, steps by name."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from xwalk.compose.algebra import Table
from xwalk.errors import UsageError, XwalkError

if TYPE_CHECKING:
    import duckdb

#: Told the share of the work that is done, 0 to 1, and what comes next.
Tick = Callable[[float, str], None]
T = TypeVar("T")

_MEMORY = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([KMGT])(?:i?B)?\s*", re.IGNORECASE)
_UNITS = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
#: The share of the memory allowed that tables may take; the rest is for reading, writing and the process itself.
_SHARE = 0.75
_STEP = re.compile(r"^-- step: (\w+)$", re.MULTILINE)


def memory_bytes(text: str) -> int:
    """The bytes that a size means.

    >>> memory_bytes("4GB"), memory_bytes("512 MiB")
    (4000000000, 512000000)

    Raises:
        UsageError: It is not a size, or less than 200 MB.
    """
    found = _MEMORY.fullmatch(text)
    size = int(float(found[1]) * _UNITS[found[2].upper()]) if found else 0
    if size < 200 * 10**6:
        raise UsageError(f"“{text}” is not a size of memory of at least 200MB", hint="as in --memory 4GB")
    return size


class Engine:
    """Runs SQL, step by step.

    Args:
        connection: The database.
        work: A folder for temporary files, removed at the end.
        steps: How many steps there will be.
        tick: Told of each step.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, work: Path, steps: int, tick: Tick | None) -> None:
        self.connection = connection
        self.work = work
        self.seconds: dict[str, float] = {}
        self._steps = steps
        self._done = 0
        self._tick = tick or (lambda _share, _what: None)

    def step(self, name: str, what: str, action: Callable[[], T]) -> T:
        """Do one step; ``what`` says it in words."""
        self._tick(min(self._done / self._steps, 1.0), what)
        start = time.perf_counter()
        result = action()
        self.seconds[name] = time.perf_counter() - start
        self._done += 1
        return result

    def run(self, file: str, what: str, then: Mapping[str, Callable[[], object]] | None = None) -> None:
        """Run every step of an SQL file of this package, and after some of them what else belongs there."""
        for name, statement in named_steps(file):
            self.step(name, what, partial(self.connection.execute, statement))
            if then and name in then:
                then[name]()

    def fetch(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        return self.connection.execute(query).fetchall()

    def table(self, table: Table) -> None:
        """Make a small table."""
        name, columns, rows = table
        self.connection.execute(f"CREATE TABLE {name} ({columns})")
        if rows:
            self.connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)

    def drop(self, *names: str) -> None:
        """Free the room of tables that nothing reads any more."""
        for name in names:
            self.connection.execute(f"DROP TABLE {name}")


def named_steps(file: str) -> list[tuple[str, str]]:
    """The statements of an SQL file of this package, each with its name."""
    parts = _STEP.split(files("xwalk.compose").joinpath(file).read_text(encoding="utf-8"))
    return list(zip(parts[1::2], parts[2::2], strict=True))


@contextmanager
def open_engine(*, memory: int, steps: int, tick: Tick | None) -> Iterator[Engine]:
    """An engine of its own, with its work folder, both gone at the end however it ends.

    Raises:
        XwalkError: DuckDB is not installed, or the work does not fit.
        KeyboardInterrupt: The work was interrupted.
    """
    try:
        import duckdb
    except ImportError:
        raise XwalkError("compose needs DuckDB, which is not installed", hint="pip install 'xwalk[bulk]'") from None
    work = Path(tempfile.mkdtemp(prefix="xwalk-compose-"))
    connection = None
    try:
        connection = duckdb.connect(":memory:")
        connection.execute("SET memory_limit = ?", [f"{int(memory * _SHARE / 10**6)}MB"])
        connection.execute("SET temp_directory = ?", [str(work / "spill")])
        connection.execute("SET enable_progress_bar = false")
        yield Engine(connection, work, steps, tick)
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        reason = str(error).splitlines()[0]
        raise XwalkError(
            f"the work does not fit: {reason}",
            hint=f"give it more with --memory, fewer with --max-hops, or room for its files in {work.parent}",
        ) from None
    except RuntimeError as error:
        if "interrupted" in str(error):  # how DuckDB says that Ctrl-C was pressed
            raise KeyboardInterrupt from None
        raise
    finally:
        if connection is not None:
            connection.close()
        shutil.rmtree(work, ignore_errors=True)
