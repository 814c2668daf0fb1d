"""Asking whoever answers: probes go out, observations come back, whatever the answerer does.

What a worker says is hostile bytes. `replies` makes records of them; where it cannot, or where
nothing comes, there is a `Silence` with a reason here. Nothing else of the grader sees them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from . import ahead
from .records import Observation, Probe, Silence, Submission
from .replies import (
    MOST_KEPT,
    SHORT,
    Loaded,
    Room,
    Unreadable,
    decode_loaded,
    decode_observation,
)
from .sandbox import ENDED, NOT_ASKED, Carrier, Worker, WorkerEnded, WorkerLate
from .sheet import Limits
from .text import scrub

WALL = 3  # seconds on the wall for each second of CPU: a busy machine must not flip a verdict
SIDE_BY_SIDE = 2
MOST_LEFT_OUT = 3  # units that may hang or kill the worker while it loads
MOST_GROUPS = 12  # in one message; each has a process waiting from the start
MOST_RESTARTS = 60  # a deadline bounds them as well
NO_ANSWER = "No answer came"  # how it begins to say that a worker ended, whoever's doing it was
MOST_STALE = 1_000  # lines on questions that are over; a late one is told apart, and is let pass


@dataclass(frozen=True)
class Group:
    """Probes that share a process, and the seconds of CPU that all of them have."""

    probes: tuple[Probe, ...]
    seconds: int


Replies = list["Observation | Silence"]


class Answerer(Protocol):
    """Whoever answers probes: a student's worker, the reference, a recording."""

    def answer(self, groups: Sequence[Group]) -> list[Replies]:
        """One list for each group, with a reply for each of its probes."""


class WorkerAnswerer:
    """A submission, loaded in a worker; loaded when first asked."""

    def __init__(
        self,
        submission: Submission,
        *,
        modules: Sequence[str],
        names: Sequence[str],
        given: Mapping[str, str],
        limits: Limits,
        carrier: Carrier,
        torch: str | None = None,
        lasting: bool = False,  # lives as long as a batch; a submission has only its own time
        early: bool = True,  # starts at once, and not only when it is asked
    ) -> None:
        self._limits, self._carrier, self._torch = limits, carrier, torch
        self._load: dict[str, Any] = _load_message(submission, modules, names, given)
        self._left_out: dict[str, str] = {}
        self._loaded: Loaded | None = None
        self._told: Loaded | None = None  # what the first load said
        self._dead = ""
        self.forged = False  # whether replies came that nobody had asked for
        self._restarts = 0
        self._started_again = False
        self._next_number = 0
        self._kept = Room(MOST_KEPT)
        self._deadline = (
            math.inf if lasting else time.monotonic() + WALL * limits.total_seconds)
        self._worker: Worker | None = None
        if early:
            self._start()

    def loaded(self) -> Loaded:
        """Wait until the modules are loaded, leaving out what keeps them from it.

        What came of it the first time is the answer for good: a later load may know of hidden
        probes, from the time at which one of them ended the worker if from nothing else.
        """
        while self._loaded is None:
            self._loaded = self._try_to_load()
        self._told = self._told or self._loaded
        return self._told

    def answer(self, groups: Sequence[Group]) -> list[Replies]:
        """Ask all groups, two side by side; never raises for what a student does."""
        return [replies for start in range(0, len(groups), MOST_GROUPS)
                for replies in self._answer_some(groups[start : start + MOST_GROUPS])]

    def _answer_some(self, groups: Sequence[Group]) -> list[Replies]:
        asked: list[list[Observation | Silence | None]] = [[None] * len(g.probes) for g in groups]
        reason = Silence("crashed", "Its process ended before it answered.")
        if self._worker is None and not self._dead:
            self._restart()
        self.loaded()
        if self._worker is not None:
            try:
                self._converse(self._worker, groups, asked)
            except WorkerLate:
                reason = Silence("timeout", "It did not answer in time.")
                self.close()
            except WorkerEnded as ended:
                self.forged |= str(ended) == NOT_ASKED
                reason = Silence("crashed", f"{NO_ANSWER}: {ended}.")
                self.close()
        elif self._dead:
            reason = Silence("crashed", self._dead)
        return [[reply or reason for reply in replies] for replies in asked]

    def close(self) -> None:
        """End the worker; a later question starts it anew."""
        if self._worker is not None:
            self._worker.kill()
            self._worker = None

    # What follows keeps the worker alive, and is nobody else's business.

    def _start(self) -> None:
        self._worker = ahead.worker(self._carrier, self._limits, self._torch)
        self._asked_to_load = False

    def _restart(self) -> None:
        self._restarts += 1
        if self._restarts > MOST_RESTARTS or time.monotonic() > self._deadline:
            self._dead = "The worker had to be started too often; the rest was not asked."
            return
        self._loaded = None
        self._start()

    def _try_to_load(self) -> Loaded | None:
        """Load once: what came of it, or None where a unit was left out and it must start anew."""
        assert self._worker is not None
        began = time.monotonic()
        deadline = min(self._deadline, began + WALL * self._limits.import_seconds)
        loading: list[str] = []
        try:
            self._worker.send(
                {"load": {**self._load, "leave_out": self._left_out,
                          "torch": self._worker.torch}}, deadline)
            while True:
                match self._worker.receive(deadline):
                    case {"loading": str(unit)} if len(loading) < 100:
                        loading.append(scrub(unit, SHORT))
                    case {"loaded": str()} if loading:
                        loading.pop()
                    case {"ready": {"modules": dict(states), "notes": list(notes),
                                    "python": python, "torch": torch}}:
                        return decode_loaded(states, notes, python, torch)
                    case _:
                        raise WorkerEnded("what it said could not be read")
        except WorkerLate:
            why = f"its import did not end within {self._limits.import_seconds} s"
        except WorkerEnded as ended:
            spent = time.monotonic() - began
            # The limit counts its start, too; an end for another reason keeps that, however late.
            late = spent > 0.9 * self._limits.import_seconds and str(ended) == ENDED
            why = (f"its import did not end within {self._limits.import_seconds} s" if late
                   else f"while it was imported, {ended}")
        except Unreadable:
            why = "what it said could not be read"
        self.close()
        unit = loading[-1] if loading else ""
        if not unit and not self._started_again:  # none of its code has run: it may be the sandbox
            self._started_again = True
            self._start()
            return None
        if (not unit or unit in self._left_out or len(self._left_out) >= MOST_LEFT_OUT
                or time.monotonic() > self._deadline):
            self._dead = (
                "The modules could not be loaded a second time." if self._told  # nor is this told
                else f"The modules could not be loaded: {unit or 'the worker'}: {why}.")
            return Loaded({module: ("missing", why) for module in self._load["modules"]})
        self._left_out[unit] = why
        self._start()
        return None

    def _converse(
        self,
        worker: Worker,
        groups: Sequence[Group],
        asked: list[list[Observation | Silence | None]],
    ) -> None:
        longest = WALL * max(group.seconds for group in groups)
        total = longest + WALL * sum(group.seconds for group in groups)
        deadline = min(self._deadline, time.monotonic() + total)
        first = self._next_number  # late or forged words on an earlier question are told by it
        self._next_number += len(groups)
        worker.send({"side_by_side": SIDE_BY_SIDE, "ask": [
            {"number": number, "cpu": group.seconds, "wall": WALL * group.seconds,
             "probes": [[probe.code, list(probe.observe)] for probe in group.probes]}
            for number, group in enumerate(groups, first)]}, deadline)
        open_groups, answered, stale = set(range(len(groups))), [0] * len(groups), 0
        while open_groups:
            # A fork that is over its time is ended from inside; the seconds more are for that.
            reply = worker.receive(min(deadline, time.monotonic() + longest + 3))
            number = reply.get("group")
            if type(number) is int and number < first and stale < MOST_STALE:
                stale += 1
                continue
            number = number - first if type(number) is int else -1
            if number not in open_groups:
                raise WorkerEnded(NOT_ASKED)
            group, next_probe = groups[number], answered[number]
            if "end" in reply:
                open_groups.discard(number)
                if next_probe < len(group.probes):
                    silence = _silence(reply["end"], group.seconds)
                    asked[number][next_probe:] = [silence] * (len(group.probes) - next_probe)
                continue
            if reply.get("probe") != next_probe or next_probe >= len(group.probes):
                raise WorkerEnded(NOT_ASKED)
            answered[number] += 1
            try:
                asked[number][next_probe] = decode_observation(
                    reply, group.probes[next_probe], self._kept)
            except (Unreadable, RecursionError, OverflowError):
                asked[number][next_probe] = Silence("crashed", "Its answer could not be read.")


