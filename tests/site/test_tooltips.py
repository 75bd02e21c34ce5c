"""Words of the glossary are explained at their first mention on a page, and nowhere else."""

from __future__ import annotations

import re
from html import unescape

import pytest

from xwalk.knowledge import Knowledge
from xwalk.site.atlas import Atlas
from xwalk.site.page import Page
from xwalk.site.tooltips import Glossary

TERM = re.compile(r'<a class="xw-term" href="([^"]*)" title="([^"]*)">([^<]*)</a>')


@pytest.fixture(scope="module")
def glossary(knowledge: Knowledge) -> Glossary:
    return Glossary(Atlas(knowledge))


def marked(glossary: Glossary, body: str, path: str = "area/flexible-pacing") -> str:
    return glossary.mark(Page(path, "A page", body)).body


def test_the_first_mention_is_a_link_with_the_definition_and_the_second_is_text(
    glossary: Glossary, knowledge: Knowledge
) -> None:
    body = marked(glossary, "<p>Competency-based education, and competency-based learning again.</p>")
    ((href, title, said),) = TERM.findall(body)
    term = knowledge.by_name("term:competency-based-education")
    assert term is not None
    assert href == "../../term/competency-based-education/"
    assert unescape(title) == knowledge.value(term, "skos:definition")
    assert said == "Competency-based education"
    assert body.endswith(", and competency-based learning again.</p>")


@pytest.mark.parametrize(
    "body",
    [
        "## Learner agency",
        "[Learner agency](../term/learner-agency.md)",
        '<p><a href="x">the learner agency</a></p>',
        "<p><code>learner agency</code></p>",
        "`learner agency`",
        "<details><summary>Learner agency</summary><p>More</p></details>",
        '<div><svg role="group"><title>Learner agency</title><text>learner agency</text></svg></div>',
        '<p title="learner agency">Text</p>',
        '<p class="xw-names">Also called: learner agency.</p>',
        "| Learner agency | Other |\n| --- | --- |",
        '!!! note "Learner agency"',
        "<p>learner agencyship and non-learner agency</p>",
        "<p>The local educational agency applies.</p>",
    ],
)
def test_what_is_no_running_text_or_another_word_stays(body: str, glossary: Glossary) -> None:
    assert marked(glossary, body) == body


def test_a_mention_after_a_heading_or_a_link_is_the_first(glossary: Glossary) -> None:
    body = marked(glossary, "## Learner agency\n\n<p><a href='x'>Learner agency</a> is learner agency.</p>")
    assert [said for _, _, said in TERM.findall(body)] == ["learner agency"]


def test_a_term_is_not_explained_on_its_own_page(glossary: Glossary) -> None:
    body = "<p>Learner agency is agency of learners.</p>"
    assert marked(glossary, body, "term/learner-agency") == body


def test_the_longest_name_wins(glossary: Glossary) -> None:
    body = marked(glossary, "<p>A personalized learning approach.</p>")
    assert [(href.split("/")[-2], said) for href, _, said in TERM.findall(body)] == [
        ("personalized-learning-approach-esea", "personalized learning approach")
    ]


def test_letters_that_change_their_number_when_lowered_leave_the_page_as_it_is(glossary: Glossary) -> None:
    body = "<p>\u0130 learner agency</p>"
    assert marked(glossary, body) == body


def test_a_pack_without_a_glossary_marks_nothing(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xwalk.site.tooltips.GLOSSARY", "no-such-kind")
    assert marked(Glossary(Atlas(knowledge)), "<p>Learner agency</p>") == "<p>Learner agency</p>"
