"""The page of a record says everything that is recorded of it, once, with where it stands, and nothing else."""

from __future__ import annotations

import json
import posixpath
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from conftest import ROOT
from drawn import part

from xwalk import open_knowledge
from xwalk.knowledge import Knowledge, Record
from xwalk.names import date_words
from xwalk.questions.cross import cross
from xwalk.questions.funding import funding
from xwalk.questions.show import show
from xwalk.site.atlas import Atlas
from xwalk.site.cite import about
from xwalk.site.kinds import FULL, OVERVIEWS, kind_pages
from xwalk.site.neighbours import FEWEST, SIDE
from xwalk.site.page import Page
from xwalk.site.places import state_path, states_with_rules_or_pilots
from xwalk.site.record_source import LISTED
from xwalk.site.records import SECTIONS, record_page, record_pages

#: What a page says in other words: numbers with their unit, and words that have a meaning beside them.
REWORDED = {
    "xwalk:value",
    "xwalk:unit",
    "xwalk:comparator",
    "xwalk:verification",
    "xwalk:origin",
    "xwalk:order",
    "schema:url",
}


@pytest.fixture(scope="module")
def atlas(knowledge: Knowledge) -> Atlas:
    return Atlas(knowledge)


@pytest.fixture(scope="module")
def pages(atlas: Atlas) -> dict[str, Page]:
    """The page of every record, by the name of the record."""
    return dict(zip((record.name for record in atlas.records), record_pages(atlas), strict=True))


def words(page: Page) -> str:
    """What a reader sees of a page, without marks."""
    return " ".join([*unescape(re.sub(r"<[^>]*>", " ", page.body)).split(), *page.about.values()])


def plain(said: str) -> str:
    return " ".join(said.split())


def links(page: Page) -> list[str]:
    """Where the links of a page lead, as paths of the site."""
    return [posixpath.normpath(posixpath.join(page.path, href)) for href in re.findall(r'href="([^"#]*)', page.body)]


def named(knowledge: Knowledge, name: str) -> Record:
    found = knowledge.by_name(name)
    assert found is not None, name
    return found


# ------------------------------------------------------------------------------------------------- nothing is left out


def test_every_record_has_a_page_of_its_own(atlas: Atlas, pages: dict[str, Page]) -> None:
    assert len(pages) > 2000
    assert len({page.path.casefold() for page in pages.values()}) == len(pages)
    for record in atlas.records:
        page = pages[record.name]
        assert page.path == page.twin == atlas.place(record)
        assert page.title == record.label
        assert f"<code>{record.name}</code>" in page.body


def test_a_page_says_every_property_of_its_record(atlas: Atlas, pages: dict[str, Page]) -> None:
    silent = []
    for record in atlas.records:
        page = pages[record.name]
        said, targets = words(page), set(links(page))
        for held in atlas.knowledge.properties(record):
            if held.predicate in REWORDED or held.predicate in {"rdf:type", "skos:prefLabel"}:
                continue
            if held.target is not None:
                told = atlas.place(atlas.knowledge.record(held.target)) in targets
            else:
                told = plain(date_words(held.value)) in said
            if not told:
                silent.append((record.name, held.predicate, held.value[:60]))
    assert silent == []


def test_a_page_links_whatever_names_its_record(atlas: Atlas, pages: dict[str, Page]) -> None:
    silent = []
    for record in atlas.records:
        targets = set(links(pages[record.name]))
        passages = Counter(other.kind for _, other in atlas.knowledge.mentions(record))["passage"]
        for predicate, other in atlas.knowledge.mentions(record):
            listed_elsewhere = record.kind == "source" and other.kind == "passage" and passages > LISTED
            if not listed_elsewhere and atlas.place(other) not in targets:
                silent.append((record.name, predicate, other.name))
    assert silent == []


