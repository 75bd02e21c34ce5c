"""The way of a program's money, read from its provisions: who holds it, what is taken or passed on, what it may do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from xwalk.knowledge import Knowledge, Record
from xwalk.names import list_words, natural_key
from xwalk.questions.answers import Condition
from xwalk.questions.compare_states import MONEY
from xwalk.questions.parts import Parts
from xwalk.site.programs import top

#: Who holds federal money, from where it starts to where it is spent. The records name the holders; their order is
#: that of federal education law.
TIERS = (
    ("Federal", ("congress", "secretary", "ies-director")),
    ("State", ("state", "sea", "sea-consortium")),
    ("Local", ("lea", "lea-consortium", "district", "school")),
)
#: Units in which money is counted, and comparators that stand without a number.
_UNITS, _WITHOUT_NUMBER = ("percent", "USD"), ("remainder", "a portion")


class Amount(NamedTuple):
    """A share or sum of a program's money: its number on the page, who applies it, and the condition that sets it."""

    number: int
    tier: int
    condition: Condition
    record: Record
    citation: str


class Use(NamedTuple):
    """The provisions of one section that name uses of the money."""

    section: Record
    provisions: list[Record]


class Passage(NamedTuple):
    """A section that carries money from one holder to the next."""

    provision: Record
    citation: str


class Tier(NamedTuple):
    """One holder of the money: who that is, what it must or may take or pass on, and the uses open to it."""

    place: int
    name: str
    holders: list[Record]
    aside: list[Record]
    amounts: list[Amount]
    uses: list[Use]
    passed: list[Passage]


class Flow(NamedTuple):
    """The whole way of a program's money, and the conditions that set no amount, or say not who applies it."""

    program: Record
    tiers: list[Tier]
    others: list[Condition]

    @property
    def amounts(self) -> list[Amount]:
        """Every amount, in the order of their numbers."""
        return [amount for tier in self.tiers for amount in tier.amounts]


def flow(parts: Parts, program: Record, provisions: Sequence[Record]) -> Flow:
    """The way of a program's money.

    Args:
        parts: Reads the parts of answers.
        program: The program.
        provisions: The provisions that belong to it.
    """
    knowledge = parts.knowledge
    found = {each.id: each for provision in provisions for each in parts.conditions(provision)}
    conditions = [found[name] for name in sorted(found)]
    by_tier: dict[int, list[tuple[Condition, Record, str]]] = {}
    others = []
    for each in conditions:
        record = knowledge.by_name(each.id)
        place = _tier_of(knowledge.targets(record, "xwalk:bearer")) if record and is_amount(each) else None
        if record is None or place is None:
            others.append(each)
        else:
            cited = parts.citation(record).partition(";")[0]
            by_tier.setdefault(place, []).append((each, record, cited))
    tiers: list[Tier] = []
    number = 0
    for place, (name, _) in enumerate(TIERS):
        held = sorted(by_tier.get(place, []), key=lambda each: (natural_key(each[2]), each[0].id))
        amounts = [Amount(number + step, place, *each) for step, each in enumerate(held, 1)]
        number += len(amounts)
        uses = _uses(knowledge, provisions, place)
        holders, aside = _holders(knowledge, provisions, place)
        passed = _passed(parts, provisions, place)
        if amounts or uses or passed:
            tiers.append(Tier(place, name, holders, aside, amounts, uses, passed))
    return Flow(program, tiers, others)


def is_amount(condition: Condition) -> bool:
    """Whether a condition sets a share or a sum of money."""
    if condition.comparator in _WITHOUT_NUMBER:
        return True
    return condition.unit in _UNITS and bool(condition.value)


def amount_words(condition: Condition) -> str:
    """The share or sum in words, as “at most 3 percent”."""
    if condition.comparator in _WITHOUT_NUMBER:
        return "the remainder" if condition.comparator == "remainder" else condition.comparator
    value = (
        f"{int(condition.value):,}" if condition.value.isdecimal() and len(condition.value) < 16 else condition.value
    )
    sized = f"${value}" if condition.unit == "USD" else f"{value} {condition.unit}"
    return sized if condition.comparator in ("exactly", "") else f"{condition.comparator} {sized}"


def _tier_of(records: Iterable[Record]) -> int | None:
    """The first tier that holds one of some records, or None: nobody guesses who applies an amount."""
    names = {record.name.partition(":")[2] for record in records}
    return next((place for place, (_, held) in enumerate(TIERS) if names & set(held)), None)


def _is_of(record: Record, place: int) -> bool:
    return record.name.partition(":")[2] in TIERS[place][1]


def _holders(knowledge: Knowledge, provisions: Iterable[Record], place: int) -> tuple[list[Record], list[Record]]:
    """Who holds the money at a tier; and at the first, for whom it is set aside before it goes on."""
    named = {each.key: each for one in provisions for each in knowledge.targets(one, "xwalk:recipient")}
    everyone = sorted(named.values(), key=lambda each: each.label)
    aside = [each for each in everyone if not any(_is_of(each, tier) for tier in range(len(TIERS)))]
    return [each for each in everyone if _is_of(each, place)], aside if place == 0 else []


def _uses(knowledge: Knowledge, provisions: Iterable[Record], place: int) -> list[Use]:
    """The provisions that name a use of the money and speak to a tier, by the section that they stand in."""
    held: dict[str, Use] = {}
    for provision in provisions:
        recipients = knowledge.targets(provision, "xwalk:recipient")
        lowest = max((tier for tier in range(len(TIERS)) for each in recipients if _is_of(each, tier)), default=-1)
        if lowest == place and money_statements(knowledge, provision):
            above = top(knowledge, provision)
            held.setdefault(above.name, Use(above, [])).provisions.append(provision)
    return [held[name] for name in sorted(held, key=natural_key)]


def money_statements(knowledge: Knowledge, provision: Record) -> list[int]:
    """The keys of the given statements in which a provision could pay for something."""
    known = knowledge.rules.relations
    return [
        each.key
        for each in knowledge.statements_of(provision)
        if each.subject == provision.key
        and not each.negated
        and each.status != "suggested"
        and each.predicate in known
        and known[each.predicate].family == MONEY
    ]


def _passed(parts: Parts, provisions: Sequence[Record], place: int) -> list[Passage]:
    """The sections that carry money from a tier to the next: they speak to both, and set an amount."""
    if place + 1 >= len(TIERS):
        return []
    knowledge = parts.knowledge
    chosen: dict[int, Record] = {}
    for provision in provisions:
        recipients = knowledge.targets(provision, "xwalk:recipient")
        spans = any(_is_of(each, place) for each in recipients) and any(_is_of(each, place + 1) for each in recipients)
        if spans and knowledge.value(provision, "xwalk:duty") != "definition":
            above = [each.key for each in parts.sections(provision)[1:]]
            if not any(key in chosen for key in above) and _sets_amount(parts, provision, provisions):
                chosen[provision.key] = provision
    return [Passage(each, parts.citation(each).partition(";")[0]) for each in chosen.values()]


def _sets_amount(parts: Parts, provision: Record, provisions: Iterable[Record]) -> bool:
    """Whether a provision, or one below it, is bound by an amount."""
    below = {provision.key} | {each.key for each in provisions if provision in parts.sections(each)}
    return any(
        is_amount(condition) and any(bound.key in below for bound in condition.binds)
        for each in provisions
        if each.key in below
        for condition in parts.conditions(each)
    )


def holders_words(tier: Tier) -> str:
    """Who holds the money at a tier, as a reader says it."""
    return list_words(holder.label for holder in tier.holders) or tier.name
