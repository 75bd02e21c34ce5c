"""Names of things: IRIs, CURIEs and the words by which people call them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
XWALK = "https://w3id.org/xwalk/ontology/"

#: Prefixes that every SSSOM file may use without declaring them.
#: Source: SSSOM specification, "Built-in prefixes".
BUILT_IN_PREFIXES = {
    "linkml": "https://w3id.org/linkml/",
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": SKOS,
    "sssom": "https://w3id.org/sssom/",
    "xsd": XSD,
}

#: What stands as object (or subject) where a reviewer looked and found no counterpart. Not a thing.
NO_TERM_FOUND = "sssom:NoTermFound"

_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")
_WORD = re.compile(r"[^\W_]+")
_FILLER = re.compile(r"\b(?:esea|essa|sec|secs|section|sections)\b")
_NUMBER = re.compile(r"([0-9]+)")
_DATE = re.compile(r"([0-9]{4})-([0-9]{2})(?:-([0-9]{2}))?")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


class Prefixes:
    """A two-way map of prefixes and namespaces.

    >>> prefixes = Prefixes({"area": "https://w3id.org/xwalk/area/"})
    >>> prefixes.contract("https://w3id.org/xwalk/area/flexible-pacing")
    'area:flexible-pacing'
    >>> prefixes.expand("area:flexible-pacing")
    'https://w3id.org/xwalk/area/flexible-pacing'
    """

    def __init__(self, namespaces: dict[str, str] | None = None) -> None:
        self.namespaces: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        self._cache: dict[str, str] = {}
        for prefix, namespace in (namespaces or {}).items():
            self.add(prefix, namespace)

    def add(self, prefix: str, namespace: str) -> bool:
        """Declare a prefix; False when it already means another namespace, which then stays."""
        if self.namespaces.setdefault(prefix, namespace) != namespace:
            return False
        self._prefixes.setdefault(namespace, prefix)
        self._cache.clear()
        return True

    def prefix_of(self, namespace: str) -> str | None:
        """The prefix of a namespace, or None."""
        return self._prefixes.get(namespace)

    def expand(self, curie: str) -> str:
        """The IRI of a CURIE; an absolute IRI, or a name with an undeclared prefix, comes back as it is."""
        prefix, colon, local = curie.partition(":")
        if colon and prefix in self.namespaces and not local.startswith("//"):
            return self.namespaces[prefix] + local
        return curie

    def contract(self, iri: str) -> str:
        """The CURIE of an IRI by the longest declared namespace, or the IRI itself."""
        known = self._cache.get(iri)
        if known is None:
            known = self._cache[iri] = self._contract(iri)
        return known

    def _contract(self, iri: str) -> str:
        cut = len(iri)
        while (cut := max(iri.rfind("/", 0, cut), iri.rfind("#", 0, cut), iri.rfind("_", 0, cut))) > 0:
            prefix = self._prefixes.get(iri[: cut + 1])
            if prefix is not None and _LOCAL.match(iri, cut + 1):
                return f"{prefix}:{iri[cut + 1 :]}"
        return iri


def plain(relation: str) -> str:
    """A relation as one says it: without its prefix, or the whole IRI where it has none.

    >>> plain("xwalk:funds"), plain("https://example.org/offers")
    ('funds', 'https://example.org/offers')
    """
    return relation if "://" in relation else relation.partition(":")[2] or relation


@lru_cache(maxsize=8192)
def fold(words: str) -> str:
    """The form in which two spellings of one name are equal: case, accents, punctuation and plurals aside.

    >>> fold("Learner-Led™") == fold("learner led")
    True
    >>> fold("Laptops") == fold("laptop"), fold("classes") == fold("class")
    (True, True)
    """
    plain = unicodedata.normalize("NFKD", words.replace("™", "").replace("&", " and ")).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = plain.replace("'", "").replace("’", "")
    return " ".join(_singular(word) for word in _WORD.findall(plain))


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def citation_key(words: str) -> str:
    """The form in which two ways to write one citation are equal, or an empty string where there is no number.

    >>> citation_key("ESEA sec. 4109(b)") == citation_key("section 4109(b)") == citation_key("4109 b")
    True
    >>> citation_key("20 U.S.C. 7119(b)") == citation_key("20 USC § 7119(b)")
    True
    """
    plain = _FILLER.sub(" ", words.casefold().replace(".", ""))
    tokens = _WORD.findall(plain)
    return " ".join(["§", *tokens]) if any(token[0].isdigit() for token in tokens) else ""


def whole_number(text: str, default: int) -> int:
    """The whole number that a text is, or a default where it is none.

    >>> whole_number("12", 0), whole_number("twelve", 0)
    (12, 0)
    """
    return int(text) if text.isascii() and text.isdigit() else default


def natural_key(name: str) -> list[tuple[int, int, str]]:
    """A sort key that puts ``fig-2`` before ``fig-10``, and never the same for two names.

    >>> sorted(["fig-10", "fig-2"], key=natural_key)
    ['fig-2', 'fig-10']
    """
    key = []
    for place, part in enumerate(_NUMBER.split(name)):
        if place % 2:
            number = part.lstrip("0")
            key.append((0, len(number), number))
        elif part:
            key.append((1, 0, part))
    return [*key, (-1, 0, name)]


def list_words(words: Iterable[str], *, conjunction: str = "and") -> str:
    """Words as a reader says them: ``a``, ``a and b``, ``a, b and c``.

    >>> list_words(["a", "b", "c"])
    'a, b and c'
    """
    items = list(words)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {conjunction} {items[-1]}"


def date_words(text: str) -> str:
    """A date or a month as a reader says it; any other text as it is.

    >>> date_words("2023-04"), date_words("2014-04-05"), date_words("fall 2016")
    ('April 2023', 'April 5, 2014', 'fall 2016')
    """
    found = _DATE.fullmatch(text)
    if not found or not 1 <= int(found[2]) <= len(_MONTHS):
        return text
    day = f" {int(found[3])}," if found[3] else ""
    return f"{_MONTHS[int(found[2]) - 1]}{day} {found[1]}"


def split_words(name: str) -> str:
    """A name in camel case as words.

    >>> split_words("fundsPartOf")
    'funds part of'
    """
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name)
