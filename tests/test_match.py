"""``match``: right often enough on sentences that it was not tuned to, and true to laws on any sentence."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import MINI_ONTOLOGY
from fitting import faults

from xwalk import open_knowledge
from xwalk.cli import main
from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge
from xwalk.questions.match import Match, Matcher
from xwalk.questions.match_model import Model
from xwalk.questions.match_words import JOINING, Stems

SET = Path(__file__).parent / "matching" / "practices.csv"
with SET.open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file))
PARTS = ("tune", "held", "late", "last")
KINDS = ("component", "element", "area")
NONSENSE = ("", "   ", "…?!", "qwerty asdf zxcv", "the and of", "12 + 7", "Ω ∑ 漢字", "\x1b[31m\u202e")
#: The words that were met, the verb, the phrase that they met, what it is.
REASON = re.compile(r"(?P<words>“.+?”) meets? “(?P<said>.+?)”, (?P<sort>[a-z ]+) of (?P<of>.+)")


@pytest.fixture(scope="module")
def matcher(knowledge: Knowledge) -> Matcher:
    """Matches with the embedded knowledge base."""
    return Matcher(knowledge)


def shown(matches: Sequence[Match]) -> list[tuple[str, float, tuple[str, ...]]]:
    return [(each.record.name, each.score, tuple(each.because)) for each in matches]


def accuracy(matcher: Matcher, part: str) -> tuple[float, float]:
    """The shares of a part of the development set with the component first, and among the first two."""
    ranks = []
    for row in ROWS:
        if row["split"] == part and row["component"] != "none":
            scores = matcher.scores(row["text"], "component")[0]
            names = sorted(filter(None, scores), key=lambda name: (-scores[name], name))
            ranks.append(names.index(row["component"]))
    return sum(rank == 0 for rank in ranks) / len(ranks), sum(rank < 2 for rank in ranks) / len(ranks)


# The development set


def test_the_set_is_balanced_and_says_nothing_twice(knowledge: Knowledge) -> None:
    texts = [row["text"].casefold() for row in ROWS]
    assert len(set(texts)) == len(texts) >= 240
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert {row["split"] for row in ROWS} == set(PARTS)
    for part in PARTS:
        labels = [row["component"] for row in ROWS if row["split"] == part]
        counts = {labels.count(record.name) for record in knowledge.of_kind("component")}
        assert len(counts) == 1
        assert min(counts) >= 10
    for row in ROWS:
        for name in filter(None, (row["record"], row["component"].replace("none", ""))):
            assert knowledge.by_name(name), name


def test_no_sentence_of_the_set_stands_among_the_words_of_the_knowledge_base(knowledge: Knowledge) -> None:
    said = {
        held.value.casefold().rstrip(".")
        for kind in KINDS
        for record in knowledge.of_kind(kind)
        for held in knowledge.properties(record)
    }
    same = [row["text"] for row in ROWS if row["text"].casefold().rstrip(".") in said]
    assert [text for text in same if len(text.split()) > 4] == []


@pytest.mark.parametrize(
    ("part", "first", "two"), [("tune", 0.85, 0.95), ("held", 0.85, 0.95), ("late", 0.58, 0.8), ("last", 0.6, 0.8)]
)
def test_the_right_component_comes_first_often_enough(part: str, first: float, two: float, matcher: Matcher) -> None:
    """The floor of the task is 50 percent first and 75 among the first two; these stand a little under what is measured
    (docs/benchmarks.md), so that a change for the worse is seen."""
    measured = accuracy(matcher, part)
    assert measured[0] >= first
    assert measured[1] >= two


def test_none_of_these_is_said_where_nothing_fits_and_hardly_elsewhere(matcher: Matcher) -> None:
    refused = {row["id"]: not matcher.match(row["text"], kinds=["component"]) for row in ROWS}
    none = [refused[row["id"]] for row in ROWS if row["component"] == "none"]
    some = [refused[row["id"]] for row in ROWS if row["component"] != "none"]
    assert sum(none) / len(none) >= 0.65
    assert sum(some) / len(some) <= 0.05


def test_a_higher_score_is_more_often_right(matcher: Matcher) -> None:
    right: dict[bool, list[bool]] = {True: [], False: []}
    for row in ROWS:
        if row["split"] != "tune":
            for best in matcher.match(row["text"], kinds=["component"], most=1):
                right[best.score >= 0.6].append(best.record.name == row["component"])
    high, low = (sum(held) / len(held) for held in (right[True], right[False]))
    assert high >= 0.8 > low


# Laws


def test_a_sentence_that_is_a_label_finds_its_record_first(matcher: Matcher, knowledge: Knowledge) -> None:
    for kind in KINDS:
        for record in knowledge.of_kind(kind):
            best = matcher.match(record.label, kinds=[kind])
            assert best, record.name
            assert best[0].record == record, record.name


def test_the_same_text_gives_the_same_answer_alone_among_others_and_in_any_order(
    matcher: Matcher, knowledge: Knowledge
) -> None:
    texts = [row["text"] for row in ROWS[::7]]
    together = [shown(each) for each in matcher.match_all(texts)]
    assert together == [shown(each) for each in matcher.match_all(texts[::-1])][::-1]
    assert together == [shown(Matcher(knowledge).match(text)) for text in texts]


def test_case_punctuation_and_spelling_of_english_change_nothing(matcher: Matcher) -> None:
    def scores(text: str) -> list[tuple[str, float]]:
        return [(each.record.name, each.score) for each in matcher.match(text)]

    asked = scores("Students organize a visit to the neighborhood center")
    assert asked
    assert asked == scores("STUDENTS organise a visit — to the neighbourhood centre!")


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_kinds_that_are_asked_for_are_proposed_and_with_the_same_scores(kind: str, matcher: Matcher) -> None:
    for row in ROWS[::5]:
        alone = shown(matcher.match(row["text"], kinds=[kind]))
        among = [each for each in matcher.match(row["text"]) if each.record.kind == kind]
        assert alone == shown(among)


def test_the_best_comes_first_in_each_kind_and_no_more_than_asked_for(matcher: Matcher) -> None:
    for row in ROWS:
        for most in (1, 2):
            matches = matcher.match(row["text"], most=most)
            kinds = [each.record.kind for each in matches]
            assert kinds == sorted(kinds, key=KINDS.index)
            for kind in set(kinds):
                scores = [each.score for each in matches if each.record.kind == kind]
                assert scores == sorted(scores, reverse=True)
                assert len(scores) <= most


def test_the_scores_of_a_kind_and_of_none_are_chances_that_add_up_to_one(matcher: Matcher) -> None:
    for text in [*NONSENSE, *(row["text"] for row in ROWS[::9])]:
        for kind in KINDS:
            scores = matcher.scores(text, kind)[0]
            assert all(0 <= score <= 1 for score in scores.values())
            assert sum(scores.values()) == pytest.approx(1)


@pytest.mark.parametrize("text", NONSENSE, ids=ascii)
def test_nonsense_fits_nothing(text: str, matcher: Matcher) -> None:
    assert matcher.match(text) == []


def test_a_kind_that_is_not_matched_is_refused_with_those_that_are(matcher: Matcher) -> None:
    with pytest.raises(UsageError, match="provision") as refused:
        matcher.match("pacing", kinds=["provision"])
    assert "component, element and area" in refused.value.hint


def test_a_reason_names_words_of_the_text_and_a_phrase_of_the_record_that_it_names(
    matcher: Matcher, knowledge: Knowledge
) -> None:
    stems = Stems()
    told = 0
    for row in ROWS:
        for each in matcher.match(row["text"]):
            assert each.because
            for reason in each.because:
                found = REASON.fullmatch(reason)
                assert found, reason
                words = re.findall(r"“(.+?)”", found["words"])
                assert all(word in row["text"] for word in words)
                named = re.search(r"\(([a-z]+:[^)]+)\)", found["of"])
                source = knowledge.by_name(named[1]) if named else each.record
                assert source
                said = found["said"].removesuffix(" …")
                assert any(held.value.startswith(said) for held in knowledge.properties(source)), reason
                if not found["said"].endswith("…"):
                    met = {word.stem for word in stems.words([said])[0]}
                    assert met.issuperset(word.stem for word in stems.words([" ".join(words)])[0]), reason
                told += 1
    assert told > 1000


def test_words_that_only_join_others_are_no_reason() -> None:
    assert Stems().words(["The students, who are in it, choose."])[0] == Stems().words(["students choose"])[0]
    assert "choose" not in JOINING


def test_hundreds_of_practices_need_one_profile(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    matcher = Matcher(knowledge)
    monkeypatch.setattr("xwalk.questions.match.profile", lambda *_: pytest.fail("the profile is read again"))
    monkeypatch.setattr(Knowledge, "of_kind", lambda *_: pytest.fail("the knowledge base is read again"))
    assert len(matcher.match_all([row["text"] for row in ROWS] * 3)) == 3 * len(ROWS)


# Another field

FOOD = MINI_ONTOLOGY.replace('xwalk:kind "menu"', 'xwalk:kind "menu" ; xwalk:matchPlace 1').replace(
    "ex:Dish a", 'ex:offered a owl:ObjectProperty ; rdfs:label "offered" ; xwalk:lends 0.5 .\nex:Dish a'
)
FOOD_KB = """
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix menu: <https://example.org/food/menu/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

