"""Pages of what the survey asked and found: items, findings, figures, samples, scales and their levels."""

from __future__ import annotations

from collections.abc import Callable

from xwalk.knowledge import Record
from xwalk.names import natural_key
from xwalk.questions.brief_lines import plural
from xwalk.site.html import bullets, facts, fold, text
from xwalk.site.markup import section
from xwalk.site.remarks import remark_list, remarks
from xwalk.site.view import MANY, View, quantity


def value_words(said: dict[str, str]) -> str:
    """The value of a finding or sample with its comparator, or its range; never one number where there are two.

    >>> value_words({"xwalk:comparator": "between", "xwalk:low": "36", "xwalk:high": "42", "xwalk:unit": "percent"})
    'between 36 and 42 percent'
    """
    low, high, unit = (said.get(f"xwalk:{name}", "") for name in ("low", "high", "unit"))
    comparator = said.get("xwalk:comparator", "")
    if low and high:
        return " ".join(filter(None, [comparator or "between", low, "and", high, unit]))
    return quantity(comparator, said.get("xwalk:value", ""), unit)


def finding_line(view: View, finding: Record) -> str:
    """A finding in a line: its name, what was found, who answered, which grades."""
    said = view.knowledge.said(finding)
    who = [said.get("xwalk:respondent", ""), said.get("xwalk:gradeBand", "").replace("all", "all grades")]
    words = ", ".join(filter(None, who))
    return f"{view.link(finding)}: {text(said.get('skos:definition', ''))}{f' ({text(words)})' if words else ''}"


def _take_value(view: View) -> str:
    names = ("comparator", "value", "low", "high", "unit")
    return text(value_words({f"xwalk:{name}": view.taken(f"xwalk:{name}") for name in names}))


def finding(view: View) -> list[str]:
    """The sections of a finding."""
    return [
        facts(
            [
                ("Value", _take_value(view)),
                ("Counted when", view.said("xwalk:threshold")),
                ("Of whom or what", view.said("xwalk:base")),
                ("Who answered", view.said("xwalk:respondent")),
                ("Grade band", view.said("xwalk:gradeBand")),
                ("Compared", view.said("xwalk:contrast")),
                ("Significance", view.said("xwalk:significance")),
                ("When", view.said("xwalk:timing")),
                ("Sample", view.linked("xwalk:sample")),
                ("Figure", view.linked("xwalk:figure")),
                ("Scale", view.linked("xwalk:scale")),
                ("Sort of finding", view.said("xwalk:type")),
            ]
        ),
        section("What it is about", _about(view)),
        section("How to read it", remarks(view), _sample_remarks(view)),
        section("Other findings about it", view.listed(view.named_by("xwalk:about", "finding"))),
    ]


def _about(view: View) -> str:
    lines = []
    for record in view.records("xwalk:about"):
        areas = [
            view.link(view.knowledge.record(each.object))
            for each in view.knowledge.statements_at(record.key, ["xwalk:measures"], inward=False)
            if not each.negated
        ]
        lines.append(f"{view.link(record)}{f', which asks about {areas[0]}' if areas else ''}")
    return bullets(lines)


def _sample_remarks(view: View) -> str:
    """Caveats about the samples that a finding rests on."""
    held = [
        remark
        for sample in view.knowledge.targets(view.record, "xwalk:sample")
        for remark in view.knowledge.pointing_at(sample, "xwalk:about")
        if remark.kind == "remark"
    ]
    once = list(dict.fromkeys(held))
    return fold(plural(len(once), "remark about the sample", "remarks about the sample"), remark_list(view, once))


def item(view: View) -> list[str]:
    """The sections of a survey item."""
    held = view.named_by("xwalk:about", "finding")
    return [
        facts(
            [
                ("Who was asked", view.said("xwalk:respondent")),
                ("Sort of item", view.said("xwalk:type")),
                ("Answers", view.linked("xwalk:scale")),
            ]
        ),
        section("What was found", bullets(finding_line(view, each) for each in held)),
        section("Figures", view.listed(view.named_by("xwalk:about", "figure"))),
        section("How to read it", remarks(view)),
    ]


def figure(view: View) -> list[str]:
    """The sections of a figure."""
    held = view.named_by("xwalk:figure", "finding")
    return [
        facts(
            [
                ("Who answered", view.said("xwalk:respondent")),
                ("Sample", view.linked("xwalk:sample")),
                ("Where it stands", view.linked("xwalk:inPart")),
            ]
        ),
        section("What it is about", view.listed(view.records("xwalk:about"))),
        section("Findings that it shows", bullets(finding_line(view, each) for each in held)),
        section("How to read it", remarks(view)),
    ]


def sample(view: View) -> list[str]:
    """The sections of a sample."""
    held = view.named_by("xwalk:sample", "finding")
    return [
        facts(
            [
                ("Size", _take_value(view)),
                ("When", view.said("xwalk:timing")),
                ("Where", view.linked("xwalk:jurisdiction")),
                ("Part of", view.linked("dcterms:isPartOf")),
                ("Sort of evidence", view.said("xwalk:type")),
            ]
        ),
        section("How to read it", remarks(view)),
        section("Findings that rest on it", _findings(view, held)),
        section("Figures that rest on it", view.listed(view.named_by("xwalk:sample", "figure"))),
    ]


def _findings(view: View, held: list[Record]) -> str:
    lines = bullets(finding_line(view, each) for each in held)
    return fold(f"{len(held)} findings", lines) if len(held) > MANY else lines


def scale(view: View) -> list[str]:
    """The sections of a scale or of one of its levels."""
    low, high = view.said("xwalk:low"), view.said("xwalk:high")
    levels = view.in_order(view.named_by("xwalk:scale", "level"))
    items = view.named_by("xwalk:scale", "item")
    return [
        facts(
            [
                ("Sort of scale", view.said("xwalk:type")),
                ("Runs", f"from {low} to {high}" if low and high else low or high),
                ("Scale", view.linked("xwalk:scale")),
                ("Place on the scale", view.said("xwalk:order")),
            ]
        ),
        section("Answers that are printed", bullets(map(text, sorted(view.texts("xwalk:option"), key=natural_key)))),
        section("Levels", view.listed(levels)),
        section("Items answered on it", view.listed(items)),
        section("Findings", _findings(view, view.named_by("xwalk:about", "finding"))),
        section("How to read it", remarks(view)),
    ]


#: The sections of each kind of this field that belongs to the survey.
SECTIONS: dict[str, Callable[[View], list[str]]] = {
    "item": item,
    "finding": finding,
    "figure": figure,
    "sample": sample,
    "scale": scale,
    "level": scale,
}
