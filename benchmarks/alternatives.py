"""The same question answered cold by ``xwalk cross``, by sssom-py and pandas, and by SPARQL with rdflib.

    python benchmarks/alternatives.py --sssom-python ~/sssom/bin/python

Neither alternative has a command for a chain of mappings, so each is a short script that reads the mapping sets of
the question, joins them by the one rule that the question needs, and multiplies confidences. rdflib reads the rows
as Turtle, written for it beforehand. The three must give the same answers. Each runs as a process of its own,
from its start to its last byte, in turn; the index of xwalk is made before. sssom-py runs from an interpreter of its
own, so that it is no dependency: ``python -m venv ~/sssom && ~/sssom/bin/pip install sssom==0.4.21``.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
from cold_answer import SETS, write_pack

from xwalk.packs import embedded_root, loaded_packs
from xwalk.rdf import to_quad
from xwalk.store import load, statement_triples

SSSOM = """
import json, logging, sys
from sssom.parsers import parse_sssom_table
logging.disable(logging.CRITICAL)
asked, relations, paths = sys.argv[1], sys.argv[2].split(), sys.argv[3:]
found = None
for path, relation in zip(paths, relations):
    rows = parse_sssom_table(path).df
    rows = rows[rows["predicate_id"] == relation]
    if "predicate_modifier" in rows:
        rows = rows[rows["predicate_modifier"].isna() | (rows["predicate_modifier"] == "")]
    rows = rows[["subject_id", "object_id", "confidence"]].astype({"confidence": float})
    if found is None:
        found = rows[rows["subject_id"] == asked]
        continue
    found = found.merge(rows, left_on="object_id", right_on="subject_id", suffixes=("", "_next"))
    found["confidence"] *= found["confidence_next"]
    found["object_id"] = found["object_id_next"]
    found = found[["subject_id", "object_id", "confidence"]]
best = found.groupby("object_id")["confidence"].max()
print(json.dumps({name: round(float(sure), 4) for name, sure in best.items()}, sort_keys=True))
"""
RDFLIB = """
import json, sys
from rdflib import Graph
asked, relations, paths = sys.argv[1], sys.argv[2].split(), sys.argv[3:]
graph = Graph()
for path in paths:
    graph.parse(path, format="turtle")
