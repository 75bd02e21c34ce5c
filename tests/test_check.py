"""What ``xwalk check`` finds: a fault is planted, and the finding names its rule, its place and the mend."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import MINI_ONTOLOGY, ROOT, SOURCES, needs_sources

from xwalk import cli, sssom
from xwalk.check.findings import ERROR, WARNING, Finding
from xwalk.check.run import Report, check
from xwalk.packs import open_pack
from xwalk.render import as_findings

FOLDERS = ("ontology", "kb", "crosswalks")


@pytest.fixture(scope="session")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real data; no test writes to it."""
    root = tmp_path_factory.mktemp("original")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder)
    return root


def copy(original: Path, to: Path) -> Path:
    """A copy that shares every file until it is written (:func:`write`)."""
    for folder in FOLDERS:
        shutil.copytree(original / folder, to / folder, copy_function=os.link)
    return to


def write(file: Path, text: str) -> None:
    """Write a file without touching another name of it."""
    file.unlink(missing_ok=True)
    file.write_text(text, encoding="utf-8", newline="\n")


def run(root: Path, *, sources: Path | None = None, fix: bool = False) -> Report:
    """Check the pack in a folder, with nothing beside it."""
    pack = open_pack(root)
    return check([pack], pack, sources=sources, fix=fix)


def assert_readable(finding: Finding) -> None:
    """A finding says what is wrong and what to do in words, and knows its place."""
    for said in (finding.message, finding.hint):
        assert len(said.split()) >= 2, finding
        assert not re.search(r"None|<class|object at|Traceback|\{|\}", said), finding
    assert finding.severity in (ERROR, WARNING)


# Faults in the real data: all are planted in one copy, which is checked once

Edit = Callable[[str], str]


@dataclass(frozen=True)
class Fault:
    """A fault: the file that it is planted in, and the finding that it must lead to.

    ``at`` marks the line of the finding: each mark is looked for from the line of the one before it. A ``record`` that
    ends with a colon is the beginning of an identifier. ``also`` are further rules that see the same fault.
    """

    name: str
    rule: str
    path: str
    edit: Edit
    at: tuple[str, ...]
    record: str = ""
    file: str = ""
    severity: str = ERROR
    also: tuple[str, ...] = ()
    from_sources: bool = False


def block(text: str, record: str) -> tuple[int, int]:
    """Where a record begins and ends in a file."""
    start = text.index(f"\n{record}\n") + 1
    end = text.find("\n\n", start)
    return start, len(text) if end < 0 else end


def say(record: str, name: str, value: str | None) -> Edit:
    """Give a property of a record another value, or none; one that it has not is put first."""

    def edit(text: str) -> str:
        start, end = block(text, record)
        lines = text[start:end].splitlines()
        place = next((n for n, line in enumerate(lines) if line.strip().startswith(f"{name} ")), 0)
        after = place + 1
        while place and not lines[after - 1].endswith((" ;", " .")):
            after += 1
        stop = lines[after - 1][-2:] if place else " ;"
        lines[place or 2 : after if place else 2] = [] if value is None else [f"    {name} {value}{stop}"]
        if value is None and stop == " .":
            lines[-1] = f"{lines[-1][:-2]} ."
        return text[:start] + "\n".join(lines) + text[end:]

    return edit


def row(**cells: str) -> Edit:
    """Add a row to a mapping set; what is not given is as in any good row."""
    good = {
        "mapping_justification": "semapv:ManualMappingCuration",
        "author_id": "org:xwalk-maintainers",
        "author_label": "The xwalk maintainers",
        "confidence": "0.7",
        "comment": "A reason of a test.",
        "status": "asserted",
    }

    def edit(text: str) -> str:
        columns = next(line for line in text.splitlines() if not line.startswith("#")).split("\t")
        assert set(cells) <= set(columns)
        return text + "\t".join((good | cells).get(column, "") for column in columns) + "\n"

    return edit


def both(*edits: Edit) -> Edit:
    """One edit after the other."""

    def edit(text: str) -> str:
        for each in edits:
            text = each(text)
        return text

    return edit


def add(more: str) -> Edit:
    """Write more at the end of a file."""
    return lambda text: text + more


def copied_words(_: str) -> str:
    """Fifteen words in a row, copied from a source."""
    text = (SOURCES / "landscape-scan-2018.txt").read_text(encoding="utf-8")
    words = next(line.split() for line in text.splitlines() if re.fullmatch(r"[A-Z][a-z ]{120,}.*", line))
    return f'"{" ".join(words[:15])}."@en'


def line_of(text: str, marks: tuple[str, ...]) -> int:
    """The line, counted from 1, of the last of some marks."""
    lines = text.splitlines()
    number = 0
    for mark in marks:
        number = next(n for n in range(number, len(lines)) if mark in f"{lines[n]}\n")
    return number + 1


