"""What can go wrong, as exceptions that carry what, where and what to do next.

The tree::

    XwalkError               one clear line, a hint, an exit code
    ├── UsageError           wrong usage, an unknown or ambiguous name (exit 2)
    └── SourceError          a file that cannot be read as what it should be (exit 1)

The message is composed once, here; the command line prints ``error:`` and ``hint:`` and never a traceback.
"""

from __future__ import annotations


class XwalkError(Exception):
    """Something the user can act on.

    Args:
        message: What is wrong, in one line without a full stop.
        hint: What to do next.

    >>> str(XwalkError("no pack here", hint="name a folder with kb/ inside"))
    'no pack here'
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(XwalkError):
    """The words of the command do not say one thing that exists."""

    exit_code = 2


class SourceError(XwalkError):
    """A file of a pack, or a file that the user named, cannot be read.

    Args:
        message: What is wrong with it.
        hint: How to mend it.
        file: The file, as the user would name it.
        line: The line, counted from 1; 0 when the whole file is meant.

    >>> str(SourceError("a literal has no end", hint="close the quotes", file="kb/a.ttl", line=3))
    'kb/a.ttl:3: a literal has no end'
    """

    def __init__(self, message: str, *, hint: str, file: str, line: int = 0) -> None:
        where = f"{file}:{line}" if line else file
        super().__init__(f"{where}: {message}", hint=hint)
        self.reason = message
        self.file = file
        self.line = line
