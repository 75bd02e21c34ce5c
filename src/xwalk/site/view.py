"""A record as its page tells it: what was told once is not told again, and what nobody told stands at the end.

The parts of a page *take* what they tell (:meth:`View.texts`, :meth:`View.records`, :meth:`View.named_by`). What is
left over goes to the sections that every page ends with, so that a page always says everything that is recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from xwalk.knowledge import Property, Record
from xwalk.names import NO_TERM_FOUND, list_words, natural_key
from xwalk.questions.answers import Condition, Evidence, Step
from xwalk.site.atlas import Atlas
from xwalk.site.html import anchor, bullets, fold, host, outside, text, text_at
from xwalk.site.markup import badge, known

#: From so many on, a list stands behind a summary.
MANY = 12
#: What the head of every page tells.
_HEAD = ("rdf:type", "skos:prefLabel", "skos:altLabel", "skos:notation", "skos:definition", "xwalk:status")
#: What points at a record and is told in a place of its own: conditions, and what rests on a passage.
_APART = frozenset(["xwalk:binds", "xwalk:evidence"])
#: The words that say how a statement is known, and what the number beside them is.
_LEGEND = {
    "stated": "the source says it, and the passage is cited",
    "asserted": "the judgement of a named curator, with the reason",
    "derived": "it follows by rule from the numbered steps",
}
_SCORE = (
    "The number is a score for ranking, not a probability: along a route scores are multiplied, so it never rises with "
    "length."
)
#: Relations of this family are told as properties.
_MEMBERSHIP = "membership"


class View:
    """A record, and what its page has not told yet.

    Args:
        atlas: The site.
        record: The record.

    Attributes:
        here: The path of the page.
        links: What the record names by its properties (outward), and what names it.
        absent: The statements that a reviewer looked for a counterpart of it and found none.
        unknown: What nobody verified, beside what the record says of itself.
        steps: Every statement that the record stands in, as given, the denied ones apart in ``denied``.
    """

    def __init__(self, atlas: Atlas, record: Record) -> None:
        self.atlas = atlas
        self.knowledge = atlas.knowledge
        self.record = record
        self.here = atlas.place(record)
        self._root = "../" * (self.here.count("/") + 1)
        self.links: list[tuple[str, Record, bool]] = []
        self._said: dict[str, list[Property]] = defaultdict(list)
        for held in self.knowledge.properties(record):
            self._said[held.predicate].append(held)
            if held.target is not None:
                self.links.append((held.predicate, self.knowledge.record(held.target), True))
        self._named_by: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for predicate, other in self.knowledge.mentions(record):
            if other.kind and predicate not in _APART:
                self._named_by[predicate, other.kind].append(other)
                self.links.append((predicate, other, False))
        relations = self.knowledge.rules.relations
        given = atlas.statements(record)
        given = [
            each for each in given if each.predicate not in relations or relations[each.predicate].family != _MEMBERSHIP
        ]
        self.knowledge.load_names(name for each in given for name in each.evidence)
        self.absent = [each for each in given if self.knowledge.record(each.object).name == NO_TERM_FOUND]
        given = [each for each in given if each not in self.absent]
        self.steps: list[Step] = [atlas.parts.step(each) for each in given if not each.negated]
        self.denied: list[Step] = [atlas.parts.step(each) for each in given if each.negated]
        self.unknown: list[str] = []
        self._full: set[str] = set()
        self.definition = self.taken("skos:definition")
        self.called = self.texts("skos:altLabel")
        self.notation = self.texts("skos:notation")
        self.status = self.taken("xwalk:status")
        self.evidence: list[Evidence] = atlas.parts.evidence(self.texts("xwalk:evidence"))
        for predicate in _HEAD:
            self._said.pop(predicate, None)
        for step in self.steps:
            self._tell(step)

    def _tell(self, step: Step) -> None:
        """A relation inside a scheme is a property too; it is told as a statement."""
        if step.subject.key == self.record.key:
            held = self._said.get(step.predicate, [])
            self._said[step.predicate] = [each for each in held if each.target != step.object.key]
        else:
            named = self._named_by.get((step.predicate, step.subject.kind), [])
            if step.subject in named:
                named.remove(step.subject)

    @property
    def conditions(self) -> list[Condition]:
        """Every condition that binds the record, those of the sections above it too."""
        return self.atlas.parts.conditions(self.record)

    def texts(self, predicate: str) -> list[str]:
        """The values of a property, as text; taken."""
        return [held.value for held in self._said.pop(predicate, ())]

    def taken(self, predicate: str) -> str:
        """The values of a property in one text; taken."""
        return " ".join(self.texts(predicate))

    def records(self, predicate: str) -> list[Record]:
        """The records that a property points to; taken. Values that are no record stay."""
        held = self._said.get(predicate, [])
        self._said[predicate] = [each for each in held if each.target is None]
        return [self.knowledge.record(each.target) for each in held if each.target is not None]

    def named_by(self, predicate: str, *kinds: str) -> list[Record]:
        """The records of some kinds whose property points here, by name; taken."""
        found = [record for kind in kinds for record in self._named_by.pop((predicate, kind), ())]
        return sorted(found, key=lambda record: natural_key(record.name))

    def link(self, record: Record, words: str = "") -> str:
        """A link to another record."""
        said = words or record.label
        return anchor(said, self.way(record)) if record.kind else text(said)

    def way(self, record: Record) -> str:
        """The way to the page of another record."""
        return f"{self._root}{self.atlas.place(record)}/"

    def named(self, record: Record) -> str:
        """A link to another record by what a reader calls it, a provision by its citation too."""
        return self.link(record, self.atlas.name(record))

    def linked(self, predicate: str) -> str:
        """What a property says, as links and words of a sentence; taken."""
        found = [self.link(record) for record in self.records(predicate)]
        return list_words([*found, *map(text, self.texts(predicate))])

    def said(self, predicate: str) -> str:
        """What a property says, as text; taken."""
        return text(self.taken(predicate))

    def in_order(self, records: Iterable[Record]) -> list[Record]:
        """Records in the order that they give themselves, then by name."""
        return sorted(records, key=lambda each: natural_key(f"{self.knowledge.value(each, 'xwalk:order')} {each.name}"))

    def listed(self, records: Iterable[Record], *, summary: str = "") -> str:
        """Links to records, behind a summary where they are many or where one is given."""
        held = list(records)
        lines = bullets(map(self.named, held))
        if not held or (len(held) <= MANY and not summary):
            return lines
        return fold(summary or f"All {len(held)}", lines)

    def official(self) -> str:
        """A link to the official text; taken."""
        return list_words([outside(host(url), url) for url in self.texts("schema:url")])

    def cite(self, passage: Evidence) -> str:
        """A passage in a few words, with a link to its page: source and label, or the label where that says both."""
        record = self.knowledge.by_name(passage.id)
        words = self.atlas.cited(passage)
        return self.link(record, words) if record else text(words)

    def sources(self, passages: Iterable[Evidence], *, official: bool = False) -> str:
        """Passages as words of a sentence, with links to the official texts where these are asked for."""
        return "; ".join(
            self.cite(each) + (f" ({outside(text_at(each.url), each.url)})" if official and each.url else "")
            for each in passages
        )

    def sentence(self, step: Step) -> str:
        """A statement in words, with how it is known; its reason and sources too where the page first tells it."""
        said = f"{self.link(step.subject)} {text(self.atlas.phrase(step.predicate))} {self.link(step.object)}"
        said += f" {known(step.status, step.confidence)}."
        if step.id in self._full:
            return said
        self._full.add(step.id)
        return said + self.reason(step)

    def reason(self, step: Step, *, official: bool = False) -> str:
        """Why a statement is made, and on which passages it rests."""
        why = f" {text(step.comment)}" if step.comment else ""
        cited = self.sources(step.evidence, official=official)
        return f"{why}{f' Source: {cited}.' if cited else ''}"

    def legend(self) -> str:
        """What the marks and numbers beside statements mean, where the page first has some."""
        if "legend" in self._full:
            return ""
        self._full.add("legend")
        lines = [f"{badge(word)}: {said}" for word, said in _LEGEND.items()]
        return fold("How to read the words and numbers", bullets([*lines, _SCORE]))

    def rest(self) -> list[tuple[str, str]]:
        """What the record says and no section told: words for the property, and what it says."""
        left = [predicate for predicate, held in self._said.items() if held]
        return [(self.atlas.word(predicate), self.linked(predicate)) for predicate in left]

    def named_by_rest(self) -> list[tuple[str, str, list[Record]]]:
        """What names the record and no section told: property, kind, records."""
        return [(*key, held) for key, held in sorted(self._named_by.items()) if held]


def quantity(comparator: str, value: str, unit: str) -> str:
    """An amount as a reader says it, as text.

    >>> quantity("at most", "369100000", "USD")
    'at most $369,100,000'
    >>> quantity("exactly", "0.5", "percent")
    '0.5 percent'
    """
    number = f"{int(value):,}" if value.isdecimal() and 4 < len(value) < 16 else value
    amount = f"${number}" if unit == "USD" and value else " ".join(filter(None, (number, unit)))
    return " ".join(filter(None, ["" if comparator == "exactly" and value else comparator, amount]))
