"""The memo: two pages, every line with its source, nothing made harder than the source, the same in each format."""

from __future__ import annotations

import csv
import io
import itertools
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import docx as word
import pytest
from conftest import MINI_ONTOLOGY
from fitting import faults

from xwalk import open_knowledge
from xwalk.errors import UsageError, XwalkError
from xwalk.knowledge import Knowledge, Record
from xwalk.questions.answers import FAINT
from xwalk.questions.brief import brief, cited
from xwalk.questions.brief_document import Heading
from xwalk.questions.brief_length import fits
from xwalk.questions.brief_lines import Brief, Finding
from xwalk.questions.brief_writing import document
from xwalk.questions.coverage import coverage
from xwalk.questions.funding import funding
from xwalk.render import brief_text
from xwalk.render.as_table import to_csv
from xwalk.render.brief_docx import docx
from xwalk.render.brief_html import html
from xwalk.render.brief_json import as_dict
from xwalk.render.brief_markdown import escape, markdown
from xwalk.render.brief_table import brief as rows

STATES = (None, "VT", "RI", "NH")
AREAS = (
    "access-to-technology",
    "demonstrating-mastery",
    "flexible-pacing",
    "individualized-work",
    "interests-and-real-world-links",
    "knowing-family-and-community",
    "knowing-student-interests",
    "knowing-students-as-learners",
    "learning-goals",
    "one-on-one-and-small-group-time",
    "progress-and-reflection",
    "student-choice",
)
COMPONENTS = tuple(f"component:leap-learner-{name}" for name in ("connected", "demonstrated", "focused", "led"))
TOPICS = (*(f"area:{name}" for name in AREAS), *COMPONENTS)
MARK = re.compile(r"(?<!\\)\[(\d+(?:, \d+)*)\]")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

Ask = Callable[[str, str | None], Brief]


@pytest.fixture(scope="module")
def ask(knowledge: Knowledge) -> Ask:
    """The memo on a topic, written once."""
    held: dict[tuple[str, str | None], Brief] = {}

    def made(topic: str, state: str | None = None) -> Brief:
        if (topic, state) not in held:
            held[topic, state] = brief(knowledge, topic, state)
        return held[topic, state]

    return made


everywhere = pytest.mark.parametrize("state", STATES)
every_topic = pytest.mark.parametrize("topic", TOPICS)


def findings(said: Brief) -> list[Finding]:
    """The findings of a memo, the first included."""
    return [*([said.need.lead] if said.need.lead else []), *said.need.findings]


def test_the_topics_of_these_tests_are_all_areas(knowledge: Knowledge) -> None:
    assert [record.name for record in knowledge.of_kind("area")] == [f"area:{name}" for name in AREAS]
    assert [record.name for record in knowledge.of_kind("component")] == list(COMPONENTS)


# ----------------------------------------------------------------------------------------------- what every memo keeps


@every_topic
@everywhere
def test_every_mark_has_its_entry_and_every_entry_is_used(topic: str, state: str | None, ask: Ask) -> None:
    said = ask(topic, state)
    body, _, sources = markdown(said).partition("\n## Sources\n")
    marked = {int(number) for found in MARK.findall(body) for number in found.split(", ")}
    entries = [int(found) for found in re.findall(r"^- \[(\d+)\] ", sources, flags=re.MULTILINE)]
    assert entries == list(range(1, len(said.citations) + 1))
    assert marked == set(entries)
    assert {each.passage.id for each in said.citations} == {name for line in cited(said) for name in line}


@every_topic
@everywhere
def test_money_is_only_ever_something_that_could_pay(topic: str, state: str | None, ask: Ask) -> None:
    said = markdown(ask(topic, state)).casefold().partition("\n## sources\n")[0]
    for line in ask(topic, state).gaps.denied:
        said = said.replace(escape(line.text.partition("”. ")[2]).casefold(), "")  # the reason why it could not
    assert "pays for" not in said
    assert all(before == "could" for before in re.findall(r"(\w+) pay for", said))


@every_topic
@everywhere
def test_says_once_and_on_one_line_that_it_is_not_legal_advice(topic: str, state: str | None, ask: Ask) -> None:
    lines = [line for line in markdown(ask(topic, state)).splitlines() if "not legal advice" in line.casefold()]
    assert len(lines) == 1
    assert "April 2023" in lines[0]
    assert "Data release" in lines[0]


