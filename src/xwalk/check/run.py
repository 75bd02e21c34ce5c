"""Run every check on a pack."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xwalk.check import canonical, concepts, contradictions, evidence, inventory, references, shapes, statements
from xwalk.check.findings import ERROR, Finding, Subject, in_order
from xwalk.errors import SourceError
from xwalk.names import RDF, SKOS, XWALK
from xwalk.packs import Pack
from xwalk.store import load


@dataclass(frozen=True)
class Report:
    """What a check found, and how much it looked at."""

    findings: list[Finding]
    checked: dict[str, int]
    fixed: list[str]

    @property
    def errors(self) -> int:
        """The number of findings that make the check fail."""
        return sum(finding.severity == ERROR for finding in self.findings)


def check(
    packs: Sequence[Pack],
    subject: Pack,
    *,
    sources: Path | None = None,
    fix: bool = False,
    tick: Callable[[str], None] = lambda _: None,
) -> Report:
    """Check one pack, with the others loaded beside it.

    Args:
        packs: All loaded packs.
        subject: The one that is reported on. While one of its files cannot be read nothing else is checked or
            fixed, because what that file says would be missed everywhere.
        sources: A folder with the texts of the sources, to check evidence and wording against.
        fix: Write the canonical form first.
        tick: Called with the name of each step.
    """
    fixed: list[str] = []
    tick("syntax")
    found = _parsed(packs, subject)
    if found.findings:
        return Report(in_order(found.findings), _counts(found), fixed)
    if fix:
        tick("canonical form")
        fixed = canonical.fix_canonical(found)
        found = _parsed(packs, subject)
    for name, step in (
        ("canonical bytes", canonical.check_canonical),
        ("references", references.check_references),
        ("inventory", inventory.check_inventory),
        ("concepts", concepts.check_concepts),
        ("statements", statements.check_statements),
        ("contradictions", contradictions.check_contradictions),
        ("shapes", shapes.check_shapes),
    ):
        tick(name)
        step(found)
    if sources is not None:
        tick("evidence")
        evidence.check_evidence(found, sources)
    return Report(in_order(found.findings), _counts(found), fixed)


def _parsed(packs: Sequence[Pack], subject: Pack) -> Subject:
    failures: list[SourceError] = []

    def keep(pack: Pack, error: SourceError) -> None:
        if pack != subject:
            raise error
        failures.append(error)

    store = load(packs, on_error=keep)
    found = Subject(subject, store)
    for error in failures:
        rule = "turtle" if error.file.endswith(".ttl") else "tsv"
        hint = f"{error.hint}; the other checks wait until every file can be read"
        found.report(rule, error.reason, hint, file=error.file, line=error.line)
    return found


def _counts(subject: Subject) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for file in subject.records:
        counts["files"] += 1
        counts["triples"] += len(file.triples)
        for triple in file.triples:
            if triple.predicate == RDF + "type":
                counts["records"] += 1
            elif triple.predicate == XWALK + "verification":
                counts[f"passages {triple.object.text}"] += 1
            elif triple.predicate == SKOS + "notation":
                counts["numbers"] += 1
    for pack, mappings in subject.store.mapping_sets:
        if pack == subject.pack:
            counts["files"] += 1
            counts["statements"] += len(mappings.rows)
    return dict(sorted(counts.items()))
