"""How often ``xwalk match`` proposes the right component first, or among the first two.

    python benchmarks/matching.py [--model DIR] [--fit]

Asks of each sentence of the development set (``tests/matching/practices.csv``) which component it is about, and prints
the share that is right, with the 95 percent interval of Wilson, beside two baselines: plain BM25 on the names and
definitions of the components, and, with ``--model``, the nearest of these by the same model. Then how often “none of
these” is said where it should be, and where it should not; and whether the score holds what it says.

The parts of the set: *tune* and *late* served to fit the numbers that make a score of the evidence, *held* and *last*
did not. The sentences of *tune* and *held* were written before the cues of the knowledge base; those of *late* after
the words among the cues and before the sentences among them; those of *last* when the cues were finished. One author
wrote them all, so that other people's sentences will do worse than *held*.
"""

from __future__ import annotations

import argparse
import csv
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from math import log, sqrt
from pathlib import Path
from typing import NamedTuple

from xwalk import open_knowledge
from xwalk.knowledge import Knowledge
from xwalk.questions.match import Fit, Matcher
from xwalk.questions.match_model import Model
from xwalk.questions.match_words import Stems

SET = Path(__file__).parents[1] / "tests" / "matching" / "practices.csv"
PARTS = ("tune", "held", "late", "last")
#: The label of a sentence that fits no component.
NONE = "none"
KIND = "component"
#: Ranks the names of components for a text; the best first.
Ranking = Callable[[str], Sequence[str]]


class Sentence(NamedTuple):
    """A labelled sentence of the development set."""

    id: str
    split: str
    component: str
    record: str
    text: str


def sentences(*parts: str) -> list[Sentence]:
    """The sentences of some parts of the development set, or of all."""
    with SET.open(encoding="utf-8", newline="") as file:
        held = [Sentence(**row) for row in csv.DictReader(file)]
    return [each for each in held if each.split in parts or not parts]


def wilson(right: int, of: int) -> tuple[float, float]:
    """The 95 percent interval of a share (Wilson 1927).

    >>> [round(each, 2) for each in wilson(8, 10)]
    [0.49, 0.94]
    """
    z, share = 1.96, right / of
    middle, reach = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return max(0.0, middle - reach) / (1 + z * z / of), (middle + reach) / (1 + z * z / of)


def told(right: int, of: int) -> str:
    """A share in percent with its count and interval.

    >>> told(8, 10)
    '80 % (8 of 10; 49 to 94)'
    """
    low, high = wilson(right, of)
    return f"{right / of * 100:.0f} % ({right} of {of}; {low * 100:.0f} to {high * 100:.0f})"


def described(knowledge: Knowledge) -> dict[str, str]:
    """The name and definition of each component: all that a baseline reads."""
    return {
        record.name: f"{record.label}. {knowledge.value(record, 'skos:definition')}"
        for record in knowledge.of_kind(KIND)
    }


def bm25(texts: dict[str, str]) -> Ranking:
    """Plain BM25 (k1 1.2, b 0.75) on some texts, with the stems that ``match`` uses; a tie by name."""
    stems = Stems()
    split = stems.words(texts.values())
    held = {name: Counter(word.stem for word in words) for name, words in zip(texts, split, strict=True)}
    mean = sum(map(Counter.total, held.values())) / len(held)

    def rank(text: str) -> Sequence[str]:
        score = dict.fromkeys(held, 0.0)
        for stem in {word.stem for word in stems.words([text])[0]}:
            having = sum(stem in words for words in held.values())
            rarity = log(1 + (len(held) - having + 0.5) / (having + 0.5))
            for name, words in held.items():
                often = words[stem]
                score[name] += rarity * often * 2.2 / (often + 1.2 * (0.25 + 0.75 * words.total() / mean))
        return sorted(held, key=lambda name: (-score[name], name))

    return rank


def nearest(model: Model, texts: dict[str, str]) -> Ranking:
    """The nearest of some texts by a model; it learns them."""
    model.learn(list(texts.values()))

    def rank(text: str) -> Sequence[str]:
        near = dict(zip(texts, model.near([text])[0], strict=True))
        return sorted(texts, key=lambda name: (-near[name], name))

    return rank


def ours(matcher: Matcher) -> Ranking:
    """The components as ``match`` ranks them, none of them left out."""

    def rank(text: str) -> Sequence[str]:
        scores = matcher.scores(text, KIND)[0]
        return sorted(filter(None, scores), key=lambda name: (-scores[name], name))

    return rank


def accuracy(ranking: Ranking, part: str) -> tuple[int, int, int]:
    """How many sentences of a part have their component first, among the first two, and how many there are."""
    asked = [each for each in sentences(part) if each.component != NONE]
    ranked = [list(ranking(each.text)) for each in asked]
    first = sum(names[0] == each.component for names, each in zip(ranked, asked, strict=True))
    two = sum(each.component in names[:2] for names, each in zip(ranked, asked, strict=True))
    return first, two, len(asked)