menu:winter a ex:Menu ; skos:prefLabel "Winter menu"@en ; xwalk:cue "snowstorm supper"@en .
menu:summer a ex:Menu ; skos:prefLabel "Summer menu"@en .
dish:gazpacho a ex:Dish ; skos:prefLabel "Gazpacho"@en .
dish:stew a ex:Dish ; skos:prefLabel "Oxtail stew"@en .
"""
FOOD_ROWS = """\
#curie_map:
#  dish: https://example.org/food/dish/
#  ex: https://example.org/food/
#  menu: https://example.org/food/menu/
#mapping_set_id: https://example.org/food/mappings/all
subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence\tstatus
dish:gazpacho\tex:offered\t\tmenu:summer\tsemapv:ManualMappingCuration\t1.0\tstated
dish:gazpacho\tex:offered\tNot\tmenu:winter\tsemapv:ManualMappingCuration\t1.0\tstated
dish:stew\tex:offered\t\tmenu:winter\tsemapv:LexicalMatching\t1.0\tsuggested
"""


def test_another_field_is_matched_by_its_own_kinds_cues_and_relations(write_pack: Callable[..., Path]) -> None:
    pack = write_pack({"kb/all.ttl": FOOD_KB, "crosswalks/all.sssom.tsv": FOOD_ROWS}, ontology=FOOD)
    matcher = Matcher(open_knowledge(pack))
    assert "menu" in matcher.kinds
    assert "dish" not in matcher.kinds
    assert [each.record.name for each in matcher.match("A supper in the snowstorm", kinds=["menu"])] == ["menu:winter"]
    scores = matcher.scores("a bowl of gazpacho", "menu")[0]
    assert scores["menu:summer"] > scores["menu:winter"] == 0  # offered there, and denied here
    assert matcher.scores("oxtail", "menu")[0]["menu:winter"] == 0  # suggested by a machine: it lends nothing


# A model


class Letters(Model):
    """Stands for a model: finds what begins with the same letter near."""

    def __init__(self) -> None:
        self.phrases: list[str] = []

    def learn(self, phrases: Sequence[str]) -> None:
        self.phrases = list(phrases)

    def near(self, texts: Sequence[str]) -> list[list[float]]:
        return [[20.0 if said[:1] == text[:1] else 0.01 for said in self.phrases] for text in texts]


def test_a_model_is_heard_beside_the_words_and_told_as_a_reason(knowledge: Knowledge) -> None:
    with_model = Matcher(knowledge, Letters())
    text = "Flexible pacing"
    assert with_model.match(text, kinds=["area"])[0].record.name == "area:flexible-pacing"
    assert any(reason.startswith("the model finds it near “F") for reason in with_model.match(text)[0].because)
    assert with_model.scores(text, "area") != Matcher(knowledge).scores(text, "area")


def test_without_the_extra_a_model_is_refused_with_the_way_to_install_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UsageError) as refused:
        Model(tmp_path)
    assert refused.value.hint == "pip install 'xwalk[model]'"


def test_a_model_is_a_folder_of_the_user_and_never_fetched(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", "pacing", "--model", str(tmp_path / "all-MiniLM-L6-v2")]) == 2
    assert "nothing is downloaded" in capsys.readouterr().err


# The command


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Three practices in a CSV file, as a spreadsheet writes it."""
    path = tmp_path / "our practices.csv"
    path.write_text(
        "\ufeffNo;1,Practice\nA-1,Retakes are allowed until the skill is mastered\nA-2,\n"
        'A-3,"Students vote, and choose the topic"\nA-4,The roof leaks\n',
        encoding="utf-8",
    )
    return path


