"""Every command of the command line, with its arguments, options and examples."""

from __future__ import annotations

from collections.abc import Sequence

from xwalk.site.command import Command, Parameter
from xwalk.site.markup import block, code, escape, section, table
from xwalk.site.page import Page
from xwalk.site.vocabulary import anchor, heading

PATH = "reference/commands"
_INTRO = (
    "Answers go to standard output, everything else to standard error. Exit code 0 means answered, also with no rows; "
    "1 that a check found errors or a step failed; 2 that the words of the command do not name one thing that exists."
)


def commands_page(commands: Sequence[Command]) -> Page:
    """The reference of the commands."""
    blocks = [_INTRO, "`xwalk COMMAND --help` prints the same in a terminal."]
    if commands:
        rows = [(f"[{escape(each.name)}](#{anchor(each.name)})", escape(each.help)) for each in commands]
        blocks.append(table(("Command", "What it does"), rows))
    blocks += [_command(each) for each in commands]
    return Page(PATH, "Commands", "\n\n".join(blocks), "Every command of xwalk, with its options and examples.")


def _command(each: Command) -> str:
    return "\n\n".join(
        filter(
            None,
            (
                heading(f"xwalk {each.name}", each.name, 2),
                escape(each.help),
                block(each.usage),
                section("Arguments", _parameters("Argument", each.arguments), level=3),
                section("Options", _parameters("Option", each.options), level=3),
                section("Examples", block("\n".join(each.examples)) if each.examples else "", level=3),
            ),
        )
    )


def _parameters(what: str, held: Sequence[Parameter]) -> str:
    rows = [
        (
            code(each.typed),
            escape(each.help),
            "required" if each.required else code(each.default) if each.default else "",
        )
        for each in held
    ]
    return table((what, "What it does", "If left out"), rows) if rows else ""
