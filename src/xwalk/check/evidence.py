"""Evidence against the texts of the sources: anchors stand where they are said to, and the wording is our own."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from xwalk.check.enumeration import Path as Enumerators
from xwalk.check.enumeration import cited_path, paragraph_span, paragraphs
from xwalk.check.findings import WARNING, Subject
from xwalk.index.compile import describe, first
from xwalk.names import RDF, SKOS, XWALK
from xwalk.rdf import Value

#: So many words in a row, shared with a source, are no longer our own.
RUN = 12
_OA = "http://www.w3.org/ns/oa#"
_SOURCE = "http://purl.org/dc/terms/source"
#: Properties whose values are words of a source on purpose: anchors, headings, citations.
_QUOTED = {f"{_OA}exact", f"{_OA}prefix", f"{XWALK}heading", f"{XWALK}citation", f"{XWALK}formerCitation"}
#: Kinds whose label is a title.
_TITLED = {"work", "source", "part", "passage"}

_LINK = re.compile(r"\[([^\]]*)\]\([^)\s]*\)")
_QUOTES = dict.fromkeys(map(ord, "‘’‚‛ʼ′"), "'") | dict.fromkeys(map(ord, "“”„‟″"), '"')
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_MARKS = dict.fromkeys(map(ord, "*_`\\"), None)
_WORDS = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


def fold_text(text: str) -> str:
    """Text as anchors are matched: case, quotes, dashes, white space, Markdown marks and links aside.

    >>> fold_text("The  *“Direct”* [Student](https://x.org) Services –")
    'the "direct" student services -'
    """
    plain = _LINK.sub(r"\1", text).translate(_QUOTES | _DASHES | _MARKS)
    return " ".join(unicodedata.normalize("NFKC", plain).casefold().split())


@dataclass(frozen=True)
class SourceText:
    """The text of a source, folded, with the line that each folded place comes from."""

    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines as they stand."""
        return self.text.splitlines()

    @cached_property
    def folded_lines(self) -> list[str]:
        """The lines, folded one by one."""
        return [fold_text(line) for line in self.lines]

    @cached_property
    def paragraphs(self) -> list[tuple[int, Enumerators]]:
        """Where each numbered paragraph begins."""
        return paragraphs(self.lines)

    @cached_property
    def _layout(self) -> tuple[str, list[int]]:
        starts, parts, at = [], [], 0
        for line in self.folded_lines:
            starts.append(at)
            if line:
                parts.append(line)
                at += len(line) + 1
        return " ".join(parts), starts

    def places(self, anchor: str, first_line: int, last_line: int) -> list[int]:
        """The lines, counted from 1, on which a folded anchor begins between two lines."""
        folded, starts = self._layout
        low = starts[first_line - 1]
        high = starts[last_line] if last_line < len(starts) else len(folded)
        found, at = [], folded.find(anchor, low, high)
        while at >= 0:
            if _whole_words(folded, at, at + len(anchor)):
                found.append(bisect_right(starts, at))
            at = folded.find(anchor, at + 1, high)
        return found

    def runs(self) -> Iterator[str]:
        """Every run of ``RUN`` words."""
        yield from _runs(self._layout[0])


def _whole_words(text: str, start: int, end: int) -> bool:
    before = start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())
    after = end == len(text) or not (text[end - 1].isalnum() and text[end].isalpha())
    return before and after


def _runs(folded: str) -> Iterator[str]:
    words = _WORDS.findall(folded)
    for at in range(len(words) - RUN + 1):
        yield " ".join(words[at : at + RUN])


@dataclass
class Verified:
    """How many passages were found in their source, and how the others are known."""

    counts: Counter[str]


def check_evidence(subject: Subject, folder: Path, tick: Callable[[str], None] = lambda _: None) -> Verified:
    """Find every anchor in the text of its source, once in its part, at its locator; and compare our words with it.

    Args:
        subject: The pack.
        folder: The folder of texts; each source names its file in it.
        tick: Called with what is being read.
    """
    records = {name: values for file in subject.records for name, values in describe(file.triples).items()}
    texts = _texts(subject, records, folder)
    parts = _spans(subject, records, texts)
    for name, values in records.items():
        if _OA + "exact" in values and first(values, _SOURCE) in texts:
            tick("anchors")
            _check_anchor(subject, name, texts, parts, records)
    tick("own words")
    _own_words(subject, texts)
    return Verified(Counter(first(v, XWALK + "verification") for v in records.values() if XWALK + "verification" in v))


