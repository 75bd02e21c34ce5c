"""The way of a program's money as a picture: one box a holder, from top to bottom, narrow enough for a telephone."""

from __future__ import annotations

from xwalk.questions.brief_lines import plural
from xwalk.site.money_flow import Amount, Flow, Tier, amount_words, holders_words
from xwalk.site.svg import lines, path, picture, text

_WIDTH, _PAD, _LINE, _CHARACTERS = 310, 12, 17, 42
_GAP = 12


class _Writer:
    """Writes lines of text from the top down, and knows where it is."""

    def __init__(self, y: float) -> None:
        self.y = y
        self.marks: list[str] = []

    def say(self, words: str, kind: str = "", *, indent: float = 0, characters: int = _CHARACTERS) -> None:
        """A paragraph, wrapped."""
        for each in lines(words, characters - round(indent / 7)):
            self.y += _LINE
            self.marks.append(text(_PAD + indent, self.y - 4, each, kind))

    def gap(self, size: float = 8) -> None:
        """Room below a paragraph."""
        self.y += size


def flow_picture(flow: Flow) -> str:
    """The picture of a program's money; its numbers are those of the table beside it."""
    marks: list[str] = []
    y = 2.0
    for step, tier in enumerate(flow.tiers):
        writer = _Writer(y + 8)
        _tier(writer, tier)
        bottom = writer.y + 6
        marks.append(
            f'<rect class="xw-holder xw-tier-{tier.place}" x="1" y="{y:g}" width="{_WIDTH - 2}" '
            f'height="{bottom - y:g}" rx="5"/>'
        )
        marks += writer.marks
        y = bottom
        if step + 1 < len(flow.tiers) and tier.passed:
            y = _passage(marks, tier, y)
        elif step + 1 < len(flow.tiers):
            y += _GAP
    return picture(
        f"The way of the money: {flow.program.label}",
        "One box for each holder of the money, from top to bottom. Inside stand the shares and sums that this holder "
        "applies, numbered as in the table, and the uses that the text names.",
        _WIDTH,
        y + 2,
        marks,
    )


def _tier(writer: _Writer, tier: Tier) -> None:
    """One holder: its name, for whom it sets money aside, its amounts, its uses."""
    writer.say(tier.name.upper(), "xw-quiet")
    for holder in tier.holders or []:
        writer.say(holder.label, "xw-strong")
    if not tier.holders:
        writer.say(holders_words(tier), "xw-strong")
    if tier.aside:
        writer.gap(4)
        writer.say(f"Also named: {'; '.join(each.label for each in tier.aside)}", "xw-quiet")
    if tier.amounts:
        writer.gap()
        writer.say("Shares and sums", "xw-quiet")
        for amount in tier.amounts:
            _amount(writer, amount)
    if tier.uses:
        writer.gap()
        writer.say("Uses that the text names", "xw-quiet")
        for use in tier.uses:
            said = f"{use.section.label}: {plural(len(use.provisions), 'provision')}"
            writer.say(said)
            writer.gap(3)


def _amount(writer: _Writer, amount: Amount) -> None:
    """An amount: its number, the words of the limit, what it is for, and where the law says so."""
    condition = amount.condition
    start = writer.y
    says_number = bool(condition.value) and condition.value in condition.label.replace(",", "")
    if not says_number:
        writer.say(amount_words(condition).capitalize(), "xw-strong", indent=24)
    writer.say(condition.label, "xw-strong" if says_number else "", indent=24)
    if condition.unit == "percent" and condition.base:
        writer.say(f"of {condition.base}", "xw-quiet", indent=24)
    writer.say(amount.citation, "xw-quiet", indent=24)
    writer.marks.append(text(_PAD + 12, start + _LINE - 4, str(amount.number), "xw-strong", anchor="middle"))
    writer.gap(5)


def _passage(marks: list[str], tier: Tier, y: float) -> float:
    """The arrow to the next holder, with the sections that carry the money there."""
    writer = _Writer(y + _GAP / 2)
    for passage in tier.passed:
        writer.say(f"{passage.citation}: {passage.provision.label}", indent=28)
    bottom = max(writer.y + _GAP / 2, y + 28)
    marks.append(path(f"M{_PAD + 12} {y + 3:g}V{bottom - 3:g}m-6 -8l6 8l6 -8", "xw-way"))
    marks += writer.marks
    return bottom
