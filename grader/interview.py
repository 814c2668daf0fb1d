"""Asking a submission all of its checks: in as few messages as can be, and fairly.

Checks of a suite file share a process while all goes well. What ends badly there, or comes out
wrong, is asked again in a process of its own, whose answer is final; so no check pays for
another. Public checks are asked, and asked again, before a hidden probe is ever sent, so that
nothing a student may read can tell of one.
"""

from __future__ import annotations

from collections.abc import Sequence

from .observe import Answerer, Group, Loaded, Replies, WorkerAnswerer
from .records import Probe, Silence
from .sheet import Limits
from .suite import Check

SHARED_SECONDS = 2  # a shared process that takes longer is given up, and its checks asked alone


class Interview:
    """One submission's and the reference's replies to a set of checks, under one set of limits."""

    def __init__(self, student: Answerer, reference: Answerer, limits: Limits) -> None:
        self._student, self._reference, self._limits = student, reference, limits
        self._replies: dict[str, Replies] = {}
        self._final: set[str] = set()
        self._timeouts = 0

    @property
    def loaded(self) -> Loaded:
        """What became of the submission's modules; nothing is known of other answerers."""
        student = self._student
        return student.loaded() if isinstance(student, WorkerAnswerer) else Loaded()

    def ask(self, checks: Sequence[Check]) -> None:
        """Ask these checks, in sheet order, and settle those that stayed without an answer."""
        seconds = self._limits.check_seconds
        shared: dict[str, list[Check]] = {}
        for check in checks:
            shared.setdefault(check.id if check.alone else check.group, []).append(check)
        # What has a process of its own takes longest, and so starts first.
        groups = sorted(shared.values(), key=lambda group: not group[0].alone)
        asked = [
            Group(tuple(probe for check in group for probe in check.probes),
                  seconds if group[0].alone else min(seconds, SHARED_SECONDS))
            for group in groups
        ]
        for group, replies in zip(groups, self._student.answer(asked), strict=True):
            for check in group:
                self._replies[check.id] = replies[: len(check.probes)]
                replies = replies[len(check.probes) :]
        self._final.update(check.id for check in checks if check.alone)
        self._timeouts += sum(_ran_out(self._replies[id]) for id in self._final)
        silent = [
            check for check in checks
            if check.id not in self._final and _silence(self._replies[check.id])
        ]
        for start in range(0, len(silent), 2):
            self._ask_alone(silent[start : start + 2])

    def replies(self, check: Check) -> Replies:
        """The student's replies, so far."""
        return self._replies[check.id]

    def final_replies(self, check: Check) -> Replies:
        """The student's replies to the check in a process of its own, whatever was asked before."""
        if check.id not in self._final:
            self._ask_alone([check])
        return self._replies[check.id]

    def expected(self, check: Check) -> Replies:
        """The reference's replies."""
        [replies] = self._reference.answer([Group(check.probes, self._limits.check_seconds)])
        return replies

    def both(self, probe: Probe) -> tuple[Replies, Replies]:
        """One further probe, in a process of its own, to the student and to the reference."""
        group = [Group((probe,), self._limits.check_seconds)]
        if self._time_is_used_up:
            return [self._used_up()], self._reference.answer(group)[0]
        [mine], [right] = self._student.answer(group), self._reference.answer(group)
        self._timeouts += _ran_out(mine)
        return mine, right

    def _ask_alone(self, checks: Sequence[Check]) -> None:
        self._final.update(check.id for check in checks)
        if self._time_is_used_up:
            for check in checks:
                self._replies[check.id] = [self._used_up()] * len(check.probes)
            return
        groups = [Group(check.probes, self._limits.check_seconds) for check in checks]
        for check, replies in zip(checks, self._student.answer(groups), strict=True):
            self._replies[check.id] = replies
            self._timeouts += _ran_out(replies)

    @property
    def _time_is_used_up(self) -> bool:
        """Whether all that is left of the submission's time has gone in checks that ran out.

        Counted in sheet order and in whole checks, so that it does not hang on scheduling.
        """
        left = self._limits.total_seconds - self._limits.import_seconds
        return self._timeouts >= max(1, left // self._limits.check_seconds)

    def _used_up(self) -> Silence:
        return Silence("timeout", "The time for the whole submission, "
                       f"{self._limits.total_seconds} s, was used up.")


def _silence(replies: Replies) -> bool:
    return any(isinstance(reply, Silence) for reply in replies)


def _ran_out(replies: Replies) -> bool:
    return any(isinstance(reply, Silence) and reply.outcome == "timeout" for reply in replies)
