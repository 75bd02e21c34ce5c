"""What the words mean that stand beside statements, where they stand."""

from __future__ import annotations

from xwalk.site.markup import badge, details

_WORDS = {
    "stated": "the source says it, and the passage is cited",
    "asserted": "a named curator’s judgement, with the reason; 0.9 near certain, 0.7 probable, 0.5 arguable",
    "derived": "it follows by rule from other statements, and shows its route",
}


def status_legend() -> str:
    """The words that say how a statement is known, behind a summary."""
    said = "\n".join(f"- {badge(word)} {meaning}" for word, meaning in _WORDS.items())
    score = (
        "The number is a score for ranking, not a probability: along a route the scores are multiplied, so it never "
        "rises with length. “Could pay for” says that the text names an eligible use of the money; it does not say "
        "that money was or must be spent."
    )
    return details("How to read the marks", said, score)
