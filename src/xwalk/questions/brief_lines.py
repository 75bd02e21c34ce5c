"""The lines that a memo is made of, before anybody decides how they look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record
from xwalk.names import fold
from xwalk.questions.answers import Evidence

#: A number of an inventory inside a text, as CAV-31: it says nothing to a reader of a memo.
_NUMBERS = r"[A-Z]{2,4}-\d+[a-z]?"
_ASIDE = re.compile(rf" ?\({_NUMBERS}(?:(?:, | and | to | or ){_NUMBERS})*\)")
_BELOW_TWENTY = (
    *("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_INLINE = re.compile(rf"\b{_NUMBERS}\b")


class Line(NamedTuple):
    """Something said, the passages that it cites, and how it is known (empty where that is no question)."""

    text: str
    cites: tuple[str, ...] = ()
    status: str = ""


class Point(NamedTuple):
    """What to know first about one thing: the need, the money, the states."""

    about: str
    lines: list[Line]


class Finding(NamedTuple):
    """A finding as the source gives it: never one number for a range, never without its comparator."""

    record: Record
    text: str
    comparator: str
    value: str
    low: str
    high: str
    unit: str
    base: str
    respondent: str
    grades: str
    counts: str
    contrast: str
    significance: str
    open: str
    also_open: int
    cites: tuple[str, ...]
    status: str

    @property
    def answered(self) -> str:
        """Who answered, for which grades, and whether a difference was tested."""
        said = [self.respondent] if self.respondent else []
        if self.grades:
            said.append(f"grades: {self.grades}")
        if self.counts and not says(self.text, self.counts):
            said.append(f"which answers count: {self.counts}")
        if self.contrast and self.significance:
            said.append(f"significance: {self.significance}")
        return "; ".join(said)


class Need(NamedTuple):
    """What the survey found, and what a reader must know before quoting it."""

    areas: list[Record]
    by_way: str
    lead: Finding | None
    findings: list[Finding]
    samples: list[Line]
    caveats: list[Line]
    more_findings: int
    more_caveats: int


class Lever(NamedTuple):
    """A provision that could pay for the topic or for work toward it."""

    record: Record
    citation: str
    #: What follows, said of “it”.
    says: str
    sentence: str
    relation: str
    program: str
    recipients: list[str]
    status: str
    confidence: float
    routes: int
    disagreement: list[str]
    #: The names of the statements of its route, in order.
    statements: tuple[str, ...]
    #: The words of the law.
    cites: tuple[str, ...]
    #: What the later links of the route cite.
    rests: tuple[str, ...]


class Binding(NamedTuple):
    """A condition, and the only levers of its program that it binds (empty where it binds all that are shown)."""

    text: str
    cites: tuple[str, ...]
    only: str


class Conditions(NamedTuple):
    """The conditions that matter most for the levers of one program, each said once; the others counted."""

    program: str
    lines: list[Binding]
    more: int


class Duty(NamedTuple):
    """What a law requires or allows without paying, or what a state wrote."""

    record: Record
    #: What follows, without the name of the record: in full, and the relation alone.
    says: str
    phrase: str
    sentence: str
    #: What the record itself says.
    definition: str
    #: What the law says beside the report.
    law_says: str
    citation: str
    jurisdiction: str
    duty: str
    recipients: list[str]
    relation: str
    status: str
    confidence: float
    later: str
    unknown: str
    #: The names of the statements of its route, in order.
    statements: tuple[str, ...]
    #: What the links of the route cite.
    cites: tuple[str, ...]
    #: What the record cites of itself and of later changes.
    rests: tuple[str, ...]


class Levers(NamedTuple):
    """The levers in full, what binds them, and what was only counted."""

    levers: list[Lever]
    conditions: list[Conditions]
    differences: list[Line]
    #: The provisions that are named only.
    others: list[str]
    faint: int
    more_differences: int
    #: How many provisions stand under each relation, faint ones left out: ``[("could pay for", 1), …]``.
    by_phrase: list[tuple[str, int]]


class Duties(NamedTuple):
    """Some of what requires or allows, and how much more there is."""

    shown: list[Duty]
    #: Those that are named only.
    others: list[str]
    faint: int
    #: Where all but the faint ones hold.
    places: list[str]
    #: Records of the state that no route joins to the topic, or how many there are.
    apart: list[Record]
    more_apart: int


class Reach(NamedTuple):
    """The state of each provision for the topic, counted as ``xwalk coverage`` counts it."""

    covered: int
    weak: int
    blocked: int
    none: int
    unreviewed: int
    of: int
    threshold: float


class Unknown(NamedTuple):
    """What nobody verified, and of which law (empty where it is of the topic or a state)."""

    text: str
    of: str


class Gaps(NamedTuple):
    """Where the answer is thin."""

    weakest: Line | None
    reach: Reach
    unmeasured: list[Line]
    #: Topics that mean nearly the same or are related, where nothing could pay for this one.
    near: list[Line]
    counterparts: list[Line]
    denied: list[Line]
    more_denied: int
    unknown: list[Unknown]
    more_unknown: int


class Known(NamedTuple):
    """How what the memo says is known: counts by status, and what each holds."""

    status: str
    counted: list[tuple[str, int]]
    listed: list[Line]
    more: int


class Limits(NamedTuple):
    """How much of each the memo says in full; the rest is counted."""

    findings: int
    caveats: int
    levers: int
    conditions: int
    further: int
    differences: int
    law: int
    duties: int
    denied: int
    unknown: int
    judgements: int
    #: Whether records of the state that no route joins to the topic are named (1) or only counted (0).
    apart: int


class Citation(NamedTuple):
    """A numbered passage, and the edition of its source."""

    number: int
    passage: Evidence
    source_id: str
    edition: str
    source_url: str


class Brief(NamedTuple):
    """The answer to ``xwalk brief``."""

    title: str
    topic: Record
    state: Record | None
    definition: str
    framework: str
    short: list[Point]
    need: Need
    levers: Levers
    requirements: Duties
    law: Duties
    gaps: Gaps
    known: list[Known]
    citations: list[Citation]
    cut: str | None
    #: The commands that list what the memo only counts or names.
    commands: list[str]
    dated: str
    release: str
    law_as_of: str
    disclaimer: str


def readable(knowledge: Knowledge, text: str) -> str:
    """A text without the numbers of an inventory: those in brackets go, others become the name of their record."""

    def named(found: re.Match[str]) -> str:
        row = knowledge.db.execute("SELECT record FROM called WHERE folded = ? LIMIT 1", (fold(found[0]),)).fetchone()
        return f"“{knowledge.record(row[0]).label}”" if row else found[0]

    return _INLINE.sub(named, _ASIDE.sub("", text))


def framework(knowledge: Knowledge, record: Record) -> str:
    """Of which framework a record is a component, or nothing where it is none."""
    schemes = knowledge.targets(record, "skos:inScheme") if record.kind == "component" else []
    return f"a component of the {schemes[0].label}" if schemes else ""


def says(text: str, words: str) -> bool:
    """Whether a text holds most of some words.

    >>> says("at most 3 percent of the award", "the award"), says("at most 3 percent", "the award")
    (True, False)
    """
    held, asked = set(fold(text).split()), fold(words).split()
    return sum(word in held for word in asked) >= len(asked) / 2


def telling(passages: Sequence[Evidence], text: str, numbers: Iterable[str] = ()) -> tuple[str, ...]:
    """The passage that shows best what a text says: in which a number stands, found by machine, in the same words.

    Args:
        passages: The passages on which the text rests.
        text: What is said.
        numbers: The numbers in it, as digits.
    """
    written = [form for number in numbers for form in _written(number)]
    words = set(fold(text).split())

    def place(passage: Evidence) -> tuple[object, ...]:
        anchor = passage.anchor.casefold()
        shared = words & set(fold(anchor).split())
        return (not any(form in anchor for form in written), passage.verification != "machine", -len(shared))

    return tuple(passage.id for passage in sorted(passages, key=place)[:1])


def _written(number: str) -> list[str]:
    """The ways in which a text writes a number.

    >>> _written("46"), _written("1100"), _written("2.5")
    (['46', 'forty-six'], ['1,100'], ['2.5'])
    """
    if not number.isdecimal():
        return [number]
    if len(number) > 2:
        return [f"{int(number):,}"]
    tens, ones = divmod(int(number), 10)
    words = _BELOW_TWENTY[int(number)] if tens < 2 else "-".join(filter(None, (_TENS[tens], _BELOW_TWENTY[ones])))
    return [number, words] if words else [number]


def sentence(text: str) -> str:
    """A text that ends as a sentence.

    >>> sentence("one"), sentence("Two.")
    ('one.', 'Two.')
    """
    return text if text.endswith((".", "?", "!")) else f"{text}."


def grouped(names: Iterable[str]) -> str:
    """Names, with the words that they share before a colon or a number said once.

    >>> grouped(["Act 7: plans", "Act 7: paths", "ESEA sec. 1(a)", "ESEA sec. 2", "Idaho pilot"])
    'Act 7: plans, paths; ESEA sec. 1(a), 2; Idaho pilot'
    """
    held: dict[str, list[str]] = {}
    for name in names:
        before, mark, last = name.rpartition(": ") if ": " in name else name.rpartition(" ")
        if before and (mark == ": " or any(map(str.isdecimal, last))):
            held.setdefault(before + mark, []).append(last)
        else:
            held.setdefault(name, [])
    return "; ".join(f"{before}{', '.join(lasts)}" for before, lasts in held.items())


def plural(count: int, one: str, many: str = "") -> str:
    """A number and its noun.

    >>> plural(1, "caveat"), plural(2, "caveat"), plural(0, "duty", "duties")
    ('1 caveat', '2 caveats', '0 duties')
    """
    return f"{count} {one if count == 1 else many or f'{one}s'}"
