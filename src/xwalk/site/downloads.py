"""The data to download: every file with its size, checksum and licence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from xwalk.export import archive, bibliography, catalogue, graphs, index, jsonld, mappings, tables, workbook
from xwalk.export.about import about
from xwalk.export.catalogue import File
from xwalk.names import Prefixes
from xwalk.site.atlas import Atlas
from xwalk.site.bibliography import BIBTEX, CSL
from xwalk.site.markup import block, details, escape, link, outside, section, table
from xwalk.site.page import Page, relative
from xwalk.site.vocabulary import anchor
from xwalk.turtle import write_canonical

PATH = "downloads"
#: Where the site stands: the address of the files in their description.
BASE = "https://w3id.org/xwalk/"
_CHECK = (
    "`sha256sum --check SHA256SUMS` in the folder of the files says whether each is whole. The same checksums stand in "
    "the description for machines."
)
_TABLES = (
    "Several values of one cell stand with “|” between them. In CSV, a cell that a spreadsheet would run as a formula "
    "begins with an apostrophe. The table “columns” says what each column means."
)
_WHOLE = "Records, statements, ontology and rules in one graph"
#: What most readers want: the headings of the page, and the files below each.
_FIRST = (
    ("For a spreadsheet", ("data/xwalk.xlsx", "data/xwalk-csv.zip")),
    (
        "For a program that reads linked data",
        ("data/xwalk.ttl", "data/xwalk.nq", "data/xwalk.jsonld", "data/xwalk-sssom.zip"),
    ),
    ("For a reference manager", (BIBTEX, CSL)),
    ("For a program that reads SQLite", ("data/xwalk.sqlite",)),
    ("This list, for machines", ("data/dcat.ttl", "data/dcat.jsonld", "data/SHA256SUMS")),
)
#: Files that stand in an archive too: where they stand, and what they are.
_ALONE = (("data/csv/", "Each table alone"), ("data/sssom/", "Each mapping set alone"))


@lru_cache(maxsize=1)
def exported(atlas: Atlas) -> tuple[File, ...]:
    """Every file to download, made once for the page and for the folder."""
    files = [*_graphs(atlas), *_mapping_sets(atlas), *_tables(atlas), *_references(atlas)]
    files.append(
        File("data/xwalk.sqlite", "The compiled index", "application/vnd.sqlite3", index.to_sqlite(atlas.knowledge))
    )
    described = catalogue.dcat(BASE, about(atlas.knowledge, atlas.store), files)
    prefixes = Prefixes(catalogue.PREFIXES)
    turtle = write_canonical(described, prefixes, {}).encode()
    files += [
        File("data/dcat.ttl", "Description of the files, in DCAT as Turtle", "text/turtle", turtle),
        File(
            "data/dcat.jsonld",
            "Description of the files, in DCAT as JSON-LD",
            "application/ld+json",
            jsonld.to_jsonld(described, prefixes),
        ),
    ]
    return (*files, File("data/SHA256SUMS", "The checksums of all files", "text/plain", catalogue.to_sums(files)))


def download_files(atlas: Atlas) -> Iterator[tuple[str, bytes]]:
    """The path and bytes of every file to download."""
    for file in exported(atlas):
        yield file.path, file.content


def _graphs(atlas: Atlas) -> Iterator[File]:
    held = graphs.graphs(atlas.store)
    whole = graphs.union(held)
    prefixes = atlas.store.prefixes
    yield File("data/xwalk.ttl", f"{_WHOLE}, as Turtle", "text/turtle", graphs.to_turtle(whole, prefixes))
    yield File(
        "data/xwalk.nq",
        "The same, one graph a source file, as N-Quads",
        "application/n-quads",
        graphs.to_nquads(held),
    )
    yield File(
        "data/xwalk.jsonld",
        f"{_WHOLE}, as JSON-LD",
        "application/ld+json",
        jsonld.to_jsonld(whole, prefixes),
    )


def _mapping_sets(atlas: Atlas) -> Iterator[File]:
    sets = [
        File(
            f"data/sssom/{anchor(name)}.sssom.tsv",
            str(each.metadata.get("mapping_set_title") or name),
            "text/tab-separated-values",
            mappings.to_sssom(each),
        )
        for name, each in mappings.set_names(each for _, each in atlas.store.mapping_sets)
    ]
    yield _zipped("data/xwalk-sssom.zip", "All mapping sets, as SSSOM TSV", sets)
    yield from sets


def _tables(atlas: Atlas) -> Iterator[File]:
    knowledge = atlas.knowledge
    held = [*tables.record_tables(knowledge), tables.statement_table(knowledge, knowledge.statements())]
    book = workbook.to_xlsx(held, about(atlas.knowledge, atlas.store))
    yield File("data/xwalk.xlsx", "Everything in one workbook, a sheet a kind", _XLSX, book)
    files = [
        File(
            f"data/csv/{tables.file_name(each.name)}.csv",
            f"{each.title}: {len(each.rows):,} rows",
            "text/csv",
            tables.csv_bytes(each),
        )
        for each in [*held, tables.column_table(held)]
    ]
    yield _zipped("data/xwalk-csv.zip", "All tables, as CSV", files)
    yield from files


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _references(atlas: Atlas) -> Iterator[File]:
    held = bibliography.references(atlas.knowledge)
    yield File(BIBTEX, "The bibliography, as BibTeX", "application/x-bibtex", bibliography.to_bibtex(held))
    yield File(
        CSL, "The bibliography, as CSL-JSON", "application/vnd.citationstyles.csl+json", bibliography.to_csl(held)
    )


def _zipped(path: str, title: str, files: list[File]) -> File:
    members = ((file.path.removeprefix("data/"), file.content) for file in files)
    return File(path, title, "application/zip", archive.to_zip(members))


def downloads_page(atlas: Atlas) -> Page:
    """The list of files."""
    said = about(atlas.knowledge, atlas.store)
    files = exported(atlas)
    blocks = [
        (
            "The whole knowledge base, in the form that your program reads. All files are made from one source when "
            "this site is built."
        ),
        (
            f"Release {escape(said['Release'])} of {escape(said['Date'])}. Licence: "
            f"{outside('Creative Commons Attribution 4.0', said['Licence'])}. You may share and adapt the data for "
            "any purpose if you give credit, link to the licence and say what you changed."
        ),
        f"> Credit: {escape(said['Credit'])}",
    ]
    for heading, paths in _FIRST:
        held = [file for path in paths for file in files if file.path == path]
        blocks.append(section(heading, _list(held)))
    alone = [
        details(f"{words} ({len(held)})", _list(held)) for start, words in _ALONE if (held := _below(files, start))
    ]
    blocks.append(section("File by file", *alone))
    sums = next(file for file in files if file.path == "data/SHA256SUMS").content.decode()
    blocks.append(
        section("How to check a file", _CHECK, details("The SHA-256 checksum of each file", block(sums.strip())))
    )
    blocks.append(section("How to read a table", _TABLES))
    return Page(PATH, "Downloads", "\n\n".join(blocks), "The data whole, in every common form, with size and checksum.")


def _below(files: Iterable[File], start: str) -> list[File]:
    return [file for file in files if file.path.startswith(start)]


def _list(files: Iterable[File]) -> str:
    rows = [
        (link(file.path.rpartition("/")[2], relative(file.path, PATH)), escape(file.title), _size(len(file.content)))
        for file in files
    ]
    return table(("File", "What it is", "Size"), rows)


def _size(count: int) -> str:
    """A number of bytes as a reader says it.

    >>> _size(900), _size(12_400), _size(5_400_000)
    ('900 B', '12 kB', '5.4 MB')
    """
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 999_500 else f"{count / 1_000_000:.1f} MB"
