"""Build the site: pages, then MkDocs and the data, then the search index. The last good site stays until the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.resources import as_file, files
from importlib.util import find_spec
from pathlib import Path

from xwalk.errors import UsageError, XwalkError
from xwalk.index.cache import open_index
from xwalk.knowledge import Knowledge
from xwalk.packs import Pack, embedded_root
from xwalk.site.atlas import Atlas
from xwalk.site.command import Command
from xwalk.site.data import data
from xwalk.site.html import text
from xwalk.site.pages import tree
from xwalk.site.rendering import render, run
from xwalk.site.search import EXCLUDED
from xwalk.site.search_index import settle

#: Where the folder of pages and the theme stand below a folder of work, as ``mkdocs.yml`` names them.
PAGES, THEME = Path("build/pages"), Path("build/theme")
#: What every page ends with, as a part of the theme: which law was read, that this is no advice, the data's release.
FINE_PRINT = "partials/fine-print.html"

Tick = Callable[[str], None]


def write_pages(
    knowledge: Knowledge,
    work: Path,
    tick: Tick = lambda _: None,
    *,
    packs: Sequence[Pack] = (),
    commands: Sequence[Command] = (),
) -> int:
    """Write the Markdown tree, hand-written and generated, and the theme, below a folder.

    Args:
        knowledge: The knowledge base.
        work: The folder; what stands in its ``build/pages`` and ``build/theme`` is replaced.
        tick: Called with the name of each step.
        packs: The packs that it is compiled from, for the reference, the quality page and the downloads.
        commands: What the command line says of itself, for its reference.

    Returns:
        The number of generated pages.
    """
    tick("hand-written pages")
    for folder in (PAGES, THEME):
        shutil.rmtree(work / folder, ignore_errors=True)
    shutil.copytree(embedded_root() / "docs", work / PAGES)
    write_theme(knowledge, work)
    tick("pages of records")
    return _write(tree(knowledge, packs, commands), work / PAGES)


def write_theme(knowledge: Knowledge, work: Path) -> None:
    """Write the theme below a folder, with the line that every page ends with."""
    with as_file(files("xwalk.site") / "theme") as theme:
        shutil.copytree(theme, work / THEME)
    (work / THEME / FINE_PRINT).write_text(text(Atlas(knowledge).fine_print), encoding="utf-8")


def build(packs: Sequence[Pack], out: Path, tick: Tick = lambda _: None, *, commands: Sequence[Command] = ()) -> int:
    """Build the site into a folder, in place of what stands there.

    Args:
        packs: The packs whose knowledge the site shows, the first named first.
        out: The folder of the site. It is replaced in one step at the end: an interrupted build changes nothing.
        tick: Called with the name of each step.
        commands: What the command line says of itself, for its reference.

    Raises:
        UsageError: The folder holds something that is not a site.
        XwalkError: A program that renders the site is not installed, or fails.

    Returns:
        The number of generated pages.
    """
    _check_target(out)
    _check_programs()
    knowledge = Knowledge(open_index(packs))
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
        work = Path(folder)
        count = write_pages(knowledge, work, tick, packs=packs, commands=commands)
        shutil.copy(embedded_root() / "mkdocs.yml", work / "mkdocs.yml")
        environment = os.environ | {"SOURCE_DATE_EPOCH": str(_epoch(knowledge)), "NO_MKDOCS_2_WARNING": "1"}
        tick("HTML and data")
        with ThreadPoolExecutor(max_workers=1) as beside:
            rendered = beside.submit(render, work, work / PAGES, environment)
            _write(data(packs, knowledge), work / "data")
            site = rendered.result()
        tick("search index")
        run("pagefind", ["--site", "site", "--quiet", "--exclude-selectors", EXCLUDED], work, environment)
        settle(site / "pagefind")
        tick("the new site in place of the old one")
        _move(work / "data", site)
        _put(site, out)
    return count


def _write(files: Iterable[tuple[str, bytes]], folder: Path) -> int:
    """Write files below a folder, and count those that are pages."""
    count = 0
    for path, content in files:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        count += path.endswith(".md")
    return count


def _move(folder: Path, target: Path) -> None:
    """Move the files of a folder to the same places of another."""
    for path in sorted(folder.rglob("*")):
        place = target / path.relative_to(folder)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            path.replace(place)


def _check_programs() -> None:
    """Refuse to begin what cannot be finished for want of a library."""
    for module in ("mkdocs", "material", "pagefind", "cbor2", "docx", "xlsxwriter"):
        if find_spec(module) is None:
            raise XwalkError(f"the site needs {module}, which is not installed", hint="pip install 'xwalk[site]'")


def _check_target(out: Path) -> None:
    """Refuse to replace a folder that no build made."""
    if out.is_dir() and any(out.iterdir()) and not (out / "pagefind").is_dir():
        raise UsageError(f"{out} holds files that are no site", hint="name an empty or a new folder with -o")


def _epoch(knowledge: Knowledge) -> int:
    """The date of the data's release in seconds, unless the environment says another."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given.isdigit():
        return int(given)
    date = knowledge.meta.get("date", "")
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp()) if date else 0


def _put(site: Path, out: Path) -> None:
    """Put the new site in the place of the old one."""
    old = site.parent / "old"
    if out.exists():
        out.rename(old)
    site.rename(out)