@every_topic
@everywhere
def test_fits_on_two_pages_by_its_measure(topic: str, state: str | None, ask: Ask) -> None:
    assert fits(document(ask(topic, state)))


@every_topic
def test_three_points_say_what_to_know(topic: str, ask: Ask) -> None:
    for state in STATES:
        said = ask(topic, state)
        need, money, places = said.short
        assert not said.need.lead or need.lines[0].text == said.need.lead.text
        assert "could pay for" in money.lines[0].text
        assert state is None or places.lines[-1].text.endswith("is not known.")
        assert state is None or not places.lines[-1].cites, "no passage says what is not known"


@every_topic
def test_findings_keep_their_comparator_their_range_and_their_words(topic: str, ask: Ask, knowledge: Knowledge) -> None:
    for held in findings(ask(topic, None)):
        source = knowledge.value(held.record, "skos:definition")
        assert held.text == source or re.search(r"[A-Z]{2,4}-\d", source), "only a number of the inventory may change"
        text = held.text.casefold()
        said = " or more" if held.comparator == "at least" else held.comparator
        assert held.comparator in {"", "exactly"} or said in text
        words = {"50": "half", "3": "three"}
        numbers = filter(None, (held.value, held.low, held.high))
        assert all(number in text or words[number] in text for number in numbers)


def test_more_than_half_is_never_a_percentage(ask: Ask, knowledge: Knowledge) -> None:
    vague = [
        record
        for record in knowledge.of_kind("finding")
        if knowledge.value(record, "xwalk:value") == "50" and "half" in knowledge.value(record, "skos:definition")
    ]
    assert len(vague) > 3
    for topic in TOPICS:
        said = ask(topic, None)
        shown = [held for held in findings(said) if held.record in vague]
        text = markdown(said)
        assert all(escape(held.text) in text for held in shown)
        assert all("50 percent" not in held.text for held in shown)


def test_a_range_stands_whole_in_every_format(ask: Ask) -> None:
    said = ask("area:student-choice", None)
    ranged = [held for held in findings(said) if held.low]
    assert ranged
    for held in ranged:
        assert f"{held.low} and {held.high} percent" in markdown(said)
        assert f"{held.low} and {held.high} percent" in html(said)
        written = next(each for each in as_dict(said)["need"]["findings"] if each["record"]["id"] == held.record.name)
        assert (written["value"], written["low"], written["high"]) == (None, int(held.low), int(held.high))


@every_topic
def test_a_finding_says_who_answered_and_what_is_left_open(topic: str, ask: Ask, knowledge: Knowledge) -> None:
    for held in findings(ask(topic, None)):
        if knowledge.value(held.record, "xwalk:respondent"):
            assert held.respondent in held.answered
        if knowledge.values(held.record, "xwalk:ambiguity"):
            assert held.open
            assert held.also_open == len(knowledge.values(held.record, "xwalk:ambiguity")) - 1
        assert held.cites


@every_topic
def test_a_caveat_is_said_once(topic: str, ask: Ask) -> None:
    texts = [line.text for line in ask(topic, None).need.caveats]
    assert len(texts) == len(set(texts))
    assert all(markdown(ask(topic, None)).count(escape(text)) == 1 for text in texts)


@every_topic
@everywhere
def test_what_is_not_said_is_counted(topic: str, state: str | None, ask: Ask, knowledge: Knowledge) -> None:
    said, answer = ask(topic, state), funding(knowledge, topic, state=state)
    family = knowledge.rules.relations
    paying = {each.record.name for each in answer.answers if family[each.relation].family == "money"}
    paying &= {record.name for record in knowledge.of_kind("provision")}
    levers = said.levers
    assert len(levers.levers) + len(levers.others) + levers.faint == len(paying)
    assert all(lever.confidence >= FAINT for lever in levers.levers)
    assert sum(count for _, count in levers.by_phrase) == len(levers.levers) + len(levers.others)
    gaps = said.gaps
    at_the_head = 0 if state is None else 1
    assert len(gaps.unknown) + gaps.more_unknown + at_the_head == len(answer.unknown)
    if state is not None:
        shown = {duty.record.name for duty in said.requirements.shown}
        assert all(duty.jurisdiction == said.requirements.places[0] for duty in said.requirements.shown)
        assert not shown & {record.name for record in said.requirements.apart}


