"""Graphs in any syntax of RDF, as triples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox

from xwalk.errors import SourceError
from xwalk.intake.report import LOST, Report
from xwalk.rdf import Triple, from_quad

#: The syntax of a file by its ending.
SYNTAXES = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".n3": ox.RdfFormat.N3,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".owl": ox.RdfFormat.RDF_XML,
    ".xml": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
    ".json": ox.RdfFormat.JSON_LD,
}
_EVERY = 10_000


def read_graph(
    path: Path, content: bytes, report: Report, tick: Callable[[int], None] = lambda _: None
) -> list[Triple]:
    """The triples of a file, each once, in the order in which they stand there.

    Args:
        path: The file; its ending tells the syntax.
        content: Its bytes.
        report: Takes what was lost.
        tick: Called now and then with the number of triples that were read.

    Raises:
        SourceError: It is not of the syntax that its ending says; the error has the line.
    """
    found: dict[Triple, None] = {}
    try:
        for number, quad in enumerate(ox.parse(content, format=SYNTAXES[path.suffix.casefold()]), 1):
            try:
                found[from_quad(quad)] = None
            except ValueError as error:
                report.note(LOST, f"a triple that no record may have: {error}")
            if number % _EVERY == 0:
                tick(number)
    except SyntaxError as error:
        reason = str(error.msg).partition(": ")[2] or str(error)
        raise SourceError(
            f"not {SYNTAXES[path.suffix.casefold()].name}: {reason}",
            hint="look at this line and the one before it",
            file=str(path),
            line=error.lineno or 0,
        ) from None
    except (OSError, ValueError) as error:
        raise SourceError(f"cannot be read as RDF: {error}", hint="save it as UTF-8", file=str(path)) from None
    return list(found)
