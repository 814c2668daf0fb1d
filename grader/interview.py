"""Asking a submission all of its checks: in as few messages as can be, and fairly.

Checks share a process or two while all goes well, since each costs more than most checks do. The
one that runs out of time there, or ends it, is set aside and what follows it is asked anew, each
suite file by itself; what was set aside, or came out wrong, is asked again in a process of its
own, whose answer is final. So no check pays for another. Of a check that came out wrong it is asked
as far as that: where it says the same again, what the check said after that stands as well. Where
anything was answered otherwise, all of it is asked again as a whole.

Public checks are asked, and asked again, before a hidden probe is ever sent, so that nothing a
student may read can tell of one.

Time is counted in whole checks that ran out of it, in the sheet's order, so that a verdict does
not hang on scheduling. Public and hidden checks have half of a submission's time each.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from .observe import NO_ANSWER, SIDE_BY_SIDE, Answerer, Group, Remembered, Replies, WorkerAnswerer
from .records import Observation, Probe, Silence
from .replies import Loaded
from .sheet import Limits
from .suite import Check

MOST_ASIDE = 12  # in one message
Both: TypeAlias = "tuple[Observation | Silence, Observation | Silence]"  # yours, and the right one
SHARE = 5  # a shared process is given up after this part of the time that one check has


class Interview:
    """One submission's and the reference's replies to a set of checks, under one set of limits."""

    def __init__(self, student: Answerer, reference: Answerer, limits: Limits) -> None:
        self._student, self._reference, self._limits = student, reference, limits
        self._replies: dict[str, Replies] = {}
        self._final: set[str] = set()
        self._cut: list[Check] = []  # asked again as far as what came out wrong
        self.steady = True  # whether all that was asked twice was answered alike
        self._spent = 0  # seconds, in checks that ran out of time in this phase
        self._shared = max(1, limits.check_seconds // SHARE)
        self._allowed = max((limits.total_seconds - limits.import_seconds) / 2,
                            limits.check_seconds + self._shared)

    @property
    def loaded(self) -> Loaded:
        """What became of the submission's modules; nothing is known of other answerers."""
        student = self._student
        return student.loaded() if isinstance(student, WorkerAnswerer) else Loaded()

    def ask(self, checks: Sequence[Check]) -> None:
        """Ask one phase's checks, given in sheet order, until each has its replies."""
        with self._reference_asked(checks):
            self._ask(checks)

    @contextlib.contextmanager
    def _reference_asked(self, checks: Sequence[Check]) -> Iterator[None]:
        """Ask the reference meanwhile what it does not know yet, all in as few messages as well."""
        reference = self._reference
        if not isinstance(reference, Remembered) or all(
                probe in reference.known for check in checks for probe in check.probes):
            yield
            return

        def ask() -> None:
            with contextlib.suppress(Exception):  # it comes again where the answer is needed
                reference.answer(right_code(checks, self._limits))

        thread = threading.Thread(target=ask)
        thread.start()
        try:
            yield
        finally:
            thread.join()

    def _ask(self, checks: Sequence[Check]) -> None:
        self._spent = 0
        self._final.update(check.id for check in checks if check.alone)
        waiting = _in_few(checks)
        while waiting and self._spent < self._allowed / 2:
            waiting = [group for rest in self._ask_together(waiting) for group in _by_file(rest)]
        self._final -= {check.id for check in checks if _lost(self._replies.get(check.id, []))}
        silent = [check for check in checks if check.id not in self._final
                  and (check.id not in self._replies or _silent(self._replies[check.id]))]
        self.settle(silent)
        for check in silent:
            if check.id not in self._final:
                self._final.add(check.id)
                self._replies[check.id] = [self._used_up()] * len(check.probes)

    def _ask_together(self, groups: Sequence[list[Check]]) -> list[list[Check]]:
        """Ask groups of checks, a process each; returns what follows a silent check in each."""
        seconds = self._limits.check_seconds
        asked = [
            Group(tuple(probe for check in group for probe in check.probes),
                  seconds if group[0].alone else self._shared)
            for group in groups
        ]
        rests = []
        for group, limit, replies in zip(groups, asked, self._student.answer(asked), strict=True):
            rest: list[Check] = []
            for number, check in enumerate(group):
                self._replies[check.id] = replies[: len(check.probes)]
                replies = replies[len(check.probes) :]
                if _silent(self._replies[check.id]):
                    self._spent += limit.seconds * _ran_out(self._replies[check.id])
                    rest = group[number + 1 :]
                    break
            rests.append(rest)
        return rests

    def replies(self, check: Check) -> Replies:
        """The student's replies, so far."""
        return self._replies[check.id]

    def settle(self, checks: Sequence[Check], wrong: Mapping[str, Probe] | None = None) -> None:
        """Ask them again, a process each, while there is time: what comes then is final.

        By check id, `wrong` has the first probe that came out wrong, where it is known.
        """
        waiting = [check for check in checks if not self.is_final(check)]
        while waiting and not self._time_is_used_up:
            # No more at once than there is time for if none of them ends.
            many = int((self._allowed - self._spent) // self._limits.check_seconds)
            some, waiting = waiting[:many], waiting[many:]
            self._ask_alone(some, wrong or {})
            # One may have ended the worker, with what the others were about to say.
            for check in some if len(some) > 1 else ():
                if _lost(self._replies[check.id]) and not self._time_is_used_up:
                    self._ask_alone([check])
        if self._cut and not self.steady:
            cut, self._cut = self._cut, []
            self._final -= {check.id for check in cut}
            self.settle(cut)

    def is_final(self, check: Check) -> bool:
        """Whether the student's replies stand, as those of a process of its own."""
        return check.id in self._final

    def final_replies(self, check: Check, wrong: Probe | None = None) -> Replies:
        """The student's replies to the check in a process of its own, while there is time."""
        self.settle([check], {} if wrong is None else {check.id: wrong})
        return self._replies[check.id]

    def expected(self, check: Check) -> Replies:
        """The reference's replies."""
        [replies] = self._reference.answer([Group(check.probes, self._limits.check_seconds)])
        return replies

    def both(self, probe: Probe) -> Both:
        """One further probe, in a process of its own, to the student and to the reference."""
        group = [Group((probe,), self._limits.check_seconds)]
        [right] = self._reference.answer(group)
        if self._time_is_used_up:
            return self._used_up(), right[0]
        [mine] = self._student.answer(group)
        self._spent += self._limits.check_seconds * _ran_out(mine)
        return mine[0], right[0]

    def aside(self, probes: Sequence[Probe]) -> list[Both]:
        """Yours and the right reply to probes that no verdict hangs on, a process each.

        It takes nothing from the time of what is graded; after the first that ran out of time, no
        more are asked.
        """
        found: list[Both] = []
        silence: Observation | Silence | None = None
        for start in range(0, len(probes), MOST_ASIDE):
            some = probes[start : start + MOST_ASIDE]
            mine = self._student.answer([Group((probe,), self._shared) for probe in some]
                                        ) if silence is None else [[silence]] * len(some)
            silence = next((each[0] for each in mine if _ran_out(each)), None)
            found += zip((each[0] for each in mine), self._right(some), strict=True)
        return found

    def _right(self, probes: Sequence[Probe]) -> list[Observation | Silence]:
        groups = [Group((probe,), self._limits.check_seconds) for probe in probes]
        return [reply for [reply] in self._reference.answer(groups)]

    def beforehand(self, probes: Sequence[Probe]) -> dict[Probe, Both]:
        """Yours and the right reply to probes that share a process, as far as it gets with them.

        Neither a verdict nor what is shown may hang on it: that is asked again, `aside`.
        """
        if not probes:
            return {}
        [replies] = self._student.answer([Group(tuple(probes), self._shared)])
        return {probe: (mine, right)
                for probe, mine, right in zip(probes, replies, self._right(probes), strict=True)
                if isinstance(mine, Observation)}

    def _ask_alone(self, checks: Sequence[Check], wrong: Mapping[str, Probe] | None = None) -> None:
        self._final.update(check.id for check in checks)
        groups = [Group(_as_far_as(check.probes, (wrong or {}).get(check.id)),
                        self._limits.check_seconds) for check in checks]
        unlike = []
        for check, replies in zip(checks, self._student.answer(groups), strict=True):
            before = self._replies.get(check.id, replies)
            alike = before[: len(replies)] == replies
            self.steady &= alike
            self._spent += self._limits.check_seconds * _ran_out(replies)
            unasked = len(check.probes) - len(replies)
            if alike:
                self._replies[check.id] = replies + before[len(replies):]
                self._cut += [check] if unasked else []
            elif unasked and not _silent(replies):
                unlike.append(check)
            else:  # what ended its process would have had no more answers
                self._replies[check.id] = replies + replies[-1:] * unasked
        if unlike:
            self._final -= {check.id for check in unlike}
            self.settle(unlike)

    @property
    def _time_is_used_up(self) -> bool:
        return self._spent + self._limits.check_seconds > self._allowed

    def _used_up(self) -> Silence:
        return Silence("timeout", "The time for the whole submission, "
                       f"{self._limits.total_seconds} s, was used up.", asked=False)


def right_code(checks: Sequence[Check], limits: Limits) -> list[Group]:
    """All that the checks ask, for an answerer that no check does anything to: in few processes."""
    return [Group(tuple(probe for check in group for probe in check.probes), limits.total_seconds)
            for group in _in_few(checks)]


def _in_few(checks: Sequence[Check]) -> list[list[Check]]:
    """What has a process of its own, and then the others, in as many as fill those up.

    What is alone takes longest, and so starts first.
    """
    alone = [[check] for check in checks if check.alone]
    return alone + _shared([check for check in checks if not check.alone],
                           SIDE_BY_SIDE - len(alone) % SIDE_BY_SIDE)


def _shared(checks: Sequence[Check], many: int) -> list[list[Check]]:
    """The checks in so many groups, about as many probes in each and no file in two of them."""
    sizes = [0] * many
    place: dict[str, int] = {}
    groups: list[list[Check]] = [[] for _ in sizes]
    for file in _by_file(checks):
        place[file[0].group] = lightest = sizes.index(min(sizes))
        sizes[lightest] += sum(len(check.probes) for check in file)
    for check in checks:
        groups[place[check.group]].append(check)
    return [group for group in groups if group]


def _as_far_as(probes: tuple[Probe, ...], last: Probe | None) -> tuple[Probe, ...]:
    """The probes up to that one, wherever it stands for the last time; all of them for None."""
    return probes if last is None else probes[: len(probes) - probes[::-1].index(last)]


def _by_file(checks: Sequence[Check]) -> list[list[Check]]:
    files: dict[str, list[Check]] = {}
    for check in checks:
        files.setdefault(check.group, []).append(check)
    return list(files.values())


def _lost(replies: Replies) -> bool:
    """Whether the worker ended before these came."""
    return any(isinstance(reply, Silence) and reply.reason.startswith(NO_ANSWER)
               for reply in replies)


def _silent(replies: Replies) -> bool:
    return any(isinstance(reply, Silence) for reply in replies)


def _ran_out(replies: Replies) -> bool:
    return any(isinstance(reply, Silence) and reply.outcome == "timeout" for reply in replies)
