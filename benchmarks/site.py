"""The static site: how long a build takes, and what one more page costs in time and weight.

    python benchmarks/site.py

Builds the site of the embedded knowledge base, then of the same with generated packs of more and more records beside
it. Prints Markdown tables: seconds of the build, milliseconds for each page that a pack adds, and the weight of the
page of one and the same record, which should not grow. The baseline in the same run is MkDocs with the same theme on
pages of one line: what a page costs whoever wrote it.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ONTOLOGY = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .
<https://example.org/many/> a owl:Ontology ;
    sh:declare [ sh:prefix "thing" ; sh:namespace "https://example.org/many/thing/"^^xsd:anyURI ] .
<https://example.org/many/Thing> a owl:Class ;
    rdfs:label "Thing" ; skos:definition "One of many." ; xwalk:kind "thing" .
"""
SAME = Path("area/flexible-pacing/index.html")


def write_pack(folder: Path, records: int) -> Path:
    """A pack of so many records, each with a definition and a broader one."""
    for name in ("ontology", "kb"):
        (folder / name).mkdir(parents=True)
    (folder / "ontology" / "many.ttl").write_text(ONTOLOGY, encoding="utf-8")
    with (folder / "kb" / "things.ttl").open("w", encoding="utf-8") as out:
        out.write("@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n")
        out.write("@prefix thing: <https://example.org/many/thing/> .\n@prefix many: <https://example.org/many/> .\n")
        for n in range(1, records + 1):
            words = f"The thing of number {n}, which says about as much as a short record of a survey or a law does."
            out.write(f'thing:n{n} a many:Thing ; skos:prefLabel "Thing {n}"@en ; skos:definition "{words}"@en ;\n')
            out.write(f"    skos:broader thing:n{n // 10 or records} .\n")
    return folder


def seconds(command: list[str | Path], *, cwd: Path | None = None) -> float:
    """How long a process takes."""
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    return time.perf_counter() - start


def baseline(work: Path, pages: int) -> float:
    """Milliseconds a page of MkDocs with the theme on pages of one line."""
    docs = work / "docs"
    docs.mkdir()
    for n in range(pages):
        (docs / f"p{n}.md").write_text(f"# Page {n}\n\nOne line.\n", encoding="utf-8")
    (docs / "index.md").write_text("# Home\n", encoding="utf-8")
    (work / "mkdocs.yml").write_text(
        "site_name: b\ntheme: {name: material, font: false}\nplugins: []\nnav: [index.md]\n", encoding="utf-8"
    )
    command: list[str | Path] = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    empty = work / "empty"
    shutil.copytree(work, empty, ignore=lambda _folder, names: [n for n in names if n.startswith("p")])
    return (seconds(command, cwd=work) - seconds(command, cwd=empty)) / pages * 1000


def main() -> None:
    """Print the machine and the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, nargs="*", default=[2_500, 7_500], help="records of the packs beside")
    options = parser.parse_args()
    versions = ", ".join(f"{n} {importlib.metadata.version(n)}" for n in ("xwalk", "mkdocs", "mkdocs-material"))
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}\n")
    os.environ["NO_MKDOCS_2_WARNING"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        os.environ["XWALK_CACHE"] = f"{folder}/cache"
        (work / "base").mkdir()
        least = baseline(work / "base", 1_000)
        print(f"Baseline: a page of one line costs MkDocs with this theme {least:.1f} ms.\n")
        print("| records beside ours | pages | seconds | ms a page more | baseline, times | weight of one page, kB |")
        print("|---|---|---|---|---|---|")
        first = 0.0
        for records in (0, *options.records):
            packs: list[str | Path] = ["--kb", write_pack(work / f"pack-{records}", records)] if records else []
            out = work / f"site-{records}"
            subprocess.run([sys.executable, "-m", "xwalk", "find", "pacing", *packs], check=True, capture_output=True)
            took = seconds([sys.executable, "-m", "xwalk", "site", "build", "-o", out, *packs])
            first = first or took
            each = (took - first) / records * 1000 if records else 0.0
            pages = sum(1 for _ in out.rglob("*.html"))
            weight = (out / SAME).stat().st_size / 1000
            more = f"{each:.1f} | {each / least:.1f}" if records else " | "
            print(f"| {records:,} | {pages:,} | {took:.1f} | {more} | {weight:.1f} |", flush=True)
            shutil.rmtree(out)


if __name__ == "__main__":
    main()
