"""Composition of whole mapping sets: compose."""

import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from xwalk.cli.shared import KbOption, RulesOption, examples, open_packs
from xwalk.compose.options import DEFAULT_RULES, Options
from xwalk.names import list_words


@examples(
    "xwalk compose a--b.sssom.tsv b--c.sssom.tsv -o a--c.sssom.tsv · "
    "xwalk compose *.sssom.tsv -o derived.sssom.tsv --max-hops 4 --memory 8GB"
)
def compose(
    sets: Annotated[list[Path], typer.Argument(help="Mapping sets in SSSOM TSV.", metavar="SET...")],
    out: Annotated[
        Path, typer.Option("--output", "-o", help="The mapping set to write; it appears whole or not.", metavar="OUT")
    ],
    rules: RulesOption = DEFAULT_RULES,
    max_hops: Annotated[
        int, typer.Option("--max-hops", min=2, max=6, help="The most steps that a route may have.")
    ] = 3,
    same_vocabulary: Annotated[
        bool, typer.Option("--same-vocabulary", help="Also pairs of which both ends are of one vocabulary.")
    ] = False,
    any_subject: Annotated[
        bool, typer.Option("--any-subject", help="Also pairs of two vocabularies that are only ever objects.")
    ] = False,
    by_cardinality: Annotated[
        bool,
        typer.Option(
            "--by-cardinality",
            help="A statement without a confidence counts 1/k, where k things compete for the same counterpart.",
        ),
    ] = False,
    memory: Annotated[str, typer.Option("--memory", help="The memory to use; what is more goes to disk.")] = "4GB",
    set_id: Annotated[
        str, typer.Option("--id", help="The IRI of the set to write; left out, made of its file name.", metavar="IRI")
    ] = "",
    kb: KbOption = None,
) -> None:
    """Write what follows from mapping sets of any field: each pair once, with its best route and number of routes."""
    from xwalk.compose import compose as run_compose
    from xwalk.compose.engine import memory_bytes

    options = Options(rules, max_hops, same_vocabulary, any_subject, by_cardinality, memory_bytes(memory), set_id)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    summary = run_compose(sets, out, open_packs(kb).rules, options, _bar())
    print(f"{summary.pairs:,} pairs from {summary.statements:,} statements in {out}", file=sys.stderr)
    if len(summary.objects_only) > 1 and not any_subject:
        print(
            f"note: {list_words(summary.objects_only)} are only ever objects, so no row joins two of them; "
            "--any-subject adds those",
            file=sys.stderr,
        )


def _bar() -> Callable[[float, str], None]:
    """Shows on standard error how much is done, where that is a terminal."""
    if not sys.stderr.isatty():
        return lambda _share, _what: None

    def show(share: float, what: str) -> None:
        full = round(share * 30)
        line = f"{'█' * full}{'░' * (30 - full)} {share:4.0%} {what}"
        print(f"\r\x1b[K{line if share < 1 else ''}", end="", file=sys.stderr, flush=True)

    return show
