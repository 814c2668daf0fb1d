"""Grading many submissions, on all cores, from processes that are warm before the first."""

from __future__ import annotations

import json
import multiprocessing
import os
import platform
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import connection
from pathlib import Path

from .course import Course
from .errors import GraderError
from .grade import References, Setting, failed_card, grade, warm_up
from .intake import read
from .records import Scorecard
from .report.folder import write
from .report.html import instructor, student
from .report.result import dumps
from .sandbox import layers_here


@dataclass(frozen=True)
class Job:
    """One submission to grade, and the folder its reports go to."""

    name: str
    path: Path
    folder: Path


@dataclass(frozen=True)
class Done:
    """A job that is done: its reports are written."""

    job: Job
    card: Scorecard
    fault: str  # how the grader itself failed; "" where it did not


_references: tuple[Setting, References] | None = None  # of this process, made once
_stopped = False  # whether this process was told to take no more work


def grade_all(jobs: Sequence[Job], setting: Setting, processes: int) -> Iterator[Done]:
    """Grade each job, write its reports, and yield it as it ends, in no particular order."""
    layers_here(setting.carrier, setting.course.sheet.limits)  # once, for all processes
    try:
        if processes <= 1 or len(jobs) <= 1:
            for job in jobs:
                yield _grade_job(job, setting)
            return
        fork = "fork" if "fork" in multiprocessing.get_all_start_methods() else None
        if fork:  # what is warm here is warm in each process
            warm_up(setting, _references_here(setting))
        context = multiprocessing.get_context(fork)
        with ProcessPoolExecutor(min(processes, len(jobs)), mp_context=context,
                                 initializer=_begin) as executor:
            yield from _submit(executor, jobs, setting)
    finally:
        _forget_references()


def _submit(executor: Executor, jobs: Sequence[Job], setting: Setting) -> Iterator[Done]:
    futures = [executor.submit(_grade_unless_stopped, job, setting) for job in jobs]
    try:
        for future in as_completed(futures):
            yield future.result()
    finally:  # where somebody stops it, what was not begun is not waited for
        executor.shutdown(wait=False, cancel_futures=True)


def _begin() -> None:
    """The beginning of a process of the pool."""
    signal.signal(signal.SIGINT, _stop)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the process that hands out the work is dead: then nobody wants what is done."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)  # a sandbox dies with the process that started it


def _stop(*_: object) -> None:
    """Ctrl-C, which every process of a terminal gets, in one that waits for work."""
    global _stopped
    _stopped = True


def _grade_unless_stopped(job: Job, setting: Setting) -> Done:
    if _stopped:
        raise KeyboardInterrupt
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return _grade_job(job, setting)
    except KeyboardInterrupt:
        _stop()
        raise
    finally:
        signal.signal(signal.SIGINT, _stop)


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


def _grade_job(job: Job, setting: Setting) -> Done:
    began, cpu = time.time(), time.process_time()
    submission = read(job.path, setting.course.sheet.modules, job.name)
    fault = ""
    try:
        card = grade(submission, setting, _references_here(setting))
        fault = "; ".join(check.id for check in card.checks if check.outcome == "grader_error")
    except GraderError as error:
        fault = str(error)
        card = failed_card(submission, setting, fault)
    run = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
        "seconds": round(time.time() - began, 3),
        "grader_cpu_seconds": round(time.process_time() - cpu, 3),
        "host": platform.node(),
        "system": platform.platform(),
        "processors": os.cpu_count(),
        "carrier": setting.carrier,
        "layers": {layer.name: layer.text if layer.there else "none" for layer in layers_here(
            setting.carrier, setting.course.sheet.limits)},
        "fault": fault,
    }
    write(job.folder, report_files(card, setting.course)
          | {"run.json": json.dumps(run, indent=2) + "\n"})
    return Done(job, card, fault)


def report_files(card: Scorecard, course: Course) -> dict[str, str]:
    """Everything that is written for one submission and is the same each time: name -> text."""
    return {
        "result.json": dumps(card),
        "report.html": student(card, course.sheet.show_hidden),
        "instructor.html": instructor(card),
    }