def records(matcher: Matcher, part: str, kind: str) -> tuple[int, int, int]:
    """The same of the elements, or of the areas, for the sentences that are labelled with one."""
    asked = [each for each in sentences(part) if each.record.startswith(f"{kind}:")]
    first = two = 0
    for each in asked:
        scores = matcher.scores(each.text, kind)[0]
        names = sorted(filter(None, scores), key=lambda name: (-scores[name], name))
        first += names[0] == each.record
        two += each.record in names[:2]
    return first, two, len(asked)


def refused(matcher: Matcher, part: str) -> tuple[int, int, int, int]:
    """Sentences that fit none and are told so, of how many; sentences that fit one and are told none, of how many."""
    said = [(each.component == NONE, not matcher.match(each.text, kinds=[KIND])) for each in sentences(part)]
    none = [answer for fits_none, answer in said if fits_none]
    some = [answer for fits_none, answer in said if not fits_none]
    return sum(none), len(none), sum(some), len(some)


def reliability(matcher: Matcher, *parts: str) -> list[tuple[str, int, float, float]]:
    """By bands of the score of the first component: the number of sentences, their mean score, and the share right."""
    bands: dict[int, list[tuple[float, bool]]] = {}
    for each in sentences(*parts):
        found = matcher.match(each.text, kinds=[KIND], most=1)
        if found:
            bands.setdefault(min(int(found[0].score * 5), 4), []).append(
                (found[0].score, found[0].record.name == each.component)
            )
    return [
        (
            f"{band / 5:.1f} to {band / 5 + 0.2:.1f}",
            len(held),
            sum(score for score, _ in held) / len(held),
            sum(right for _, right in held) / len(held),
        )
        for band, held in sorted(bands.items())
    ]


def fit(knowledge: Knowledge, model: Model | None) -> list[tuple[float, Fit]]:
    """The fits that make the labels of the tune and late parts likeliest, the best first, with the mean log loss."""
    floors, weights = ((0.2, 0.5, 1.0), (0.5, 0.7, 1.0)) if model else ((0.0,), (0.0,))
    tried = [
        Fit(*each) for each in itertools.product((1.5, 2.0, 2.5, 3.0, 3.5), (2.0, 3.0, 4.0, 5.0, 6.0), floors, weights)
    ]
    matcher = Matcher(knowledge, model)
    asked = sentences("tune", "late")
    losses = [0.0] * len(tried)
    for each in asked:
        label = "" if each.component == NONE else each.component
        for place, scores in enumerate(matcher.scores(each.text, KIND, tried)):
            losses[place] -= log(max(scores[label], 1e-9)) / len(asked)
    return sorted(zip(losses, tried, strict=True))


def report(knowledge: Knowledge, folder: Path | None) -> None:
    """Print every figure."""
    texts = described(knowledge)
    rankings: dict[str, Ranking] = {"BM25 on the four definitions": bm25(texts)}
    matchers = {"xwalk match": Matcher(knowledge)}
    if folder:
        rankings[f"{folder.name}, the nearest definition"] = nearest(Model(folder), texts)
        matchers[f"xwalk match --model {folder.name}"] = Matcher(knowledge, Model(folder))
    rankings |= {name: ours(matcher) for name, matcher in matchers.items()}
    print("| part | what ranks | right first | among the first two |\n|---|---|---|---|")
    for part in PARTS:
        for name, ranking in rankings.items():
            first, two, of = accuracy(ranking, part)
            print(f"| {part} | {name} | {told(first, of)} | {told(two, of)} |")
    print("\n| part | kind | what ranks | right first | among the first two |\n|---|---|---|---|---|")
    for part, kind in itertools.product(("tune", "held"), ("element", "area")):
        for name, matcher in matchers.items():
            first, two, of = records(matcher, part, kind)
            print(f"| {part} | {kind} | {name} | {told(first, of)} | {told(two, of)} |")
    print("\n| part | what ranks | none fits, and is said so | one fits, and none is said |\n|---|---|---|---|")
    for part in ("tune", "held", "last"):
        for name, matcher in matchers.items():
            right, of, wrong, fitting = refused(matcher, part)
            print(f"| {part} | {name} | {told(right, of)} | {told(wrong, fitting)} |")
    print("\n| what ranks | score, held and last | sentences | mean score | right |\n|---|---|---|---|---|")
    for name, matcher in matchers.items():
        for band, number, mean, share in reliability(matcher, "held", "last"):
            print(f"| {name} | {band} | {number} | {mean:.2f} | {share:.2f} |")


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures, or with ``--fit`` the fits that explain the development set best."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="the folder of a sentence-embedding model")
    parser.add_argument("--fit", action="store_true", help="search the fits again instead, and print the best ten")
    asked = parser.parse_args(arguments)
    knowledge = open_knowledge()
    if asked.fit:
        for loss, each in fit(knowledge, Model(asked.model) if asked.model else None)[:10]:
            print(f"{loss:.4f} {each}")
    else:
        report(knowledge, asked.model)


if __name__ == "__main__":
    main()
