"""The compiled index: fresh, rebuilt by itself, never half-written, and there for whoever cannot write."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import MINI_ONTOLOGY, ROOT

from xwalk import cli
from xwalk.errors import SourceError
from xwalk.index import SCHEMA_VERSION, cache
from xwalk.index import compile as compiler
from xwalk.index.cache import cache_folder, open_index
from xwalk.knowledge import Knowledge
from xwalk.packs import Pack, loaded_packs, open_pack
from xwalk.store import load

PREFIXES = """\
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""


def dish(name: str, label: str) -> str:
    """A file of one record."""
    return f'{PREFIXES}dish:{name}\n    a ex:Dish ;\n    skos:prefLabel "{label}"@en .\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache."""
    place = tmp_path / "cache"
    monkeypatch.setenv("XWALK_CACHE", str(place))
    return place


@pytest.fixture
def root(folder: Path, write_pack: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small pack in the place of the embedded one."""
    found = write_pack({"kb/soup.ttl": dish("soup", "Soup"), "kb/stew.ttl": dish("stew", "Stew")}, name="embedded")
    assert not folder.exists()
    embed(found, monkeypatch)
    return found


def embed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a folder in the place of the embedded knowledge base."""
    monkeypatch.setattr("xwalk.packs.embedded_root", lambda: root)
    monkeypatch.setattr("xwalk.index.cache.embedded_root", lambda: root)


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with every index that is compiled."""
    runs: list[int] = []
    real = compiler.compile_index

    def count(*arguments: Any) -> None:
        runs.append(len(runs))
        real(*arguments)

    monkeypatch.setattr(compiler, "compile_index", count)
    return runs


def label(name: str, *folders: Path) -> str | None:
    """What a fresh index calls a record, or None."""
    with closing(open_index(loaded_packs(folders))) as connection:
        record = Knowledge(connection).by_name(name)
        return record.label if record else None


def kept(folder: Path) -> list[Path]:
    """The files of the cache, of which none may be half-written."""
    found = sorted(folder.iterdir())
    assert [file.suffix for file in found] == [".sqlite"] * len(found)
    return found


def later(file: Path) -> None:
    """Make a file newer than the index by more than any clock is coarse."""
    stat = file.stat()
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns + 5_000_000_000))


def say_again(file: Path, text: str) -> None:
    """Write a file anew, so that it is newer."""
    before = file.stat()
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns + 5_000_000_000))


# Freshness


@pytest.mark.usefixtures("root")
def test_a_second_question_compiles_nothing(compiled: list[int], folder: Path) -> None:
    assert [label("dish:soup"), label("dish:soup")] == ["Soup", "Soup"]
    assert len(compiled) == 1
    assert len(kept(folder)) == 1


def test_a_touched_source_keeps_the_index_and_is_read_only_once(
    root: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    label("dish:soup")
    later(root / "kb/soup.ttl")
    assert label("dish:soup") == "Soup"
    assert len(compiled) == 1
    monkeypatch.setattr(cache, "_same_content", lambda *_: pytest.fail("the new time was not remembered"))
    assert label("dish:soup") == "Soup"


@pytest.mark.parametrize("text", ["Brew", "A longer name"], ids=["of the same size", "of another size"])
def test_a_changed_source_is_compiled_by_itself(text: str, root: Path, compiled: list[int], folder: Path) -> None:
    label("dish:soup")
    say_again(root / "kb/soup.ttl", dish("soup", text))
    assert label("dish:soup") == text
    assert len(compiled) == 2
    assert len(kept(folder)) == 1


def test_a_new_a_removed_and_a_renamed_source_are_noticed(root: Path, compiled: list[int]) -> None:
    assert label("dish:bread") is None
    (root / "kb/deep").mkdir()
    (root / "kb/deep/bread.ttl").write_text(dish("bread", "Bread"), encoding="utf-8")
    assert label("dish:bread") == "Bread"
    (root / "kb/soup.ttl").unlink()
    assert label("dish:soup") is None
    (root / "kb/stew.ttl").rename(root / "kb/stews.ttl")
    with closing(open_index(loaded_packs([]))) as connection:
        record = Knowledge(connection).by_name("dish:stew")
    assert record is not None
    assert record.file == "kb/stews.ttl"
    assert len(compiled) == 4


def test_a_file_that_is_no_source_changes_nothing(root: Path, compiled: list[int]) -> None:
    label("dish:soup")
    (root / "kb/notes.txt").write_text("x", encoding="utf-8")
    (root / "kb/.hidden").mkdir()
    (root / "kb/.hidden/soup.ttl").write_text("not Turtle", encoding="utf-8")
    assert label("dish:soup") == "Soup"
    assert len(compiled) == 1


# Broken sources


def test_a_broken_source_leaves_the_last_good_index_and_says_where_it_is_broken(
    root: Path, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert cli.main(["find", "stew"]) == 0
    good = capsys.readouterr()
    assert good.err == ""
    soup = root / "kb/soup.ttl"
    say_again(soup, dish("soup", "Soup") + "dish:bad a .\n")
    assert cli.main(["find", "stew"]) == 0
    answered = capsys.readouterr()
    assert answered.out == good.out
    warning, hint = answered.err.splitlines()
    assert warning.startswith("warning: kb/soup.ttl:8: not Turtle")
    assert warning.endswith("answering from the last good index")
    assert hint.startswith("hint: ")
    assert "xwalk check" in hint
    kept(folder)
    say_again(soup, dish("soup", "Soup of today"))
    assert cli.main(["find", "soup"]) == 0
    mended = capsys.readouterr()
    assert "Soup of today" in mended.out
    assert mended.err == ""


def test_a_warning_about_a_broken_source_carries_nothing_that_a_terminal_obeys(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label("dish:soup")
    say_again(root / "kb/soup.ttl", "\x1b[31m\x07 \u202e")
    assert cli.main(["find", "stew"]) == 0
    err = capsys.readouterr().err
    assert err.startswith("warning: kb/soup.ttl:1")
    assert all(letter.isprintable() for letter in err.replace("\n", ""))


@pytest.mark.parametrize(
    ("path", "text", "where"),
    [
        ("kb/soup.ttl", "nonsense", "kb/soup.ttl:1"),
        ("ontology/more.ttl", "\n\nnonsense", "ontology/more.ttl:3"),
        ("crosswalks/a.sssom.tsv", "#a: b\nsubject_id\tobject_id\n", "crosswalks/a.sssom.tsv:2"),
    ],
)
def test_a_broken_source_without_an_index_is_an_error_with_its_place(
    path: str, text: str, where: str, root: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (root / path).parent.mkdir(exist_ok=True)
    (root / path).write_text(text, encoding="utf-8")
    assert cli.main(["find", "stew"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    error, hint = err.splitlines()
    assert error.startswith(f"error: {where}: ")
    assert hint.startswith("hint: ")
    assert not folder.exists() or not kept(folder)


# Two at once, and stopped halfway


def test_two_processes_that_compile_at_once_both_answer(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "xwalk", "show", "area:flexible-pacing", "-f", "json"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=os.environ | {"XWALK_CACHE": str(folder)},
        )
        for _ in range(3)
    ]
    answers = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0]
    assert {err for _, err in answers} == {b""}
    assert len({out for out, _ in answers}) == 1
    assert b"Flexible pacing" in answers[0][0]
    assert len(kept(folder)) == 1


def test_a_long_compilation_says_on_a_terminal_how_far_it_is_and_takes_the_words_away(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    row = (
        "https://example.org/food/dish/soup\tskos:closeMatch\thttps://example.org/food/dish/stew\tsemapv:MappingReview"
    )
    columns = "subject_id\tpredicate_id\tobject_id\tmapping_justification\n"
    (root / "crosswalks").mkdir()
    (root / "crosswalks/all.sssom.tsv").write_text(f"{columns}{row}\n", encoding="utf-8")
    monkeypatch.setattr(compiler, "_AT_ONCE", 1)
    assert label("dish:soup") == "Soup"
    assert capsys.readouterr().err == ""
    for file in kept(folder):
        file.unlink()
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert label("dish:soup") == "Soup"
    said = capsys.readouterr().err
    assert "making the index: 3 of 3 records and statements" in said
    assert said.endswith("\r\x1b[K")


def test_a_compilation_that_is_stopped_leaves_nothing_behind(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(compiler, "compile_index", stop)
        with pytest.raises(KeyboardInterrupt):
            label("dish:soup")
    assert kept(folder) == []
    assert label("dish:soup") == "Soup"
    say_again(root / "kb/soup.ttl", dish("soup", "Brew"))
    with monkeypatch.context() as patched:
        patched.setattr(compiler, "compile_index", stop)
        with pytest.raises(KeyboardInterrupt):
            label("dish:soup")
    assert len(kept(folder)) == 1
    assert label("dish:soup") == "Brew"


def test_an_open_index_still_answers_while_another_takes_its_place(root: Path) -> None:
    with closing(open_index(loaded_packs([]))) as before:
        say_again(root / "kb/soup.ttl", dish("soup", "Brew"))
        assert label("dish:soup") == "Brew"
        record = Knowledge(before).by_name("dish:soup")
        assert record is not None
        assert record.label == "Soup"


# Caches that cannot be used


def refuse_writing(*_: object, **__: object) -> tuple[int, str]:
    """What a folder does that may only be read."""
    raise PermissionError(13, "Permission denied")


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize("place", ["file/cache", "file"], ids=["below a file", "a file"])
def test_a_cache_that_cannot_be_made_still_answers_and_says_so(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("XWALK_CACHE", str(tmp_path / place))
    for _ in range(2):
        assert cli.main(["find", "stew"]) == 0
        out, err = capsys.readouterr()
        assert "dish:stew" in out
        warning, hint = err.splitlines()
        assert warning.startswith("warning: ")
        assert "cannot be written" in warning
        assert "XWALK_CACHE" in hint


def test_a_read_only_cache_is_read_while_it_is_fresh_and_passed_by_when_it_is_not(
    root: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    label("dish:soup")
    monkeypatch.setattr(tempfile, "mkstemp", refuse_writing)
    assert label("dish:soup") == "Soup"
    assert len(compiled) == 1
    assert capsys.readouterr().err == ""
    say_again(root / "kb/soup.ttl", dish("soup", "Brew"))
    assert label("dish:soup") == "Brew"
    assert "cannot be written" in capsys.readouterr().err
    assert len(kept(folder)) == 1


@pytest.mark.usefixtures("root")
def test_a_cache_on_a_full_disk_still_answers(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = compiler.compile_index

    def fill(store: Any, connection: sqlite3.Connection, *more: Any) -> None:
        if connection.execute("PRAGMA database_list").fetchone()[2]:
            raise sqlite3.OperationalError("database or disk is full")
        real(store, connection, *more)

    monkeypatch.setattr(compiler, "compile_index", fill)
    assert label("dish:soup") == "Soup"
    assert "cannot be written" in capsys.readouterr().err
    assert kept(folder) == []


def damage_page(file: Path, table: str) -> None:
    """Overwrite the page of a database at which a table begins."""
    with closing(sqlite3.connect(file)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
    content = bytearray(file.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    file.write_bytes(content)


def empty_database(file: Path) -> None:
    """A database without the tables of an index."""
    file.unlink()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE other (x)")


def without_files(file: Path) -> None:
    """An index of the right version in which a table is absent."""
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("DROP TABLE file")


@pytest.mark.usefixtures("root")
@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"this is no database " * 1000),
        lambda file: file.write_bytes(file.read_bytes()[:5000]),
        empty_database,
        without_files,
        lambda file: damage_page(file, "meta"),
        lambda file: damage_page(file, "file"),
    ],
    ids=["empty", "no database", "cut off", "another database", "a table absent", "meta damaged", "file damaged"],
)
def test_a_damaged_cache_is_replaced(
    damage: Callable[[Path], object], folder: Path, compiled: list[int], capsys: pytest.CaptureFixture[str]
) -> None:
    label("dish:soup")
    [file] = kept(folder)
    damage(file)
    assert label("dish:soup") == "Soup"
    assert len(compiled) == 2
    assert kept(folder) == [file]
    assert label("dish:soup") == "Soup"
    assert len(compiled) == 2
    assert capsys.readouterr().err == ""


@pytest.mark.usefixtures("root")
def test_damage_that_shows_only_while_answering_says_what_to_delete(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    label("dish:soup")
    damage_page(kept(folder)[0], "record")
    assert cli.main(["show", "dish:soup"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    error, hint = err.splitlines()
    assert error.startswith("error: the index cannot be read")
    assert str(folder) in hint
    shutil.rmtree(folder)
    assert cli.main(["show", "dish:soup"]) == 0


@pytest.mark.usefixtures("root")
def test_an_index_of_another_version_is_not_opened(folder: Path, compiled: list[int]) -> None:
    label("dish:soup")
    [file] = kept(folder)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE meta SET value = 'of old' WHERE key = 'schema'")
        connection.execute("UPDATE record SET label = 'Old soup'")
        connection.commit()
    assert label("dish:soup") == "Soup"
    assert len(compiled) == 2
    with closing(sqlite3.connect(file)) as connection:
        version = connection.execute("SELECT value FROM meta WHERE key = 'schema'").fetchone()
    assert version == (SCHEMA_VERSION,)


def test_the_cache_stands_where_the_user_says_or_else_in_the_users_own_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XWALK_CACHE", str(tmp_path / "mine"))
    assert cache_folder() == tmp_path / "mine"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    for unset in ("", None):
        monkeypatch.setenv("XWALK_CACHE", unset) if unset is not None else monkeypatch.delenv("XWALK_CACHE")
        assert cache_folder() == tmp_path / "xdg" / "xwalk"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_folder() == tmp_path / ".cache" / "xwalk"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder() == tmp_path / "Library/Caches" / "xwalk"


@pytest.mark.usefixtures("root")
def test_a_user_without_a_home_is_answered(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def homeless(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("XWALK_CACHE")
    monkeypatch.setattr(Path, "expanduser", homeless)
    assert cli.main(["find", "stew"]) == 0
    out, err = capsys.readouterr()
    assert "dish:stew" in out
    assert "XWALK_CACHE" in err


# Several packs


@pytest.fixture
def other(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a pack of a name with one dish in it, and gives its folder."""

    def write(name: str, text: str) -> Path:
        place = tmp_path / text.replace(" ", "-")
        for path, content in {
            "ontology/food.ttl": MINI_ONTOLOGY.replace("<https://example.org/food/> a owl", f"<{name}> a owl"),
            "kb/soup.ttl": dish(text.lower(), text),
        }.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(content, encoding="utf-8")
        return place

    return write


def test_a_pack_of_the_same_name_replaces_the_embedded_one_and_another_name_is_added(
    root: Path, other: Callable[[str, str], Path], folder: Path
) -> None:
    replacing = other("https://example.org/food/", "Salad")
    added = other("https://example.org/more/", "Cake")
    assert [label("dish:salad", replacing), label("dish:soup", replacing)] == ["Salad", None]
    assert [label("dish:cake", added), label("dish:soup", added)] == ["Cake", "Soup"]
    both = (added, replacing)
    assert [label(f"dish:{each}", *both) for each in ("cake", "salad", "soup")] == ["Cake", "Salad", None]
    assert label("dish:soup") == "Soup"
    assert len(kept(folder)) == 4
    assert [pack.root for pack in loaded_packs([replacing])] == [replacing]
    assert [pack.root for pack in loaded_packs([added])] == [root, added]


@pytest.mark.usefixtures("root")
def test_each_set_of_packs_is_compiled_once(other: Callable[[str, str], Path], compiled: list[int]) -> None:
    added = other("https://example.org/more/", "Cake")
    for _ in range(2):
        label("dish:soup")
        label("dish:soup", added)
    assert len(compiled) == 2
    say_again(added / "kb/soup.ttl", dish("cake", "Pie"))
    assert [label("dish:cake", added), label("dish:soup")] == ["Pie", "Soup"]
    assert len(compiled) == 3


@pytest.mark.usefixtures("root")
def test_a_pack_without_records_or_crosswalks_is_a_pack(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "bare/ontology").mkdir(parents=True)
    text = MINI_ONTOLOGY.replace("<https://example.org/food/> a owl", "<https://example.org/bare/> a owl")
    (tmp_path / "bare/ontology/bare.ttl").write_text(text, encoding="utf-8")
    assert label("dish:soup", tmp_path / "bare") == "Soup"
    assert capsys.readouterr().err == ""


# The index that ships


def ship(root: Path) -> None:
    """Compile the index beside the data, as the build does, and give every file the time of another machine."""
    packs = [open_pack(root)]
    with closing(sqlite3.connect(root / cache.SHIPPED)) as connection:
        compiler.compile_index(load(packs), connection, compiler.fingerprint(packs))
    for file in root.rglob("*.*"):
        if file.is_file():
            os.utime(file, ns=(0, 1_000_000_000))


@pytest.fixture
def shipped(root: Path) -> Path:
    """The small pack with a compiled index beside it."""
    ship(root)
    return root


def test_the_shipped_index_answers_without_compiling(
    shipped: Path, folder: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert label("dish:soup") == "Soup"
    assert compiled == []
    assert len(kept(folder)) == 1
    monkeypatch.setattr(cache, "_same_content", lambda *_: pytest.fail("the sources were read again"))
    assert label("dish:soup") == "Soup"
    assert not list(shipped.rglob("*.part"))


def test_the_shipped_index_answers_where_nothing_can_be_written(
    shipped: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XWALK_CACHE", str(shipped / "ontology/food.ttl/cache"))
    before = sorted(shipped.rglob("*"))
    for _ in range(2):
        assert cli.main(["find", "soup"]) == 0
        out, err = capsys.readouterr()
        assert "dish:soup" in out
        assert err == ""
    assert compiled == []
    assert sorted(shipped.rglob("*")) == before


@pytest.mark.usefixtures("shipped")
def test_the_shipped_index_answers_from_a_cache_on_a_full_disk(
    folder: Path, compiled: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, __: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert label("dish:soup") == "Soup"
    assert compiled == []
    assert kept(folder) == []


def test_the_shipped_index_is_passed_by_when_its_data_was_changed_damaged_or_is_not_alone(
    shipped: Path, compiled: list[int], other: Callable[[str, str], Path]
) -> None:
    assert label("dish:soup", other("https://example.org/more/", "Cake")) == "Soup"
    assert len(compiled) == 1
    say_again(shipped / "kb/soup.ttl", dish("soup", "Brew"))
    assert label("dish:soup") == "Brew"
    assert len(compiled) == 2
    (shipped / cache.SHIPPED).write_bytes(b"no database")
    say_again(shipped / "kb/soup.ttl", dish("soup", "Tea"))
    assert label("dish:soup") == "Tea"


@pytest.mark.usefixtures("folder")
def test_an_installed_copy_of_the_real_data_answers_as_the_checkout_does(
    tmp_path: Path,
    compiled: list[int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    asked = ["funding", "pacing", "--format", "json"]
    assert cli.main(asked) == 0
    here = capsys.readouterr()
    data = tmp_path / "site-packages/xwalk/data"
    for name in ("ontology", "kb", "crosswalks", "queries"):
        shutil.copytree(ROOT / name, data / name)
    ship(data)
    before = len(compiled)
    embed(data, monkeypatch)
    monkeypatch.setenv("XWALK_CACHE", str(data / "kb/areas.ttl/cache"))
    assert cli.main(asked) == 0
    assert capsys.readouterr() == here
    assert len(compiled) == before


def test_a_source_that_nobody_can_parse_names_its_pack_file_and_line(root: Path) -> None:
    (root / "kb/soup.ttl").write_text("nonsense", encoding="utf-8")
    pack: Pack = open_pack(root)
    with pytest.raises(SourceError) as raised:
        open_index([pack])
    assert (raised.value.file, raised.value.line) == ("kb/soup.ttl", 1)
    assert raised.value.hint
