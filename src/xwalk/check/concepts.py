"""Concepts: hierarchies without cycles, labels that tell apart, mappings that do not contradict each other."""

from __future__ import annotations

from collections import defaultdict

from xwalk import sssom
from xwalk.check.findings import ERROR, WARNING, Finding, Subject
from xwalk.hierarchy import Edge, find_cycles, reachable
from xwalk.names import OWL, RDFS, SKOS, XWALK, Prefixes, fold, list_words

#: A place: file, line.
Place = tuple[str, int]


def check_concepts(subject: Subject) -> None:
    """Cycles, labels and clashes of the pack."""
    edges, negated = _edges(subject)
    for predicate in (XWALK + "partOf", SKOS + "broader", "http://purl.org/dc/terms/isPartOf"):
        _cycles(subject, predicate, edges.get(predicate, {}))
    _labels(subject)
    _clashes(subject, edges)
    _denied_and_said(subject, edges, negated)


def _edges(subject: Subject) -> tuple[dict[str, dict[Edge, Place]], dict[str, dict[Edge, Place]]]:
    """The positive and the denied edges by predicate, each with its place."""
    edges: dict[str, dict[Edge, Place]] = defaultdict(dict)
    negated: dict[str, dict[Edge, Place]] = defaultdict(dict)
    for file in subject.records:
        for triple in file.triples:
            place = (file.path, file.lines.get(triple.subject, 0))
            edges[triple.predicate].setdefault((triple.subject, triple.object.text), place)
    for pack, mappings in subject.store.mapping_sets:
        if pack == subject.pack:
            names = Prefixes(mappings.prefixes)
            for row in mappings.rows:
                if row.get("object_id") != sssom.NO_TERM_FOUND:
                    said = negated if row.get("predicate_modifier") == "Not" else edges
                    edge = (names.expand(row.get("subject_id")), names.expand(row.get("object_id")))
                    said[names.expand(row.get("predicate_id"))].setdefault(edge, (mappings.file, row.line))
    return edges, negated


def _cycles(subject: Subject, predicate: str, edges: dict[Edge, Place]) -> None:
    after: dict[str, list[str]] = defaultdict(list)
    for start, end in edges:
        after[start].append(end)
    short = subject.store.prefixes.contract
    for cycle in find_cycles(after):
        file, line = edges[cycle[0], cycle[1]]
        subject.report(
            "cycle",
            f"{short(predicate)} goes in a circle: {' → '.join(short(node) for node in cycle)}",
            "remove the step that is not true",
            file=file,
            line=line,
            record=cycle[0],
        )


def _labels(subject: Subject) -> None:
    """No label twice within a scheme, or within a kind that has no scheme; no label that is also another label.

    Two records of somebody else's may share a label: those do not say how they are known.
    """
    ours: set[str] = set()
    schemes: dict[str, str] = {}
    called: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for file in subject.records:
        for triple in file.triples:
            name, predicate = triple.subject, triple.predicate
            if predicate == SKOS + "inScheme":
                schemes[name] = triple.object.text
            elif predicate in (SKOS + "prefLabel", SKOS + "altLabel"):
                called[name].append((predicate, triple.object.text, fold(triple.object.text)))
            elif predicate == XWALK + "status":
                ours.add(name)
    short = subject.store.prefixes.contract
    first: dict[tuple[str, str], str] = {}
    for name in sorted(called):
        scheme = schemes.get(name) or short(name).partition(":")[0]
        own: dict[str, str] = {}
        for predicate, words, folded in sorted(called[name], reverse=True):
            exact = words.casefold()
            if own.setdefault(exact, predicate) != predicate:
                subject.report_record(
                    "label-disjoint",
                    f"“{words}” is the label and an alternative label of one record (SKOS S13)",
                    "remove the alternative label",
                    record=name,
                    predicate=SKOS + "altLabel",
                    severity=ERROR if name in ours else WARNING,
                )
            other = first.setdefault((scheme, folded), name)
            if other != name:
                subject.report_record(
                    "duplicate-label",
                    f"“{words}” also names {short(other)} in the same scheme or kind",
                    "call one of the two by other words",
                    record=name,
                    predicate=predicate,
                    severity=ERROR if name in ours else WARNING,
                )


def _clashes(subject: Subject, edges: dict[str, dict[Edge, Place]]) -> None:
    """Statements of one pair that cannot both hold (owl:propertyDisjointWith in the ontology; SKOS S46, S27)."""
    disjoint = {
        tuple(sorted((triple.subject, triple.object.text)))
        for triple in subject.store.triples()
        if triple.predicate == OWL + "propertyDisjointWith"
    }
    inverse = subject.inverses
    short = subject.store.prefixes.contract
    told: set[frozenset[Place]] = set()
    for one, other in sorted(disjoint):
        theirs = dict(edges.get(other, {}))
        if other in inverse:
            theirs |= {(end, start): place for (start, end), place in edges.get(inverse[other], {}).items()}
        mine = dict(edges.get(one, {}))
        if one in inverse:
            mine |= {(end, start): place for (start, end), place in edges.get(inverse[one], {}).items()}
        for start, end in sorted(mine.keys() & theirs.keys()):
            places = frozenset((mine[start, end], theirs[start, end]))
            if places in told:  # read from its other end, the same two statements clash once more
                continue
            told.add(places)
            file, line = mine[start, end]
            subject.report(
                "mapping-clash",
                f"{short(start)} has {short(one)} and {short(other)} to {short(end)}, which cannot both hold "
                f"(the other: {theirs[start, end][0]}:{theirs[start, end][1]})",
                "keep the one that is true",
                file=file,
                line=line,
                record=start,
            )
    related = edges.get(SKOS + "related", {})
    above = reachable(edges.get(SKOS + "broader", {}))
    for (start, end), (file, line) in sorted(related.items()):
        if end in above.get(start, ()) or start in above.get(end, ()):
            subject.report(
                "mapping-clash",
                f"{short(start)} is related to {short(end)} and stands above or below it (SKOS S27)",
                "remove skos:related",
                file=file,
                line=line,
                record=start,
            )


def _denied_and_said(
    subject: Subject, edges: dict[str, dict[Edge, Place]], negated: dict[str, dict[Edge, Place]]
) -> None:
    entailed: dict[str, set[str]] = defaultdict(set)
    for triple in subject.store.triples():
        if triple.predicate == RDFS + "subPropertyOf":
            entailed[triple.object.text].add(triple.subject)
    short = subject.store.prefixes.contract
    for predicate, denied in negated.items():
        for said in [predicate, *sorted(entailed[predicate])]:
            for start, end in sorted(denied.keys() & edges.get(said, {}).keys()):
                file, line = denied[start, end]
                other = edges[said][start, end]
                subject.report(
                    "denied-and-said",
                    f"{short(start)} {short(said)} {short(end)} is denied here and said in {other[0]}:{other[1]}",
                    "remove the one that is not true",
                    file=file,
                    line=line,
                    record=start,
                )


def summary(findings: list[Finding]) -> str:
    """What was found, in words.

    >>> summary([])
    'nothing to mend'
    """
    counts: dict[str, int] = defaultdict(int)
    for finding in findings:
        counts[finding.severity] += 1
    said = [f"{count:,} {word}{'s' if count > 1 else ''}" for word, count in sorted(counts.items())]
    return list_words(said) or "nothing to mend"
