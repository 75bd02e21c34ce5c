"""A memo in Markdown: plain text that every editor reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xwalk.questions.brief_document import Heading, Inline, Items, Mark, Paragraph, Sources, Table
from xwalk.questions.brief_writing import document
from xwalk.render.paper import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xwalk.questions.brief_document import Block
    from xwalk.questions.brief_lines import Brief

_STYLES = {"": ("", ""), "strong": ("**", "**"), "emphasis": ("*", "*"), "code": ("`", "`")}
#: What Markdown, with tables and formulas, would read as a mark.
_MARKS = re.compile(r"[\\`*_{}\[\]|#~$!]")
#: What opens a list, a quotation or a rule at the start of a line.
_OPENING = re.compile(r"^(\s*\d*)([-+=]|(?<=\d)[.)](?=\s|$))")


def markdown(said: Brief) -> str:
    """The memo as Markdown.

    Args:
        said: The answer to ``xwalk brief``.
    """
    return "\n\n".join(_block(block) for block in document(said).blocks) + "\n"


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {escape(block.text)}"
    if isinstance(block, Paragraph):
        return _words(block.words)
    if isinstance(block, Items):
        return "\n".join(f"- {_words(row)}" for row in block.rows)
    if isinstance(block, Table):
        rows = [f"| {' | '.join(_words(cell) for cell in row)} |" for row in block.rows]
        return "\n".join([_row(block.header), _row(["---"] * len(block.header)), *rows])
    return _sources(block)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _sources(block: Sources) -> str:
    parts = []
    for group in block.groups:
        entries = [f"- [{entry.number}] {escape(entry.words)}{_address(entry.url)}" for entry in group.entries]
        parts.append("\n".join([f"{escape(group.edition)}{_address(group.url)}", "", *entries]))
    return "\n\n".join(parts)


def _address(url: str) -> str:
    return f" <{url}>" if url else ""


def _words(words: Iterable[Inline]) -> str:
    said = ""
    for word in words:
        if isinstance(word, Mark):
            said += f" {word}"
        elif word.style == "code":
            said += f"`{clean(word.text).replace('`', '')}`"
        else:
            said += _styled(word.text, *_STYLES[word.style])
    return said.strip()


def _styled(text: str, opening: str, closing: str) -> str:
    """Words between marks, with the white space at their ends outside, where Markdown wants it."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{opening}{escape(inner)}{closing}{after}"


def escape(text: str) -> str:
    r"""Text that Markdown shows as it is.

    >>> print(escape("a|b *c* <d> [e](f) $g$"))
    a\|b \*c\* &lt;d&gt; \[e\](f) \$g\$
    >>> print(escape("1. one"), escape("- two"), escape("2.3(A)"))
    1\. one \- two 2.3(A)
    """
    plain = clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _OPENING.sub(r"\1\\\2", _MARKS.sub(lambda found: f"\\{found[0]}", plain))
