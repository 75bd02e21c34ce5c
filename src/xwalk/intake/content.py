"""What an import makes of a file: records, kinds, prefixes and mapping sets, before they are written as a pack."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from xwalk.names import Prefixes
from xwalk.rdf import Triple
from xwalk.sssom import MappingSet

_NOT_SLUG = re.compile(r"[^a-z0-9]+")
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")


class Kind(NamedTuple):
    """A kind of records: its word on the command line, its label, and what it is.

    Attributes:
        supporting: Whether its records serve others (``xwalk:supporting``).
        imported: Whether its records are somebody else's, taken in as they are (``xwalk:imported``).
    """

    name: str
    label: str
    definition: str
    supporting: bool = False
    imported: bool = True


@dataclass
class Content:
    """What one file holds.

    Attributes:
        stem: The name of the files that it makes in a pack; the same file makes the same again.
        title: What the source calls itself.
        namespaces: The prefixes that its records need.
        kinds: The kinds that it brings.
        triples: Its records.
        sets: Its mapping sets, by the name of their file.
        words: The relations that it brings, by name: how each is said, and what it means.
    """

    stem: str
    title: str
    namespaces: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    triples: list[Triple] = field(default_factory=list)
    sets: dict[str, MappingSet] = field(default_factory=dict)
    words: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add_kind(self, kind: Kind) -> None:
        """Bring a kind; the first to bring it says what it is."""
        self.kinds.setdefault(kind.name, kind)


def slug(words: str, *, longest: int = 40) -> str:
    """Words as a part of a name: small letters, digits and hyphens, cut at a word.

    >>> slug("Common Core: Mathematics (K–12)")
    'common-core-mathematics-k-12'
    >>> slug("数学")
    ''
    """
    plain = unicodedata.normalize("NFKD", words).casefold()
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    whole = _NOT_SLUG.sub("-", plain).strip("-")
    return whole if len(whole) <= longest else whole[: longest + 1].rpartition("-")[0] or whole[:longest]


def kind_class(pack: str, kind: str) -> str:
    """The IRI of the class of a kind that a pack brings."""
    return f"{pack}ontology/{''.join(part.capitalize() for part in kind.split('-'))}"


class Namer:
    """Gives the IRIs of a source prefixes that nobody else uses.

    Args:
        taken: The prefixes that are in use.
        wish: The prefix to begin with.
    """

    def __init__(self, taken: Prefixes, wish: str) -> None:
        self._taken = taken
        self._wish = slug(wish) or "import"
        self.namespaces: dict[str, str] = {}

    def declare(self, iris: Iterable[str]) -> None:
        """Declare a prefix for each namespace in which some IRI can be written as a CURIE, the most used first."""
        used = Counter(space for iri in iris if (space := namespace_of(iri)))
        for namespace in sorted(used, key=lambda space: (-used[space], space)):
            known = self._taken.prefix_of(namespace)
            if known is None and namespace not in self.namespaces.values():
                self.namespaces[self._free(self._wish)] = namespace

    def _free(self, wish: str) -> str:
        name, number = wish, 2
        while self._taken.namespaces.get(name) is not None or name in self.namespaces:
            name, number = f"{wish}-{number}", number + 1
        return name


def free_prefix(known: Prefixes, wish: str, namespace: str) -> str:
    """The prefix of a namespace: the one it has, else the wish, or the wish with a number where others have that."""
    namer = Namer(known, wish)
    namer.declare([f"{namespace}a"])
    return next(iter(namer.namespaces), known.prefix_of(namespace) or wish)


def namespace_of(iri: str) -> str:
    """The part of an IRI before its local name, or an empty string where it has no local name to cut off.

    >>> namespace_of("https://example.org/terms/a1"), namespace_of("https://example.org/terms/")
    ('https://example.org/terms/', '')
    """
    cut = max(iri.rfind("/"), iri.rfind("#"))
    return iri[: cut + 1] if cut > 0 and iri[cut - 1] != "/" and _LOCAL.match(iri, cut + 1) else ""