@pytest.mark.parametrize("topic", ["area:flexible-pacing", "area:knowing-family-and-community", COMPONENTS[0]])
def test_counts_provisions_as_coverage_counts_them(topic: str, ask: Ask, knowledge: Knowledge) -> None:
    cells = coverage(knowledge, topic.partition(":")[0], "provision").cells
    states = [cell.state for cell in cells if cell.row.name == topic]
    reach = ask(topic, None).gaps.reach
    counted = (reach.covered, reach.weak, reach.blocked, reach.none, reach.unreviewed)
    assert counted == tuple(map(states.count, ("covered", "weak", "blocked", "none", "unreviewed")))
    assert reach.of == len(states)


def test_conditions_stand_once_and_give_the_base_of_their_number(ask: Ask) -> None:
    for topic in TOPICS:
        said = ask(topic, None)
        lines = [line.text for group in said.levers.conditions for line in group.lines]
        assert len(lines) == len(set(lines))
    pacing = ask("area:flexible-pacing", "VT").levers.conditions[0]
    assert "3 percent of what the State educational agency receives under subpart 2" in pacing.lines[0].text
    assert pacing.more > 0


@every_topic
@everywhere
def test_no_identifier_and_no_number_of_the_inventory_stands_in_the_prose(
    topic: str, state: str | None, ask: Ask, knowledge: Knowledge
) -> None:
    prose = re.sub(r"`[^`]*`|<http[^>]*>", "", markdown(ask(topic, state)))
    assert not re.search(rf"\b({'|'.join(knowledge.kinds)}|xwalk|skos):[a-z]", prose)
    assert not re.search(r"\b(?!RICR)[A-Z]{3,4}-\d", prose)


@every_topic
def test_conditions_that_bind_all_levers_of_a_program_come_before_those_of_some(topic: str, ask: Ask) -> None:
    said = ask(topic, None)
    for group in said.levers.conditions:
        shown = [lever.citation.partition(";")[0] for lever in said.levers.levers if lever.program == group.program]
        text = markdown(said).partition(f"**{escape(group.program)}:** ")[2].partition("\n")[0]
        assert text.count("Only for") == len({line.only for line in group.lines if line.only})
        for line in group.lines:
            assert not line.only or any(name.rpartition(" ")[2] in line.only for name in shown)
            before = text.partition(escape(line.text))[0]
            assert bool(line.only) == ("Only for" in before)


def test_a_conclusion_cites_the_law_and_every_later_link(ask: Ask, knowledge: Knowledge) -> None:
    answers = {answer.record.name: answer for answer in funding(knowledge, "area:flexible-pacing").answers}
    derived = [lever for lever in ask("area:flexible-pacing", None).levers.levers if lever.status == "derived"]
    assert derived
    for lever in derived:
        first, *later = answers[lever.record.name].route
        assert lever.cites == (first.evidence[0].id,)
        assert lever.rests == tuple(step.evidence[0].id for step in later if step.evidence)
        assert lever.rests


def test_a_number_cites_the_passage_in_which_it_stands(ask: Ask) -> None:
    said = ask("area:access-to-technology", None)
    anchors = {citation.passage.id: citation.passage.anchor for citation in said.citations}
    cited_by = {held.record.name: anchors[held.cites[0]] for held in findings(said)}
    assert cited_by["finding:num-39"].startswith("Sixty percent")
    assert cited_by["finding:num-41"].startswith("Forty-six")


def test_the_weakest_step_of_the_main_lever_is_named_in_words(ask: Ask) -> None:
    weakest = ask("area:flexible-pacing", "VT").gaps.weakest
    assert weakest is not None
    assert "rests on a curator's judgement" in weakest.text
    assert "“Personalized learning approach (federal law)” is broader than “Learner Demonstrated”" in weakest.text
    assert weakest.status == "asserted"


def test_a_denial_is_a_gap(ask: Ask) -> None:
    gaps = ask("area:knowing-family-and-community", None).gaps
    assert gaps.denied
    assert all("does not say that it could pay for" in line.text for line in gaps.denied)


