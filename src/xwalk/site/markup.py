"""Markdown that says exactly what a text says: whatever a text holds, it shows as text.

Every character that Markdown, HTML or an attribute list could read as a mark is written as a character reference. A
page is then safe to render with any Markdown processor, whoever wrote the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape as html_escape

from xwalk.render.paper import clean

#: What is left as it is: letters and digits of any script, spaces, and marks that nothing reads.
_MARKS = re.compile(r"[^\w\s,;?%“”‘’«»—–…·×→≥≤§éè'()/.-]|_", re.ASCII)
_OPENS = re.compile(r"^(\s*)([-+.0-9])")
#: How a statement can be known.
STATUSES = ("stated", "asserted", "derived", "suggested")
#: An address that is safe to link.
ADDRESS = re.compile(r"https?://[^\s<>\"'`\\|()\[\]]+")


def escape(text: str) -> str:
    """Text for any place in Markdown, on one line.

    >>> escape("a *b* <script>")
    'a &#42;b&#42; &#60;script&#62;'
    """
    safe = _MARKS.sub(lambda found: found[0] if ord(found[0]) > 126 else f"&#{ord(found[0])};", clean(text))
    return safe.replace("://", "&#58;//")


def attribute(text: str) -> str:
    """Text for a quoted attribute of HTML."""
    return escape(text).replace("'", "&#39;")


def link(words: str, target: str) -> str:
    """A link inside the site; ``words`` are text, ``target`` is a path."""
    return f"[{escape(words)}]({target})"


def outside(words: str, url: str) -> str:
    """A link to another site, or the words alone where the address is not safe to link."""
    return f"[{escape(words)}]({url})" if ADDRESS.fullmatch(url) else escape(words)


def code(text: str) -> str:
    """An identifier, as it is typed."""
    return f"<code>{escape(text)}</code>"


def block(text: str) -> str:
    """Several lines as they are typed: a command, a query, a file."""
    lines = (html_escape(clean(line), quote=False) for line in text.split("\n"))
    return '<pre tabindex="0"><code>{}</code></pre>'.format("\n".join(lines))


def badge(status: str) -> str:
    """How a statement is known: each of the four words has a mark of its own, another word stands as it is."""
    return f'<span class="xw-status xw-{status}">{status}</span>' if status in STATUSES else escape(status)


def known(status: str, confidence: float, routes: int = 1) -> str:
    """How a statement or an answer is known, its score, and of how many routes it is the best.

    >>> known("", 0.7, 2)
    ' 0.70 · best of 2 routes'
    """
    best = f" · best of {routes} routes" if routes > 1 else ""
    return f"{badge(status)} {confidence:.2f}{best}"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; its cells are Markdown on one line, its header is text."""
    lines = [f"| {' | '.join(map(escape, header))} |", f"|{' --- |' * len(header)}"]
    lines += [f"| {' | '.join(cell or ' ' for cell in row)} |" for row in rows]
    return "\n".join(lines)


def facts(rows: Iterable[tuple[str, str]]) -> str:
    """Names, as text, and what stands behind each, as Markdown on one line."""
    lines = [f"- **{escape(name)}** <span>{said}</span>" for name, said in rows if said]
    return "\n".join(['<div class="xw-facts" markdown="1">', "", *lines, "", "</div>"]) if lines else ""


def bullets(items: Iterable[str]) -> str:
    """A list; its items are Markdown on one line."""
    return "\n".join(f"- {item}" for item in items)


def section(heading: str, *blocks: str, level: int = 2) -> str:
    """A heading, as text, and its blocks; nothing where no block says anything."""
    said = [block for block in blocks if block]
    return "\n\n".join([f"{'#' * level} {escape(heading)}", *said]) if said else ""


def details(summary: str, *blocks: str) -> str:
    """Blocks behind a summary that opens them."""
    said = "\n\n".join(block for block in blocks if block)
    return f'<details markdown="1"><summary>{escape(summary)}</summary>\n\n{said}\n\n</details>' if said else ""
