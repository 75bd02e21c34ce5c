"""Findings of a check, for a person, a program, and a pull request."""

from __future__ import annotations

from collections.abc import Sequence

from xwalk.check.concepts import summary
from xwalk.check.run import Report
from xwalk.render.as_json import dumps
from xwalk.render.paper import Paper, clean

_STYLE = {"error": "red", "warning": "yellow"}


def as_text(report: Report) -> str:
    """Each finding on its place, with what to do; then what was looked at."""
    paper = Paper()
    for path in report.fixed:
        paper.say(f"rewrote {path}")
    for finding in report.findings:
        where = f"{finding.file}:{finding.line}" if finding.line else finding.file
        record = f" {finding.record}" if finding.record else ""
        place = paper.paint(f"[{finding.rule}] {where}{record}", "")
        paper.lines.append(f"{paper.paint(finding.severity, _STYLE[finding.severity])}{place}")
        paper.say(finding.message, indent=4)
        paper.say(finding.hint, indent=4, mark="→ ")
    paper.gap()
    paper.say(", ".join(f"{count:,} {name}" for name, count in report.checked.items()))
    paper.say(summary(report.findings))
    return paper.text()


def as_json(report: Report) -> str:
    """The object of ``xwalk check --format json``."""
    return dumps(
        {"contract": "1", "findings": [vars(finding) for finding in report.findings], "checked": report.checked}
    )


def as_rows(report: Report) -> tuple[Sequence[str], list[Sequence[str]]]:
    """One row a finding."""
    header = ("severity", "rule", "file", "line", "record", "message", "hint")
    return header, [tuple(str(getattr(finding, name)) for name in header) for finding in report.findings]


def as_github(report: Report) -> str:
    """Workflow commands that annotate a pull request.

    Source: GitHub Actions, "Workflow commands", property and message escapes.
    """
    return "".join(
        f"::{finding.severity} file={_property(finding.file)},line={finding.line or 1},"
        f"title={_property(finding.rule)}::{_message(f'{finding.message} → {finding.hint}')}\n"
        for finding in report.findings
    )


def _message(text: str) -> str:
    return clean(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
