"""Turtle in its canonical form, and the line at which each record stands.

``kb/`` has canonical bytes: prefixes in use, one record a block, records in natural order, properties in the order
that the ontology gives them (``sh:order``), several values one a line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pyoxigraph as ox

from xwalk.errors import SourceError
from xwalk.names import RDF, XSD, Prefixes, natural_key
from xwalk.rdf import BLANK, LITERAL, STRING, Triple, Value, from_quad

_SUBJECT = re.compile(r"(?:<(?P<iri>[^>\s]*)>|(?P<curie>(?:[A-Za-z][\w.-]*)?:[^\s;,]*))(?=\s|$)")
_PREFIX = re.compile(r"^\s*@?prefix\s+([\w.-]*):\s*<([^>]*)>", re.IGNORECASE | re.MULTILINE)
#: How Turtle writes a literal without quotes, by datatype.
_BARE = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+\Z"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+\Z"),
    XSD + "boolean": re.compile(r"(?:true|false)\Z"),
}
_WRITABLE_PREFIX = re.compile(r"(?:[A-Za-z](?:[\w.-]*[\w-])?)?\Z", re.ASCII)
#: Quotes, backslashes, and every character that some program takes for the end of a line or does not show.
_ESCAPES = {code: f"\\u{code:04X}" for code in (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)} | str.maketrans(
    {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)


def parse(path: Path, *, shown_as: str | None = None) -> list[Triple]:
    """The triples of a Turtle file.

    Raises:
        SourceError: The file is not UTF-8 or not Turtle; it carries the line.
    """
    name = shown_as or str(path)
    try:
        return [from_quad(quad) for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    except SyntaxError as error:
        reason = str(error.msg).partition(": ")[2] or str(error)
        raise SourceError(
            f"not Turtle: {reason}",
            hint="look at this line and the one before it",
            file=name,
            line=error.lineno or 0,
        ) from None
    except OSError as error:
        raise SourceError(f"cannot be read: {error}", hint="look at its path and rights", file=name) from None
    except ValueError as error:
        raise SourceError(f"not a file of records: {error}", hint="use plain triples and literals", file=name) from None


def read_text(path: Path, *, shown_as: str) -> str:
    """The text of a file.

    Raises:
        SourceError: It is not UTF-8; the error carries the line.
    """
    content = path.read_bytes()
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError("not UTF-8 text", hint="save it as UTF-8", file=shown_as, line=line) from None


def subject_lines(text: str) -> dict[str, int]:
    r"""The line of each subject, by IRI, counted from 1. Subjects start at the margin.

    >>> subject_lines("@prefix a: <https://x/> .\n\na:b\n    a a:C .\n")
    {'https://x/b': 3}
    """
    prefixes = Prefixes(dict(_PREFIX.findall(text)))
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if line and line[0] not in " \t@#":
            found = _SUBJECT.match(line)
            if found:
                lines.setdefault(found["iri"] or prefixes.expand(found["curie"]), number)
    return lines


def property_line(lines: list[str], start: int, predicate: str) -> int:
    """The line of a property inside the record that starts at line ``start``, or ``start`` itself."""
    names = {predicate, "a"} if predicate == "rdf:type" else {predicate}
    for number in range(start, len(lines) + 1):
        line = lines[number - 1].strip()
        if line.split(" ", 1)[0] in names and number > start:
            return number
        if line.endswith(" .") and number >= start:
            break
    return start


def write_canonical(triples: Iterable[Triple], prefixes: Prefixes, order: Mapping[str, int]) -> str:
    """The canonical Turtle of a file of records.

    Args:
        triples: The triples, ground.
        prefixes: The prefixes that may be used; those in use are declared.
        order: The place of each property, by IRI; the others follow by name.

    Raises:
        ValueError: A triple has a blank node, which no record may have.
    """
    records: dict[str, dict[str, list[Value]]] = defaultdict(lambda: defaultdict(list))
    for subject, predicate, value in triples:
        if subject.startswith("_:") or value.sort == BLANK:
            raise ValueError("a blank node has no name by which it could be cited; give it an IRI")
        records[subject][predicate].append(value)
    used: set[str] = set()
    blocks = [
        "\n".join(_block(subject, records[subject], prefixes, order, used))
        for subject in sorted(records, key=lambda iri: natural_key(prefixes.contract(iri)))
    ]
    header = "\n".join(f"@prefix {prefix}: <{prefixes.namespaces[prefix]}> ." for prefix in sorted(used))
    return "\n\n".join([header, *blocks]) + "\n"


def _block(
    subject: str, values: dict[str, list[Value]], prefixes: Prefixes, order: Mapping[str, int], used: set[str]
) -> Iterator[str]:
    yield _iri(subject, prefixes, used)
    properties = sorted(values, key=lambda p: (p != RDF + "type", order.get(p, 10_000), prefixes.contract(p)))
    for position, predicate in enumerate(properties):
        name = "a" if predicate == RDF + "type" else _iri(predicate, prefixes, used)
        shown = sorted({_term(value, prefixes, used) for value in values[predicate]}, key=natural_key)
        end = " ." if position == len(properties) - 1 else " ;"
        for place, value in enumerate(shown):
            start = f"    {name} " if place == 0 else "        "
            yield start + value + (end if place == len(shown) - 1 else " ,")


def _iri(iri: str, prefixes: Prefixes, used: set[str]) -> str:
    curie = prefixes.contract(iri)
    prefix = curie.partition(":")[0]
    if curie == iri or not _WRITABLE_PREFIX.match(prefix):
        return f"<{iri}>"
    used.add(prefix)
    return curie


def _term(value: Value, prefixes: Prefixes, used: set[str]) -> str:
    if value.sort != LITERAL:
        return _iri(value.text, prefixes, used)
    text = f'"{value.text.translate(_ESCAPES)}"'
    if value.language:
        return f"{text}@{value.language}"
    if value.datatype == STRING:
        return text
    bare = _BARE.get(value.datatype)
    if bare is not None and bare.match(value.text):
        return value.text
    return f"{text}^^{_iri(value.datatype, prefixes, used)}"
