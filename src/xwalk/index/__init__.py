"""The compiled index: one SQLite file that answers every question without parsing a source again."""

from __future__ import annotations

from xwalk import __version__

#: The tables that this program reads and writes; an index of another version is made anew.
SCHEMA_VERSION = f"10 of {__version__}"