def _texts(subject: Subject, records: dict[str, dict[str, list[Value]]], folder: Path) -> dict[str, SourceText]:
    texts: dict[str, SourceText] = {}
    for name, values in sorted(records.items()):
        file = first(values, XWALK + "file")
        if not file:
            continue
        path = folder / file
        if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
            subject.report_record(
                "source-missing",
                f"{path} is not there, so its passages were not checked",
                "put the text of the source there",
                record=name,
                predicate=XWALK + "file",
                severity=WARNING,
            )
            continue
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != first(values, XWALK + "sha256"):
            subject.report_record(
                "source-changed",
                f"{file} is not the text that was read: its SHA-256 is {hashlib.sha256(content).hexdigest()}",
                "read what changed, then record the new SHA-256",
                record=name,
                predicate=XWALK + "sha256",
            )
        texts[name] = SourceText(content.decode("utf-8", errors="replace"))
    return texts


def _spans(
    subject: Subject, records: dict[str, dict[str, list[Value]]], texts: dict[str, SourceText]
) -> dict[str, tuple[int, int]]:
    """The first and last line of each part: from its heading to the next heading."""
    begins: dict[str, list[tuple[int, str]]] = {}
    for name, values in sorted(records.items()):
        heading, source = first(values, XWALK + "heading"), first(values, _SOURCE)
        if not heading or source not in texts:
            continue
        wanted = fold_text(heading)
        found = [number for number, line in enumerate(texts[source].folded_lines, 1) if line == wanted]
        if len(found) == 1:
            begins.setdefault(source, []).append((found[0], name))
        else:
            subject.report_record(
                "part-heading",
                f"the heading stands on {len(found)} lines of its source; it must stand on one",
                "copy the whole line",
                record=name,
                predicate=XWALK + "heading",
            )
    spans: dict[str, tuple[int, int]] = {}
    for source, held in begins.items():
        held.sort()
        for place, (line, name) in enumerate(held):
            after = held[place + 1][0] - 1 if place + 1 < len(held) else len(texts[source].lines)
            spans[name] = (line, after)
    return spans


def _check_anchor(
    subject: Subject,
    name: str,
    texts: dict[str, SourceText],
    parts: dict[str, tuple[int, int]],
    records: dict[str, dict[str, list[Value]]],
) -> None:
    values = records[name]
    source = first(values, _SOURCE)
    text, exact = texts[source], first(values, _OA + "exact")
    part = first(values, XWALK + "inPart")
    start, end = parts.get(part, (1, len(text.lines)))
    where = subject.store.prefixes.contract(part) if part in parts else subject.store.prefixes.contract(source)
    anchor = fold_text(f"{first(values, _OA + 'prefix')} {exact}")
    found = text.places(anchor, start, end)
    if len(found) != 1:
        message = f"the anchor “{exact}” is not in {where}"
        hint = "copy 3 to 10 words from one line of the source"
        if found:
            message = f"the anchor “{exact}” stands {len(found)} times in {where}"
            hint = "take other words, or put the words before it into oa:prefix"
        subject.report_record("anchor", message, hint, record=name, predicate=_OA + "exact")
        return
    locator = first(values, XWALK + "locator")
    form = first(records.get(source, {}), XWALK + "fileForm")
    if form == "uslm-markdown" and locator.startswith("("):
        line = found[0] if not first(values, _OA + "prefix") else text.places(fold_text(exact), found[0], end)[0]
        span = paragraph_span(text.paragraphs, len(text.lines), cited_path(locator))
        if span is None or not span[0] <= line <= span[1]:
            stands = f"lines {span[0]} to {span[1]}" if span else "nowhere"
            subject.report_record(
                "locator",
                f"the anchor stands on line {line} of the source, and {locator} is {stands}",
                "cite the paragraph that holds the words",
                record=name,
                predicate=XWALK + "locator",
            )


def _own_words(subject: Subject, texts: dict[str, SourceText]) -> None:
    theirs = {run: source for source, text in texts.items() for run in text.runs()}
    short = subject.store.prefixes.contract
    hint = "say it in other words; an anchor may quote up to ten words"
    for file in subject.records:
        titled = {
            triple.subject
            for triple in file.triples
            if triple.predicate == RDF + "type" and subject.kinds.get(triple.object.text) in _TITLED
        }
        for triple in file.triples:
            predicate = triple.predicate
            if predicate in _QUOTED or (predicate == SKOS + "prefLabel" and triple.subject in titled):
                continue
            shared = _shared(triple.object.text, theirs)
            if shared:
                subject.report_record(
                    "own-words",
                    f"{short(predicate)} shares {RUN} words in a row with {short(theirs[shared])}: “{shared}”",
                    hint,
                    record=triple.subject,
                    predicate=predicate,
                )
    for pack, mappings in subject.store.mapping_sets:
        for row in mappings.rows if pack == subject.pack else ():
            shared = _shared(row.get("comment"), theirs)
            if shared:
                subject.report(
                    "own-words",
                    f"the comment shares {RUN} words in a row with {short(theirs[shared])}: “{shared}”",
                    hint,
                    file=mappings.file,
                    line=row.line,
                )


def _shared(words: str, theirs: dict[str, str]) -> str:
    if words.count(" ") < RUN - 1:
        return ""
    return next((run for run in _runs(fold_text(words)) if run in theirs), "")
