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
from xwalk.routes import DEFAULT_RULES, Route

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
_UPWARD = ("xwalk:partOf", "skos:broader")


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
    """How many of some records are covered by at least one on the other side."""

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
    min_confidence: float = 0.5,
    rule_set: str = DEFAULT_RULES,
    tick: Callable[[int, int], None] = lambda _done, _of: None,
) -> Coverage:
    """The state of every cell of a table of two kinds.

    Args:
        knowledge: The knowledge base.
        rows: The kind of the rows.
        cols: The kind of the columns.
        relation: Only routes that conclude this relation count, as funds; any when empty.
        min_confidence: From this confidence on a cell is covered; below it, it is weak.
        rule_set: The rule set in force.
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
    counted = Counter(cell.state for cell in cells)
    return Coverage(
        rows,
        cols,
        wanted,
        min_confidence,
        rule_set,
        left,
        top,
        cells,
        {state: counted[state] for state in STATES},
        MEANING,
        Share(None, len(by_row), len(left)),
        Share(None, len(by_col), len(top)),
        _groups(knowledge, left, by_row),
        _groups(knowledge, top, by_col),
        _review(cells, left),
        "; ".join(sorted(cuts)) or None,
        knowledge.meta.get("release", ""),
        knowledge.meta.get("law_as_of", ""),
        knowledge.meta.get("disclaimer", ""),
    )


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
    """Coverage rolled up by what the records are part of; records that are part of nothing are left out."""
    held: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        above = chapter(knowledge, record)
        if above.key != record.key:
            held[above.key].append(record)
    shares = [
        Share(knowledge.record(key), sum(record.key in covered for record in members), len(members))
        for key, members in held.items()
    ]
    return sorted(shares, key=lambda share: share.record.name if share.record else "")


def chapter(knowledge: Knowledge, record: Record) -> Record:
    """The whole that a record is rolled up into: its component, or the section at the top of its law."""
    for statement in knowledge.statements_at(record.key, _UPWARD, inward=False):
        if not statement.negated and statement.status != "suggested":
            return knowledge.record(statement.object)
    return list(knowledge.ancestors(record, "dcterms:isPartOf"))[-1]


def _review(cells: list[Cell], rows: list[Record]) -> list[str]:
    """What to look at next: rows that nothing covers, then cells that come closest to the threshold."""
    states: dict[int, Counter[str]] = defaultdict(Counter)
    for cell in cells:
        states[cell.row.key][cell.state] += 1
    said = []
    for row in rows:
        count = states[row.key]
        if not count[COVERED] and count[UNREVIEWED]:
            said.append(
                f"{row.label} ({row.name}): nothing covers it; {count[WEAK]} weak, {count[UNREVIEWED]} unreviewed"
            )
    weak = sorted((c for c in cells if c.state == WEAK), key=lambda c: (-c.confidence, c.row.name, c.col.name))
    said += [
        f"{cell.row.label} × {cell.col.label}: weak at {cell.confidence:.2f}; xwalk cross {cell.row.name} --to "
        f"{cell.col.kind} shows the weakest step"
        for cell in weak[:10]
    ]
    return said