def test_without_counterpart_is_a_gap(ask: Ask) -> None:
    lines = ask("area:access-to-technology", None).gaps.counterparts
    assert [line.text.startswith("A reviewer found no counterpart in LEAP") for line in lines] == [True]


def test_a_component_speaks_through_its_areas(ask: Ask) -> None:
    said = ask("component:leap-learner-demonstrated", None)
    assert [area.label for area in said.need.areas] == ["Demonstrating mastery", "Flexible pacing"]
    assert "Findings through its areas: Demonstrating mastery and Flexible pacing." in markdown(said)


def test_what_no_item_measures_says_so(ask: Ask) -> None:
    assert "nothing measures it" in markdown(ask("component:leap-learner-connected", None))


def test_a_practice_speaks_through_the_areas_that_it_works_toward(ask: Ask) -> None:
    said = ask("practice:blended-learning", None)
    assert said.need.areas
    assert "through the areas that it works toward" in markdown(said)


def test_the_state_stands_in_the_title_and_its_rules_in_the_memo(ask: Ask) -> None:
    said = ask("area:flexible-pacing", "VT")
    assert said.title == "Flexible pacing in Vermont"
    assert [duty.record.name for duty in said.requirements.shown] == ["requirement:vt-proficiency-based-graduation"]
    assert said.requirements.shown[0].relation == "xwalk:requiresToward"
    assert markdown(said).count("Whether Vermont took any optional federal reservation is not known.") == 1
    assert brief(open_knowledge(), "flexible pacing", "Vermont") == said


@pytest.mark.parametrize(
    ("topic", "state", "requirement"),
    [
        ("flexible pathways", "VT", "requirement:vt-flexible-pathways"),
        ("PD", "RI", "requirement:ri-professional-development-hours"),
        ("area:demonstrating-mastery", "NH", "requirement:nh-credit-on-mastery"),
    ],
)
def test_a_state_rule_stands_with_its_law_its_later_change_and_their_passages(
    topic: str, state: str, requirement: str, knowledge: Knowledge
) -> None:
    memo = brief(knowledge, topic, state)
    duty = next(duty for duty in memo.requirements.shown if duty.record.name == requirement)
    said, text = knowledge.said(duty.record), markdown(memo)
    for told in ("skos:definition", "xwalk:lawSays", "xwalk:laterChange"):
        assert escape(said.get(told, "")) in text
    assert duty.later
    assert set(duty.rests) == set(knowledge.values(duty.record, "xwalk:evidence"))
    assert set(duty.rests) <= {citation.passage.id for citation in memo.citations}


def test_what_nobody_verified_names_its_law(ask: Ask, knowledge: Knowledge) -> None:
    unknown = ask("area:flexible-pacing", "VT").gaps.unknown
    assert unknown[0].text.startswith("State rules stand as the report of 2018")
    assert unknown[0].of == ""
    assert unknown[1].of == "ESEA sec. 1003A(c)(3)(D)"
    assert unknown[1].text in knowledge.values(named(knowledge, "provision:esea-1003a-c-3-D"), "xwalk:unknown")


def named(knowledge: Knowledge, name: str) -> Record:
    """The record of a name."""
    found = knowledge.by_name(name)
    assert found is not None
    return found


def test_where_nothing_could_pay_the_near_topics_are_named(ask: Ask) -> None:
    said = ask("term:learner-agency", "VT")
    assert said.levers.levers == []
    assert [line.text for line in said.gaps.near] == [
        "“Learner agency” means nearly the same as “Learner Led” (asserted, 0.9); nothing follows from that.",
        "“Learner agency” is related to “Student choice” (asserted, 0.9); nothing follows from that.",
    ]
    assert ask("area:flexible-pacing", None).gaps.near == []


def test_a_finding_about_one_state_stays_out_of_the_memo_for_another(knowledge: Knowledge) -> None:
    def told(state: str | None) -> set[str]:
        return {held.record.name for held in findings(brief(knowledge, "personalized learning", state))}

    assert "finding:pol-06" in told("NH")
    assert "finding:pol-06" in told(None)
    assert "finding:pol-06" not in told("VT")


def test_context_is_no_need(knowledge: Knowledge) -> None:
    said = brief(knowledge, "personalized learning", "NH")
    assert said.need.lead is None
    assert said.short[0].lines[0].text == "No survey finding on it is recorded here."


