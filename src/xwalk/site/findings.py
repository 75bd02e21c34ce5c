"""The findings explorer: what the survey found, each number as its source gives it, with what to know beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from xwalk.knowledge import Record
from xwalk.names import natural_key
from xwalk.questions.brief_lines import plural, readable
from xwalk.site.atlas import Atlas
from xwalk.site.finding_marks import MEANINGS, Number, number_of, share_strip
from xwalk.site.markup import attribute, escape, section, table
from xwalk.site.page import Page, address
from xwalk.site.survey import Survey

PATH = "findings"
#: The types of findings, in the order of the page, with the heading of each.
_TYPES = {
    "direction": "What was compared",
    "headline": "What the report concludes",
    "scale construction": "How the scales were made",
    "context": "Other numbers in the report",
}
_SHARE = "Share, from 0 at the left to 100 percent at the right"
_NO_AREA = "The scales as a whole"
_BANDS = ("elementary", "elementary and middle", "middle", "middle and high", "high")


class _Explorer:
    """The findings, and what each is about."""

    def __init__(self, atlas: Atlas) -> None:
        self.atlas = atlas
        self.knowledge = atlas.knowledge
        self.survey = Survey(atlas.knowledge)
        self.all = sorted(atlas.knowledge.of_kind("finding"), key=lambda each: natural_key(each.name))
        numbers = ((each, number_of(self.knowledge, each)) for each in self.all)
        self.numbers = {each.key: number for each, number in numbers if number is not None}
        self.shares = [
            each
            for each in self.all
            if self.value(each, "type") == "survey" and each.key in self.numbers and self.numbers[each.key].is_share
        ]

    def value(self, finding: Record, name: str) -> str:
        """The first value of a property of a finding."""
        return self.knowledge.value(finding, f"xwalk:{name}")

    def areas(self, finding: Record) -> list[str]:
        """The names of the areas that a finding is about."""
        return [area.label for area in self.survey.areas.get(finding.key, [])]


def findings_pages(atlas: Atlas) -> Iterator[Page]:
    """The findings explorer."""
    explorer = _Explorer(atlas)
    respondents = sorted({explorer.value(each, "respondent") for each in explorer.shares}, reverse=True)
    shown = {each.key for each in explorer.shares}
    rest = [each for each in explorer.all if each.key not in shown]
    headings = {**_TYPES, **{explorer.value(each, "type"): "Other findings" for each in rest} | _TYPES}
    blocks = [
        _intro(explorer),
        section("How to read a mark", _legend()),
        *(_by_respondent(explorer, name) for name in respondents),
        section("The same question, by grade band", _by_band(explorer)),
        *(_others(explorer, heading, name, rest) for name, heading in headings.items()),
        section("Who was asked", _samples(atlas)),
    ]
    yield Page(
        PATH,
        "Findings",
        "\n\n".join(filter(None, blocks)),
        "What teachers and students said in the survey: each share with its comparator, its grade band, its sample and "
        "what to know before quoting it.",
        {"kind": ["Overview"]},
        scripts=("assets/findings.js",),
        wide=True,
    )


def _intro(explorer: _Explorer) -> str:
    return (
        f"{plural(len(explorer.all), 'finding')}, of which {len(explorer.shares)} are shares of teachers, students or "
        "classrooms. Each number stands as the report prints it, with its own word before it: “more than 60” is not "
        "60. "
        "What the report shows only in the image of a figure is not here, because its values are not in the text. Each "
        "name opens the page of the finding, with the passage behind it. [Who was asked](#who-was-asked) stands below."
        '\n\n<div id="xw-filters"></div>'
    )


def _legend() -> str:
    rows = []
    for comparator, value, low, high, meaning in MEANINGS:
        number = Number(comparator, value, low, high, "percent")
        rows.append(
            f'<tr><th scope="row">{escape(number.words)}</th><td>{share_strip(number, meaning)}</td>'
            f"<td>{escape(meaning)}</td></tr>"
        )
    head = '<thead><tr><th scope="col">Words</th><th scope="col">Mark</th><th scope="col">Meaning</th></tr></thead>'
    caption = "<caption>Examples: these are not findings</caption>"
    return f'<table class="xw-shares xw-key">{caption}{head}<tbody>{"".join(rows)}</tbody></table>'


def _by_respondent(explorer: _Explorer, respondent: str) -> str:
    """The shares of one kind of respondent, area by area, larger shares first."""
    held = [each for each in explorer.shares if explorer.value(each, "respondent") == respondent]
    groups: dict[str, list[Record]] = {}
    for each in held:
        groups.setdefault(next(iter(explorer.areas(each)), _NO_AREA), []).append(each)
    bodies = [
        _body(explorer, name, sorted(group, key=lambda each: -_place(explorer.numbers[each.key])))
        for name, group in sorted(groups.items(), key=lambda pair: (pair[0] != _NO_AREA, pair[0]))
    ]
    return section(
        f"What {respondent} said",
        _frame(f"Shares by topic: {respondent}", _SHARE, bodies),
    )


def _place(number: Number) -> float:
    return float(number.value or number.high)


def _frame(caption: str, column: str, bodies: Iterable[str]) -> str:
    head = f'<thead><tr><th scope="col">Finding</th><th scope="col">{escape(column)}</th></tr></thead>'
    return f'<table class="xw-shares"><caption>{escape(caption)}</caption>{head}{"".join(bodies)}</table>'


def _body(explorer: _Explorer, name: str, findings: Iterable[Record]) -> str:
    group = f'<tr><th scope="rowgroup" colspan="2" class="xw-group">{escape(name)}</th></tr>' if name else ""
    return f"<tbody>{group}{''.join(_row(explorer, each) for each in findings)}</tbody>"


def _row(explorer: _Explorer, finding: Record) -> str:
    """A finding: its name, who was asked and what was counted, the number drawn and in words, what to know."""
    link = f'<a href="{address(explorer.atlas.place(finding), PATH)}">{escape(finding.label)}</a>'
    facets = {
        "respondent": explorer.value(finding, "respondent"),
        "grades": explorer.value(finding, "gradeBand"),
        "areas": "|".join(explorer.areas(finding)),
        "type": explorer.value(finding, "type") or "finding",
    }
    data = "".join(f' data-{name}="{attribute(value)}"' for name, value in facets.items() if value)
    return (
        f'<tr{data}><th scope="row">{link}<small>{_asked(explorer, finding)}</small>'
        f"{_care(explorer, finding)}</th><td>{_says(explorer, finding)}</td></tr>"
    )


def _asked(explorer: _Explorer, finding: Record) -> str:
    said = [
        (f"of {base}" if not base.startswith("per ") else base) if (base := explorer.value(finding, "base")) else "",
        f"grades: {grades}" if (grades := explorer.value(finding, "gradeBand")) else "",
        f"counted: {counted}" if (counted := explorer.value(finding, "threshold")) else "",
    ]
    return escape(" · ".join(filter(None, said)))


def _says(explorer: _Explorer, finding: Record) -> str:
    number = explorer.numbers.get(finding.key)
    if finding in explorer.shares and number:
        drawn = share_strip(number, finding.label)
        return f'<div class="xw-share">{drawn}<strong>{escape(number.words)}</strong></div>'
    said = escape(readable(explorer.knowledge, explorer.knowledge.value(finding, "skos:definition")))
    contrast, tested = explorer.value(finding, "contrast"), explorer.value(finding, "significance")
    compared = f"Compared: {contrast}. Significance: {tested or 'not stated'}." if contrast else ""
    strong = f"<strong>{escape(number.words)}</strong> · " if number else ""
    return f"{strong}{said}{f'<small>{escape(compared)}</small>' if compared else ''}"


def _care(explorer: _Explorer, finding: Record) -> str:
    """What the source leaves open, and the remarks that bear on a finding."""
    unclear = [readable(explorer.knowledge, each) for each in explorer.knowledge.values(finding, "xwalk:ambiguity")]
    remarks = explorer.survey.caveats(finding)
    items = [escape(each) for each in unclear]
    items += [f'<a href="{address(explorer.atlas.place(each), PATH)}">{escape(each.label)}</a>' for each in remarks]
    if not items:
        return ""
    listed = "".join(f"<li>{item}</li>" for item in items)
    return f"<details><summary>Read with care ({len(items)})</summary><ul>{listed}</ul></details>"


def _by_band(explorer: _Explorer) -> str:
    """Questions of which a share is printed for more than one grade band, counted by the same answer."""
    asked: dict[tuple[str, str], list[Record]] = {}
    for finding in explorer.shares:
        if explorer.value(finding, "gradeBand") in _BANDS:
            for item in explorer.knowledge.targets(finding, "xwalk:about"):
                asked.setdefault((item.label, explorer.value(finding, "threshold")), []).append(finding)
    bodies = [
        _band_body(explorer, item, counted, held)
        for (item, counted), held in sorted(asked.items())
        if len({explorer.value(each, "gradeBand") for each in held}) > 1
    ]
    if not bodies:
        return ""
    head = f'<thead><tr><th scope="col">Grade band</th><th scope="col">{_SHARE}</th></tr></thead>'
    caption = "<caption>Only questions whose share is printed for more than one band</caption>"
    return f'<table class="xw-shares xw-bands">{caption}{head}{"".join(bodies)}</table>'


def _band_body(explorer: _Explorer, item: str, counted: str, findings: Sequence[Record]) -> str:
    rows = []
    for finding in sorted(findings, key=lambda each: _BANDS.index(explorer.value(each, "gradeBand"))):
        number = explorer.numbers[finding.key]
        band = explorer.value(finding, "gradeBand")
        link = f'<a href="{address(explorer.atlas.place(finding), PATH)}">{escape(band)}</a>'
        drawn = f"{share_strip(number, f'{item}, {band}')}<strong>{escape(number.words)}</strong>"
        rows.append(f'<tr><th scope="row">{link}</th><td><div class="xw-share">{drawn}</div></td></tr>')
    name = f"{item} (counted: {counted})" if counted else item
    group = f'<tr><th scope="rowgroup" colspan="2" class="xw-group">{escape(name)}</th></tr>'
    return f"<tbody>{group}{''.join(rows)}</tbody>"


def _others(explorer: _Explorer, heading: str, name: str, findings: Iterable[Record]) -> str:
    held = [each for each in findings if explorer.value(each, "type") == name]
    return section(heading, _frame(heading, "What it says", [_body(explorer, "", held)])) if held else ""


def _samples(atlas: Atlas) -> str:
    """Each sample: what it is, how large, when."""
    rows = []
    for sample in atlas.knowledge.of_kind("sample"):
        said = atlas.knowledge.said(sample)
        number = number_of(atlas.knowledge, sample)
        rows.append(
            (
                atlas.link(sample, PATH),
                escape(_thousands(number.words)) if number else "not stated",
                escape(said.get("xwalk:timing", "not stated")),
                escape(said.get("skos:definition", "")),
            )
        )
    return table(["Sample", "Size", "When", "What it is"], rows)


def _thousands(words: str) -> str:
    """Numbers with a comma between thousands.

    >>> _thousands("more than 3600 teachers")
    'more than 3,600 teachers'
    """
    return " ".join(f"{int(word):,}" if word.isdecimal() and len(word) < 16 else word for word in words.split())
