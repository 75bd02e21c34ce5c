"""What several states ask for, side by side: topic by topic, with the federal money that could back it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.names import list_words
from xwalk.questions.answers import Answer, Caution, Step
from xwalk.questions.find import name_record
from xwalk.questions.funding import FAMILIES, FEDERAL, STATE
from xwalk.questions.grouping import BlockedAnswer, block, group
from xwalk.questions.parts import UNKNOWN, Parts
from xwalk.routes import MAX_HOPS, Found, Route, routes_to
from xwalk.search import counts

#: What states are compared by: the wholes of a framework, and the topics that are part of them.
WHOLE, TOPIC = "component", "area"
#: The family of relations that say what money could pay for, and of those that say what law asks.
MONEY, LAW = FAMILIES
#: The relations by which a duty names a thing as such, and not a part of it or a purpose.
AS_SUCH = ("xwalk:requires", "xwalk:permits")
#: How a row of the table came to be.
COMPONENT, AREA, ONLY_WHOLE, ONLY_NAMED = SORTS = ("component", "area", "only_whole", "only_named")
_DOWNWARD = ("skos:narrowMatch", "skos:narrower", "xwalk:hasPart")
_UPWARD = ("skos:broadMatch", "skos:broader", "xwalk:partOf")


class Backing(NamedTuple):
    """A provision whose money reaches the very record that a duty names.

    ``says`` is the requirement's own statement; ``as_such`` is false where the duty names the record only as a purpose
    or in part, so that the money serves the same purpose and nothing says that it may go to the duty itself.
    """

    says: Step
    as_such: bool
    answer: Answer


class Duty(NamedTuple):
    """A requirement or pilot of a state: what it says, which federal money could back it, what is open."""

    record: Record
    state: Record
    citation: str
    url: str
    instrument: Record | None
    duty: str
    recipients: list[str]
    says: list[Step]
    denied: list[Step]
    backing: list[Backing]
    cautions: list[Caution]
    as_of: str
    ambiguity: list[str]
    unknown: list[str]


class Cell(NamedTuple):
    """One topic and one state: what the state's requirements say there, strongest first."""

    state: Record
    answers: list[Answer]


class SameTopic(NamedTuple):
    """A provision that could pay for something on a topic, and the requirements there that name what it pays for."""

    answer: Answer
    backs: list[Record]


class Row(NamedTuple):
    """A topic: what each state says of it, and which federal money reaches the same topic.

    ``sort`` says how the row came to be: a component, an area, or what a requirement names while no rule carries that
    to one of these (``only_whole`` where the thing named has components or areas as its parts, else ``only_named``).
    """

    record: Record
    sort: str
    component: Record | None
    cells: list[Cell]
    money: list[SameTopic]


class Held(NamedTuple):
    """The strongest that a state has on a record, and the requirement that has it."""

    state: Record
    requirement: Record
    relation: str
    status: str
    confidence: float


class Difference(NamedTuple):
    """A record that states have something on, and the states of which nothing is recorded there.

    ``by`` is ``named`` where requirements themselves name the record, and ``reached`` where it is a component or an
    area that they reach by any route.
    """

    record: Record
    by: str
    held: list[Held]
    lacking: list[Record]


class Open(NamedTuple):
    """Something that nobody verified, of a state and a record where it is about one."""

    state: Record | None
    record: Record | None
    text: str


class States(NamedTuple):
    """The answer to ``xwalk compare`` for states."""

    states: list[Record]
    duties: list[Duty]
    rows: list[Row]
    differences: list[Difference]
    blocked: list[BlockedAnswer]
    cut: str | None
    unknown: list[Open]
    release: str
    law_as_of: str
    disclaimer: str


def compare_states(knowledge: Knowledge, names: Sequence[str], *, max_hops: int = MAX_HOPS) -> States:
    """What some states ask for, side by side, and which federal money could back it.

    Args:
        knowledge: The knowledge base.
        names: The states, by code, name or identifier.
        max_hops: The greatest number of steps of a route.

    Raises:
        UsageError: A name means no state or one that was named before, or nothing of that state is recorded.
    """
    places: list[Record] = []
    for name in names:
        place = name_state(knowledge, name)
        if place in places:
            raise UsageError(f"{place.label} is named twice", hint="name each state once")
        places.append(place)
    return _States(knowledge, places, max_hops).answer()


def name_state(knowledge: Knowledge, words: str) -> Record:
    """The state that some words mean: a code, a name or an identifier.

    Raises:
        UsageError: No state, or several, are meant.
    """
    local = knowledge.by_name(f"jurisdiction:{words}")
    return local if local and local.kind else name_record(knowledge, words, kinds=("jurisdiction",))


