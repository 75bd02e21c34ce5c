"""What a knowledge base says of itself, for whoever takes it away."""

from __future__ import annotations

from xwalk.export import catalogue
from xwalk.knowledge import Knowledge
from xwalk.store import Store

_DCTERMS = "http://purl.org/dc/terms/"
_CREDIT = (
    "The xwalk maintainers. xwalk: a knowledge base of personalized-learning policy. CC BY 4.0. Drawn from Gross, B., "
    "Tuchman, S., & Patrick, S. (2018), A National Landscape Scan of Personalized Learning in K-12 Education in the "
    "United States, iNACOL (CC BY 4.0), and from the United States Code."
)


def about(knowledge: Knowledge, store: Store) -> dict[str, str]:
    """What the ontology of the first pack says of the data, by heading: title, release, law, licence, credit."""
    pack = store.packs[0]
    said: dict[str, str] = {}
    for file in store.files:
        if file.pack == pack and file.path.startswith("ontology/"):
            for triple in file.triples:
                if triple.subject == pack.name:
                    said.setdefault(triple.predicate, triple.object.text)
    meta = knowledge.meta
    return {
        "Title": said.get(_DCTERMS + "title") or pack.name,
        "Description": said.get(_DCTERMS + "description", ""),
        "Creator": said.get(_DCTERMS + "creator", ""),
        "Release": meta.get("release", ""),
        "Date": meta.get("date", ""),
        "Law read": meta.get("law_as_of", ""),
        "Please note": meta.get("disclaimer", ""),
        "Licence": said.get(_DCTERMS + "license") or catalogue.LICENCE,
        "Credit": _CREDIT,
    }
