"""Every work as a reference, in alphabetical order."""

from __future__ import annotations

from xwalk.export.bibliography import Reference, references
from xwalk.site.atlas import Atlas
from xwalk.site.markup import bullets, escape, link, outside
from xwalk.site.page import Page, relative

PATH = "bibliography"
BIBTEX, CSL = "data/xwalk.bib", "data/xwalk.csl.json"


def bibliography_page(atlas: Atlas) -> Page:
    """The list of references."""
    held = references(atlas.knowledge)
    files = f"{link('BibTeX', relative(BIBTEX, PATH))} · {link('CSL-JSON', relative(CSL, PATH))}"
    body = "\n\n".join(
        (
            (
                f"The {len(held)} works that the report lists or cites, and the report itself. What the report does "
                "not print (a year, an author, an address) is not filled in by guess."
            ),
            f"For a reference manager: {files}",
            bullets(_line(atlas, each) for each in held),
        )
    )
    return Page(PATH, "Bibliography", body, "Every work that the knowledge base refers to.")


def _line(atlas: Atlas, each: Reference) -> str:
    online = f" {outside('Read it', each.url)}." if each.url else ""
    return f"{escape(each.printed)}{online} {atlas.link(each.record, PATH, 'Why it is here')}."
