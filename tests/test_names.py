"""Names: IRIs and CURIEs, the folded form of words, the natural order."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from xwalk.names import BUILT_IN_PREFIXES, Prefixes, fold, list_words, natural_key

#: Enough for what is drawn from patterns, which is slow to draw.
quick = settings(max_examples=60)

PREFIX = st.from_regex(r"[a-z][a-z0-9_-]{0,6}", fullmatch=True)
NAMESPACE = st.from_regex(r"https://[a-z]{1,3}\.org/([a-z_]{1,4}[/#_]){0,3}", fullmatch=True)
LOCAL = st.from_regex(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,8}[A-Za-z0-9_-])?", fullmatch=True)
#: Words of a Latin alphabet, with marks, signs and numbers between them.
WORDS = st.text(st.sampled_from("abceghixsyzSABéÉüßñ '’-–™&/.,()129"), max_size=24)


@st.composite
def prefixes(draw: st.DrawFn) -> Prefixes:
    """Some prefixes, where one namespace may begin another and two prefixes may mean one namespace."""
    return Prefixes(draw(st.dictionaries(PREFIX, NAMESPACE, min_size=1, max_size=6)))


@quick
@given(prefixes(), st.data())
def test_the_curie_of_an_iri_expands_to_that_iri(known: Prefixes, data: st.DataObject) -> None:
    namespace = data.draw(st.one_of(st.sampled_from(sorted(known.namespaces.values())), NAMESPACE))
    iri = namespace + data.draw(st.one_of(LOCAL, st.text(max_size=8)))
    assert known.expand(known.contract(iri)) == iri


@quick
@given(prefixes(), st.data())
def test_a_curie_comes_back_from_its_iri_unless_another_prefix_says_it_shorter(
    known: Prefixes, data: st.DataObject
) -> None:
    prefix = data.draw(st.sampled_from(sorted(known.namespaces)))
    local = data.draw(LOCAL)
    iri = known.expand(f"{prefix}:{local}")
    assert iri == known.namespaces[prefix] + local
    again = known.contract(iri)
    found, _, rest = again.partition(":")
    assert known.namespaces[found] + rest == iri
    assert len(rest) <= len(local)
    longer = [
        space for space in known.namespaces.values() if iri.startswith(space) and len(space) > len(iri) - len(rest)
    ]
    assert all(not iri[len(space) :] or iri[len(space) :][0] in "-." for space in longer), "the longest namespace wins"


@quick
@given(prefixes(), st.data())
def test_contracting_twice_is_contracting_once(known: Prefixes, data: st.DataObject) -> None:
    iri = data.draw(NAMESPACE) + data.draw(LOCAL)
    once = known.contract(iri)
    assert known.contract(once) == once


@pytest.mark.parametrize("name", ["https://elsewhere.org/x", "http://a", "unknown:thing", "words", ""])
def test_what_no_prefix_covers_stays_as_it_is(name: str) -> None:
    known = Prefixes({"a": "https://w3id.org/a/", "https": "https://w3id.org/odd/"})
    assert known.expand(name) == name
    assert known.contract(name) == name


@pytest.mark.parametrize("local", ["b/c", "b c", "é", "b.", ".b", "-b", "", "b>c", "b\nc"])
def test_a_local_name_that_turtle_cannot_write_is_not_contracted(local: str) -> None:
    assert (
        Prefixes({"a": "https://w3id.org/a/"}).contract(f"https://w3id.org/a/{local}") == f"https://w3id.org/a/{local}"
    )


def test_a_prefix_keeps_its_first_meaning() -> None:
    known = Prefixes({"a": "https://one.org/"})
    assert known.add("a", "https://one.org/")
    assert not known.add("a", "https://two.org/")
    assert known.expand("a:x") == "https://one.org/x"
    assert known.prefix_of("https://two.org/") is None


def test_a_prefix_added_later_is_used_from_then_on() -> None:
    known = Prefixes()
    assert known.contract("https://one.org/x") == "https://one.org/x"
    known.add("a", "https://one.org/")
    assert known.contract("https://one.org/x") == "a:x"


def test_the_built_in_prefixes_expand() -> None:
    known = Prefixes(BUILT_IN_PREFIXES)
    assert known.expand("skos:exactMatch") == "http://www.w3.org/2004/02/skos/core#exactMatch"
    assert known.contract("https://w3id.org/semapv/vocab/ManualMappingCuration") == "semapv:ManualMappingCuration"


@given(st.text(max_size=40))
@example("ŉs")
@example("ᾳs")
@example("a\u0345s")
@example("＆")
def test_folding_twice_is_folding_once(words: str) -> None:
    assert fold(fold(words)) == fold(words)


@given(WORDS)
@example("classes' boxes")
@example("libraries")
def test_folding_words_twice_is_folding_them_once(words: str) -> None:
    assert fold(fold(words)) == fold(words)


@given(WORDS)
def test_case_accents_and_space_do_not_change_the_folded_form(words: str) -> None:
    assume("ß" not in words)
    plain = words.translate(str.maketrans("éÉüñ", "eEun"))
    assert fold(words) == fold(words.upper()) == fold(words.lower()) == fold(plain) == fold(f"  {words}\t")


@given(WORDS)
def test_the_folded_form_is_words_with_one_space_between(words: str) -> None:
    folded = fold(words)
    assert folded == " ".join(folded.split())
    assert all(part.isalnum() for part in folded.split())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Learner-Led™", "learner led"),
        ("Laptops", "laptop"),
        ("classes", "class"),
        ("policies", "policy"),
        ("boxes", "box"),
        ("approaches", "approach"),
        ("students’ interests", "student's interest"),
        ("health & safety", "Health and Safety"),
        ("Title IV-A", "title iv a"),
        ("naïve", "NAIVE"),
    ],
)
def test_two_spellings_of_one_name_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("class", "clas"), ("status", "statu"), ("basis", "basi"), ("pacing", "spacing"), ("GLO-1", "GLO-15"), ("", "a")],
)
def test_two_names_do_not_fold_alike(one: str, other: str) -> None:
    assert fold(one) != fold(other)


NAMES = st.one_of(st.text(max_size=12), st.text(st.sampled_from("ab0129-²٣"), max_size=8))


@given(st.lists(NAMES, max_size=8, unique=True), st.randoms())
def test_the_natural_order_does_not_depend_on_the_order_of_input(names: list[str], chance: Random) -> None:
    shuffled = list(names)
    chance.shuffle(shuffled)
    assert sorted(shuffled, key=natural_key) == sorted(names, key=natural_key)


@given(NAMES, NAMES, NAMES)
@example("a1", "a01", "a001")
@example("5²", "5", "²")
@example("", "0", "00")
def test_the_natural_order_is_total(one: str, two: str, three: str) -> None:
    a, b, c = (natural_key(name) for name in (one, two, three))
    assert (a == b) == (one == two)
    assert (a < b) + (a == b) + (a > b) == 1
    assert not (a < b < c) or a < c


def test_the_natural_order_counts() -> None:
    names = ["fig-10", "fig-2", "fig", "fig-2a", "fig-02", "Fig-1", "fig-", "10", "9", "a"]
    assert sorted(names, key=natural_key) == [
        "9",
        "10",
        "Fig-1",
        "a",
        "fig",
        "fig-",
        "fig-02",
        "fig-2",
        "fig-2a",
        "fig-10",
    ]


@given(st.lists(st.integers(0, 10**30), min_size=2, max_size=6))
def test_numbers_are_in_the_order_of_their_values(numbers: list[int]) -> None:
    ordered = sorted((f"x{number}y" for number in numbers), key=natural_key)
    assert all(int(one[1:-1]) <= int(two[1:-1]) for one, two in pairwise(ordered))


def test_a_number_too_long_to_be_an_integer_has_its_place() -> None:
    long = "9" * 6000
    assert sorted([f"a{long}", "a10", "a9"], key=natural_key) == ["a9", "a10", f"a{long}"]


def test_words_are_listed_as_a_reader_says_them() -> None:
    assert [list_words(items) for items in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
    assert list_words(["a", "b", "c"], conjunction="or") == "a, b or c"