def _load_message(
    submission: Submission, modules: Sequence[str], names: Sequence[str], given: Mapping[str, str]
) -> dict[str, Any]:
    """The message's fixed part. What the sheet gives whole is a file; names go into a module."""
    whole = {module: source for module, source in given.items() if module not in modules}
    notebook = submission.kind == "notebook"
    files = dict(submission.files) | {f"{m}.py": source.encode() for m, source in whole.items()}
    return {
        "files": {path: source.decode("latin-1") for path, source in files.items()},
        "cells": list(submission.cells),
        "modules": list(modules),
        "names": list(names),
        "given": {m: s for m, s in given.items() if notebook or m not in whole},
        "bring": [module for module in given if module not in whole],
    }


def _silence(end: object, seconds: int) -> Silence:
    if end == "timeout":
        return Silence("timeout", f"It did not end within {seconds} s.")
    return Silence("crashed", "Its process ended before it answered.")


class Remembered:
    """An answerer that is asked each question once: right where answers never change."""

    def __init__(self, answerer: Answerer, known: Mapping[Probe, Observation] | None = None
                 ) -> None:
        self._answerer = answerer
        self._known: dict[Probe, Observation | Silence] = dict(known or {})

    @property
    def known(self) -> Mapping[Probe, Observation | Silence]:
        """What was asked so far, and what came."""
        return self._known

    def answer(self, groups: Sequence[Group]) -> list[Replies]:
        """As the answerer would, from memory where it has answered before."""
        new = [
            Group(tuple(p for p in group.probes if p not in self._known), group.seconds)
            for group in groups
        ]
        new = [group for group in new if group.probes]
        for group, replies in zip(new, self._answerer.answer(new) if new else [], strict=True):
            self._known.update(zip(group.probes, replies, strict=True))
        return [[self._known[probe] for probe in group.probes] for group in groups]
