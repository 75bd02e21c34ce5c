"""What the command line says of itself, read from the application that runs it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xwalk.site.command import Command, Parameter

if TYPE_CHECKING:
    import typer


#: What a value is called where the option has no word of its own.
_VALUES = {name: "NUMBER" for kind in ("integer", "float", "int") for name in (kind, f"{kind} range")}


def describe(app: typer.Typer) -> list[Command]:
    """Every command of an application, in the order of its help.

    Args:
        app: The application of all commands.
    """
    from typer.main import get_command

    return list(_commands(get_command(app), ("xwalk",)))


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[Command]:
    under = getattr(command, "commands", None)
    if under is not None:
        for name, each in under.items():
            yield from _commands(each, (*words, name))
        return
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    options = [each for each in command.params if each.param_type_name == "option"]
    usage = " ".join([*words, *(_typed(each) for each in arguments), *(["[OPTIONS]"] if options else [])])
    examples = (command.epilog or "").removeprefix("Examples: ").split(" · ")
    yield Command(
        " ".join(words[1:]),
        " ".join((command.help or "").split()),
        usage,
        [_parameter(each) for each in arguments],
        [_parameter(each) for each in options],
        [each.strip() for each in examples if each.strip()],
    )


def _parameter(each: Any) -> Parameter:
    default = "" if each.default in (None, False) or callable(each.default) else str(each.default)
    if each.default is True:
        default = each.opts[0]
    return Parameter(_typed(each), getattr(each, "help", None) or "", default, bool(each.required))


def _typed(each: Any) -> str:
    """How a parameter is typed, as ``--format, -f table|json|csv|md``."""
    if each.param_type_name == "argument":
        name = each.metavar or each.name.upper()
        shown = name if each.required or name.startswith("[") else f"[{name}]"
        return f"{shown}..." if each.nargs == -1 else shown
    names = ", ".join([*each.opts, *each.secondary_opts])
    if each.is_flag:
        return names
    choices = getattr(each.type, "choices", None)
    value = each.metavar or ("|".join(map(str, choices)) if choices else _VALUES.get(each.type.name, "TEXT"))
    return f"{names} {value}"
