"""Turtle: read with file and line, written in one canonical way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from conftest import ROOT
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from xwalk.errors import SourceError
from xwalk.names import RDF, SH, XSD, Prefixes
from xwalk.rdf import BLANK, LITERAL, Triple, Value, iri, literal
from xwalk.turtle import parse, property_line, subject_lines, write_canonical

SPACE = "https://example.org/food/"
PREFIXES = Prefixes(
    {"ex": SPACE, "dish": f"{SPACE}dish/", "rdf": RDF, "xsd": XSD, "": "https://empty.org/", "a": "https://a.org/"}
)
LANG_STRING = RDF + "langString"

#: The same folder is written anew for every example.
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)

NAMES = st.one_of(
    st.builds(
        str.__add__,
        st.sampled_from(
            [SPACE, f"{SPACE}dish/", "https://empty.org/", "https://a.org/", "https://far.org/x#", "urn:x:"]
        ),
        st.from_regex(r"[A-Za-z0-9_.~%é-]{0,6}", fullmatch=True).filter(lambda local: "%" not in local),
    ),
    st.sampled_from([RDF + "type", "https://a.org/a", "https://a.org/true", "https://far.org/a/b?c=d&e=f#g"]),
)
TEXTS = st.one_of(
    st.text(max_size=20),
    st.text(st.sampled_from("a\"'\\\n\r\t \u2028\x85\x0b\x0cé𝔘@^.;,<>[]#"), max_size=12),
    st.sampled_from(["5", "05", "+5", "-0.5", ".5", "5.", "1e3", "true", "false", "TRUE", "", "²"]),
)
LITERALS = st.one_of(
    st.builds(literal, TEXTS),
    st.builds(
        literal,
        TEXTS,
        st.sampled_from([XSD + kind for kind in ("integer", "decimal", "double", "boolean", "date", "anyURI")]),
    ),
    st.builds(Value, TEXTS, st.just(LITERAL), st.sampled_from(["en", "es", "en-us", "zh-hant"]), st.just(LANG_STRING)),
)
TRIPLES = st.lists(st.builds(Triple, NAMES, NAMES, st.one_of(LITERALS, st.builds(iri, NAMES))), min_size=1, max_size=8)


def canonical(triples: list[Triple]) -> str:
    return write_canonical(triples, PREFIXES, {f"{SPACE}first": 1, f"{SPACE}second": 2})


def reread(folder: Path, text: str) -> list[Triple]:
    file = folder / "file.ttl"
    file.write_text(text, encoding="utf-8", newline="")
    return parse(file)


def error_of(folder: Path, text: str | bytes) -> SourceError:
    file = folder / "file.ttl"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(SourceError) as caught:
        parse(file, shown_as="kb/file.ttl")
    return caught.value


@many
@given(triples=TRIPLES)
@example(triples=[Triple(SPACE, f"{SPACE}p", literal("5", XSD + "decimal"))])
@example(triples=[Triple(SPACE, f"{SPACE}p", literal("5.0", XSD + "integer"))])
@example(triples=[Triple(f"{SPACE}a", f"{SPACE}p", literal("a1")), Triple(f"{SPACE}a", f"{SPACE}p", literal("a01"))])
def test_what_is_written_reads_as_the_same_triples(tmp_path: Path, triples: list[Triple]) -> None:
    assert set(reread(tmp_path, canonical(triples))) == set(triples)


@many
@given(triples=TRIPLES)
def test_the_canonical_text_is_its_own_canonical_text(tmp_path: Path, triples: list[Triple]) -> None:
    text = canonical(triples)
    assert canonical(reread(tmp_path, text)) == text


@given(TRIPLES, st.randoms())
def test_the_order_and_the_number_of_times_a_triple_is_given_are_irrelevant(
    triples: list[Triple], chance: Random
) -> None:
    shuffled = [*triples, *triples[:2]]
    chance.shuffle(shuffled)
    assert canonical(shuffled) == canonical(triples)


@many
@given(text=TEXTS)
def test_a_literal_survives_and_takes_one_line(tmp_path: Path, text: str) -> None:
    written = canonical([Triple(f"{SPACE}a", f"{SPACE}p", literal(text))])
    assert [triple.object.text for triple in reread(tmp_path, written)] == [text]
    assert written.splitlines() == written.removesuffix("\n").split("\n")
    assert len(written.splitlines()) == 4


def test_a_record_is_a_block_that_a_person_can_read() -> None:
    dish = f"{SPACE}dish/soup"
    triples = [
        Triple(dish, f"{SPACE}zest", iri("https://elsewhere.org/lemon")),
        Triple(dish, f"{SPACE}second", literal("b")),
        Triple(dish, f"{SPACE}first", Value("Soup “of the day”", LITERAL, "en", LANG_STRING)),
        Triple(dish, f"{SPACE}first", Value("sopa", LITERAL, "es", LANG_STRING)),
        Triple(f"{SPACE}dish/soup-10", RDF + "type", iri(f"{SPACE}Dish")),
        Triple(f"{SPACE}dish/soup-2", f"{SPACE}second", literal("1.50", XSD + "decimal")),
        Triple(dish, RDF + "type", iri(f"{SPACE}Dish")),
    ]
    assert canonical(triples) == (
        "@prefix dish: <https://example.org/food/dish/> .\n"
        "@prefix ex: <https://example.org/food/> .\n"
        "\n"
        "dish:soup\n"
        "    a ex:Dish ;\n"
        '    ex:first "Soup “of the day”"@en ,\n'
        '        "sopa"@es ;\n'
        '    ex:second "b" ;\n'
        "    ex:zest <https://elsewhere.org/lemon> .\n"
        "\n"
        "dish:soup-2\n"
        "    ex:second 1.50 .\n"
        "\n"
        "dish:soup-10\n"
        "    a ex:Dish .\n"
    )


@pytest.mark.parametrize(
    "triple",
    [
        Triple("_:b", f"{SPACE}p", literal("x")),
        Triple(f"{SPACE}a", f"{SPACE}p", Value("_:b", BLANK)),
    ],
)
def test_a_blank_node_is_refused(triple: Triple) -> None:
    with pytest.raises(ValueError, match="blank node"):
        canonical([triple])


@pytest.mark.parametrize("prefix", ["_", "1st", "a b", "x.", "a>\n<b", "é"])
def test_a_prefix_that_turtle_cannot_write_is_not_used(tmp_path: Path, prefix: str) -> None:
    triples = [Triple(f"{SPACE}a", f"{SPACE}p", literal("x", SPACE + "kind"))]
    text = write_canonical(triples, Prefixes({prefix: SPACE}), {})
    assert reread(tmp_path, text) == triples
    assert "prefix" not in text


def test_the_same_text_is_written_whatever_the_hash_seed() -> None:
    script = (
        "from xwalk.names import Prefixes\nfrom xwalk.rdf import Triple, literal\n"
        "from xwalk.turtle import write_canonical\n"
        "values = [f'{zeros}{n}' for n in range(9) for zeros in ('', '0', '00')]\n"
        "triples = [Triple('https://x.org/a', 'https://x.org/p', literal(f'a{v}')) for v in values]\n"
        "print(write_canonical(triples, Prefixes({'x': 'https://x.org/'}), {}))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script], env={"PYTHONHASHSEED": str(seed)}, capture_output=True, check=True
        ).stdout
        for seed in range(3)
    }
    assert len(outputs) == 1


@pytest.mark.parametrize("path", sorted((ROOT / "kb").glob("*.ttl"))[:8], ids=lambda path: path.name)
def test_our_own_records_are_in_the_form_that_is_written(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    prefixes, order = _of_the_ontology()
    assert write_canonical(parse(path), prefixes, order) == text


def _of_the_ontology() -> tuple[Prefixes, dict[str, int]]:
    triples = parse(ROOT / "ontology" / "xwalk.ttl")
    order = {triple.subject: int(triple.object.text) for triple in triples if triple.predicate == SH + "order"}
    declared: dict[str, dict[str, str]] = {}
    for subject, predicate, value in triples:
        if predicate in (SH + "prefix", SH + "namespace"):
            declared.setdefault(subject, {})[predicate] = value.text
    return Prefixes({each[SH + "prefix"]: each[SH + "namespace"] for each in declared.values()}), order


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("@prefix ex: <https://x.org/> .\n\nex:a ex:p ex:b\nex:c ex:p ex:d .\n", 4, ""),
        ('@prefix ex: <https://x.org/> .\nex:a ex:p "open .\n', 2, ""),
        ("@prefix ex: <https://x.org/> .\n\n\nex:a none:p ex:b .\n", 4, "none"),
        ("@prefix ex: <https://x.org/> .\nex:a ex:p <not an iri> .\n", 2, "IRI"),
        ("ex:a\n", 1, "ex"),
    ],
)
def test_a_syntax_error_carries_file_and_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    error = error_of(tmp_path, text)
    assert (error.file, error.line) == ("kb/file.ttl", line)
    assert str(error).startswith(f"kb/file.ttl:{line}: not Turtle: ")
    assert says in error.reason
    assert error.hint


def test_bytes_that_are_not_utf_8_carry_file_and_line(tmp_path: Path) -> None:
    error = error_of(tmp_path, b'@prefix ex: <https://x.org/> .\n\nex:a ex:p "caf\xe9" .\n')
    assert (error.file, error.line) == ("kb/file.ttl", 3)
    assert "UTF-8" in error.reason


def test_a_file_that_is_not_there_is_an_error_of_that_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"kb/none\.ttl: cannot be read"):
        parse(tmp_path / "none.ttl", shown_as="kb/none.ttl")


@pytest.mark.parametrize(("objects", "says"), [("<<( ex:a ex:p ex:b )>>", "triple"), ('"abjad"@ar--rtl', "direction")])
def test_what_a_record_cannot_hold_is_refused_and_not_dropped(tmp_path: Path, objects: str, says: str) -> None:
    error = error_of(tmp_path, f"@prefix ex: <https://x.org/> .\nex:a ex:p {objects} .\n")
    assert error.file == "kb/file.ttl"
    assert says in error.reason


@many
@given(triples=TRIPLES)
def test_every_record_stands_on_the_line_that_is_said(triples: list[Triple]) -> None:
    text = canonical(triples)
    lines = subject_lines(text)
    assert set(lines) == {triple.subject for triple in triples}
    for name, number in lines.items():
        shown = text.split("\n")[number - 1]
        assert shown in (PREFIXES.contract(name), f"<{name}>")


def test_only_what_starts_at_the_margin_is_the_subject_of_a_record() -> None:
    text = (
        "PREFIX ex: <https://x.org/>\n# ex:remark a ex:C .\n\nex:a a ex:C ;\n    ex:p ex:b .\n"
        "<https://x.org/c> ex:p ex:d .\nex:a ex:again ex:b .\n"
    )
    assert subject_lines(text) == {"https://x.org/a": 4, "https://x.org/c": 6}


def test_a_sign_that_only_some_programs_take_for_a_line_end_moves_no_line() -> None:
    text = '@prefix ex: <https://x.org/> .\nex:a ex:p "one\u2028two\x0cthree\x85four" .\nex:b ex:p ex:a .\n'
    assert subject_lines(text) == {"https://x.org/a": 2, "https://x.org/b": 3}


def test_a_property_is_found_inside_its_record_only() -> None:
    lines = ["ex:a", "    a ex:C ;", '    ex:p "x" .', "", "ex:b", "    ex:q ex:a .", ""]
    assert property_line(lines, 1, "rdf:type") == 2
    assert property_line(lines, 1, "ex:p") == 3
    assert property_line(lines, 1, "ex:q") == 1
    assert property_line(lines, 5, "ex:q") == 6
