"""Tables on a terminal of any width: nothing is lost, and nothing stands beyond the edge."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from xwalk.render.columns import columns
from xwalk.render.paper import Paper

WORDS = st.lists(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=18), max_size=12)
CELL = WORDS.map(" ".join)
TABLE = st.integers(1, 6).flatmap(
    lambda size: st.tuples(
        st.lists(st.text("abc", min_size=1, max_size=9), min_size=size, max_size=size),
        st.lists(st.lists(CELL, min_size=size, max_size=size), max_size=5),
    )
)


def printed(header: list[str], rows: list[list[str]], width: int, closing: str = "") -> list[str]:
    return columns(header, rows, closing=closing, paper=Paper(width=width, colour=False)).splitlines()


@given(table=TABLE, width=st.integers(40, 120))
def test_every_letter_is_printed_and_no_line_passes_the_edge(
    table: tuple[list[str], list[list[str]]], width: int
) -> None:
    header, rows = table
    lines = printed(header, rows, width)
    assert max(map(len, lines)) <= width
    letters = "".join("".join(lines).split())
    for row in rows:
        for cell in row:
            for word in cell.split():
                assert set(word) <= set(letters)
    assert sum(map(len, "".join(lines).split())) >= sum(len(w) for row in rows for cell in row for w in cell.split())


def test_columns_that_fit_are_as_wide_as_their_longest_cell() -> None:
    assert printed(["No.", "Name"], [["1", "a b"], ["22", ""]], 40) == ["No.  Name", "1    a b", "22"]


def test_wide_columns_share_what_the_others_leave() -> None:
    lines = printed(["No.", "Says"], [["1", "a sentence that is longer than the line of a terminal"]], 40)
    assert lines == [
        "No.  Says",
        "1    a sentence that is longer than the",
        "     line of a terminal",
    ]


def test_more_columns_than_can_be_read_become_a_list_without_empty_cells() -> None:
    header = [f"column {number}" for number in range(8)]
    rows = [["a rather long cell" if number != 3 else "" for number in range(8)], ["x"] * 8]
    lines = printed(header, rows, 60)
    assert lines[:4] == [f"column {number}: a rather long cell" for number in (0, 1, 2, 4)]
    assert lines[7] == ""
    assert lines[8:] == [f"column {number}: x" for number in range(8)]


def test_a_table_without_rows_still_names_its_columns() -> None:
    assert printed(["a", "b"], [], 40) == ["a  b"]
    assert printed([f"column {number}" for number in range(12)], [], 40)[0].startswith("column 0 · column 1")


def test_the_limits_of_an_answer_stand_below_it() -> None:
    assert printed(["a"], [["1"]], 40, closing="Not legal advice.") == ["a", "1", "", "Not legal advice."]


def test_a_cell_is_one_line_without_what_a_terminal_obeys() -> None:
    assert printed(["a"], [["x\x1b[31m\ny"]], 40) == ["a", "x\ufffd[31m y"]
