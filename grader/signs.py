"""Signs of a cheat: facts that no honest submission shows, for the instructor to look at.

They are asked for when every check has its verdict, so no mark hangs on them.
"""

from __future__ import annotations

from collections.abc import Sequence

from .observe import Answerer, Group, Replies
from .records import Observation
from .suite import Sign

SECONDS = 1  # of CPU, for each sign
FORGED = ("Replies came that nobody had asked for: its code wrote to the grader's own channel, or "
          "forked in the middle of an answer.")


def signs_of(
    signs: Sequence[Sign], student: Answerer, reference: Answerer
) -> tuple[str, ...]:
    """Every sign that a submission shows, one sentence each."""
    groups = groups_of(signs)
    asked = zip(signs, student.answer(groups), reference.answer(groups), strict=True)
    return tuple(sign.text for sign, mine, right in asked if shown(sign, mine, right))


def groups_of(signs: Sequence[Sign]) -> list[Group]:
    """The signs' probes: a process for each sign."""
    return [Group(sign.probes, SECONDS) for sign in signs]


def shown(sign: Sign, mine: Replies, right: Replies) -> bool:
    """Whether these replies show the sign; where an answer is missing, nothing is shown."""
    seen = [reply for reply in mine if isinstance(reply, Observation)]
    wanted = [reply for reply in right if isinstance(reply, Observation)]
    if len(seen) != len(sign.probes) or len(wanted) != len(sign.probes):
        return False
    try:
        return sign.seen(seen, wanted)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        return False  # answers of another form than the sign knows
