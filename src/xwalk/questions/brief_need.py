"""The need: what a survey found on a topic, with what must be known before it is quoted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record
from xwalk.names import list_words
from xwalk.questions.answers import Evidence
from xwalk.questions.brief_lines import Finding, Limits, Line, Need, readable, sentence
from xwalk.questions.parts import Parts

#: The order in which findings serve a memo: what was measured, what was compared, what was concluded, the rest.
_TYPES = {"survey": 0, "direction": 1, "headline": 2}
#: What a reader must know before quoting a finding. Source: the types of remarks in the ontology.
_CAVEATS = {"limitation": 0, "caveat": 1, "inconsistency": 2, "rival explanation": 3}


_END_OF_CLAUSE = re.compile(r"; |\. ")


class _Held(NamedTuple):
    """A finding and the items through which it concerns the topic."""

    record: Record
    items: tuple[Record, ...]


class Survey(NamedTuple):
    """What is recorded of a survey on a topic: areas and how they belong to it, items that ask, findings."""

    areas: list[Record]
    by_way: str
    items: list[Record]
    held: list[_Held]


def survey(knowledge: Knowledge, topic: Record) -> Survey:
    """The areas, items and findings that speak to a topic."""
    areas, by_way = areas_of(knowledge, topic)
    items = _items(knowledge, topic, areas)
    return Survey(areas, by_way, items, _findings(knowledge, topic, areas, items))


def need(parts: Parts, found: Survey, limits: Limits) -> Need:
    """What the survey found on a topic, and the remarks that bear on it, the most relevant first.

    Args:
        parts: Reads the parts of the answers.
        found: What is recorded of the survey on the topic.
        limits: How much is said in full.
    """
    knowledge, held = parts.knowledge, found.held
    lead = next((each for each in held if knowledge.value(each.record, "xwalk:type") == "headline"), None)
    if lead is None:
        lead = next(iter(_choose(knowledge, held, limits.findings)), None)
    rest = [each for each in held if each is not lead]
    chosen = _choose(knowledge, rest, limits.findings)
    shown = [*([lead] if lead else []), *chosen]
    caveats = _caveats(knowledge, shown)
    shared = Counter(words for each in held for words in knowledge.values(each.record, "xwalk:ambiguity"))
    return Need(
        found.areas,
        found.by_way,
        _finding(parts, lead.record, shared) if lead else None,
        [_finding(parts, each.record, shared) for each in chosen],
        _samples(parts, shown),
        [_remark(parts, each) for each in caveats[: limits.caveats]],
        len(rest) - len(chosen),
        max(0, len(caveats) - limits.caveats),
    )


def areas_of(knowledge: Knowledge, topic: Record) -> tuple[list[Record], str]:
    """The areas whose findings speak to a topic, and how they belong to it, in words."""
    if topic.kind == "area":
        return [topic], ""
    parts = _joined(knowledge, topic, "xwalk:partOf", inward=True) + _joined(
        knowledge, topic, "skos:exactMatch", inward=True
    )
    if parts:
        return parts, "through its areas"
    return _joined(knowledge, topic, "xwalk:advances", inward=False), "through the areas that it works toward"


def _items(knowledge: Knowledge, topic: Record, areas: Iterable[Record]) -> list[Record]:
    """The items that ask about a topic or its areas, each once."""
    found = [
        item
        for record in [topic, *areas]
        for relation in ("xwalk:measures", "xwalk:measuresPartOf")
        for item in _joined(knowledge, record, relation, inward=True, kind="item")
    ]
    return list({item.key: item for item in found}.values())


def _joined(knowledge: Knowledge, record: Record, relation: str, *, inward: bool, kind: str = "area") -> list[Record]:
    """The records of a kind that a given statement of a relation joins to a record, read from either end."""
    inverse = knowledge.rules.inverse(relation)
    steps = [(relation, inward)] + ([(inverse, not inward)] if inverse else [])
    found: dict[int, Record] = {}
    for name, into in steps:
        for statement in knowledge.statements_at(record.key, [name], inward=into):
            other = knowledge.record(statement.subject if into else statement.object)
            if other.kind == kind and not statement.negated and statement.status != "suggested":
                found[other.key] = other
    return sorted(found.values(), key=lambda each: each.label)


def _findings(knowledge: Knowledge, topic: Record, areas: list[Record], items: list[Record]) -> list[_Held]:
    """The findings about a topic, its areas or the items that ask about them, by kind and name."""
    through: dict[int, list[Record]] = {}
    direct = list({record.key: record for record in [topic, *areas]}.values())
    for record in direct:
        for finding in knowledge.pointing_at(record, "xwalk:about"):
            if finding.kind == "finding":
                through.setdefault(finding.key, [])
    for item in items:
        for finding in knowledge.pointing_at(item, "xwalk:about"):
            if finding.kind == "finding":
                through.setdefault(finding.key, []).append(item)
    held = [_Held(knowledge.record(key), tuple(items)) for key, items in through.items()]
    return sorted(held, key=lambda each: (_type(knowledge, each.record), each.record.name))


def _type(knowledge: Knowledge, finding: Record) -> int:
    return _TYPES.get(knowledge.value(finding, "xwalk:type"), len(_TYPES))


def _choose(knowledge: Knowledge, held: list[_Held], most: int) -> list[_Held]:
    """Findings that together say most: new respondents, items and grades first; differences that were tested first.

    What was measured leaves room for what was compared.
    """
    compared = sorted(
        (each for each in held if _type(knowledge, each.record) == 1),
        key=lambda each: (knowledge.value(each.record, "xwalk:significance") != "significant", each.record.name),
    )
    room = most - min(2 if most > 4 else 1, len(compared))
    chosen = _varied(knowledge, [each for each in held if _type(knowledge, each.record) == 0], room)
    chosen += compared[: most - len(chosen)]
    others = [each for each in held if _type(knowledge, each.record) > 1]
    return chosen + others[: most - len(chosen)]


def _varied(knowledge: Knowledge, held: list[_Held], most: int) -> list[_Held]:
    left = list(held)
    chosen: list[_Held] = []
    seen: dict[str, set[str]] = {"items": set(), "respondent": set(), "grades": set()}

    def gain(each: _Held) -> tuple[int, ...]:
        said = knowledge.said(each.record)
        return (
            said.get("xwalk:comparator") == "similar to",
            -len({item.name for item in each.items} - seen["items"]),
            said.get("xwalk:respondent", "") in seen["respondent"],
            len(each.items),
            said.get("xwalk:gradeBand", "") in seen["grades"],
        )

    while left and len(chosen) < most:
        best = min(left, key=lambda each: (gain(each), each.record.name))
        left.remove(best)
        chosen.append(best)
        seen["items"] |= {item.name for item in best.items}
        seen["respondent"].add(knowledge.value(best.record, "xwalk:respondent"))
        seen["grades"].add(knowledge.value(best.record, "xwalk:gradeBand"))
    return sorted(chosen, key=lambda each: (knowledge.value(each.record, "xwalk:respondent"), each.record.name))


def _finding(parts: Parts, record: Record, shared: Counter[str]) -> Finding:
    """A finding; of what its source leaves open, that comes first which few other findings share."""
    knowledge = parts.knowledge
    said = knowledge.said(record)
    left_open = sorted(knowledge.values(record, "xwalk:ambiguity"), key=lambda words: shared[words])
    return Finding(
        record=record,
        text=sentence(readable(knowledge, said.get("skos:definition", record.label))),
        comparator=said.get("xwalk:comparator", ""),
        value=said.get("xwalk:value", ""),
        low=said.get("xwalk:low", ""),
        high=said.get("xwalk:high", ""),
        unit=said.get("xwalk:unit", ""),
        base=said.get("xwalk:base", ""),
        respondent=said.get("xwalk:respondent", ""),
        grades=said.get("xwalk:gradeBand", ""),
        counts=said.get("xwalk:threshold", ""),
        contrast=said.get("xwalk:contrast", ""),
        significance=said.get("xwalk:significance", ""),
        open=_clause(readable(knowledge, left_open[0])) if left_open else "",
        also_open=max(0, len(left_open) - 1),
        cites=_telling(parts.evidence(knowledge.values(record, "xwalk:evidence")), said),
        status=said.get("xwalk:status", ""),
    )


def _clause(text: str) -> str:
    """The first clause of a text, as a sentence.

    >>> _clause("The level is not said; it may be high. More.")
    'The level is not said.'
    """
    return sentence(_END_OF_CLAUSE.split(text, maxsplit=1)[0])


def _telling(passages: list[Evidence], said: dict[str, str]) -> tuple[str, ...]:
    """The passage in which the number of a finding stands, or the first that a machine found."""
    numbers = [said[name] for name in ("xwalk:value", "xwalk:low", "xwalk:high") if name in said]
    best = sorted(
        passages, key=lambda passage: (not any(n in passage.anchor for n in numbers), passage.verification != "machine")
    )
    return (best[0].id,) if best else ()


def _samples(parts: Parts, shown: list[_Held]) -> list[Line]:
    """Whom the shown findings rest on: name, size with its comparator, time."""
    knowledge = parts.knowledge
    lines = []
    samples = {s.key: s for each in shown for s in knowledge.targets(each.record, "xwalk:sample")}
    for sample in sorted(samples.values(), key=lambda each: each.name):
        said = knowledge.said(sample)
        comparator = said.get("xwalk:comparator", "")
        size = [] if comparator == "exactly" else [comparator]
        size += [_thousands(said.get("xwalk:value", "")), said.get("xwalk:unit", "")]
        details = [" ".join(filter(None, size)), said.get("xwalk:timing", "")]
        lines.append(Line(f"{sample.label} ({', '.join(filter(None, details))})", (), said.get("xwalk:status", "")))
    return lines


def _thousands(value: str) -> str:
    return f"{int(value):,}" if value.isdecimal() and len(value) < 16 else value


def _caveats(knowledge: Knowledge, shown: list[_Held]) -> list[Record]:
    """Remarks that bear on shown findings, those about a finding or item in turn with those about a whole sample.

    Of each sort those come first that bear on more findings, that say how to read, and that concern more records.
    """
    near: Counter[int] = Counter()
    wide: Counter[int] = Counter()
    remarks: dict[int, Record] = {}
    for each in shown:
        ends = [(each.record, near), *((item, near) for item in each.items)]
        ends += [(sample, wide) for sample in knowledge.targets(each.record, "xwalk:sample")]
        for end, counts in ends:
            for remark in knowledge.pointing_at(end, "xwalk:about"):
                if knowledge.value(remark, "xwalk:type") in _CAVEATS:
                    remarks[remark.key] = remark
                    counts[remark.key] += 1

    def ranked(counts: Counter[int]) -> list[Record]:
        def place(key: int) -> tuple[object, ...]:
            remark = remarks[key]
            sort = _CAVEATS[knowledge.value(remark, "xwalk:type")]
            about = len(knowledge.values(remark, "xwalk:about"))
            return (-counts[key], not knowledge.value(remark, "skos:scopeNote"), -about, sort, remark.name)

        return [remarks[key] for key in sorted(counts, key=place)]

    turns = zip_longest(ranked(near), [each for each in ranked(wide) if each.key not in near])
    return [each for pair in turns for each in pair if each is not None]


def _remark(parts: Parts, remark: Record) -> Line:
    knowledge = parts.knowledge
    said = knowledge.said(remark)
    passages = parts.evidence(knowledge.values(remark, "xwalk:evidence"))
    text = sentence(readable(knowledge, said.get("skos:definition", remark.label)))
    return Line(text, tuple(passage.id for passage in passages[:1]), said.get("xwalk:status", ""))


def named_areas(areas: Iterable[Record]) -> str:
    """Areas by name."""
    return list_words([area.label for area in areas])
