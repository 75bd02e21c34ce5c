"""What the ontologies of the packs declare: classes, relations, properties, statuses, shapes; and where each stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from xwalk import turtle
from xwalk.names import OWL, RDF, RDFS, SH, SKOS, XWALK, Prefixes, natural_key
from xwalk.packs import Pack
from xwalk.rdf import BLANK, IRI, Triple, Value
from xwalk.site.markup import code, escape
from xwalk.site.page import relative
from xwalk.store import Store

SCHEMA = "https://schema.org/"
#: The sorts of term, each with its page, in the order of the reference.
CLASSES, RELATIONS, PROPERTIES, OTHERS = "classes", "relations", "properties", "others"
_SORTS = {OWL + "Class": CLASSES, OWL + "ObjectProperty": PROPERTIES, OWL + "DatatypeProperty": PROPERTIES}
#: What the reference shows elsewhere: rules and rule sets, and the ontologies themselves.
_ELSEWHERE = {XWALK + "Rule", XWALK + "RuleSet", OWL + "Ontology"}
_UNSAFE = re.compile(r"[^A-Za-z0-9-]+")


class Triples:
    """Triples by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._held: dict[str, dict[str, list[Value]]] = defaultdict(dict)
        for subject, predicate, value in triples:
            self._held[subject].setdefault(predicate, []).append(value)

    def subjects(self) -> list[str]:
        """Every subject that has a name."""
        return [subject for subject in self._held if not subject.startswith("_:")]

    def said(self, subject: str) -> dict[str, list[Value]]:
        """What is said of a subject."""
        return self._held.get(subject, {})

    def values(self, subject: str, predicate: str) -> list[Value]:
        """The values of a property of a subject."""
        return self.said(subject).get(predicate, [])

    def text(self, subject: str, predicate: str) -> str:
        """The first value of a property, or an empty string."""
        held = self.values(subject, predicate)
        return held[0].text if held else ""

    def members(self, value: Value) -> list[Value]:
        """The members of an RDF list, or the value alone where it is none."""
        if value.sort != BLANK or not self.values(value.text, RDF + "first"):
            return [value]
        found: list[Value] = []
        seen: set[str] = set()
        while value.sort == BLANK and value.text not in seen:
            seen.add(value.text)
            found += self.values(value.text, RDF + "first")
            value = next(iter(self.values(value.text, RDF + "rest")), Value("", IRI))
        return found


class Term(NamedTuple):
    """A class, relation, property or other term of an ontology."""

    name: str
    iri: str
    sort: str
    label: str
    said: dict[str, list[Value]]

    def text(self, predicate: str) -> str:
        """The first value of a property, or an empty string."""
        return next((value.text for value in self.said.get(predicate, ())), "")


@dataclass
class Vocabulary:
    """What the packs declare.

    Attributes:
        terms: The terms that they define, by CURIE.
        borrowed: The terms of others that they use in records, with what they add to them.
        shapes: The triples of all shapes.
        shape_names: The shapes that have a name, by IRI, each with the file that holds it.
        prefixes: The prefixes of the packs.
    """

    terms: dict[str, Term]
    borrowed: list[Term]
    shapes: Triples
    shape_names: dict[str, str]
    prefixes: Prefixes

    def of(self, sort: str) -> list[Term]:
        """The terms of a sort, by label."""
        found = [term for term in self.terms.values() if term.sort == sort]
        return sorted(found, key=lambda term: (natural_key(term.label.casefold()), term.name))

    def link(self, iri: str, here: str, *, words: str = "") -> str:
        """A link to the entry of a term, or its name where the packs define none."""
        name = self.prefixes.contract(iri)
        term = self.terms.get(name)
        if term is None:
            return code(name)
        target = relative(f"reference/ontology/{term.sort}.md", here)
        return f"[{escape(words or term.label)}]({target}#{anchor(name)})"


def read_vocabulary(packs: Sequence[Pack], store: Store) -> Vocabulary:
    """Read the ontologies and shapes of some packs.

    Args:
        packs: The packs.
        store: What their files say.
    """
    held = Triples(t for file in store.files if file.path.startswith("ontology/") for t in file.triples)
    terms: dict[str, Term] = {}
    borrowed: list[Term] = []
    for iri in held.subjects():
        said = held.said(iri)
        types = {value.text for value in said.get(RDF + "type", ())}
        if types & _ELSEWHERE:
            continue
        name = store.prefixes.contract(iri)
        label = next((value.text for value in said.get(RDFS + "label", ())), "")
        if label and said.get(SKOS + "definition"):
            terms[name] = Term(name, iri, _sort(types, said), label, said)
        elif SH + "order" in said or XWALK + "phrase" in said:
            borrowed.append(Term(name, iri, OTHERS, name, said))
    shapes: list[Triple] = []
    names: dict[str, str] = {}
    for pack in packs:
        for path in pack.shapes():
            shown = path.relative_to(pack.root).as_posix()
            triples = turtle.parse(path, shown_as=shown)
            shapes += triples
            for triple in triples:
                if _is_shape(triple):
                    names.setdefault(triple.subject, shown)
    return Vocabulary(terms, sorted(borrowed), Triples(shapes), names, store.prefixes)


def _is_shape(triple: Triple) -> bool:
    named = not triple.subject.startswith("_:")
    return named and triple.predicate == RDF + "type" and triple.object.text in {SH + "NodeShape", SH + "PropertyShape"}


def _sort(types: set[str], said: dict[str, list[Value]]) -> str:
    found = next((_SORTS[each] for each in sorted(types) if each in _SORTS), OTHERS)
    return RELATIONS if found == PROPERTIES and XWALK + "phrase" in said else found


def anchor(name: str) -> str:
    """The anchor of a term, rule or shape on its page.

    >>> anchor("xwalk:fundsPartOf")
    'xwalk-fundsPartOf'
    """
    return _UNSAFE.sub("-", name).strip("-") or "entry"


def heading(words: str, name: str, level: int = 3) -> str:
    """A heading with an anchor that its words do not change."""
    return f"{'#' * level} {escape(words)} {{: #{anchor(name)} }}"
