"""A pack that imports keep: its folder, what stands in it, and writing all of it or nothing.

The pack's own file, ``ontology/pack.ttl``, says its name. Each source has files of its own beside, named by its stem,
so that taking the same source in again replaces what it brought and nothing else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from xwalk import sssom, turtle
from xwalk.errors import UsageError
from xwalk.files import write_all
from xwalk.intake.content import Content, Kind, kind_class, slug
from xwalk.names import BUILT_IN_PREFIXES, OWL, RDF, RDFS, SH, SKOS, XSD, XWALK, Prefixes
from xwalk.store import declare

#: Where a pack that has no other name has it.
NAMESPACE = "https://w3id.org/xwalk/pack/"
_MARK = "ontology/pack.ttl"
_PREFIXES = Prefixes(
    {"dcterms": "http://purl.org/dc/terms/", "owl": OWL, "rdfs": RDFS, "sh": SH, "skos": SKOS, "xsd": XSD}
    | {"xwalk": XWALK}
)
_HEADER_PREFIXES = {
    "dcterms": "http://purl.org/dc/terms/",
    "owl": OWL,
    "vann": "http://purl.org/vocab/vann/",
}


def pack_iri(folder: Path) -> str:
    """The IRI of a pack that stands, or will stand, in a folder: the one it has, else one made of the folder's name.

    Raises:
        UsageError: The folder is a file, or holds what no import wrote.
    """
    mark = folder / _MARK
    if mark.is_file():
        return next(t.subject for t in turtle.parse(mark) if t.object.text == OWL + "Ontology")
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file", hint="name a folder with -o; it may be a new one")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(
            f"{folder} holds other files, and no import made it",
            hint="name a new folder with -o, or one that an earlier import made",
        )
    return f"{NAMESPACE}{slug(folder.resolve().name) or 'mine'}/"


def write(
    folder: Path, contents: list[Content], known: Prefixes, order: Mapping[str, int], *, dry_run: bool = False
) -> Counter[str]:
    """Write what some sources hold into a pack, whole or not at all.

    Args:
        folder: The folder of the pack; it is made where it does not exist.
        contents: What the sources hold.
        known: The prefixes that are loaded beside.
        order: The place of each property in a record, by IRI.
        dry_run: Write nothing; say what would change.

    Returns:
        How many records and statements are new, changed, unchanged or gone.

    Raises:
        UsageError: The folder is no pack of imports.
        OSError: It cannot be written; what stood there stands as before.
    """
    name = pack_iri(folder)
    made: dict[str, str] = {} if (folder / _MARK).is_file() else {_MARK: _header(name, folder)}
    gone: list[str] = []
    changes: Counter[str] = Counter()
    for content in contents:
        mine = _files(content, name, known, order)
        made |= mine
        old = [path for path in _owned(folder, content.stem) if path not in mine]
        gone += old
        changes += _compared(folder, mine, old)
    if not dry_run:
        write_all(folder, {path: text.encode() for path, text in made.items()}, remove=gone)
    return changes


def _header(name: str, folder: Path) -> str:
    folder_name = folder.resolve().name
    said = {
        "dcterms:title": f"{_quoted(f'What was imported into {folder_name}')}@en",
        "dcterms:description": f"{_quoted('Records and statements of others, taken in from their own files.')}@en",
        "dcterms:creator": _quoted("The makers that each mapping set and scheme names"),
        "dcterms:license": "<https://w3id.org/sssom/license/unspecified>",
        "owl:versionIRI": f"<{name}1.0.0>",
        "owl:versionInfo": _quoted("1.0.0"),
        "vann:preferredNamespacePrefix": _quoted(_prefix(folder_name)),
        "vann:preferredNamespaceUri": _quoted(name),
    }
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in sorted(_HEADER_PREFIXES.items()))
    return f"{head}\n<{name}> a owl:Ontology ;\n" + " ;\n".join(f"    {p} {v}" for p, v in said.items()) + " .\n"


def _prefix(folder_name: str) -> str:
    """A prefix after the name of a folder; a prefix begins with a letter.

    >>> _prefix("Mine"), _prefix("2024-25"), _prefix("...")
    ('mine', 'pack-2024-25', 'mine')
    """
    word = slug(folder_name) or "mine"
    return word if word[0].isalpha() else f"pack-{word}"


def _owned(folder: Path, stem: str) -> list[str]:
    """The files that an earlier import of the same source wrote."""
    single = [f"ontology/{stem}.ttl", f"kb/{stem}.ttl"]
    found = [path for path in single if (folder / path).is_file()]
    crosswalks = folder / "crosswalks" / stem
    return found + sorted(path.relative_to(folder).as_posix() for path in crosswalks.glob("*.sssom.tsv"))


def _files(content: Content, pack: str, known: Prefixes, order: Mapping[str, int]) -> dict[str, str]:
    prefixes = Prefixes(_PREFIXES.namespaces | BUILT_IN_PREFIXES)
    for prefix, namespace in (known.namespaces | content.namespaces).items():
        prefixes.add(prefix, namespace)
    made: dict[str, str] = {}
    if content.kinds or content.namespaces:
        made[f"ontology/{content.stem}.ttl"] = _ontology(content, pack, prefixes)
    if content.triples:
        made[f"kb/{content.stem}.ttl"] = turtle.write_canonical(content.triples, prefixes, order)
    for name, mappings in content.sets.items():
        made[f"crosswalks/{content.stem}/{name}.sssom.tsv"] = sssom.write(mappings)
    return made


def _ontology(content: Content, pack: str, prefixes: Prefixes) -> str:
    head = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in sorted(_PREFIXES.namespaces.items()))
    declared = [
        f'[ sh:prefix "{prefix}" ; sh:namespace {_quoted(space)}^^xsd:anyURI ]'
        for prefix, space in sorted(content.namespaces.items())
    ]
    blocks = [f"<{pack}> sh:declare\n    " + " ,\n    ".join(declared) + " .\n"] if declared else []
    examples = _examples(content, prefixes)
    blocks += [_class(pack, kind, examples) for _, kind in sorted(content.kinds.items())]
    blocks += [_word(pack, *word, examples) for word in sorted(content.words.items())]
    return "\n".join([head, *blocks])


def _examples(content: Content, prefixes: Prefixes) -> dict[str, str]:
    """A record of each class and a statement with each relation, by the IRI of the class or relation."""
    found: dict[str, str] = {}
    for name, predicate, value in content.triples:
        if predicate == RDF + "type":
            found.setdefault(value.text, prefixes.contract(name))
    for mappings in content.sets.values():
        names = Prefixes(mappings.prefixes)
        for row in mappings.rows:
            said = " ".join(row.get(f"{part}_id") for part in ("subject", "predicate", "object"))
            found.setdefault(names.expand(row.get("predicate_id")), said)
    return found


def _class(pack: str, kind: Kind, examples: dict[str, str]) -> str:
    name = kind_class(pack, kind.name)
    said = {"supporting": kind.supporting, "imported": kind.imported}
    flags = "".join(f"    xwalk:{word} true ;\n" for word, holds in said.items() if holds)
    return (
        f"<{name}> a owl:Class ;\n    rdfs:label {_quoted(kind.label)}@en ;\n"
        f"    skos:definition {_quoted(kind.definition)}@en ;\n    skos:example {_quoted(examples.get(name, '—'))} ;\n"
        f"{flags}    rdfs:isDefinedBy <{pack}> ;\n    xwalk:kind {_quoted(kind.name)} .\n"
    )


def _word(pack: str, name: str, meaning: tuple[str, str], examples: dict[str, str]) -> str:
    phrase, definition = map(_quoted, meaning)
    return (
        f"<{name}> a owl:ObjectProperty ;\n    rdfs:label {phrase}@en ;\n    skos:definition {definition}@en ;\n"
        f"    skos:example {_quoted(examples.get(name, '—'))} ;\n    rdfs:isDefinedBy <{pack}> ;\n"
        f"    xwalk:phrase {phrase} .\n"
    )


def _quoted(text: str) -> str:
    """Text as a literal of Turtle; JSON escapes all that Turtle does."""
    return json.dumps(text, ensure_ascii=False)


def _compared(folder: Path, made: dict[str, str], gone: list[str]) -> Counter[str]:
    """How the blocks of records and the rows of statements differ from what stood there."""
    changes: Counter[str] = Counter()
    for path in [*made, *gone]:
        before = _parts(path, (folder / path).read_text(encoding="utf-8") if (folder / path).is_file() else "")
        after = _parts(path, made.get(path, ""))
        changes["new"] += len(after.keys() - before.keys())
        changes["gone"] += len(before.keys() - after.keys())
        same = sum(after[key] == before[key] for key in after.keys() & before.keys())
        changes["unchanged"] += same
        changes["changed"] += len(after.keys() & before.keys()) - same
    return changes


def _parts(path: str, text: str) -> dict[str, str]:
    """The records of a file of records, or the statements of a mapping set, each by its name."""
    if path.startswith("kb/"):
        blocks = (block for block in text.split("\n\n") if block and not block.startswith("@prefix"))
        return {block.partition("\n")[0]: block for block in blocks}
    if path.endswith(".tsv"):
        rows = [line for line in text.split("\n") if line and not line.startswith("#")][1:]
        counted: Counter[str] = Counter()
        found: dict[str, str] = {}
        for row in rows:
            key = "\t".join(row.split("\t")[:4])
            counted[key] += 1
            found[f"{key}\t{counted[key]}"] = row
        return found
    return {}


def others(folder: Path, stem: str) -> tuple[Prefixes, set[str]]:
    """What a pack holds beside the files of one source: the prefixes it declares, and the IRIs of its records.

    Args:
        folder: The folder of the pack; it may not exist yet.
        stem: The stem of that source.
    """
    prefixes, records = Prefixes(), set[str]()
    for part in ("ontology", "kb"):
        for path in sorted((folder / part).glob("*.ttl")):
            if path.stem != stem:
                triples = turtle.parse(path)
                declare(triples, prefixes)
                records |= {triple.subject for triple in triples} if part == "kb" else set()
    return prefixes, records
