"""The words of a text as ``match`` compares them: without the words that join others, and by their stems."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
#: One spelling for what British and American English write differently; what else it changes, it changes everywhere.
_SPELLING = (
    ("our", re.compile(r"(?<=[a-z]{2})our(?=$|[a-z])"), "or"),
    ("is", re.compile(r"(?<=[a-z]{2})is(?=(?:e|es|ed|er|ing|ation)$)"), "iz"),
    ("tre", re.compile(r"(?<=[a-z]{2})tre$"), "ter"),
    ("mme", re.compile(r"(?<=[a-z]{3})mme$"), "m"),
)
#: Words that only join others, or stand in any sentence. Source: the function words of English.
_JOINING = (
    "a about all also am an and any anybody anyone are as at be been being both but by can could did do does doing"
    " during each either even every everybody everyone for from get gets give gives giving go goes got had has have"
    " having he her here hers him his how i if in into is it its itself just let lets like made make makes making many"
    " me might more most much must my no nobody nor of off often on once one only onto or other others our out over"
    " per put rather same she should so some somebody someone something such take takes than that the their theirs"
    " them then there these they thing this those through to too until up upon us use used uses using very was way we"
    " well were what when where whether which while who whom whose why will with within without would you your"
)
JOINING = frozenset(_JOINING.split())


class Word(NamedTuple):
    """A word as it is written, and the stem by which it is compared."""

    written: str
    stem: str


class Stems:
    """The stems of words, by the tokenizer that the full-text index uses (Porter 1980, in SQLite's FTS5)."""

    def __init__(self) -> None:
        self._known: dict[str, Word | None] = {}
        self._db = sqlite3.connect(":memory:")
        tokenizer = "porter unicode61 remove_diacritics 2"
        self._db.execute(f'CREATE VIRTUAL TABLE word USING fts5(said, content = "", tokenize = "{tokenizer}")')
        self._db.execute('CREATE VIRTUAL TABLE stem USING fts5vocab(word, "instance")')

    def words(self, texts: Iterable[str]) -> list[list[Word]]:
        """The words of some texts, each with its stem; words that only join others are left out."""
        split = [_WORD.findall(text) for text in texts]
        self._learn({written for text in split for written in text})
        return [[word for written in text if (word := self._known[written])] for text in split]

    def _learn(self, words: Iterable[str]) -> None:
        """Look up the stems of words that are not known yet, all at once; what only joins others has none."""
        fresh = sorted({written for written in words if written not in self._known})
        if not fresh:
            return
        plain = [written.casefold().replace("'", "").replace("’", "") for written in fresh]
        self._db.execute("INSERT INTO word(word) VALUES ('delete-all')")
        rows = [(place, _spelt(form)) for place, form in enumerate(plain) if form not in JOINING]
        self._db.executemany("INSERT INTO word(rowid, said) VALUES (?, ?)", rows)
        stems = dict(self._db.execute("SELECT doc, term FROM stem ORDER BY doc, offset DESC"))
        for place, (written, form) in enumerate(zip(fresh, plain, strict=True)):
            self._known[written] = None if form in JOINING else Word(written, stems.get(place, form))


def _spelt(form: str) -> str:
    """A word in one spelling.

    >>> _spelt("neighbourhood"), _spelt("organise"), _spelt("centre")
    ('neighborhood', 'organize', 'center')
    """
    for part, found, instead in _SPELLING:
        if part in form:
            form = found.sub(instead, form)
    return form
