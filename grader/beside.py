"""The process beside a notebook: it asks the kernel's fork, compares, and says what came out.

`notebook.py` starts it, with two pipes. It stands on the trusted side of them, and takes what comes
as it takes a worker's words.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .check import parts_of
from .course import Course, load_course
from .errors import GraderError, OperatorError
from .grade import References, Setting, run_session
from .interview import Interview
from .observe import WorkerAnswerer
from .records import GraderInfo, Scorecard, Submission
from .report.cell import cell, words
from .sandbox import LONGEST_LINE, WorkerEnded, WorkerLate, bytes_of, message_of
from .scorecard import scorecard
from .session import Grading

NOTEBOOK = Submission("notebook", "", "notebook", cells=("",))


class Attached:
    """A worker that somebody else has started: what is sent to it, and what it says."""

    torch = None

    def __init__(self, answers: int, questions: int) -> None:
        self._answers, self._questions = answers, questions
        self._buffer = bytearray()

    def inner_limits(self) -> dict[str, Any]:
        """None: the notebook is its writer's own."""
        return {}

    def send(self, message: Mapping[str, Any], deadline: float) -> None:
        """Send one message; raises WorkerEnded where nobody reads."""
        try:
            with open(self._questions, "wb", closefd=False) as stream:
                stream.write(bytes_of(message))
        except OSError:
            raise WorkerEnded("the notebook's copy ended") from None

    def receive(self, deadline: float) -> dict[str, Any]:
        """The next message; raises WorkerLate or WorkerEnded."""
        while b"\n" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [],
                                        max(0.0, deadline - time.monotonic()))
            if not ready:
                raise WorkerLate
            data = os.read(self._answers, 1 << 16)
            if not data or len(self._buffer) > LONGEST_LINE:
                raise WorkerEnded("the notebook's copy ended")
            self._buffer += data
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer = bytearray(rest)
        return message_of(line)

    def kill(self) -> None:
        """Let go of it; it ends when nobody asks any more."""
        for stream in (self._answers, self._questions):
            with contextlib.suppress(OSError):
                os.close(stream)


class Live(WorkerAnswerer):
    """A notebook's live names, in a fork of its kernel that cannot be started again."""

    def __init__(self, course: Course, attached: Attached) -> None:
        self._attached = attached
        sheet = course.sheet
        super().__init__(
            NOTEBOOK, modules=[m for m in sheet.modules if m not in sheet.bonus_modules],
            names=course.names, given=course.given, limits=sheet.limits, carrier="plain")

    def _start(self) -> None:
        self._worker = self._attached  # type: ignore[assignment]  # all that is asked of one

    def _restart(self) -> None:
        self._dead = "The notebook's copy ended before it answered."


def look(course: Course, part: str, attached: Attached) -> Scorecard:
    """Check a part on what is attached; raises OperatorError where there is no such part."""
    parts = parts_of(course, part or None)
    setting = Setting(course, "plain", parts=parts)
    references = References(setting)
    try:
        live = Live(course, attached)
        interview = Interview(live, references.answerers[False], course.sheet.limits)
        grading = Grading(course.sheet, {False: interview}, parts=parts, pictures=True,
                          no_bonus="The bonus is graded when you hand it in.")
        results = run_session(grading, course)
    finally:
        references.close()
    info = GraderInfo("", "", "", "", "plain")
    card = scorecard(course.sheet, NOTEBOOK, results, interview.loaded.notes, info, whole=False)
    return replace(card, score=None if any(r.outcome == "grader_error" for r in results)
                   else card.score)


def run(part: str, answers: str, questions: str) -> None:
    """Check, and write what is to be shown to the standard output, as JSON."""
    attached = Attached(int(answers), int(questions))
    try:
        card = look(load_course(hidden=False), part, attached)
        said = {"html": cell(card), "text": words(card)}
    except OperatorError as error:
        said = {"html": "", "text": str(error)}
    except GraderError as error:
        said = {"html": "", "text": f"The grader itself failed: {error}"}
    json.dump(said, sys.stdout)
