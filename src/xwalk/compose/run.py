"""Compose mapping sets: load, walk the plan hop by hop, choose, write."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from xwalk.compose.engine import Engine, Tick, named_steps, open_engine
from xwalk.compose.load import STAGES, load
from xwalk.compose.names import Common
from xwalk.compose.options import Options
from xwalk.compose.sets import open_sets
from xwalk.compose.write import Header, write_set
from xwalk.errors import UsageError
from xwalk.names import list_words
from xwalk.rules import RuleTable

#: The most steps that the plan is written for.
MOST_HOPS = 6
_WEIGH, _STEP, _ANSWER = "plan/weigh.sql", "plan/step.sql", "plan/answer.sql"


class Summary(NamedTuple):
    """What was composed.

    Args:
        statements: How many given statements could serve.
        denials: How many were denied.
        pairs: How many derived rows were written.
        objects_only: The vocabularies that stand as subject in no given row, so that no row joins two of them.
        seconds: What each step took.
    """

    statements: int
    denials: int
    pairs: int
    objects_only: list[str]
    seconds: dict[str, float]


def compose(paths: Sequence[Path], out: Path, rules: RuleTable, options: Options, tick: Tick | None = None) -> Summary:
    """Write what follows from some mapping sets as a mapping set of its own.

    Args:
        paths: The mapping sets, in SSSOM TSV.
        out: The file to write; it appears whole or not at all.
        rules: The rule table.
        options: How to compose.
        tick: Told of progress.

    Raises:
        UsageError: There is no such rule set or file, or the output would replace an input.
        SourceError: A set cannot be read; the error carries the line.
        XwalkError: DuckDB is not installed, or the work does not fit.
    """
    if options.rule_set not in rules.sets:
        known = list_words(sorted(rules.sets), conjunction="or")
        raise UsageError(f"there is no rule set “{options.rule_set}”", hint=f"use {known}")
    if not 2 <= options.max_hops <= MOST_HOPS:
        raise UsageError(f"a route cannot have {options.max_hops} steps here", hint=f"use 2 to {MOST_HOPS}")
    files = open_sets(paths)
    if out.exists() and any(out.samefile(file.path) for file in files):
        raise UsageError(f"{out} is one of the mapping sets to compose", hint="name another file with -o")
    if not out.parent.is_dir():
        raise UsageError(f"there is no folder {out.parent}", hint="make it first, or name another file with -o")
    hops = [f"plan/hop_{hop}.sql" for hop in range(2, options.max_hops + 1)]
    steps = sum(len(named_steps(file)) for file in (*STAGES, _WEIGH, _STEP, *hops, _ANSWER)) + len(files) + 1
    with open_engine(memory=options.memory, steps=steps, tick=tick) as engine:
        common = Common([file.mappings.prefixes for file in files])
        objects_only = load(engine, files, common, rules, options)
        _walk(engine, hops, weigh=options.by_cardinality)
        header = Header(files, common.prefixes, options.rule_set, options.set_id)
        pairs = engine.step("write", "writing", lambda: write_set(engine, header, out, hops=options.max_hops))
        statements, denials = engine.fetch("SELECT count(*) - sum(negated), sum(negated) FROM statement")[0]
        return Summary(int(statements or 0), int(denials or 0), pairs, objects_only, engine.seconds)


def _walk(engine: Engine, hops: Sequence[str], *, weigh: bool) -> None:
    """The plan: weigh, take steps, go on hop by hop, and choose what to say of each pair."""
    if weigh:
        engine.run(_WEIGH, "weighing")
    else:
        engine.table(("weighed", "statement INTEGER, confidence DOUBLE", []))
    engine.run(_STEP, "taking the first step")
    for number, file in enumerate(hops, 2):
        engine.run(file, f"following routes of {number} steps")
        engine.drop(f"path_{number - 1}")
    engine.drop(f"path_{len(hops) + 1}", "step", "bar")
    engine.run(_ANSWER, "choosing the best route of each pair", {"answer": partial(engine.drop, "concluded")})
    engine.drop("answer", "every_step", "fresh", "facing")