def test_without_a_state_every_recorded_state_is_named(ask: Ask) -> None:
    said = ask("area:flexible-pacing", None)
    assert {"Florida", "New Hampshire", "Rhode Island", "Vermont"} <= set(said.requirements.places)
    assert all(place in said.short[2].lines[0].text for place in said.requirements.places)


def test_wrong_names_are_errors(knowledge: Knowledge) -> None:
    with pytest.raises(UsageError):
        brief(knowledge, "no such topic at all")
    with pytest.raises(UsageError):
        brief(knowledge, "flexible pacing", "California")


# ------------------------------------------------------------------------------------------------------------- formats


@every_topic
def test_is_as_its_schema_says(topic: str, ask: Ask) -> None:
    for state in STATES:
        assert faults("brief", as_dict(ask(topic, state))) == []


class Page(HTMLParser):
    """Reads a page: its elements, the nesting, headings, links and ids."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input", "col"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[tuple[int, str]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.open and re.fullmatch(r"h[1-6]", self.open[-1]):
            level, words = self.headings[-1]
            self.headings[-1] = (level, words + data)

    def values(self, name: str) -> list[str]:
        return [value for _, attrs in self.tags for key, value in attrs.items() if key == name and value]


@every_topic
@everywhere
def test_the_page_is_whole_accessible_and_alone(topic: str, state: str | None, ask: Ask) -> None:
    said = ask(topic, state)
    written = html(said)
    page = Page(written)
    assert page.open == []
    assert ("html", {"lang": "en"}) in page.tags
    assert re.search(r"<title>Policy memo: [^<]+</title>", written)
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & {tag for tag, _ in page.tags}
    assert not page.values("src")
    assert not re.search(r"@import|url\(|\bon[a-z]+=", written)
    assert all(value.startswith(("#source-", "https://", "http://")) for value in page.values("href"))
    targets = {value.removeprefix("#source-") for value in page.values("href") if value.startswith("#")}
    assert targets == {value.removeprefix("source-") for value in page.values("id")}
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in page.tags if tag == "th")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here to print the pages with")
@pytest.mark.parametrize("size", ["letter", "A4"])
def test_every_memo_prints_on_two_sheets(size: str, ask: Ask, tmp_path: Path) -> None:
    """All memos are printed at once, each from a sheet of its own on: none of them is longer than two."""
    written = [html(ask(topic, state)) for topic in TOPICS for state in STATES]
    head, _, _ = written[0].partition("<main>")
    assert head.count("@page { margin") == 1
    head = head.replace("@page {", f"@page {{ size: {size};").replace(
        "</style>", "main { break-before: right; }</style>"
    )
    bodies = [text[text.index("<main>") : text.index("</body>")] for text in written]
    page, sheet = tmp_path / "memos.html", tmp_path / "memos.pdf"
    page.write_text("".join([head, *bodies, "</body></html>"]), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]
    options += [f"--user-data-dir={tmp_path / 'user'}", f"--print-to-pdf={sheet}", page.as_uri()]
    subprocess.run([str(CHROMIUM), *options], check=True, capture_output=True, timeout=120)
    sheets = len(re.findall(rb"/Type\s*/Page\b", sheet.read_bytes()))
    assert 2 * len(written) - 1 <= sheets <= 2 * len(written)


@pytest.mark.parametrize("topic", ["area:flexible-pacing", "area:access-to-technology", COMPONENTS[0]])
def test_the_word_file_opens_and_has_the_same_headings(topic: str, ask: Ask) -> None:
    for state in (None, "VT"):
        said = ask(topic, state)
        opened = word.Document(io.BytesIO(docx(said)))
        headings = [
            (int(str(each.style.name)[-1]), each.text)
            for each in opened.paragraphs
            if each.style is not None and str(each.style.name).startswith("Heading")
        ]
        assert headings == [(b.level, b.text) for b in document(said).blocks if isinstance(b, Heading)]
        assert headings == Page(html(said)).headings
        assert headings == [
            (len(marks), text) for marks, text in re.findall(r"^(#+) (.*)$", markdown(said), flags=re.MULTILINE)
        ]
        assert len(opened.tables) == (1 if said.levers.levers else 0)
        whole = "\n".join(each.text for each in opened.paragraphs)
        assert whole.casefold().count("not legal advice") == 1


def test_the_word_file_has_the_same_bytes_on_any_day(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    said = ask("area:flexible-pacing", "VT")
    once = docx(said)
    monkeypatch.setattr("time.time", lambda: 4e9)
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert docx(said) == once
    with zipfile.ZipFile(io.BytesIO(once)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = word.Document(io.BytesIO(once)).core_properties
    assert properties.created is not None
    assert properties.created == properties.modified
    assert properties.created.date().isoformat() == said.dated
    assert properties.title == "Policy memo: Flexible pacing in Vermont"


def test_without_the_library_a_word_file_is_an_error_with_a_hint(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(XwalkError) as failed:
        docx(ask("area:flexible-pacing", None))
    assert "python-docx" in failed.value.message
    assert failed.value.hint == "pip install 'xwalk[office]'"
    assert failed.value.exit_code == 1


def test_the_same_memo_twice(knowledge: Knowledge) -> None:
    once, again = (brief(knowledge, "student choice", "NH") for _ in range(2))
    assert (markdown(once), html(once), as_dict(once)) == (markdown(again), html(again), as_dict(again))


# ------------------------------------------------------------------------------------------------------- hostile texts

EVIL = "<script>alert(1)</script> a|b **bold** [x](javascript:alert(1)) `c` $y$ =1+1 &amp; [99]"
EVIL_CONTROLS = "bell\\u0007 \\u202Ereversed\\uFFFF end"
PREFIXES = "\n".join(
    f"@prefix {kind}: <https://w3id.org/xwalk/{kind}/> ."
    for kind in ("area", "condition", "finding", "item", "passage", "provision", "remark", "sample", "source")
)
EVIL_KB = f"""
{PREFIXES}
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

