"""The command line: parse, ask, render. What is answered is decided elsewhere.

Each command lives in a module of its theme and is imported only when it is called: a cold answer should cost little
more than the start of the interpreter.
"""

from __future__ import annotations

import importlib
import io
import os
import sqlite3
import sys
from keyword import iskeyword

import typer

from xwalk import __version__
from xwalk.errors import XwalkError

#: Where each command lives, in the order of the help.
COMMANDS = {
    "find": "ask",
    "show": "ask",
    "funding": "ask",
    "cross": "ask",
    "coverage": "overview",
    "compare": "overview",
    "brief": "memo",
    "rules": "overview",
    "query": "query",
    "match": "matching",
    "accept": "matching",
    "check": "curate",
    "new": "drafting",
    "compose": "bulk",
    "import": "intake",
    "export": "exchange",
    "site": "site",
}
_SETTINGS = {"help_option_names": ["-h", "--help"]}


def command_app(name: str = "") -> typer.Typer:
    """The application of one command, or of all of them when none is named.

    To build a command costs as much as to read its answer from the index, so one that is called is built alone.
    """
    app = typer.Typer(
        name="xwalk",
        help="Which money, law, framework component and survey item bear on a topic of personalized learning, and how "
        "that is known.",
        epilog="Start with: xwalk funding pacing. The version: xwalk --version",
        no_args_is_help=not name,
        add_completion=not name,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings=_SETTINGS,
    )
    for each in [name] if name else COMMANDS:
        command = getattr(
            importlib.import_module(f"xwalk.cli.{COMMANDS[each]}"), f"{each}_" if iskeyword(each) else each
        )
        if isinstance(command, typer.Typer):
            if name:
                return command
            app.add_typer(command, name=each)
            continue
        epilog = f"Examples: {command.examples}"
        app.command(each, epilog=epilog, context_settings=_SETTINGS)(command)
    return app


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code: 0 answered, 1 failed or errors found, 2 wrong usage."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = _call(given)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        code = 0
    except SystemExit as end:
        # typer ends the process itself where nobody reads the output any more
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        code = 0
    except (XwalkError, typer.TyperException, typer.Abort, OSError, UnicodeError, sqlite3.Error) as error:
        message, hint, code = _explain(error, given)
        _fail(message, hint)
        return code
    if code:
        _fail("stopped", "run it again to go on")
    return code or 0


def _call(given: list[str]) -> int | None:
    """Run the command that is named, alone where it can be."""
    name = given[0] if given else ""
    if given == ["--version"]:
        print(f"xwalk {__version__}")
        return None
    alone = name in COMMANDS and "_XWALK_COMPLETE" not in os.environ
    code = command_app(name if alone else "")(
        args=given[1:] if alone else given or ["--help"],
        prog_name=f"xwalk {name}" if alone else "xwalk",
        standalone_mode=False,
    )
    return code if isinstance(code, int) else None


def _explain(error: Exception, given: list[str]) -> tuple[str, str, int]:
    """What is wrong, what to do, and the exit code."""
    message, hint, code = "stopped", "run it again to go on", 1
    if isinstance(error, XwalkError):
        message, hint, code = str(error), error.hint, error.exit_code
    elif isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else " ".join(["xwalk", *given[:1]])
        message, hint = error.format_message().rstrip("."), f"{command} --help"
        code = getattr(error, "exit_code", 2)
    elif isinstance(error, sqlite3.Error):
        from xwalk.index.cache import cache_folder

        message, hint = f"the index cannot be read: {error}", f"delete {cache_folder()}, a cache, and ask again"
    elif isinstance(error, UnicodeEncodeError):
        message, hint, code = "the words are not UTF-8 text", "type them in a terminal that writes UTF-8", 2
    elif isinstance(error, UnicodeDecodeError):
        message, hint = f"a file is not UTF-8 text: {error.reason} at byte {error.start}", "save it as UTF-8"
    elif isinstance(error, OSError):
        message = f"{error.filename or 'the output'}: {error.strerror or error}"
        hint = "see that the place exists, may be read or written, and has room"
    return message, hint, code


def _fail(message: str, hint: str) -> None:
    from xwalk.render.paper import clean

    print(f"error: {clean(message)}", file=sys.stderr)
    print(f"hint: {clean(hint or 'xwalk --help')}", file=sys.stderr)


def run() -> None:
    """Run the command line as a process, and end it."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    code = main()
    try:
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()
    except OSError:
        # what is left goes nowhere, or Python would complain of it as it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.exit(code)
