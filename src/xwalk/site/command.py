"""What the command line says of itself, as plain values: the command line hands it to the pages."""

from __future__ import annotations

from typing import NamedTuple


class Parameter(NamedTuple):
    """An argument or an option: how it is typed, what it does, and what holds where it is left out."""

    typed: str
    help: str
    default: str
    required: bool


class Command(NamedTuple):
    """A command: its words after ``xwalk``, what it does, how it is used, and examples that run."""

    name: str
    help: str
    usage: str
    arguments: list[Parameter]
    options: list[Parameter]
    examples: list[str]
