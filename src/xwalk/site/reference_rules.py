"""The rule table: which relation may follow which, what it gives, what it keeps, and why it is sound."""

from __future__ import annotations

from itertools import groupby

from xwalk.questions.rules import RuleRow, rule_table
from xwalk.site.atlas import Atlas
from xwalk.site.markup import bullets, code, escape, section, table
from xwalk.site.page import Page
from xwalk.site.vocabulary import Vocabulary, anchor, heading

PATH = "reference/rules"
_INTRO = (
    "A route joins two records by one statement after another. A rule says what two steps that follow each other "
    "license. **What no rule licenses is not concluded.** The rules are data, in `ontology/rules.ttl` of each pack."
)
_CONFIDENCE = (
    "Confidence is a score for ranking, from 0 to 1. It is not a probability. Along a route it is the product of "
    "the confidences of the statements and of what each rule keeps, so it never rises with length. A statement of "
    "a source has 1; a judgement of a curator has 0.9 (near certain), 0.7 (probable) or 0.5 (arguable). Where a "
    "table below says “all”, the rule takes nothing away."
)
_SETS = (
    "A mapping set names the rule set that its statements may be composed with. A route uses a rule only if the rule "
    "set of every mapping set that it crosses holds it."
)


def rules_page(atlas: Atlas, vocabulary: Vocabulary) -> Page:
    """The reference of the rules."""
    rows = rule_table(atlas.knowledge)
    blocks = [
        _INTRO,
        section("How confidence works", _CONFIDENCE),
        section("Rule sets", _SETS, _sets(atlas, rows)),
        section("Which relation follows which", *_by_first(atlas, vocabulary, rows)),
        section("Relations read from their other end", _inverses(atlas, vocabulary)),
        section("Relations that entail a weaker one", _pairs(atlas, vocabulary, atlas.knowledge.rules.entails)),
        section("Relations that cannot both hold", _pairs(atlas, vocabulary, atlas.knowledge.rules.excludes)),
    ]
    return Page(PATH, "Rules", "\n\n".join(filter(None, blocks)), "Which relation may follow which, and why.")


def _sets(atlas: Atlas, rows: list[RuleRow]) -> str:
    held = sorted(atlas.knowledge.rules.sets)
    return bullets(f"{code(name)}: {sum(name in row.sets for row in rows)} rules" for name in held)


def _by_first(atlas: Atlas, vocabulary: Vocabulary, rows: list[RuleRow]) -> list[str]:
    blocks = []
    for first, held in groupby(rows, key=lambda row: row.first):
        lines = [
            (
                f'<span id="{anchor(row.id)}">{_relation(atlas, vocabulary, row.then)}</span>',
                _relation(atlas, vocabulary, row.gives),
                f"{row.factor:g}" if row.factor < 1 else "all",
                ", ".join(escape(name) for name in sorted(row.sets)),
                escape(row.why),
            )
            for row in held
        ]
        known = atlas.knowledge.rules.relations.get(first)
        words = known.label if known else first
        said = f"{_relation(atlas, vocabulary, first)}: a sentence reads it “{escape(atlas.phrase(first))}”."
        blocks.append(
            "\n\n".join(
                (
                    heading(words, f"first-{first}"),
                    said,
                    table(("Followed by", "Gives", "Keeps", "Rule sets", "Why it is sound"), lines),
                )
            )
        )
    return blocks


def _relation(atlas: Atlas, vocabulary: Vocabulary, name: str) -> str:
    return vocabulary.link(atlas.knowledge.prefixes.expand(name), PATH)


def _inverses(atlas: Atlas, vocabulary: Vocabulary) -> str:
    rows = []
    for relation in sorted(atlas.knowledge.rules.relations.values(), key=lambda each: (each.rank, each.name)):
        if relation.inverse:
            same = relation.inverse == relation.name
            rows.append(
                (
                    _relation(atlas, vocabulary, relation.name),
                    escape(relation.phrase),
                    "the same" if same else _relation(atlas, vocabulary, relation.inverse),
                    "" if same else escape(atlas.phrase(relation.inverse)),
                )
            )
    return table(("Relation", "In words", "From the other end", "In words"), rows) if rows else ""


def _pairs(atlas: Atlas, vocabulary: Vocabulary, held: dict[str, set[str]]) -> str:
    return bullets(
        f"{_relation(atlas, vocabulary, name)}: "
        + ", ".join(_relation(atlas, vocabulary, other) for other in sorted(others))
        for name, others in sorted(held.items())
    )
