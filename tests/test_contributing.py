"""CONTRIBUTING.md is followed to the letter: what it tells a person to write passes, and answers."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, SOURCES

from xwalk import open_knowledge
from xwalk.check.run import check
from xwalk.packs import open_pack
from xwalk.questions.funding import funding

_BLOCK = re.compile(r"^Append to `(?P<path>[^`]+)`:\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the knowledge base in which the example of CONTRIBUTING.md was written."""
    root = tmp_path_factory.mktemp("contributor")
    for folder in ("ontology", "kb", "crosswalks"):
        shutil.copytree(ROOT / folder, root / folder)
    blocks = _BLOCK.findall((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    assert [path for path, _ in blocks] == [
        "kb/passages-usc20-6613.ttl",
        "kb/esea-title-ii-a.ttl",
        "crosswalks/provision--practice.sssom.tsv",
    ]
    for path, text in blocks:
        target = root / path
        held = target.read_text(encoding="utf-8")
        written = _as_row(held, text) if path.endswith(".tsv") else f"\n{text}"
        target.write_text(held + written, encoding="utf-8")
    return root


def _as_row(table: str, text: str) -> str:
    """The row that a person types into the spreadsheet, from the two columns of the guide."""
    header = next(line for line in table.splitlines() if not line.startswith("#")).split("\t")
    cells = dict(line.split(None, 1) for line in text.splitlines())
    assert set(cells) <= set(header)
    return "\t".join(cells.get(column, "") for column in header) + "\n"


def test_the_example_provision_passes_the_check_after_fix(followed: Path) -> None:
    pack = open_pack(followed)
    report = check([pack], pack, sources=SOURCES if SOURCES.is_dir() else None, fix=True)
    assert [(f.rule, f.file, f.line, f.message) for f in report.findings] == []


def test_the_example_provision_answers(followed: Path) -> None:
    answer = funding(open_knowledge(followed), "professional development")
    (found,) = [a for a in answer.answers if a.record.name == "provision:esea-2103-b-3-L"]
    assert found.relation == "xwalk:fundsPartOf"
    assert found.status == "stated"
    assert [e.anchor for s in found.route for e in s.evidence] == ["providing training for all school personnel"]
    assert found.program is not None
    assert found.program.name == "program:title-ii-a"


def test_the_guide_and_the_ontology_name_the_same_relations() -> None:
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    ontology = (ROOT / "ontology" / "xwalk.ttl").read_text(encoding="utf-8")
    named = set(re.findall(r"`xwalk:(funds\w*|requires\w*|permits\w*)`", guide))
    assert len(named) >= 8
    for relation in named:
        assert f"\nxwalk:{relation} a owl:ObjectProperty" in ontology
