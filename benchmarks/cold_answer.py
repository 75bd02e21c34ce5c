"""What a cold answer costs: process start to last byte, against ``python -c pass`` of the same interpreter.

    python benchmarks/cold_answer.py

Times the two in turn, so that a drift of the machine meets both, and prints the median of the ratios. Then loads
a generated pack of 100,000 records beside the embedded one and times the same answers again: they must not grow.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ONTOLOGY = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

<https://example.org/generated/> a owl:Ontology ;
    owl:versionInfo "1" ;
    sh:declare [ sh:prefix "part" ; sh:namespace "https://example.org/generated/part/"^^xsd:anyURI ] .

<https://example.org/generated/Part> a owl:Class ;
    rdfs:label "Generated part" ;
    skos:definition "A part that nothing needs." ;
    xwalk:kind "spare" .
"""
HEAD = """@prefix g: <https://example.org/generated/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

"""
QUESTIONS = (["funding", "flexible pacing"], ["funding", "pacing", "--format", "json"], ["find", "voice and choice"])


def write_pack(root: Path, records: int) -> None:
    """A pack of ``records`` concepts in a hierarchy, none of them joined to the embedded ones."""
    (root / "ontology").mkdir(parents=True)
    (root / "kb").mkdir()
    (root / "ontology" / "generated.ttl").write_text(ONTOLOGY, encoding="utf-8")
    for start in range(0, records, 10_000):
        with (root / "kb" / f"records-{start:06}.ttl").open("w", encoding="utf-8") as out:
            out.write(HEAD)
            for number in range(start, min(start + 10_000, records)):
                above = f" ;\n    skos:broader g:n{number // 10}" if number else ""
                out.write(
                    f'g:n{number}\n    a g:Part ;\n    skos:prefLabel "Spare number {number}"@en ;\n'
                    f'    skos:definition "The generated record with the number {number}."@en{above} .\n\n'
                )


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
    options = parser.parse_args()
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("xwalk", "typer", "pyoxigraph"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}\n")
    print("| question | packs | answer, ms | `python -c pass`, ms | ratio |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XWALK_CACHE"] = f"{folder}/cache"
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        pack = Path(folder) / "pack"
        write_pack(pack, options.records)
        for packs, more in (("embedded", []), (f"and {options.records:,} records", ["--kb", str(pack)])):
            for question in QUESTIONS:
                answer, bare, ratio = paired([sys.executable, "-m", "xwalk", *question, *more], options.runs)
                print(
                    f"| `xwalk {' '.join(question)}` | {packs} | {answer:.0f} | {bare:.0f} | {ratio:.1f} |", flush=True
                )


if __name__ == "__main__":
    main()
