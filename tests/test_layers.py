"""One direction: nothing imports what stands above it, and a cold answer loads no library that it does not need."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT

from xwalk.knowledge import Knowledge

SOURCE = ROOT / "src" / "xwalk"
#: The floors of the house, the lowest first. A module may import what stands below it, and its own folder. A module in
#: a folder belongs to the floor of that folder. Who adds a folder gives it a floor here.
FLOORS = (
    ("errors", "names", "files", "hierarchy"),
    ("rdf", "slots", "case"),
    ("turtle", "sssom"),
    ("packs",),
    ("store",),
    ("index",),
    ("rules", "knowledge"),
    ("search",),
    ("routes",),
    ("compose",),
    ("questions",),
    ("render",),
    ("export",),
    ("intake",),
    ("review", "drafting"),
    ("site",),
    ("cli",),
    ("__main__",),
)
FOLDERS = {path.name for path in SOURCE.iterdir() if any(path.glob("*.py"))}
#: ``check`` stands beside the questions: over the sources, the index and the routes, under the renderers.
CHECK_MAY_IMPORT = {name for names in FLOORS[: FLOORS.index(("compose",))] for name in names} | {"check"}
#: Who may show what ``check`` reports, and who may start it.
MAY_IMPORT_CHECK = {"render.as_findings", "site.quality", "cli", "cli.curate", "drafting.place"}
#: Who needs whom on one floor.
SAME_FLOOR = {("knowledge", "rules")}
#: Modules over their own libraries: what only some commands need, and where it may be imported at all.
LIBRARIES = {
    "pyoxigraph": {"rdf", "turtle", "store", "questions.query_child", "export.graphs", "intake.graph"},
    "rdflib": {"check.shapes", "questions.query"},
    "pyshacl": {"check.shapes"},
    "yaml": {"sssom"},
    "sentence_transformers": {"questions.match_model"},
    "typer": {"cli"},
}
SLOW = ("pyoxigraph", "sentence_transformers", "rdflib", "pyshacl", "yaml", "pydantic", "rich", "pyparsing")


def modules() -> dict[str, Path]:
    """Every module by its name inside the package; the package itself is left out: it is the front door."""
    return {
        path.relative_to(SOURCE).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__"): path
        for path in sorted(SOURCE.rglob("*.py"))
        if path != SOURCE / "__init__.py" and "data" not in path.relative_to(SOURCE).parts
    }


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever the import stands, those for type checkers too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_imports(name: str) -> set[str]:
    """The modules of the package that a module imports, by their names inside it."""
    known = modules()
    found = {each.removeprefix("xwalk.") for each in imports(known[name]) if each.startswith("xwalk.")} & set(known)
    return {each for each in found if not any(other.startswith(f"{each}.") for other in found)}


def part(name: str) -> str:
    return name.partition(".")[0]


def floor(name: str) -> int:
    return next((number for number, names in enumerate(FLOORS) if part(name) in names), len(FLOORS))


def test_every_module_has_a_floor() -> None:
    unknown = [name for name in modules() if part(name) not in {each for names in FLOORS for each in names} | {"check"}]
    assert unknown == []
    assert len(modules()) > 30


@pytest.mark.parametrize("name", sorted(name for name in modules() if part(name) != "check"))
def test_a_module_imports_only_what_stands_below_it(name: str) -> None:
    for other in own_imports(name):
        if part(other) == "check":
            assert name in MAY_IMPORT_CHECK, f"{name} imports {other}"
        elif part(name) == part(other):
            assert part(name) in FOLDERS, f"{name} imports itself"
        else:
            assert floor(other) < floor(name) or (name, other) in SAME_FLOOR, f"{name} imports {other}"


@pytest.mark.parametrize("name", sorted(name for name in modules() if part(name) == "check"))
def test_check_imports_neither_questions_nor_renderers(name: str) -> None:
    assert {part(other) for other in own_imports(name)} <= CHECK_MAY_IMPORT


def test_nothing_imports_the_command_line_but_the_way_in() -> None:
    users = [name for name in modules() if any(part(other) == "cli" for other in own_imports(name))]
    assert [name for name in users if part(name) != "cli"] == ["__main__"]


def test_no_two_modules_need_each_other() -> None:
    needs = {name: own_imports(name) for name in modules()}

    def reached(start: str) -> set[str]:
        queue, seen = list(needs[start]), set(needs[start])
        while queue:
            new = needs[queue.pop()] - seen
            seen |= new
            queue += new
        return seen

    circles = {name for name in needs if name in reached(name)}
    assert circles <= {"index.cache", "index.compile"}, "compiling and caching know each other; nothing else does"


def test_importing_the_package_imports_no_module_of_it() -> None:
    tree = ast.parse((SOURCE / "__init__.py").read_text(encoding="utf-8"))
    at_once = [node for node in tree.body if isinstance(node, ast.ImportFrom | ast.Import)]
    assert {str(getattr(node, "module", "")) for node in at_once} <= {"__future__", "pathlib", "typing"}


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_a_library_is_known_only_to_the_modules_that_stand_for_it(library: str) -> None:
    users = {
        name for name, path in modules().items() if any(each.partition(".")[0] == library for each in imports(path))
    }
    assert {"cli" if part(name) == "cli" else name for name in users} <= LIBRARIES[library]


def test_no_module_is_a_drawer_for_everything() -> None:
    assert [name for name in modules() if {"utils", "util", "helpers", "common", "misc"} & set(name.split("."))] == []


def loaded_by(code: str) -> set[str]:
    """The modules that are loaded after some code ran in a process of its own."""
    script = f"{code}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=True, text=True, env=os.environ | {"COLUMNS": "100"}
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.usefixtures("knowledge")
@pytest.mark.parametrize(
    "arguments",
    [
        ["funding", "pacing"],
        ["funding", "pacing", "--state", "VT", "--format", "json"],
        ["find", "flexibel pacing", "--format", "csv"],
        ["show", "PRV-1", "--format", "md"],
        ["match", "exit tickets", "--format", "json"],
        ["brief", "pacing", "--state", "VT", "--format", "html"],
    ],
    ids=" ".join,
)
def test_a_cold_answer_loads_no_library_that_only_other_commands_need(arguments: list[str]) -> None:
    """The index is fresh: the fixture of the knowledge base has compiled it."""
    loaded = loaded_by(f"from xwalk.cli import main\nassert main({arguments!r}) == 0")
    assert {"xwalk.cli", "xwalk.knowledge", "xwalk.index.cache"} <= loaded
    assert sorted(loaded.intersection(SLOW)) == []
    assert sorted(loaded & {"xwalk.store", "xwalk.turtle", "xwalk.sssom", "xwalk.rdf", "xwalk.index.compile"}) == []


@pytest.mark.parametrize(
    "name",
    ["cli", "knowledge", "rules", "search", "routes", "index.cache", *(f"questions.{n}" for n in ("find", "show"))],
)
def test_importing_what_answers_loads_no_slow_library(name: str) -> None:
    assert sorted(loaded_by(f"import xwalk.{name}").intersection(SLOW)) == []


def test_every_question_and_renderer_is_imported_without_a_slow_library() -> None:
    quick = [name for name in modules() if part(name) in {"questions", "render"} and "." in name]
    quick = [name for name in quick if name not in {"questions.query_child", "render.as_findings"}]
    loaded = loaded_by("\n".join(f"import xwalk.{name}" for name in quick))
    assert sorted(loaded.intersection(SLOW)) == []


def test_the_knowledge_base_is_open_without_a_parser(knowledge: Knowledge) -> None:
    assert knowledge.meta["release"]
    loaded = loaded_by("from xwalk import open_knowledge\nassert open_knowledge().meta['release']")
    assert sorted(loaded.intersection(SLOW)) == []
