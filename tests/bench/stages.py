"""Which stage of a grading takes how long: functions of the grader are wrapped from out here.

A stage that runs inside another is taken out of it, so the shares add up to the whole. What this
process waits for (the sandbox, the reference) is time on the wall alone, so both are kept.
"""

from __future__ import annotations

import contextlib
import functools
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

from grader import batch, explain, grade, ledger, observe, sandbox, session

REST, REFERENCE = "the rest", "reference"
# Where the work of each stage begins: the object that has the function, and its name there.
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("intake", ledger, "read"),
    ("start of sandbox", sandbox.Worker, "__init__"),
    ("start of sandbox", observe.WorkerAnswerer, "_try_to_load"),
    ("end of sandbox", sandbox.Worker, "kill"),
    ("student's code", observe.WorkerAnswerer, "_converse"),
    ("reading answers", observe, "decode_observation"),
    (REFERENCE, observe.Remembered, "answer"),
    ("comparing", session, "judge"),
    ("the suites", grade, "collection"),
    ("the checks themselves", grade, "run_session"),
    ("smaller examples", session, "make_smaller"),
    ("pictures", session, "illustrate"),
    ("diagnosis", explain, "explain"),
    ("signs", grade, "signs_of"),
    ("report", batch, "report_files"),
    ("writing", batch, "write"),
)
ORDER = (*dict.fromkeys(stage for stage, _, _ in STAGES), REST)


class Stages:
    """Seconds by stage, on the wall and of this process's CPU, since it was made."""

    def __init__(self) -> None:
        self.wall: defaultdict[str, float] = defaultdict(float)
        self.cpu: defaultdict[str, float] = defaultdict(float)
        self._within = [REST]
        self._at = self._now()

    @staticmethod
    def _now() -> tuple[float, float]:
        return time.perf_counter(), time.process_time()

    def _settle(self) -> None:
        """What passed since the last change goes to the stage that is on."""
        now = self._now()
        self.wall[self._within[-1]] += now[0] - self._at[0]
        self.cpu[self._within[-1]] += now[1] - self._at[1]
        self._at = now

    def within(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, whose time goes to that stage."""

        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            self._settle()  # the reference is asked as a student is: that stays its own
            self._within.append(REFERENCE if self._within[-1] == REFERENCE else stage)
            try:
                return function(*args, **kwargs)
            finally:
                self._settle()
                self._within.pop()

        return wrapped


@contextlib.contextmanager
def watched() -> Iterator[Stages]:
    """Tell apart what is graded in here, in this process."""
    stages = Stages()
    with contextlib.ExitStack() as stack:
        for stage, owner, name in STAGES:
            stack.enter_context(mock.patch.object(
                owner, name, stages.within(stage, getattr(owner, name))))
        yield stages
        stages._settle()
