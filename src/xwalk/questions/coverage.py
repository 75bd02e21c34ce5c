"""How far one kind is covered by another, cell by cell, and where nobody has looked yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import NO_TERM_FOUND, plain
from xwalk.questions.cross import Reached, check_question, reach
from xwalk.questions.grouping import other_end
from xwalk.routes import Route

#: The states of a cell, best first.
COVERED, WEAK, BLOCKED, NONE, UNREVIEWED = STATES = ("covered", "weak", "blocked", "none", "unreviewed")
#: What each state means, for readers.
MEANING = {
    COVERED: "a route reaches the threshold",
    WEAK: "every route stays below the threshold",
    BLOCKED: "a denial forbids every route",
    NONE: "a reviewer looked and found no counterpart",
    UNREVIEWED: "nothing is recorded; nobody has looked, as far as is known",
}
#: From this confidence on a cell is covered, unless the question says otherwise.
THRESHOLD = 0.5
_UNREVIEWED_RELATION = "nothing recorded concludes this relation; nobody has looked, as far as is known"
#: How many records of a side, and how many weak cells, are named for review.
_MOST_REVIEWED = 12


class Cell(NamedTuple):
    """One row and one column: the state, and the relation and confidence of the best route.

    ``statements`` are the names of those that the state rests on: the steps of the best route in order, or the denials
    that block, or the rows by which a reviewer found no counterpart.
    """

    row: Record
    col: Record
    state: str
    relation: str
    confidence: float
    statements: tuple[str, ...]


class Share(NamedTuple):
    """How many of some records are covered by at least one on the other side.

    ``record`` is the whole that they are part of; None for a side as a whole, or for those that are part of nothing.
    """

    record: Record | None
    covered: int
    of: int


class Coverage(NamedTuple):
    """The answer to ``xwalk coverage``."""

    row_kind: str
    col_kind: str
    relation: str
    threshold: float
    rule_set: str
    rows: list[Record]
    cols: list[Record]
    cells: list[Cell]
    states: dict[str, int]
    meaning: dict[str, str]
    row_share: Share
    col_share: Share
    row_groups: list[Share]
    col_groups: list[Share]
    review: list[str]
    cut: str | None
    release: str
    law_as_of: str
    disclaimer: str


def coverage(
    knowledge: Knowledge,
    rows: str,
    cols: str,
    *,
    relation: str = "",
    min_confidence: float = THRESHOLD,
    rule_set: str = "",
    tick: Callable[[int, int], None] = lambda _done, _of: None,
) -> Coverage:
    """The state of every cell of a table of two kinds.

    Args:
        knowledge: The knowledge base.
        rows: The kind of the rows.
        cols: The kind of the columns.
        relation: Only routes that conclude this relation count, as funds; any when empty.
        min_confidence: From this confidence on a cell is covered; below it, it is weak.
        rule_set: A rule set that must hold every rule, beside those of the mapping sets that a route crosses.
        tick: Called with the number of rows that are done, and of all.

    Raises:
        UsageError: There is no such kind, relation or rule set.
    """
    for kind in (rows, cols):
        check_question(knowledge, kind, rule_set)
    wanted = _relation(knowledge, relation)
    left, top = knowledge.of_kind(rows), knowledge.of_kind(cols)
    absent = _Absent(knowledge)
    cells: list[Cell] = []
    cuts: set[str] = set()
    for number, row in enumerate(left, 1):
        reached = reach(knowledge, row, [cols], rule_set=rule_set)
        cuts |= {reached.cut} if reached.cut else set()
        cells += _row(knowledge, row, top, reached, wanted, min_confidence, absent)
        tick(number, len(left))
    covered = [cell for cell in cells if cell.state == COVERED]
    by_row, by_col = {cell.row.key for cell in covered}, {cell.col.key for cell in covered}
    return Coverage(
        rows,
        cols,
        wanted,
        min_confidence,
        rule_set,
        left,
        top,
        cells,
        _counted(cells),
        MEANING | ({UNREVIEWED: _UNREVIEWED_RELATION} if wanted else {}),
        Share(None, len(by_row), len(left)),
        Share(None, len(by_col), len(top)),
        _groups(knowledge, left, by_row),
        _groups(knowledge, top, by_col),
        _review(cells, left, top),
        "; ".join(sorted(cuts)) or None,
        knowledge.meta.get("release", ""),
        knowledge.meta.get("law_as_of", ""),
        knowledge.meta.get("disclaimer", ""),
    )


def states_of(knowledge: Knowledge, record: Record, kind: str) -> dict[str, int]:
    """How many records of a kind are in each state for one record: its row of their table, counted.

    >>> from xwalk import open_knowledge
    >>> knowledge = open_knowledge()
    >>> pacing = knowledge.by_name("area:flexible-pacing")
    >>> sum(states_of(knowledge, pacing, "component").values()) == len(knowledge.of_kind("component"))
    True
    """
    reached, absent = reach(knowledge, record, [kind]), _Absent(knowledge)
    return _counted(_row(knowledge, record, knowledge.of_kind(kind), reached, "", THRESHOLD, absent))


def _counted(cells: Iterable[Cell]) -> dict[str, int]:
    counted = Counter(cell.state for cell in cells)
    return {state: counted[state] for state in STATES}


def _relation(knowledge: Knowledge, words: str) -> str:
    if not words:
        return ""
    for name in knowledge.rules.relations:
        if words in {name, plain(name)}:
            return str(name)
    known = ", ".join(sorted(map(plain, knowledge.rules.relations)))
    raise UsageError(f"there is no relation “{words}”", hint=f"relations are {known}")


def _row(
    knowledge: Knowledge,
    row: Record,
    cols: list[Record],
    reached: Reached,
    relation: str,
    threshold: float,
    absent: _Absent,
) -> list[Cell]:
    best: dict[int, Route] = {}
    for route in reached.routes:
        if not relation or route.relation == relation:
            known = best.get(other_end(route, row))
            if known is None or _rank(knowledge, route) < _rank(knowledge, known):
                best[other_end(route, row)] = route
    blocked: dict[int, set[str]] = defaultdict(set)
    for each in reached.blocked:
        if not relation or each.route.relation == relation:
            blocked[other_end(each.route, row)].add(each.denial.name)
    cells = []
    for col in cols:
        found = best.get(col.key)
        if found is not None:
            state = COVERED if found.confidence >= threshold else WEAK
            names = tuple(hop.statement.name for hop in found.hops)
            cells.append(Cell(row, col, state, found.relation, found.confidence, names))
        elif col.key in blocked:
            cells.append(Cell(row, col, BLOCKED, "", 0.0, tuple(sorted(blocked[col.key]))))
        else:
            looked = absent.between(row, col)
            cells.append(Cell(row, col, NONE if looked else UNREVIEWED, "", 0.0, looked))
    return cells


def _rank(knowledge: Knowledge, route: Route) -> tuple[float, int]:
    return (-round(route.confidence, 9), knowledge.rules.rank(route.relation))


class _Absent:
    """No-counterpart rows: a reviewer looked through a scheme for a record and found none."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._looked: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        nothing = knowledge.by_name(NO_TERM_FOUND)
        if nothing is not None:
            for statement in knowledge.statements_of(nothing):
                self._looked[statement.subject][statement.object_source].add(statement.name)

    def between(self, one: Record, other: Record) -> tuple[str, ...]:
        """The rows by which a reviewer found no counterpart of either in the scheme of the other."""
        return tuple(sorted(self._rows(one, other) | self._rows(other, one)))

    def _rows(self, record: Record, other: Record) -> set[str]:
        held = self._looked.get(record.key)
        if held is None:
            return set()
        schemes = (other.name, *self.knowledge.values(other, "skos:inScheme"))
        return {name for scheme in schemes if scheme in held for name in held[scheme]}