FAULTS = [
    Fault(
        "a label removed",
        "shape:RecordLabel",
        "kb/areas.ttl",
        say("area:student-choice", "skos:prefLabel", None),
        ("area:student-choice\n",),
        "area:student-choice",
    ),
    Fault(
        "a label also given as an alternative label",
        "label-disjoint",
        "kb/areas.ttl",
        say("area:learning-goals", "skos:altLabel", '"learning Goals"@en'),
        ("area:learning-goals\n", "skos:altLabel"),
        "area:learning-goals",
    ),
    Fault(
        "a label of another record of the scheme",
        "duplicate-label",
        "kb/areas.ttl",
        say("area:progress-and-reflection", "skos:altLabel", '"Flexible  Pacings"@en'),
        ("area:progress-and-reflection\n", "skos:altLabel"),
        "area:progress-and-reflection",
    ),
    Fault(
        "a finding without comparator",
        "shape:NumberComparator",
        "kb/findings.ttl",
        say("finding:ctx-01", "xwalk:comparator", None),
        ("finding:ctx-01\n",),
        "finding:ctx-01",
    ),
    Fault(
        "a property that no ontology declares",
        "unknown-property",
        "kb/findings.ttl",
        say("finding:ctx-02", "xwalk:colour", '"red"'),
        ("finding:ctx-02\n", "xwalk:colour"),
        "finding:ctx-02",
    ),
    Fault(
        "a number that stands twice",
        "duplicate-notation",
        "kb/remarks-survey.ttl",
        say("remark:bld-2", "skos:notation", '"BLD-1"'),
        ("remark:bld-2\n", "skos:notation"),
        "remark:bld-2",
    ),
    Fault(
        "a number that stands nowhere",
        "missing-notation",
        "kb/remarks-survey.ttl",
        say("remark:bld-2", "skos:notation", '"BLD-1"'),
        ("source:landscape-scan-2018\n", "xwalk:inventory"),
        "source:landscape-scan-2018",
        file="kb/sources.ttl",
    ),
    Fault(
        "a record in Turtle that does not exist",
        "unknown-record",
        "kb/remarks-survey.ttl",
        say("remark:bld-3", "xwalk:about", "finding:no-such-finding"),
        ("remark:bld-3\n", "xwalk:about"),
        "remark:bld-3",
    ),
    Fault(
        "a stated record on nothing but an unverified passage",
        "stated-unverified",
        "kb/practices.ttl",
        say("practice:accelerated-learning", "xwalk:evidence", "passage:nd-dpi-infrastructure-small"),
        ("practice:accelerated-learning\n", "xwalk:evidence"),
        "practice:accelerated-learning",
    ),
    Fault(
        "one record in two files",
        "two-places",
        "kb/terms.ttl",
        add("\n<https://w3id.org/xwalk/practice/tutoring>\n    a xwalk:Practice .\n"),
        ("<https://w3id.org/xwalk/practice/tutoring>",),
        "practice:tutoring",
    ),
    Fault(
        "a mapping to a record that does not exist",
        "unknown-record",
        "crosswalks/term--area.sssom.tsv",
        row(subject_id="term:learner-agency", predicate_id="skos:relatedMatch", object_id="area:no-such-area"),
        ("area:no-such-area",),
    ),
    Fault(
        "a confidence of 7.5",
        "shape:StatementConfidence",
        "crosswalks/practice--term.sssom.tsv",
        row(
            subject_id="practice:tutoring",
            predicate_id="xwalk:advances",
            object_id="term:whole-child-approach",
            confidence="7.5",
        ),
        ("\t7.5\t",),
        "statement:",
        also=("shape:AssertedConfidence",),
    ),
    Fault(
        "a judgement that is certain",
        "shape:AssertedConfidence",
        "crosswalks/practice--practice.sssom.tsv",
        row(
            subject_id="practice:tutoring",
            predicate_id="skos:broader",
            object_id="practice:learning-supports",
            confidence="1.0",
        ),
        ("A reason of a test.",),
        "statement:",
    ),
    Fault(
        "a relation of an asserted record, without a confidence",
        "no-confidence",
        "kb/practices.ttl",
        say("practice:station-rotation", "skos:broader", "practice:flexible-grouping"),
        ("practice:station-rotation\n", "skos:broader"),
        "practice:station-rotation",
    ),
    Fault(
        "a relation that stands with its record and in a row",
        "said-twice",
        "kb/practices.ttl",
        say("practice:virtual-learning", "skos:broader", "practice:flexible-pathways"),
        ("practice:virtual-learning\n", "skos:broader"),
        "practice:virtual-learning",
    ),
    Fault(
        "an item that measures two areas",
        "shape:ItemArea",
        "crosswalks/item--area.sssom.tsv",
        row(subject_id="item:s-may-move-ahead", predicate_id="xwalk:measures", object_id="area:student-choice"),
        ("A reason of a test.",),
        "item:s-may-move-ahead",
    ),
    Fault(
        "a stated row without evidence",
        "stated-unverified",
        "crosswalks/term--component.sssom.tsv",
        row(
            subject_id="term:digital-literacy",
            predicate_id="skos:relatedMatch",
            object_id="component:leap-learner-led",
            status="stated",
            confidence="1.0",
        ),
        ("A reason of a test.",),
        also=("shape:StatedEvidence",),
    ),
    Fault(
        "a label in a mapping set that is not the record's",
        "label-mismatch",
        "crosswalks/pilot--term.sssom.tsv",
        row(
            subject_id="term:whole-child-approach",
            subject_label="Whole child",
            predicate_id="skos:relatedMatch",
            object_id="term:educational-equity",
        ),
        ("Whole child\t",),
    ),
    Fault(
        "a justification that the status does not allow",
        "status-justification",
        "crosswalks/provision--practice.sssom.tsv",
        row(
            subject_id="provision:esea-1003a",
            predicate_id="xwalk:fundsToward",
            object_id="practice:common-planning-time",
            mapping_justification="semapv:LexicalMatching",
            status="stated",
            confidence="1.0",
            evidence="passage:usc20-6303b-a-1-A",
        ),
        ("semapv:LexicalMatching",),
    ),
    Fault(
        "exact and broad of one pair",
        "mapping-clash",
        "crosswalks/term--term.sssom.tsv",
        both(
            row(subject_id="term:differentiation", predicate_id="skos:broadMatch", object_id="term:individualization"),
            row(subject_id="term:individualization", predicate_id="skos:exactMatch", object_id="term:differentiation"),
        ),
        ("skos:broadMatch",),
        "term:differentiation",
    ),
    Fault(
        "said and denied",
        "denied-and-said",
        "crosswalks/practice--area.sssom.tsv",
        row(
            subject_id="practice:blended-learning",
            predicate_id="xwalk:advances",
            predicate_modifier="Not",
            object_id="area:flexible-pacing",
        ),
        ("A reason of a test.",),
        "practice:blended-learning",
    ),
    Fault(
        "a prefix that is not declared",
        "unknown-prefix",
        "crosswalks/requirement--term.sssom.tsv",
        row(subject_id="zzz:thing", predicate_id="skos:relatedMatch", object_id="term:educational-equity"),
        ("zzz:thing",),
    ),
    Fault(
        "a term that is said to fund",
        "wrong-subject",
        "crosswalks/term--practice.sssom.tsv",
        row(subject_id="term:digital-literacy", predicate_id="xwalk:funds", object_id="practice:tutoring"),
        ("A reason of a test.",),
    ),
    Fault(
        "the same row twice",
        "same-statement",
        "crosswalks/pilot--practice.sssom.tsv",
        lambda text: f"{text}{text.splitlines()[-1]}\n",
        ("<the last line>",),
    ),
    Fault(
        "a rule set that does not exist",
        "unknown-rule-set",
        "crosswalks/requirement--area.sssom.tsv",
        lambda text: text.replace("#rule_set: policy", "#rule_set: no-such-rules"),
        ("",),
        severity=WARNING,
    ),
    Fault(
        "an anchor that is not in the source",
        "anchor",
        "kb/passages-usc20-6364.ttl",
        say("passage:usc20-6364-a", "oa:exact", '"these words stand nowhere in it"'),
        ("passage:usc20-6364-a\n", "oa:exact"),
        "passage:usc20-6364-a",
        from_sources=True,
    ),
    Fault(
        "a paragraph that does not hold the anchor",
        "locator",
        "kb/passages-usc20-6364.ttl",
        say("passage:usc20-6364-a-1", "xwalk:locator", '"(b)"'),
        ("passage:usc20-6364-a-1\n", "xwalk:locator"),
        "passage:usc20-6364-a-1",
        from_sources=True,
    ),
    Fault(
        "words of a source in a definition",
        "own-words",
        "kb/practices.ttl",
        lambda text: say("practice:adaptive-assessment", "skos:definition", copied_words(text))(text),
        ("practice:adaptive-assessment\n", "skos:definition"),
        "practice:adaptive-assessment",
        from_sources=True,
    ),
]


