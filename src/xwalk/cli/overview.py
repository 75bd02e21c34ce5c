"""Questions about many records at once: coverage, compare, rules."""

from typing import Annotated

import typer

from xwalk.cli.shared import (
    AllOption,
    Format,
    FormatOption,
    KbOption,
    RulesOption,
    closing,
    complete_kind,
    count,
    examples,
    open_packs,
    print_answer,
    print_rows,
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
    rules: RulesOption = "",
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


@examples("xwalk compare RI NH VT · xwalk compare leap-2017 item-areas · xwalk compare v0.1.0 HEAD")
def compare(
    words: Annotated[
        list[str],
        typer.Argument(help="States, two frameworks, or two releases: folders of packs or git revisions, older first."),
    ],
    everything: AllOption = False,
    shape: FormatOption = Format.table,
    kb: KbOption = None,
) -> None:
    """Line up what states require, what two frameworks share, or what changed between two releases."""
    from xwalk.questions import compare as question

    knowledge = open_packs(kb)
    answer = question.compare(knowledge, words, beside=kb or ())
    if shape is Format.table:
        from xwalk.render import compare_text

        print(compare_text.compare(answer, knowledge, everything=everything))
    elif shape is Format.json:
        from xwalk.render import as_json, compare_json

        print(as_json.dumps(compare_json.compare(answer)))
    else:
        from xwalk.render import compare_table

        header, rows = compare_table.compare(answer)
        print_rows(shape, header, rows, closing=closing(knowledge))


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
