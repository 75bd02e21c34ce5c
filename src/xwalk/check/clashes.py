"""Clashes: which conclusions of a derivation cannot both hold, or are hard to believe together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from xwalk.check.derivation import Algebra, Derivation, Fact, Given, Pair, Relations, circles, entails
from xwalk.check.findings import Subject
from xwalk.knowledge import Knowledge
from xwalk.names import RDFS, SKOS
from xwalk.search import Hop

DISJOINT, CYCLE, DENIED = "contradiction-disjoint", "contradiction-cycle", "contradiction-denied"
AGAINST, WITHIN = "contradiction-hierarchy", "contradiction-within-scheme"

Route = tuple[Hop, ...]


class Clash(NamedTuple):
    """Statements that do not go together: the routes that clash, and what they conclude about which two records.

    Attributes:
        apart: The schemes that keep the two apart, and the records that they have for them.
    """

    rule: str
    pair: Pair
    relations: tuple[str, ...]
    routes: tuple[Route, ...]
    apart: tuple[tuple[str, Pair], ...] = ()

    @property
    def hops(self) -> Iterator[Hop]:
        """Every step of every route."""
        return chain.from_iterable(self.routes)

    @property
    def statements(self) -> frozenset[int]:
        """The keys of the statements that the clash rests on."""
        return frozenset(hop.statement.key for hop in self.hops)


class Schemes:
    """Which records belong together, and what the hierarchies say of them."""

    def __init__(self, subject: Subject, knowledge: Knowledge, given: Given, algebra: Algebra) -> None:
        self.knowledge = knowledge
        self._above: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
        self._placed: set[int] = set()
        self._said: dict[str, set[str]] = defaultdict(set)
        self._of: dict[int, frozenset[str]] = {}
        short = subject.store.prefixes.contract
        belongs = {SKOS + "inScheme", SKOS + "topConceptOf"}
        below = [t for t in subject.store.triples() if t.predicate == RDFS + "subPropertyOf"]
        belongs |= {triple.subject for triple in below if triple.object.text in belongs}
        for triple in subject.store.triples():
            if triple.predicate in belongs:
                self._said[short(triple.subject)].add(short(triple.object.text))
        upward = {relation for relation in algebra.hierarchies & algebra.directed if algebra.is_main(relation)}
        for hop in given.hops(upward):
            self._above[hop.relation][hop.source].append(hop.target)
            self._placed |= {hop.source, hop.target}

    def of(self, key: int) -> frozenset[str]:
        """The schemes of a record; where none is said, its prefix or namespace."""
        known = self._of.get(key)
        if known is None:
            name = self.knowledge.record(key).name
            space = name[: max(name.rfind("/"), name.rfind("#")) + 1] if "://" in name else name.partition(":")[0]
            known = self._of[key] = frozenset(self._said.get(name, ())) or frozenset([space])
        return known

    def share(self, one: int, other: int) -> bool:
        """Whether two records are of one scheme."""
        return not self.of(one).isdisjoint(self.of(other))

    def place(self, key: int) -> frozenset[str]:
        """The schemes in whose hierarchy a record has a place."""
        return self.of(key) if key in self._placed else frozenset()

    def joined(self, one: int, other: int) -> bool:
        """Whether a hierarchy puts one record above the other, whichever."""
        return any(
            self._reaches(above, start, end)
            for above in self._above.values()
            for start, end in ((one, other), (other, one))
        )

    @staticmethod
    def _reaches(above: dict[int, list[int]], start: int, end: int) -> bool:
        queue, seen = [start], {start}
        while queue:
            for node in above.get(queue.pop(), ()):
                if node == end:
                    return True
                if node not in seen:
                    seen.add(node)
                    queue.append(node)
        return False


def derive_impossible(given: Given, algebra: Algebra) -> Iterator[Derivation]:
    """What follows among the records that can have a part in a cycle, or in two conclusions that exclude each other.

    Two routes that clash lead from a record to another and back, so both lie among records that lead to each other.
    Where nothing is wrong, these are few.
    """
    for steps, goals in _circular(algebra).items():
        after: dict[int, list[int]] = defaultdict(list)
        for hop in given.hops(steps):
            after[hop.source].append(hop.target)
            if algebra.rules.inverse(hop.relation) is None:
                after[hop.target].append(hop.source)
        parts = {record: number for number, part in enumerate(circles(after)) for record in part}
        either_way = steps | algebra.inverses(steps)
        inside: dict[int, set[str]] = defaultdict(set)
        for hop in given.hops(either_way):
            if hop.source in parts and parts[hop.source] == parts.get(hop.target):
                inside[parts[hop.source]].add(hop.relation)
        concluded = {number: algebra.concluded_from(relations) for number, relations in inside.items()}
        wrong = {number for number, relations in concluded.items() if any(goal <= relations for goal in goals)}
        parts = {record: number for record, number in parts.items() if number in wrong}
        yield Derivation(given, algebra, sorted(parts), either_way, parts=parts)


def _circular(algebra: Algebra) -> dict[Relations, set[Relations]]:
    """What must not be concluded together, by the steps that lead there and back."""
    kinds = [(algebra.steps_to(relation), frozenset([relation])) for relation in algebra.ordered]
    kinds += [
        (algebra.steps_to(one) | algebra.inverses(back) | {r for r in back if not algebra.rules.inverse(r)}, pair)
        for one, others in algebra.rules.excludes.items()
        for other in others
        for back, pair in [(algebra.steps_to(other), frozenset([one, other]))]
    ]
    found: dict[Relations, set[Relations]] = {}
    for steps, goal in sorted(kinds, key=lambda kind: (-len(kind[0]), sorted(kind[0]), sorted(kind[1]))):
        back = algebra.inverses(steps)
        same = next((known for known in found if steps <= known or (len(back) == len(steps) and back <= known)), steps)
        found.setdefault(same, set()).add(goal)
    return found


def cycles(derived: Derivation) -> Iterator[Clash]:
    """Routes by which a record stands above itself."""
    for fact in derived.loops:
        route = fact.route()
        yield Clash(CYCLE, (route[0].source, route[0].source), (fact.relation,), (route,))


def disjoint(derived: Derivation) -> Iterator[Clash]:
    """Two routes between two records whose conclusions exclude each other."""
    facts, rules = derived.facts, derived.algebra.rules
    for (start, end, relation), (fact, *_) in facts.items():
        for other in sorted(rules.excludes.get(relation, ())) if start != end else ():
            inverse = rules.inverse(other)
            against = facts.get((start, end, other)) or (facts.get((end, start, inverse)) if inverse else None)
            if against and (rules.rank(relation), relation) < (rules.rank(other), other):
                yield Clash(DISJOINT, (start, end), (relation, other), (fact.route(), against[0].route()))


def denied(given: Given) -> Iterator[Clash]:
    """What is given, read from either end, and denied."""
    for denial in given.denials:
        start, end = denial.subject, denial.object
        for hop in given.between(start, end):
            if entails(given.rules, hop.relation, denial.predicate):
                said = Hop(denial, denial.predicate, start, end)
                yield Clash(DENIED, (start, end), (denial.predicate,), ((hop,), (said,)))


def derive_outside(given: Given, algebra: Algebra, schemes: Schemes) -> Derivation:
    """What mappings conclude of records that share a scheme, where no other record of it lies between."""
    steps = algebra.mappings & algebra.alive
    after: dict[int, list[int]] = defaultdict(list)
    for hop in given.hops(steps):
        after[hop.source].append(hop.target)
        after[hop.target].append(hop.source)
    starts: list[int] = []
    for part in circles(after):
        often = Counter(scheme for record in part for scheme in schemes.of(record))
        starts += [record for record in part if any(often[scheme] > 1 for scheme in schemes.of(record))]
    return Derivation(given, algebra, sorted(starts), steps, ends=schemes.share)


def within_schemes(derived: Derivation, schemes: Schemes) -> Iterator[Clash]:
    """Two records of one scheme that only records outside it join.

    That they are one is always worth a look. That one is above the other is, where the scheme's own hierarchy has a
    place for both and does not say so, and no other hierarchy says so of their equals.
    """
    algebra = derived.algebra
    equals = _equals(derived)
    for (start, end, relation), (fact, *_) in derived.facts.items():
        if fact.before is None or start == end or not schemes.share(start, end):
            continue
        if relation in algebra.same:
            doubtful = start < end and not schemes.joined(start, end)
        elif relation in algebra.ordered and algebra.is_main(relation):
            apart = _apart(schemes, [start, *equals[start]], [end, *equals[end]])
            doubtful = not apart.keys().isdisjoint(schemes.of(start))
        else:
            continue
        if doubtful and not any(hop.relation in algebra.alive for hop in derived.given.between(start, end)):
            yield Clash(WITHIN, (start, end), (relation,), (fact.route(),))


def derive_equals(given: Given, algebra: Algebra) -> Derivation:
    """What means the same as the records of which a mapping puts one above the other."""
    ends = {end for hop in given.hops(algebra.ordered & algebra.mappings) for end in (hop.source, hop.target)}
    return Derivation(given, algebra, sorted(ends), algebra.same)


def against_hierarchies(derived: Derivation, schemes: Schemes) -> Iterator[Clash]:
    """A mapping that puts one record above another, where two hierarchies have both, as themselves, and deny it.

    A hierarchy that joins the two bears the mapping out, whatever the others say.
    """
    algebra = derived.algebra
    equals = _equals(derived)
    main = {relation for relation in algebra.ordered & algebra.mappings if algebra.is_main(relation)}
    for hop in derived.given.hops(main):
        lower, upper = equals[hop.source], equals[hop.target]
        apart = sorted(_apart(schemes, [hop.source, *lower], [hop.target, *upper]).items())[:2]
        if len(apart) > 1:
            facts = [fact for _, (one, other) in apart for fact in (lower.get(one), upper.get(other)) if fact]
            routes = ((hop,), *(fact.route() for fact in facts))
            yield Clash(AGAINST, (hop.source, hop.target), (hop.relation,), routes, tuple(apart))


def _equals(derived: Derivation) -> dict[int, dict[int, Fact]]:
    """What means the same as each record, nearest first."""
    found: dict[int, dict[int, Fact]] = defaultdict(dict)
    for (start, end, relation), (fact, *_) in derived.facts.items():
        if relation in derived.algebra.same:
            found[start].setdefault(end, fact)
    return found


def _apart(schemes: Schemes, lower: Iterable[int], upper: Iterable[int]) -> dict[str, Pair]:
    """The two records as each hierarchy has them; none where one joins them.

    A scheme with two records for one of them is left out: it is not known which.
    """
    one, other = _by_scheme(schemes, lower), _by_scheme(schemes, upper)
    found = {scheme: (one[scheme], other[scheme]) for scheme in one.keys() & other.keys()}
    return {} if any(start == end or schemes.joined(start, end) for start, end in found.values()) else found


def _by_scheme(schemes: Schemes, records: Iterable[int]) -> dict[str, int]:
    found: dict[str, list[int]] = defaultdict(list)
    for record in records:
        for scheme in schemes.place(record):
            found[scheme].append(record)
    return {scheme: some[0] for scheme, some in found.items() if len(some) == 1}
