"""Answers on paper: each in short, then in full, with its route, its conditions and what is said only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xwalk.names import list_words
from xwalk.questions.answers import FAINT
from xwalk.render.paper import STATUS_STYLE, Paper, limits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xwalk.knowledge import Knowledge
    from xwalk.questions.answers import Answer, Condition, Evidence, Note, Step
    from xwalk.questions.grouping import BlockedAnswer

_LEGEND = (
    "stated: the source says it · asserted: a curator's judgement, with the reason · derived: follows by rule from the "
    "numbered steps. The number is a score for ranking, not a probability."
)
_VERIFIED = {"machine": "found in the text", "read": "read in a copy"}


class Sheet:
    """A paper on which no reason, condition or remark stands twice.

    Args:
        knowledge: The knowledge base that the answers came from.
        names: Name each statement, so that it can be left out or cited.
    """

    def __init__(self, knowledge: Knowledge, *, names: bool = False) -> None:
        self.knowledge = knowledge
        self.paper = Paper()
        self._names = names
        self._said: set[str] = set()

    def phrase(self, relation: str) -> str:
        """How a sentence reads a relation."""
        return self.knowledge.rules.phrase(relation)

    def title(self, label: str, kind: str, name: str) -> None:
        """A record as the head of the sheet."""
        word = self.knowledge.kinds.get(kind, kind).lower()
        self.paper.split(label, f"{word} · {name}", style="bold", right_style="dim")

    def heading(self, words: str) -> None:
        """A heading after a gap."""
        self.paper.gap()
        self.paper.say(words.upper(), style="bold")

    def incomplete(self, cut: str | None) -> None:
        """What a bound of the search cut off, or nothing."""
        if cut:
            self.paper.gap()
            self.paper.say(f"Not complete: {cut}.", style="yellow")

    def short(self, answers: Sequence[Answer]) -> None:
        """One line a record: its strongest relation, its citation, how it is known."""
        self.heading("In short")
        seen: set[str] = set()
        relation = ""
        for answer in answers:
            if answer.record.name not in seen:
                seen.add(answer.record.name)
                if answer.relation != relation:
                    relation = answer.relation
                    self.paper.say(self.phrase(relation), indent=2, style="cyan")
                known = f"{answer.status} · {answer.confidence:.2f}"
                self.paper.split(self._named(answer), known, indent=4, right_style=STATUS_STYLE[answer.status])
                later = [caution.text for caution in answer.cautions if caution.type == "later change"]
                limits = [c.label for c in answer.conditions if c.type == "limit" and c.value]
                if later:
                    self.paper.say(f"Later change: {later[0]}", indent=6, style="yellow")
                elif limits and answer.confidence >= FAINT:
                    more = f"; and {len(limits) - 2} more below" if len(limits) > 2 else ""
                    self.paper.say(f"Limits: {'; '.join(limits[:2])}{more}", indent=6, style="dim")

    def _named(self, answer: Answer) -> str:
        """Citation and label of a provision, or the label and where it stands, cut to fit beside the right column."""
        name = answer.record.label
        if answer.record.kind == "provision":
            name = f"{answer.citation.partition(';')[0]} · {name}" if answer.citation != name else name
        elif answer.under:
            name += f" · {answer.under}"
        room = self.paper.width - 8 - len("asserted · 0.00")
        return name if len(name) <= room else name[: room - 1].rstrip() + "…"

    def full(self, answers: Sequence[Answer]) -> None:
        """Answers by relation and source; a record stands in full under its strongest relation, else in a line."""
        whole: set[str] = set()
        for relation in dict.fromkeys(answer.relation for answer in answers):
            self.paper.gap()
            self.paper.say(f"{self.phrase(relation)} …", style="bold")
            same = [answer for answer in answers if answer.relation == relation]
            for source in dict.fromkeys(_source(answer) for answer in same):
                group = [answer for answer in same if _source(answer) == source]
                fresh = [answer for answer in group if answer.record.name not in whole]
                if source:
                    self.paper.say(source, indent=2, style="cyan")
                for answer in fresh:
                    self._answer(answer)
                for answer in group:
                    if answer.record.name in whole:
                        self.paper.say(f"{answer.sentence} [{_known(answer)}; in full above]", indent=4, mark="· ")
                self._conditions(fresh)
                self._notes(fresh)
            whole |= {answer.record.name for answer in same}

    def _answer(self, answer: Answer) -> None:
        style = STATUS_STYLE[answer.status]
        self.paper.split(answer.citation, _known(answer), indent=4, style="bold", right_style=style)
        if answer.citation != answer.record.label:
            self.paper.say(answer.record.label, indent=6)
        self.paper.say(f"{answer.sentence}.", indent=6)
        if answer.disagreement:
            others = list_words([self.phrase(relation) for relation in answer.disagreement])
            self.paper.say(f"Routes disagree: another concludes “{others}”.", indent=6, style="yellow")
        for caution in answer.cautions:
            self.paper.say(f"{caution.type.capitalize()}: {caution.text}", indent=6, style="yellow")
        if answer.recipients:
            self.paper.say(f"Who: {list_words(answer.recipients)}", indent=6)
        for number, step in enumerate(answer.route, 1):
            self.step(step, f"{number}. ", indent=6)
        if answer.url:
            self.paper.lines.append(" " * 6 + self.paper.paint(answer.url, "dim"))

    def step(self, step: Step, mark: str, *, indent: int) -> None:
        """A statement; its reason and evidence stand where it is first said."""
        known = "reason and evidence above" if step.comment or step.evidence else "as above"
        again = f"; {known}" if step.id in self._said else ""
        name = f", {step.id}" if self._names else ""
        self.paper.say(
            f"“{step.subject.label}” {self.phrase(step.predicate)} “{step.object.label}” "
            f"[{step.status}, {step.confidence:g}{name}{again}]",
            indent=indent,
            mark=mark,
        )
        if step.id not in self._said:
            self._said.add(step.id)
            if step.comment:
                self.paper.say(step.comment, indent=indent + 3, style="dim")
            for passage in step.evidence:
                self.paper.say(passage_line(passage), indent=indent + 3, style="dim")

    def _conditions(self, group: Sequence[Answer]) -> None:
        """The conditions of some answers, each once; those that stand above are only counted."""
        held: dict[str, tuple[Condition, list[str]]] = {}
        for answer in group:
            for condition in answer.conditions:
                held.setdefault(condition.id, (condition, []))[1].append(answer.citation.partition(";")[0])
        if held:
            self.paper.say("Conditions", indent=4, style="bold")
        above = 0
        for condition, cited in held.values():
            above += condition.id in self._said
            if condition.id not in self._said:
                self._said.add(condition.id)
                only = "" if len(cited) == len(group) else f"{list_words(cited)}: "
                self.paper.say(f"{only}{condition_line(condition)}", indent=4, mark="· ")
        if above:
            self.paper.say(f"and {above} that {'stands' if above == 1 else 'stand'} above", indent=4, mark="· ")

    def _notes(self, group: Sequence[Answer]) -> None:
        notes: dict[str, Note] = {n.id: n for answer in group for n in answer.notes if n.id not in self._said}
        self._said.update(notes)
        if notes:
            self.paper.say("Where the report and the law differ", indent=4, style="bold")
        for note in notes.values():
            self.paper.say(f"{note.text} ({note.id})", indent=4, mark="· ")

    def blocked(self, blocked: Sequence[BlockedAnswer]) -> None:
        """What a denial forbids, each denial once."""
        if blocked:
            self.heading("Not so, although it may seem so")
        for denial in {each.denial.id: each.denial for each in blocked}.values():
            said = (
                f"“{denial.subject.label}” does not say that it {self.phrase(denial.predicate)} “{denial.object.label}”"
            )
            self.paper.say(f"{said}. {denial.comment}".strip(), indent=2, mark="· ")

    def listed(self, heading: str, lines: Sequence[str]) -> None:
        """A list under a heading, or nothing."""
        if lines:
            self.heading(heading)
        for line in lines:
            self.paper.say(line, indent=2, mark="· ")

    def legend(self) -> None:
        """What the words and numbers beside an answer mean."""
        self.paper.gap()
        self.paper.say(_LEGEND, style="dim")

    def closing(self, release: str, disclaimer: str) -> str:
        """The date of the law and the limits of the answer, once; then the whole text."""
        self.paper.gap()
        self.paper.say(limits(release, disclaimer), style="dim")
        return self.paper.text()


def _source(answer: Answer) -> str:
    """The program or the place that an answer stands under, unless the answer is that program."""
    source = answer.program.label if answer.program else answer.jurisdiction
    return "" if source == answer.record.label else source


def _known(answer: Answer) -> str:
    routes = "" if answer.routes == 1 else f" · best of {answer.routes} routes"
    return f"{answer.status} · {answer.confidence:.2f}{routes}"


def passage_line(passage: Evidence) -> str:
    """A passage in a line: its label, its anchor, how it was verified."""
    quoted = f": “{passage.anchor}”" if passage.anchor else ""
    return f"{passage.label}{quoted} ({_VERIFIED.get(passage.verification, 'not verified')})"


def condition_line(condition: Condition) -> str:
    """A condition in a line: its words, whose reading its base is, where it stands."""
    reading = f" {condition.base_reading}" if condition.base_reading else ""
    cited = list_words([passage.label for passage in condition.evidence]) or condition.id
    return f"{condition.text}{reading} ({cited})"
