"""A memo as one HTML file: no script, nothing loaded from elsewhere, two sheets of paper when printed."""

from __future__ import annotations

from html import escape as html_escape
from typing import TYPE_CHECKING

from xwalk.questions.brief_document import Heading, Inline, Items, Mark, Paragraph, Table
from xwalk.questions.brief_writing import document
from xwalk.render.paper import clean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xwalk.questions.brief_document import Block, Document, Source, Sources
    from xwalk.questions.brief_lines import Brief

_TAGS = {"strong": "strong", "emphasis": "span class=how", "code": "code"}
_STYLE = """
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #1c2329; line-height: 1.45;
  font-family: Arial, "Liberation Sans", Helvetica, sans-serif; }
main { max-width: 50rem; margin: 0 auto; padding: 2rem 1.25rem 3rem; }
h1 { margin: 0; font-size: 1.7rem; line-height: 1.2; color: #12395b; }
h2 { margin: 1.5rem 0 .4rem; padding-bottom: .15rem; border-bottom: 1px solid #b9c4ce; font-size: 1.05rem;
  color: #12395b; }
h1 + p { margin-top: .2rem; }
p { margin: .45rem 0; orphans: 2; widows: 2; }
ul { margin: .4rem 0; padding-left: 1.15rem; }
li { margin: .25rem 0; }
a { color: #0b4f8a; }
code { font-size: .92em; overflow-wrap: anywhere; }
.note, .how, .end { color: #4a545d; }
.note { font-size: .92em; }
.key { margin: .8rem 0; padding: .5rem .9rem; border-left: 4px solid #12395b; background: #eef3f7; }
.key h2 { margin: 0; border: 0; padding: 0; }
.mark { font-size: .78em; white-space: nowrap; }
.mark a { text-decoration: none; }
.wide { overflow-x: auto; }
table { width: 100%; margin: .4rem 0; border-collapse: collapse; }
caption { padding-bottom: .2rem; text-align: left; color: #4a545d; font-size: .92em; }
th, td { padding: .25rem .5rem .25rem 0; border-bottom: 1px solid #d5dce2; text-align: left; vertical-align: top;
  font-weight: normal; }
thead th { border-bottom-color: #12395b; font-weight: 600; }
.sources { columns: 2; column-gap: 1.6rem; font-size: .86em; }
.sources > div { margin: 0 0 .5rem; }
.sources p { margin: 0; break-after: avoid; break-inside: avoid; overflow-wrap: anywhere; }
.sources ol { margin: .1rem 0 0; padding-left: 1.7rem; }
.sources li { margin: 0; break-inside: avoid; overflow-wrap: anywhere; }
.end { margin-top: .8rem; padding-top: .35rem; border-top: 1px solid #b9c4ce; }
@media (max-width: 40rem) { .sources { columns: 1; } }
@page { margin: 11mm 14mm; @bottom-right { content: counter(page) " / " counter(pages); color: #4a545d;
  font: 7.5pt Arial, "Liberation Sans", Helvetica, sans-serif; } }
@media print {
  body { font-size: 9pt; line-height: 1.27; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  h1 { font-size: 15pt; }
  h2 { margin: 6.5pt 0 2pt; font-size: 10.5pt; break-after: avoid; }
  p, ul, table { margin-top: 2pt; margin-bottom: 2pt; }
  li { margin: 1pt 0; }
  .key { margin: 4pt 0; padding: 3pt 7pt; }
  th, td { padding: 1.5pt 6pt 1.5pt 0; }
  tr { break-inside: avoid; }
  li { orphans: 2; widows: 2; }
  .sources { font-size: 7.5pt; line-height: 1.2; columns: 2; }
  .sources > div { margin-bottom: 2.5pt; }
  .end { margin-top: 4pt; padding-top: 2pt; break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
"""


def html(said: Brief) -> str:
    """The memo as a page that stands alone.

    Args:
        said: The answer to ``xwalk brief``.
    """
    whole = document(said)
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(whole.title)}</title>\n"
        f'<meta name="description" content="{escape(whole.subject)}">\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n{_body(whole)}\n</main>\n</body>\n</html>\n"
    )


def _body(whole: Document) -> str:
    """The blocks; what to know first stands in a box of its own."""
    written: list[str] = []
    for place, block in enumerate(whole.blocks):
        before = whole.blocks[place - 1] if place else None
        boxed = isinstance(block, Items) and isinstance(before, Heading) and before.key
        if boxed:
            written[-1] = f'<section class="key">\n{written[-1]}\n{_block(block)}\n</section>'
        else:
            written.append(_block(block))
    return "\n".join(written)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        role = f' class="{block.role}"' if block.role else ""
        return f"<p{role}>{_words(block.words)}</p>"
    if isinstance(block, Items):
        rows = "\n".join(f"<li>{_words(row)}</li>" for row in block.rows)
        return f"<ul>\n{rows}\n</ul>"
    if isinstance(block, Table):
        return _table(block)
    return _sources(block)


def _table(block: Table) -> str:
    columns = "".join(f'<col style="width: {share:.0%}">' for share in block.shares)
    header = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in block.header)
    rows = "\n".join(
        f'<tr><th scope="row">{_words(row[0])}</th>' + "".join(f"<td>{_words(cell)}</td>" for cell in row[1:]) + "</tr>"
        for row in block.rows
    )
    caption = f"<caption>{escape(block.caption)}</caption>\n<colgroup>{columns}</colgroup>"
    head = f"<thead><tr>{header}</tr></thead>"
    return f'<div class="wide">\n<table>\n{caption}\n{head}\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>'


def _sources(block: Sources) -> str:
    return '<div class="sources">\n' + "\n".join(_source(group) for group in block.groups) + "\n</div>"


def _source(group: Source) -> str:
    entries = "\n".join(
        f'<li id="source-{entry.number}" value="{entry.number}">{escape(entry.words)}{_address(entry.url)}</li>'
        for entry in group.entries
    )
    return f"<div>\n<p>{escape(group.edition)}{_address(group.url)}</p>\n<ol>\n{entries}\n</ol>\n</div>"


def _address(url: str) -> str:
    safe = escape(url)
    return f' <a href="{safe}">{safe}</a>' if safe else ""


def _words(words: Iterable[Inline]) -> str:
    return "".join(_word(word) for word in words).strip()


def _word(word: Inline) -> str:
    if isinstance(word, Mark):
        links = ", ".join(
            f'<a href="#source-{number}" aria-label="source {number}">{number}</a>' for number in word.numbers
        )
        return f' <span class="mark">[{links}]</span>'
    tag = _TAGS.get(word.style, "")
    return f"<{tag}>{escape(word.text)}</{tag.partition(' ')[0]}>" if tag else escape(word.text)


def escape(text: str) -> str:
    """Text that a browser shows as it is.

    >>> escape("<script>'&")
    '&lt;script&gt;&#x27;&amp;'
    """
    return html_escape(clean(text), quote=True)
