"""Which records a sentence is about: proposed best first, with a score and the reasons in words.

Each word of the sentence looks for phrases of the knowledge base that hold it: names, cues, definitions, and those of
the parts, items and practices that lend their words to a record (:mod:`xwalk.questions.match_profile`). A phrase counts
by the part of it that the sentence has, a rare word for more than a common one, and what many phrases say of one word
counts less each time (the saturation of BM25F: Robertson, Zaragoza & Taylor 2004, “Simple BM25 extension to multiple
weighted fields”).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import list_words
from xwalk.questions.match_profile import TEXTS, Phrase, profile
from xwalk.questions.match_reasons import Hit, reasons
from xwalk.questions.match_words import Stems, Word

if TYPE_CHECKING:
    from xwalk.questions.match_model import Model

#: How many records of each kind are proposed at most.
MOST = 3
#: How many practices of a file are matched at once.
_AT_ONCE = 50
#: A record is not proposed below this score.
LEAST = 0.05
#: At this weight of evidence a word counts for half of what it can.
_HALF = 0.6
#: A phrase of which words stand further apart than this, in a sentence, counts for less.
_APART, _SCATTERED = 4, 0.6
#: Sentences of up to so many words are held to the same measure; in a longer one more is met by chance.
_WORDS = 12


class Fit(NamedTuple):
    """How evidence becomes a score.

    Attributes:
        power: How much more evidence makes a record likelier than the next one.
        none: The evidence at which “none of these” is as likely as a record.
        floor: The evidence that a record without any has; a model may still find it near.
        model: The weight of a model beside the words.
    """

    power: float
    none: float
    floor: float = 0.0
    model: float = 0.0


#: Fitted by maximum likelihood to the tune and late parts of the development set: python benchmarks/matching.py --fit.
#: The parameters are few and round, so that they say little about any one sentence.
WORDS_ALONE = Fit(power=3.0, none=3.0)
WITH_MODEL = Fit(power=3.0, none=4.0, floor=1.0, model=1.0)


class Match(NamedTuple):
    """A record that a text may be about, the score, and why, in sentences."""

    record: Record
    score: float
    because: list[str]


class Practice(NamedTuple):
    """A text to be matched, with the row of the file that it stands in and its name there."""

    row: int
    name: str
    text: str


class Matched(NamedTuple):
    """A practice, and what it may be about; none where nothing fits."""

    practice: Practice
    matches: list[Match]


class Matcher:
    """Matches texts with the records of a knowledge base. Made once, for any number of texts.

    The score is the estimated chance that a reader who labels the text chooses this record among those of its kind or
    none of them: the evidence of the record, raised to a power, against that of the others and a fixed evidence for
    “none”. It was fitted to the development set of this project (:data:`WORDS_ALONE`); for the pack of another field it
    ranks, and is no chance.

    Args:
        knowledge: The knowledge base.
        model: A sentence-embedding model that finds what is said in other words; words alone when left out.
    """

    def __init__(self, knowledge: Knowledge, model: Model | None = None) -> None:
        self.knowledge = knowledge
        self._stems = Stems()
        self._profile = profile(knowledge, self._stems)
        self._model = model
        self._fit = WITH_MODEL if model else WORDS_ALONE
        if model:
            model.learn([phrase.said for phrase in self._profile.phrases])

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that may be proposed, in the order of the answer."""
        return self._profile.kinds

    def match(self, text: str, *, kinds: Collection[str] = (), most: int = MOST) -> list[Match]:
        """What one text may be about: by kind, best first; nothing where “none of these” is likelier.

        Args:
            text: A practice in a sentence, or in a few.
            kinds: Only records of these kinds; all that may be proposed when empty.
            most: The greatest number of records of each kind.

        Raises:
            UsageError: A kind is not among those that may be proposed.
        """
        return self.match_all([text], kinds=kinds, most=most)[0]

    def match_all(self, texts: Sequence[str], *, kinds: Collection[str] = (), most: int = MOST) -> list[list[Match]]:
        """What each of some texts may be about, as ``match`` says of one."""
        for kind in sorted(set(kinds) - set(self.kinds)):
            raise UsageError(
                f"match does not propose records of kind “{kind}”",
                hint=f"it proposes {list_words(self.kinds, conjunction='and') or 'nothing: no kind has a place in it'}",
            )
        wanted = [kind for kind in self.kinds if kind in kinds or not kinds]
        near = self._model.near(texts) if self._model else [[] for _ in texts]
        split = self._stems.words(texts)
        return [self._match(words, near[place], wanted, most) for place, words in enumerate(split)]

    def match_practices(
        self,
        practices: Sequence[Practice],
        *,
        kinds: Collection[str] = (),
        most: int = MOST,
        tick: Callable[[int, int], None] = lambda _done, _of: None,
    ) -> list[Matched]:
        """What each of some practices may be about; ``tick`` is called with how many are done, and of how many."""
        found: list[Matched] = []
        for start in range(0, len(practices), _AT_ONCE):
            some = practices[start : start + _AT_ONCE]
            matches = self.match_all([practice.text for practice in some], kinds=kinds, most=most)
            found += map(Matched, some, matches)
            tick(len(found), len(practices))
        return found

    def scores(self, text: str, kind: str, fits: Sequence[Fit] = ()) -> list[dict[str, float]]:
        """The score of every record of a kind, by name, and of “none of these” under the empty name: once for each fit.

        Args:
            text: A practice.
            kind: A kind that may be proposed.
            fits: How to make scores of the evidence; the matcher's own fit when empty.
        """
        nearness = self._nearness(self._model.near([text])[0] if self._model else [])
        words = self._stems.words([text])[0]
        evidence, _ = self._evidence(words)
        found = []
        for fit in fits or [self._fit]:
            scored, none = self._scored(evidence, nearness, kind, len(words), fit)
            found.append({"": none} | {self._profile.targets[key].name: score for key, score in scored.items()})
        return found

    def _match(self, words: Sequence[Word], near: Sequence[float], kinds: Sequence[str], most: int) -> list[Match]:
        evidence, hits = self._evidence(words)
        nearness = self._nearness(near)
        found: list[Match] = []
        for kind in kinds:
            scored, none = self._scored(evidence, nearness, kind, len(words), self._fit)
            ranked = sorted(scored.items(), key=lambda each: (-each[1], self._profile.targets[each[0]].name))
            if not ranked or ranked[0][1] <= none:
                continue
            for key, score in ranked[:most]:
                if score >= LEAST:
                    because = reasons(self.knowledge, self._profile, hits, key, words, near)
                    found.append(Match(self._profile.targets[key], round(score, 3), because))
        return found

    def _evidence(self, words: Sequence[Word]) -> tuple[dict[int, float], list[Hit]]:
        """How much the words of a text speak for each record, and the phrases that they meet."""
        places: dict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(words):
            places[word.stem].append(place)
        met = sorted({number for stem in places for number in self._profile.holding.get(stem, ())})
        hits = [Hit(number, *self._weight(self._profile.phrases[number], places)) for number in met]
        spoken: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        called: dict[int, float] = {}
        whole = sum(self._profile.rarity.get(stem, 0.0) for stem in places)
        for hit in hits:
            phrase = self._profile.phrases[hit.phrase]
            if phrase.predicate not in TEXTS and set(phrase.stems) == set(places):
                called[phrase.source] = whole  # the text is nothing but a name or cue of this record
            for target, loan in self._profile.lent[phrase.source].items():
                for stem in hit.stems:
                    spoken[target][stem] += hit.weight * loan.share
        evidence = {
            target: sum(self._profile.rarity[stem] * weight / (weight + _HALF) for stem, weight in sorted(by.items()))
            for target, by in spoken.items()
        }
        for source, more in called.items():
            if source in self._profile.targets:
                evidence[source] = evidence.get(source, 0.0) + more
        return evidence, hits

    def _weight(self, phrase: Phrase, places: dict[str, list[int]]) -> tuple[float, tuple[str, ...]]:
        """What a phrase weighs in a text, and the stems of it that the text has."""
        own = sorted(set(phrase.stems))
        held = tuple(stem for stem in own if stem in places)
        if phrase.predicate in TEXTS:
            return phrase.weight, held
        rarity = self._profile.rarity
        part = sum(rarity[stem] for stem in held) / sum(rarity[stem] for stem in own)
        weight = phrase.weight * part**2
        if len(held) == len(own) > 1:
            first = [places[stem][0] for stem in held]
            if max(first) - min(first) > len(own) + _APART:
                weight *= _SCATTERED
        return weight, held

    def _nearness(self, near: Sequence[float]) -> dict[int, float]:
        """How near a model finds each record, by its phrases."""
        found: dict[int, float] = defaultdict(float)
        for number, nearness in enumerate(near):
            for target, loan in self._profile.lent[self._profile.phrases[number].source].items():
                found[target] += loan.share * nearness
        return found

    def _scored(
        self, evidence: dict[int, float], nearness: dict[int, float], kind: str, length: int, fit: Fit
    ) -> tuple[dict[int, float], float]:
        """The scores of the records of a kind, and of none of them; together they are 1."""
        likely = {
            key: (evidence.get(key, 0.0) + fit.floor) ** fit.power * (nearness[key] ** fit.model if nearness else 1.0)
            for key, record in self._profile.targets.items()
            if record.kind == kind
        }
        none = (fit.none * sqrt(max(1.0, length / _WORDS))) ** fit.power
        total = none + sum(likely.values())
        return {key: value / total for key, value in likely.items()}, none / total
