"""Remarks about a record: caveats, limitations, differences between the report and the law."""

from __future__ import annotations

from collections.abc import Iterable

from xwalk.knowledge import Record
from xwalk.site.html import bullets, text
from xwalk.site.view import View


def remarks(view: View) -> str:
    """Every remark about the record of the page, each with its sort; taken."""
    return remark_list(view, view.named_by("xwalk:about", "remark"))


def remark_list(view: View, held: Iterable[Record]) -> str:
    """Remarks, a line each: sort, name, what it says."""
    return bullets(
        f"{text(view.knowledge.value(each, 'xwalk:type').capitalize() or 'Remark')}: {view.link(each)}. "
        f"{text(view.knowledge.value(each, 'skos:definition'))}"
        for each in held
    )
