"""The child process of ``xwalk query``: reads a task as JSON, prints the answer as JSON, reaches nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from xwalk.errors import UsageError, XwalkError
from xwalk.names import Prefixes
from xwalk.packs import Pack
from xwalk.store import load


def answer(task: Mapping[str, Any]) -> dict[str, Any]:
    """Run one query over the packs of a task; what goes wrong is part of the answer."""
    try:
        return _ask(task)
    except XwalkError as error:
        return {"error": str(error), "hint": error.hint, "usage": isinstance(error, UsageError)}


def _ask(task: Mapping[str, Any]) -> dict[str, Any]:
    store = load([Pack(name, Path(root)) for name, root in task["packs"]])
    prefixes = store.prefixes
    try:
        dataset = store.dataset()
    except ValueError as error:
        raise XwalkError(
            f"a pack has a name that is no IRI: {error}", hint="xwalk check says which, and where"
        ) from None
    try:
        found = dataset.query(
            task["query"],
            prefixes=prefixes.namespaces,
            use_default_graph_as_union=True,
            substitutions={ox.Variable(name): _term(value, prefixes) for name, value in task["values"].items()},
        )
    except (SyntaxError, ValueError, OSError) as error:
        hint = "xwalk query lists questions that work; start from one of them"
        raise UsageError(f"not a SPARQL query: {error}", hint=hint) from None
    except RuntimeError as error:  # a value for a variable that is not selected
        hint = "--set takes the variables that stand between SELECT and WHERE"
        raise UsageError(f"the query cannot be run so: {error}", hint=hint) from None
    if isinstance(found, ox.QueryTriples):
        text = ox.serialize(found, format=ox.RdfFormat.TURTLE, prefixes=prefixes.namespaces)
        return {"columns": [], "rows": [], "document": (text or b"").decode()}
    if isinstance(found, ox.QueryBoolean):
        said = found.serialize(format=ox.QueryResultsFormat.JSON)
        return {"columns": ["answer"], "rows": [["yes" if found else "no"]], "document": (said or b"").decode()}
    columns = [variable.value for variable in found.variables]
    solutions = list(found)
    rows = [[_shown(solution[name], prefixes) for name in columns] for solution in solutions]
    document = {
        "head": {"vars": columns},
        "results": {
            "bindings": [
                {name: _json(solution[name]) for name in columns if solution[name] is not None}
                for solution in solutions
            ]
        },
    }
    return {"columns": columns, "rows": rows, "document": json.dumps(document, ensure_ascii=False, indent=2)}


def _term(value: str, prefixes: Prefixes) -> ox.NamedNode | ox.Literal:
    iri = prefixes.expand(value)
    if iri != value or "://" in value:
        return ox.NamedNode(iri)
    return ox.Literal(value)


def _shown(term: Any, prefixes: Prefixes) -> str:
    if term is None:
        return ""
    return prefixes.contract(term.value) if isinstance(term, ox.NamedNode) else str(getattr(term, "value", term))


def _json(term: Any) -> dict[str, str]:
    """A term in the SPARQL 1.1 Query Results JSON Format (W3C, 2013)."""
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    found = {"type": "literal", "value": term.value}
    if term.language:
        found["xml:lang"] = term.language
    elif not term.datatype.value.endswith("#string"):
        found["datatype"] = term.datatype.value
    return found


if __name__ == "__main__":
    json.dump(answer(json.load(sys.stdin)), sys.stdout)