@pytest.fixture(scope="module")
def planted(original: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A copy of the data with every fault, and what the check finds in it."""
    root = copy(original, tmp_path_factory.mktemp("planted") / "root")
    done: set[tuple[str, str]] = set()
    for fault in FAULTS:
        if fault.from_sources and not SOURCES.is_dir():
            continue
        file = root / fault.path
        text = file.read_text(encoding="utf-8")
        changed = fault.edit(text)
        if (fault.path, changed) not in done and changed != text:
            write(file, changed)
        done.add((fault.path, changed))
    return root, run(root, sources=SOURCES if SOURCES.is_dir() else None)


def expected_line(root: Path, fault: Fault) -> int:
    """The line at which a fault was planted."""
    text = (root / (fault.file or fault.path)).read_text(encoding="utf-8")
    return text.count("\n") if fault.at == ("<the last line>",) else line_of(text, fault.at)


def leads_to(fault: Fault, finding: Finding) -> bool:
    """Whether a finding speaks of the record of a fault."""
    return finding.record.startswith(fault.record) if fault.record.endswith(":") else finding.record == fault.record


@pytest.mark.parametrize(
    "fault",
    [pytest.param(f, id=f.name, marks=needs_sources if f.from_sources else ()) for f in FAULTS],
)
def test_a_planted_fault_is_found_at_its_place(fault: Fault, planted: tuple[Path, Report]) -> None:
    root, report = planted
    place = (fault.file or fault.path, expected_line(root, fault))
    found = [f for f in report.findings if f.rule == fault.rule and (f.file, f.line) == place and leads_to(fault, f)]
    assert found, [f for f in report.findings if f.file == place[0] or f.rule == fault.rule]
    assert {finding.severity for finding in found} == {fault.severity}
    for finding in found:
        assert_readable(finding)


def test_nothing_but_the_planted_faults_is_found(planted: tuple[Path, Report]) -> None:
    root, report = planted
    rules = {(f.file or f.path, expected_line(root, f), rule) for f in FAULTS for rule in (f.rule, *f.also)}
    edited = {fault.path for fault in FAULTS}
    more = [
        f
        for f in report.findings
        if (f.file, f.line, f.rule) not in rules and not (f.rule == "canonical" and f.file in edited)
    ]
    assert more == []
    assert report.errors == sum(finding.severity == ERROR for finding in report.findings)


def test_findings_come_errors_first_and_then_by_file_and_line(planted: tuple[Path, Report]) -> None:
    _, report = planted
    places = [(f.severity != ERROR, f.file, f.line) for f in report.findings]
    assert places == sorted(places)
    assert len(set(report.findings)) == len(report.findings)


def test_the_message_of_a_clash_names_the_other_place(planted: tuple[Path, Report]) -> None:
    _, report = planted
    for rule in ("mapping-clash", "denied-and-said", "same-statement"):
        messages = [finding.message for finding in report.findings if finding.rule == rule]
        assert messages
        assert all(re.search(r"crosswalks/[a-z-]+\.sssom\.tsv:\d+", message) for message in messages)


def test_a_missing_number_is_named(planted: tuple[Path, Report]) -> None:
    _, report = planted
    [finding] = [finding for finding in report.findings if finding.rule == "missing-notation"]
    assert "BLD-2" in finding.message
    assert '"BLD-2"' in finding.hint


# The real data as it stands


def test_the_knowledge_base_is_clean(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["check", "--format", "json"])
    out, err = capsys.readouterr()
    document = json.loads(out)
    assert document["findings"] == []
    assert (code, err) == (0, "")
    assert document["checked"]["numbers"] >= 441
    assert document["checked"]["passages machine"] > document["checked"]["passages unverified"]


@needs_sources
def test_the_knowledge_base_is_backed_by_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    code = cli.main(["check", "--sources", str(SOURCES)])
    out, err = capsys.readouterr()
    assert out.splitlines()[-1] == "nothing to mend", out
    assert (code, err) == (0, "")
    assert re.search(r"[\d,]+ passages machine,\s[\d,]+\spassages read,\s\d+\spassages\sunverified", out)


# Files that cannot be read, and the canonical form


def test_files_that_cannot_be_read_are_named_and_hold_up_every_other_check_and_fix(
    original: Path, tmp_path: Path
) -> None:
    root = copy(original, tmp_path / "root")
    turtle = (root / "kb/areas.ttl").read_text(encoding="utf-8")
    write(root / "kb/areas.ttl", turtle.replace("\narea:student-choice\n", "\narea:student-choice ,\n"))
    table = (root / "crosswalks/term--area.sssom.tsv").read_text(encoding="utf-8")
    write(root / "crosswalks/term--area.sssom.tsv", table + "a\tb\tc\td\te\tf\tg\th\ti\tj\tk\tl\tm\tn\to\tp\tq\n")
    items = (root / "kb/items.ttl").read_text(encoding="utf-8").replace('"@en ;\n', '"@en;\n', 1)
    write(root / "kb/items.ttl", items)
    before = {file: file.read_bytes() for file in root.rglob("*.*") if file.is_file()}
    report = run(root, fix=True)
    assert [(f.rule, f.file, f.line) for f in report.findings] == [
        ("tsv", "crosswalks/term--area.sssom.tsv", table.count("\n") + 1),
        ("turtle", "kb/areas.ttl", line_of(turtle, ("area:student-choice\n",))),
    ]
    for finding in report.findings:
        assert_readable(finding)
        assert "every file can be read" in finding.hint
    assert report.fixed == []
    assert {file: file.read_bytes() for file in root.rglob("*.*") if file.is_file()} == before


def test_fix_writes_the_canonical_bytes_and_nothing_else_and_then_nothing(original: Path, tmp_path: Path) -> None:
    root = copy(original, tmp_path / "root")
    turtle = (root / "kb/areas.ttl").read_text(encoding="utf-8")
    start, end = block(turtle, "area:student-choice")
    first = turtle.index("\narea:") + 1
    moved = f"{turtle[:first]}{turtle[start:end]}\n\n{turtle[first : start - 2]}\n".replace("    ", "\t")
    write(root / "kb/areas.ttl", f"# a comment\n{moved}")
    (root / "kb/items.ttl").unlink()
    (root / "kb/items.ttl").write_bytes((original / "kb/items.ttl").read_bytes().replace(b"\n", b"\r\n"))
    lines = (root / "crosswalks/term--area.sssom.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    head = next(number for number, line in enumerate(lines) if not line.startswith("#")) + 1
    spoilt = "".join([*lines[:head], *reversed(lines[head:])]).replace("\tLearner agency\t", "\tAgency\t")
    write(root / "crosswalks/term--area.sssom.tsv", spoilt)
    found = run(root)
    canonical = {(f.file, f.line) for f in found.findings if f.rule == "canonical"}
    assert canonical == {
        ("kb/areas.ttl", 1),
        ("kb/items.ttl", 1),
        ("crosswalks/term--area.sssom.tsv", head + 1),
    }
    assert {f.rule for f in found.findings} == {"canonical", "label-mismatch"}
    for finding in found.findings:
        assert_readable(finding)
    times = {file: file.stat().st_mtime_ns for file in root.rglob("*.*")}
    fixed = run(root, fix=True)
    assert fixed.findings == []
    assert sorted(fixed.fixed) == ["crosswalks/term--area.sssom.tsv", "kb/areas.ttl", "kb/items.ttl"]
    for file in original.rglob("*.*"):
        path = file.relative_to(original)
        if file.is_file():
            assert (root / path).read_bytes() == file.read_bytes(), path
    written = {file for file, time in times.items() if file.stat().st_mtime_ns != time and file.is_file()}
    assert written == {root / path for path in fixed.fixed}
    assert not list(root.rglob("*.part"))
    again = run(root, fix=True)
    assert (again.fixed, again.findings) == ([], [])


# Small packs of another field

PREFIXES = """\
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix dish: <https://example.org/food/dish/> .
@prefix ex: <https://example.org/food/> .
@prefix menu: <https://example.org/food/menu/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xwalk: <https://w3id.org/xwalk/ontology/> .

"""
TABLE = """\
#curie_map:
#  dish: https://example.org/food/dish/
#  xwalk: https://w3id.org/xwalk/ontology/
#mapping_set_id: https://example.org/food/mappings
subject_id\tsubject_label\tpredicate_id\tobject_id\tmapping_justification\tcomment
"""
DISHES = """\
dish:a
    a ex:Dish .

dish:b
    a ex:Dish .

dish:c
    a ex:Dish .
"""

#: The prefix of Web Annotation, declared as an ontology declares it.
DECLARED = 'sh:declare [ sh:prefix "oa" ; sh:namespace "http://www.w3.org/ns/oa#"^^xsd:anyURI ] ;\n    sh:declare'

WritePack = Callable[..., Path]


def mapping(subject: str, predicate: str, target: str, comment: str = "", label: str = "") -> str:
    """A row of a small mapping set."""
    return f"{subject}\t{label}\t{predicate}\t{target}\tsemapv:ManualMappingCuration\t{comment}\n"


def found(report: Report, rule: str) -> list[Finding]:
    """The findings of a rule, each of them readable."""
    findings = [finding for finding in report.findings if finding.rule == rule]
    for finding in findings:
        assert_readable(finding)
    return findings


def with_property(dishes: str, name: str, more: str) -> str:
    """A dish says one thing more."""
    return dishes.replace(f"{name}\n    a ex:Dish .", f"{name}\n    a ex:Dish ;\n    {more} .")


@pytest.mark.parametrize(
    ("turtle", "rows", "record", "place", "said"),
    [
        pytest.param(
            with_property(with_property(DISHES, "dish:a", "xwalk:partOf dish:b"), "dish:b", "xwalk:partOf dish:a"),
            "",
            "dish:a",
            ("kb/dishes.ttl", 9),
            "dish:a → dish:b → dish:a",
            id="in Turtle",
        ),
        pytest.param(
            DISHES,
            "".join(mapping(f"dish:{s}", "xwalk:partOf", f"dish:{o}") for s, o in ("ba", "cb", "ac")),
            "dish:a",
            ("crosswalks/m.sssom.tsv", 8),
            "dish:a → dish:c → dish:b → dish:a",
            id="in a mapping set",
        ),
        pytest.param(
            with_property(DISHES, "dish:b", "xwalk:partOf dish:a"),
            mapping("dish:a", "xwalk:partOf", "dish:b"),
            "dish:a",
            ("crosswalks/m.sssom.tsv", 6),
            "dish:a → dish:b → dish:a",
            id="across both",
        ),
        pytest.param(
            with_property(DISHES, "dish:c", "skos:broader dish:c"),
            "",
            "dish:c",
            ("kb/dishes.ttl", 15),
            "dish:c → dish:c",
            id="to itself",
        ),
    ],
)
def test_a_cycle_is_found_at_one_of_its_steps(
    turtle: str, rows: str, record: str, place: tuple[str, int], said: str, write_pack: WritePack
) -> None:
    root = write_pack({"kb/dishes.ttl": PREFIXES + turtle, "crosswalks/m.sssom.tsv": TABLE + rows})
    [finding] = found(run(root), "cycle")
    assert (finding.record, finding.file, finding.line) == (record, *place)
    assert said in finding.message


def test_a_diamond_is_no_cycle(write_pack: WritePack) -> None:
    rows = "".join(mapping(f"dish:{s}", "xwalk:partOf", f"dish:{o}") for s, o in ("ab", "ac", "bd", "cd"))
    root = write_pack({"kb/dishes.ttl": PREFIXES + DISHES, "crosswalks/m.sssom.tsv": TABLE + rows})
    assert found(run(root), "cycle") == []


def test_related_to_what_stands_above_is_a_clash(write_pack: WritePack) -> None:
    turtle = with_property(DISHES, "dish:a", "skos:broader dish:b ;\n    skos:related dish:c")
    turtle = with_property(turtle, "dish:b", "skos:broader dish:c")
    [finding] = found(run(write_pack({"kb/dishes.ttl": PREFIXES + turtle})), "mapping-clash")
    assert (finding.record, finding.file, finding.line) == ("dish:a", "kb/dishes.ttl", 9)
    assert "S27" in finding.message


#: An ontology with a rule: what it composes are relations that need a confidence.
ORDERED = (
    MINI_ONTOLOGY
    + """
<https://example.org/food/> sh:declare
    [ sh:prefix "xwalk" ; sh:namespace "https://w3id.org/xwalk/ontology/"^^xsd:anyURI ] .
<https://example.org/rule/parts> a xwalk:Rule ; xwalk:first xwalk:partOf ; xwalk:then xwalk:partOf ;
    xwalk:gives xwalk:partOf ; xwalk:inRuleSet <https://example.org/ruleset/parts> .
xwalk:partOf owl:inverseOf xwalk:hasPart .
"""
)


@pytest.mark.parametrize(
    ("status", "relation", "line"),
    [("asserted", "xwalk:partOf", 12), ("asserted", "xwalk:hasPart", 12), ("stated", "xwalk:partOf", None)],
)
def test_only_what_the_source_says_stands_with_its_record(
    status: str, relation: str, line: int | None, write_pack: WritePack
) -> None:
    turtle = with_property(DISHES, "dish:a", f'xwalk:status "{status}" ;\n    {relation} dish:b')
    findings = found(run(write_pack({"kb/dishes.ttl": PREFIXES + turtle}, ontology=ORDERED)), "no-confidence")
    assert [(f.record, f.file, f.line) for f in findings] == ([("dish:a", "kb/dishes.ttl", line)] if line else [])
    for finding in findings:
        assert f"dish:a {relation} dish:b" in finding.message
        assert "crosswalks/dish--dish.sssom.tsv" in finding.hint


def test_a_relation_that_no_rule_composes_needs_no_confidence(write_pack: WritePack) -> None:
    asserted = with_property(DISHES, "dish:a", 'xwalk:status "asserted" ;\n    skos:related dish:b')
    report = run(write_pack({"kb/dishes.ttl": PREFIXES + asserted}, ontology=ORDERED))
    assert found(report, "no-confidence") == []


@pytest.mark.parametrize(
    "row",
    [mapping("dish:a", "xwalk:partOf", "dish:b"), mapping("dish:b", "xwalk:hasPart", "dish:a")],
    ids=["as it stands", "from its other end"],
)
def test_a_relation_in_a_row_and_with_its_record_is_said_twice(row: str, write_pack: WritePack) -> None:
    turtle = with_property(DISHES, "dish:a", "xwalk:partOf dish:b")
    files = {"kb/dishes.ttl": PREFIXES + turtle, "crosswalks/m.sssom.tsv": TABLE + row}
    [finding] = found(run(write_pack(files, ontology=ORDERED)), "said-twice")
    assert (finding.record, finding.file, finding.line) == ("dish:a", "kb/dishes.ttl", 11)
    assert "crosswalks/m.sssom.tsv:6" in finding.message


def test_a_blank_node_is_found_and_its_file_left_as_it_is(write_pack: WritePack) -> None:
    turtle = PREFIXES + with_property(DISHES, "dish:a", "skos:related [ a ex:Dish ]")
    root = write_pack({"kb/dishes.ttl": turtle})
    report = run(root, fix=True)
    [finding] = found(report, "blank-node")
    assert finding.file == "kb/dishes.ttl"
    assert report.fixed == []
    assert (root / "kb/dishes.ttl").read_text(encoding="utf-8") == turtle


def test_a_prefix_that_means_two_things_is_found(write_pack: WritePack) -> None:
    table = TABLE.replace("https://example.org/food/dish/", "https://example.org/other/")
    other = TABLE.replace("#  dish:", "#  skos: https://example.org/skos/\n#  dish:")
    root = write_pack({"crosswalks/a.sssom.tsv": table, "crosswalks/b.sssom.tsv": other})
    findings = found(run(root), "prefix-clash")
    assert {(f.severity, f.file, f.line) for f in findings} >= {
        (WARNING, "crosswalks/a.sssom.tsv", 1),
        (ERROR, "crosswalks/b.sssom.tsv", 1),
    }


def test_shapes_that_cannot_be_read_are_found_at_their_line(write_pack: WritePack) -> None:
    root = write_pack({"ontology/shapes/a.ttl": "\n\nnonsense"})
    [finding] = found(run(root), "turtle")
    assert (finding.file, finding.line) == ("ontology/shapes/a.ttl", 3)


def test_a_shape_of_a_pack_is_reported_by_its_name_and_its_message(write_pack: WritePack) -> None:
    shapes = """\
    @prefix ex: <https://example.org/food/> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    ex:DishLabel a sh:PropertyShape ;
        sh:targetClass ex:Dish ;
        sh:path skos:prefLabel ;
        sh:minCount 1 ;
        sh:severity sh:Warning ;
        sh:message "A dish has a name."@en .
    """
    findings = found(
        run(write_pack({"ontology/shapes/a.ttl": shapes, "kb/dishes.ttl": PREFIXES + DISHES})), "shape:DishLabel"
    )
    assert [(f.severity, f.record, f.file, f.line) for f in findings] == [
        (WARNING, f"dish:{name}", "kb/dishes.ttl", line) for name, line in zip("abc", (9, 12, 15), strict=True)
    ]
    assert {finding.message for finding in findings} == {"A dish has a name."}


def test_only_the_pack_that_is_named_is_reported_on_and_fixed(
    write_pack: WritePack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    spoilt = PREFIXES.replace("\n\n", "\n") + DISHES.replace("dish:a", "dish:z")
    embedded = write_pack({"kb/dishes.ttl": spoilt}, name="embedded")
    monkeypatch.setattr("xwalk.packs.embedded_root", lambda: embedded)
    mine = MINI_ONTOLOGY.replace("<https://example.org/food/> a owl", "<https://example.org/mine/> a owl")
    added = write_pack({"kb/more.ttl": spoilt.replace("dish:", "menu:")}, ontology=mine, name="mine")
    assert cli.main(["check", "--kb", str(added), "-f", "json"]) == 1
    assert {f["file"] for f in json.loads(capsys.readouterr().out)["findings"]} == {"kb/more.ttl"}
    assert cli.main(["check", "--kb", str(added), "--fix"]) == 0
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "rewrote kb/more.ttl"
    assert err == ""
    assert (embedded / "kb/dishes.ttl").read_text(encoding="utf-8") == spoilt


def test_a_pack_beside_the_checked_one_that_cannot_be_read_is_an_error_with_its_place(
    write_pack: WritePack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    embedded = write_pack({"kb/dishes.ttl": "nonsense"}, name="embedded")
    monkeypatch.setattr("xwalk.packs.embedded_root", lambda: embedded)
    mine = MINI_ONTOLOGY.replace("<https://example.org/food/> a owl", "<https://example.org/mine/> a owl")
    assert cli.main(["check", "--kb", str(write_pack({}, ontology=mine, name="mine"))]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("error: kb/dishes.ttl:1: ")


def test_a_number_that_is_no_number_is_a_finding_and_no_line_of_a_log(
    write_pack: WritePack, capfd: pytest.CaptureFixture[str]
) -> None:
    turtle = with_property(DISHES, "dish:a", '<https://schema.org/price> "much"^^xwalk:price')
    turtle = turtle.replace("xwalk:price", "<http://www.w3.org/2001/XMLSchema#decimal>")
    shapes = """\
    @prefix ex: <https://example.org/food/> .
    @prefix sh: <http://www.w3.org/ns/shacl#> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
    ex:Price a sh:PropertyShape ;
        sh:targetClass ex:Dish ;
        sh:path <https://schema.org/price> ;
        sh:datatype xsd:decimal ;
        sh:message "A price is a number."@en .
    """
    root = write_pack({"ontology/shapes/a.ttl": shapes, "kb/dishes.ttl": PREFIXES + turtle})
    [finding] = found(run(root), "shape:Price")
    assert "“much”" in finding.message
    assert capfd.readouterr() == ("", "")


# Evidence in a small source

TEXT = """\
Introduction

The **quick** brown fox — as ‘they’ say — jumps over the lazy dog near the old river bank.
A stew is [cooked slowly](https://example.org/) over a low fire.

Methods

The hens are fed at noon and the pot is stirred by hand every single day of the long year.
A stew is eaten hot. A stew is eaten hot.

Methods
"""
LAW = """\
##### (a) First
(1) a stew may be served
(A) with bread of the house
(2) a soup shall be served
##### (b) Second
(1) a stew may be frozen
"""
EVIDENCE = """\
ex:text
    a ex:Source ;
    xwalk:file "text.txt" ;
    xwalk:sha256 "TEXT-DIGEST" .

ex:law
    a ex:Source ;
    xwalk:file "law.md" ;
    xwalk:fileForm "uslm-markdown" ;
    xwalk:sha256 "LAW-DIGEST" .

ex:changed
    a ex:Source ;
    xwalk:file "law.md" ;
    xwalk:sha256 "0000" .

ex:absent
    a ex:Source ;
    xwalk:file "absent.txt" .

ex:part-introduction
    a ex:Part ;
    dcterms:source ex:text ;
    xwalk:heading "introduction" .

ex:part-hens
    a ex:Part ;
    dcterms:source ex:text ;
    xwalk:heading "The hens are fed at noon and the pot is stirred by hand every single day of the long year." .

ex:part-no-such
    a ex:Part ;
    dcterms:source ex:text ;
    xwalk:heading "Results" .

ex:part-twice
    a ex:Part ;
    dcterms:source ex:text ;
    xwalk:heading "Methods" .

"""


def passage(
    name: str, anchor: str, *, source: str = "text", part: str = "", before: str = "", locator: str = ""
) -> str:
    """A passage of a small source."""
    said = [f"dcterms:source ex:{source}", f'oa:exact "{anchor}"']
    said += [f"xwalk:inPart ex:part-{part}"] if part else []
    said += [f'oa:prefix "{before}"'] if before else []
    said += [f'xwalk:locator "{locator}"'] if locator else []
    return f"ex:p-{name}\n    a ex:Passage ;\n    " + " ;\n    ".join(said) + " .\n\n"


GOOD = [
    passage("plain", "jumps over the lazy dog", part="introduction"),
    passage("folded", "The QUICK brown fox - as 'they' say", part="introduction"),
    passage("link", "is cooked slowly over a low fire"),
    passage("across-lines", "old river bank. A stew is cooked"),
    passage("prefix", "A stew is eaten", before="eaten hot."),
    passage("second-part", "fed at noon and the pot", part="hens"),
    passage("law", "a stew may be", source="law", before="(1)", locator="(a)(1)").replace('"(1)"', '"First (1)"'),
    passage("law-inside", "with bread of the house", source="law", locator="(a)(1)"),
    passage("law-exact", "with bread of the house", source="law", locator="(a)(1)(A)"),
    passage("law-words", "a soup shall be served", source="law", locator="whole section"),
    passage("unread", "these words are in no text", source="absent"),
]
COPIED = "The hens are fed at noon, and the pot is stirred by hand."
BAD = {
    "absent": (passage("absent", "jumps over the lazy cat"), "anchor", "oa:exact", "is not in"),
    "half-word": (passage("half-word", "over the lazy do"), "anchor", "oa:exact", "is not in"),
    "other-half": (passage("other-half", "umps over the lazy dog"), "anchor", "oa:exact", "is not in"),
    "twice": (passage("twice", "A stew is eaten hot"), "anchor", "oa:exact", "stands 2 times"),
    "wrong-part": (
        passage("wrong-part", "fed at noon", part="introduction"),
        "anchor",
        "oa:exact",
        "part-introduction",
    ),
    "wrong-paragraph": (
        passage("wrong-paragraph", "a soup shall be served", source="law", locator="(a)(1)"),
        "locator",
        "xwalk:locator",
        "lines 2 to 3",
    ),
    "no-paragraph": (
        passage("no-paragraph", "a stew may be frozen", source="law", locator="(c)"),
        "locator",
        "xwalk:locator",
        "nowhere",
    ),
    "own-words": (
        f'ex:p-own-words\n    a ex:Dish ;\n    skos:definition "Cooks say: {COPIED.lower()}"@en .\n\n',
        "own-words",
        "skos:definition",
        "shares 12 words",
    ),
}


@pytest.fixture(scope="module")
def sourced(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Report]:
    """A small pack checked against its own sources: its records as text, and what was found."""
    place = tmp_path_factory.mktemp("sourced")
    for name, text in {"text.txt": TEXT, "law.md": LAW}.items():
        (place / name).write_text(text, encoding="utf-8", newline="\n")
    records = PREFIXES + EVIDENCE + "".join(GOOD) + "".join(each[0] for each in BAD.values())
    for mark, text in {"TEXT-DIGEST": TEXT, "LAW-DIGEST": LAW}.items():
        records = records.replace(mark, hashlib.sha256(text.encode()).hexdigest())
    rows = mapping("dish:a", "skos:relatedMatch", "dish:b", COPIED) + mapping("dish:a", "skos:relatedMatch", "dish:c")
    for path, text in {
        "ontology/food.ttl": MINI_ONTOLOGY.replace("sh:declare", DECLARED, 1),
        "kb/records.ttl": records,
        "crosswalks/m.sssom.tsv": TABLE + rows,
    }.items():
        (place / "pack" / path).parent.mkdir(parents=True)
        (place / "pack" / path).write_text(text, encoding="utf-8")
    return records, run(place / "pack", sources=place)


@pytest.mark.parametrize("name", BAD)
def test_evidence_that_is_not_there_is_found(name: str, sourced: tuple[str, Report]) -> None:
    records, report = sourced
    _, rule, line, said = BAD[name]
    [finding] = [finding for finding in found(report, rule) if finding.record == f"ex:p-{name}"]
    assert (finding.file, finding.line) == ("kb/records.ttl", line_of(records, (f"ex:p-{name}\n", line)))
    assert said in finding.message


def test_evidence_that_is_there_is_found_in_spite_of_case_quotes_dashes_marks_links_and_lines(
    sourced: tuple[str, Report],
) -> None:
    _, report = sourced
    bad = {f"ex:p-{name}" for name in BAD}
    assert {f.record for f in report.findings if f.rule in ("anchor", "locator", "own-words")} - {""} == bad


def test_words_of_a_source_in_the_comment_of_a_row_are_found(sourced: tuple[str, Report]) -> None:
    _, report = sourced
    [finding] = [finding for finding in found(report, "own-words") if not finding.record]
    assert (finding.file, finding.line) == ("crosswalks/m.sssom.tsv", 6)


@pytest.mark.parametrize(
    ("rule", "record", "line", "severity"),
    [
        ("source-changed", "ex:changed", "xwalk:sha256", ERROR),
        ("source-missing", "ex:absent", "xwalk:file", WARNING),
        ("part-heading", "ex:part-no-such", "xwalk:heading", ERROR),
        ("part-heading", "ex:part-twice", "xwalk:heading", ERROR),
    ],
)
def test_a_source_or_heading_that_is_not_as_recorded_is_found(
    rule: str, record: str, line: str, severity: str, sourced: tuple[str, Report]
) -> None:
    records, report = sourced
    [finding] = [finding for finding in found(report, rule) if finding.record == record]
    assert (finding.file, finding.line) == ("kb/records.ttl", line_of(records, (f"{record}\n", line)))
    assert finding.severity == severity


# Annotations of a pull request


def test_annotations_escape_what_a_workflow_would_read_as_its_own() -> None:
    finding = Finding(
        WARNING, "a:b,c", "kb/100%,a:b.ttl", 0, "dish:a", "one\n::error::two %0A three\r\x1b[31m", "50% off: a,b"
    )
    assert as_findings.as_github(Report([finding], {}, [])) == (
        "::warning file=kb/100%25%2Ca%3Ab.ttl,line=1,title=a%3Ab%2Cc"
        "::one%0A::error::two %250A three%0D\ufffd[31m → 50%25 off: a,b\n"
    )


def test_annotations_of_a_label_are_one_line_each(
    write_pack: WritePack, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    named = with_property(DISHES, "dish:a", 'skos:prefLabel "100%\\n::error::boo"@en')
    rows = mapping("dish:a", "skos:relatedMatch", "dish:b", label='"Stew\n::error::boo"')
    root = write_pack({"kb/dishes.ttl": PREFIXES + named, "crosswalks/m.sssom.tsv": TABLE + rows})
    monkeypatch.setattr("xwalk.packs.embedded_root", lambda: root)
    assert cli.main(["check", "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert all(re.match(r"::(?:error|warning) file=[a-z/.]+,line=\d+,title=[a-zA-Z-]+::\S", line) for line in lines)
    assert any("100%25%0A::error::boo" in line for line in lines)


def test_the_statement_of_a_finding_is_the_one_in_the_file(planted: tuple[Path, Report]) -> None:
    root, report = planted
    [finding] = [f for f in report.findings if f.rule == "shape:StatementConfidence"]
    mappings = sssom.read(root / finding.file)
    [row] = [row for row in mappings.rows if row.line == finding.line]
    assert sssom.statement_id(mappings.id, row) == finding.record
