"""Mapping sets: read with the line of every row, written in one way, named by what they say."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from random import Random

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xwalk.errors import SourceError
from xwalk.sssom import COLUMNS, PROPAGATED, REQUIRED, MappingSet, Row, hashed_id, read, statement_id, write

COLUMN_LINE = "subject_id\tpredicate_id\tobject_id\tmapping_justification"
HEADER = """\
#curie_map:
#  dish: https://example.org/food/dish/
#  menu: https://example.org/food/menu/
#mapping_set_id: https://example.org/food/mappings/dish--menu
#mapping_date: 2026-11-23
#object_source: menu:all
"""
ROW = "dish:soup\tskos:broadMatch\tmenu:lunch\tsemapv:ManualMappingCuration"
MINI = f"{HEADER}{COLUMN_LINE}\n{ROW}\n"

many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)

#: What a person or a spreadsheet puts into a cell. A carriage return is read as the end of a line, so it is left out.
CELLS = st.one_of(
    st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=12),
    st.text(st.sampled_from("ab\"'#\t\n ,;:|\u2028\x85\x0b\x0cé=@"), max_size=8),
)
IDS = st.from_regex(r"(dish|menu):[a-z0-9-]{1,6}", fullmatch=True)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "subject_id": IDS,
            "predicate_id": st.sampled_from(["skos:exactMatch", "skos:broadMatch"]),
            "object_id": IDS,
            "mapping_justification": st.just("semapv:ManualMappingCuration"),
        },
        optional={
            **{column: CELLS for column in COLUMNS if column not in REQUIRED},
            "extra_note": CELLS,
        },
    ),
    max_size=6,
)
#: Words of a title: what YAML could take for something else, and what could end the line of a header.
TITLES = st.one_of(
    st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=16),
    st.sampled_from(
        ["yes", "2026-11-23", "a: b", "# x", "'", '"', "- a", "a\u2028b", "a\n#b\n", " a ", "1.0", "null", "~"]
    ),
)


def file_of(folder: Path, text: str | bytes) -> Path:
    file = folder / "set.sssom.tsv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def mapping_set(folder: Path, text: str) -> MappingSet:
    return read(file_of(folder, text), shown_as="crosswalks/set.sssom.tsv")


def error_of(folder: Path, text: str | bytes) -> SourceError:
    with pytest.raises(SourceError) as caught:
        read(file_of(folder, text), shown_as="crosswalks/set.sssom.tsv")
    assert caught.value.file == "crosswalks/set.sssom.tsv"
    assert caught.value.hint
    return caught.value


def cells_of(mappings: MappingSet) -> list[dict[str, str]]:
    return sorted((row.cells for row in mappings.rows), key=lambda cells: sorted(cells.items()))


@many
@given(rows=ROWS, title=TITLES, given_once=st.dictionaries(st.sampled_from(PROPAGATED), IDS))
@example(rows=[], title="a\u2028b", given_once={})
@example(rows=[], title="\x85", given_once={})
def test_what_is_written_reads_as_the_same_set(
    tmp_path: Path, rows: list[dict[str, str]], title: str, given_once: dict[str, str]
) -> None:
    metadata = {"curie_map": {"dish": "https://example.org/dish/"}, "mapping_set_title": title, **given_once}
    held = [Row(0, given_once | {column: cell for column, cell in row.items() if cell}) for row in rows]
    before = MappingSet("set.sssom.tsv", metadata, REQUIRED, held)
    text = write(before)
    after = mapping_set(tmp_path, text)
    assert after.metadata == metadata
    assert cells_of(after) == cells_of(before)
    assert write(after) == text


@given(ROWS, st.randoms())
def test_rows_that_differ_in_what_they_say_have_one_order(rows: list[dict[str, str]], chance: Random) -> None:
    kept = {(row["subject_id"], row["predicate_id"], row["object_id"]): row for row in rows}
    held = [Row(0, {c: cell for c, cell in row.items() if cell and c in REQUIRED}) for row in kept.values()]
    shuffled = list(held)
    chance.shuffle(shuffled)
    assert write(MappingSet("s", {}, REQUIRED, shuffled)) == write(MappingSet("s", {}, REQUIRED, held))


@pytest.mark.parametrize("path", sorted((ROOT / "crosswalks").glob("*.tsv")), ids=lambda path: path.name)
def test_our_own_sets_are_in_the_form_that_is_written(path: Path) -> None:
    assert write(read(path)) == path.read_text(encoding="utf-8")


def test_a_row_stands_on_the_line_that_is_said(tmp_path: Path) -> None:
    quoted = 'dish:a\tskos:exactMatch\tmenu:"a"\t"semapv:Manual\nMapping\n\nCuration"'
    found = mapping_set(tmp_path, f"{HEADER}{COLUMN_LINE}\n{ROW}\n\n{quoted}\n{ROW}\n")
    assert [row.line for row in found.rows] == [8, 10, 14]
    assert found.rows[1].get("object_id") == 'menu:"a"'
    assert found.rows[1].get("mapping_justification") == "semapv:Manual\nMapping\n\nCuration"


def test_what_the_header_says_once_holds_for_every_row(tmp_path: Path) -> None:
    (row,) = mapping_set(tmp_path, MINI).rows
    assert row.get("mapping_date") == "2026-11-23"
    assert row.get("object_source") == "menu:all"


def test_what_a_row_says_itself_wins_over_the_header(tmp_path: Path) -> None:
    text = f"{HEADER}{COLUMN_LINE}\tmapping_date\n{ROW}\t2020-01-01\n{ROW}\t\n"
    assert [row.get("mapping_date") for row in mapping_set(tmp_path, text).rows] == ["2020-01-01", "2026-11-23"]


def test_a_slot_that_the_specification_does_not_propagate_stays_in_the_header(tmp_path: Path) -> None:
    (row,) = mapping_set(tmp_path, f"#comment: of the set\n#rule_set: skos\n{COLUMN_LINE}\n{ROW}\n").rows
    assert row.get("comment") == ""


def test_what_holds_for_every_row_is_written_once(tmp_path: Path) -> None:
    found = mapping_set(tmp_path, f"{HEADER}{COLUMN_LINE}\tmapping_date\n{ROW}\t2026-11-23\n")
    columns = next(line for line in write(found).splitlines() if not line.startswith("#"))
    assert columns == COLUMN_LINE
    other = mapping_set(tmp_path, f"{HEADER}{COLUMN_LINE}\tmapping_date\n{ROW}\t2020-01-01\n{ROW}\t\n")
    assert [row.get("mapping_date") for row in mapping_set(tmp_path, write(other)).rows] == ["2020-01-01", "2026-11-23"]


def test_unknown_columns_are_kept_after_the_known_ones(tmp_path: Path) -> None:
    found = mapping_set(tmp_path, f"zest\tevidence\t{COLUMN_LINE}\nlemon\tpassage:a|passage:b\t{ROW}\n")
    assert write(found) == f"#{{}}\n{COLUMN_LINE}\tevidence\tzest\n{ROW}\tpassage:a|passage:b\tlemon\n"


def test_a_set_names_itself_its_prefixes_and_its_rules(tmp_path: Path) -> None:
    bare = mapping_set(tmp_path, f"{COLUMN_LINE}\n")
    assert bare.id == "file:crosswalks/set.sssom.tsv"
    assert bare.rule_set == "sssom"
    assert bare.prefixes["skos"] == "http://www.w3.org/2004/02/skos/core#"
    full = mapping_set(tmp_path, f"{HEADER}#rule_set: kitchen\n{COLUMN_LINE}\n")
    assert full.id == "https://example.org/food/mappings/dish--menu"
    assert full.rule_set == "kitchen"
    assert full.prefixes["dish"] == "https://example.org/food/dish/"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    plain = mapping_set(tmp_path, MINI)
    assert mapping_set(tmp_path, "\ufeff" + MINI.replace("\n", "\r\n")) == plain


def test_cells_left_out_at_the_end_of_a_row_are_empty(tmp_path: Path) -> None:
    (row,) = mapping_set(tmp_path, f"{COLUMN_LINE}\tcomment\n{ROW}\n").rows
    assert row.get("comment") == ""


def test_empty_cells_beyond_the_columns_are_no_error(tmp_path: Path) -> None:
    assert len(mapping_set(tmp_path, f"{COLUMN_LINE}\n{ROW}\t\t\n").rows) == 1


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (f"#title: a\n#bad: [b\n{COLUMN_LINE}\n", 3, "not YAML"),
        (f"#title: a\n#also: b: c\n{COLUMN_LINE}\n", 2, "not YAML"),
        (f"#title: \x07\n{COLUMN_LINE}\n", 1, "not YAML"),
        (f"#just words\n{COLUMN_LINE}\n", 1, "key: value"),
        (f"#title: a\n#mapping_date: 2026-13-45\n{COLUMN_LINE}\n", 1, "metadata cannot be read"),
        (f"#title: {'[' * 5000}\n{COLUMN_LINE}\n", 1, "nested too deeply"),
        (f"#title: a\n#curie_map: dish\n{COLUMN_LINE}\n", 2, "curie_map"),
        (f"#title: a\n{COLUMN_LINE.replace('predicate_id', 'predicate')}\n", 2, "the column predicate_id is missing"),
        (f"#title: a\n{COLUMN_LINE}\tcomment\tcomment\n", 2, "the column comment stands twice"),
        (f"#title: a\n{COLUMN_LINE}\n{ROW}\n{ROW}\tmore\n", 4, "5 cells under 4 columns"),
        (f'#title: a\n{COLUMN_LINE}\n{ROW}\n"{ROW}\n{ROW}\n{ROW}\n', 4, "not tab-separated"),
        (f'#title: a\n{COLUMN_LINE}\n{ROW}\n"dish"es\t{ROW}\n', 4, "not tab-separated"),
    ],
)
def test_a_bad_file_is_refused_with_file_and_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    error = error_of(tmp_path, text)
    assert says in error.reason
    assert error.line == line
    assert str(error).startswith(f"crosswalks/set.sssom.tsv:{line}: ")


def test_bytes_that_are_not_utf_8_are_refused_with_file_and_line(tmp_path: Path) -> None:
    error = error_of(tmp_path, f"{HEADER}{COLUMN_LINE}\n".encode() + b"dish:caf\xe9\ta\tb\tc\n")
    assert (error.line, error.hint) == (8, "save it as UTF-8 text")


@pytest.mark.parametrize("text", ["", "#title: a\n", HEADER])
def test_a_file_without_columns_is_refused(tmp_path: Path, text: str) -> None:
    assert "no columns" in error_of(tmp_path, text).reason


def test_a_file_that_is_not_there_is_an_error_of_that_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"crosswalks/none\.tsv: cannot be read"):
        read(tmp_path / "none.tsv", shown_as="crosswalks/none.tsv")


SAID = {
    "subject_id": "dish:soup",
    "predicate_id": "skos:broadMatch",
    "predicate_modifier": "Not",
    "object_id": "menu:lunch",
    "mapping_justification": "semapv:ManualMappingCuration",
}
SET = "https://example.org/food/mappings/dish--menu"


def test_the_identity_of_a_statement_is_the_same_for_ever() -> None:
    assert statement_id(SET, Row(1, SAID)) == "statement:1173c8842c76"


@pytest.mark.parametrize("part", sorted(SAID))
def test_the_identity_changes_with_each_part_of_what_is_said(part: str) -> None:
    before = statement_id(SET, Row(1, SAID))
    assert statement_id(SET, Row(1, SAID | {part: "x"})) != before
    assert statement_id(SET, Row(1, {key: cell for key, cell in SAID.items() if key != part})) != before


def test_the_identity_changes_with_the_set() -> None:
    assert statement_id(SET, Row(1, SAID)) != statement_id(f"{SET}-2", Row(1, SAID))


@pytest.mark.parametrize("column", sorted(set(COLUMNS) - set(SAID) - {"record_id"}))
def test_the_identity_does_not_change_with_what_is_said_about_the_statement(column: str) -> None:
    assert statement_id(SET, Row(9, SAID | {column: "x"})) == statement_id(SET, Row(1, SAID))


def test_the_record_id_is_the_identity_where_there_is_one() -> None:
    assert statement_id(SET, Row(1, SAID | {"record_id": "mine:1"})) == "mine:1"
    assert statement_id("other", Row(1, {"record_id": "mine:1"})) == "mine:1"


def test_no_counterpart_in_one_source_is_not_no_counterpart_in_another() -> None:
    none = SAID | {"object_id": "sssom:NoTermFound"}
    one, other = (statement_id(SET, Row(1, none | {"object_source": source})) for source in ("a:a", "b:b"))
    assert one != other


@given(st.lists(IDS, min_size=1, max_size=6), st.lists(IDS, min_size=1, max_size=6))
def test_two_lists_of_words_have_one_hash_only_when_they_are_the_same(one: list[str], other: list[str]) -> None:
    assert (hashed_id(one) == hashed_id(other)) == (one == other)


def test_no_two_statements_of_ours_have_one_identity() -> None:
    sets = [read(path) for path in sorted((ROOT / "crosswalks").glob("*.tsv"))]
    names = [statement_id(mappings.id, row) for mappings in sets for row in mappings.rows]
    assert len(names) > 300
    assert len(set(names)) == len(names)


def test_reading_keeps_nothing_of_an_earlier_file(tmp_path: Path) -> None:
    first = mapping_set(tmp_path, MINI)
    second = mapping_set(tmp_path, f"{COLUMN_LINE}\n{ROW}\n")
    assert "dish" in first.prefixes
    assert "dish" not in second.prefixes
    assert second.rows == [dataclasses.replace(second.rows[0], line=2)]
