"""Questions about one topic: find, show, funding, cross."""

import sys
from typing import Annotated

import typer

from xwalk.cli.shared import (
    AllOption,
    Format,
    FormatOption,
    KbOption,
    RulesOption,
    check_kinds,
    complete,
    examples,
    open_packs,
    print_answer,
)

_NOT_NAMED = {
    "spelled": "these are spelt nearly so",
    "text": "these speak of it",
    "some": "these have some of the words",
}


@examples('xwalk find pacing · xwalk find "voice and choice" --kind area · xwalk find PLC -f json')
def find(
    words: Annotated[list[str], typer.Argument(help="Words, an abbreviation, a number of the report or a citation.")],
    kind: Annotated[
        list[str] | None, typer.Option("--kind", "-k", help="Only records of this kind. Repeat for several.")
    ] = None,
    most: Annotated[int, typer.Option("--most", "-n", min=1, help="How many records at most.")] = 20,
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Find records by words. Survives a typo, a plural, an abbreviation and a synonym."""
    from xwalk.questions import find as question

    knowledge = open_packs(kb)
    check_kinds(knowledge, kind)
    found = question.find(knowledge, " ".join(words), kinds=kind or (), most=most + 1)
    matches = found[:most]
    if not matches:
        print("nothing here is called so or speaks of it; try other words or fewer of them", file=sys.stderr)
    elif matches[0].fits in _NOT_NAMED:
        print(f"nothing is called so; {_NOT_NAMED[matches[0].fits]}", file=sys.stderr)
    if len(found) > most:
        print(f"the first {most} only; --most {most * 2} shows more", file=sys.stderr)
    print_answer(shape, "find", matches, knowledge)


@examples("xwalk show provision:esea-1003a · xwalk show PRV-1 · xwalk show “learner agency”")
def show(
    words: Annotated[
        list[str],
        typer.Argument(help="An identifier, a label, or a number of the report.", autocompletion=complete()),
    ],
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Show one record: what it says, its evidence, and its statements in both directions."""
    from xwalk.questions import show as question

    knowledge = open_packs(kb)
    print_answer(shape, "show", question.show(knowledge, " ".join(words)), knowledge)


@examples('xwalk funding "flexible pacing" · xwalk funding pacing --state VT · xwalk funding PD -f json')
def funding(
    topic: Annotated[
        list[str],
        typer.Argument(
            help="An item area, component, term or practice, in words or by identifier.",
            autocompletion=complete("area", "component", "term", "practice"),
        ),
    ],
    state: Annotated[
        str | None, typer.Option("--state", "-s", help="Add what this state requires or tries, as VT.")
    ] = None,
    everything: AllOption = False,
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Answer what could pay for work on a topic, under which conditions, and where the law says so."""
    from xwalk.questions import funding as question

    knowledge = open_packs(kb)
    answer = question.funding(knowledge, " ".join(topic), state=state)
    print_answer(shape, "funding", answer, knowledge, everything=everything)


@examples(
    "xwalk cross pacing --to provision · xwalk cross item:t-test-out --to component · xwalk cross pacing --to "
    "provision --without area--component"
)
def cross(
    record: Annotated[
        list[str], typer.Argument(help="Any record, in words or by identifier.", autocompletion=complete())
    ],
    to: Annotated[str, typer.Option("--to", "-t", help="The kind of the records that answer, as provision.")],
    rules: RulesOption = "",
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", "-m", min=0, max=1, help="Leave out answers below it.")
    ] = 0.0,
    without: Annotated[
        str,
        typer.Option(
            "--without", "-w", help="Leave out a statement, relation, source or curator, and show what changes."
        ),
    ] = "",
    max_hops: Annotated[int, typer.Option("--max-hops", min=1, max=12, help="The most steps of a route.")] = 6,
    everything: AllOption = False,
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Follow every route from a record to a kind, with the evidence of each step. Does it survive a missing link?"""
    from xwalk.questions import cross as question

    knowledge = open_packs(kb)
    answer = question.cross(
        knowledge,
        " ".join(record),
        to,
        rule_set=rules,
        min_confidence=min_confidence,
        without=without,
        max_hops=max_hops,
    )
    print_answer(shape, "cross", answer, knowledge, everything=everything)
