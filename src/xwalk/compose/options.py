"""How to compose, as the caller says it."""

from __future__ import annotations

from typing import NamedTuple

#: The rule set of a composition that names none.
DEFAULT_RULES = "sssom"


class Options(NamedTuple):
    """How to compose.

    Args:
        rule_set: The rule set in force, beside those of the mapping sets.
        max_hops: The greatest number of steps of a route.
        same_vocabulary: Whether both ends of a pair may be of one vocabulary.
        any_subject: Whether a vocabulary may be subject that stands as subject in no given row.
        by_cardinality: Whether a statement without confidence is weighed by its rivals.
        memory: The bytes that may be used.
        set_id: The IRI of the set that is written; left out, it is made of the name of the file.
    """

    rule_set: str = DEFAULT_RULES
    max_hops: int = 3
    same_vocabulary: bool = False
    any_subject: bool = False
    by_cardinality: bool = False
    memory: int = 4 * 10**9
    set_id: str = ""
