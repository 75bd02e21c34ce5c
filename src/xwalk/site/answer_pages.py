"""The answers of the Ask page as plain pages, one a topic, for a reader without JavaScript and for paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xwalk.knowledge import Record
from xwalk.names import list_words
from xwalk.questions.answers import Answer, Condition, Step
from xwalk.questions.cross import cross
from xwalk.questions.funding import FAMILIES, STATE, Funding
from xwalk.questions.grouping import BlockedAnswer
from xwalk.site.answer_data import topics
from xwalk.site.atlas import Atlas
from xwalk.site.html import text_at
from xwalk.site.markup import bullets, details, escape, known, link, outside, section, table
from xwalk.site.page import Page, relative

_HEADINGS = {
    "money": "What could pay for it",
    "law": "What federal law requires or allows here, without paying for it",
}
#: The column of who gives the money of federal law.
_PROGRAM = "Program"


def answer_place(atlas: Atlas, topic: Record) -> str:
    """The path of the page that answers what could pay for a topic."""
    return f"answer/{atlas.place(topic)}"


def answer_pages(atlas: Atlas) -> Iterator[Page]:
    """What ``xwalk funding`` answers on every topic: a page of federal law, and one of what states say, if any do."""
    for topic in topics(atlas.knowledge):
        local = _local(atlas, topic)
        yield _federal(atlas, topic, [found.state.label for found in local if found.state])
        if local:
            yield _states(atlas, topic, local)


def _federal(atlas: Atlas, topic: Record, states: Sequence[str]) -> Page:
    here = answer_place(atlas, topic)
    found = atlas.funding(topic)
    sheet = _Sheet(atlas, here)
    more = relative(f"{here}/states.md", here)
    blocks = [
        f"{atlas.link(topic, here)}: {escape(found.definition)}" if found.definition else atlas.link(topic, here),
        link("Ask with a state and a score", relative("ask.md", here)),
        sheet.short(found.answers, _PROGRAM),
        link(f"What states say of it: {list_words(states)}", more) if states else "",
        *(
            section(heading, *sheet.full([a for a in found.answers if atlas.family(a.relation) == family]))
            for family, heading in _HEADINGS.items()
        ),
        section("Not so, although it may seem so", sheet.blocked(found.blocked)),
        section("Not known", bullets(map(escape, found.unknown))),
        escape(f"Not complete: {found.cut}.") if found.cut else "",
    ]
    said = f"Which provisions could pay for {topic.label}, under which conditions, and where the law says so"
    return Page(here, f"What could pay for “{topic.label}”?", "\n\n".join(filter(None, blocks)), said)


def _states(atlas: Atlas, topic: Record, local: Sequence[Funding]) -> Page:
    federal = answer_place(atlas, topic)
    here = f"{federal}/states"
    sheet = _Sheet(atlas, here)
    blocks = [
        f"{atlas.link(topic, here)}. {link('What federal law could pay for', relative(f'{federal}.md', here))}",
        sheet.short([answer for found in local for answer in _own(found)], "State"),
        *(_state(atlas, sheet, found) for found in local),
    ]
    said = f"What states require, allow or try on {topic.label}, and where their law says so"
    return Page(here, f"What states say of “{topic.label}”", "\n\n".join(filter(None, blocks)), said)


def _state(atlas: Atlas, sheet: _Sheet, found: Funding) -> str:
    """What one state says, beside federal law."""
    federal = atlas.funding(found.topic)
    blocked = [each for each in found.blocked if each not in federal.blocked]
    unknown = [said for said in found.unknown if said not in federal.unknown]
    return section(
        found.state.label if found.state else "",
        *sheet.full(_own(found)),
        section("Not so, although it may seem so", sheet.blocked(blocked), level=3),
        section("Not known", bullets(map(escape, unknown)), level=3),
        escape(f"Not complete: {found.cut}.") if found.cut else "",
    )


def _own(found: Funding) -> list[Answer]:
    """The answers that a state adds to federal law."""
    return [answer for answer in found.answers if answer.record.kind in STATE]


def _local(atlas: Atlas, topic: Record) -> list[Funding]:
    """The answer for every state that says something of a topic."""
    crossed = [cross(atlas.knowledge, topic.name, kind) for kind in STATE]
    held = [(each.record, each.relation) for found in crossed for each in found.answers]
    held += [(each.record, each.relation) for found in crossed for each in found.blocked]
    states = {
        place
        for record, relation in held
        if atlas.family(relation) in FAMILIES
        for place in atlas.knowledge.targets(record, "xwalk:jurisdiction")
    }
    return [atlas.funding(topic, place.name) for place in sorted(states, key=lambda place: (place.label, place.name))]


class _Sheet:
    """The answers of one page; no condition and no reason stands on it twice."""

    def __init__(self, atlas: Atlas, here: str) -> None:
        self.atlas = atlas
        self.here = here
        self.said: set[str] = set()

    def short(self, answers: Sequence[Answer], giver: str) -> str:
        """A line an answer; ``giver`` names the column of who gives the money or wrote the law."""
        rows = [
            (
                escape(self.atlas.phrase(answer.relation)),
                self._link(answer),
                escape(self._giver(answer, giver)),
                known(answer.status, answer.confidence),
            )
            for answer in answers
        ]
        return section("In short", table(("What it does", "Law", giver, "How that is known"), rows)) if rows else ""

    def _giver(self, answer: Answer, giver: str) -> str:
        """The program of an answer, or its state; federal law of no program has no other giver to name."""
        if answer.program:
            return answer.program.label
        return "none recorded" if giver == _PROGRAM else answer.jurisdiction

    def full(self, answers: Sequence[Answer]) -> Iterator[str]:
        """Answers by relation, each with its route and its conditions."""
        relation = ""
        for answer in answers:
            if answer.relation != relation:
                relation = answer.relation
                yield f"### {escape(self.atlas.phrase(relation))} …"
            yield self._answer(answer)

    def blocked(self, blocked: Sequence[BlockedAnswer]) -> str:
        """What a denial forbids, each denial once."""
        denials = {each.denial.id: each.denial for each in blocked}.values()
        return bullets(
            f"{self.atlas.link(denial.subject, self.here)} does not say that it "
            f"{escape(self.atlas.phrase(denial.predicate))} {self.atlas.link(denial.object, self.here)}. "
            f"{escape(denial.comment)}"
            for denial in denials
        )

    def _link(self, answer: Answer) -> str:
        return self.atlas.link(answer.record, self.here, self.atlas.name(answer.record))

    def _answer(self, answer: Answer) -> str:
        score = known(answer.status, answer.confidence, answer.routes)
        official = outside(text_at(answer.url).capitalize(), answer.url) if answer.url else ""
        steps = "one step" if len(answer.route) == 1 else f"{len(answer.route)} steps"
        route = "\n".join(f"1. {self._step(step)}" for step in answer.route)
        blocks = (
            "  \n".join([f"{self._link(answer)} {score}. {escape(answer.sentence)}.", *self._facts(answer)]),
            details(f"How this follows, in {steps}", route, official),
            self._conditions(answer.conditions),
        )
        return "\n\n".join(filter(None, blocks))

    def _facts(self, answer: Answer) -> list[str]:
        """What is so of the record whatever the route, unless it stands above."""
        if not self._new(answer.record.name):
            return [f"Who and limits: as where {escape(self.atlas.name(answer.record))} first stands above."]
        facts = [
            ("Program", answer.program.label if answer.program else ""),
            ("Where", answer.jurisdiction if answer.record.kind in STATE else ""),
            ("Who", list_words(answer.recipients)),
            ("Limits", "; ".join(each.label for each in answer.conditions if each.type == "limit" and each.value)),
            *((caution.type.capitalize(), caution.text) for caution in answer.cautions),
        ]
        return [f"{name}: {escape(words)}" for name, words in facts if words]

    def _step(self, step: Step) -> str:
        """A statement; its reason and evidence stand where it is first said."""
        if self._new(step.id):
            return self.atlas.step(step, self.here)
        return f"{self.atlas.step(step._replace(comment='', evidence=[]), self.here)} Reason and source above."

    def _new(self, name: str) -> bool:
        """Whether something is said for the first time."""
        fresh = name not in self.said
        self.said.add(name)
        return fresh

    def _conditions(self, conditions: Sequence[Condition]) -> str:
        """The conditions, each in full once a page; later answers name those that stand above."""
        fresh = [each for each in conditions if self._new(each.id)]
        lines = [self._condition(each) for each in fresh]
        above = len(conditions) - len(fresh)
        if above:
            lines.append(escape(f"and {above} that stand{'s' if above == 1 else ''} above"))
        return details(f"Conditions ({len(conditions)})", bullets(lines)) if conditions else ""

    def _condition(self, condition: Condition) -> str:
        reading = f" {condition.base_reading}" if condition.base_reading else ""
        cited = list_words([passage.label for passage in condition.evidence]) or condition.id
        record = self.atlas.knowledge.by_name(condition.id)
        where = self.atlas.link(record, self.here, cited) if record else escape(cited)
        return f"{escape(condition.text + reading)} ({where})"
