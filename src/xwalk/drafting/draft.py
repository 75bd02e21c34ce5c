"""A record while it is written: what it says, what it still needs, and whether a value may stand there."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from xwalk.drafting.constraints import Constraint, constraints
from xwalk.errors import UsageError
from xwalk.intake.content import slug
from xwalk.knowledge import Knowledge
from xwalk.names import RDF, RDFS, SKOS, XSD, XWALK, Prefixes, list_words
from xwalk.packs import Pack
from xwalk.questions.find import name_record
from xwalk.rdf import IRI, LITERAL, Triple, Value, iri
from xwalk.store import SourceFile, Store

_TYPE, _LABEL = RDF + "type", SKOS + "prefLabel"
#: What no value may hold: control characters, and marks that turn the direction of text.
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_NUMBERS = {
    XSD + "integer": re.compile(r"[+-]?\d+\Z"),
    XSD + "decimal": re.compile(r"[+-]?\d*\.?\d+\Z"),
    XSD + "boolean": re.compile(r"(?:true|false)\Z"),
    XSD + "date": re.compile(r"\d{4}-\d{2}-\d{2}\Z"),
    XSD + "gYearMonth": re.compile(r"\d{4}-\d{2}\Z"),
    XSD + "gYear": re.compile(r"\d{4}\Z"),
}
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\x00-\x20<>\"{}|\\^`]+\Z")


class Habit(NamedTuple):
    """How other records say a property: as what sort, in which language and datatype, with things of which kinds."""

    sort: str
    language: str
    datatype: str
    kinds: tuple[str, ...]
    example: str


class Draft:
    """A new record of a kind.

    Args:
        kind: The kind.
        pack: The pack that it goes into.
        store: What is loaded.
        knowledge: The same, as questions see it.

    Raises:
        UsageError: There is no such kind, or no shape says what it needs.
    """

    def __init__(self, kind: str, pack: Pack, store: Store, knowledge: Knowledge) -> None:
        classes = {t.object.text: t.subject for t in store.triples() if t.predicate == XWALK + "kind"}
        if kind not in classes:
            raise UsageError(f"there is no kind “{kind}”", hint=f"kinds are {list_words(sorted(classes))}")
        self.kind = kind
        self.type = classes[kind]
        self.store = store
        self.knowledge = knowledge
        self.said: dict[str, list[Value]] = {}
        self.order = store.property_order()
        self._constraints = constraints(store.packs)
        if not any(each.binds([self.type], {}) for each in self._constraints):
            raise UsageError(f"no shape says what a record of kind “{kind}” needs", hint="write it by hand")
        self.labels = {t.subject: t.object.text for t in store.triples() if t.predicate == RDFS + "label"}
        self.neighbours = {
            file.path: names for file in store.files if file.pack == pack and (names := self._of_kind(file))
        }
        self._habits = _habits(store, self.type, knowledge, store.prefixes)
        mine = {name for names in self.neighbours.values() for name in names}
        self._in_sets = {
            names.expand(row.get("predicate_id"))
            for _, mappings in store.mapping_sets
            for names in [Prefixes(mappings.prefixes)]
            for row in mappings.rows
            if names.expand(row.get("subject_id")) in mine
        }
        self._files = {file.path: file for file in store.files if file.pack == pack}

    def _of_kind(self, file: SourceFile) -> list[str]:
        return [t.subject for t in file.triples if t.predicate == _TYPE and t.object.text == self.type]

    def needs(self) -> list[Constraint]:
        """What the record must still say, in the order in which a record says it."""
        return [each for each in self._open() if not self._in_rows(each)]

    def rows(self) -> list[Constraint]:
        """What must be said of the record in rows of mapping sets, where its neighbours say it."""
        return [each for each in self._open() if self._in_rows(each)]

    def _in_rows(self, constraint: Constraint) -> bool:
        return any(path in self._in_sets for path in constraint.paths)

    def _open(self) -> list[Constraint]:
        bound = (each for each in self._constraints if each.least and each.binds([self.type], self.said))
        open_needs = {each.paths: each for each in bound if not each.met(self.said)}
        return sorted(open_needs.values(), key=lambda each: (self.order.get(each.paths[0], 10_000), each.paths))

    def may_say(self) -> list[str]:
        """The properties that other records of the kind have and this one does not yet, in their order."""
        return sorted(self._habits.keys() - self.said.keys() - {_TYPE}, key=lambda p: (self.order.get(p, 10_000), p))

    def habit(self, predicate: str) -> Habit:
        """How other records say a property."""
        return self._habits.get(predicate, Habit(LITERAL, "", "", (), ""))

    def called(self, predicate: str) -> str:
        """A property in words: its label, else its name."""
        return self.labels.get(predicate) or self.short(predicate).partition(":")[2]

    def short(self, name: str) -> str:
        """The CURIE of an IRI."""
        return self.store.prefixes.contract(name)

    def property(self, words: str) -> str:
        """The property that some words name: a CURIE, the part after its colon, or its label.

        Raises:
            UsageError: No property, or several, are named so.
        """
        known = {path for each in self._constraints for path in each.paths} | (self._habits.keys() - {_TYPE})
        plain = words.strip().casefold()
        fitting = {
            name
            for name in known
            if plain in (self.short(name).casefold(), self.short(name).partition(":")[2].casefold())
            or plain == self.labels.get(name, "").casefold()
        }
        own = {name for name in fitting if name in self._habits or self._asked(name)}
        found = sorted(own or fitting)
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"“{words}” names several properties", hint=list_words(map(self.short, found)))
        hint = list_words(self.short(each).partition(":")[2] for each in self.may_say())
        raise UsageError(f"a record of kind {self.kind} has no property “{words}”", hint=f"it may have {hint}")

    def _asked(self, name: str) -> bool:
        return any(name in each.paths and each.binds([self.type], self.said) for each in self._constraints)

    def say(self, predicate: str, words: str) -> None:
        """Add a value, given in words.

        Raises:
            UsageError: It may not stand there.
        """
        value = self._value(predicate, words)
        tried = {**self.said, predicate: [*self.said.get(predicate, ()), value]}
        for each in self._constraints:
            if predicate in each.paths and each.binds([self.type], tried):
                self._hold(each, predicate, value, tried)
        self.said = tried

    def _value(self, predicate: str, words: str) -> Value:
        text = words.strip()
        if not text:
            raise UsageError(f"{self.called(predicate)}: there is nothing in it", hint="write the value")
        hidden = _HIDDEN.search(text)
        if hidden:
            raise UsageError(
                f"{self.called(predicate)}: it holds U+{ord(hidden[0]):04X}, a character that is not seen",
                hint="remove it",
            )
        bound = [c for c in self._constraints if predicate in c.paths and c.binds([self.type], {predicate: [iri("")]})]
        habit = self.habit(predicate)
        if habit.sort == IRI or any(each.is_iri for each in bound):
            return self._thing(text, habit)
        datatype = next((each.datatype for each in bound if each.datatype), habit.datatype)
        language = next((each.languages[0] for each in bound if each.languages), habit.language)
        if language and datatype in ("", RDF + "langString"):
            return Value(text, LITERAL, language, RDF + "langString")
        return Value(text, LITERAL, "", datatype or XSD + "string")

    def _thing(self, text: str, habit: Habit) -> Value:
        if _LINK.match(text):
            return iri(text)
        try:
            record = name_record(self.knowledge, text, kinds=habit.kinds)
        except UsageError as error:
            words = (
                f"; a record that is not there yet is written first: xwalk new {habit.kinds[0]}" if habit.kinds else ""
            )
            raise UsageError(str(error), hint=f"{error.hint}{words}") from None
        return iri(self.store.prefixes.expand(record.name))

    def _hold(self, constraint: Constraint, predicate: str, value: Value, tried: dict[str, list[Value]]) -> None:
        """Refuse a value that a constraint does not allow."""
        reason = ""
        shown = self.short(value.text) if value.sort == IRI else value.text
        allowed = [self.short(each) for each in constraint.allowed]
        form = _NUMBERS.get(value.datatype)
        if allowed and shown not in allowed:
            reason = f"must be {list_words(allowed, conjunction='or')}"
        elif form is not None and not form.match(value.text):
            reason = f"is no {value.datatype.rpartition('#')[2]}"
        elif constraint.pattern and not re.search(constraint.pattern, value.text):
            reason = "has not the form that is asked for"
        elif (
            constraint.most is not None and sum(len(tried.get(path, ())) for path in constraint.paths) > constraint.most
        ):
            reason = f"would be one more than the {constraint.most} that may stand there"
        if reason:
            raise UsageError(
                f"{self.called(predicate)}: “{shown}” {reason}", hint=constraint.message or "write another"
            )

    def proposal(self, path: str) -> str:
        """A name for the record: its label in small letters, after what all names of the file begin with."""
        label = next((value.text for value in self.said.get(_LABEL, ())), "")
        locals_ = [self.short(name).partition(":")[2].split("-") for name in self.neighbours.get(path, ())]
        lead = locals_[0][0] if len(locals_) > 1 and len({each[0] for each in locals_}) == 1 else ""
        plain = slug(label, longest=60)
        return plain if not lead or plain.startswith(f"{lead}-") else f"{lead}-{plain}"

    def iri(self, local: str) -> str:
        """The IRI of the record by its local name.

        Raises:
            UsageError: The name is taken, or cannot be used.
        """
        space = self.store.prefixes.namespaces.get(self.kind, "")
        if not re.fullmatch(r"[a-z0-9]+(?:-[A-Za-z0-9]+)*", local):
            raise UsageError(f"“{local}” cannot be a name", hint="write small letters and digits, joined by hyphens")
        if self.knowledge.by_name(f"{self.kind}:{local}") is not None:
            raise UsageError(f"{self.kind}:{local} exists", hint=f"choose another name; xwalk show {self.kind}:{local}")
        return space + local

    def file(self) -> str:
        """The file where the record belongs: where its neighbours share most with it, or the most of them stand."""
        said = {(predicate, value) for predicate, values in self.said.items() for value in values if value.sort == IRI}
        shared: Counter[str] = Counter()
        for path, names in self.neighbours.items():
            of_kind = set(names)
            shared[path] = sum(
                (t.predicate, t.object) in said for t in self._files[path].triples if t.subject in of_kind
            )
        ranked = sorted(self.neighbours, key=lambda path: (-shared[path], -len(self.neighbours[path]), path))
        return ranked[0] if ranked else f"kb/{self.kind}s.ttl"

    def triples(self, name: str) -> list[Triple]:
        """The record."""
        said = [Triple(name, predicate, value) for predicate, values in self.said.items() for value in values]
        return [Triple(name, _TYPE, iri(self.type)), *said]


def _habits(store: Store, sort: str, knowledge: Knowledge, prefixes: Prefixes) -> dict[str, Habit]:
    """How the records of a class say each of their properties."""
    records = {t.subject for t in store.triples() if t.predicate == _TYPE and t.object.text == sort}
    found: dict[str, list[Value]] = defaultdict(list)
    for triple in store.triples():
        if triple.subject in records:
            found[triple.predicate].append(triple.object)
    return {predicate: _habit(values, knowledge, prefixes) for predicate, values in found.items()}


def _habit(values: Iterable[Value], knowledge: Knowledge, prefixes: Prefixes) -> Habit:
    held = list(values)
    sorts = Counter((value.sort, value.language, value.datatype) for value in held)
    (sort, language, datatype), _ = sorts.most_common(1)[0]
    things = (knowledge.by_name(prefixes.contract(value.text)) for value in held if value.sort == IRI)
    kinds = sorted({record.kind for record in things if record is not None and record.kind})
    example = min((v for v in held if v.sort == sort), key=lambda value: (len(value.text), value.text)).text
    return Habit(sort, language, datatype, tuple(kinds), prefixes.contract(example) if sort == IRI else example)