area:evil a xwalk:Area ; skos:prefLabel "{EVIL}"@en ; skos:definition "=cmd|' /C calc'!A0 {EVIL_CONTROLS}"@en ;
    xwalk:ambiguity "1. {EVIL}"@en ; xwalk:evidence passage:evil .
finding:evil a xwalk:Finding ; skos:prefLabel "f" ; skos:definition "- {EVIL}"@en ; xwalk:type "survey" ;
    xwalk:comparator "about" ; xwalk:value 3 ; xwalk:about area:evil ; xwalk:sample sample:evil ;
    xwalk:respondent "{EVIL}" ; xwalk:ambiguity "{EVIL}"@en ; xwalk:status "stated" ; xwalk:evidence passage:evil .
remark:evil a xwalk:Remark ; skos:prefLabel "r" ; skos:definition "# {EVIL}"@en ; xwalk:type "caveat" ;
    xwalk:about finding:evil ; xwalk:status "stated" ; xwalk:evidence passage:evil .
sample:evil a xwalk:Sample ; skos:prefLabel "{EVIL}"@en ; xwalk:value 5 ; xwalk:unit "people" .
provision:evil a xwalk:Provision ; skos:prefLabel "{EVIL}"@en ; xwalk:citation "=HYPERLINK() | {EVIL}" .
condition:evil a xwalk:Condition ; skos:prefLabel "c" ; skos:definition "> {EVIL}"@en ; xwalk:type "limit" ;
    xwalk:value 3 ; xwalk:unit "percent" ; xwalk:base "{EVIL}"@en ; xwalk:binds provision:evil ;
    xwalk:evidence passage:evil .
passage:evil a xwalk:Passage ; skos:prefLabel "{EVIL}"@en ; dcterms:source source:evil ; xwalk:locator "{EVIL}" ;
    oa:exact "{EVIL}" ; xwalk:verification "unverified" ; schema:url <javascript:alert(1)> .
source:evil a xwalk:Source ; skos:prefLabel "s" ; xwalk:citation "{EVIL}" ;
    schema:url <https://example.org/a?b=1&c=(2)*_d_> .
