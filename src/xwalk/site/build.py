"""Build the site: pages, MkDocs, the search index, and data beside them. The last good site stays until the end."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.resources import as_file, files
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from signal import SIG_DFL, SIGINT, signal

from xwalk.errors import UsageError, XwalkError
from xwalk.index.cache import open_index
from xwalk.knowledge import Knowledge
from xwalk.packs import Pack, embedded_root
from xwalk.site.atlas import Atlas
from xwalk.site.command import Command
from xwalk.site.data import data
from xwalk.site.html import text
from xwalk.site.pages import tree, tree_of_packs
from xwalk.site.rendering import render, run
from xwalk.site.search import EXCLUDED
from xwalk.site.search_index import settle

#: Where the folder of pages and the theme stand below a folder of work, as ``mkdocs.yml`` names them.
PAGES, THEME = Path("build/pages"), Path("build/theme")
#: What every page ends with, as a part of the theme: which law was read, that this is no advice, the data's release.
FINE_PRINT = "partials/fine-print.html"

Tick = Callable[[str], None]


def processes() -> Executor:
    """The processes that work beside this one while a site is built. Ctrl-C ends them without a word."""
    return ProcessPoolExecutor(
        max_workers=2, mp_context=get_context("spawn"), initializer=signal, initargs=(SIGINT, SIG_DFL)
    )


def write_pages(
    packs: Sequence[Pack],
    work: Path,
    beside: Executor,
    tick: Tick = lambda _: None,
    *,
    commands: Sequence[Command] = (),
) -> int:
    """Write the Markdown tree, hand-written and generated, and the theme, below a folder.

    Args:
        packs: The packs whose knowledge the pages show, the first named first.
        work: The folder; what stands in its ``build/pages`` and ``build/theme`` is replaced.
        beside: Where the pages of the packs themselves are made meanwhile.
        tick: Called with the name of each step.
        commands: What the command line says of itself, for its reference.

    Returns:
        The number of generated pages.
    """
    tick("hand-written pages")
    for folder in (PAGES, THEME):
        shutil.rmtree(work / folder, ignore_errors=True)
    shutil.copytree(embedded_root() / "docs", work / PAGES)
    atlas = Atlas(_knowledge(packs))
    write_theme(atlas, work)
    tick("pages of records")
    of_packs = beside.submit(_write_pages_of_packs, packs, work / PAGES, commands)
    return _write(tree(atlas), work / PAGES) + of_packs.result()


def write_theme(atlas: Atlas, work: Path) -> None:
    """Write the theme below a folder, with the line that every page ends with."""
    with as_file(files("xwalk.site") / "theme") as theme:
        shutil.copytree(theme, work / THEME)
    (work / THEME / FINE_PRINT).write_text(text(atlas.fine_print), encoding="utf-8")


def build(packs: Sequence[Pack], out: Path, tick: Tick = lambda _: None, *, commands: Sequence[Command] = ()) -> int:
    """Build the site into a folder, in place of what stands there.

    Other processes help, and each reads the script that calls this once more: what a script does must stand below
    ``if __name__ == "__main__"``.

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
    environment = os.environ | {"SOURCE_DATE_EPOCH": str(_epoch(_knowledge(packs))), "NO_MKDOCS_2_WARNING": "1"}
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder, processes() as beside:
        work = Path(folder)
        data_written = beside.submit(_write_data, packs, work / "data")
        count = write_pages(packs, work, beside, tick, commands=commands)
        shutil.copy(embedded_root() / "mkdocs.yml", work / "mkdocs.yml")
        tick("HTML")
        site = render(work, work / PAGES, environment)
        data_written.result()
        tick("search index")
        run("pagefind", ["--site", "site", "--quiet", "--exclude-selectors", EXCLUDED], work, environment)
        settle(site / "pagefind")
        tick("the new site in place of the old one")
        _move(work / "data", site)
        _put(site, out)
    return count


def _knowledge(packs: Sequence[Pack]) -> Knowledge:
    return Knowledge(open_index(packs))


def _write_pages_of_packs(packs: Sequence[Pack], folder: Path, commands: Sequence[Command]) -> int:
    return _write(tree_of_packs(Atlas(_knowledge(packs), packs, commands)), folder)


def _write_data(packs: Sequence[Pack], folder: Path) -> int:
    return _write(data(packs, _knowledge(packs)), folder)


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
