"""What the knowledge base says of each record that ``match`` may propose: phrases, and what they weigh.

A record speaks by its own names, cues, definition and examples, and by those of the records that lend it their words:
what is a part of it, what measures it, what advances it. Which relation lends, and at which share, is data of the
ontology (``xwalk:lends``); so is which kinds may be proposed (``xwalk:matchPlace``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from math import log
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record
from xwalk.questions.match_words import Stems

#: What the words of a property weigh. A name or cue counts as a phrase; of a text, each word counts for itself.
NAMES = {"skos:prefLabel": 1.0, "skos:altLabel": 1.0, "skos:hiddenLabel": 1.0, "xwalk:cue": 1.0}
TEXTS = {"skos:definition": 0.35, "skos:example": 0.35}
#: Below this share a record lends nothing any more.
_FAINT = 0.05


class Phrase(NamedTuple):
    """A name, a cue or a text of a record, in the record's words and by its stems."""

    source: int
    predicate: str
    said: str
    stems: tuple[str, ...]
    weight: float


class Loan(NamedTuple):
    """At which share the words of a record count for another, and the keys of the records between the two."""

    share: float
    between: tuple[int, ...]


class Profile(NamedTuple):
    """The phrases of a knowledge base, by the stems that they hold, and whom each record counts for.

    Attributes:
        kinds: The kinds that may be proposed, in their order.
        targets: The records that may be proposed.
        phrases: Every phrase.
        holding: The places of the phrases that hold a stem.
        lent: By the key of a record: the keys of the targets that its words count for, each with the share and the
            records between.
        rarity: What a stem tells: the fewer records speak it, the more.
    """

    kinds: tuple[str, ...]
    targets: dict[int, Record]
    phrases: list[Phrase]
    holding: dict[str, list[int]]
    lent: dict[int, dict[int, Loan]]
    rarity: dict[str, float]


def profile(knowledge: Knowledge, stems: Stems) -> Profile:
    """Read the profile of a knowledge base: once, for any number of sentences."""
    kinds = tuple(kind for (kind,) in knowledge.db.execute("SELECT kind FROM matched ORDER BY place, kind"))
    targets = {record.key: record for kind in kinds for record in knowledge.of_kind(kind)}
    lent = _lent(knowledge, targets)
    phrases = _phrases(knowledge, (knowledge.record(key) for key in sorted(lent)), stems)
    holding: dict[str, list[int]] = defaultdict(list)
    spoken: dict[str, set[int]] = defaultdict(set)
    for place, phrase in enumerate(phrases):
        for stem in set(phrase.stems):
            holding[stem].append(place)
            spoken[stem].add(phrase.source)
    many = len({phrase.source for phrase in phrases})
    rarity = {stem: log(1 + (many - len(by) + 0.5) / (len(by) + 0.5)) for stem, by in spoken.items()}
    return Profile(kinds, targets, phrases, dict(holding), lent, rarity)


def _lent(knowledge: Knowledge, targets: Iterable[int]) -> dict[int, dict[int, Loan]]:
    """For each record whose words count for a target, directly or by what lies between: the targets."""
    shares = dict(knowledge.db.execute("SELECT relation, share FROM lends"))
    lenders: dict[int, list[tuple[int, float]]] = {}

    def lenders_of(key: int) -> list[tuple[int, float]]:
        if key not in lenders:
            lenders[key] = [
                (each.subject, shares[each.predicate] * each.confidence)
                for each in knowledge.statements_at(key, shares.keys(), inward=True)
                if not each.negated and each.status != "suggested"
            ]
        return lenders[key]

    lent: dict[int, dict[int, Loan]] = defaultdict(dict)
    for target in targets:
        queue: list[tuple[int, float, tuple[int, ...]]] = [(target, 1.0, ())]
        while queue:
            key, share, way = queue.pop()
            known = lent[key].get(target)
            if share < _FAINT or (known and share <= known.share):
                continue
            lent[key][target] = Loan(share, way[:-1])
            queue += [(subject, share * kept, (key, *way)) for subject, kept in lenders_of(key)]
    return {key: to for key, to in sorted(lent.items()) if to}


def _phrases(knowledge: Knowledge, records: Iterable[Record], stems: Stems) -> list[Phrase]:
    held = [
        (record.key, each.predicate, each.value, weight)
        for record in records
        for each in knowledge.properties(record)
        if (weight := NAMES.get(each.predicate) or TEXTS.get(each.predicate))
    ]
    split = stems.words(said for _, _, said, _ in held)
    found: dict[tuple[int, tuple[str, ...]], Phrase] = {}
    for (key, predicate, said, weight), words in zip(held, split, strict=True):
        own = tuple(word.stem for word in words)
        if own:
            found.setdefault((key, own), Phrase(key, predicate, said, own, weight))
    return list(found.values())
