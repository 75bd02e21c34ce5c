"""What a cold answer costs: process start to last byte, against ``python -c pass`` of the same interpreter.

    python benchmarks/cold_answer.py

Times the two in turn, so that a drift of the machine meets both, and prints the median of the ratios. Then loads
a generated pack of another field beside the embedded one, with 100,000 records and 1,000,000 statements over four
vocabularies, and times the same answers again: they must not grow. Then it asks the generated pack, and prints what it
costs to make its index, once.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ONTOLOGY = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix parts: <https://example.org/parts/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

<https://example.org/parts/> a owl:Ontology ;
    owl:versionInfo "1" ;
    sh:declare [ sh:prefix "spare" ; sh:namespace "https://example.org/parts/spare/"^^xsd:anyURI ] ,
        [ sh:prefix "rack" ; sh:namespace "https://example.org/parts/rack/"^^xsd:anyURI ] .

parts:Spare a owl:Class ; rdfs:label "Spare part" ; skos:definition "A part in a catalogue." ; xwalk:kind "spare" .
parts:Rack a owl:Class ; rdfs:label "Rack" ; skos:definition "Where parts are kept." ; xwalk:kind "rack" .
"""
HEAD = """@prefix parts: <https://example.org/parts/> .
@prefix rack: <https://example.org/parts/rack/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix spare: <https://example.org/parts/spare/> .

"""
#: Three mapping sets: a spare part is what a maker calls so, is what a store calls so, is kept in one of many racks.
SETS = (("spare", "exactMatch", "maker"), ("maker", "exactMatch", "store"), ("store", "broadMatch", "rack"))
RACKS = 10_000
QUESTIONS = (
    'funding "flexible pacing"',
    "funding pacing --format json",
    "cross pacing --to provision",
    "coverage --rows area --cols provision",
    "compare RI NH VT",
    "compare leap-2017 item-areas",
    'find "voice and choice"',
    'match "Students choose their own project"',
)
#: What is asked of the generated pack; the last words fit every one of its records.
OTHERS = ("cross spare:n7 --to rack", 'cross "Spare number 7" --to rack', "cross rack:n7 --to spare", "find number")


def write_pack(root: Path, records: int, statements: int) -> None:
    """A pack of another field, none of it joined to the embedded one."""
    for folder in ("ontology", "kb", "crosswalks"):
        (root / folder).mkdir(parents=True)
    (root / "ontology" / "parts.ttl").write_text(ONTOLOGY, encoding="utf-8")
    write_records(root / "kb" / "racks.ttl", "rack", range(RACKS))
    for start in range(0, records, 10_000):
        numbers = range(start, min(start + 10_000, records))
        write_records(root / "kb" / f"spares-{start:07}.ttl", "spare", numbers)
    for place, (one, relation, other) in enumerate(SETS):
        name = f"{one}--{other}"
        with (root / "crosswalks" / f"{name}.sssom.tsv").open("w", encoding="utf-8") as out:
            spaces = "".join(f"#  {prefix}: https://example.org/parts/{prefix}/\n" for prefix in (one, other))
            out.write(f"#curie_map:\n{spaces}#mapping_set_id: https://example.org/parts/mappings/{name}\n")
            out.write("subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tstatus\n")
            for n in range(statements * place // 3, statements * (place + 1) // 3):
                one_n = n - statements * place // 3
                other_n = one_n % RACKS if other == "rack" else one_n
                said = f"{one}:n{one_n}\tskos:{relation}\t{other}:n{other_n}"
                out.write(f"{said}\tsemapv:ManualMappingCuration\t0.9\tasserted\n")


def write_records(path: Path, kind: str, numbers: Sequence[int]) -> None:
    """A file of records of one kind."""
    with path.open("w", encoding="utf-8") as out:
        out.write(HEAD)
        for n in numbers:
            label = f"{kind.capitalize()} number {n}"
            out.write(f'{kind}:n{n}\n    a parts:{kind.capitalize()} ;\n    skos:prefLabel "{label}"@en ;\n')
            out.write(f'    skos:definition "The generated {kind} with the number {n}."@en .\n\n')


def run(command: Sequence[str]) -> float:
    """Seconds from the start of a process to its last byte."""
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - start


def paired(command: Sequence[str], runs: int) -> tuple[float, float, float]:
    """Median milliseconds of a command and of ``python -c pass``, and the median of their ratios pair by pair."""
    bare = [sys.executable, "-c", "pass"]
    run(command), run(bare)
    pairs = [(run(command), run(bare)) for _ in range(runs)]
    return (
        1000 * statistics.median(one for one, _ in pairs),
        1000 * statistics.median(other for _, other in pairs),
        statistics.median(one / other for one, other in pairs),
    )


def main() -> None:
    """Print the machine and one table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=21, help="timed pairs a question")
    parser.add_argument("--records", type=int, default=100_000, help="records of the generated pack")
    parser.add_argument("--statements", type=int, default=1_000_000, help="statements of the generated pack")
    options = parser.parse_args()
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("xwalk", "typer", "pyoxigraph"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}\n")
    print("| question | packs | answer, ms | `python -c pass`, ms | ratio |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XWALK_CACHE"] = f"{folder}/cache"
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        pack = Path(folder) / "pack"
        write_pack(pack, options.records, options.statements)
        xwalk = [sys.executable, "-m", "xwalk"]
        big = ["--kb", str(pack)]
        run([*xwalk, "rules"])
        alone = run([sys.executable, "-c", "pass"])
        once = run([*xwalk, "rules", *big]) - alone
        for packs, more, questions in (
            ("embedded", [], QUESTIONS),
            (f"and {options.statements:,} statements", big, (*QUESTIONS, *OTHERS)),
        ):
            for question in questions:
                answer, bare, ratio = paired([*xwalk, *shlex.split(question), *more], options.runs)
                print(f"| `xwalk {question}` | {packs} | {answer:.0f} | {bare:.0f} | {ratio:.1f} |", flush=True)
        size = max(file.stat().st_size for file in Path(f"{folder}/cache").iterdir()) / 1e6
    each = once / options.statements * 1e6
    print(
        f"\nThe index with {options.records + RACKS:,} records and {options.statements:,} statements is made once, in "
        f"{once:.0f} seconds ({each:.0f} microseconds a statement), and takes {size:.0f} MB."
    )


if __name__ == "__main__":
    main()
