"""The search page, and how a search finds the other pages: by which words, and what stands first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xwalk.knowledge import Record
from xwalk.site.atlas import Atlas
from xwalk.site.markup import escape
from xwalk.site.page import Page

#: How much a word in the title counts, by the kind of the record (from 0 to 10): what is asked for by name comes first.
_TITLE = {
    "area": 10,
    "program": 9,
    "component": 9,
    "jurisdiction": 10,
    "practice": 8,
    "provision": 8,
    "pilot": 8,
    "requirement": 7,
    "term": 8,
    "element": 6,
    "framework": 6,
    "item": 6,
    "finding": 5,
}
_OTHER_TITLE = 2
#: How much a word in the text counts: what serves as evidence of others comes after them.
_TEXT = {"condition": 0.5, "figure": 0.5, "part": 0.2, "passage": 0.2, "person": 0.3, "remark": 0.5, "source": 0.3}
#: Pages that repeat what the pages of records say.
_LEFT_OUT = ("answer/", "ask", "query", "search")
#: What no search should find: marks, the head line of a record, the small print, what is there to be copied.
EXCLUDED = ".headerlink, .xw-kind, .xw-fine, .xw-fold pre, form, [role=status]"

_NAMES = ("skos:altLabel", "skos:hiddenLabel", "skos:notation", "xwalk:citation", "xwalk:formerCitation")

_BODY = """\
<noscript><p><strong>Search needs JavaScript.</strong> Without it, find a page in the
<a href="../a-to-z/">list from A to Z</a>.</p></noscript>

<form id="xw-search" class="xw-form" role="search" aria-label="Search in full" markdown="0"><fieldset disabled>
<legend class="xw-unseen">Search the site</legend>
<p class="xw-search-box"><label for="xw-search-words">Words, an abbreviation, a citation, a number of the report</label>
<input type="search" id="xw-search-words" name="q" autocomplete="off" spellcheck="false"></p>
<div id="xw-search-facets" class="xw-facets"></div></fieldset></form>
<p id="xw-search-said" class="xw-said" role="status" aria-live="polite" markdown="0"></p>
<ol id="xw-search-found" class="xw-found" markdown="0"></ol>
<p markdown="0"><button type="button" id="xw-search-more" class="md-button" hidden>Show more</button></p>

Press <kbd>/</kbd> on any page to search, <kbd>↓</kbd> and <kbd>↑</kbd> to move through what is found, <kbd>Enter</kbd>
to open it and <kbd>Esc</kbd> to start again. Nothing is sent anywhere: the index is part of the site.
"""


def search_pages(atlas: Atlas) -> Iterator[Page]:
    """The search page."""
    del atlas
    said = (
        "Search every record by its names, its words and its citation, and narrow by kind, place, status or component"
    )
    yield Page("search", "Search", _BODY, said, scripts=["assets/search.js"], wide=True)


class Findable:
    """How a search finds each page.

    Args:
        atlas: The knowledge base.
    """

    def __init__(self, atlas: Atlas) -> None:
        self._knowledge = atlas.knowledge
        self._records = {atlas.place(record): record for record in atlas.records}

    def title(self, page: Page) -> str:
        """The title of a page in Markdown, with how much its words count."""
        record = self._records.get(page.path)
        weight = f' {{ data-pagefind-weight="{_weight(record)}" }}' if record else ""
        return f"{escape(page.title)}{weight}"

    def head(self, page: Page) -> dict[str, Any]:
        """What the head of a page's file says to the search: weights, and names that the text need not say."""
        if page.path.startswith(_LEFT_OUT):
            return {"found": False}
        record = self._records.get(page.path)
        if record is None:
            return {}
        names = [name for predicate in _NAMES for name in self._knowledge.values(record, predicate)]
        return {
            "found": {
                "text": _TEXT.get(record.kind, 1),
                "named": round(0.8 * _weight(record), 1),
                "names": " · ".join(dict.fromkeys([*names, record.name])),
            }
        }


def _weight(record: Record) -> int:
    return _TITLE.get(record.kind, _OTHER_TITLE)
