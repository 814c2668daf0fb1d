"""Grading many submissions: each content once, by whoever takes work, and nothing is lost.

Submissions are read as their turn comes and results are written as they come, here and nowhere
else, so that neither is ever in memory for more than those at work.
"""

from __future__ import annotations

import json
import os
import platform
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from .carrier import layers_here
from .course import Course
from .crew import Crew, Here, Processes, Returned, can_fork, has_died
from .errors import GraderError
from .grade import References, Setting, failed_card, grade, warm_up
from .ledger import RUN, Entry, Job, grader_key, result_key, survey, take
from .records import Scorecard, Submission
from .report.folder import write
from .report.html import instructor, student
from .report.result import dumps

MOST_DEATHS = 3  # times that a submission may take down whoever grades it
DEADLY = f"the process that graded it died, {MOST_DEATHS} times"

__all__ = ["Done", "Hire", "Job", "grade_all", "grade_entries", "report_files"]

Hire: TypeAlias = Callable[[Setting], Crew]  # finds somebody to do the work


@dataclass(frozen=True)
class Done:
    """A job that is done: its reports are written."""

    job: Job
    card: Scorecard
    fault: str  # how the grader itself failed; "" where it did not


@dataclass(frozen=True)
class Graded:
    """What comes back from whoever did the work."""

    card: Scorecard
    fault: str
    own_notes: tuple[str, ...]  # those that intake did not make
    files: Mapping[str, str]
    run: Mapping[str, Any]


@dataclass
class _Work:
    """A piece of work: a submission to grade, or a card to make pages of for one like it."""

    entry: Entry
    twins: list[Entry] = field(default_factory=list)  # others with the same content
    submission: Submission | None = None
    like: Graded | None = None


_references: tuple[Setting, References] | None = None  # of this process, made once


def grade_all(jobs: Sequence[Job], setting: Setting, processes: int, hire: Hire | None = None
              ) -> Iterator[Done]:
    """Grade each job, write its reports, and yield it as it ends, in no particular order."""
    yield from grade_entries(list(survey(jobs, setting)), setting, processes, hire)


def grade_entries(entries: Sequence[Entry], setting: Setting, processes: int,
                  hire: Hire | None = None) -> Iterator[Done]:
    """Grade what was looked at; what is the same is graded once.

    By whoever is hired, or else by so many processes of this machine.
    """
    if not entries:
        return
    try:
        crew = hire(setting) if hire else _hire_here(setting, min(processes, len(entries)),
                                                     len(entries) == 1)
        try:
            yield from _Batch(entries, setting, crew).run()
        finally:  # where somebody stops it, what was not begun is not waited for
            crew.close()
    finally:
        _forget_references()


def _hire_here(setting: Setting, many: int, alone: bool) -> Crew:
    layers_here(setting.carrier, setting.course.sheet.limits)  # once, for all processes
    if alone:
        return Here()
    if can_fork():  # what is warm here is warm in each process
        warm_up(setting, _references_here(setting))
    return Processes(many)


