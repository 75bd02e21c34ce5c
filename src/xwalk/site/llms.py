"""``llms.txt``: where a program that reads for a person should start. Source of the form: llmstxt.org."""

from __future__ import annotations

from xwalk.render.paper import clean
from xwalk.site.atlas import Atlas

_PAGES = (
    ("how-to", "How to use it", "commands and what their answers mean"),
    ("method", "How things are known", "the four words, evidence, confidence, what is not covered"),
    ("reference/ontology", "Ontology", "what every class, relation and property means"),
    ("reference/rules", "Rules", "which relation may follow which, and why"),
    ("reference/queries", "Named questions", "SPARQL that runs on the data"),
    ("downloads", "Downloads", "the data whole, in ten forms, with licence and checksums"),
    ("quality", "Quality", "what the latest check found"),
    ("a-to-z", "A to Z", "every record by name"),
    ("briefs", "Briefs", "two pages on each topic, with sources"),
)


def llms_file(atlas: Atlas) -> tuple[str, bytes]:
    """The path of the file, and its bytes."""
    lines = [
        "# xwalk",
        "",
        (
            "> A knowledge base of personalized-learning policy in the United States: which money, law, framework "
            "component and survey item bear on a topic, with the passage behind each statement."
        ),
        "",
        clean(atlas.fine_print),
        (
            "Four words say how a statement is known: stated, asserted, derived, suggested. Quote the word with "
            "the statement. A relation says “could pay for”: the text names an eligible use; nobody says that "
            "money was spent."
        ),
        "Each page of a record has twins in Turtle (.ttl) and JSON-LD (.jsonld) at the same path.",
        "",
        "## Pages",
        "",
        *(f"- [{title}]({path}/): {about}" for path, title, about in _PAGES),
        "",
        "## Data",
        "",
        "- [Turtle](data/xwalk.ttl): records, statements, ontology and rules in one graph",
        "- [JSON-LD](data/xwalk.jsonld): the same",
        "- [Statements](data/csv/statements.csv): what joins the records, as a table",
        "",
    ]
    return "llms.txt", "\n".join(lines).encode()
