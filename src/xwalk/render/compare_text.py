"""Comparisons for a person at a terminal: states, frameworks or releases side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xwalk.questions.compare_states import States

if TYPE_CHECKING:
    from xwalk.knowledge import Knowledge
    from xwalk.questions.compare_frameworks import Frameworks
    from xwalk.questions.compare_releases import Releases


def compare(answer: States | Frameworks | Releases, knowledge: Knowledge, *, everything: bool = False) -> str:
    """The answer to ``xwalk compare``, whichever comparison it is.

    Args:
        answer: The answer.
        knowledge: The knowledge base that it came from; releases bring their own.
        everything: Show every route, reason and entry of a list.
    """
    if isinstance(answer, States):
        from xwalk.render.compare_states_text import states

        return states(answer, knowledge, everything=everything)
    from xwalk.questions.compare_frameworks import Frameworks

    if isinstance(answer, Frameworks):
        from xwalk.render.compare_frameworks_text import frameworks

        return frameworks(answer, knowledge, everything=everything)
    from xwalk.render.compare_releases_text import releases

    return releases(answer, everything=everything)
