"""How to cite the page of a record, and what to send to whoever keeps the data when it is wrong."""

from __future__ import annotations

import json

from xwalk.knowledge import Knowledge, Record

#: Who made the records of this namespace. A record of another pack is cited without an author.
NAMESPACE, AUTHOR, NAME = "https://w3id.org/xwalk/", "The xwalk maintainers", "xwalk"
_TEX = str.maketrans({each: f"\\{each}" for each in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}"})


def about(knowledge: Knowledge, record: Record, iri: str) -> dict[str, str]:
    """What the end of a record's page tells, as text; ``partials/record.html`` of the theme puts it in words.

    Returns:
        The permanent address (``iri``), the identifier (``name``), the ``file`` and ``line`` where it is written, and
        how it is cited: a ``plain`` reference, ``bibtex`` and ``csl`` (CSL-JSON).
    """
    release, date = knowledge.meta.get("release", ""), knowledge.meta.get("date", "")
    author = AUTHOR if iri.startswith(NAMESPACE) else ""
    version = f"version {release}" if release else ""
    plain = ". ".join(filter(None, [author, f"“{record.label}”", ", ".join(filter(None, [NAME, version, date])), iri]))
    return {
        "iri": iri,
        "name": record.name,
        "file": record.file,
        "line": str(record.line),
        "plain": f"{plain}.",
        "bibtex": _bibtex(record, iri, author, version, date),
        "csl": json.dumps(_csl(record, iri, author, release, date), ensure_ascii=False),
    }


def _bibtex(record: Record, iri: str, author: str, version: str, date: str) -> str:
    key = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in record.name)
    fields = {"author": f"{{{author}}}" if author else "", "title": record.label.translate(_TEX)}
    fields |= {"howpublished": NAME, "note": version, "year": date[:4], "url": iri}
    lines = [f"{name} = {{{value}}}" for name, value in fields.items() if value]
    return f"@misc{{{key}, {', '.join(lines)}}}"


def _csl(record: Record, iri: str, author: str, release: str, date: str) -> dict[str, object]:
    said: dict[str, object] = {
        "id": record.name,
        "type": "entry",
        "title": record.label,
        "container-title": NAME,
        "version": release,
        "URL": iri,
    }
    if author:
        said["author"] = [{"literal": author}]
    if date:
        said["issued"] = {"date-parts": [[int(part) for part in date.split("-") if part.isdecimal()]]}
    return said
