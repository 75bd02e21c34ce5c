"""How long a vocabulary, a framework and a review take, against reading the same vocabulary with rdflib.

    python benchmarks/exchange.py

Each line is a whole process, from its start to its last byte, best of three. The vocabulary is generated: 7,600
concepts, about 116,000 triples, in two languages. The review has 200 practices.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

CONCEPTS, PRACTICES = 7_600, 200
_RDFLIB = "import sys, rdflib; print(len(rdflib.Graph().parse(sys.argv[1])))"


def vocabulary(path: Path) -> None:
    """Write a vocabulary of 7,600 concepts in a hierarchy, in Turtle."""
    lines = [
        "@prefix s: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix v: <https://example.org/v/> .",
        'v:all a s:ConceptScheme ; s:prefLabel "All"@en .',
    ]
    for number in range(CONCEPTS):
        above = f" ; s:broader v:c{(number - 1) // 8}" if number else ""
        others = " , ".join(f'"name {each} of {number}"@en' for each in range(7))
        lines.append(
            f'v:c{number} a s:Concept ; s:inScheme v:all ; s:prefLabel "Concept {number}"@en , "Begriff {number}"@de ; '
            f's:altLabel {others} ; s:notation "{number}" ; s:definition "What concept {number} is."@en ; '
            f"s:closeMatch <https://example.org/w/{number}>{above} ."
        )
    path.write_text("\n".join(lines), encoding="utf-8")


def framework(path: Path) -> None:
    """Write a CASE package of 2,000 items."""

    def thing(number: int, **said: object) -> dict[str, object]:
        identifier = f"00000000-0000-4000-8000-{number:012d}"
        uri = f"https://example.org/case/{identifier}"
        return {"identifier": identifier, "uri": uri, "lastChangeDateTime": "2020-01-01T00:00:00Z", **said}

    def link(number: int) -> dict[str, object]:
        return {key: value for key, value in thing(number, title="x").items() if key in ("title", "identifier", "uri")}

    items = [thing(number, fullStatement=f"Does the thing numbered {number}.") for number in range(1, 2_001)]
    joined = [
        thing(
            10_000 + number,
            associationType="isChildOf",
            originNodeURI=link(number),
            destinationNodeURI=link(number // 8),
        )
        for number in range(1, 2_001)
    ]
    package = {"CFDocument": thing(0, title="Generated", creator="Nobody"), "CFItems": items, "CFAssociations": joined}
    path.write_text(json.dumps(package), encoding="utf-8")


def practices(path: Path) -> None:
    """Write 200 practices."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = [(f"P{n}", f"Students choose a task and show what they learned in week {n}.") for n in range(PRACTICES)]
        csv.writer(file).writerows([("Code", "Practice"), *rows])


def decide(path: Path) -> None:
    """Decide every row of a review in CSV."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    for row in rows:
        row[header.index("Relation")], row[header.index("How sure")] = "is part of", "probable"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def best(command: list[str], before: Callable[[], None] = lambda: None) -> float:
    """The shortest of three runs of a command, in seconds."""
    times = []
    for _ in range(3):
        before()
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print the table."""
    xwalk = [sys.executable, "-m", "xwalk"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        vocabulary(folder / "v.ttl")
        framework(folder / "f.json")
        practices(folder / "p.csv")
        rdflib = best([sys.executable, "-c", _RDFLIB, str(folder / "v.ttl")])
        lines = [("rdflib reads the vocabulary (baseline)", rdflib)]
        skos = [*xwalk, "import", str(folder / "v.ttl"), "-o", str(folder / "skos")]
        lines.append(("xwalk import of the vocabulary into a new pack", best(skos)))
        case = [*xwalk, "import", str(folder / "f.json"), "-o", str(folder / "case")]
        lines.append(("xwalk import of a CASE package of 2,000 items", best(case)))
        review = folder / "review.csv"
        match = [
            *xwalk,
            "match",
            str(folder / "p.csv"),
            "--column",
            "Practice",
            "--id-column",
            "Code",
            "-o",
            str(review),
        ]
        lines.append(("xwalk match of 200 practices into a review", best(match)))
        decide(review)
        accept = [*xwalk, "accept", str(review), "--curator", "Nobody", "-o", str(folder / "mine")]
        lines.append(("xwalk accept of its 200 decisions", best(accept)))
        coverage = [*xwalk, "coverage", "--rows", "local-practice", "--cols", "area", "--kb", str(folder / "mine")]
        lines.append(("xwalk coverage with them", best(coverage)))
    print("| what | seconds | times rdflib |")
    print("|---|---|---|")
    for what, seconds in lines:
        print(f"| {what} | {seconds:.2f} | {seconds / rdflib:.2f} |")


if __name__ == "__main__":
    main()
