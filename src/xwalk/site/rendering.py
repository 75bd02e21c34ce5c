"""Render pages with MkDocs, in two processes at once: half of the pages in each."""

from __future__ import annotations

import gzip
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from xwalk.errors import XwalkError

#: The pages of the second process: those in a folder whose name ends with one of some letters.
_SECOND = "/*/**/*[{}].md"
_MAP = "sitemap.xml"


def render(work: Path, pages: Path, environment: Mapping[str, str]) -> Path:
    """Render every page below a folder of work that holds ``mkdocs.yml``.

    Each process knows every page, and leaves half of them out by ``exclude_docs``: lists of pages are whole, and a link
    to a page of the other half is checked. The first renders what is no page, too. A page in the list of pages needs
    its name there: MkDocs reads no title out of a page that it leaves out.

    Args:
        work: The folder of work.
        pages: The folder of Markdown files that ``mkdocs.yml`` names.
        environment: The environment of the processes, with ``SOURCE_DATE_EPOCH``.

    Returns:
        The folder of the site.

    Raises:
        XwalkError: MkDocs fails, or warns.
    """
    second = _SECOND.format(letters(pages))
    halves = {"site": second, "second": f"*\n  !{second}"}
    for name, left_out in halves.items():
        config = f"INHERIT: mkdocs.yml\nsite_dir: {name}\nexclude_docs: |\n  {left_out}\n"
        (work / f"{name}.yml").write_text(config, encoding="utf-8")

    def one(name: str) -> None:
        run("mkdocs", ["build", "--strict", "--config-file", f"{name}.yml"], work, environment)

    with ThreadPoolExecutor(max_workers=len(halves)) as processes:
        list(processes.map(one, halves))
    site = work / "site"
    for path in sorted((work / "second").rglob("index.html")):
        place = site / path.relative_to(work / "second")
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
    _join_maps(work / "second" / _MAP, site / _MAP, int(environment["SOURCE_DATE_EPOCH"]))
    return site


def letters(pages: Path) -> str:
    """The last letters of names that make about half of the bytes of all pages, among pages in a folder."""
    total, weights = 0, Counter[str]()
    for path in pages.rglob("*.md"):
        size = path.stat().st_size
        total += size
        if path.parent != pages and re.fullmatch("[A-Za-z0-9]", path.stem[-1]):
            weights[path.stem[-1]] += size
    chosen, held = [], 0
    for letter, weight in sorted(weights.items(), key=lambda each: (-each[1], each[0])):
        if held + weight <= total / 2:
            chosen.append(letter)
            held += weight
    return "".join(sorted(chosen)) or "0"


def _join_maps(source: Path, target: Path, date: int) -> None:
    """Add the addresses of one map of a site to another, in order."""
    held = target.read_text(encoding="utf-8")
    entry = re.compile(r"\s*<url>.*?</url>", re.DOTALL)
    entries = sorted(entry.findall(held) + entry.findall(source.read_text(encoding="utf-8")))
    joined = entry.sub("", held).replace("\n</urlset>", "".join([*entries, "\n</urlset>"]))
    target.write_text(joined, encoding="utf-8")
    target.with_suffix(".xml.gz").write_bytes(gzip.compress(joined.encode(), mtime=date))


def run(module: str, arguments: list[str], work: Path, environment: Mapping[str, str]) -> None:
    """Run a program of Python's in a folder.

    Raises:
        XwalkError: It fails; the message ends with the first fault that it names, or with its last words.
    """
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=work,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        named = [line for line in said if line.startswith(("WARNING", "ERROR"))]
        words = named[0] if named else said[-1] if said else "it said nothing"
        raise XwalkError(f"{module} failed: {words}", hint="see the page it names")