def _groups(knowledge: Knowledge, records: Iterable[Record], covered: set[int]) -> list[Share]:
    """Coverage rolled up by what the records are part of in the end; those that are part of nothing come last."""
    held: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        held[_whole(knowledge, record).key].append(record)
    alone = [members[0] for key, members in held.items() if [record.key for record in members] == [key]]
    for record in alone:
        del held[record.key]
    shares = [
        Share(knowledge.record(key), sum(record.key in covered for record in members), len(members))
        for key, members in held.items()
    ]
    ranked = sorted(shares, key=lambda share: share.record.name if share.record else "")
    rest = [Share(None, sum(record.key in covered for record in alone), len(alone))] if alone and held else []
    return ranked + rest


def _whole(knowledge: Knowledge, record: Record) -> Record:
    """The whole that a record is rolled up into: its component, or the section at the top of its law."""
    seen = {record.key}
    while True:
        above = next(
            (
                statement.object
                for statement in knowledge.statements_at(record.key, knowledge.rules.upward, inward=False)
                if not statement.negated and statement.status != "suggested" and statement.object not in seen
            ),
            None,
        )
        if above is None:
            return list(knowledge.ancestors(record, "dcterms:isPartOf"))[-1]
        seen.add(above)
        record = knowledge.record(above)


def _review(cells: list[Cell], rows: list[Record], cols: list[Record]) -> list[str]:
    """What to look at next: what nothing covers, rows first, then the cells that come closest to the threshold."""
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        states[cell.row.key][cell.state] += 1
        if cell.col.key != cell.row.key:
            states[cell.col.key][cell.state] += 1
    weak = sorted((c for c in cells if c.state == WEAK), key=lambda c: (-c.confidence, c.row.name, c.col.name))
    near = [
        f"{cell.row.label} × {cell.col.label}: weak at {cell.confidence:.2f}; xwalk cross {cell.row.name} --to "
        f"{cell.col.kind} shows the weakest step"
        for cell in weak[:_MOST_REVIEWED]
    ]
    near += _left(len(weak), "cells that are weak")
    return _open(rows, states) + near + (_open(cols, states) if cols != rows else [])


def _open(side: list[Record], states: dict[int, Counter[str]]) -> list[str]:
    """The records of a side that nothing covers and nobody has reviewed."""
    held = [record for record in side if not states[record.key][COVERED] and states[record.key][UNREVIEWED]]
    said = [
        f"{record.label} ({record.name}): nothing covers it; {states[record.key][WEAK]} weak, "
        f"{states[record.key][UNREVIEWED]} unreviewed"
        for record in held[:_MOST_REVIEWED]
    ]
    return said + _left(len(held), f"of kind {held[0].kind} that nothing covers" if held else "")


def _left(number: int, words: str) -> list[str]:
    """What a list that is cut leaves out, in words."""
    return [f"and {number - _MOST_REVIEWED} more {words}"] if number > _MOST_REVIEWED else []
