"""What a check reports, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from xwalk import turtle
from xwalk.names import OWL, RDF, XWALK
from xwalk.packs import Pack
from xwalk.store import SourceFile, Store

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One thing to mend: what is wrong, where, and what to do."""

    severity: str
    rule: str
    file: str
    line: int
    record: str
    message: str
    hint: str


@dataclass
class Subject:
    """What is checked: a pack, and all packs that are loaded beside it."""

    pack: Pack
    store: Store
    findings: list[Finding] = field(default_factory=list)

    @cached_property
    def files(self) -> list[SourceFile]:
        """The Turtle files of the pack that is checked."""
        return [file for file in self.store.files if file.pack == self.pack]

    @cached_property
    def records(self) -> list[SourceFile]:
        """The files of records (``kb/``) of the pack that is checked."""
        return [file for file in self.files if file.path.startswith("kb/")]

    @cached_property
    def places(self) -> dict[str, tuple[str, int]]:
        """The file and line of each subject, by IRI."""
        found: dict[str, tuple[str, int]] = {}
        for file in self.files:
            for iri, line in file.lines.items():
                found.setdefault(iri, (file.path, line))
        return found

    @cached_property
    def kinds(self) -> dict[str, str]:
        """The kind of each class, by IRI, in every loaded pack."""
        return {
            triple.subject: triple.object.text for triple in self.store.triples() if triple.predicate == XWALK + "kind"
        }

    @cached_property
    def inverses(self) -> dict[str, str]:
        """The inverse of each relation that has one, by IRI; a symmetric relation is its own."""
        found: dict[str, str] = {}
        for triple in self.store.triples():
            if triple.predicate == OWL + "inverseOf":
                found |= {triple.subject: triple.object.text, triple.object.text: triple.subject}
            elif triple.predicate == RDF + "type" and triple.object.text == OWL + "SymmetricProperty":
                found[triple.subject] = triple.subject
        return found

    def report(
        self, rule: str, message: str, hint: str, *, file: str, line: int = 0, record: str = "", severity: str = ERROR
    ) -> None:
        """Add a finding."""
        self.findings.append(Finding(severity, rule, file, line, self.store.prefixes.contract(record), message, hint))

    def report_record(
        self, rule: str, message: str, hint: str, *, record: str, predicate: str = "", severity: str = ERROR
    ) -> None:
        """Add a finding about a record, at the line of one of its properties where one is named."""
        file, line = self.places.get(record, ("", 0))
        if file and predicate:
            lines = self._lines(file)
            line = turtle.property_line(lines, line, self.store.prefixes.contract(predicate))
        self.report(rule, message, hint, file=file, line=line, record=record, severity=severity)

    def _lines(self, path: str) -> list[str]:
        return (self.pack.root / path).read_text(encoding="utf-8").splitlines()


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings as they are printed: errors first, then by file and line."""
    return sorted(set(findings), key=lambda f: (f.severity != ERROR, f.file, f.line, f.rule, f.record, f.message))
