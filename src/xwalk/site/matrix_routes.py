"""What stands behind each cell of the coverage matrix: the route in words, or what forbids it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from itertools import groupby

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.questions.answers import Answer, Step
from xwalk.questions.coverage import BLOCKED, NONE, Cell
from xwalk.questions.cross import Cross
from xwalk.questions.grouping import BlockedAnswer
from xwalk.site.atlas import Atlas
from xwalk.site.legend import status_legend
from xwalk.site.markup import badge, bullets, escape, known, section
from xwalk.site.page import Page, relative
from xwalk.site.programs import slug, top

PATH = "matrix"


def cell_anchor(*records: Record) -> str:
    """The name of the place that speaks of some records together; never that of others."""
    return "--".join(_plain(record.name) for record in records)


def _plain(name: str) -> str:
    local = name.partition(":")[2] or name
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign == "-") else f"_{ord(sign):x}" for sign in local)


def routes_path(atlas: Atlas, program: Record | None, provision: Record) -> str:
    """The page that explains the cells of a provision: one for each section at the top of the law."""
    section_of = top(atlas.knowledge, provision)
    return f"{PATH}/{slug(program)}/{posixpath.basename(atlas.place(section_of))}"


def routes_page(atlas: Atlas, program: Record | None, cells: Sequence[Cell], asked: Mapping[int, Cross]) -> Page:
    """The page of one section of the law, provision by provision and topic by topic.

    Args:
        atlas: The knowledge base.
        program: The program that the provisions belong to.
        cells: The cells of that section that hold anything.
        asked: What ``cross`` answers about the topic of each row, by its key.
    """
    section_of = top(atlas.knowledge, cells[0].col)
    here = routes_path(atlas, program, cells[0].col)
    blocks = [f"[Back to the matrix]({relative(f'{PATH}/{slug(program)}.md', here)})", status_legend()]
    for provision, held in groupby(sorted(cells, key=lambda cell: cell.col.name), key=lambda cell: cell.col):
        name = section(atlas.name(provision), f"{atlas.link(provision, here, 'Everything about this provision')}.")
        blocks.append("\n\n".join([name, *(_cell(atlas, asked[cell.row.key], cell, here) for cell in held)]))
    return Page(
        here,
        f"Routes behind the matrix: {atlas.name(section_of)}",
        "\n\n".join(blocks),
        f"The route behind each cell of the coverage matrix for {atlas.name(section_of)}.",
        {"kind": ["Overview"]},
    )


def _cell(atlas: Atlas, asked: Cross, cell: Cell, here: str) -> str:
    """One cell: the provision, the state, and every relation that it has to the topic, the best first."""
    answers = [answer for answer in asked.answers if answer.record.key == cell.col.key]
    rank = atlas.knowledge.rules.rank
    answers.sort(key=lambda answer: (-round(answer.confidence, 9), rank(answer.relation)))
    blocked = [each for each in asked.blocked if each.record.key == cell.col.key]
    said = [_answer(atlas, answer, here) for answer in answers]
    said += [_blocked(atlas, each, here) for each in blocked] if cell.state == BLOCKED else []
    if cell.state == NONE:
        said.append("A reviewer looked through the scheme of the one for the other, and found no counterpart.")
    head = f"### {escape(cell.row.label)}: {cell.state} {{#{cell_anchor(cell.row, cell.col)}}}"
    return f"{head}\n\n{bullets(said)}"


def _answer(atlas: Atlas, answer: Answer, here: str) -> str:
    more = f" The best of {answer.routes} routes." if answer.routes > 1 else ""
    said = f"{escape(answer.sentence)} {known(answer.status, answer.confidence)}.{more}"
    return f"{said}\n{_steps(atlas, answer.route, here)}"


def _blocked(atlas: Atlas, blocked: BlockedAnswer, here: str) -> str:
    denial = blocked.denial
    said = (
        f"{escape(denial.subject.label)} does not say that it {escape(atlas.phrase(denial.predicate))} "
        f"{escape(denial.object.label)} {badge(denial.status)}{_cites(atlas, denial, here)}"
    )
    reason = f" {escape(denial.comment)}" if denial.comment else ""
    words = f"Forbidden by a denial: {said}.{reason} The route that it forbids:"
    return f"{words}\n{_steps(atlas, blocked.route, here)}"


def _steps(atlas: Atlas, route: list[Step], here: str) -> str:
    """The statements of a route, numbered, below the item of a list that they belong to."""
    return "\n".join(f"    {number}. {_step(atlas, step, here)}" for number, step in enumerate(route, 1))


def _step(atlas: Atlas, step: Step, here: str) -> str:
    """A statement in words, and where each passage behind it stands."""
    said = f"{escape(step.subject.label)} {escape(atlas.phrase(step.predicate))} {escape(step.object.label)}"
    return f"{said} {known(step.status, step.confidence)}{_cites(atlas, step, here)}"


def _cites(atlas: Atlas, step: Step, here: str) -> str:
    passages = [(each, atlas.knowledge.by_name(each.id)) for each in step.evidence]
    cited = [atlas.link(record, here, atlas.cited(each)) if record else escape(each.label) for each, record in passages]
    return f" ({list_words(cited)})" if cited else ""
