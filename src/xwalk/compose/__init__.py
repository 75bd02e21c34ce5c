"""Bulk composition: what follows from mapping sets of any field, as one relational plan.

``load.sql`` and ``number.sql`` read files with DuckDB and number what they say; ``plan/*.sql`` is the composition
itself, in plain SQL over integers that another engine can run unchanged.
"""

from __future__ import annotations

from xwalk.compose.options import Options
from xwalk.compose.run import Summary, compose

__all__ = ["Options", "Summary", "compose"]
