"""Find records by words, and name one record by words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge, Record
from xwalk.names import citation_key, fold, list_words

#: How many records a search returns at most.
MOST = 20
#: Below this likeness two spellings are not the same word misspelt.
LIKE = 0.55
#: Below this score a name is too far from the words to be suggested in their place.
NEAR = 0.62
#: How a record fits words: it is called so, its names have all of them, a name is spelt nearly so, its text has all of
#: them, or its names or text have some of them.
CALLED, NAMED, SPELLED, TEXT, SOME = "called", "named", "spelled", "text", "some"
_LISTS = {SOME: "has some of the words", SPELLED: "is spelt nearly so"}
_SENTENCE = re.compile(r"(?<=[.;!?])\s+")


class Match(NamedTuple):
    """A record that fits some words, the words of its own that fit, a score (1: called just so), and how it fits."""

    record: Record
    words: str
    score: float
    fits: str


def find(knowledge: Knowledge, words: str, *, kinds: Collection[str] = (), most: int = MOST) -> list[Match]:
    """The records that some words fit, best first.

    Survives another spelling, a plural, an abbreviation and a synonym, as far as the records list them.

    Args:
        knowledge: The knowledge base.
        words: A CURIE, a label, a number of the inventory, or words of a text.
        kinds: Only records of these kinds; when empty, all but those that only support others (passages).
        most: The greatest number of records.
    """
    best: dict[int, Match] = {}
    shown = "SELECT kind FROM kind WHERE NOT supporting ORDER BY kind"
    wanted = sorted(set(kinds)) or [kind for (kind,) in knowledge.db.execute(shown)]
    for match in _candidates(knowledge, words, wanted, most):
        known = best.get(match.record.key)
        if known is None or match.score > known.score:
            best[match.record.key] = match
    # where the words themselves stand somewhere, they are hardly misspelt
    told = any(match.fits in (CALLED, NAMED, TEXT) for match in best.values())
    kept = [match for match in best.values() if match.fits != SPELLED or not told]
    places = _precedence(knowledge)
    ranked = sorted(kept, key=lambda m: (-m.score, places.get(m.record.kind, 1000), m.record.name))
    terms = fold(words).split()
    return [_with_words(knowledge, match, terms) for match in ranked[:most]]


def name_record(
    knowledge: Knowledge, words: str, *, kinds: Collection[str] = (), instead: str = "xwalk show {name}"
) -> Record:
    """The one record that some words name.

    A CURIE names its record. An exact label or alternative label wins, of the kinds that the ontology puts first
    before others. Words that still fit several records, or none, are an error that lists the nearest.

    Args:
        knowledge: The knowledge base.
        words: A CURIE or words.
        kinds: The kinds that are taken; any when empty.
        instead: What to ask of a record of another kind, which stands for ``{name}``.

    Raises:
        UsageError: No record, or several, are named so.
    """
    record = knowledge.by_name(words)
    if record is not None and (record.kind in kinds or (record.kind and not kinds)):
        return record
    if record is not None and kinds:
        raise UsageError(
            f"{words} is a record of kind {record.kind or 'none'}, and this command takes "
            f"{list_words(sorted(kinds), conjunction='or')}",
            hint=instead.format(name=record.name),
        )
    places = _precedence(knowledge)
    named = [m for m in _called(knowledge, words) if not kinds or m.record.kind in kinds]
    if named:
        first = min(_place(m, places) for m in named)
        fitting = sorted({m.record.name: m.record for m in named if _place(m, places) == first}.items())
        if len(fitting) == 1:
            return fitting[0][1]
        listed = "; ".join(f"{record.name} ({record.label})" for _, record in fitting)
        raise UsageError(f"“{words}” names several records: {listed}", hint="name one of them by its identifier")
    others = list(_called(knowledge, words)) if kinds else []
    if others:
        record = min(others, key=lambda m: (*_place(m, places), m.record.name)).record
        raise UsageError(
            f"“{words}” is a {knowledge.kinds[record.kind].lower()}, and this command takes "
            f"{list_words(sorted(kinds), conjunction='or')}",
            hint=instead.format(name=record.name),
        )
    raise UsageError(f"nothing is called “{words}”", hint=_nearest(knowledge, words, kinds))


def _nearest(knowledge: Knowledge, words: str, kinds: Collection[str]) -> str:
    from shlex import quote

    search = f"xwalk find {quote(words)}"
    near = [m for m in find(knowledge, words, kinds=kinds) if m.fits in (CALLED, NAMED, SPELLED) and m.score >= NEAR]
    if near:
        names = list_words([f"“{match.record.label}”" for match in near[:4]], conjunction="or")
        return f"did you mean {names}? {search} shows why"
    told = find(knowledge, words, most=1)
    if told:
        return f"{search} lists what {_LISTS.get(told[0].fits, 'speaks of it')}"
    kind = min(kinds, default="area")
    return f"try other words, or the identifier of a record, as {kind}:…; xwalk query lists what can be asked"


def _precedence(knowledge: Knowledge) -> dict[str, int]:
    """The place of each kind; those that only support others come last."""
    return dict(knowledge.db.execute("SELECT kind, precedence + 1000 * supporting FROM kind"))


def _place(match: Match, places: dict[str, int]) -> tuple[int, float]:
    return (places.get(match.record.kind, 1000), -match.score)


def _candidates(knowledge: Knowledge, words: str, kinds: Sequence[str], most: int) -> Iterator[Match]:
    record = knowledge.by_name(words)
    if record is not None and record.kind:
        yield Match(record, record.name, 1.0, CALLED)
    folded = fold(words)
    if not folded:
        return
    yield from (match for match in _called(knowledge, words) if match.record.kind in kinds)
    yield from _worded(knowledge, folded, kinds, most)
    yield from _spelled(knowledge, folded, kinds)


def _called(knowledge: Knowledge, words: str) -> Iterator[Match]:
    """Records called so: by label, by another label, by number or citation; to the letter before nearly so."""
    forms = (fold(words), citation_key(words))
    rows = knowledge.db.execute("SELECT rank, record, words FROM called WHERE folded IN (?, ?)", forms)
    for rank, key, said in rows.fetchall():
        nearly = said.casefold() != words.strip().casefold()
        yield Match(knowledge.record(key), said, 1.0 - rank * 0.01 - nearly * 0.001, CALLED)


def _worded(knowledge: Knowledge, folded: str, kinds: Sequence[str], most: int) -> Iterator[Match]:
    """Records of some kinds whose names or text have the words, or the beginning of the last one; else some of them."""
    terms = [f'"{term}"' for term in folded.split()]
    names, whole, begun, some = "{label called} :", " ".join(terms), " ".join(terms) + "*", " OR ".join(terms)
    everything = (
        (f"{names} ({whole})", 0.9, NAMED),
        (f"{names} ({begun})", 0.85, NAMED),
        (whole, 0.7, TEXT),
        (begun, 0.65, TEXT),
    )
    something = ((f"{names} ({some})", 0.5, SOME), (some, 0.4, SOME))
    for queries in (everything, something):
        found = False
        for query, best, fits in queries:
            rows = knowledge.db.execute(
                "SELECT text.rowid, bm25(text, 10.0, 8.0, 1.0) FROM text JOIN record ON record.id = text.rowid"
                f" WHERE text MATCH ? AND record.kind IN ({_marks(kinds)}) ORDER BY 2, 1 LIMIT ?",
                (query, *kinds, max(60, most)),
            ).fetchall()
            top = min((weight for _, weight in rows), default=0.0)
            for key, weight in rows:
                record = knowledge.record(key)
                yield Match(record, record.label, best * (0.7 + 0.3 * (weight / top if top else 0.0)), fits)
            found = found or bool(rows)
        if found:
            return


def _with_words(knowledge: Knowledge, match: Match, terms: Sequence[str]) -> Match:
    """A match with the words of the record that fit best: one of its names, or a sentence of its text."""
    if match.fits in (CALLED, SPELLED):
        return match
    names, texts = [match.record.label], []
    for held in knowledge.properties(match.record):
        if held.predicate in ("skos:altLabel", "skos:hiddenLabel", "skos:notation", "xwalk:citation"):
            names.append(held.value)
        elif held.predicate in ("skos:definition", "skos:scopeNote", "skos:example"):
            texts += _SENTENCE.split(held.value)
    options = names if match.fits == NAMED else names + texts
    return match._replace(words=max(options, key=lambda words: _shared(terms, words)))


def _shared(terms: Sequence[str], words: str) -> int:
    """How many of some terms stand in words, other endings aside."""
    held = fold(words).split()
    return sum(any(word.startswith(term[: max(3, len(term) - 3)]) for word in held) for term in terms)


def _marks(values: Sequence[str]) -> str:
    return ", ".join("?" * len(values))


def _spelled(knowledge: Knowledge, folded: str, kinds: Sequence[str]) -> Iterator[Match]:
    """Records of some kinds with a name spelt nearly so, by the letters in threes that they share."""
    threes = _threes(folded)
    if len(threes) < 2:
        return
    if len(folded) <= 12:  # two letters changed places may leave a short word none of its threes
        swapped = (folded[:at] + folded[at : at + 2][::-1] + folded[at + 2 :] for at in range(len(folded) - 1))
        threes = threes.union(*map(_threes, swapped))
    query = " OR ".join(f'"{three}"' for three in sorted(threes))
    rows = knowledge.db.execute(
        "SELECT record, folded FROM letters JOIN lettered ON lettered.id = letters.rowid"
        " JOIN record ON record.id = lettered.record"
        f" WHERE letters MATCH ? AND record.kind IN ({_marks(kinds)}) ORDER BY bm25(letters), letters.rowid LIMIT 80",
        (query, *kinds),
    ).fetchall()
    for key, name in rows:
        likeness = max(_likeness(folded, part) for part in _windows(name, len(folded.split())))
        if likeness >= LIKE:
            record = knowledge.record(key)
            whole = 1.0 if len(name.split()) == len(folded.split()) else 0.9
            yield Match(record, name, 0.88 * likeness * whole, SPELLED)


def _windows(name: str, size: int) -> Sequence[str]:
    words = name.split()
    if len(words) <= size:
        return [name]
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]


def _threes(text: str) -> set[str]:
    return {text[at : at + 3] for at in range(len(text) - 2)}


def _likeness(one: str, other: str) -> float:
    """How alike two words are spelt, 0 to 1: one less the edits over the longer length.

    Source: optimal string alignment distance (Damerau 1964), with neighbouring letters swapped as one edit, a column
    of the table at a time as the bits of a number (Hyyrö 2003, “A bit-vector algorithm for computing Levenshtein and
    Damerau edit distances”).

    >>> round(_likeness("pacing", "paicng"), 2)
    0.83
    """
    longest = max(len(one), len(other))
    if longest == 0 or abs(len(one) - len(other)) > longest * (1 - LIKE):
        return 0.0
    places = _places(one)
    every, lowest = (1 << len(one)) - 1, 1 << (len(one) - 1)
    rises, falls, same, last, edits = every, 0, 0, 0, len(one)
    for letter in other:
        here = places.get(letter, 0)
        swapped = ((~same & here) << 1) & last
        same = (((here & rises) + rises) ^ rises) | here | falls | swapped
        up, down = falls | (~(same | rises) & every), same & rises
        edits += bool(up & lowest) - bool(down & lowest)
        up, down = (up << 1 | 1) & every, (down << 1) & every
        rises, falls, last = down | (~(same | up) & every), up & same, here
    return 1 - edits / longest


@lru_cache(maxsize=1)
def _places(word: str) -> dict[str, int]:
    """Where each letter stands in a word, as the bits of a number."""
    places: dict[str, int] = {}
    for place, letter in enumerate(word):
        places[letter] = places.get(letter, 0) | 1 << place
    return places
