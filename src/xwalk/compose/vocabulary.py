"""Which vocabulary stands as subject: the order of vocabularies, from the direction of the given rows.

A vocabulary whose things stand as subject of rows about another one comes before it. Where rows run both ways, or
not at all, the one that stands as subject in the larger share of its rows comes first, then the one first by name.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable


def order(flow: Iterable[tuple[str, str, int]]) -> tuple[list[str], set[str]]:
    """The vocabularies in order, and those that stand as subject.

    Args:
        flow: The vocabularies of subject and object, and the number of rows between them.

    >>> order([("c", "d", 1), ("b", "c", 1), ("a", "b", 1)])[0]
    ['a', 'b', 'c', 'd']
    >>> order([("z", "hub", 5), ("hub", "a", 5)])[0]
    ['z', 'hub', 'a']
    >>> sorted(order([("hub", "a", 1), ("hub", "b", 1)])[1])
    ['hub']
    """
    below: dict[str, set[str]] = defaultdict(set)
    as_subject: dict[str, int] = defaultdict(int)
    rows: dict[str, int] = defaultdict(int)
    for subject, obj, number in flow:
        as_subject[subject] += number
        rows[subject] += number
        rows[obj] += number
        if subject != obj:
            below[subject].add(obj)
    standing = {name for name in rows if as_subject[name]}
    weight = {name: (name not in standing, -as_subject[name] / rows[name], name) for name in rows}
    groups = _groups(sorted(rows), below)
    of = {name: number for number, group in enumerate(groups) for name in group}
    waits = [0] * len(groups)
    after: list[set[int]] = [set() for _ in groups]
    for subject in sorted(below):
        after[of[subject]] |= {of[obj] for obj in below[subject]} - {of[subject]}
    for others in after:
        for other in others:
            waits[other] += 1
    first = [min(weight[name] for name in group) for group in groups]
    ready = [(first[number], number) for number in range(len(groups)) if not waits[number]]
    heapq.heapify(ready)
    ordered: list[str] = []
    while ready:
        _, number = heapq.heappop(ready)
        ordered += sorted(groups[number], key=weight.__getitem__)
        for other in after[number]:
            waits[other] -= 1
            if not waits[other]:
                heapq.heappush(ready, (first[other], other))
    return sorted(ordered, key=lambda name: name not in standing), standing


def _groups(names: list[str], below: dict[str, set[str]]) -> list[list[str]]:
    """The strongly connected components of a graph.

    Source: Kosaraju's algorithm, as in Aho, Hopcroft & Ullman, Data Structures and Algorithms (1983).
    """
    above: dict[str, set[str]] = defaultdict(set)
    for subject, objects in below.items():
        for obj in objects:
            above[obj].add(subject)
    finished = _walk(names, below)
    groups: list[list[str]] = []
    seen: set[str] = set()
    for name in reversed(finished):
        if name not in seen:
            group = _walk([name], above, seen)
            groups.append(sorted(group))
    return groups


def _walk(starts: list[str], graph: dict[str, set[str]], seen: set[str] | None = None) -> list[str]:
    """The nodes that can be reached, each after those that are reached from it."""
    seen = set() if seen is None else seen
    finished: list[str] = []
    for start in starts:
        if start in seen:
            continue
        seen.add(start)
        stack = [(start, iter(sorted(graph.get(start, ()))))]
        while stack:
            name, others = stack[-1]
            following = next((other for other in others if other not in seen), None)
            if following is None:
                stack.pop()
                finished.append(name)
            else:
                seen.add(following)
                stack.append((following, iter(sorted(graph.get(following, ())))))
    return finished
