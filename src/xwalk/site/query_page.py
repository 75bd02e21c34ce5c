"""The page that asks the named questions and free SPARQL in the browser, and the data that it asks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from xwalk.knowledge import Knowledge
from xwalk.packs import Pack
from xwalk.questions.query import named_questions
from xwalk.site.atlas import RESERVED, Atlas
from xwalk.site.page import Page
from xwalk.store import Store

_BODY = """\
Ask the data of this site a question of your own, in SPARQL, or one of the named questions. The answer is worked out in
your browser, by the same engine and over the same graphs as `xwalk query`. Nothing is sent anywhere.

<noscript><p><strong>This page needs JavaScript.</strong> Without it, read the
<a href="../reference/queries/">named questions</a>, and ask them on your computer with <code>xwalk query</code>.</p>
</noscript>

<form id="xw-query" class="xw-form" markdown="0">
<fieldset disabled>
<legend class="xw-unseen">A question to the data</legend>
<p><label for="xw-query-named">A named question</label>
<select id="xw-query-named" name="named"><option value="">your own</option></select></p>
<p id="xw-query-question" class="xw-hint"></p>
<div id="xw-query-values"></div>
<p><label for="xw-query-text">The query, in SPARQL. The prefixes of the data need no declaration.</label>
<textarea id="xw-query-text" name="text" rows="14" spellcheck="false" autocomplete="off"></textarea></p>
<p class="xw-buttons"><button type="submit" class="md-button md-button--primary">Run</button>
<button type="button" name="stop" class="md-button" disabled>Stop</button>
<button type="button" name="download" class="md-button" disabled>Download the rows (CSV)</button></p>
</fieldset>
</form>
<p id="xw-query-said" class="xw-said" role="status" aria-live="polite" markdown="0"></p>
<div id="xw-query-rows" markdown="0"></div>

The address of this page holds the question that you ran; copy it to share the question. A query reads only; it is ended
after 30 seconds. A field beside a named question narrows it to one record, as `--set` of `xwalk query` does. Left empty
it narrows nothing.
"""


def query_pages(atlas: Atlas) -> Iterator[Page]:
    """The query page."""
    del atlas
    said = "Run the named questions, or SPARQL of your own, over all that this site says, in the browser"
    yield Page("query", "Query the data", _BODY, said, scripts=["data/queries.js", "assets/query.js"], wide=True)


def query_data(packs: Sequence[Pack], store: Store, knowledge: Knowledge) -> Iterator[tuple[str, bytes]]:
    """The dataset, and the named questions with the prefixes that no query need declare."""
    yield "data/xwalk.trig", store.trig()
    paged = {name.partition(":")[0] for (name,) in knowledge.db.execute("SELECT name FROM record WHERE kind <> ''")}
    held = {
        "prefixes": store.prefixes.namespaces,
        "paged": sorted(paged - RESERVED),
        "questions": [
            {"number": q.number, "name": q.name, "title": q.title, "question": q.question, "text": q.text}
            for q in named_questions(packs)
        ],
    }
    yield "data/queries.js", f"window.xwalkQueries = {json.dumps(held)};\n".encode()
