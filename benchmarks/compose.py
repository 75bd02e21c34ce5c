"""Bulk composition: against SeMRA on the same input, its growth, and the published triad.

    python benchmarks/compose.py --semra-python ~/semra/bin/python --triad ../shared/testdata/triad

Prints Markdown tables. SeMRA runs from an interpreter of its own, so that it is no dependency: make one with
``python -m venv ~/semra && ~/semra/bin/pip install semra==0.3.0``. It is stopped at ``--bound`` seconds; its time,
and the ratio, are then lower limits.
"""

from __future__ import annotations

import argparse
import csv
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from xwalk import sssom

COLUMNS = "subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\n"
CURATED = "semapv:ManualMappingCuration"
#: Names of the form that SeMRA takes, for it knows its vocabularies; the things that they name are generated.
NAMES = ("chebi:{}", "mesh:C{:09}", "ncit:C{}", "efo:{:07}")
ALONE = """
import json, sys
from pathlib import Path
from xwalk import open_knowledge
from xwalk.compose import Options, compose
from xwalk.compose.engine import named_steps
summary = compose([Path(sys.argv[1])], Path(sys.argv[2]), open_knowledge().rules, Options())
plan = ["step", *(f"hop_{hop}" for hop in range(2, 4)), "answer"]
names = [name for file in plan for name, _ in named_steps(f"plan/{file}.sql")]
print(json.dumps(sum(summary.seconds[name] for name in names)))
"""
SEMRA = """
import sys, time
from semra.inference import infer_chains
from semra.io import from_sssom, write_sssom
from sssom_pydantic import MappingSet
given = from_sssom(sys.argv[1])
print(time.time(), flush=True)
chained = infer_chains(given, cutoff=3, progress=False)
print(time.time(), flush=True)
write_sssom(chained, sys.argv[2], metadata=MappingSet(id="https://example.org/semra"))
"""


class Run(NamedTuple):
    """A process: its seconds, when it ended, its peak memory in MB, whether it ended by itself, what it printed."""

    seconds: float
    end: float
    megabytes: float
    ended: bool
    printed: str


def run(command: Sequence[str | Path], *, bound: float | None = None) -> Run:
    """Run a process to its end, or to a bound of seconds.

    Raises:
        CalledProcessError: It failed.
    """
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err)
        ended, state, usage = 0, 0, None
        while not ended:
            ended, state, usage = os.wait4(process.pid, os.WNOHANG)
            if not ended and bound is not None and time.perf_counter() - start > bound:
                process.kill()
                ended, state, usage = os.wait4(process.pid, 0)
                state = 0
                break
            if not ended:
                time.sleep(0.005)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(state)
        out.seek(0), err.seek(0)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, [str(each) for each in command], stderr=err.read())
        assert usage is not None
        return Run(seconds, time.time(), usage.ru_maxrss / 1024, bound is None or seconds <= bound, out.read())


def xwalk(*arguments: str | Path) -> Run:
    """Run ``xwalk compose`` as a process."""
    return run([sys.executable, "-m", "xwalk", "compose", *arguments])


