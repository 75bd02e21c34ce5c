"""From files to numbers: things, statements, rules and vocabularies, each as a table that the plan can join."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import partial

from xwalk.compose.algebra import Algebra
from xwalk.compose.engine import Engine
from xwalk.compose.names import Common
from xwalk.compose.options import Options
from xwalk.compose.sets import SetFile, insert_rows, refuse
from xwalk.compose.vocabulary import order
from xwalk.names import BUILT_IN_PREFIXES, NO_TERM_FOUND, Prefixes
from xwalk.rules import RuleTable

#: The SQL of this stage, in order.
STAGES = ("load.sql", "number.sql")
_SETS = (
    "mapping_set INTEGER, identity VARCHAR, map INTEGER, rule_set INTEGER, subject_source VARCHAR,"
    " object_source VARCHAR"
)


def load(engine: Engine, files: Sequence[SetFile], common: Common, rules: RuleTable, options: Options) -> list[str]:
    """Read the sets, and make the tables that the plan starts from.

    Args:
        engine: Runs the SQL.
        files: The mapping sets.
        common: The common form of their names.
        rules: The rule table.
        options: How to compose.

    Returns:
        The vocabularies that stand as subject in no given row.

    Raises:
        SourceError: A row cannot be read or composed; the error carries the line.
    """
    rule_sets = sorted({file.mappings.rule_set for file in files})
    engine.table(("mapping_set", _SETS, [_about(file, n, common, rule_sets) for n, file in enumerate(files)]))
    engine.table(("head", "map INTEGER, prefix VARCHAR, head VARCHAR, becomes VARCHAR", list(common.heads)))
    engine.table(("longer", "map INTEGER, head VARCHAR, longer VARCHAR", list(common.longer())))
    nothing = common.contract(Prefixes(BUILT_IN_PREFIXES).expand(NO_TERM_FOUND))
    engine.connection.execute("SET VARIABLE no_term_found = ?", [nothing])
    read, number = STAGES
    engine.run(read, "reading", {"given": partial(_rows, engine, files), "bad": partial(_check, engine, files)})
    engine.drop("given", "word", "named", "word_node")
    _sources(engine, common)
    algebra = Algebra(rules, options.rule_set, rule_sets, engine.fetch("SELECT predicate, rule_set FROM predicates"))
    for table in algebra.tables():
        engine.table(table)
    engine.run(number, "numbering")
    engine.drop("spoken", "source", "node_sources")
    return _homes(engine, options)


def _about(file: SetFile, number: int, common: Common, rule_sets: list[str]) -> tuple[object, ...]:
    mappings = file.mappings
    sources = (str(mappings.metadata.get(slot) or "") for slot in ("subject_source", "object_source"))
    return (number, mappings.id, common.map_of[number], rule_sets.index(mappings.rule_set), *sources)


def _rows(engine: Engine, files: Sequence[SetFile]) -> None:
    for number, file in enumerate(files):
        read = partial(insert_rows, engine.connection, number, file, engine.work)
        engine.step(f"read_{number}", f"reading {file.path}", read)


def _check(engine: Engine, files: Sequence[SetFile]) -> None:
    bad = {number for (number,) in engine.fetch("SELECT mapping_set FROM bad")}
    if bad:
        refuse([file for number, file in enumerate(files) if number in bad])


def _sources(engine: Engine, common: Common) -> None:
    """What the declared sources mean: their IRIs."""
    names = [Prefixes(spaces) for spaces in common.maps]
    found = engine.fetch("SELECT DISTINCT map, source FROM source ORDER BY ALL")
    rows: list[tuple[object, ...]] = [(each, source, names[each].expand(source)) for each, source in found]
    engine.table(("source_iri", "map INTEGER, source VARCHAR, iri VARCHAR", rows))


def _homes(engine: Engine, options: Options) -> list[str]:
    """Which homes stand as subject and in which order, and which share a vocabulary."""
    homes = engine.fetch("SELECT home, vocabulary, sources FROM homes ORDER BY home")
    vocabulary = {home: name for home, name, _ in homes}
    flow = engine.fetch("SELECT subject, object, rows FROM flow ORDER BY ALL")
    ordered, standing = order((vocabulary[one], vocabulary[other], rows) for one, other, rows in flow)
    place = {name: number for number, name in enumerate(ordered)}
    numbers = {name: number for number, name in enumerate(sorted(set(vocabulary.values())))}
    engine.table(
        (
            "home",
            "home INTEGER, vocabulary INTEGER, place INTEGER, stands INTEGER",
            [
                (home, numbers[name], place.get(name, len(place)), int(options.any_subject or name in standing))
                for home, name in vocabulary.items()
            ],
        )
    )
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for home, name, sources in homes:
        alike["prefix", name].append(home)
        for source in filter(None, sources.split("\n")):
            alike["source", source].append(home)
    shared = {(one, other) for group in alike.values() for one in group for other in group}
    rows: list[tuple[object, ...]] = [] if options.same_vocabulary else sorted(shared)
    engine.table(("shared", "one INTEGER, other INTEGER", rows))
    return sorted(set(ordered) - standing)
