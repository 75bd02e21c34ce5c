"""A memo for a person at a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xwalk.questions.brief_document import Heading, Items, Paragraph, Table, as_text
from xwalk.questions.brief_writing import document
from xwalk.render.paper import Paper

if TYPE_CHECKING:
    from xwalk.questions.brief_document import Block, Sources
    from xwalk.questions.brief_lines import Brief


def text(said: Brief) -> str:
    """The memo as lines of text.

    Args:
        said: The answer to ``xwalk brief``.
    """
    paper = Paper()
    for block in document(said).blocks:
        _write(paper, block)
    return paper.text()


def _write(paper: Paper, block: Block) -> None:
    if isinstance(block, Heading):
        paper.gap()
        paper.say(block.text if block.level == 1 else block.text.upper(), style="bold")
    elif isinstance(block, Paragraph):
        if block.role == "end":
            paper.gap()
        paper.say(as_text(block.words), style="dim" if block.role in {"note", "end"} else "")
    elif isinstance(block, Items):
        for row in block.rows:
            paper.say(as_text(row), indent=2, mark="· ")
    elif isinstance(block, Table):
        _table(paper, block)
    else:
        _sources(paper, block)


def _table(paper: Paper, block: Table) -> None:
    """Each row as some lines: its first cell with its last beside it, the others below."""
    paper.say(f"{block.caption}:", style="dim")
    for row in block.rows:
        first, *others, last = map(as_text, row)
        paper.split(first, last, indent=2, style="bold", right_style="cyan")
        for name, cell in zip(block.header[1:-1], others, strict=True):
            paper.say(f"{name}: {cell}", indent=4)


def _sources(paper: Paper, block: Sources) -> None:
    for group in block.groups:
        paper.say(" ".join(filter(None, (group.edition, group.url))), indent=2)
        for entry in group.entries:
            paper.say(" ".join(filter(None, (entry.words, entry.url))), indent=4, mark=f"[{entry.number}] ")
