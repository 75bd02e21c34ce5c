"""What stands above what: circles, and all that lies above a thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

#: A thing and what stands above it.
Edge = tuple[str, str]


def find_cycles(after: dict[str, list[str]]) -> Iterator[list[str]]:
    """One cycle through each node that closes one, first node repeated at the end.

    >>> list(find_cycles({"a": ["b"], "b": ["a"]}))
    [['a', 'b', 'a']]
    """
    done: set[str] = set()
    for root in sorted(after):
        if root in done:
            continue
        path: list[str] = [root]
        on_path = {root: 0}
        stack = [iter(sorted(after.get(root, ())))]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
                left = path.pop()
                del on_path[left]
                done.add(left)
            elif node in on_path:
                yield [*path[on_path[node] :], node]
            elif node not in done:
                on_path[node] = len(path)
                path.append(node)
                stack.append(iter(sorted(after.get(node, ()))))


def reachable(edges: Iterable[Edge]) -> dict[str, set[str]]:
    """All that lies above each node."""
    after: dict[str, set[str]] = defaultdict(set)
    for start, end in edges:
        after[start].add(end)
    found: dict[str, set[str]] = {}
    for root, above in after.items():
        queue, seen = list(above), set[str]()
        while queue:
            node = queue.pop()
            if node not in seen:
                seen.add(node)
                queue += after.get(node, ())
        found[root] = seen
    return found
