"""Two releases of a knowledge base: what was added, removed and changed, and which answers changed because of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record, Statement
from xwalk.questions.answers import Answer
from xwalk.questions.compare_revisions import Release
from xwalk.questions.funding import FAMILIES, FEDERAL, STATE
from xwalk.questions.grouping import group, other_end
from xwalk.questions.parts import Parts
from xwalk.questions.rules import RuleRow, rule_table
from xwalk.routes import Blocked, routes_to

#: What can happen to a thing from one release to the next.
ADDED, REMOVED, CHANGED, LOST = "added", "removed", "changed", "lost"
#: The topics of which every answer about money and law is asked before and after.
TOPICS = ("area", "component")
#: What may change in a statement: the word for it, and the field.
FIELDS = {
    "relation": "predicate",
    "denial": "negated",
    "status": "status",
    "confidence": "confidence",
    "evidence": "evidence",
    "comment": "comment",
    "justification": "justification",
    "author": "author",
    "date": "date",
    "object_source": "object_source",
    "rule_set": "rule_set",
    "source": "source",
}
#: The changes of a statement that can change an answer.
_WEIGHTY = {"relation", "denial", "status", "confidence", "rule_set", "subject", "object"}
RULE_FIELDS = ("first", "then", "gives", "factor", "sets")


class Given(NamedTuple):
    """A statement of one release with its two ends."""

    statement: Statement
    subject: Record
    object: Record


class StatementChange(NamedTuple):
    """A statement that was added, removed or changed, and in which of its fields."""

    change: str
    old: Given | None
    new: Given | None
    fields: list[str]


class PropertyChange(NamedTuple):
    """A property of a record: the values that went and those that came."""

    predicate: str
    label: str
    removed: list[str]
    added: list[str]


class RecordChange(NamedTuple):
    """A record that was added, removed or changed, and in which of its properties."""

    change: str
    record: Record
    properties: list[PropertyChange]


class RuleChange(NamedTuple):
    """A rule that was added, removed or changed, and in which of its parts."""

    change: str
    old: RuleRow | None
    new: RuleRow | None
    fields: list[str]


class AnswerChange(NamedTuple):
    """An answer on a topic that was added or lost, or that changed; ``because`` names statements, records or rules."""

    change: str
    topic: Record
    before: Answer | None
    after: Answer | None
    fields: list[str]
    because: list[str]


class Releases(NamedTuple):
    """The answer to ``xwalk compare`` for two releases."""

    old: Release
    new: Release
    statements: list[StatementChange]
    records: list[RecordChange]
    rules: list[RuleChange]
    answers: list[AnswerChange]
    asked: int
    cut: str | None


def compare_releases(old: Release, new: Release) -> Releases:
    """What changed from one release of a knowledge base to the next, and which answers changed because of it.

    The answers are those about money and law, federal and of states, of every area and component. Of a pack that does
    not ship with the program they are, beside these, everything that follows about a record at which its own statements
    end.

    Args:
        old: The earlier release.
        new: The later one.

    Raises:
        UsageError: The two are releases of different packs.
    """
    if old.pack != new.pack:
        raise UsageError(
            f"{old.name} is the pack {old.pack} and {new.name} is the pack {new.pack}",
            hint="compare two releases of one pack",
        )
    statements = _statements(old.knowledge, new.knowledge)
    records = _records(old.knowledge, new.knowledge)
    rules = _rules(old.knowledge, new.knowledge)
    causes = _Causes(statements, records, rules)
    asked = sorted(_topics(old).keys() | _topics(new).keys())
    before, after = _Asked(old), _Asked(new)
    answers = [change for topic in asked for change in _answers(before.about(topic), after.about(topic), causes)]
    cuts = sorted({cut for each in (before, after) for cut in each.cuts})
    return Releases(
        old,
        new,
        statements,
        records,
        rules,
        answers,
        len(asked),
        "; ".join(cuts) or None,
    )


def _given(knowledge: Knowledge) -> dict[str, Given]:
    """Every statement by its identity."""
    found = {}
    for (key,) in knowledge.db.execute("SELECT DISTINCT subject FROM statement ORDER BY subject").fetchall():
        subject = knowledge.record(key)
        for statement in knowledge.statements_of(subject):
            if statement.subject == key:
                found[statement.name] = Given(statement, subject, knowledge.record(statement.object))
    return found


def _statements(old: Knowledge, new: Knowledge) -> list[StatementChange]:
    """What changed in the statements.

    The identity of a statement without an identifier of its own is made of its ends, relation, denial and
    justification; where exactly one between two ends in one source went and one came, it is one that changed.
    """
    before, after = _given(old), _given(new)
    gone = {name: given for name, given in before.items() if name not in after}
    come = {name: given for name, given in after.items() if name not in before}
    pairs = [(before[name], after[name]) for name in before if name in after]
    pairs += _pairs(gone, come)
    changes = [StatementChange(CHANGED, one, two, fields) for one, two in pairs if (fields := _fields(one, two))]
    changes += [StatementChange(REMOVED, given, None, []) for given in gone.values()]
    changes += [StatementChange(ADDED, None, given, []) for given in come.values()]
    return sorted(changes, key=_statement_order)


def _pairs(gone: dict[str, Given], come: dict[str, Given]) -> list[tuple[Given, Given]]:
    """Statements that changed so that their identity did; taken out of what went and what came."""
    ends: dict[tuple[str, str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for place, held in enumerate((gone, come)):
        for name, given in held.items():
            ends[given.statement.source, given.subject.name, given.object.name][place].append(name)
    single = [(one[0], two[0]) for one, two in ends.values() if len(one) == len(two) == 1]
    return [(gone.pop(one), come.pop(two)) for one, two in single]


def _fields(one: Given, two: Given) -> list[str]:
    fields = [word for word, field in FIELDS.items() if getattr(one.statement, field) != getattr(two.statement, field)]
    ends = [word for word in ("subject", "object") if getattr(one, word).name != getattr(two, word).name]
    return ends + fields


def _value(statement: Statement, field: str) -> object:
    """A field, where the order of passages means nothing."""
    value = getattr(statement, field)
    return frozenset(value) if isinstance(value, tuple) else value


def _statement_order(change: StatementChange) -> tuple[str, ...]:
    given = change.new or change.old
    if given is None:
        return (change.change,)
    return (change.change, given.subject.name, given.statement.predicate, given.object.name, given.statement.name)


def _records(old: Knowledge, new: Knowledge) -> list[RecordChange]:
    """What changed in the records."""
    labels = {name: label for held in (old, new) for name, label in held.db.execute("SELECT name, label FROM term")}
    before, after = _said(old), _said(new)
    changes = []
    for name in sorted(before.keys() | after.keys()):
        one, two = before.get(name), after.get(name)
        if two is None and one is not None:
            changes.append(RecordChange(REMOVED, one[0], []))
        elif one is None and two is not None:
            changes.append(RecordChange(ADDED, two[0], []))
        elif one is not None and two is not None and one[1] != two[1]:
            changes.append(RecordChange(CHANGED, two[0], _properties(one[1], two[1], labels)))
    return sorted(changes, key=lambda change: (change.change, change.record.name))


Said = dict[str, list[str]]


def _said(knowledge: Knowledge) -> dict[str, tuple[Record, Said]]:
    """Every record with what it says of itself; blank nodes, whose names mean nothing, are left out."""
    found = {}
    for (key,) in knowledge.db.execute("SELECT id FROM record WHERE file <> ''").fetchall():
        record = knowledge.record(key)
        said: Said = defaultdict(list)
        for each in knowledge.properties(record):
            if not each.value.startswith("_:"):
                said[each.predicate].append(each.value)
        found[record.name] = (record, dict(said))
    return found


def _properties(one: Said, two: Said, labels: Mapping[str, str]) -> list[PropertyChange]:
    return [
        PropertyChange(
            predicate,
            labels.get(predicate, predicate),
            [value for value in one.get(predicate, []) if value not in two.get(predicate, [])],
            [value for value in two.get(predicate, []) if value not in one.get(predicate, [])],
        )
        for predicate in sorted(one.keys() | two.keys())
        if one.get(predicate) != two.get(predicate)
    ]


def _rules(old: Knowledge, new: Knowledge) -> list[RuleChange]:
    """What changed in the rule table."""
    before, after = ({row.id: row for row in rule_table(each)} for each in (old, new))
    changes = []
    for name in sorted(before.keys() | after.keys()):
        one, two = before.get(name), after.get(name)
        if one is None or two is None:
            changes.append(RuleChange(ADDED if one is None else REMOVED, one, two, []))
        elif fields := [field for field in RULE_FIELDS if getattr(one, field) != getattr(two, field)]:
            changes.append(RuleChange(CHANGED, one, two, fields))
    return changes


def _topics(release: Release) -> dict[str, Record]:
    """What is asked about: areas and components, and where the statements of another pack end."""
    knowledge = release.knowledge
    found = {record.name: record for kind in TOPICS for record in knowledge.of_kind(kind)}
    if not release.embedded:
        ends = (given.object for given in _own(release))
        found |= {record.name: record for record in ends if record.kind}
    return found


def _own(release: Release) -> list[Given]:
    """The statements that the pack itself gives between two things, denials left out."""
    return [
        given
        for given in _given(release.knowledge).values()
        if given.statement.file in release.own and not given.statement.negated
    ]


class _About(NamedTuple):
    """The answers on one topic in one release, and what a denial blocks there, each by record and relation."""

    topic: Record | None
    answers: dict[tuple[str, str], Answer]
    blocked: dict[tuple[str, str], list[Blocked]]


class _Asked:
    """The questions that are asked of a release."""

    def __init__(self, release: Release) -> None:
        self.knowledge = release.knowledge
        self.parts = Parts(release.knowledge)
        self.cuts: set[str] = set()
        #: The kinds from which another pack's own statements start: whatever follows from these counts.
        own = [] if release.embedded else _own(release)
        self.starts = {given.subject.kind for given in own if given.subject.kind}

    def about(self, name: str) -> _About:
        """The answers on a topic."""
        topic = self.knowledge.by_name(name)
        if topic is None:
            return _About(None, {}, {})
        found = routes_to(self.knowledge, topic, kinds={*FEDERAL, *STATE, *self.starts})
        self.cuts |= {found.cut} if found.cut else set()
        routes = [route for route in found.routes if self._counts(route.start, route.relation)]
        blocked: dict[tuple[str, str], list[Blocked]] = defaultdict(list)
        for each in found.blocked:
            other = self.knowledge.record(other_end(each.route, topic))
            blocked[other.name, each.route.relation].append(each)
        answers = group(self.parts, routes, topic)
        return _About(topic, {(each.record.name, each.relation): each for each in answers}, blocked)

    def _counts(self, start: int, relation: str) -> bool:
        known = self.knowledge.rules.relations.get(relation)
        return self.knowledge.record(start).kind in self.starts or (known is not None and known.family in FAMILIES)


class _Causes:
    """What may have changed an answer: statements that changed in what they claim, records, rules."""

    def __init__(
        self, statements: Sequence[StatementChange], records: Sequence[RecordChange], rules: Sequence[RuleChange]
    ) -> None:
        weighty = [each for each in statements if each.change != CHANGED or _WEIGHTY.intersection(each.fields)]
        self.gone = {each.old.statement.name for each in weighty if each.old}
        self.come = {each.new.statement.name for each in weighty if each.new}
        self.records = {each.record.name for each in records}
        self.rules = [rule.id for each in rules if (rule := each.new or each.old)]

    def of(self, key: tuple[str, str], before: _About, after: _About) -> list[str]:
        """The statements behind a change, on the best routes or as denials; else the records; else the rules."""
        one, two = before.answers.get(key), after.answers.get(key)
        old, new = (one.route if one else []), (two.route if two else [])
        names = [step.id for step in old if step.id in self.gone] + [step.id for step in new if step.id in self.come]
        if one:
            names += [each.denial.name for each in after.blocked.get(key, []) if each.denial.name in self.come]
        if two:
            names += [each.denial.name for each in before.blocked.get(key, []) if each.denial.name in self.gone]
        ends = [end.name for step in [*old, *new] for end in (step.subject, step.object) if end.name in self.records]
        return list(dict.fromkeys(names or ends)) or self.rules


def _answers(before: _About, after: _About, causes: _Causes) -> list[AnswerChange]:
    """The answers on one topic that were added or lost, or that changed."""
    topic = after.topic or before.topic
    changes = []
    for key in dict.fromkeys([*before.answers, *after.answers]):
        one, two = before.answers.get(key), after.answers.get(key)
        fields = _differ(one, two) if one and two else []
        if topic and (one is None or two is None or fields):
            change = LOST if two is None else ADDED if one is None else CHANGED
            changes.append(AnswerChange(change, topic, one, two, fields, causes.of(key, before, after)))
    return changes


def _differ(one: Answer, two: Answer) -> list[str]:
    """In what two answers differ: how sure, how known, by which words."""
    fields = ["confidence"] if round(one.confidence, 9) != round(two.confidence, 9) else []
    fields += ["status"] if one.status != two.status else []
    return [*fields, "sentence"] if one.sentence != two.sentence else fields
