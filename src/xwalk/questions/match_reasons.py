"""Why a text may be about a record, in words: which of its words met which words of the knowledge base, and where."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from xwalk.knowledge import Knowledge
from xwalk.names import list_words
from xwalk.questions.match_profile import Profile
from xwalk.questions.match_words import Word

#: How many reasons are told.
MOST = 3
#: A reason that weighs less than this share of the strongest is not told.
_WEAK = 0.15
#: What a phrase is to its record.
_SORTS = {
    "skos:prefLabel": "the name",
    "skos:altLabel": "another name",
    "skos:hiddenLabel": "another name",
    "xwalk:cue": "a cue",
    "skos:definition": "the definition",
    "skos:example": "an example",
}
#: Of a text longer than this only the words that were met are told.
_LONG = 90


class Hit(NamedTuple):
    """A phrase that a text meets, by its place in the profile: what it weighs, and the stems that both have."""

    phrase: int
    weight: float
    stems: tuple[str, ...]


def reasons(
    knowledge: Knowledge,
    profile: Profile,
    hits: Sequence[Hit],
    target: int,
    words: Sequence[Word],
    near: Sequence[float],
) -> list[str]:
    """The strongest reasons for a record, each by words that no stronger one has told.

    Args:
        knowledge: The knowledge base.
        profile: Its profile.
        hits: The phrases that the text meets.
        target: The key of the record.
        words: The words of the text.
        near: How near a model finds each phrase; empty without a model.
    """
    strength: list[tuple[float, int, Hit]] = []
    for hit in hits:
        loan = profile.lent[profile.phrases[hit.phrase].source].get(target)
        if loan:
            rare = sum(profile.rarity[stem] for stem in hit.stems)
            strength.append((-hit.weight * loan.share * rare, hit.phrase, hit))
    told: set[str] = set()
    found: list[str] = []
    for weight, _, hit in sorted(strength):
        if weight > min(strength)[0] * _WEAK:
            break
        if not told.issuperset(hit.stems):
            told.update(hit.stems)
            found.append(_sentence(knowledge, profile, hit, target, words))
        if len(found) == MOST:
            break
    held = [place for place in range(len(near)) if target in profile.lent[profile.phrases[place].source]]
    if held:
        best = max(held, key=lambda place: (near[place], -place))
        found.append(f"the model finds it near {_phrase(knowledge, profile, best, target)}")
    return found


def _sentence(knowledge: Knowledge, profile: Profile, hit: Hit, target: int, words: Sequence[Word]) -> str:
    written: dict[str, str] = {}
    for word in words:
        if word.stem in hit.stems:
            written.setdefault(word.stem, word.written)
    said = list_words(f"“{each}”" for each in written.values())
    meets = "meet" if len(written) > 1 else "meets"
    return f"{said} {meets} {_phrase(knowledge, profile, hit.phrase, target)}"


def _phrase(knowledge: Knowledge, profile: Profile, place: int, target: int) -> str:
    """A phrase as a reason names it: the words, what they are, of which record, and by way of which others."""
    phrase = profile.phrases[place]
    said = phrase.said if len(phrase.said) <= _LONG else f"{phrase.said[:_LONG].rsplit(' ', 1)[0]} …"
    told = f"“{said}”, {_SORTS[phrase.predicate]} of"
    if phrase.source == target:
        return f"{told} this record"
    source = knowledge.record(phrase.source)
    between = profile.lent[phrase.source][target].between
    by = f", by way of {list_words(f'“{knowledge.record(key).label}”' for key in between)}" if between else ""
    return f"{told} the {knowledge.kinds[source.kind].lower()} “{source.label}” ({source.name}){by}"
