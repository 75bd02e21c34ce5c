"""Works as references that a reference manager reads: BibTeX and CSL-JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from xwalk.knowledge import Knowledge, Record
from xwalk.render.paper import clean

#: What a work is called by BibTeX and by CSL, by what it is called here. Source: CSL 1.0.2, appendix III.
_BIBTEX = {"article": "article", "book chapter": "incollection", "report": "techreport"}
_CSL = {"article": "article", "book chapter": "chapter", "chart": "graphic", "report": "report", "web page": "webpage"}
_OTHER_BIBTEX, _OTHER_CSL = "misc", "document"
#: What BibTeX reads as a mark.
_MARKS = {
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    **{mark: f"\\{mark}" for mark in "&%$#_{}"},
}  # fmt: skip
_KEY = re.compile(r"[^A-Za-z0-9-]+")
_DATE = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")
_NAME = re.compile(r"([^,()]+), ([^()]+)")


class Reference(NamedTuple):
    """A work, as a list of references prints it.

    Attributes:
        record: The record of the work.
        key: What a document cites it by.
        sort: What sort of publication it is, in our words, or nothing.
        title: Its title.
        authors: Its authors, in the order of the citation.
        issued: When it was issued (year, year and month, or date), or nothing.
        publisher: Who published it, or nothing.
        url: Its address, or nothing.
        printed: The citation as a reader would print it.
        unknown: What nobody verified about it.
    """

    record: Record
    key: str
    sort: str
    title: str
    authors: list[str]
    issued: str
    publisher: str
    url: str
    printed: str
    unknown: list[str]


def references(knowledge: Knowledge, kind: str = "work") -> list[Reference]:
    """Every work, as its reference is printed, in alphabetical order."""
    found = [_reference(knowledge, record) for record in knowledge.of_kind(kind)]
    return sorted(found, key=lambda each: (each.printed.casefold(), each.record.name))


def _reference(knowledge: Knowledge, record: Record) -> Reference:
    said = knowledge.said(record)
    printed = said.get("xwalk:citation", "") or record.label
    publishers = knowledge.targets(record, "dcterms:publisher")
    authors = knowledge.values(record, "xwalk:author")
    return Reference(
        record,
        _KEY.sub("-", record.name.partition(":")[2]).strip("-") or "work",
        said.get("xwalk:type", ""),
        record.label,
        # what a record says has no order of its own; the printed citation has
        sorted(authors, key=lambda name: (_place(name, printed), name)),
        said.get("dcterms:issued", ""),
        publishers[0].label if publishers else "",
        said.get("schema:url", ""),
        printed,
        knowledge.values(record, "xwalk:unknown"),
    )


def _place(author: str, printed: str) -> int:
    place = printed.find(re.split(r"[,(]", author)[0].strip())
    return place if place >= 0 else len(printed)


def to_bibtex(some: Iterable[Reference]) -> bytes:
    """References as BibTeX, in UTF-8."""
    return "\n\n".join(_entry(each) for each in some).encode() + b"\n"


def _entry(each: Reference) -> str:
    publisher = {"techreport": "institution", "article": "journal"}.get(_BIBTEX.get(each.sort, ""), "publisher")
    date = _DATE.match(each.issued)
    fields = [
        ("title", f"{{{_bib(each.title)}}}"),
        ("author", " and ".join(_bib(name) if _NAME.fullmatch(name) else f"{{{_bib(name)}}}" for name in each.authors)),
        (publisher, f"{{{_bib(each.publisher)}}}" if each.publisher else ""),
        ("year", date[1] if date else ""),
        ("url", _bib_url(each.url)),
        ("note", _bib(" ".join(each.unknown))),
    ]
    lines = [f"  {name} = {{{value}}}," for name, value in fields if value]
    return "\n".join([f"@{_BIBTEX.get(each.sort, _OTHER_BIBTEX)}{{{each.key},", *lines, "}"])


def _bib(text: str) -> str:
    r"""Text that BibTeX shows as it is.

    >>> print(_bib("R&D in 50% {x}"))
    R\&D in 50\% \{x\}
    """
    return "".join(_MARKS.get(mark, mark) for mark in clean(text))


def _bib_url(url: str) -> str:
    return clean(url).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C")


def csl_item(each: Reference) -> dict[str, Any]:
    """A reference as CSL-JSON."""
    item: dict[str, Any] = {
        "id": each.key,
        "type": _CSL.get(each.sort, _OTHER_CSL),
        "title": each.title,
    }
    if each.authors:
        item["author"] = [_csl_name(name) for name in each.authors]
    date = _DATE.match(each.issued)
    if date:
        item["issued"] = {"date-parts": [[int(part) for part in date.groups() if part]]}
    if each.publisher:
        item["container-title" if each.sort == "article" else "publisher"] = each.publisher
    if each.url:
        item["URL"] = each.url
    if each.unknown:
        item["note"] = " ".join(each.unknown)
    return item


def _csl_name(name: str) -> dict[str, str]:
    found = _NAME.fullmatch(name)
    return {"family": found[1], "given": found[2]} if found else {"literal": name}


def to_csl(some: Iterable[Reference]) -> bytes:
    """References as a CSL-JSON list."""
    return (json.dumps([csl_item(each) for each in some], ensure_ascii=False, indent=1) + "\n").encode()
