"""Finding and naming records by words, over the embedded knowledge base."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import fold
from xwalk.questions.find import (
    CALLED,
    LIKE,
    MOST,
    NAMED,
    SOME,
    SPELLED,
    TEXT,
    Match,
    _likeness,
    find,
    name_record,
)


def first(knowledge: Knowledge, words: str, *kinds: str) -> str:
    return find(knowledge, words, kinds=kinds)[0].record.name


def error_of(knowledge: Knowledge, words: str, *kinds: str) -> UsageError:
    with pytest.raises(UsageError) as caught:
        name_record(knowledge, words, kinds=kinds)
    assert caught.value.exit_code == 2
    return caught.value


def every(knowledge: Knowledge) -> list[Record]:
    return [record for kind in sorted(knowledge.kinds) for record in knowledge.of_kind(kind)]


def supporting(knowledge: Knowledge) -> set[str]:
    return {kind for (kind,) in knowledge.db.execute("SELECT kind FROM kind WHERE supporting")}


# Finding


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("flexible pacing", "area:flexible-pacing"),
        ("Flexible Pacing", "area:flexible-pacing"),
        ("FLEXIBLE-PACING", "area:flexible-pacing"),
        ("Learner agency", "term:learner-agency"),
        ("Direct student services", "provision:esea-1003a"),
        ("Accountability indicators", "practice:accountability-indicators"),
        ("Accountability: indicators", "provision:esea-1111-c-4-B"),
    ],
)
def test_what_is_called_exactly_so_comes_first_with_the_full_score(knowledge: Knowledge, words: str, name: str) -> None:
    match = find(knowledge, words)[0]
    assert match.record.name == name
    assert match.score >= 0.999


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("pacing", "area:flexible-pacing"),
        ("voice and choice", "area:student-choice"),
        ("personalised learning", "term:personalized-learning"),
        ("proficiency-based education", "term:competency-based-education"),
        ("SSAE", "program:title-iv-a"),
        ("84.424", "program:title-iv-a"),
        ("VT", "jurisdiction:us-vt"),
    ],
)
def test_what_is_also_called_so_comes_first(knowledge: Knowledge, words: str, name: str) -> None:
    match = find(knowledge, words)[0]
    assert match.record.name == name
    assert 0.98 < match.score < 1


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("PLC", "term:professional-learning-community"),
        ("plc", "term:professional-learning-community"),
        ("SEL", "term:social-and-emotional-learning"),
        ("CBE", "term:competency-based-education"),
        ("LEA", "recipient:lea"),
    ],
)
def test_an_abbreviation_comes_first(knowledge: Knowledge, words: str, name: str) -> None:
    assert first(knowledge, words) == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("GLO-15", "term:professional-learning-community"),
        ("glo 15", "term:professional-learning-community"),
        ("SUP-1", "term:professional-learning-community"),
        ("20 U.S.C. 6303b", "provision:esea-1003a"),
        ("20 usc 6303b", "provision:esea-1003a"),
        ("ESEA sec. 1003A", "provision:esea-1003a"),
        ("area:flexible-pacing", "area:flexible-pacing"),
        ("https://w3id.org/xwalk/area/flexible-pacing", "area:flexible-pacing"),
    ],
)
def test_a_number_a_citation_or_an_identifier_comes_first(knowledge: Knowledge, words: str, name: str) -> None:
    assert first(knowledge, words) == name


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("flexibel pacing", "area:flexible-pacing"),
        ("flexible pacng", "area:flexible-pacing"),
        ("flexable paceing", "area:flexible-pacing"),
        ("paicng", "area:flexible-pacing"),
        ("lerner agency", "term:learner-agency"),
        ("competancy based eduction", "term:competency-based-education"),
        ("Vermnot", "jurisdiction:us-vt"),
    ],
)
def test_a_slip_of_the_fingers_is_forgiven(knowledge: Knowledge, words: str, name: str) -> None:
    match = find(knowledge, words)[0]
    assert match.record.name == name
    assert match.score < 0.98


@pytest.mark.parametrize(
    ("one", "other"),
    [("laptop", "laptops"), ("dual enrollments", "dual enrollment"), ("learning goal", "learning goals")],
)
def test_one_and_several_find_the_same(knowledge: Knowledge, one: str, other: str) -> None:
    assert first(knowledge, one) == first(knowledge, other)


def test_every_record_is_among_the_first_five_under_its_own_label(knowledge: Knowledge) -> None:
    """Of the many that only support others, one in four: each of them is named by its label in a test below."""
    hidden = supporting(knowledge)
    records = every(knowledge)
    assert len(records) > 2000
    asked: list[tuple[Record, tuple[str, ...]]] = [(record, ()) for record in records if record.kind not in hidden]
    asked += [(record, (record.kind,)) for record in records if record.kind in hidden][::4]
    lost = [
        record.name
        for record, kinds in asked
        if record.name not in [match.record.name for match in find(knowledge, record.label, kinds=kinds, most=5)]
    ]
    assert lost == []


def test_only_the_kinds_asked_for_are_found(knowledge: Knowledge) -> None:
    matches = find(knowledge, "students", kinds=["item", "figure"], most=100)
    assert {match.record.kind for match in matches} == {"item", "figure"}
    assert first(knowledge, "pacing", "finding") != "area:flexible-pacing"


@pytest.mark.parametrize("word", ["students", "learning", "state", "assessment"])
def test_other_kinds_crowd_out_no_record_of_the_kind_asked_for(knowledge: Knowledge, word: str) -> None:
    for kind in sorted(knowledge.kinds):
        labelled = {record.name for record in knowledge.of_kind(kind) if fold(word) in fold(record.label).split()}
        found = {match.record.name for match in find(knowledge, word, kinds=[kind], most=1000)}
        assert labelled <= found, kind


def test_passages_are_found_only_when_asked_for(knowledge: Knowledge) -> None:
    hidden = supporting(knowledge)
    assert hidden == {"passage", "part", "source"}
    for words in ("personalized learning", "pacing", "20 U.S.C. 6303b", "national landscape scan"):
        assert not {match.record.kind for match in find(knowledge, words, most=200)} & hidden
    assert {match.record.kind for match in find(knowledge, "pacing", kinds=["passage"])} == {"passage"}


def test_a_passage_is_found_by_its_identifier(knowledge: Knowledge) -> None:
    passage = knowledge.of_kind("passage")[0]
    assert first(knowledge, passage.name) == passage.name


@pytest.mark.parametrize("most", [1, 3, MOST])
def test_no_more_are_found_than_asked_for_each_once_and_best_first(knowledge: Knowledge, most: int) -> None:
    matches = find(knowledge, "learning", most=most)
    assert len(matches) == most
    assert len({match.record.key for match in matches}) == most
    scores = [match.score for match in matches]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "words", ["", " ", "…", "zzzqqqxxx", '"', "*", "a OR b NOT", "NEAR(x)", "'; DROP TABLE record"]
)
def test_words_that_mean_nothing_are_no_error(knowledge: Knowledge, words: str) -> None:
    found = find(knowledge, words)
    assert all(0 < match.score <= 1 for match in found)
    assert (found == []) == (words in {"", " ", "…", "zzzqqqxxx", '"', "*"})


@settings(max_examples=60, deadline=None)
@given(words=st.text(max_size=24))
def test_any_words_can_be_looked_for_and_give_the_same_twice(knowledge: Knowledge, words: str) -> None:
    found: list[Match] = find(knowledge, words)
    assert found == find(knowledge, words)
    assert all(0 < match.score <= 1 for match in found)


def test_a_record_whose_names_have_the_words_comes_before_one_whose_text_has_them(knowledge: Knowledge) -> None:
    matches = find(knowledge, "assessment", most=300)
    named = [match.score for match in matches if match.fits == NAMED]
    told = [match.score for match in matches if match.fits == TEXT]
    assert len(named) > 10
    assert len(told) > 10
    assert min(score for score in named) > 0.55
    assert max(told) <= 0.7 < max(named)


@pytest.mark.parametrize(
    ("words", "fits", "said"),
    [
        ("chromebook", CALLED, "Chromebooks"),
        ("graduation requirements", NAMED, "proficiency-based graduation requirements"),
        ("learner agnecy", SPELLED, "learner agency"),
        ("IEP", TEXT, "(IEP)"),
        ("seat-time waiver", SOME, "seat time"),
    ],
)
def test_a_match_shows_the_words_by_which_it_was_found(knowledge: Knowledge, words: str, fits: str, said: str) -> None:
    match = find(knowledge, words)[0]
    assert match.fits == fits
    assert said.casefold() in match.words.casefold()


def test_words_that_stand_somewhere_are_not_taken_for_a_slip(knowledge: Knowledge) -> None:
    assert SPELLED not in {match.fits for match in find(knowledge, "summative assessment", most=100)}
    assert SPELLED in {match.fits for match in find(knowledge, "sumative asessment", most=100)}


#: Words of the trade that name nothing here: each is told where it is related, and misleads nobody into an answer.
RELATED = {
    "IEP": "practice:personalized-learning-plans",
    "504 plan": "practice:personalized-learning-plans",
    "MTSS": "provision:esea-2103-b-3-F",
    "RTI": "provision:esea-2103-b-3-F",
    "ELL": "provision:esea-2103-b-3-F",
    "multilingual learners": "provision:esea-2103-b-3-F",
    "UDL": "provision:esea-1201-a-2-I",
    "seat time": "element:leap-recognition-of-competency",
    "Carnegie unit": "practice:credit-on-mastery",
    "credit flexibility": "practice:credit-on-mastery",
    "standards-based grading": "element:leap-recognition-of-competency",
    "micro-credential": "element:leap-recognition-anywhere",
    "badges": "element:leap-recognition-anywhere",
    "broadband": "practice:technology-infrastructure",
    "coaching": "practice:professional-development",
    "advisory": "practice:mentoring-and-counseling",
    "capstone": "practice:performance-tasks",
    "flipped classroom": "practice:blended-learning",
    "FERPA": "practice:data-use-training",
    "WIOA": "practice:career-and-technical-coursework",
    "Perkins": "instrument:esea",
    "ESSER": "instrument:esea",
    "E-Rate": "instrument:esea",
    "21st CCLC": "instrument:esea",
    "Title III": "instrument:esea",
}


@pytest.mark.parametrize("words", RELATED)
def test_a_word_that_is_related_is_found_and_names_no_topic(knowledge: Knowledge, words: str) -> None:
    assert RELATED[words] in [match.record.name for match in find(knowledge, words)]
    assert "speaks of it" in error_of(knowledge, words, "area", "component", "term", "practice").hint


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("competency-based", "term:competency-based-education"),
        ("mastery", "area:demonstrating-mastery"),
        ("1:1", "practice:one-to-one-devices"),
        ("1-to-1", "practice:one-to-one-devices"),
        ("blended", "practice:blended-learning"),
        ("SEL", "term:social-and-emotional-learning"),
        ("social-emotional", "term:social-and-emotional-learning"),
        ("PBL", "practice:student-directed-projects"),
        ("early college", "practice:dual-enrollment"),
        ("AP", "practice:college-level-study-and-exams"),
        ("CTE", "practice:career-and-technical-coursework"),
        ("PD", "practice:professional-development"),
        ("high-dosage tutoring", "practice:tutoring"),
        ("devices", "area:access-to-technology"),
        ("LMS", "practice:educational-software"),
        ("internships", "practice:work-based-learning"),
        ("PLP", "practice:personalized-learning-plans"),
        ("ILP", "practice:personalized-learning-plans"),
        ("data-driven", "practice:data-driven-instruction"),
        ("flexible scheduling", "practice:flexible-time-blocks"),
        ("school counselors", "practice:mentoring-and-counseling"),
    ],
)
def test_a_word_of_the_trade_names_its_topic(knowledge: Knowledge, words: str, name: str) -> None:
    assert name_record(knowledge, words, kinds=["area", "component", "term", "practice"]).name == name


# Naming


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("area:flexible-pacing", "area:flexible-pacing"),
        ("https://w3id.org/xwalk/area/flexible-pacing", "area:flexible-pacing"),
        ("flexible pacing", "area:flexible-pacing"),
        ("  Pacing ", "area:flexible-pacing"),
        ("PRV-1", "provision:esea-1003a"),
        ("20 U.S.C. 6303b", "provision:esea-1003a"),
        ("learner agency", "term:learner-agency"),
    ],
)
def test_a_record_is_named_by_identifier_label_number_or_citation(knowledge: Knowledge, words: str, name: str) -> None:
    assert name_record(knowledge, words).name == name


def test_an_area_wins_over_other_kinds_of_the_same_name(knowledge: Knowledge) -> None:
    assert name_record(knowledge, "choice of content").name == "area:student-choice"
    assert name_record(knowledge, "choice of content", kinds=["item"]).name == "item:t-students-decide-content"
    assert name_record(knowledge, "one-to-one devices").kind == "area"
    assert name_record(knowledge, "one-to-one devices", kinds=["practice"]).name == "practice:one-to-one-devices"


def test_what_only_supports_others_does_not_compete(knowledge: Knowledge) -> None:
    label = "A National Landscape Scan of Personalized Learning in K-12 Education in the United States"
    assert name_record(knowledge, label).name == "work:landscape-scan-2018"
    assert name_record(knowledge, label, kinds=["source"]).name == "source:landscape-scan-2018"


def test_a_label_to_the_letter_wins_over_one_that_is_nearly_the_same(knowledge: Knowledge) -> None:
    assert name_record(knowledge, "Accountability indicators").name == "practice:accountability-indicators"
    assert name_record(knowledge, "Accountability: indicators").name == "provision:esea-1111-c-4-B"


def test_every_label_names_its_record_or_one_of_a_kind_that_goes_before(knowledge: Knowledge) -> None:
    places = dict(knowledge.db.execute("SELECT kind, precedence FROM kind"))
    hidden = supporting(knowledge)
    others = []
    for record in every(knowledge):
        assert name_record(knowledge, record.label, kinds=[record.kind]) == record
        named = record if record.kind in hidden else name_record(knowledge, record.label)
        if named != record:
            assert places[named.kind] < places[record.kind], record.name
            others.append(record.name)
    assert len(others) < 10


def test_words_that_name_several_records_list_them(knowledge: Knowledge) -> None:
    called = knowledge.db.execute(
        "SELECT folded, rank, words, name, record.label, precedence + supporting"
        " FROM called JOIN record ON record.id = called.record JOIN kind USING (kind)"
        " WHERE rank < 2 ORDER BY folded, name"
    )
    several = 0
    for _, rows in groupby(called.fetchall(), key=lambda row: row[0]):
        held = list(rows)
        if len(held) > 1 and len({(rank, words.casefold(), place) for _, rank, words, _, _, place in held}) == 1:
            words = held[0][2]
            listed = "; ".join(f"{name} ({label})" for _, _, _, name, label, _ in held)
            error = error_of(knowledge, words)
            assert error.message == f"“{words}” names several records: {listed}"
            assert error.hint == "name one of them by its identifier"
            several += 1
    assert several > 3


def test_unknown_words_suggest_the_nearest(knowledge: Knowledge) -> None:
    error = error_of(knowledge, "flexibel pacing", "area", "component")
    assert error.message == "nothing is called “flexibel pacing”"
    assert error.hint.startswith("did you mean “Flexible pacing”")


def test_only_records_of_the_kinds_that_fit_are_suggested(knowledge: Knowledge) -> None:
    error = error_of(knowledge, "paicng", "item")
    for match in find(knowledge, "paicng", kinds=["item"], most=4):
        assert f"“{match.record.label}”" in error.hint
    assert "“Flexible pacing”" not in error.hint


def test_words_of_another_kind_name_the_record_that_the_words_name_anywhere(knowledge: Knowledge) -> None:
    error = error_of(knowledge, "4109(b)", "area")
    assert error.message == "“4109(b)” is a federal provision, and this command takes area"
    assert error.hint == "xwalk show provision:esea-4109-b"


@pytest.mark.parametrize("words", ["opt out", "Perkins", "homework", "playlist"])
def test_what_is_far_from_every_name_is_not_suggested(knowledge: Knowledge, words: str) -> None:
    assert "did you mean" not in error_of(knowledge, words, "area", "component", "term", "practice").hint


def test_words_that_are_like_nothing_say_where_to_look(knowledge: Knowledge) -> None:
    error = error_of(knowledge, "zzzqqqxxx", "term")
    assert "term:" in error.hint


@pytest.mark.parametrize("words", ["provision:esea-1003a", "https://w3id.org/xwalk/provision/esea-1003a"])
def test_an_identifier_of_the_wrong_kind_says_so(knowledge: Knowledge, words: str) -> None:
    error = error_of(knowledge, words, "area", "component")
    assert error.message == f"{words} is a record of kind provision, and this command takes area or component"
    assert error.hint == "xwalk show provision:esea-1003a"


@pytest.mark.parametrize("words", ["area:no-such-area", "", "nobody:knows", "skos:exactMatch", "sssom:NoTermFound"])
def test_what_is_no_record_is_never_named(knowledge: Knowledge, words: str) -> None:
    assert f"nothing is called “{words}”" in error_of(knowledge, words).message


# Likeness


def edits(one: str, other: str) -> int:
    """Optimal string alignment distance, by its definition."""
    table = {(row, 0): row for row in range(len(one) + 1)} | {(0, column): column for column in range(len(other) + 1)}
    for row, left in enumerate(one, 1):
        for column, right in enumerate(other, 1):
            table[row, column] = min(
                table[row - 1, column] + 1,
                table[row, column - 1] + 1,
                table[row - 1, column - 1] + (left != right),
            )
            if row > 1 and column > 1 and left == other[column - 2] and one[row - 2] == right:
                table[row, column] = min(table[row, column], table[row - 2, column - 2] + 1)
    return table[len(one), len(other)]


LETTERS = st.text(st.sampled_from("abcd "), max_size=14)


@settings(max_examples=400)
@given(one=LETTERS, other=LETTERS)
def test_likeness_is_one_less_the_share_of_edits(one: str, other: str) -> None:
    longest = max(len(one), len(other))
    found = _likeness(one, other)
    if longest == 0 or abs(len(one) - len(other)) > longest * (1 - LIKE):
        assert found == 0
    else:
        assert found == pytest.approx(1 - edits(one, other) / longest)
