"""Pieces of HTML for pages that are long: a Markdown processor takes a block of HTML as it is, several times faster.

Every piece is one line, so that no blank line ends the block that it stands in. A block begins with a block element.
Headings stay in Markdown, which gives them their anchors and the table of contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from xwalk.render.paper import clean
from xwalk.site.markup import ADDRESS

#: Where the law of the United States stands as its publishers give it.
_OFFICIAL = frozenset({"uscode.house.gov", "congress.gov", "govinfo.gov"})


def text(words: str) -> str:
    """Text between tags, on one line.

    >>> text('a <b> & "c"')
    'a &lt;b&gt; &amp; "c"'
    """
    return escape(clean(words), quote=False)


def attribute(words: str) -> str:
    """Text in a quoted attribute."""
    return escape(clean(words))


def anchor(words: str, href: str, title: str = "") -> str:
    """A link; ``words``, ``href`` and ``title`` are text."""
    said = f' title="{attribute(title)}"' if title else ""
    return f'<a href="{attribute(href)}"{said}>{text(words)}</a>'


def host(url: str) -> str:
    """The name of the site that an address is on."""
    return url.partition("://")[2].partition("/")[0].removeprefix("www.") or url


def text_at(url: str) -> str:
    """What a link to the text of a source says: only where the law itself stands is it the official text.

    >>> text_at("https://uscode.house.gov/view.xhtml"), text_at("https://www.example.org/report.pdf")
    ('official text', 'text at example.org')
    """
    return "official text" if host(url) in _OFFICIAL else f"text at {host(url)}"


def outside(words: str, url: str) -> str:
    """A link to another site, or the words alone where the address is not safe to link."""
    return anchor(words, url) if ADDRESS.fullmatch(url) else text(words)


def code(words: str) -> str:
    """An identifier, as it is typed."""
    return f"<code>{text(words)}</code>"


def paragraph(said: str, kind: str = "") -> str:
    """A paragraph, or nothing; ``kind`` is its class in the style sheet."""
    named = f' class="{kind}"' if kind else ""
    return f"<p{named}>{said}</p>" if said else ""


def lead(words: str, block: str) -> str:
    """A block under words in bold, or nothing where there is no block; ``words`` are text."""
    return f"<p><strong>{text(words)}</strong></p>{block}" if block else ""


def bullets(lines: Iterable[str], *, ordered: bool = False) -> str:
    """A list, or nothing."""
    held = "".join(f"<li>{line}</li>" for line in lines)
    name = "ol" if ordered else "ul"
    return f"<{name}>{held}</{name}>" if held else ""


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its header is text."""
    head = "".join(f'<th scope="col">{text(words)}</th>' for words in header)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Words, as text, and what is recorded for them; rows without a value are left out."""
    held = "".join(
        f"<div><dt>{text(words[:1].upper() + words[1:])}</dt> <dd>{value}</dd></div>" for words, value in rows if value
    )
    return f'<dl class="xw-facts">{held}</dl>' if held else ""


def fold(summary: str, *blocks: str) -> str:
    """Blocks behind a summary, which is text, or nothing."""
    held = "".join(blocks)
    return f'<details class="xw-fold"><summary>{text(summary)}</summary>{held}</details>' if held else ""


def notice(title: str, *paragraphs: str) -> str:
    """What a reader must know first; the title is text."""
    held = "".join(map(paragraph, paragraphs))
    return f'<div class="admonition warning"><p class="admonition-title">{text(title)}</p>{held}</div>' if held else ""
