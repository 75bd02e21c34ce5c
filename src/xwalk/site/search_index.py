"""The same bytes of the search index each time: what Pagefind writes in any order is put in order.

Pagefind keeps the values of each facet in a hash map, so that two runs over the same pages write the same facets in
another order, under other names. Nothing else of its index differs. Source: the files of Pagefind 1.5.2, compared:
CBOR behind a mark of twelve bytes, compressed with gzip; the entry file names the meta file, which names the facets.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

from xwalk.errors import XwalkError

_MARK = b"pagefind_dcd"
#: Where the meta file lists the facets.
_FACETS = 3


def settle(index: Path) -> None:
    """Put the facets of a search index in order, and name the files by what they then hold.

    Args:
        index: The folder that Pagefind wrote.

    Raises:
        XwalkError: The files are not of the form that this release of Pagefind writes.
    """
    try:
        entry_file = index / "pagefind-entry.json"
        entry = json.loads(entry_file.read_text(encoding="utf-8"))
        for language, said in sorted(entry["languages"].items()):
            said["hash"] = _settle_language(index, language, said["hash"])
        entry["languages"] = dict(sorted(entry["languages"].items()))
        entry_file.write_text(json.dumps(entry, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    except (LookupError, TypeError, ValueError, OSError) as error:
        raise XwalkError(
            f"the search index is not of a known form: {error}", hint="pip install 'pagefind[bin]>=1.5.2,<1.6'"
        ) from error


def _settle_language(index: Path, language: str, name: str) -> str:
    """Put in order what one language has, and return the new name of its meta file."""
    meta_file = index / f"pagefind.{name}.pf_meta"
    meta = _read(meta_file)
    facets = []
    for facet, chunk in meta[_FACETS]:
        file = index / "filter" / f"{chunk}.pf_filter"
        named, values = _read(file)
        content = _packed([named, sorted(values)])
        file.unlink()
        facets.append([facet, _name(language, content, len(chunk))])
        (index / "filter" / f"{facets[-1][1]}.pf_filter").write_bytes(content)
    meta[_FACETS] = sorted(facets)
    content = _packed(meta)
    meta_file.unlink()
    settled = _name(language, content, len(name))
    (index / f"pagefind.{settled}.pf_meta").write_bytes(content)
    return settled


def _read(file: Path) -> Any:
    import cbor2

    raw = gzip.decompress(file.read_bytes())
    if not raw.startswith(_MARK):
        raise ValueError(f"{file.name} does not begin with {_MARK.decode()}")
    return cbor2.loads(raw[len(_MARK) :])


def _packed(said: Any) -> bytes:
    import cbor2

    return gzip.compress(_MARK + cbor2.dumps(said), mtime=0)


def _name(language: str, content: bytes, length: int) -> str:
    """A name of some length, made of the language and a hash of the content.

    >>> _name("en", b"", 10)
    'en_e3b0c44'
    """
    return f"{language}_{hashlib.sha256(content).hexdigest()}"[:length]
