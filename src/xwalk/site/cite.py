"""How to cite the page of a record, and how to report an error in it."""

from __future__ import annotations

import json

from xwalk.knowledge import Knowledge, Record
from xwalk.site.html import code, fold, paragraph, text

#: Who made the records of this namespace. A record of another pack is cited without an author.
NAMESPACE, AUTHOR, NAME = "https://w3id.org/xwalk/", "The xwalk maintainers", "xwalk"
_TEX = str.maketrans({each: f"\\{each}" for each in "&%$#_{}"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}"})


def citations(knowledge: Knowledge, record: Record, iri: str) -> str:
    """The page as a plain reference, in BibTeX and as CSL-JSON, behind a summary."""
    release, date = knowledge.meta.get("release", ""), knowledge.meta.get("date", "")
    author = AUTHOR if iri.startswith(NAMESPACE) else ""
    version = f"version {release}" if release else ""
    plain = ". ".join(filter(None, [author, f"“{record.label}”", ", ".join(filter(None, [NAME, version, date])), iri]))
    bibtex = _bibtex(record, iri, author, version, date)
    csl = json.dumps(_csl(record, iri, author, release, date), ensure_ascii=False)
    return fold("Cite this page", paragraph(text(f"{plain}.")), _typed("BibTeX", bibtex), _typed("CSL-JSON", csl))


def report(record: Record) -> str:
    """What to send to whoever keeps the data, so that an error is found again; it names no host."""
    place = f" It is written in {code(record.file)}, line {record.line}." if record.file else ""
    return fold(
        "Report an error",
        paragraph(
            f"Say what is wrong and what source shows it, and quote the identifier {code(record.name)}.{place} The "
            f"command {code(f'xwalk show {record.name}')} prints the same record in a terminal."
        ),
    )


def _typed(words: str, said: str) -> str:
    return f"<p>{text(words)}:</p><pre><code>{text(said)}</code></pre>"


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