ends = [asked, *(f"?n{n}" for n in range(1, len(relations))), "?answer"]
steps = "".join(
    f"{ends[n]} {relation} {ends[n + 1]} . ?row{n} owl:annotatedSource {ends[n]} ; owl:annotatedTarget {ends[n + 1]} ;"
    f" owl:annotatedProperty ?said{n} ; sssom:confidence ?sure{n} . FILTER (?said{n} = {relation})"
    for n, relation in enumerate(relations)
)
product = " * ".join(f"?sure{n}" for n in range(len(relations)))
found = graph.query(f"SELECT ?answer (MAX({product}) AS ?sure) {{ {steps} }} GROUP BY ?answer")
print(json.dumps({graph.qname(name): round(float(sure), 4) for name, sure in found}, sort_keys=True))
"""


class Question(NamedTuple):
    """What is asked: a record and a kind, the mapping sets and the relations between them."""

    record: str
    kind: str
    relations: tuple[str, ...]
    pack: Path
    sets: tuple[str, ...]
    more: tuple[str, ...]

    @property
    def words(self) -> str:
        """The question as it is typed."""
        return f"xwalk cross {self.record} --to {self.kind}"


class Ran(NamedTuple):
    """Seconds from the start of a process to its last byte, and what it printed."""

    seconds: float
    printed: str


def run(command: Sequence[str | Path]) -> Ran:
    """Run a process.

    Raises:
        CalledProcessError: It failed.
    """
    start = time.perf_counter()
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True)
    return Ran(time.perf_counter() - start, done.stdout)


def write_turtle(question: Question, folder: Path) -> list[Path]:
    """The mapping sets of a question as Turtle, for rdflib."""
    store = load(loaded_packs([question.pack]))
    prefixes = store.prefixes.namespaces
    files = []
    for pack, mappings in store.mapping_sets:
        if pack.root == question.pack.resolve() and Path(mappings.file).name.partition(".")[0] in question.sets:
            files.append(folder / f"{Path(mappings.file).name}.ttl")
            said = statement_triples(mappings, store.prefixes)
            triples = (to_quad(triple, ox.NamedNode(mappings.id)).triple for triple in said)
            ox.serialize(triples, output=str(files[-1]), format=ox.RdfFormat.TURTLE, prefixes=prefixes)
    return files


def answers_of_xwalk(printed: str) -> dict[str, float]:
    """The records and confidences of ``xwalk cross --format json``."""
    return {answer["record"]["id"]: answer["confidence"] for answer in json.loads(printed)["answers"]}


def compare(question: Question, folder: Path, sssom_python: str, runs: int) -> list[str]:
    """Time the three in turn, see that they agree, and give the cells of a row."""
    relations = " ".join(question.relations)
    tables = [question.pack / "crosswalks" / f"{name}.sssom.tsv" for name in question.sets]
    turtle = write_turtle(question, folder)
    commands: dict[str, list[str | Path]] = {
        "xwalk": [sys.executable, "-m", "xwalk", *question.words.split()[1:], *question.more, "--format", "json"],
        "rdflib": [sys.executable, "-c", RDFLIB, question.record, relations, *turtle],
    }
    if sssom_python:
        commands["sssom-py"] = [sssom_python, "-c", SSSOM, question.record, relations, *tables]
    expected = answers_of_xwalk(run(commands["xwalk"]).printed)
    for name in commands.keys() - {"xwalk"}:
        found = json.loads(run(commands[name]).printed)
        if found != expected:
            sys.exit(f"error: {name} answers {found}, and xwalk {expected}")
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            seconds[name].append(run(command).seconds)
    cells = []
    for name in ("xwalk", "sssom-py", "rdflib"):
        if name in seconds:
            ratio = statistics.median(one / ours for one, ours in zip(seconds[name], seconds["xwalk"], strict=True))
            cells.append(f"{1000 * statistics.median(seconds[name]):,.0f}")
            cells += [] if name == "xwalk" else [f"{ratio:,.0f}"]
        else:
            cells += ["not run", ""]
    return cells


def main() -> None:
    """Print the machine, the versions and one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sssom-python", default="", help="an interpreter that has sssom-py; left out, it is not run")
    parser.add_argument("--runs", type=int, default=3, help="timed runs of each")
    parser.add_argument("--sizes", type=int, nargs="*", default=[3_000, 30_000], help="statements of generated packs")
    options = parser.parse_args()
    versions = {name: importlib.metadata.version(name) for name in ("xwalk", "rdflib")}
    if options.sssom_python:
        asked = "import importlib.metadata as m; print(m.version('sssom'))"
        versions["sssom"] = run([options.sssom_python, "-c", asked]).printed.strip()
    said = ", ".join(f"{name} {version}" for name, version in versions.items())
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {said}\n")
    print("| question | hops | statements read | xwalk, ms | sssom-py, ms | times | rdflib, ms | times |")
    print("|---|---|---|---|---|---|---|---|")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XWALK_CACHE"] = str(folder / "cache")
        ours = ("xwalk:measures", "xwalk:partOf"), embedded_root(), ("item--area", "area--component")
        questions = [Question("item:t-test-out", "component", *ours, ())]
        for size in options.sizes:
            pack = folder / f"pack-{size}"
            write_pack(pack, size // 10, size)
            relations = tuple(f"skos:{relation}" for _, relation, _ in SETS)
            sets = tuple(f"{one}--{other}" for one, _, other in SETS)
            questions.append(Question("spare:n7", "rack", relations, pack, sets, ("--kb", str(pack))))
        for question in questions:
            tables = [question.pack / "crosswalks" / f"{name}.sssom.tsv" for name in question.sets]
            read = sum(line[:1] != b"#" for table in tables for line in table.read_bytes().splitlines()) - len(tables)
            cells = compare(question, folder, options.sssom_python, options.runs)
            print(f"| `{question.words}` | {len(question.sets)} | {read:,} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
