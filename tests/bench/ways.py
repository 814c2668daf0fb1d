"""The ways in which the same work is done: bare, warm, cold, a class at once, and while watching.

Each returns what one submission took. What is graded has another digest each time, and the same
code, so that nothing which is kept from before can answer for it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from grader import batch
from grader.ahead import end_those_waiting, start_ahead
from grader.carrier import layers_here
from grader.check import Wish
from grader.course import HOME, Course, load_course
from grader.grade import References, Setting, collect, warm_up
from grader.ledger import Job, take
from grader.sandbox import Carrier
from grader.watch import Watching
from tests.bench import workload
from tests.bench.meter import Meter, Taken
from tests.bench.stages import Stages, watched

REAL_MISTAKE = HOME / "tests" / "project" / "submissions" / "overwritten_gradient"

Way = Callable[[], Taken]


@dataclass(frozen=True)
class Row:
    """One line of the table: how it is measured, and what it is held against."""

    title: str
    way: Way
    against: str = ""  # the title of another row
    rounds: int = 1_000  # at most; what takes long is done less often


class Warm:
    """A process in which the reference has answered everything, as each one of a batch is."""

    def __init__(self, course: Course, carrier: Carrier, scratch: Path) -> None:
        self.setting = Setting(course, carrier)
        self._references = References(self.setting)
        self._scratch = scratch
        layers_here(carrier, course.sheet.limits)
        warm_up(self.setting, self._references)

    def grade(self, path: Path) -> None:
        """The whole way of one submission, as in a batch: read, graded, all files written."""
        job = Job(path.name, path, self._scratch / "out" / path.name)
        with mock.patch.object(batch, "_references", (self.setting, self._references)):
            graded = batch.grade_one(take(job, self.setting), self.setting)
        assert graded.card.score is not None, graded.fault
        batch.write(job.folder, {**graded.files, "run.json": json.dumps(dict(graded.run))})


class Silent:
    """What `watch` shows, shown to nobody."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


def probes_of(course: Course, carrier: Carrier, to: Path) -> Path:
    """The probes of a course's main parts, in the form that the floor reads."""
    bonus = {part.id for part in course.sheet.parts if part.bonus}
    checks = [{"probes": [[p.code, p.observe] for p in check.probes]}
              for check in collect(Setting(course, carrier)) if check.part not in bonus]
    to.write_text(json.dumps(checks), encoding="utf-8")
    return to


