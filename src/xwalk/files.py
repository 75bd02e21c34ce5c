"""Write a file, or the files of a folder, that appear whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path


def write_whole(target: Path, content: bytes) -> None:
    """Write beside a file, then rename: who looks sees what stood there before, or the new file whole.

    A link is followed. A file that is replaced keeps its permissions; a new one has those that the user gives to new
    files.

    Args:
        target: The file to write, in a folder that exists.
        content: All of its bytes.

    Raises:
        OSError: The file cannot be written; what stood there stands as before.
    """
    place = Path(os.path.realpath(target))
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(_permissions(place))
        beside.replace(place)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(target)) from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def write_all(root: Path, files: Mapping[str, bytes], *, remove: Iterable[str] = ()) -> None:
    """Write several files into a folder: all are written beside their places before the first takes its place.

    Args:
        root: The folder; one that is not there appears with all of its files at once.
        files: The bytes of each file, by its path in the folder.
        remove: The paths of files that go.

    Raises:
        OSError: Something cannot be written; what stood there stands as before.
    """
    root.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f".{root.name}.", dir=root.parent))
    try:
        for path, content in files.items():
            (stage / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / path).write_bytes(content)
            (stage / path).chmod(_permissions(root / path))
        if not root.exists():
            stage.chmod(0o777 & ~_umask())
            stage.rename(root)
            return
        for path in files:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / path).replace(root / path)
        for path in remove:
            (root / path).unlink(missing_ok=True)
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _permissions(place: Path) -> int:
    if place.is_file():
        return place.stat().st_mode & 0o777
    return 0o666 & ~_umask()
