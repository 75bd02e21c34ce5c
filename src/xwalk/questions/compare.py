"""Compare states, frameworks or releases: which of these some names mean, and the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from xwalk.errors import UsageError
from xwalk.knowledge import Knowledge
from xwalk.names import list_words
from xwalk.questions.compare_states import States, compare_states, name_state, recorded_states

if TYPE_CHECKING:
    from xwalk.questions.compare_frameworks import Frameworks
    from xwalk.questions.compare_releases import Releases

#: What can be compared.
STATES, FRAMEWORKS, RELEASES = "states", "frameworks", "releases"
_WHAT = {STATES: "a state", FRAMEWORKS: "a framework", RELEASES: "a release"}


def compare(
    knowledge: Knowledge, words: Sequence[str], *, repository: Path | None = None, beside: Sequence[Path] = ()
) -> States | Frameworks | Releases:
    """Compare what some names mean: states, two frameworks, or two releases of a knowledge base.

    Args:
        knowledge: The knowledge base in which states and frameworks are found.
        words: The names; for releases folders of packs or git revisions, the older one first.
        repository: A folder inside the git repository of the revisions; the current folder when left out.
        beside: Folders of packs that are loaded with each release.

    Raises:
        UsageError: The names do not mean things of one sort that can be compared.
        XwalkError: A release cannot be read.
    """
    kind = kind_of_comparison(knowledge, words, repository=repository)
    if kind == STATES:
        return compare_states(knowledge, words)
    if kind == FRAMEWORKS:
        from xwalk.questions.compare_frameworks import compare_frameworks

        return compare_frameworks(knowledge, words[0], words[1])
    from xwalk.questions.compare_releases import compare_releases
    from xwalk.questions.compare_revisions import open_release

    old, new = (open_release(word, repository=repository, beside=beside) for word in words)
    return compare_releases(old, new)


def kind_of_comparison(knowledge: Knowledge, words: Sequence[str], *, repository: Path | None = None) -> str:
    """Which comparison some names ask for: ``states``, ``frameworks`` or ``releases``.

    States come first, then frameworks, then releases, where a name means several.

    Args:
        knowledge: The knowledge base in which states and frameworks are found.
        words: The names.
        repository: A folder inside the git repository of the revisions; the current folder when left out.

    Raises:
        UsageError: The names do not mean things of one sort that can be compared.
    """
    if len(words) < 2:
        raise UsageError("compare takes at least two names", hint=_hint(knowledge))
    tests: dict[str, Callable[[str], bool]] = {
        STATES: lambda word: _names(name_state, knowledge, word),
        FRAMEWORKS: lambda word: _names(_name_framework, knowledge, word),
        RELEASES: lambda word: _is_release(word, repository),
    }
    for kind, test in tests.items():
        if (kind == STATES or len(words) == 2) and all(map(test, words)):
            return kind
    means = {word: next((kind for kind, test in tests.items() if test(word)), "") for word in words}
    for word, kind in means.items():
        if not kind:
            _explain(knowledge, word, set(means.values()) - {""})
    if len(set(means.values())) == 1:
        raise UsageError(f"{next(iter(means.values()))} are compared two at a time", hint=_hint(knowledge))
    said = list_words([f"{word} is {_WHAT[kind]}" for word, kind in means.items()])
    raise UsageError(f"these cannot be compared: {said}", hint=_hint(knowledge))


def _name_framework(knowledge: Knowledge, word: str) -> object:
    from xwalk.questions.compare_frameworks import name_framework

    return name_framework(knowledge, word)


def _is_release(word: str, repository: Path | None) -> bool:
    from xwalk.questions.compare_revisions import is_release

    return is_release(word, repository=repository)


def _names(name: Callable[[Knowledge, str], object], knowledge: Knowledge, word: str) -> bool:
    try:
        name(knowledge, word)
    except UsageError:
        return False
    return True


def _explain(knowledge: Knowledge, word: str, others: set[str]) -> None:
    """Say that a name means nothing that can be compared, with the nearest of the sort that the others are."""
    hint = _hint(knowledge)
    for kind, name in ((STATES, name_state), (FRAMEWORKS, _name_framework)):
        if kind in others:
            try:
                name(knowledge, word)
            except UsageError as error:
                hint = error.hint if error.hint.startswith("did you mean") else hint
    raise UsageError(f"“{word}” is no state, framework, folder of a pack or git revision", hint=hint)


def _hint(knowledge: Knowledge) -> str:
    said = "as in xwalk compare RI NH VT, xwalk compare leap-2017 item-areas, or xwalk compare HEAD~3 HEAD"
    held = recorded_states(knowledge)
    return f"{said}; states recorded are {list_words(held)}" if held else said
