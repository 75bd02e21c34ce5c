"""Numbers: each stands on one record, and every number that a source promises stands somewhere."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from xwalk.check.findings import Subject
from xwalk.names import SKOS, XWALK

_RUN = re.compile(r"(?P<word>[A-Za-z]+-)(?P<first>\d+)\.\.(?P=word)(?P<last>\d+)\Z")


def check_inventory(subject: Subject) -> None:
    """No number stands twice, and each number of an inventory stands on a record."""
    carried: dict[str, list[str]] = defaultdict(list)
    for file in subject.records:
        for triple in file.triples:
            if triple.predicate == SKOS + "notation":
                carried[triple.object.text].append(triple.subject)
    for number, records in sorted(carried.items()):
        for record in records[1:]:
            subject.report_record(
                "duplicate-notation",
                f"the number {number} stands on {subject.store.prefixes.contract(records[0])} as well",
                "keep it on the record that it is about",
                record=record,
                predicate=SKOS + "notation",
            )
    for file in subject.records:
        for triple in file.triples:
            if triple.predicate == XWALK + "inventory":
                missing = [number for number in numbers(triple.object.text) if number not in carried]
                for number in missing:
                    subject.report_record(
                        "missing-notation",
                        f"no record carries the number {number}",
                        f'write the record, with skos:notation "{number}"',
                        record=triple.subject,
                        predicate=XWALK + "inventory",
                    )


def numbers(run: str) -> Iterator[str]:
    """The numbers of a run, or the one number that it is.

    >>> list(numbers("GLO-08..GLO-10"))
    ['GLO-08', 'GLO-09', 'GLO-10']
    >>> list(numbers("SAM-1a"))
    ['SAM-1a']
    """
    found = _RUN.match(run)
    if found is None:
        yield run
        return
    width = len(found["first"])
    for number in range(int(found["first"]), int(found["last"]) + 1):
        yield f"{found['word']}{number:0{width if found['first'].startswith('0') else 1}}"