def asked(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> tuple[str, str]:
    assert main(["match", *arguments]) == code
    return capsys.readouterr()


def test_words_are_answered_in_the_documented_json(capsys: pytest.CaptureFixture[str]) -> None:
    out, err = asked(capsys, "Peer", "feedback", "on", "drafts", "--format", "json")
    document = json.loads(out)
    assert faults("match", document) == []
    assert err == ""
    assert document[0]["id"] == "component:leap-learner-connected"
    assert {each["kind"] for each in document} <= set(KINDS)


@pytest.mark.parametrize(
    ("shape", "nothing"), [("table", "None of these"), ("json", "[]"), ("csv", "id,label"), ("md", "| id")]
)
def test_words_that_fit_nothing_are_answered(shape: str, nothing: str, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = asked(capsys, "The roof leaks", "--format", shape)
    assert out.strip().startswith(nothing)
    assert err == ""


def test_a_file_is_answered_row_by_row_in_the_documented_json(sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = asked(capsys, str(sheet), "--id-column", "no;1", "--format", "json")
    document = json.loads(out)
    assert faults("match", document) == []
    assert [(each["row"], each["name"], bool(each["matches"])) for each in document] == [
        (2, "A-1", True),
        (4, "A-3", True),
        (5, "A-4", False),
    ]
    assert "“Practice”" in err
    best: Any = [each["matches"][0]["id"] for each in document[:2]]
    assert best == ["component:leap-learner-demonstrated", "component:leap-learner-led"]


@pytest.mark.parametrize("shape", ["table", "csv", "md"])
def test_a_file_is_shown_in_every_shape(shape: str, sheet: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, err = asked(capsys, str(sheet), "--column", "practice", "--format", shape)
    assert err == "left out: rows without words under “Practice” (1, row 3)\n"
    assert "one of these" in out
    if shape == "csv":
        assert {row["row"] for row in csv.DictReader(out.splitlines())} == {"2", "4", "5"}


@pytest.mark.parametrize("cell", ["=Students vote", "Students vote\x1b[31m", "Students \u202evote"])
def test_what_a_terminal_or_a_spreadsheet_would_run_is_refused_with_its_place(
    cell: str, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sheet.write_text(f"No,Practice\nA-1,Retakes\nA-2,{cell}\n", encoding="utf-8")
    out, err = asked(capsys, str(sheet), code=1)
    assert out == ""
    assert "row 3, column 2" in err
    assert "\x1b" not in err


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["missing.csv"], 2, "there is no file"),
        ([" "], 2, "there are no words"),
        ([__file__], 2, "is no CSV or XLSX file"),
        ([str(Path(__file__).parent)], 2, "is no CSV or XLSX file"),
        (["students " * 100, "--sheet", "One"], 2, "are for a file"),
        (["{}", "--column", "Text"], 2, "the columns are"),
        (["{}", "--kind", "provision"], 2, "does not propose"),
        (["pacing", "--column", "Text"], 2, "are for a file"),
    ],
)
def test_wrong_usage_is_told(
    arguments: list[str], code: int, says: str, sheet: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, err = asked(capsys, *(each.format(sheet) for each in arguments), code=code)
    assert out == ""
    assert "error: " in err
    assert "hint: " in err
    assert says in err


@pytest.mark.parametrize("content", [b"", b"Practice\n", b"Practice\n\xff\xfe\n", b"a\n" + b'"' + b"x" * 140_000])
def test_a_file_that_is_no_table_of_practices_is_refused(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "practices.csv"
    path.write_bytes(content)
    out, err = asked(capsys, str(path), code=1)
    assert out == ""
    assert "hint: " in err