class _States:
    """One comparison of states: what is worked out once and used in several places."""

    def __init__(self, knowledge: Knowledge, places: list[Record], max_hops: int) -> None:
        self.knowledge = knowledge
        self.places = places
        self.max_hops = max_hops
        self.parts = Parts(knowledge)
        self.written = {place.key: self._written(place) for place in places}
        self.place = {record.key: place for place in places for record in self.written[place.key]}
        self.blocked: list[BlockedAnswer] = []
        self.cuts: set[str] = set()
        self._money: dict[int, list[Answer]] = {}
        self._searched: dict[int, Found] = {}
        self._first: dict[int, set[str]] = {}

    def answer(self) -> States:
        """The whole comparison."""
        duties = [self._duty(record) for place in self.places for record in self.written[place.key]]
        rows = self._framework_rows(duties)
        carried = {name for row in rows for name in self._first[row.record.key]}
        rows += self._named_rows(duties, carried)
        meta = self.knowledge.meta
        return States(
            self.places,
            duties,
            rows,
            [*self._by_name(duties), *self._by_topic(rows)],
            self.blocked,
            "; ".join(sorted(self.cuts)) or None,
            self._open(duties),
            meta.get("release", ""),
            meta.get("law_as_of", ""),
            meta.get("disclaimer", ""),
        )

    def _written(self, place: Record) -> list[Record]:
        found = [r for r in self.knowledge.pointing_at(place, "xwalk:jurisdiction") if r.kind in STATE]
        if not found:
            raise UsageError(
                f"no requirement or pilot of {place.label} is recorded here, so there is nothing to compare",
                hint=f"recorded are {list_words(recorded_states(self.knowledge)) or 'none'}",
            )
        return found

    def _duty(self, record: Record) -> Duty:
        knowledge = self.knowledge
        own = [s for s in knowledge.statements_of(record) if s.subject == record.key and counts(s, None)]
        own.sort(key=lambda s: (knowledge.rules.rank(s.predicate), -s.confidence, knowledge.record(s.object).name))
        says = [statement for statement in own if not statement.negated and self._asked(statement.predicate)]
        instrument = next(iter(knowledge.targets(record, "xwalk:inInstrument")), None)
        above = [each for each in (record, instrument) if each and knowledge.value(each, "xwalk:textAsOf")]
        return Duty(
            record,
            self.place[record.key],
            self.parts.citation(record),
            knowledge.value(record, "schema:url"),
            instrument,
            knowledge.value(record, "xwalk:duty"),
            [recipient.label for recipient in knowledge.targets(record, "xwalk:recipient")],
            [self.parts.step(statement) for statement in says],
            [self.parts.step(statement) for statement in own if statement.negated],
            [backing for statement in says for backing in self._backing(statement)],
            self.parts.cautions(record),
            next((knowledge.value(each, "xwalk:textAsOf") for each in above), ""),
            knowledge.values(record, "xwalk:ambiguity"),
            knowledge.values(record, UNKNOWN),
        )

    def _asked(self, relation: str) -> bool:
        known = self.knowledge.rules.relations.get(relation)
        return known is not None and known.family in FAMILIES

    def _backing(self, statement: Statement) -> list[Backing]:
        """The federal money that reaches the very record that a statement of law names."""
        if self.knowledge.rules.relations[statement.predicate].family != LAW:
            return []
        as_such = statement.predicate in AS_SUCH
        named = self.knowledge.record(statement.object)
        return [Backing(self.parts.step(statement), as_such, answer) for answer in self._money_at(named)]

    def _money_at(self, record: Record) -> list[Answer]:
        """The provisions whose money reaches a record, strongest first."""
        known = self._money.get(record.key)
        if known is None:
            federal = self._found(record, lambda route: self.knowledge.record(route.start).kind in FEDERAL, (MONEY,))
            known = self._money[record.key] = group(self.parts, federal, record)
        return known

    def _said_at(self, record: Record) -> list[Answer]:
        """What the requirements of the states say of a record, strongest first."""
        routes = self._found(record, lambda route: route.start in self.place, FAMILIES)
        self._first[record.key] = {route.hops[0].statement.name for route in routes}
        return group(self.parts, routes, record)

    def _found(self, record: Record, wanted: Callable[[Route], bool], families: Sequence[str]) -> list[Route]:
        """The routes to a record that are wanted; what a denial blocks among them, and what was cut, is kept."""
        found = self._searched.get(record.key)
        if found is None:
            found = routes_to(self.knowledge, record, kinds=(*FEDERAL, *STATE), max_hops=self.max_hops)
            self._searched[record.key] = found
            self.cuts |= {found.cut} if found.cut else set()
        relations = self.knowledge.rules.relations

        def counted(route: Route) -> bool:
            return wanted(route) and route.relation in relations and relations[route.relation].family in families

        self.blocked += [block(self.parts, each, record) for each in found.blocked if counted(each.route)]
        return [route for route in found.routes if counted(route)]

    def _framework_rows(self, duties: list[Duty]) -> list[Row]:
        """A row a component with its areas below it, then the areas that are part of none."""
        topics = self.knowledge.of_kind(TOPIC)
        whole = {topic.key: self._whole(topic) for topic in topics}
        rows = []
        for component in self.knowledge.of_kind(WHOLE):
            rows.append(self._row(component, COMPONENT, None, duties))
            rows += [self._row(t, AREA, component, duties) for t in topics if whole[t.key] == component]
        return rows + [self._row(topic, AREA, None, duties) for topic in topics if whole[topic.key] is None]

    def _whole(self, topic: Record) -> Record | None:
        """The component that a topic is part of, or None."""
        for statement in self.knowledge.statements_at(topic.key, ("xwalk:partOf",), inward=False):
            above = self.knowledge.record(statement.object)
            if above.kind == WHOLE and not statement.negated and counts(statement, None):
                return above
        return None

    def _named_rows(self, duties: list[Duty], carried: set[str]) -> list[Row]:
        """A row for each record that a duty names and no rule carries to a component or an area."""
        left = {
            step.object.key: step.object
            for duty in duties
            for step in duty.says
            if step.id not in carried and step.object.kind not in (WHOLE, TOPIC)
        }
        found = [(ONLY_WHOLE if self._has_parts(record) else ONLY_NAMED, record) for record in left.values()]
        found.sort(key=lambda pair: (SORTS.index(pair[0]), pair[1].kind, pair[1].label, pair[1].name))
        return [self._row(record, sort, None, duties) for sort, record in found]

    def _has_parts(self, record: Record) -> bool:
        """Whether components or areas are given as narrower than a record or as its parts."""
        below = [
            (statement, statement.object)
            for statement in self.knowledge.statements_at(record.key, _DOWNWARD, inward=False)
        ] + [
            (statement, statement.subject)
            for statement in self.knowledge.statements_at(record.key, _UPWARD, inward=True)
        ]
        return any(
            counts(statement, None) and not statement.negated and self.knowledge.record(key).kind in (WHOLE, TOPIC)
            for statement, key in below
        )

    def _row(self, record: Record, sort: str, component: Record | None, duties: list[Duty]) -> Row:
        answers = self._said_at(record)
        cells = [Cell(place, [a for a in answers if self.place[a.record.key] == place]) for place in self.places]
        here = {answer.record.key for answer in answers}
        backs: dict[int, list[Record]] = defaultdict(list)
        for duty in duties:
            if duty.record.key in here:
                for key in {backing.answer.record.key for backing in duty.backing if backing.as_such}:
                    backs[key].append(duty.record)
        money = self._money_at(record) if here and sort in (COMPONENT, AREA) else []
        return Row(record, sort, component, cells, [SameTopic(each, backs[each.record.key]) for each in money])

    def _by_name(self, duties: list[Duty]) -> list[Difference]:
        """The records that requirements themselves name, by the states that name them."""
        named: dict[int, Record] = {}
        held: dict[int, list[Held]] = defaultdict(list)
        for duty in duties:
            for step in duty.says:
                named[step.object.key] = step.object
                held[step.object.key].append(
                    Held(duty.state, duty.record, step.predicate, step.status, step.confidence)
                )
        records = sorted(named.values(), key=lambda r: (r.kind, r.label, r.name))
        return [self._difference(record, "named", held[record.key]) for record in records]

    def _by_topic(self, rows: list[Row]) -> list[Difference]:
        """The components and areas that requirements reach, by the states that reach them."""
        return [
            self._difference(
                row.record,
                "reached",
                [
                    Held(cell.state, answer.record, answer.relation, answer.status, answer.confidence)
                    for cell in row.cells
                    for answer in cell.answers
                ],
            )
            for row in rows
            if row.sort in (COMPONENT, AREA) and any(cell.answers for cell in row.cells)
        ]

    def _difference(self, record: Record, by: str, found: list[Held]) -> Difference:
        rank = self.knowledge.rules.rank
        best: dict[int, Held] = {}
        for held in sorted(found, key=lambda h: (rank(h.relation), -round(h.confidence, 9), h.requirement.name)):
            best.setdefault(held.state.key, held)
        lacking = [place for place in self.places if place.key not in best]
        return Difference(record, by, [best[place.key] for place in self.places if place.key in best], lacking)

    def _open(self, duties: list[Duty]) -> list[Open]:
        """What nobody verified: of each requirement and its instrument, of each state, of all."""
        said = []
        for place in self.places:
            here = [duty for duty in duties if duty.state == place]
            records = dict.fromkeys(each for duty in here for each in (duty.record, duty.instrument) if each)
            said += [Open(place, each, text) for each in records for text in self.knowledge.values(each, UNKNOWN)]
            said.append(Open(place, None, f"Whether {place.label} took any optional federal reservation is not known."))
        dated = "State rules stand as the report of 2018 and the named pages give them; read the later changes."
        missing = "A state may have more rules than are recorded here; an empty place says that nothing is recorded."
        return [*said, Open(None, None, dated), Open(None, None, missing)]


def recorded_states(knowledge: Knowledge) -> list[str]:
    """The names of the states of which a requirement or pilot is recorded."""
    return sorted(
        {
            place.label
            for kind in STATE
            for record in knowledge.of_kind(kind)
            for place in knowledge.targets(record, "xwalk:jurisdiction")
        }
    )
