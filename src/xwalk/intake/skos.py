"""Vocabularies in SKOS: concepts, schemes and collections become records, their mappings statements.

Source: SKOS Reference, sections 4 to 10, and appendix B (SKOS-XL); the conditions S9 to S46 are its integrity
conditions. IRIs stay as they are. A file may break a condition: what can be mended without a guess is mended, the rest
is taken as it stands and told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from xwalk import slots, sssom
from xwalk.errors import SourceError
from xwalk.hierarchy import find_cycles, reachable
from xwalk.intake.content import Content, Kind, Namer, kind_class, slug
from xwalk.intake.report import FAULT, LOST, MENDED, REFUSED, Report, plural
from xwalk.names import BUILT_IN_PREFIXES, RDF, SKOS, XWALK, Prefixes
from xwalk.rdf import BLANK, IRI, LITERAL, Triple, Value, iri, literal

_XL = "http://www.w3.org/2008/05/skos-xl#"
_TYPE, _VALUE = RDF + "type", RDF + "value"
_LABELS = ("prefLabel", "altLabel", "hiddenLabel")
_PREFERRED, _OTHERS = SKOS + "prefLabel", (SKOS + "altLabel", SKOS + "hiddenLabel")
_BROADER, _NARROWER, _RELATED = SKOS + "broader", SKOS + "narrower", SKOS + "related"
_IN, _TOP, _HAS_TOP = SKOS + "inScheme", SKOS + "topConceptOf", SKOS + "hasTopConcept"
_MAPPINGS = tuple(SKOS + each for each in ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"))
_MAKERS = ("http://purl.org/dc/terms/publisher", "http://purl.org/dc/terms/creator")
_DC = "http://purl.org/dc/elements/1.1/"
_LICENCE = "http://purl.org/dc/terms/license"

Described = dict[str, dict[str, list[Value]]]


def take_vocabulary(
    path: Path,
    triples: list[Triple],
    pack: str,
    known: Prefixes,
    described: Callable[[str], bool],
    report: Report,
    *,
    kind: str = "concept",
) -> Content:
    """The records and statements of a vocabulary.

    Args:
        path: Its file, as errors and notes call it.
        triples: What it says.
        pack: The IRI of the pack.
        known: The prefixes that are loaded.
        described: Whether somebody else has a record of an IRI.
        report: Takes what was mended, refused, lost or at fault.
        kind: The kind of its concepts.

    Raises:
        SourceError: There is no concept in it.
    """
    return _Vocabulary(path, triples, pack, described, report, kind).content(known)


class _Vocabulary:
    def __init__(
        self, path: Path, triples: list[Triple], pack: str, described: Callable[[str], bool], report: Report, kind: str
    ) -> None:
        self.path = path
        self.pack = pack
        self.report = report
        self.kind = kind
        self.said: Described = defaultdict(lambda: defaultdict(list))
        for subject, predicate, value in triples:
            if predicate.startswith(XWALK) or (predicate == _TYPE and value.text.startswith(XWALK)):
                report.note(REFUSED, f"{predicate}: only the knowledge base itself says it", subject)
            else:
                self.said[subject][predicate].append(value)
        self.name = slug(path.name.partition(".")[0]) or "vocabulary"
        self._plain_labels()
        self._one_direction()
        self.schemes = self._of_type("ConceptScheme") | self._objects(_IN) | self._objects(_TOP)
        self.collections = self._of_type("Collection") | self._of_type("OrderedCollection")
        self.concepts = self._concepts() - self.collections
        for taken, sort in ((self.concepts, "concept"), (self.schemes, "scheme"), (self.collections, "collection")):
            for name in sorted(each for each in taken if described(each)):
                report.note(
                    REFUSED,
                    f"a {sort} that the knowledge base holds already, and that only its own files describe",
                    name,
                )
                taken.discard(name)
        if not self.concepts:
            raise SourceError("there is no skos:Concept in it", hint="name a vocabulary in SKOS", file=str(path))
        self._schemes()

    def content(self, known: Prefixes) -> Content:
        content = Content(f"{self.name}.skos", self._title())
        content.add_kind(
            Kind(self.kind, self.kind.replace("-", " ").capitalize(), "A concept of an imported vocabulary.")
        )
        content.add_kind(Kind("scheme", "Scheme", "An imported framework or vocabulary.", supporting=True))
        if self.collections:
            content.add_kind(Kind("collection", "Collection", "A group of concepts.", supporting=True))
        self._integrity()
        for names, kind in ((self.concepts, self.kind), (self.schemes, "scheme"), (self.collections, "collection")):
            for name in sorted(names):
                content.triples.append(Triple(name, _TYPE, iri(kind_class(self.pack, kind))))
                content.triples += self._record(name)
            if names:
                self.report.taken[plural(kind)] += len(names)
        self._left(known)
        namer = Namer(known, slug(self.name, longest=20))
        namer.declare(self.concepts)
        namer.declare(self.schemes | self.collections)
        content.namespaces = namer.namespaces
        rows = list(self._rows())
        if rows:
            content.sets[f"{self.name}-mappings"] = self._mapping_set(
                rows, Prefixes(known.namespaces | content.namespaces)
            )
        self.report.taken["mappings"] += len(rows)
        return content

    def _of_type(self, name: str) -> set[str]:
        wanted = SKOS + name
        return {subject for subject, said in self.said.items() if any(v.text == wanted for v in said.get(_TYPE, ()))}

    def _objects(self, predicate: str) -> set[str]:
        return {v.text for said in self.said.values() for v in said.get(predicate, ()) if v.sort == IRI}

    def _concepts(self) -> set[str]:
        """What is typed as a concept, and what stands where only a concept can."""
        typed = self._of_type("Concept")
        for subject in sorted(self.said):
            said = self.said[subject]
            if (
                subject not in typed
                and subject not in self.schemes
                and any(p in said for p in (_BROADER, _RELATED, _TOP))
            ):
                self.report.note(
                    MENDED, "a thing without a type stands in a hierarchy, and reads as a concept", subject
                )
                typed.add(subject)
        for name in sorted(each for each in typed if each.startswith("_:")):
            self.report.note(LOST, "a concept without an IRI", name)
        for name in sorted(typed & self.schemes):
            self.report.note(FAULT, "a concept that is a scheme as well (S9); it reads as a scheme", name)
        return {name for name in typed if not name.startswith("_:")} - self.schemes

    def _plain_labels(self) -> None:
        """Labels that are things of their own (SKOS-XL), and notes that are nodes with a value, read as texts."""
        for subject in list(self.said):
            said = self.said[subject]
            for label in _LABELS:
                for node in said.pop(_XL + label, ()):
                    forms = self.said[node.text].get(_XL + "literalForm", ()) if node.text in self.said else ()
                    for form in forms:
                        if form not in said[SKOS + label]:
                            said[SKOS + label].append(form)
                            self.report.note(MENDED, "a label of SKOS-XL reads as a label", subject)
            for predicate in [p for p in said if p.startswith(SKOS)]:
                said[predicate] = [self._text(subject, predicate, value) for value in said[predicate]]

    def _text(self, subject: str, predicate: str, value: Value) -> Value:
        if value.sort != BLANK or value.text not in self.said:
            return value
        texts = self.said[value.text].get(_VALUE, [])
        if not texts:
            return value
        self.report.note(MENDED, f"{_short(predicate)}: a node with a value reads as its text", subject)
        return texts[0]

    def _one_direction(self) -> None:
        """``narrower``, ``hasTopConcept`` and ordered members said from the side from which records say them."""
        for subject in list(self.said):
            for predicate, inverse in ((_NARROWER, _BROADER), (_HAS_TOP, _TOP)):
                for value in self.said[subject].pop(predicate, ()):
                    if value.sort != IRI or value.text not in self.said:
                        self.report.note(LOST, f"{_short(predicate)} of what the file does not describe", subject)
                    elif iri(subject) not in self.said[value.text][inverse]:
                        self.said[value.text][inverse].append(iri(subject))
            for head in self.said[subject].pop(SKOS + "memberList", ()):
                members = [each for each in self._list(head.text) if each not in self.said[subject][SKOS + "member"]]
                self.said[subject][SKOS + "member"] += members
                self.report.note(LOST, "the order of the members of a collection", subject)

    def _list(self, node: str) -> Iterator[Value]:
        seen: set[str] = set()
        while node in self.said and node not in seen:
            seen.add(node)
            yield from self.said[node].get(RDF + "first", ())
            node = next((value.text for value in self.said[node].get(RDF + "rest", ())), "")

    def _schemes(self) -> None:
        """Every concept stands in a scheme: the only one there is, or one made for those that have none."""
        lost = sorted(name for name in self.concepts if not self.said[name].get(_IN) and not self.said[name].get(_TOP))
        for name in self.concepts:
            inside = self.said[name][_IN]
            inside += [value for value in self.said[name].get(_TOP, ()) if value not in inside]
        if not lost:
            return
        if len(self.schemes) != 1:
            made = f"{self.pack}scheme/{self.name}"
            self.said[made][_TYPE].append(iri(SKOS + "ConceptScheme"))
            self.said[made][_PREFERRED].append(literal(f"{self.path.name}: concepts that no scheme holds"))
            self.schemes.add(made)
        else:
            made = next(iter(self.schemes))
        for name in lost:
            self.said[name][_IN].append(iri(made))
            self.report.note(MENDED, f"a concept that no scheme holds is put into {made}", name)

    def _title(self) -> str:
        for scheme in sorted(self.schemes):
            for predicate in (_PREFERRED, "http://purl.org/dc/terms/title", _DC + "title"):
                for value in self.said[scheme].get(predicate, ()):
                    return value.text
        return self.path.name

    def _integrity(self) -> None:
        """Tell every broken condition of SKOS; mend labels, where nothing is lost by it."""
        for name in sorted(self.concepts):
            self._labels(name)
        above = {
            (name, value.text)
            for name in self.concepts
            for value in self.said[name].get(_BROADER, ())
            if value.sort == IRI
        }
        after: dict[str, list[str]] = defaultdict(list)
        for start, end in sorted(above):
            after[start].append(end)
        for circle in find_cycles(after):
            self.report.note(FAULT, "skos:broader goes in a circle", " → ".join(map(_short, circle)))
        over = reachable(above)
        for name in sorted(self.concepts):
            said = self.said[name]
            for value in said.get(_RELATED, ()):
                if value.text in over.get(name, ()) or name in over.get(value.text, ()):
                    self.report.note(FAULT, "a concept is related to one above or below it (S27)", name)
            exact = {value.text for value in said.get(_MAPPINGS[0], ())}
            for other in _MAPPINGS[2:]:
                if exact & {value.text for value in said.get(other, ())}:
                    self.report.note(FAULT, f"skos:exactMatch and {_short(other)} to one concept (S46)", name)

    def _labels(self, name: str) -> None:
        said = self.said[name]
        first: dict[str, Value] = {}
        for value in list(said.get(_PREFERRED, ())):
            if value.sort != LITERAL:
                said[_PREFERRED].remove(value)
                self.report.note(LOST, "a preferred label that is no text", name)
            elif first.setdefault(value.language, value) != value:
                said[_PREFERRED].remove(value)
                said[_OTHERS[0]].append(value)
                self.report.note(MENDED, "a second preferred label in one language (S14) reads as another label", name)
        for other in _OTHERS:
            for value in [each for each in said.get(other, ()) if each in said.get(_PREFERRED, ())]:
                said[other].remove(value)
                self.report.note(MENDED, "a label that is preferred and another at once (S13) stays preferred", name)
        if not said.get(_PREFERRED):
            self.report.note(FAULT, "a concept without a preferred label", name)

    def _record(self, name: str) -> Iterator[Triple]:
        for predicate, values in sorted(self.said[name].items()):
            if predicate in _MAPPINGS and name in self.concepts:
                continue
            for value in values:
                if value.sort == BLANK:
                    self.report.note(LOST, f"{_short(predicate)} with a node that has no name", name)
                elif predicate in (_BROADER, _RELATED) and value.text not in self.concepts:
                    self.report.note(LOST, f"{_short(predicate)} of what is no concept of the file", name)
                elif predicate == _BROADER and value.text == name:
                    self.report.note(LOST, "a concept that is broader than itself", name)
                else:
                    yield Triple(name, predicate, value)

    def _left(self, known: Prefixes) -> None:
        """What the file says of other things is not taken."""
        taken = self.concepts | self.schemes | self.collections
        for name in sorted(self.said):
            if name not in taken and not name.startswith("_:") and any(self.said[name].values()):
                sort = next((known.contract(value.text) for value in self.said[name].get(_TYPE, ())), "no type")
                self.report.note(LOST, f"a thing that is no concept, scheme or collection ({sort})", name)

    def _rows(self) -> Iterator[dict[str, str]]:
        for name in sorted(self.concepts):
            for predicate in _MAPPINGS:
                for value in sorted(self.said[name].get(predicate, ())):
                    if value.sort != IRI or value.text == name:
                        self.report.note(LOST, f"{_short(predicate)} to what has no IRI, or to itself", name)
                        continue
                    yield {"subject_id": name, "predicate_id": predicate, "object_id": value.text}

    def _mapping_set(self, rows: list[dict[str, str]], prefixes: Prefixes) -> sssom.MappingSet:
        maker, licence = self._title(), ""
        for scheme in sorted(self.schemes):
            makers = [v.text for p in _MAKERS for v in self.said[scheme].get(p, ()) if v.sort == LITERAL]
            maker = makers[0] if makers else maker
            licence = next((v.text for v in self.said[scheme].get(_LICENCE, ()) if v.sort == IRI), licence)
        cells = [
            {slot: prefixes.contract(name) for slot, name in row.items()}
            | {"mapping_justification": "semapv:UnspecifiedMatching", "author_label": slots.join([maker])}
            for row in rows
        ]
        used = {cell.partition(":")[0] for row in cells for slot, cell in row.items() if slot.endswith("_id")}
        spaces = sorted(prefixes.namespaces.items())
        metadata = {
            "curie_map": {p: space for p, space in spaces if p in used and p not in BUILT_IN_PREFIXES},
            "mapping_set_id": f"{self.pack}mappings/{self.name}",
            "mapping_set_title": f"Mappings of {self._title()}",
            "license": licence or "https://w3id.org/sssom/license/unspecified",
            "comment": "The vocabulary says these mappings; how they were found is not recorded.",
        }
        return sssom.MappingSet("mappings", metadata, (), [sssom.Row(0, each) for each in cells])


def _short(name: str) -> str:
    """The last part of an IRI."""
    return name.replace("#", "/").rstrip("/").rpartition("/")[2]
