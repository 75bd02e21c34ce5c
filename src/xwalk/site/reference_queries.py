"""Every named question: what it asks, its variables, its SPARQL, and how to run it."""

from __future__ import annotations

from collections.abc import Sequence

from xwalk.questions.query import NamedQuestion
from xwalk.site.markup import block, escape, table
from xwalk.site.page import Page
from xwalk.site.vocabulary import anchor, heading

PATH = "reference/queries"


def queries_page(questions: Sequence[NamedQuestion]) -> Page:
    """The reference of the named questions."""
    rows = [
        (str(each.number), f"[{escape(each.title)}](#{anchor(each.name)})", escape(each.question)) for each in questions
    ]
    blocks = [
        (
            "Each question is a file of SPARQL that the command line, this site and the tests read. Run one by name or "
            "number; `--format csv`, `json` or `md` prints another shape. A query reads and never writes."
        ),
        table(("No.", "Name", "Question"), rows),
        *(_question(each) for each in questions),
    ]
    return Page(PATH, "Named questions", "\n\n".join(blocks), "The questions that ship with xwalk, with their SPARQL.")


def _question(each: NamedQuestion) -> str:
    run = [f"xwalk query {each.name}", f"xwalk query {each.number} --format csv"]
    run += [f"xwalk query {each.name} --set {name}={value}" for name, value in each.variables[:1]]
    parts = [heading(f"{each.number}. {each.title}", each.name, 2), escape(each.question)]
    if each.parameters:
        parts.append(f"Variables that can be given a value: {escape(each.parameters)}.")
    return "\n\n".join([*parts, block("\n".join(run)), block(each.text.strip())])