def test_a_page_says_what_show_says(atlas: Atlas, pages: dict[str, Page]) -> None:
    for record in [record for record in atlas.records if record.kind not in {"passage", "source"}][::9]:
        shown, said = show(atlas.knowledge, record.name), words(pages[record.name])
        targets = set(links(pages[record.name]))
        for step in [*shown.statements, *shown.denied]:
            other = step.object if step.subject.key == record.key else step.subject
            assert not other.kind or atlas.place(other) in targets, (record.name, step.id)
            assert plain(step.comment) in said, (record.name, step.id)
            assert f"{step.status} {step.confidence:g}" in said or not other.kind
        for condition in shown.conditions:
            assert plain(condition.text) in said, (record.name, condition.id)
        for passage in shown.evidence:
            assert plain(passage.anchor) in said, (record.name, passage.id)
            assert plain(passage.locator) in said, (record.name, passage.id)


@pytest.mark.parametrize("kind", ["area", "component", "practice", "term"])
def test_the_page_of_a_topic_says_what_funding_says(kind: str, atlas: Atlas, pages: dict[str, Page]) -> None:
    for record in atlas.knowledge.of_kind(kind):
        answer, page = funding(atlas.knowledge, record.name), pages[record.name]
        said, targets = words(page), set(links(page))
        for each in answer.answers:
            assert atlas.place(each.record) in targets
            assert f"{each.status} {each.confidence:.2f}" in said, (record.name, each.record.name)
            if len(each.route) > 1:
                assert plain(each.sentence) in said
        if not any(atlas.family(each.relation) == "money" for each in answer.answers):
            assert "Nothing recorded here could pay for it, directly or by any route." in said
        for blocked in answer.blocked:
            assert plain(blocked.denial.comment) in said
        for point in answer.unknown:
            assert plain(point) in said
        assert f"ask/#topic={record.name}" in page.body


def test_the_page_of_a_provision_says_which_topics_it_reaches(atlas: Atlas, pages: dict[str, Page]) -> None:
    reached = 0
    for record in atlas.knowledge.of_kind("provision"):
        for each in cross(atlas.knowledge, record.name, "area").answers:
            reached += 1
            assert atlas.place(each.record) in links(pages[record.name])
            assert f"{each.status} {each.confidence:.2f}" in words(pages[record.name])
    assert reached > 50


def test_conditions_stand_in_a_table_with_amount_base_bearer_and_source(pages: dict[str, Page]) -> None:
    page = pages["provision:esea-1003a"]
    said = words(page)
    assert "Condition Amount Of what Who must keep it Source At most 3 percent may be reserved" in said
    assert "at most 3 percent the amount that the State educational agency receives under Title I" in said
    assert "less than $369,100,000" in words(pages["condition:1111-deferral-amount"])


def test_a_condition_that_binds_through_another_section_says_so(pages: dict[str, Page]) -> None:
    assert "Binds it through ESEA sec. 4109" in words(pages["provision:esea-4109-a-2-B"])


def test_a_range_is_never_one_number(pages: dict[str, Page]) -> None:
    assert "Value between 36 and 42 percent" in words(pages["finding:num-34"])
    assert "Value about 50 percent" in words(pages["finding:num-32"])


def test_where_a_reviewer_found_no_counterpart_the_page_says_so(pages: dict[str, Page]) -> None:
    said = words(pages["area:access-to-technology"])
    assert "A reviewer looked for a counterpart in LEAP Learning Framework, 2017 edition and found none" in said


def test_a_denial_stands_on_the_pages_of_both_ends(pages: dict[str, Page]) -> None:
    for name in ("provision:esea-1003a-c-3-D", "area:knowing-student-interests"):
        assert "Not so: Direct student services: parts of a personalized approach could pay for" in words(pages[name])


def test_the_record_of_a_state_leads_to_what_the_state_says_on_each_topic(atlas: Atlas, pages: dict[str, Page]) -> None:
    recorded = states_with_rules_or_pilots(atlas.knowledge)
    assert len(recorded) > 5
    for place in recorded:
        assert state_path(atlas, place) in links(pages[place.name])
    assert not [each for each in links(pages["jurisdiction:us"]) if each.startswith("states/")]