"""
COLUMNS = (
    *("subject_id", "predicate_id", "object_id", "mapping_justification"),
    *("confidence", "comment", "status", "evidence"),
)
ROW = (
    *("provision:evil", "xwalk:fundsToward", "area:evil", "semapv:ManualMappingCuration"),
    *("0.7", EVIL, "asserted", "passage:evil"),
)
EVIL_HEAD = """\
#curie_map:
#  area: https://w3id.org/xwalk/area/
#  passage: https://w3id.org/xwalk/passage/
#  provision: https://w3id.org/xwalk/provision/
#  xwalk: https://w3id.org/xwalk/ontology/
#mapping_set_id: https://example.org/food/evil
#license: https://creativecommons.org/publicdomain/zero/1.0/
#rule_set: policy
#extension_definitions:
#- slot_name: status
#  property: xwalk:status
#- slot_name: evidence
#  property: xwalk:evidence
#- slot_name: rule_set
#  property: xwalk:inRuleSet
"""
EVIL_ROWS = EVIL_HEAD + "".join("\t".join(row) + "\n" for row in (COLUMNS, ROW))


@pytest.fixture(scope="module")
def hostile(_own_cache: None, tmp_path_factory: pytest.TempPathFactory) -> Brief:
    """A memo from the records of a stranger."""
    root = tmp_path_factory.mktemp("evil")
    for path, text in (
        ("ontology/food.ttl", MINI_ONTOLOGY),
        ("kb/evil.ttl", EVIL_KB),
        ("crosswalks/evil.sssom.tsv", EVIL_ROWS),
    ):
        (root / path).parent.mkdir()
        (root / path).write_text(text, encoding="utf-8")
    return brief(open_knowledge(root), "area:evil")


def test_hostile_text_is_text_in_every_part(hostile: Brief) -> None:
    assert hostile.levers.levers
    assert hostile.levers.conditions[0].lines
    assert hostile.need.lead
    assert hostile.need.caveats
    assert hostile.gaps.weakest
    assert hostile.citations


def test_hostile_text_is_text_in_html(hostile: Brief) -> None:
    written = html(hostile)
    page = Page(written)
    assert page.open == []
    assert not {"script", "b", "em"} & {tag for tag, _ in page.tags}
    assert "<script>alert(1)</script>" in page.text
    assert not any("javascript" in value for value in page.values("href"))
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", written)
    marked = {value for value in page.values("href") if value.startswith("#")}
    assert marked == {f"#{value}" for value in page.values("id")}


def test_hostile_text_is_text_in_markdown(hostile: Brief) -> None:
    written = markdown(hostile)
    assert "<script" not in written
    assert not re.search(r"(?<!\\)\]\(", written)
    assert not re.search(r"(?<!\\)\*\*bold", written)
    assert "\\[99\\]" in written
    assert {int(n) for found in MARK.findall(written) for n in found.split(", ")} == {1}
    rows = [line for line in written.splitlines() if line.startswith("| ")]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [5] * 3
    assert len(re.findall("^# ", written, flags=re.MULTILINE)) == 1
    assert "javascript:alert(1)>" not in written
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", written)


def test_hostile_text_is_text_in_a_word_file(hostile: Brief) -> None:
    written = docx(hostile)
    opened = word.Document(io.BytesIO(written))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    whole = "\n".join([*(each.text for each in opened.paragraphs), *cells])
    assert "<script>alert(1)</script> a|b **bold** [x](javascript:alert(1))" in whole
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        links = [name for name in archive.namelist() if name.endswith(".rels")]
        assert not any(b"javascript" in archive.read(name) for name in links)


def test_hostile_text_is_text_at_a_terminal_and_in_a_spreadsheet(hostile: Brief) -> None:
    lines = brief_text.text(hostile)
    cells = to_csv(*rows(hostile))
    for written in (lines, cells):
        assert "<script>alert(1)</script>" in written
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", written)
    assert not any(cell.lstrip().startswith(("=", "+", "@")) for row in csv.reader(io.StringIO(cells)) for cell in row)


def test_a_pack_that_says_nothing_of_legal_advice_gets_the_line_all_the_same(hostile: Brief) -> None:
    for disclaimer in ("", "As of today."):
        lines = markdown(hostile._replace(disclaimer=disclaimer)).casefold().count("not legal advice")
        assert lines == 1


def test_words_at_the_start_of_a_line_open_no_list() -> None:
    assert [escape(text) for text in ("- a", "1. a", "+ a", "# a", "> a")] == [
        "\\- a",
        "1\\. a",
        "\\+ a",
        "\\# a",
        "&gt; a",
    ]
