"""Build hook: compile the index that ships beside the data in the wheel."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class IndexHook(BuildHookInterface[Any]):
    """Compiles ``index.sqlite`` from the data folders and adds it to the wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the index before the wheel is packed; an editable install compiles its own."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from xwalk.index.compile import compile_index, fingerprint
        from xwalk.packs import open_pack
        from xwalk.store import load

        target = root / "build" / "index.sqlite"
        target.parent.mkdir(exist_ok=True)
        target.unlink(missing_ok=True)
        packs = [open_pack(root)]
        sources = fingerprint(packs)
        connection = sqlite3.connect(target)
        compile_index(load(packs), connection, sources)
        connection.close()
        build_data["force_include"][str(target)] = "xwalk/data/index.sqlite"
