"""The compiled index as a file of its own, for programs that read SQLite."""

from __future__ import annotations

import sqlite3
import tempfile
from pathlib import Path

from xwalk.knowledge import Knowledge


def to_sqlite(knowledge: Knowledge) -> bytes:
    """The index, without the times of the files that it was made of: they say nothing to a reader.

    Args:
        knowledge: The knowledge base. Its tables are described in ``xwalk/index/schema.sql``.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index.sqlite"
        copy = sqlite3.connect(":memory:")
        knowledge.db.backup(copy)
        copy.execute("UPDATE file SET mtime_ns = 0")
        copy.commit()
        # a fresh file has no trace of how often and when the index was written
        copy.execute("VACUUM INTO ?", (str(path),))
        copy.close()
        return path.read_bytes()
