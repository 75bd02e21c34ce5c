"""The rule table, for a reader."""

from __future__ import annotations

from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge


class RuleRow(NamedTuple):
    """One rule: what follows what, what it gives, the share of confidence it keeps, the sets that hold it, and why."""

    id: str
    first: str
    then: str
    gives: str
    factor: float
    sets: list[str]
    why: str


def rule_table(knowledge: Knowledge, rule_set: str = "") -> list[RuleRow]:
    """Every rule, or those of one set, by the relations that they join.

    Args:
        knowledge: The knowledge base.
        rule_set: The name of a rule set, or nothing for all.

    Raises:
        UsageError: There is no such rule set.
    """
    rules = knowledge.rules
    if rule_set and rule_set not in rules.sets:
        raise UsageError(f"there is no rule set “{rule_set}”", hint=f"rule sets are {', '.join(sorted(rules.sets))}")
    held: dict[str, RuleRow] = {}
    for name, first, then, gives, factor, each, why in knowledge.db.execute(
        "SELECT name, first, next, gives, factor, rule_set, why FROM rule ORDER BY name, rule_set"
    ):
        held.setdefault(name, RuleRow(name, first, then, gives, factor, [], why)).sets.append(each)
    rows = [row for row in held.values() if not rule_set or rule_set in row.sets]
    return sorted(rows, key=lambda row: (rules.rank(row.first), rules.rank(row.then), row.id))
