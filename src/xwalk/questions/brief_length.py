"""How long a memo is, and what it gives up to stay within two pages."""

from __future__ import annotations

from collections.abc import Iterator

from xwalk.questions.brief_lines import Brief, Limits, count_words, grouped
from xwalk.questions.brief_need import named_areas
from xwalk.questions.funding import FEDERAL, STATE

#: How many words two pages hold.
WORDS = 1248
#: How many of them stand in every memo: headings, labels, the line at the end.
FIXED = 116
#: The fullest memo.
FULLEST = Limits(
    findings=6,
    caveats=3,
    levers=8,
    conditions=5,
    further=3,
    differences=2,
    law=3,
    duties=12,
    denied=2,
    unknown=4,
    judgements=4,
    apart=1,
)
#: What a memo gives up, one thing after another, until it fits on two pages.
GIVES_UP = (
    ("judgements", 3),
    ("conditions", 4),
    ("further", 2),
    ("unknown", 3),
    ("law", 2),
    ("duties", 10),
    ("levers", 7),
    ("differences", 1),
    ("denied", 1),
    ("judgements", 2),
    ("conditions", 3),
    ("further", 1),
    ("duties", 9),
    ("unknown", 2),
    ("levers", 6),
    ("findings", 5),
    ("law", 1),
    ("caveats", 2),
    ("apart", 0),
    ("duties", 8),
    ("levers", 5),
    ("findings", 4),
    ("duties", 7),
    ("judgements", 1),
    ("unknown", 1),
    ("levers", 4),
    ("caveats", 1),
    ("findings", 3),
    ("conditions", 2),
    ("duties", 5),
    ("levers", 3),
    ("duties", 3),
)
#: What it takes back first, one more of each, where there is still room.
FIRST_BACK = ("findings", "levers", "conditions", "unknown")


def given_up_to(number: int) -> Limits:
    """The limits after the first things are given up."""
    return FULLEST._replace(**dict(GIVES_UP[:number]))


def length(said: Brief) -> int:
    """About how many words a memo has when it is written; never less than that, by a test."""
    return FIXED + _labels(said) + count_words(_texts(said))


def _labels(said: Brief) -> int:
    """The words that stand only beside something: “Left open:”, the heading of a section that may be absent."""
    need, levers, gaps, local = said.need, said.levers, said.gaps, said.requirements
    several = (
        (6, need.findings or need.lead),
        (2, need.caveats),
        (8, need.more_findings or need.more_caveats),
        (21, levers.levers),
        (4, levers.conditions),
        (7, levers.differences),
        (5, levers.others),
        (5, levers.faint),
        (3, levers.more_differences),
        (16, not local.shown),
        (1, local.others),
        (7 if said.state else 13, local.faint),
        (10, local.apart),
        (18, local.more_apart),
        (9, said.law.shown),
        (1, said.law.others),
        (6, gaps.reach.blocked),
        (4, gaps.reach.none),
        (7, gaps.more_denied),
        (2, gaps.unknown),
        (7, gaps.more_unknown),
    )
    every = len(need.findings) + sum(group.more > 0 for group in levers.conditions) + 2 * len(gaps.denied)
    every += len([*gaps.unmeasured, *gaps.counterparts]) + len({each.source_url for each in said.citations})
    every += sum(each.passage.url != each.source_url for each in said.citations)
    every += sum(5 * (each.passage.verification != "machine") for each in said.citations)
    return every + sum(words for words, there in several if there)


def _texts(said: Brief) -> Iterator[str]:
    """Everything that a reader of the memo reads, to count its words."""
    held, law = said.levers, [*said.requirements.shown, *said.law.shown]
    yield from (line.text for line in said.short)
    yield from (said.title, said.definition, said.disclaimer, said.more)
    yield from ((said.need.lead.answered, said.need.lead.open) if said.need.lead else ())
    yield from ((said.need.by_way, named_areas(said.need.areas)) if said.need.by_way else ())
    for each in said.need.findings:
        yield from (each.text, each.answered, each.open, "open" if each.open else "")
    yield from (line.text for line in [*said.need.samples, *said.need.caveats, *held.differences])
    yield from grouped([*held.others, *said.requirements.others, *said.law.others])
    for lever in held.levers:
        yield from (lever.citation.partition(";")[0], lever.record.label, lever.says, *lever.recipients, lever.status)
    for group_of in held.conditions:
        yield from (group_of.program, *(line.text for line in group_of.lines))
    for duty in law:
        short = said.state is None and duty.record.kind in STATE
        yield from (duty.says if short else duty.sentence, duty.status)
        yield duty.record.label if duty.record.kind in FEDERAL else duty.citation
        if duty.record.kind in FEDERAL:
            yield from ("on", *duty.recipients)
        elif said.state is not None:
            yield from ("on Later: Not known:", *duty.recipients, duty.later, duty.unknown)
    yield from (record.label for record in said.requirements.apart)
    lines = [*said.gaps.unmeasured, *said.gaps.counterparts, *said.gaps.denied]
    yield from (line.text for line in [*lines, *([said.gaps.weakest] if said.gaps.weakest else [])])
    yield from said.gaps.unknown
    for known in said.known:
        names = [line.text for line in known.listed]
        yield from grouped(names) if known.status == "derived" else names
    for citation in said.citations:
        yield f"{citation.passage.locator} {citation.passage.anchor or citation.passage.label}"
    yield from {citation.edition for citation in said.citations}
