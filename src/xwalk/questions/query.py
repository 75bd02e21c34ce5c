"""SPARQL over everything that the packs say, read-only, in a child process that is ended at its time limit."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from xwalk.errors import SourceError, UsageError, XwalkError
from xwalk.packs import Pack

_HEADER = re.compile(r"^#\s*(title|question|parameters):\s*(.+)$", re.MULTILINE)

_VARIABLE = re.compile(r"(\w+) \(as ([^)]+)\)")


class NamedQuestion(NamedTuple):
    """A question that ships with a pack: a number, a name, a title, the question in words, its SPARQL."""

    number: int
    name: str
    title: str
    question: str
    parameters: str
    text: str

    @property
    def variables(self) -> list[tuple[str, str]]:
        """The variables that can be given a value, each with an example of one."""
        return _VARIABLE.findall(self.parameters)


class QueryResult(NamedTuple):
    """What a query answers: columns and rows of text, the SPARQL 1.1 JSON of the same, or a graph as Turtle."""

    columns: list[str]
    rows: list[list[str]]
    document: str


def named_questions(packs: Iterable[Pack]) -> list[NamedQuestion]:
    """The named questions of some packs, by number.

    Raises:
        XwalkError: A file is not called ``NN-name.rq``.
    """
    found = []
    for pack in packs:
        for path in pack.queries():
            number, _, name = path.stem.partition("-")
            if not number.isdigit() or not name:
                raise XwalkError(f"{path} is not called NN-name.rq", hint="rename it, as in 07-levers.rq")
            text = path.read_text(encoding="utf-8")
            said = dict(_HEADER.findall(text))
            found.append(
                NamedQuestion(
                    int(number),
                    name,
                    said.get("title", name.replace("-", " ")),
                    said.get("question", ""),
                    said.get("parameters", ""),
                    text,
                )
            )
    return sorted(found, key=lambda each: (each.number, each.name))


def query_text(packs: Sequence[Pack], words: str) -> str:
    """The SPARQL that some words mean: a named question, its number, a file, or ``-`` for standard input.

    Raises:
        UsageError: They mean none of these.
    """
    if words == "-":
        return sys.stdin.read()
    questions = named_questions(packs)
    for each in questions:
        if words in (each.name, str(each.number), f"{each.number:02}", f"{each.number:02}-{each.name}"):
            return each.text
    path = Path(words)
    if path.exists() and not path.is_dir():
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SourceError(f"cannot be read: {error}", hint="save it as UTF-8 text", file=words) from None
    names = ", ".join(each.name for each in questions)
    raise UsageError(f"there is no question or file “{words}”", hint=f"xwalk query lists the questions: {names}")


def run_query(
    packs: Sequence[Pack], text: str, *, values: Mapping[str, str] | None = None, seconds: float = 30
) -> QueryResult:
    """Answer a SPARQL query over the union of all graphs but the derived one.

    Args:
        packs: The packs to ask.
        text: A SELECT, ASK, CONSTRUCT or DESCRIBE query; the prefixes of the packs need no declaration.
        values: Values for variables of the query: a CURIE, an IRI or words.
        seconds: After so long the query is ended.

    Raises:
        UsageError: It is not a query, or it asks to reach another service.
        XwalkError: It took too long.
    """
    refuse_reach(text)
    task = {
        "packs": [[pack.name, str(pack.root)] for pack in packs],
        "query": text,
        "values": dict(values or {}),
    }
    try:
        done = subprocess.run(
            [sys.executable, "-m", "xwalk.questions.query_child"],
            input=json.dumps(task),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise XwalkError(
            f"the query was ended after {seconds:g} seconds", hint="add a LIMIT, or allow more with --timeout"
        ) from None
    if done.returncode:
        said = done.stderr.strip().splitlines()
        hint = "ask for less, as with LIMIT, and say in a report of the fault which query it was"
        raise XwalkError(f"the query process failed: {said[-1] if said else done.returncode}", hint=hint)
    answer: dict[str, Any] = json.loads(done.stdout)
    if "error" in answer:
        raise (UsageError if answer["usage"] else XwalkError)(answer["error"], hint=answer["hint"])
    return QueryResult(answer["columns"], answer["rows"], answer["document"])


def refuse_reach(text: str) -> None:
    """Refuse a query that would reach out of this machine, judged from its parse and not from its letters.

    Raises:
        UsageError: It is no query, or it has SERVICE in it.
    """
    from pyparsing.exceptions import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        parsed = parseQuery(text)
    except ParseException as error:
        raise UsageError(
            f"not a SPARQL query (line {error.lineno}, column {error.col}): {error.line.strip()[:60]!r}",
            hint="xwalk query reads only: SELECT, ASK, CONSTRUCT or DESCRIBE",
        ) from None
    except RecursionError:
        raise UsageError(
            "the query has brackets in brackets, too deep to read", hint="write it in a flatter form"
        ) from None
    if _names_service(parsed):
        raise UsageError("SERVICE is refused: a query reads the loaded packs only", hint="take SERVICE out")


def _names_service(part: Any) -> bool:
    if getattr(part, "name", "") == "ServiceGraphPattern":
        return True
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, (list, tuple)) else ()
    if not inner and hasattr(part, "as_list"):
        inner = list(part)
    return any(_names_service(each) for each in inner)
