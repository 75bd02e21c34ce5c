"""Write a file that appears whole or not at all."""

from __future__ import annotations

import os
import tempfile
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


def _permissions(place: Path) -> int:
    if place.is_file():
        return place.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