def write_chains(path: Path, statements: int) -> Path:
    """Chains over four vocabularies, a third of the statements between each two; five chains meet at their end."""
    with path.open("w", encoding="utf-8") as out:
        prefixes = [name.partition(":")[0] for name in NAMES]
        out.write("#curie_map:\n" + "".join(f"#  {prefix}: https://example.org/{prefix}/\n" for prefix in prefixes))
        out.write("#mapping_set_id: https://example.org/generated\n" + COLUMNS)
        for n in range(1, statements // 3 + 1):
            a, b, c, d = (name.format(n if place < 3 else n // 5) for place, name in enumerate(NAMES))
            out.write(f"{a}\tskos:exactMatch\t{b}\t{CURATED}\t0.9\n")
            out.write(f"{b}\tskos:exactMatch\t{c}\t{CURATED}\t0.8\n")
            out.write(f"{c}\tskos:broadMatch\t{d}\t{CURATED}\t0.7\n")
    return path


def rows(path: Path) -> int:
    """The number of rows of a written set."""
    with path.open("rb") as lines:
        return sum(not line.startswith(b"#") for line in lines) - 1


def against_semra(work: Path, python: str, statements: int, bound: float, runs: int) -> None:
    """Print xwalk and SeMRA on the same statements: process against process, and the composition alone."""
    given = write_chains(work / "given.tsv", statements)
    ours = statistics.median(xwalk(given, "-o", work / "ours.tsv").seconds for _ in range(runs))
    alone = statistics.median(
        float(run([sys.executable, "-c", ALONE, given, work / "ours.tsv"]).printed) for _ in range(runs)
    )
    version = run([python, "-c", "import importlib.metadata as m; print(m.version('semra'))"]).printed.strip()
    theirs = run([python, "-c", SEMRA, given, work / "theirs.tsv"], bound=bound)
    times = [float(each) for each in theirs.printed.split()]
    chained = (times[1] if theirs.ended else theirs.end) - times[0] if times else 0.0
    more = "" if theirs.ended else "more than "
    print(f"\n{statements:,} statements, chains of three hops; SeMRA {version} bounded at {bound:.0f} s\n")
    print("| | xwalk, s | SeMRA, s | ratio |\n|---|---|---|---|")
    for what, one, other in (
        ("process to process", ours, theirs.seconds),
        ("composition alone", alone, chained),
    ):
        print(f"| {what} | {one:.2f} | {more}{other:.1f} | {more}{other / one:,.0f} |", flush=True)
    theirs_said = f"{rows(work / 'theirs.tsv'):,} rows, the given ones among them" if theirs.ended else "nothing so far"
    print(f"\nxwalk wrote {rows(work / 'ours.tsv'):,} pairs; SeMRA wrote {theirs_said}.")


def growth(work: Path, sizes: Iterable[int], memory: str) -> None:
    """Print seconds and peak memory by the number of statements."""
    print(f"\nGrowth: the same chains, three hops, `--memory {memory}`\n")
    print("| statements | pairs | seconds | peak memory, MB | microseconds a statement |\n|---|---|---|---|---|")
    for size in sizes:
        given, out = write_chains(work / "growth.tsv", size), work / "growth-out.tsv"
        done = xwalk(given, "-o", out, "--memory", memory)
        each = done.seconds / size * 1e6
        print(f"| {size:,} | {rows(out):,} | {done.seconds:.1f} | {done.megabytes:,.0f} | {each:.1f} |", flush=True)
        out.unlink()


def triad(work: Path, folder: Path) -> None:
    """Print precision, recall and ranking of OMIM-MONDO-DOID against the published OMIM-DOID."""
    paths = []
    for name in ("A-B.omim-mondo.exact.tsv", "B-C.mondo-doid.exact.tsv"):
        path = work / name
        with path.open("w", encoding="utf-8") as lines:
            spaces = "".join(f"#  {p}: https://example.org/{p}/\n" for p in ("OMIM", "OMIMPS", "MONDO", "DOID"))
            lines.write(f"#curie_map:\n{spaces}#mapping_set_id: https://example.org/{name}\n{COLUMNS}")
            lines.writelines(f"{one}\tskos:exactMatch\t{two}\t{CURATED}\t\n" for one, two in pairs(folder / name))
        paths.append(path)
    gold = set(pairs(folder / "A-C.omim-doid.gold.tsv"))
    print("\nThe triad: OMIM to DOID by way of MONDO, against the OMIM identifiers that DOID itself gives\n")
    print(
        "| confidence of a given row | pairs | precision | recall | area under the ROC curve |\n|---|---|---|---|---|"
    )
    for words, options in (("1, as none is given", []), ("`--by-cardinality`", ["--by-cardinality"])):
        out = work / "triad-out.tsv"
        xwalk(*paths, "-o", out, "--max-hops", "2", *options)
        found = {
            (row.get("subject_id"), row.get("object_id")): float(row.get("confidence"))
            for row in sssom.read(out).rows
            if row.get("object_id").startswith("DOID:")
        }
        true = gold & found.keys()
        area = area_under_curve([found[p] for p in true], [found[p] for p in found.keys() - true])
        print(
            f"| {words} | {len(found):,} | {len(true) / len(found):.3f} | {len(true) / len(gold):.3f} | {area:.3f} |",
            flush=True,
        )
    print("\n| confidence | pairs | in the gold | precision |\n|---|---|---|---|")
    for confidence in sorted(set(found.values()), reverse=True):
        held = [p for p, c in found.items() if c == confidence]
        right = len(gold.intersection(held))
        print(f"| {confidence:.3g} | {len(held):,} | {right:,} | {right / len(held):.3f} |")


def pairs(path: Path) -> list[tuple[str, str]]:
    """The pairs of a table of two columns."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [(one, two) for one, two in csv.reader(lines, delimiter="\t")][1:]


def area_under_curve(right: list[float], wrong: list[float]) -> float:
    """How often a right one stands above a wrong one, ties by half."""
    above = sum((one > other) + (one == other) / 2 for one in right for other in wrong)
    return above / (len(right) * len(wrong))


def main() -> None:
    """Print the machine and the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--semra-python", help="an interpreter that has SeMRA; left out, SeMRA does not run")
    parser.add_argument("--statements", type=int, default=90_000, help="statements for the comparison with SeMRA")
    parser.add_argument("--bound", type=float, default=600, help="seconds after which SeMRA is stopped")
    parser.add_argument("--runs", type=int, default=5, help="runs of xwalk in the comparison; the median counts")
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000, 900_000, 3_000_000])
    parser.add_argument("--largest", action="store_true", help="also 10,000,000 statements")
    parser.add_argument("--memory", default="4GB", help="memory of the runs that show growth")
    parser.add_argument("--triad", type=Path, help="the folder with the triad; left out, it is not measured")
    options = parser.parse_args()
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("xwalk", "duckdb"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XWALK_CACHE"] = f"{folder}/cache"
        work = Path(folder)
        xwalk(write_chains(work / "first.tsv", 30), "-o", work / "first-out.tsv")
        if options.semra_python:
            against_semra(work, options.semra_python, options.statements, options.bound, options.runs)
        growth(work, [*options.sizes, *([10_000_000] if options.largest else [])], options.memory)
        if options.triad:
            triad(work, options.triad)


if __name__ == "__main__":
    main()
