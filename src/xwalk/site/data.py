"""The data beside the pages: everything that the site offers and that is no page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xwalk.knowledge import Knowledge
from xwalk.packs import Pack
from xwalk.site.answer_data import answer_data
from xwalk.site.query_page import query_data
from xwalk.site.twins import twins
from xwalk.store import load


def data(packs: Sequence[Pack], knowledge: Knowledge) -> Iterator[tuple[str, bytes]]:
    """Every file of data: its path below the folder of the site, and its bytes.

    Args:
        packs: The packs, the first named first.
        knowledge: What they say, compiled.
    """
    store = load(packs)
    yield from twins(store, knowledge)
    yield from query_data(packs, store, knowledge)
    yield from answer_data(knowledge)
