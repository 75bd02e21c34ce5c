"""The coverage matrix: areas by federal programs on one page, areas by the provisions of a program on a page each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from xwalk.knowledge import Record
from xwalk.questions.brief_lines import plural
from xwalk.questions.coverage import COVERED, STATES, UNREVIEWED, Cell, Coverage, Share, coverage
from xwalk.questions.cross import Cross, cross
from xwalk.site.atlas import Atlas
from xwalk.site.markup import attribute, bullets, escape, section, table
from xwalk.site.matrix_routes import PATH, cell_anchor, routes_page, routes_path
from xwalk.site.page import Page, address
from xwalk.site.programs import by_program, slug, top
from xwalk.site.svg import block, line, lines, picture, text

ROWS, COLS = "area", "provision"
#: The letter of each state, so that nothing rests on colour alone.
LETTERS = {"covered": "C", "weak": "W", "blocked": "B", "none": "N", "unreviewed": "·"}
#: How many cells below the threshold are named for review.
_NEAR = 12


class _Matrix(NamedTuple):
    """The answer of ``xwalk coverage``, by row and column."""

    answer: Coverage
    programs: dict[Record | None, list[Record]]
    cells: dict[tuple[int, int], Cell]
    asked: dict[int, Cross]

    def of(self, row: Record, cols: Sequence[Record]) -> list[Cell]:
        """The cells of a row and some columns."""
        return [self.cells[row.key, col.key] for col in cols]


def matrix_pages(atlas: Atlas) -> Iterator[Page]:
    """The overview of the matrix, and a page a program."""
    answer = coverage(atlas.knowledge, ROWS, COLS)
    matrix = _Matrix(
        answer,
        by_program(atlas.knowledge),
        {(cell.row.key, cell.col.key): cell for cell in answer.cells},
        {row.key: cross(atlas.knowledge, row.name, COLS) for row in answer.rows},
    )
    yield _overview(atlas, matrix)
    for program, provisions in matrix.programs.items():
        yield _program(atlas, matrix, program, provisions)
        yield from _routes(atlas, matrix, program, provisions)


def _routes(atlas: Atlas, matrix: _Matrix, program: Record | None, provisions: list[Record]) -> Iterator[Page]:
    """The pages behind the cells of a program: one for each section of the law."""
    held: dict[str, list[Cell]] = {}
    for row in matrix.answer.rows:
        for cell in matrix.of(row, provisions):
            if cell.state != UNREVIEWED:
                held.setdefault(top(atlas.knowledge, cell.col).name, []).append(cell)
    for _, cells in sorted(held.items()):
        yield routes_page(atlas, program, cells, matrix.asked)


def program_name(program: Record | None) -> str:
    """What a reader calls the provisions of a program, or those of none."""
    return program.label if program else "Provisions of no program"


def _overview(atlas: Atlas, matrix: _Matrix) -> Page:
    answer = matrix.answer
    blocks = [
        _intro(answer),
        _gaps(atlas, answer),
        _meanings(answer),
        section("Topics by program", _chart(matrix), _programs_table(matrix)),
        section("How much is covered, from both sides", _totals(answer)),
        section("By component", _shares(atlas, "Component", answer.row_groups, "part of no component")),
        section("By section of the law", _shares(atlas, "Section", answer.col_groups, "alone in its section")),
        section("What to review next", _review(atlas, matrix)),
    ]
    return Page(
        PATH,
        "Coverage matrix",
        "\n\n".join(blocks),
        "Every topic against every federal provision: covered, weak, blocked, none or not reviewed.",
        {"kind": ["Overview"]},
        wide=True,
    )


def _intro(answer: Coverage) -> str:
    return (
        f"How far federal law reaches each topic: {len(answer.rows)} topics × {len(answer.cols)} provisions = "
        f"{len(answer.cells):,} cells. A cell is covered where a route of statements joins the provision to the topic "
        f"with a confidence of at least {answer.threshold:g}: the provision could pay for it, or could pay for, "
        "requires or allows a part of it or work toward it. The route behind each cell says which."
    )


def _gaps(atlas: Atlas, answer: Coverage) -> str:
    """The topics that no provision covers, by name."""
    reached = {cell.row.key for cell in answer.cells if cell.state == COVERED}
    bare = [row for row in answer.rows if row.key not in reached]
    return f"**No provision covers {atlas.links(bare, PATH)}.**" if bare else "Some provision covers each topic."


def _meanings(answer: Coverage) -> str:
    """The states, each with its mark, its meaning and how many cells have it."""
    items = [
        f"<li>{mark(state)} <strong>{escape(state)}</strong>, {answer.states[state]:,} cells: "
        f"{escape(answer.meaning[state])}</li>"
        for state in STATES
    ]
    return f'<ul class="xw-legend">{"".join(items)}</ul>'


def mark(state: str) -> str:
    """The mark of a state."""
    return f'<span class="xw-cell xw-is-{state}" aria-hidden="true">{LETTERS[state]}</span>'


def _chart(matrix: _Matrix) -> str:
    """A block a cell that is not unreviewed, by topic and program."""
    left, column, high, size, per = 230, 130, 46, 15, 7
    programs = list(matrix.programs)
    names = [lines(program_name(program), 16) for program in programs]
    head = 17 + 15 * max(map(len, names), default=1)
    marks = [
        text(left + place * column, 14 + step * 15, words)
        for place, name in enumerate(names)
        for step, words in enumerate(name)
    ]
    for number, row in enumerate(matrix.answer.rows):
        y = head + number * high
        marks.append(line(0, y, left + len(programs) * column, y))
        for step, words in enumerate(lines(row.label, 30)):
            marks.append(text(0, y + 18 + step * 15, words))
        for place, program in enumerate(programs):
            cells = sorted(matrix.of(row, matrix.programs[program]), key=lambda cell: STATES.index(cell.state))
            for count, cell in enumerate(each for each in cells if each.state != UNREVIEWED):
                x = left + place * column + count % per * (size + 2)
                at = y + 5 + count // per * (size + 2)
                marks.append(block(x, at, f"xw-box xw-is-{cell.state}", size))
                marks.append(
                    text(x + size / 2, at + 12, LETTERS[cell.state], f"xw-letter xw-is-{cell.state}", anchor="middle")
                )
    return picture(
        "Which provisions reach each topic, by program",
        "One lettered block for each provision with a route, a denial or a review. The table below holds the numbers.",
        left + len(programs) * column,
        head + len(matrix.answer.rows) * high,
        marks,
    )


def _programs_table(matrix: _Matrix) -> str:
    """Topics by programs, with the numbers of each state."""
    head = "".join(
        f'<th scope="col"><a href="{address(f"{PATH}/{slug(program)}", PATH)}">{escape(program_name(program))}</a> '
        f"<small>{plural(len(provisions), 'provision')}</small></th>"
        for program, provisions in matrix.programs.items()
    )
    rows = []
    for row in matrix.answer.rows:
        cells = []
        for program, provisions in matrix.programs.items():
            counted = Counter(cell.state for cell in matrix.of(row, provisions))
            cells.append(f"<td>{_counts(counted, program, len(provisions))}</td>")
        rows.append(f'<tr><th scope="row">{escape(row.label)}</th>{"".join(cells)}</tr>')
    return (
        '<div class="xw-scroll" tabindex="0" role="region" aria-label="Topics by program"><table class="xw-grid">'
        "<caption>How many cells of each topic and program are covered, weak, blocked or none; "
        "all others are unreviewed</caption>"
        f'<thead><tr><th scope="col">Topic</th>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _counts(counted: Counter[str], program: Record | None, of: int) -> str:
    said = [
        f'<span class="xw-count xw-is-{state}">{counted[state]} {state}</span>'
        for state in STATES
        if counted[state] and state != UNREVIEWED
    ]
    if not said:
        return f'<span class="xw-quiet-text">0 of {of}</span>'
    return f'<a href="{address(f"{PATH}/{slug(program)}", PATH)}">{" ".join(said)}</a>'


def _share(share: Share) -> str:
    part = f" ({share.covered / share.of:.0%})" if share.of else ""
    return f"{share.covered} of {share.of}{part}"


def _totals(answer: Coverage) -> str:
    covered = answer.states[COVERED]
    return table(
        ["Asked", "Covered"],
        [
            ("Topics with at least one provision that covers them", _share(answer.row_share)),
            ("Provisions that cover at least one topic", _share(answer.col_share)),
            ("Cells", _share(Share(None, covered, len(answer.cells)))),
        ],
    )


def _shares(atlas: Atlas, kind: str, shares: Sequence[Share], none: str) -> str:
    return table(
        [kind, "Covered"],
        [
            (atlas.link(share.record, PATH, atlas.name(share.record)) if share.record else escape(none), _share(share))
            for share in shares
        ],
    )


def _review(atlas: Atlas, matrix: _Matrix) -> str:
    """Topics that nothing covers, then the cells that come closest to the threshold."""
    answer = matrix.answer
    home = {col.key: program for program, cols in matrix.programs.items() for col in cols}
    covered = {cell.row.key for cell in answer.cells if cell.state == COVERED}
    items = [f"{escape(row.label)}: no provision covers it." for row in answer.rows if row.key not in covered]
    weak = [cell for cell in answer.cells if cell.state == "weak"]
    for cell in sorted(weak, key=lambda each: (-each.confidence, each.row.name, each.col.name))[:_NEAR]:
        page = f"{routes_path(atlas, home[cell.col.key], cell.col)}.md#{cell_anchor(cell.row, cell.col)}"
        items.append(
            f"[{escape(cell.row.label)} × {escape(cell.col.label)}]({page}): weak at {cell.confidence:.2f}; its "
            "weakest step decides."
        )
    left = len(weak) - _NEAR
    items += [f"and {left} more weak cells"] if left > 0 else []
    return bullets(items)


def _program(atlas: Atlas, matrix: _Matrix, program: Record | None, provisions: list[Record]) -> Page:
    here = f"{PATH}/{slug(program)}"
    answer = matrix.answer
    cells = [cell for row in answer.rows for cell in matrix.of(row, provisions)]
    spoken = {cell.col.key for cell in cells if cell.state != UNREVIEWED}
    held = [each for each in provisions if each.key in spoken]
    silent = [each for each in provisions if each.key not in spoken]
    counted = Counter(cell.state for cell in cells)
    said = ", ".join(f"{counted[state]:,} {state}" for state in STATES if counted[state])
    intro = f"{plural(len(answer.rows), 'topic')} × {plural(len(provisions), 'provision')}: {said}."
    named = f"{atlas.link(program, here, program.label)} · " if program else ""
    back = f"{named}[All programs](../matrix.md)"
    blocks = [
        back,
        intro,
        _meanings_short(),
        section("The matrix", _grid(atlas, matrix, program, held) if held else "No cell holds anything yet."),
        section("Nothing recorded for any topic", _silent(atlas, answer, silent, here)),
    ]
    return Page(
        here,
        f"Coverage: {program_name(program)}",
        "\n\n".join(filter(None, blocks)),
        f"Every topic against every provision of {program_name(program)}, and the route behind each cell.",
        {"kind": ["Overview"]},
        wide=True,
    )


def _meanings_short() -> str:
    said = "".join(f"<li>{mark(state)} {state}</li>" for state in STATES)
    return f'<ul class="xw-legend xw-in-line">{said}</ul>'


def _grid(atlas: Atlas, matrix: _Matrix, program: Record | None, provisions: list[Record]) -> str:
    """Provisions by topics, grouped by the section of the law; each cell that holds anything is a link."""
    here = f"{PATH}/{slug(program)}"
    rows = matrix.answer.rows
    head = "".join(f'<th scope="col"><span>{escape(row.label)}</span></th>' for row in rows)
    body = []
    section_of = ""
    for provision in provisions:
        above = top(atlas.knowledge, provision)
        if above.name != section_of:
            section_of = above.name
            name = escape(atlas.name(above))
            body.append(f'<tr><th scope="colgroup" colspan="{len(rows) + 1}" class="xw-group">{name}</th></tr>')
        behind = address(routes_path(atlas, program, provision), here)
        cells = "".join(_cell(matrix.cells[row.key, provision.key], behind) for row in rows)
        cited = atlas.parts.citation(provision).partition(";")[0]
        link = f'<a href="{address(atlas.place(provision), here)}">{escape(provision.label)}</a>'
        body.append(f'<tr><th scope="row">{link} <small>{escape(cited)}</small></th>{cells}</tr>')
    return (
        '<div class="xw-scroll" tabindex="0" role="region" aria-label="Provisions by topic">'
        '<table class="xw-grid xw-matrix"><caption>Provisions by topic: a letter opens the route behind it</caption>'
        f'<thead><tr><th scope="col">Provision</th>{head}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'
    )


def _cell(cell: Cell, behind: str) -> str:
    letter = LETTERS[cell.state]
    if cell.state == UNREVIEWED:
        return f'<td class="xw-is-unreviewed"><span aria-label="unreviewed" role="img">{letter}</span></td>'
    words = attribute(f"{cell.state}{f' {cell.confidence:.2f}' if cell.confidence else ''}: {cell.row.label}")
    where = f"{behind}#{cell_anchor(cell.row, cell.col)}"
    return f'<td class="xw-is-{cell.state}"><a href="{where}" title="{words}" aria-label="{words}">{letter}</a></td>'


def _silent(atlas: Atlas, answer: Coverage, silent: list[Record], here: str) -> str:
    if not silent:
        return ""
    said = (
        f"Of {plural(len(silent), 'provision')} no statement reaches any topic: {len(silent)} × {len(answer.rows)} = "
        f"{len(silent) * len(answer.rows):,} cells are unreviewed. Many of them set amounts, applications or duties "
        "and name no use of money."
    )
    return f"{said}\n\n{bullets(atlas.link(each, here, atlas.name(each)) for each in silent)}"