def quietly(command: Sequence[str], cores: set[int] | None = None) -> None:
    """Run a command to its end, on these cores alone if any are named.

    Modules are kept compiled, as for everybody who types it.
    """
    environment = {name: value for name, value in os.environ.items()
                   if name != "PYTHONDONTWRITEBYTECODE"}
    pin = None if cores is None else lambda: os.sched_setaffinity(0, cores)
    subprocess.run(command, check=True, cwd=HOME, preexec_fn=pin, env=environment,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Bench:
    """Everything that is measured, over one scratch folder."""

    def __init__(self, meter: Meter, carrier: Carrier, scratch: Path, many: int) -> None:
        self._meter, self._scratch, self._many = meter, scratch, many
        self.cores = sorted(os.sched_getaffinity(0))
        self._stories = {name: workload.story(name, scratch / "stories" / name)
                         for name in workload.STORIES}
        self._class = scratch / "class"
        workload.copies(self._stories["perfect"], self._class, many)
        self._public = workload.all_public(scratch / "public")
        real = load_course()
        self._real_probes = probes_of(real, carrier, scratch / "real.json")
        self._fixed = Warm(load_course(workload.HOME), carrier, scratch)
        self._real = Warm(real, carrier, scratch)
        self._watched = workload.story("perfect", scratch / "watched")
        self._watching = Watching(
            Wish(load_course(self._public, hidden=False), self._watched, None, False), Silent())
        self._watching.check()
        end_those_waiting()
        self._number = 0

    def close(self) -> None:
        """End what answers."""
        self._watching.close()

    def rows(self) -> list[Row]:
        """The lines of the table, in the order in which a round goes through them."""
        one, all = {self.cores[0]}, set(self.cores)
        real = HOME / "reference"
        return [
            Row("floor", lambda: self._floor(self._stories["perfect"])),
            Row("floor, one mistake", lambda: self._floor(self._stories["one_mistake"])),
            Row("floor, training.py's own", lambda: self._floor(
                self._stories["perfect"], word="from training")),
            Row("warm", lambda: self._warm(self._fixed, "perfect"), "floor"),
            Row("warm, one mistake", lambda: self._warm(self._fixed, "one_mistake"), "warm"),
            Row("warm, endless loop", lambda: self._warm(self._fixed, "endless_loop"), "floor",
                rounds=1),
            Row("cold check", lambda: self._cold(), "floor"),
            Row("watch, engine.py", lambda: self._watch("engine.py"), "floor"),
            Row("watch, training.py", lambda: self._watch("training.py"),
                "floor, training.py's own"),
            Row("floor, a class on one core", lambda: self._floors(one), rounds=3),
            Row("a class on one core", lambda: self._batch(one), "floor, a class on one core",
                rounds=3),
            Row("floor, a class on all", lambda: self._floors(all), rounds=3),
            Row("a class on all", lambda: self._batch(all), "floor, a class on all", rounds=3),
            Row("floor, the real suites", lambda: self._floor(real, self._real_probes)),
            Row("warm, the real suites", lambda: self._warm_real(real), "floor, the real suites"),
            Row("the same, one mistake", lambda: self._warm_real(REAL_MISTAKE),
                "warm, the real suites"),
        ]

    def _fresh(self, folder: Path, file: str = "engine.py") -> Path:
        """The same code with another digest."""
        self._number += 1
        path = self._scratch / "fresh" / f"s{self._number}"
        shutil.copytree(folder, path, ignore=shutil.ignore_patterns("__pycache__"))
        with open(path / file, "a", encoding="utf-8") as source:
            source.write(f"# {self._number}\n")
        return path

    def _floor(self, folder: Path, probes: Path = workload.PROBES, word: str = "") -> Taken:
        return self._meter.take(lambda: quietly(workload.floor_command(probes, folder, word)))

    def _warm(self, warm: Warm, story: str) -> Taken:
        path = self._fresh(self._stories[story])
        return self._meter.take(lambda: warm.grade(path))

    def _warm_real(self, folder: Path) -> Taken:
        path = self._fresh(folder)
        return self._meter.take(lambda: self._real.grade(path))

    def _cold(self) -> Taken:
        path = self._fresh(self._stories["perfect"])
        return self._meter.take(lambda: quietly(
            [sys.executable, "-m", "grader", "check", str(path), "--assignment",
             str(self._public)]))

    def _watch(self, file: str) -> Taken:
        """A save, where a sandbox has waited since the last; the next one's start is counted."""
        self._number += 1
        setting = self._fixed.setting
        start_ahead(setting.carrier, setting.course.sheet.limits)
        time.sleep(0.1)  # as somebody types
        with open(self._watched / file, "a", encoding="utf-8") as source:
            source.write(f"# {self._number}\n")
        try:
            return self._meter.take(self._watching.check)
        finally:
            end_those_waiting()  # it is for nobody else

    def _floors(self, cores: set[int]) -> Taken:
        """The floor of a class: as many bare processes at a time as there are cores."""
        commands = [workload.floor_command(workload.PROBES, path)
                    for path in sorted(self._class.iterdir())]

        def work() -> None:
            with ThreadPoolExecutor(len(cores)) as pool:
                list(pool.map(lambda command: quietly(command, cores), commands))

        return self._each(self._meter.take(work))

    def _batch(self, cores: set[int]) -> Taken:
        """The class as a process grades it, from its start to the overview's last byte."""
        out = self._scratch / "reports"
        command = [sys.executable, "-m", "grader", "grade", str(self._class), "--assignment",
                   str(workload.HOME), "--out", str(out), "--jobs", str(len(cores))]
        taken = self._meter.take(lambda: quietly(command, cores))
        assert len(list(out.glob("*/result.json"))) == self._many
        shutil.rmtree(out)
        return self._each(taken)

    def _each(self, taken: Taken) -> Taken:
        return Taken(taken.wall / self._many, taken.cpu / self._many)

    def stages(self, story: str, rounds: int) -> list[Stages]:
        """Where the time of a warm grading goes, a few times over."""
        found = []
        for _ in range(rounds):
            path = self._fresh(self._stories[story])
            with watched() as stages:
                self._fixed.grade(path)
            found.append(stages)
        return found
