"""Read the parts of answers from the knowledge base: evidence, steps, conditions, notes, sentences."""

from __future__ import annotations

from collections.abc import Iterable

from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.questions.answers import Answer, Caution, Condition, Evidence, Note, Step
from xwalk.routes import Route

#: The order in which a reader wants conditions: what money there is, who must be heard or come first, then the rest.
_SORTS = (
    "limit, minimum, remainder, threshold, exception, consultation, priority, use of funds, supplement, period, "
    "interval, application, provider, report, definition, authorization"
)
_ORDER = {word: place for place, word in enumerate(_SORTS.split(", "))}

#: What a record says that nobody verified.
UNKNOWN = "xwalk:unknown"
_CAUTIONS = {
    "later change": "xwalk:laterChange",
    "the law says": "xwalk:lawSays",
    "not known": UNKNOWN,
    "earlier citation": "xwalk:formerCitation",
}


class Parts:
    """Parts of the answers to one question, each read once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self._evidence: dict[str, Evidence] = {}
        self._conditions: dict[int, Condition] = {}
        self._answers: dict[tuple[int, int], Answer] = {}

    def evidence(self, names: Iterable[str]) -> list[Evidence]:
        """The passages of some names; a name that is no record stands with nothing but itself."""
        found = []
        names = list(names)
        if unread := [name for name in names if name not in self._evidence]:
            self.knowledge.load_names(unread)
        for name in names:
            known = self._evidence.get(name)
            if known is None:
                known = self._evidence[name] = self._passage(name)
            found.append(known)
        return found

    def _passage(self, name: str) -> Evidence:
        passage = self.knowledge.by_name(name)
        if passage is None:
            return Evidence(name, name, "", "", "", "unverified", "")
        said = self.knowledge.said(passage)
        source = self.knowledge.by_name(said.get("dcterms:source", ""))
        url = said.get("schema:url") or (self.knowledge.value(source, "schema:url") if source else "")
        return Evidence(
            id=passage.name,
            label=passage.label,
            source=source.label if source else said.get("dcterms:source", ""),
            locator=said.get("xwalk:locator", ""),
            anchor=said.get("oa:exact", ""),
            verification=said.get("xwalk:verification", "unverified"),
            url=url,
        )

    def step(self, statement: Statement) -> Step:
        """A statement with its evidence."""
        return Step(
            id=statement.name,
            subject=self.knowledge.record(statement.subject),
            predicate=statement.predicate,
            object=self.knowledge.record(statement.object),
            status=statement.status,
            confidence=statement.confidence,
            source=statement.source,
            comment=statement.comment,
            evidence=self.evidence(statement.evidence),
        )

    def steps(self, route: Route) -> list[Step]:
        """The statements of a route."""
        self.knowledge.load_names(name for hop in route.hops for name in hop.statement.evidence)
        return [self.step(hop.statement) for hop in route.hops]

    def citation(self, record: Record) -> str:
        """The reference that a reader would print for a record, or its label."""
        return self.knowledge.value(record, "xwalk:citation") or record.label

    def sections(self, record: Record) -> list[Record]:
        """A record and the sections above it."""
        return list(self.knowledge.ancestors(record, "dcterms:isPartOf"))

    def conditions(self, record: Record) -> list[Condition]:
        """Every condition that binds a record: its own, those of the sections above it, and those that name it."""
        bound = [each for above in self.sections(record) for each in self.knowledge.pointing_at(above, "xwalk:binds")]
        fresh = [each for each in bound if each.key not in self._conditions]
        self.knowledge.load_targets(fresh, ("xwalk:bearer", "xwalk:binds", "xwalk:evidence"))
        self._conditions.update((each.key, self._condition(each)) for each in fresh)
        return sorted({each.key: self._conditions[each.key] for each in bound}.values(), key=_place)

    def _condition(self, record: Record) -> Condition:
        said = self.knowledge.said(record)
        return Condition(
            id=record.name,
            label=record.label,
            type=said.get("xwalk:type", ""),
            text=said.get("skos:definition", ""),
            comparator=said.get("xwalk:comparator", ""),
            value=said.get("xwalk:value", ""),
            unit=said.get("xwalk:unit", ""),
            base=said.get("xwalk:base", ""),
            base_reading=said.get("xwalk:baseReading", ""),
            bearers=[bearer.label for bearer in self.knowledge.targets(record, "xwalk:bearer")],
            binds=self.knowledge.targets(record, "xwalk:binds"),
            evidence=sorted(self.evidence(self.knowledge.values(record, "xwalk:evidence")), key=_trust),
        )

    def notes(self, record: Record, sort: str) -> list[Note]:
        """The remarks of one type about a record or a section above it."""
        found: dict[str, Note] = {}
        for above in self.sections(record):
            for remark in self.knowledge.pointing_at(above, "xwalk:about"):
                if self.knowledge.value(remark, "xwalk:type") == sort:
                    text = self.knowledge.value(remark, "skos:definition")
                    found.setdefault(remark.name, Note(remark.name, remark.label, text))
        return list(found.values())

    def cautions(self, record: Record) -> list[Caution]:
        """What changed after the report or after the text that was read, and what the law says instead.

        Told of what a state wrote and of its instrument; of a federal provision the remarks tell it.
        """
        if record.kind == "provision":
            return []
        held = [record, *self.knowledge.targets(record, "xwalk:inInstrument")]
        found = [
            Caution(sort, text)
            for sort, predicate in _CAUTIONS.items()
            for each in held
            for text in self.knowledge.values(each, predicate)
        ]
        return list(dict.fromkeys(found))

    def read(self, records: Iterable[Record]) -> None:
        """Read ahead of use, many at once, what is said of some records in answers."""
        held = list(records)
        self.knowledge.load_targets(held, ("dcterms:isPartOf", "xwalk:inProgram", "xwalk:jurisdiction"))
        sections = [above for record in held for above in self.sections(record)]
        self.knowledge.load_pointing(sections, ("xwalk:binds", "xwalk:about"))

    def about(self, record: Record, speaker: Record) -> Answer:
        """What every answer about a record says by the words of one speaker; relation and route are left empty.

        Who is paid, what binds and what is not known is read from the record whose words an answer rests on.
        """
        known = self._answers.get((record.key, speaker.key))
        if known is None:
            known = self._answers[record.key, speaker.key] = self._about(record, speaker)
        return known

    def _about(self, record: Record, speaker: Record) -> Answer:
        knowledge = self.knowledge
        sections = self.sections(speaker)
        programs = [program for above in sections for program in knowledge.targets(above, "xwalk:inProgram")]
        return Answer(
            record=record,
            citation=self.citation(record),
            url=knowledge.value(record, "schema:url") or knowledge.value(speaker, "schema:url"),
            relation="",
            status="",
            confidence=0.0,
            routes=0,
            route=[],
            sentence="",
            under="",
            disagreement=[],
            program=programs[0] if programs else None,
            duty=knowledge.value(speaker, "xwalk:duty"),
            recipients=[recipient.label for recipient in knowledge.targets(speaker, "xwalk:recipient")],
            conditions=self.conditions(speaker),
            notes=self.notes(speaker, "imprecision"),
            unknown=list(
                dict.fromkeys(said for each in [record, *sections] for said in knowledge.values(each, UNKNOWN))
            ),
            jurisdiction=next((place.label for place in knowledge.targets(speaker, "xwalk:jurisdiction")), ""),
            cautions=self.cautions(speaker),
            as_of=next((date for above in sections for date in knowledge.values(above, "xwalk:textAsOf")), ""),
        )

    def sentence(self, route: Route) -> str:
        """What a route concludes, in plain words that claim no more than it.

        A derived conclusion names what stands between: “could pay for flexible pacing, as part of …”.
        """
        relation = self.knowledge.rules.relations.get(route.relation)
        first, last = self.knowledge.record(route.start), self.knowledge.record(route.hops[-1].target)
        said = f"{self.named(first)} {self.knowledge.rules.phrase(route.relation)} “{last.label}”"
        between = route.hops[:-1]
        if self._leads(route):
            under = self.knowledge.rules.relations[between[0].relation].via
            said += f", {under} {self.named(self.knowledge.record(between[0].target))}"
            between = between[1:]
        if between:
            label = self.knowledge.record(between[0].target).label
            said += f", {relation.via if relation and relation.via else 'by way of'} “{label}”"
        return said

    def speaker(self, route: Route) -> Record:
        """The record whose words a route rests on: its start, or the member by which its start speaks."""
        return self.knowledge.record(route.hops[0].target if self._leads(route) else route.start)

    def _leads(self, route: Route) -> bool:
        """Whether the first step only leads to the record that speaks, as from a program to its provision.

        Such a step is of another family than the conclusion, and its relation has words of its own to join it.
        """
        relations = self.knowledge.rules.relations
        first, conclusion = relations.get(route.hops[0].relation), relations.get(route.relation)
        return bool(first and conclusion and first.via and first.family != conclusion.family)

    def named(self, record: Record) -> str:
        """A provision by its citation, anything else by its label."""
        return self.citation(record).partition(";")[0] if record.kind == "provision" else record.label


def _trust(passage: Evidence) -> int:
    """Passages found by machine first, then those read, then those that nobody verified."""
    return {"machine": 0, "read": 1}.get(passage.verification, 2)


def _place(condition: Condition) -> tuple[int, list[str], str]:
    return (_ORDER.get(condition.type, len(_ORDER)), [each.label for each in condition.evidence], condition.id)
