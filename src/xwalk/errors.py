"""What can go wrong, as exceptions that carry what, where and what to do next.

The tree::

    XwalkError               one clear line, a hint, an exit code
    ├── UsageError           wrong usage, an unknown or ambiguous name (exit 2)
    └── SourceError          a file that cannot be read as what it should be (exit 1)

The message is composed once, here; the command line prints ``error:`` and ``hint:`` and never a traceback.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


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

    def __reduce__(self) -> tuple[Callable[..., XwalkError], tuple[Any, ...]]:
        """What another process makes the same error of.

        >>> import pickle
        >>> pickle.loads(pickle.dumps(SourceError("a literal has no end", hint="close it", file="kb/a.ttl"))).hint
        'close it'
        """
        return _again, (type(self), self.args, vars(self))


def _again(kind: type[XwalkError], args: tuple[Any, ...], said: dict[str, Any]) -> XwalkError:
    error = kind.__new__(kind, *args)
    vars(error).update(said)
    return error


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
