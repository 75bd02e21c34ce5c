"""Files of others taken into a pack, together or not at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from xwalk import sssom
from xwalk.errors import UsageError
from xwalk.intake import case, detect, folder, graph, mappings, sheet, skos, table
from xwalk.intake.content import Content, free_prefix, slug
from xwalk.intake.report import LOST, Report
from xwalk.names import Prefixes
from xwalk.store import Store

#: The kind of what each form brings, where the user names none.
KINDS = {detect.CASE: "standard", detect.SKOS: "concept", detect.TABLE: "entry"}
_ORDER = (detect.CASE, detect.SKOS, detect.TABLE, detect.SSSOM)


class Choices(NamedTuple):
    """What the user says of the files.

    Attributes:
        form: Their form, where their endings do not tell it.
        kind: The kind of the records.
        metadata: A file of metadata of a mapping set.
        columns: The column of each field of a table.
        sheet: The sheet of a workbook.
        rules: The rule set that mappings may be composed with where their set names none.
    """

    form: str = ""
    kind: str = ""
    metadata: Path | None = None
    columns: Mapping[str, str] = {}
    sheet: str = ""
    rules: str = ""


class Taken(NamedTuple):
    """What became of some files: the folder of the pack, and the report."""

    folder: Path
    report: Report


def take(
    files: Sequence[Path],
    out: Path | None,
    store: Store,
    choices: Choices,
    *,
    dry_run: bool = False,
    tick: Callable[[str], None] = lambda _: None,
) -> Taken:
    """Take files into a pack.

    Args:
        files: The files.
        out: The folder of the pack; left out, one is named after the first file, where the program runs.
        store: What is loaded beside.
        choices: What the user says of the files.
        dry_run: Write nothing.
        tick: Called with what is being done.

    Raises:
        XwalkError: A file is not what it should be, or the folder is no pack of imports; nothing was written.
    """
    forms = {path: choices.form or detect.form_of(path) for path in files}
    place = out or Path(slug(files[0].name.partition(".")[0]) or "imported")
    intake = _Intake(place, store, choices, tick)
    for path in sorted(files, key=lambda each: (_ORDER.index(forms[each]), files.index(each))):
        tick(path.name)
        intake.take(path, forms[path])
    tick("writing")
    order = store.property_order()
    intake.report.changes += folder.write(place, intake.contents, store.prefixes, order, dry_run=dry_run)
    tick("")
    return Taken(place, intake.report)


class _Intake:
    def __init__(self, place: Path, store: Store, choices: Choices, tick: Callable[[str], None]) -> None:
        self.place = place
        self.pack = folder.pack_iri(place)
        self.store = store
        self.choices = choices
        self.tick = tick
        self.report = Report()
        self.contents: list[Content] = []
        self.loaded = {name for file in store.files if file.path.startswith("kb/") for name in file.lines}

    def take(self, path: Path, form: str) -> None:
        """Take one file; what it says is kept until all are taken."""
        content = getattr(self, f"_{form}")(path)
        if content.stem in {other.stem for other in self.contents}:
            raise UsageError(f"two files would make {content.stem}", hint="rename one of them, or import them apart")
        self.contents.append(content)

    def _known(self, stem: str) -> tuple[Prefixes, Callable[[str], bool]]:
        """The prefixes that are in use, and whether somebody else describes an IRI, for a source of a stem."""
        prefixes, records = beside(self.place, stem, self.store)
        for content in self.contents:
            records |= {triple.subject for triple in content.triples}
            for prefix, namespace in content.namespaces.items():
                prefixes.add(prefix, namespace)
        return prefixes, lambda name: name in self.loaded or name in records

    def _kind(self, form: str) -> str:
        return kind_word(self.choices.kind or KINDS[form])

    def _case(self, path: Path) -> Content:
        package = case.read_package(path, detect.read_text(path))
        title = str(package["CFDocument"].get("title") or package["CFDocument"].get("identifier") or "")
        known, _ = self._known(f"{slug(title)}.case")
        return case.take_package(path, package, self.pack, known, self.report, kind=self._kind(detect.CASE))

    def _skos(self, path: Path) -> Content:
        if path.suffix.casefold() not in graph.SYNTAXES:
            raise UsageError(
                f"{path}: its ending does not tell the syntax of RDF", hint=f"endings are {', '.join(graph.SYNTAXES)}"
            )
        triples = graph.read_graph(
            path, detect.read_bytes(path), self.report, lambda count: self.tick(f"{path.name}: {count:,} triples")
        )
        self.tick(f"{path.name}: {len(triples):,} triples, checking")
        known, described = self._known(f"{slug(path.name.partition('.')[0])}.skos")
        kind = self._kind(detect.SKOS)
        return skos.take_vocabulary(path, triples, self.pack, known, described, self.report, kind=kind)

    def _table(self, path: Path) -> Content:
        held = sheet.read_sheet(path, sheet=self.choices.sheet)
        columns = table.columns_of(held, self.choices.columns)
        kind = self._kind(detect.TABLE)
        known, _ = self._known(f"{table.source_name(held)}.table")
        if held.others and not self.choices.sheet:
            self.report.note(
                LOST, f"what stands in other sheets than “{held.name}”: {', '.join(held.others)}", str(path)
            )
        prefix = free_prefix(known, kind, f"{self.pack}{kind}/")
        return table.take_table(held, columns, self.pack, kind, prefix, self.report)

    def _sssom(self, path: Path) -> Content:
        beside = self.choices.metadata or metadata_beside(path)
        held = mappings.read_mappings(path, detect.read_text(path), self.report, beside=beside)
        if self.choices.rules and "rule_set" not in held.metadata:
            held = sssom.with_rule_set(held, self.choices.rules)
        self.report.sets_without_rules += "rule_set" not in held.metadata
        known, described = self._known(f"{slug(path.name.partition('.')[0])}.sssom")
        return mappings.take_mappings(held, self.pack, known, described, self.report)


def kind_word(given: str) -> str:
    """A word of the user for a kind.

    Raises:
        UsageError: It is no such word.
    """
    kind = slug(given)
    if kind != given:
        raise UsageError(f"“{given}” is no word for a kind", hint=f"write it as {kind or 'my-kind'}")
    return kind


def beside(place: Path, stem: str, store: Store) -> tuple[Prefixes, set[str]]:
    """The prefixes and records that stand beside the files of a source, in the pack and in what is loaded."""
    theirs, records = folder.others(place, stem)
    prefixes = Prefixes(store.prefixes.namespaces)
    for prefix, namespace in theirs.namespaces.items():
        prefixes.add(prefix, namespace)
    return prefixes, records


def metadata_beside(path: Path) -> Path | None:
    """The file of metadata that belongs to a mapping set, by its name. Source: SSSOM, "External metadata"."""
    base = path.with_name(path.name.removesuffix(".tsv"))
    names = (f"{base.name}.yml", f"{base.name}.yaml", f"{base.name}-meta.yml")
    return next((base.with_name(name) for name in names if base.with_name(name).is_file()), None)
