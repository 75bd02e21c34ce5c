"""xwalk: a knowledge base of personalized-learning policy and a crosswalk engine over it.

The command line is the front door (``xwalk --help``); from Python::

    from xwalk import open_knowledge
    from xwalk.questions.funding import funding

    answer = funding(open_knowledge(), "flexible pacing")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xwalk.knowledge import Knowledge

__all__ = ["__version__", "open_knowledge"]
__version__ = "0.1.0"


def open_knowledge(*packs: Path) -> Knowledge:
    """The embedded knowledge base, with more packs beside or in place of it.

    Args:
        packs: Folders of packs; one that declares the name of a loaded pack replaces it.

    Raises:
        UsageError: A folder is not a pack.
        SourceError: A source cannot be read.

    >>> open_knowledge().meta["release"] != ""
    True
    """
    from xwalk.index.cache import open_index
    from xwalk.knowledge import Knowledge
    from xwalk.packs import loaded_packs

    return Knowledge(open_index(loaded_packs(packs)))