def test_a_name_that_ends_with_a_stop_is_followed_by_no_other(pages: dict[str, Page]) -> None:
    assert "Also called: VT, Vt. " in f"{words(pages['jurisdiction:us-vt'])} "
    assert [name for name, page in pages.items() if re.search(r"[^.]\.\.</p>", page.body)] == []


def test_what_the_marks_mean_stands_once_on_a_page_that_has_some(pages: dict[str, Page]) -> None:
    counts = {name: page.body.count("How to read the words and numbers") for name, page in pages.items()}
    assert set(counts.values()) == {0, 1}
    assert counts["area:flexible-pacing"] == counts["provision:esea-1003a-c-3-D"] == 1


def test_no_page_shows_a_property_by_its_identifier(pages: dict[str, Page]) -> None:
    shown = [
        page.path for page in pages.values() if re.search(r"\b(?:skos|dcterms|schema|oa|xwalk):[a-z]", words(page))
    ]
    assert shown == []


# --------------------------------------------------------------------------------------------------- other packs' kinds


def test_a_kind_that_nobody_knows_gets_a_page_that_says_everything(write_pack: Callable[..., Path]) -> None:
    root = write_pack(
        {
            "kb/menu.ttl": """
                @prefix dish: <https://example.org/food/dish/> .
                @prefix ex: <https://example.org/food/> .
                @prefix menu: <https://example.org/food/menu/> .
                @prefix owl: <http://www.w3.org/2002/07/owl#> .
                @prefix dcterms: <http://purl.org/dc/terms/> .
                @prefix skos: <http://www.w3.org/2004/02/skos/core#> .

                dish:soup a ex:Dish ; skos:prefLabel "Soup"@en ; skos:definition "Eaten with a spoon."@en ;
                    ex:servedHot "always" ; owl:deprecated true ; dcterms:isReplacedBy dish:stew .
                dish:stew a ex:Dish ; skos:prefLabel "Stew"@en .
                menu:monday a ex:Menu ; skos:prefLabel "Monday"@en ; ex:lists dish:soup .
                """
        }
    )
    knowledge = open_knowledge(root)
    atlas = Atlas(knowledge)
    assert "dish" not in SECTIONS
    soup = record_page(atlas, named(knowledge, "dish:soup"))
    said = words(soup)
    assert "Dish · dish:soup Eaten with a spoon." in said
    assert "Served hot always" in said
    assert "Menu, as its “lists” (1): Monday" in said
    assert (
        "This record is retired It stays here so that what cites it can still be read. Use Stew in its place." in said
    )
    assert said.startswith("This record is retired")
    assert "retired" not in words(record_page(atlas, named(knowledge, "dish:stew")))
    assert "maintainers" not in said, "nobody else's record is cited under our name"
    knowledge.db.close()


# ----------------------------------------------------------------------------------------------------- picture and data


def test_a_picture_says_what_the_page_says_and_is_sound_xml(pages: dict[str, Page]) -> None:
    drawn = 0
    for page in pages.values():
        found = re.findall(r'<div class="xw-neighbours"[^>]*>(<svg.*?</svg>)</div>', page.body)
        assert len(found) <= 1
        for svg in found:
            drawn += 1
            tree = ET.fromstring(svg)
            assert tree.get("role") == "group"
            assert [child.tag for child in tree][:2] == ["title", "desc"]
            inside = [link.get("href") for link in tree.iter("a")]
            assert FEWEST <= len(inside) <= 2 * SIDE
            assert len(set(inside)) == len(inside)
            rest = page.body.replace(svg, "")
            assert [href for href in inside if f'href="{href}"' not in rest] == [], page.path
    assert drawn > 500


def test_a_record_with_one_neighbour_has_no_picture(pages: dict[str, Page]) -> None:
    assert "xw-neighbours" not in pages["person:betheny-gross"].body
    assert "xw-neighbours" in pages["area:flexible-pacing"].body


