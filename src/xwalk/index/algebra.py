"""The relations and rules of an ontology, compiled: inverses, what entails what, what follows what."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from math import isfinite

from xwalk.names import OWL, RDF, RDFS, SKOS, XWALK, whole_number
from xwalk.rdf import IRI, Triple

_SUBPROPERTY = RDFS + "subPropertyOf"


def compile_algebra(
    triples: Iterable[tuple[str, Triple]], short: Callable[[str], str], db: sqlite3.Connection
) -> set[str]:
    """Write the tables relation, entails, excludes, rule and status.

    Args:
        triples: What the ontologies say, each with the name of its pack; the first pack comes first.
        short: Contracts an IRI.
        db: The index.

    Returns:
        The relations that a rule can compose, and their inverses: those between records inside a scheme count as
        statements.
    """
    values, by_pack = _nested(), defaultdict[str, Values](_nested)
    for pack, (subject, predicate, value) in triples:
        if not subject.startswith("_:"):
            name = short(value.text) if value.sort == IRI else value.text
            for held in (values, by_pack[pack]):
                held[short(subject)][short(predicate)].append(name)
    names = {key: short(iri) for key, iri in _VOCABULARY.items()}
    chained = _rules(by_pack, names, db)
    inverses = _relations(values, names, chained, db)
    _statuses(values, names, db)
    return chained | {inverses[relation] for relation in chained if relation in inverses}


_VOCABULARY = {
    "type": RDF + "type",
    "label": RDFS + "label",
    "comment": RDFS + "comment",
    "subproperty": _SUBPROPERTY,
    "inverse": OWL + "inverseOf",
    "symmetric": OWL + "SymmetricProperty",
    "disjoint": OWL + "propertyDisjointWith",
    "definition": SKOS + "definition",
    "scope": SKOS + "scopeNote",
    "notation": SKOS + "notation",
    "rule": XWALK + "Rule",
    "ruleset": XWALK + "RuleSet",
    "first": XWALK + "first",
    "then": XWALK + "then",
    "gives": XWALK + "gives",
    "factor": XWALK + "factor",
    "in": XWALK + "inRuleSet",
    "extends": XWALK + "extends",
    "phrase": XWALK + "phrase",
    "family": XWALK + "family",
    "rank": XWALK + "rank",
    "via": XWALK + "via",
    "status": XWALK + "Status",
    "justification": XWALK + "allowsJustification",
}

Values = dict[str, dict[str, list[str]]]


def _nested() -> Values:
    return defaultdict(lambda: defaultdict(list))


def _one(values: Values, subject: str, predicate: str) -> str:
    found = values.get(subject, {}).get(predicate)
    return found[0] if found else ""


def _declared(by_pack: dict[str, Values], names: dict[str, str], sort: str) -> dict[str, tuple[str, Values]]:
    """The rules, or the rule sets: each with the first pack that declares it, and what that pack says.

    What another pack says of it is left out, so that no pack changes the rules of another.
    """
    found: dict[str, tuple[str, Values]] = {}
    for pack, values in by_pack.items():
        for subject in values:
            if names[sort] in values[subject].get(names["type"], ()):
                found.setdefault(subject, (pack, values))
    return found


def _rules(by_pack: dict[str, Values], names: dict[str, str], db: sqlite3.Connection) -> set[str]:
    held: dict[str, set[str]] = {}
    labels: dict[str, str] = {}
    sets = _declared(by_pack, names, "ruleset")
    for rule_set, (_, values) in sets.items():
        labels[rule_set] = _one(values, rule_set, names["label"]) or rule_set
        queue, reached = [rule_set], set()
        while queue:
            current = queue.pop()
            if current not in reached:
                reached.add(current)
                queue += sets[current][1].get(current, {}).get(names["extends"], []) if current in sets else []
        held[rule_set] = reached
    chained: set[str] = set()
    for rule, (pack, values) in _declared(by_pack, names, "rule").items():
        own = set(values[rule].get(names["in"], ()))
        first, then, gives = (_one(values, rule, names[part]) for part in ("first", "then", "gives"))
        chained |= {first, then, gives}
        factor = share(_one(values, rule, names["factor"]))
        why = _one(values, rule, names["comment"])
        db.executemany(
            "INSERT OR IGNORE INTO rule VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (labels[rule_set], first, then, gives, factor, rule, why, pack)
                for rule_set, reached in held.items()
                if own & reached
            ],
        )
    return chained


def share(text: str) -> float:
    """A confidence or factor: 1 when left out, and never more; 0 for what is no share.

    >>> share(""), share("0.5"), share("1.5"), share("much"), share("nan")
    (1.0, 0.5, 1.0, 0.0, 0.0)
    """
    try:
        number = float(text or 1.0)
    except ValueError:
        return 0.0
    return min(number, 1.0) if number >= 0 and isfinite(number) else 0.0


def _relations(values: Values, names: dict[str, str], chained: set[str], db: sqlite3.Connection) -> dict[str, str]:
    inverse: dict[str, str] = {}
    relations = {s for s in values if names["phrase"] in values[s]} | chained
    for subject in list(values):
        for other in values[subject].get(names["inverse"], ()):
            inverse.setdefault(subject, other)
            inverse.setdefault(other, subject)
        if names["symmetric"] in values[subject].get(names["type"], ()):
            inverse.setdefault(subject, subject)
    entailed: dict[str, set[str]] = {}
    for relation in sorted(relations | {inverse[relation] for relation in relations if relation in inverse}):
        label = _one(values, relation, names["label"]) or relation.partition(":")[2]
        db.execute(
            "INSERT INTO relation VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                relation,
                label,
                _one(values, relation, names["phrase"]) or label,
                _one(values, relation, names["family"]) or "other",
                whole_number(_one(values, relation, names["rank"]), 1000),
                _one(values, relation, names["via"]),
                inverse.get(relation),
                _one(values, relation, names["definition"]),
                _one(values, relation, names["scope"]),
            ),
        )
        queue, reached = [relation], {relation}
        while queue:
            for above in values.get(queue.pop(), {}).get(names["subproperty"], ()):
                if above not in reached:
                    reached.add(above)
                    queue.append(above)
        db.executemany("INSERT INTO entails VALUES (?, ?)", [(relation, above) for above in sorted(reached)])
        entailed[relation] = reached
    apart = [(one, other) for one in list(values) for other in values[one].get(names["disjoint"], ())]
    _exclusions(apart, entailed, inverse, db)
    return inverse


def _exclusions(
    apart: list[tuple[str, str]], entailed: dict[str, set[str]], inverse: dict[str, str], db: sqlite3.Connection
) -> None:
    """Which relations cannot hold together: those declared disjoint, and all that entail them, also by the inverse."""
    entailing: dict[str, set[str]] = defaultdict(set)
    for relation, above in entailed.items():
        back = {inverse[each] for each in entailed.get(inverse.get(relation, ""), ()) if each in inverse}
        for each in above | back:
            entailing[each].add(relation)
    found = {
        pair
        for one, other in apart
        for first in entailing[one]
        for second in entailing[other]
        for pair in ((first, second), (second, first))
    }
    db.executemany("INSERT INTO excludes VALUES (?, ?)", sorted(found))


def _statuses(values: Values, names: dict[str, str], db: sqlite3.Connection) -> None:
    for subject in values:
        if names["status"] in values[subject].get(names["type"], ()):
            status = _one(values, subject, names["notation"])
            for justification in values[subject].get(names["justification"], ()):
                db.execute("INSERT OR IGNORE INTO status VALUES (?, ?)", (status, justification))
