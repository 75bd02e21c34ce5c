"""Archives with the same bytes on any day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

#: The first day that a zip archive can hold: the date of every member.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def to_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip archive.

    Args:
        members: The path inside the archive and the bytes of each member, in order.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path, content in members:
            member = zipfile.ZipInfo(path, FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            member.create_system = 3
            archive.writestr(member, content, compresslevel=6)
    return held.getvalue()