def test_no_section_holds_a_picture_alone(pages: dict[str, Page]) -> None:
    """A small screen shows no picture, and a heading there needs something below it."""
    for page in pages.values():
        for said in re.split(r"^## ", page.body, flags=re.MULTILINE)[1:]:
            rest = re.sub(r'<div class="xw-neighbours".*?</svg></div>', "", said.partition("\n")[2])
            assert re.sub(r"<[^>]+>", "", rest).strip(), (page.path, said[:40])


def test_a_section_of_law_says_what_the_sections_below_it_could_pay_for(
    pages: dict[str, Page], knowledge: Knowledge
) -> None:
    said = part(pages["provision:esea-1003a"], "What the sections below it could pay for")
    for each in knowledge.of_kind("provision"):
        if each.name.startswith("provision:esea-1003a-c-3-"):
            assert each.label in said
    for line in re.findall(r"<li>(<a .*?)</li>", said):
        assert line.count("could pay for ") == line.count('class="xw-status') > 0


def test_a_source_is_called_by_its_name_and_cues_are_told_apart(pages: dict[str, Page]) -> None:
    told = " ".join(words(page) for page in pages.values())
    assert "Il 110 ilcs 148" not in told
    assert "Illinois Postsecondary and Workforce Readiness Act: 110 ILCS 148/20" in told
    assert "Landscape scan 2018: Glossary" in told
    area = pages["area:progress-and-reflection"]
    assert "student-led conference" in part(area, "Words that point here")
    assert "Cue" not in words(area)


def test_citations_can_be_read_by_programs(knowledge: Knowledge) -> None:
    record = named(knowledge, "area:flexible-pacing")
    said = about(knowledge, record, "https://w3id.org/xwalk/area/flexible-pacing")
    csl = said["csl"]
    assert said["bibtex"].startswith(
        "@misc{area-flexible-pacing, author = {{The xwalk maintainers}}, title = {Flexible pacing}"
    )
    assert json.loads(csl)["URL"] == "https://w3id.org/xwalk/area/flexible-pacing"
    assert json.loads(csl)["issued"] == {"date-parts": [[int(part) for part in knowledge.meta["date"].split("-")]]}
    assert "“Flexible pacing”. xwalk, version" in said["plain"]


def test_an_error_can_be_reported_with_the_place_of_the_record(pages: dict[str, Page]) -> None:
    said = pages["area:flexible-pacing"].about
    assert (said["name"], said["file"]) == ("area:flexible-pacing", "kb/areas.ttl")
    assert (
        (ROOT / said["file"]).read_text(encoding="utf-8").splitlines()[int(said["line"]) - 1].startswith(said["name"])
    )


def test_the_page_as_linked_data_names_the_record(pages: dict[str, Page]) -> None:
    for page in pages.values():
        assert page.linked is not None
        assert page.linked["@id"].startswith("https://w3id.org/xwalk/")
        assert page.linked["name"] == page.title
    law = pages["provision:esea-1003a-a"].linked
    assert law is not None
    assert law["@type"] == "Legislation"
    assert law["isPartOf"] == {"@id": "https://w3id.org/xwalk/provision/esea-1003a"}


# ----------------------------------------------------------------------------------------------------------- kind pages


@pytest.fixture(scope="module")
def lists(atlas: Atlas) -> dict[str, Page]:
    return {page.path: page for page in kind_pages(atlas)}


def test_every_record_stands_once_on_the_lists_of_its_kind(atlas: Atlas, lists: dict[str, Page]) -> None:
    for kind in atlas.knowledge.kinds.keys() - OVERVIEWS:
        held = [page for path, page in lists.items() if path == kind or re.fullmatch(rf"list/{kind}-\d+", path)]
        counted = Counter(link for page in held for link in links(page))
        assert [r.name for r in atlas.knowledge.of_kind(kind) if counted[atlas.place(r)] != 1] == []


def test_no_list_is_long(lists: dict[str, Page]) -> None:
    assert max(page.body.count("<li>") for page in lists.values()) <= FULL
    assert max(len(page.body.encode()) for page in lists.values()) < 80_000
    assert "list/passage-1" in lists
    assert "list/provision-1" not in lists
