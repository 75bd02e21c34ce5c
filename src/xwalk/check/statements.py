"""Statements: how each is known, and whether that is possible."""

from __future__ import annotations

from collections import defaultdict

from xwalk import sssom
from xwalk.check.findings import WARNING, Subject
from xwalk.names import RDF, SKOS, XWALK, Prefixes, list_words

_DOMAIN = "https://schema.org/domainIncludes"


def check_statements(subject: Subject) -> None:
    """Status fits justification; evidence was verified; the subject is of a kind that fits; no row stands twice."""
    _pairs(subject)
    _unverified(subject)
    _domains(subject)
    _doubles(subject)
    _rule_sets(subject)
    _rules(subject)


def _pairs(subject: Subject) -> None:
    allowed: dict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for triple in subject.store.triples():
        if triple.predicate == SKOS + "notation":
            names[triple.subject] = triple.object.text
    for triple in subject.store.triples():
        if triple.predicate == XWALK + "allowsJustification":
            allowed[names.get(triple.subject, "")].add(triple.object.text)
    for pack, mappings in subject.store.mapping_sets:
        if pack != subject.pack:
            continue
        prefixes = Prefixes(mappings.prefixes)
        for row in mappings.rows:
            status, given = row.get("status"), prefixes.expand(row.get("mapping_justification"))
            if status in allowed and given not in allowed[status]:
                fitting = list_words(
                    sorted(subject.store.prefixes.contract(each) for each in allowed[status]), conjunction="or"
                )
                subject.report(
                    "status-justification",
                    f"a statement that is {status} cannot rest on {row.get('mapping_justification') or 'nothing'}",
                    f"use {fitting}, or another status",
                    file=mappings.file,
                    line=row.line,
                )


def _unverified(subject: Subject) -> None:
    """What rests on nothing but unverified passages is never stated."""
    verified = {
        triple.subject
        for triple in subject.store.triples()
        if triple.predicate == XWALK + "verification" and triple.object.text != "unverified"
    }
    hint = "verify a passage and say how, or make it asserted with a reason"
    for file in subject.records:
        evidence: dict[str, list[str]] = defaultdict(list)
        stated: set[str] = set()
        for triple in file.triples:
            if triple.predicate == XWALK + "evidence":
                evidence[triple.subject].append(triple.object.text)
            elif triple.predicate == XWALK + "status" and triple.object.text == "stated":
                stated.add(triple.subject)
        for name in sorted(stated):
            if evidence[name] and not verified.intersection(evidence[name]):
                subject.report_record(
                    "stated-unverified",
                    "it is stated, and nobody verified any of its passages",
                    hint,
                    record=name,
                    predicate=XWALK + "evidence",
                )
    for pack, mappings in subject.store.mapping_sets:
        prefixes = Prefixes(mappings.prefixes)
        for row in mappings.rows:
            passages = [prefixes.expand(each) for each in row.get("evidence").split("|") if each]
            if pack == subject.pack and row.get("status") == "stated" and not verified.intersection(passages):
                what = "nobody verified any of its passages" if passages else "it names no passage"
                subject.report(
                    "stated-unverified", f"it is stated, and {what}", hint, file=mappings.file, line=row.line
                )


def _domains(subject: Subject) -> None:
    takes: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    relations = {triple.subject for triple in subject.store.triples() if triple.predicate == XWALK + "phrase"}
    for triple in subject.store.triples():
        if triple.predicate == _DOMAIN and triple.subject in relations:
            takes[triple.subject].add(subject.kinds.get(triple.object.text, ""))
        elif triple.predicate == RDF + "type" and triple.object.text in subject.kinds:
            kinds[triple.subject] = subject.kinds[triple.object.text]
    for pack, mappings in subject.store.mapping_sets:
        if pack != subject.pack:
            continue
        prefixes = Prefixes(mappings.prefixes)
        for row in mappings.rows:
            predicate = prefixes.expand(row.get("predicate_id"))
            kind = kinds.get(prefixes.expand(row.get("subject_id")), "")
            if kind and takes.get(predicate) and kind not in takes[predicate]:
                subject.report(
                    "wrong-subject",
                    f"{row.get('predicate_id')} is said of {list_words(sorted(takes[predicate]), conjunction='or')}, "
                    f"and {row.get('subject_id')} is of kind {kind}",
                    "turn the statement round, or use another relation",
                    file=mappings.file,
                    line=row.line,
                )


def _doubles(subject: Subject) -> None:
    first: dict[str, tuple[str, int]] = {}
    for pack, mappings in subject.store.mapping_sets:
        if pack != subject.pack:
            continue
        for row in mappings.rows:
            name = sssom.statement_id(mappings.id, row)
            place = first.setdefault(name, (mappings.file, row.line))
            if place != (mappings.file, row.line):
                subject.report(
                    "same-statement",
                    f"the same statement stands in {place[0]}:{place[1]}",
                    "keep one row",
                    file=mappings.file,
                    line=row.line,
                )


def _rule_sets(subject: Subject) -> None:
    declared = {
        triple.subject.rpartition("/")[2]
        for triple in subject.store.triples()
        if triple.predicate == RDF + "type" and triple.object.text == XWALK + "RuleSet"
    }
    for pack, mappings in subject.store.mapping_sets:
        if pack == subject.pack and declared and mappings.rule_set not in declared:
            subject.report(
                "unknown-rule-set",
                f"there is no rule set {mappings.rule_set}",
                f"use {list_words(sorted(declared), conjunction='or')}",
                file=mappings.file,
                line=1,
                severity=WARNING,
            )


def _rules(subject: Subject) -> None:
    """A rule of the pack says something else of two relations than a rule that is loaded before it."""
    said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in subject.store.triples():
        said[triple.subject][triple.predicate].append(triple.object.text)
    first: dict[tuple[str, ...], str] = {}
    for rule, values in said.items():
        if XWALK + "Rule" not in values[RDF + "type"]:
            continue
        gives = "".join(values[XWALK + "gives"])
        for rule_set in values[XWALK + "inRuleSet"]:
            pair = (rule_set, *values[XWALK + "first"], *values[XWALK + "then"])
            other = first.setdefault(pair, rule)
            if other != rule and gives != "".join(said[other][XWALK + "gives"]):
                name = subject.store.prefixes.contract
                subject.report_record(
                    "rule-clash",
                    f"{name(other)} says what these two relations give in {name(rule_set)}, and comes first",
                    "give the rule a rule set of the pack's own, and name that in its mapping sets",
                    record=rule,
                )
