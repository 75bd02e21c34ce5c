"""A release of a knowledge base, opened: a folder of a pack, or a revision of the git repository that holds one."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import NamedTuple

from xwalk.errors import UsageError, XwalkError
from xwalk.index.cache import Index, open_index
from xwalk.knowledge import Knowledge
from xwalk.packs import SOURCES, Pack, embedded_root, loaded_packs, open_pack

#: The folders of a pack that a revision is read from.
_FOLDERS = tuple(folder for folder, _ in SOURCES)
#: How long git may take, in seconds, and how many bytes of sources one revision may have.
_PATIENCE = 60
_MOST = 500_000_000


class Release(NamedTuple):
    """One state of a knowledge base.

    ``name`` is what the user called it, ``commit`` the full name of a git revision, ``own`` the paths of the sources of
    the pack, and ``embedded`` whether it is the pack that ships with the program.
    """

    name: str
    commit: str
    pack: str
    embedded: bool
    release: str
    law_as_of: str
    disclaimer: str
    own: frozenset[str]
    knowledge: Knowledge


def is_release(words: str, *, repository: Path | None = None) -> bool:
    """Whether some words name a folder of a pack or a git revision."""
    if _is_folder(words):
        return True
    try:
        _resolve(words, repository)
    except UsageError:
        return False
    return True


def open_release(words: str, *, repository: Path | None = None, beside: Sequence[Path] = ()) -> Release:
    """The release that some words name.

    Args:
        words: A folder of a pack, or a git revision, as HEAD~3 or v0.1.0.
        repository: A folder inside the repository of the revision; the current folder when left out.
        beside: Folders of packs that are loaded with it.

    Raises:
        UsageError: There is no such folder or revision, it holds no pack, or git is not installed.
        XwalkError: A file of it cannot be read.
    """
    try:
        if _is_folder(words):
            packs = _packs(Path(words), beside)
            return _release(words, "", packs, Knowledge(open_index(packs)))
        place, commit = _resolve(words, repository)
        with TemporaryDirectory(prefix="xwalk-") as name:
            _extract(place, commit, words, Path(name))
            try:
                packs = _packs(Path(name), beside)
            except UsageError as error:
                raise UsageError(
                    f"the revision {words} holds no pack: no file in its ontology/ declares an owl:Ontology",
                    hint=error.hint,
                ) from error
            return _release(words, commit, packs, _compiled(packs))
    except UsageError:
        raise
    except XwalkError as error:
        raise XwalkError(f"the release {words} cannot be read: {error}", hint=error.hint) from error


def _is_folder(words: str) -> bool:
    return bool(words.strip()) and (Path(words) / "ontology").is_dir()


def _packs(folder: Path, beside: Sequence[Path]) -> list[Pack]:
    """The pack in a folder, first, and what is loaded with it."""
    pack = open_pack(folder)
    return [pack, *(other for other in loaded_packs(beside) if other.name != pack.name)]


def _compiled(packs: Sequence[Pack]) -> Knowledge:
    """The knowledge of some packs, kept in memory: a folder that goes away leaves no cache behind."""
    from xwalk.index.compile import compile_index, fingerprint
    from xwalk.store import load

    connection = sqlite3.connect(":memory:", factory=Index)
    sources = fingerprint(packs)
    compile_index(load(packs), connection, sources)
    return Knowledge(connection)


def _release(words: str, commit: str, packs: list[Pack], knowledge: Knowledge) -> Release:
    pack, meta = packs[0], knowledge.meta
    return Release(
        words,
        commit,
        pack.name,
        pack.name == open_pack(embedded_root()).name,
        meta.get("release", ""),
        meta.get("law_as_of", ""),
        meta.get("disclaimer", ""),
        frozenset(path for path, _ in pack.sources()),
        knowledge,
    )


def _git(place: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder, without a shell.

    Raises:
        UsageError: Git is not installed, or takes too long.
    """
    program = shutil.which("git")
    if program is None:
        raise UsageError("git is not installed, so no revision can be read", hint="install git, or name two folders")
    try:
        return subprocess.run(
            [program, "-C", str(place), *arguments],
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
            env=os.environ | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise UsageError(
            f"git took more than {_PATIENCE} seconds to answer", hint="export the two revisions and name the folders"
        ) from error


def _resolve(words: str, repository: Path | None) -> tuple[Path, str]:
    """The folder of a repository in which the sources of a revision stand, and its commit.

    Raises:
        UsageError: There is no repository, no such revision, or no pack in it.
    """
    start = repository or Path.cwd()
    top = _git(start, "rev-parse", "--show-toplevel") if start.is_dir() else None
    if top is None or top.returncode:
        raise UsageError(
            f"{words} is not a folder of a pack, and {start} is in no git repository",
            hint="name two folders, or run this in the git repository of the knowledge base",
        )
    found = _git(start, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{words}^{{commit}}")
    commit = found.stdout.decode("ascii", "replace").strip()
    if found.returncode or not commit:
        raise UsageError(
            f"{words} is neither a folder of a pack nor a revision of the git repository at {start}",
            hint="git log --oneline and git tag list revisions; a pack is a folder with ontology/ inside",
        )
    for place in (start, Path(os.fsdecode(top.stdout.rstrip(b"\n")))):
        if "ontology" in _held(place, commit):
            return place, commit
    raise UsageError(
        f"the revision {words} has no folder ontology/, so it holds no pack",
        hint="run this in the folder of the pack, or name a later revision",
    )


def _held(place: Path, commit: str) -> list[str]:
    """Which folders of a pack stand in a folder at a commit."""
    listed = _git(place, "ls-tree", "-d", "--name-only", commit, *_FOLDERS)
    return [name for name in listed.stdout.decode("utf-8", "replace").splitlines() if name in _FOLDERS]


def _extract(place: Path, commit: str, words: str, target: Path) -> None:
    """Write the sources of a revision into a folder: files only, and none outside of it.

    Raises:
        UsageError: Git cannot give them, or they are too large.
    """
    packed = _git(place, "archive", "--format=tar", commit, *_held(place, commit))
    if packed.returncode:
        said = packed.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise UsageError(f"git cannot give the files of {words}: {said}", hint=f"try: git archive {words} | tar -t")
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        members = [member for member in archive if member.isfile() and _inside(member.name)]
        if sum(member.size for member in members) > _MOST:
            raise UsageError(f"{words} has more than {_MOST:,} bytes of sources", hint="name two folders instead")
        for member in members:
            content = archive.extractfile(member)
            if content is not None:
                path = target / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content.read())


def _inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and parts[0] in _FOLDERS and ".." not in parts
