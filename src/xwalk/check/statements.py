"""Statements: how each is known, and whether that is possible.

What a relation between two records says stands with the record, where the source says it, or in a row of a mapping set.
"""

from __future__ import annotations

from collections import defaultdict

from xwalk import slots, sssom
from xwalk.check.findings import ERROR, WARNING, Subject
from xwalk.names import RDF, SKOS, XWALK, Prefixes, list_words

_DOMAIN = "https://schema.org/domainIncludes"


def check_statements(subject: Subject) -> None:
    """Status fits justification; evidence was verified; the subject is of a kind that fits; nothing stands twice.

    What a curator holds has a confidence: a relation that stands with an asserted record has none.
    """
    _slots(subject)
    _pairs(subject)
    _unverified(subject)
    _domains(subject)
    _doubles(subject)
    _with_records(subject)
    _rule_sets(subject)
    _rules(subject)


def _slots(subject: Subject) -> None:
    """What SSSOM does not allow, in a set that does not say how its rows are known: nobody else looks at these."""
    for pack, mappings in subject.store.mapping_sets:
        if pack != subject.pack or mappings.says_status:
            continue
        for row in mappings.rows:
            for _, reason in slots.faults(row.cells, mappings.prefixes):
                subject.report("sssom", reason, "SSSOM does not allow it", file=mappings.file, line=row.line)


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
    # of a kind that no relation names nothing is known, such as one that a pack of imports brings
    spoken = {kind for kinds_taken in takes.values() for kind in kinds_taken if kind}
    for pack, mappings in subject.store.mapping_sets:
        if pack != subject.pack:
            continue
        prefixes = Prefixes(mappings.prefixes)
        for row in mappings.rows:
            predicate = prefixes.expand(row.get("predicate_id"))
            kind = kinds.get(prefixes.expand(row.get("subject_id")), "")
            if kind in spoken and takes.get(predicate) and kind not in takes[predicate]:
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
                    severity=ERROR if mappings.says_status else WARNING,
                )


def _with_records(subject: Subject) -> None:
    """A relation that stands with its record and that rules compose: the source says it, and no row says it again."""
    inverse = subject.inverses
    composed = _composed(subject)
    rows = _places(subject)
    short = subject.store.prefixes.contract
    for file in subject.records:
        asserted = {t.subject for t in file.triples if (t.predicate, t.object.text) == (XWALK + "status", "asserted")}
        for name, predicate, value in file.triples:
            if predicate not in composed:
                continue
            said = f"{short(name)} {short(predicate)} {short(value.text)}"
            row = rows.get((name, predicate, value.text)) or rows.get((value.text, inverse.get(predicate, ""), name))
            if row is not None:
                subject.report_record(
                    "said-twice",
                    f"“{said}” stands here and in {row[0]}:{row[1]}",
                    "keep it here if the source says it, else in the row",
                    record=name,
                    predicate=predicate,
                )
            elif name in asserted:
                kinds = [short(each).partition(":")[0] for each in (name, value.text)]
                subject.report_record(
                    "no-confidence",
                    f"“{said}” stands with a record that is asserted, and nothing says how sure it is",
                    f"say it in a row of a mapping set, such as crosswalks/{'--'.join(kinds)}.sssom.tsv, with a "
                    "confidence, a reason and the passage, and remove it here",
                    record=name,
                    predicate=predicate,
                )


def _composed(subject: Subject) -> set[str]:
    """The relations that a rule can compose, and their inverses: between records they are statements."""
    parts = {XWALK + part for part in ("first", "then", "gives")}
    found = {triple.object.text for triple in subject.store.triples() if triple.predicate in parts}
    return found | {subject.inverses[each] for each in found if each in subject.inverses}


def _places(subject: Subject) -> dict[tuple[str, str, str], tuple[str, int]]:
    """The place of each row of the pack that is no denial, by what it says."""
    found: dict[tuple[str, str, str], tuple[str, int]] = {}
    for pack, mappings in subject.store.mapping_sets:
        names = Prefixes(mappings.prefixes)
        for row in mappings.rows if pack == subject.pack else ():
            if not row.get("predicate_modifier"):
                said = tuple(names.expand(row.get(column)) for column in ("subject_id", "predicate_id", "object_id"))
                found.setdefault((said[0], said[1], said[2]), (mappings.file, row.line))
    return found


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
