"""Questions about many records at once: coverage, rules."""

from typing import Annotated

import typer

from xwalk.cli.shared import (
    Format,
    FormatOption,
    KbOption,
    RulesOption,
    complete_kind,
    count,
    examples,
    open_packs,
    print_answer,
)


@examples("xwalk coverage --rows area --cols provision · xwalk coverage --rows item --cols component -f csv")
def coverage(
    rows: Annotated[str, typer.Option("--rows", help="The kind of the rows, as area.", autocompletion=complete_kind)],
    cols: Annotated[
        str, typer.Option("--cols", help="The kind of the columns, as provision.", autocompletion=complete_kind)
    ],
    relation: Annotated[
        str, typer.Option("--relation", "-r", help="Only routes that conclude this relation, as funds.")
    ] = "",
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", "-m", min=0, max=1, help="From here on a cell is covered.")
    ] = 0.5,
    rules: RulesOption = "policy",
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Show what is covered, weak, blocked, without counterpart or not reviewed, cell by cell, with totals."""
    from xwalk.questions import coverage as question

    knowledge = open_packs(kb)
    answer = question.coverage(
        knowledge,
        rows,
        cols,
        relation=relation,
        min_confidence=min_confidence,
        rule_set=rules,
        tick=count("rows"),
    )
    print_answer(shape, "coverage", answer, knowledge)


@examples("xwalk rules · xwalk rules --rules skos · xwalk rules -f md")
def rules(
    rules: RulesOption = "",
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Print the rule table: which relation follows which, what it gives, how much confidence it keeps, and why."""
    from xwalk.questions import rules as question

    knowledge = open_packs(kb)
    print_answer(shape, "rules", question.rule_table(knowledge, rules), knowledge)
