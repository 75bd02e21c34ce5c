"""Answers as rows: CSV for spreadsheets and Markdown for documents."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from xwalk.names import plain
from xwalk.render.paper import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xwalk.questions.coverage import Coverage
    from xwalk.questions.cross import Cross
    from xwalk.questions.find import Match
    from xwalk.questions.funding import Funding
    from xwalk.questions.match import Match as Proposal
    from xwalk.questions.match import Matched
    from xwalk.questions.rules import RuleRow
    from xwalk.questions.show import Shown


#: A cell that begins so, or with one of these after white space, is read as a formula by one spreadsheet or another.
#: Source: OWASP, "CSV Injection".
_FORMULA = ("=", "+", "-", "@")


def funding(answer: Funding | Cross) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row an answer."""
    header = (
        "relation",
        "record",
        "label",
        "citation",
        "program",
        "jurisdiction",
        "recipients",
        "status",
        "confidence",
        "routes",
        "sentence",
        "conditions",
        "route",
        "evidence",
        "url",
        "cautions",
        "as_of",
    )
    rows = [
        (
            plain(a.relation),
            a.record.name,
            a.record.label,
            a.citation,
            a.program.label if a.program else "",
            a.jurisdiction,
            "; ".join(a.recipients),
            a.status,
            f"{a.confidence:.4f}",
            str(a.routes),
            a.sentence,
            " | ".join(c.text for c in a.conditions),
            " | ".join(
                f"{s.subject.name} {s.predicate} {s.object.name} ({s.status} {s.confidence:g})" for s in a.route
            ),
            " | ".join(e.label for s in a.route for e in s.evidence),
            a.url,
            " | ".join(f"{c.type}: {c.text}" for c in a.cautions),
            a.as_of,
        )
        for a in answer.answers
    ]
    return header, list(rows)


def find(matches: Sequence[Match]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row a record."""
    return ("id", "label", "kind", "score"), [
        (m.record.name, m.record.label, m.record.kind, f"{m.score:.3f}") for m in matches
    ]


def match(proposals: Sequence[Proposal]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row a record that is proposed."""
    return _PROPOSED, [_proposed(each) for each in proposals]


def matched(answer: Sequence[Matched]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row a record that is proposed for a practice; a practice that nothing fits has a row without one."""
    rows: list[Sequence[str]] = []
    for practice, matches in answer:
        said = (str(practice.row), practice.name, practice.text)
        rows += [(*said, *_proposed(each)) for each in matches] or [(*said, "", "none of these", "", "", "")]
    return ("row", "name", "text", *_PROPOSED), rows


_PROPOSED = ("id", "label", "kind", "score", "because")


def _proposed(each: Proposal) -> Sequence[str]:
    return each.record.name, each.record.label, each.record.kind, f"{each.score:.3f}", " | ".join(each.because)


def show(shown: Shown) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row a property or statement."""
    rows: list[Sequence[str]] = [("skos:prefLabel", shown.record.label, ""), ("skos:definition", shown.definition, "")]
    rows += [(held.predicate, held.value, target) for _, held, target in shown.properties]
    rows += [(f"{s.subject.name} {s.predicate}", s.object.name, s.status) for s in shown.statements]
    rows += [("xwalk:evidence", e.id, e.verification) for e in shown.evidence]
    return ("property", "value", "note"), rows


def to_csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """CSV after RFC 4180 with LF line ends; a cell that a spreadsheet would run as a formula is made text.

    >>> print(to_csv(["a"], [["=1+1"]]))
    a
    '=1+1
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return out.getvalue().rstrip("\n")


def _safe(cell: str) -> str:
    shown = "\n".join(map(clean, cell.splitlines()))
    return f"'{shown}" if cell.startswith(("\t", "\r")) or shown.lstrip().startswith(_FORMULA) else shown


def to_markdown(header: Sequence[str], rows: Sequence[Sequence[str]], *, closing: str = "") -> str:
    r"""A Markdown table; pipes, line ends and HTML in cells are escaped. ``closing`` is a paragraph below it.

    >>> print(to_markdown(["a"], [["x|y <b>"]]))
    | a |
    | --- |
    | x\|y &lt;b&gt; |
    """
    lines = [f"| {' | '.join(header)} |", f"| {' | '.join('---' for _ in header)} |"]
    lines += [f"| {' | '.join(_plain(cell) for cell in row)} |" for row in rows]
    lines += ["", _plain(closing)] if closing else []
    return "\n".join(lines)


def _plain(cell: str) -> str:
    escaped = clean(cell).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in "|*_`[]":
        escaped = escaped.replace(mark, f"\\{mark}")
    return " ".join(escaped.split())


def cross(answer: Cross) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row an answer."""
    return funding(answer)


def rules(rows: Sequence[RuleRow]) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row a rule."""
    header = ("first", "then", "gives", "factor", "sets", "why")
    return header, [(r.first, r.then, r.gives, f"{r.factor:g}", " ".join(r.sets), r.why) for r in rows]


def coverage(answer: Coverage) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row a cell."""
    header = ("row", "row_label", "col", "col_label", "state", "relation", "confidence", "statements")
    return header, [
        (
            cell.row.name,
            cell.row.label,
            cell.col.name,
            cell.col.label,
            cell.state,
            plain(cell.relation),
            f"{cell.confidence:.4f}" if cell.relation else "",
            " | ".join(cell.statements),
        )
        for cell in answer.cells
    ]
