"""What a filled-in table says: the decisions, or what is wrong with each row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from xwalk.errors import SourceError
from xwalk.intake.sheet import Place, Sheet
from xwalk.names import NO_TERM_FOUND, list_words
from xwalk.review.form import ANYTHING, DECISIONS, ID, NOTHING, PRACTICE, SURE, Form, kinds_in, name_in


class Decision(NamedTuple):
    """What a curator decided of a practice.

    Attributes:
        row: The row of the table.
        practice: The identifier of the practice.
        text: Its text.
        relation: The relation, as a CURIE; ``sssom:NoTermFound`` where there is no counterpart.
        record: The record, as a CURIE; empty where there is no counterpart.
        kinds: The kinds among which there is no counterpart.
        confidence: How sure the curator is, as a number.
        note: The reason.
    """

    row: int
    practice: str
    text: str
    relation: str
    record: str
    kinds: tuple[str, ...]
    confidence: str
    note: str


class Fault(NamedTuple):
    """What is wrong with a row."""

    row: int
    reason: str


class Review(NamedTuple):
    """The decisions of a table, what is wrong with it, and how many rows are undecided."""

    decisions: list[Decision]
    faults: list[Fault]
    undecided: int


def read_review(sheet: Sheet, form: Form) -> Review:
    """The decisions of a table.

    Raises:
        SourceError: It is no table of a review.
    """
    missing = [column for column in (ID, PRACTICE, *DECISIONS[0][:3]) if column not in sheet.columns]
    if missing:
        raise SourceError(
            f"the column “{missing[0]}” is missing",
            hint="accept reads what xwalk match FILE -o review.xlsx wrote; keep the names of its columns",
            file=sheet.file,
        )
    decisions: list[Decision] = []
    faults: list[Fault] = []
    undecided = 0
    texts: dict[str, tuple[str, int]] = {}
    said: dict[tuple[str, str], Decision] = {}
    for row in sheet.rows:
        name, text = row.cells.get(ID, ""), row.cells.get(PRACTICE, "")
        if not name or not text:
            faults.append(Fault(row.number, f"“{ID}” or “{PRACTICE}” is empty"))
            continue
        first, place = texts.setdefault(name, (text, row.number))
        if first != text:
            faults.append(Fault(row.number, f"the identifier {name} has another practice in row {place}"))
            continue
        found = list(_of_row(row, name, text, form))
        undecided += not found
        for each in found:
            if isinstance(each, Fault):
                faults.append(each)
                continue
            other = said.setdefault((name, each.record or " ".join(each.kinds)), each)
            if other is not each:
                faults.append(Fault(row.number, f"the record was decided on in row {other.row} already"))
            else:
                decisions.append(each)
    faults += _against_themselves(decisions, form)
    return Review(decisions, faults, undecided)


def _against_themselves(decisions: Iterable[Decision], form: Form) -> Iterator[Fault]:
    """Practices that have a counterpart and, as another decision says, none of its kind."""
    kinds = {record.name: record.kind for record in form.records}
    for name, held in groupby(sorted(decisions, key=lambda each: each.practice), key=lambda each: each.practice):
        said = list(held)
        none = {kind: each for each in said for kind in each.kinds}
        for each in said:
            if other := none.get(kinds.get(each.record, "")):
                reason = f"“{NOTHING}” any {kinds[each.record]}, and yet {name} has {each.record} (row {each.row})"
                yield Fault(other.row, reason)


def _of_row(row: Place, name: str, text: str, form: Form) -> Iterator[Decision | Fault]:
    for relation, record, sure, note in DECISIONS:
        words, chosen, degree = (row.cells.get(column, "") for column in (relation, record, sure))
        if not words and not degree:
            continue
        reason = _wrong(words, chosen, degree, form, (relation, record, sure))
        if reason:
            yield Fault(row.number, reason)
            continue
        choice = next(each.relation for each in form.choices if each.words == words)
        nothing = choice == NO_TERM_FOUND
        yield Decision(
            row.number,
            name,
            text,
            choice,
            "" if nothing else name_in(chosen),
            kinds_in(chosen, form) if nothing else (),
            SURE[degree],
            row.cells.get(note, ""),
        )


def _wrong(words: str, chosen: str, degree: str, form: Form, columns: tuple[str, str, str]) -> str:
    """What is wrong with a decision, or an empty string."""
    relations = [choice.words for choice in form.choices]
    if words not in relations:
        return f"“{columns[0]}” is “{words}”, and must be {list_words(relations, conjunction='or')}"
    if degree not in SURE:
        return f"“{columns[2]}” is “{degree}”, and must be {list_words(SURE, conjunction='or')}"
    if words == NOTHING:
        if kinds_in(chosen, form):
            return ""
        fitting = list_words([*(f"any {kind}" for kind in form.kinds), ANYTHING], conjunction="or")
        return f"“{columns[1]}” is “{chosen}”; after “{NOTHING}” it must be {fitting}"
    called = {record.name: record.label for record in form.records}.get(name_in(chosen))
    if called is None:
        return f"“{columns[1]}” is “{chosen}”, which is no record of {list_words(form.kinds)}"
    words = chosen.removesuffix(f"({name_in(chosen)})").strip()
    return "" if words in ("", called) else f"“{columns[1]}” is “{chosen}”, and that record is called “{called}”"