class _Batch:
    """What is to be done, what is at work, and who was there when somebody died."""

    def __init__(self, entries: Sequence[Entry], setting: Setting, crew: Crew) -> None:
        groups: dict[str, list[Entry]] = {}
        for entry in entries:
            groups.setdefault(entry.digest, []).append(entry)
        self._waiting = deque(_Work(first, twins) for first, *twins in groups.values())
        self._suspects: deque[_Work] = deque()  # each alone, to see who it was
        self._deaths: Counter[Job] = Counter()
        self._at_work: dict[Future[Graded], _Work] = {}
        self._setting, self._crew = setting, crew
        self._grader = grader_key(setting)

    def run(self) -> Iterator[Done]:
        """Do it all."""
        while self._hand_out():
            ended = wait(self._at_work, return_when=FIRST_COMPLETED).done
            broken = False
            for future in ended:
                work = self._at_work.pop(future)
                error = future.exception()
                if error is None:
                    yield self._settle(work, future.result())
                elif has_died(error):
                    broken = True
                    self._suspect(work)
                elif isinstance(error, Returned):
                    self._waiting.appendleft(work)
                elif work.like is not None and isinstance(error, Exception):
                    # Its pages could not be made; to grade fails in `grade_one` itself.
                    yield self._settle(work, _failed(work, self._setting, _fault(error)))
                else:
                    raise error
            if broken:  # then all that was at work ends so
                self._crew.mend()
            while self._suspects and self._deaths[self._suspects[0].entry.job] >= MOST_DEATHS:
                work = self._suspects.popleft()
                yield self._settle(work, _failed(work, self._setting, DEADLY))

    def _hand_out(self) -> bool:
        """Give out as much as there is room for; whether anything is at work."""
        while self._suspects or self._waiting:
            room = 1 if self._suspects else self._crew.room
            if len(self._at_work) >= room:
                break
            work = (self._suspects or self._waiting).popleft()
            self._read(work)
            try:
                self._at_work[self._give(work)] = work
            except BrokenExecutor:
                self._waiting.appendleft(work)
                if not self._at_work:
                    self._crew.mend()
                break
        return bool(self._at_work or self._waiting or self._suspects)

    def _read(self, work: _Work) -> None:
        """Read what is to be graded; what is no longer what it was has no twins."""
        if work.like is not None or work.submission is not None:
            return
        work.submission = take(work.entry.job, self._setting)
        if work.submission.digest != work.entry.digest:
            if work.twins:
                self._waiting.append(_Work(work.twins[0], work.twins[1:]))
            work.twins = []
            work.entry = replace(work.entry, digest=work.submission.digest,
                                 notes=work.submission.notes)

    def _give(self, work: _Work) -> Future[Graded]:
        if work.like is not None:
            return self._crew.give(pages, work.like, work.entry, self._setting)
        assert work.submission is not None
        return self._crew.give(grade_one, work.submission, self._setting)

    def _suspect(self, work: _Work) -> None:
        self._deaths[work.entry.job] += 1
        self._suspects.append(work)

    def _settle(self, work: _Work, graded: Graded) -> Done:
        """Write it down, and have pages made for those that handed in the same."""
        for twin in reversed(work.twins):
            self._waiting.appendleft(_Work(twin, like=graded))
        run = {"key": result_key(work.entry, self._grader), "from": work.entry.job.source,
               **graded.run}
        write(work.entry.job.folder,
              {**graded.files, RUN: json.dumps(run, indent=2) + "\n"})  # the key comes last
        return Done(work.entry.job, graded.card, graded.fault)


# --- the work itself, wherever it is done -----------------------------------------------------


def grade_one(submission: Submission, setting: Setting) -> Graded:
    """Grade one submission and make its pages; that the grader fails on it is a result too."""
    began, cpu = time.time(), time.process_time()

    def run(fault: str) -> dict[str, Any]:
        return {
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
            "seconds": round(time.time() - began, 3),
            "grader_cpu_seconds": round(time.process_time() - cpu, 3),
            "host": platform.node(),
            "system": platform.platform(),
            "processors": os.cpu_count(),
            "carrier": setting.carrier,
            "layers": {layer.name: layer.text if layer.there else "none" for layer in layers_here(
                setting.carrier, setting.course.sheet.limits)},
            "same_as": "",
            "fault": fault,
        }

    try:
        card = grade(submission, setting, _references_here(setting))
        fault = "; ".join(check.id for check in card.checks if check.outcome == "grader_error")
        return _graded(submission, card, fault, setting, run(fault))
    except Exception as error:  # what nobody thought of costs nobody else a mark
        fault = _fault(error)
    return _graded(submission, failed_card(submission, setting, fault), fault, setting, run(fault))


def pages(like: Graded, entry: Entry, setting: Setting) -> Graded:
    """The result of a submission whose content was graded under another name."""
    card = replace(like.card, name=entry.job.name, notes=(*entry.notes, *like.own_notes))
    return replace(like, card=card, files=report_files(card, setting.course),
                   run={**like.run, "same_as": like.card.name})


def _fault(error: Exception) -> str:
    """What a failure of the grader itself is called; who looks for it has it raised."""
    if isinstance(error, GraderError):
        return str(error)
    if os.environ.get("MICROGRADE_TRACEBACK"):
        raise error
    return f"{type(error).__name__}: {error}"


def _failed(work: _Work, setting: Setting, why: str) -> Graded:
    submission = work.submission or take(work.entry.job, setting)
    return _graded(submission, failed_card(submission, setting, why), why, setting, {"fault": why})


def _graded(submission: Submission, card: Scorecard, fault: str, setting: Setting,
            run: Mapping[str, Any]) -> Graded:
    return Graded(card, fault, card.notes[len(submission.notes):],
                  report_files(card, setting.course), run)


def _references_here(setting: Setting) -> References:
    global _references
    if _references is None or _references[0] != setting:
        _references = (setting, References(setting))
    return _references[1]


def _forget_references() -> None:
    global _references
    if _references is not None:
        _references[1].close()
        _references = None


def report_files(card: Scorecard, course: Course) -> dict[str, str]:
    """Everything that is written for one submission and is the same each time: name -> text."""
    return {
        "result.json": dumps(card),
        "report.html": student(card, course.sheet.show_hidden),
        "instructor.html": instructor(card),
    }
