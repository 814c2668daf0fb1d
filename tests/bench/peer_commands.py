"""Each grader as a course would use it without containers: its files, what is typed, its result.

A result is the grader's own: how many checks of a submission it says have passed.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

from grader.carrier import carrier_fault
from grader.course import HOME, load_course
from tests.bench import peer_files, workload
from tests.bench.meter import Meter, Taken
from tests.bench.peer_files import Check


class Useless(Exception):
    """A peer could not be had, or has not graded everything; says why."""


@dataclass(frozen=True)
class Command:
    """What is typed, where, and for which submissions it is."""

    words: Sequence[object]
    folder: Path
    for_whom: Sequence[str]
    more: dict[str, str] = field(default_factory=dict)  # of the environment


class Peer:
    """One grader, over a folder of its own in which everything that it needs is laid out."""

    name: ClassVar[str]
    isolates: ClassVar[str]
    batch: ClassVar[bool] = False  # whether one command grades a class

    def __init__(self, home: Path, environment: Path, submissions: Path) -> None:
        self.home, self.environment, self.submissions = home, environment, submissions
        self.out = home / "out"

    def prepare(self, checks: Sequence[Check]) -> None:
        """Write what a course would have written; not measured."""

    def clear(self) -> None:
        """Forget what was graded."""
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir(parents=True)

    def commands(self, names: Sequence[str]) -> list[Command]:
        """What grades these: a command for each, where the grader has none for a class."""
        return [Command(self.words(name), self.folder(name), [name], self.more(name))
                for name in names]

    def words(self, name: str) -> Sequence[object]:
        """The command for one submission."""
        raise NotImplementedError

    def folder(self, name: str) -> Path:
        """Where it is typed."""
        return self.home

    def more(self, name: str) -> dict[str, str]:
        """What it finds in its environment."""
        return {}

    def passed(self, name: str) -> int:
        """How many checks of a submission have passed, as the grader's own result says."""
        raise NotImplementedError

    def program(self, name: str) -> Path:
        """A program of the peer's environment."""
        return self.environment / "bin" / name

    def execute(self, command: Command, cores: set[int]) -> None:
        """Run a command on these cores, and keep what it says."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        own = {"PATH": f"{self.environment / 'bin'}{os.pathsep}{os.environ['PATH']}",
               "HOME": str(self.home)}
        ran = subprocess.run(
            list(map(str, command.words)), cwd=command.folder, env=kept | own | command.more,
            check=False, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, cores))
        for name in command.for_whom:
            (self.home / f"{name}.said").write_text(ran.stdout, "utf-8")
        if ran.returncode:
            print(ran.stdout, file=sys.stderr)
            raise Useless(f"{Path(str(command.words[0])).name} ended with status {ran.returncode}")

    def take(self, measuring: Meter, names: Sequence[str], cores: set[int], many: int) -> Taken:
        """What one of these took; raises Useless where not each had so many passed checks."""
        self.clear()
        commands = self.commands(names)
        taken = measuring.take(lambda: [self.execute(each, cores) for each in commands])
        for name in names:
            if (passed := self.passed(name)) != many:
                raise Useless(f"{passed} of {many} checks passed")
        return Taken(taken.wall / len(names), taken.cpu / len(names))


class Floor(Peer):
    """A bare process, as in `make bench`: the probes are asked, and nothing is compared."""

    name, isolates = "floor", "nothing"

    def prepare(self, checks: Sequence[Check]) -> None:
        self._checks = checks
        probes = self.home / "probes.json"
        probes.write_text(json.dumps(peer_files.chosen()), encoding="utf-8")

    def words(self, name: str) -> Sequence[object]:
        return workload.floor_command(self.home / "probes.json", self.submissions / name)

    def passed(self, name: str) -> int:
        asked = int((self.home / f"{name}.said").read_text("utf-8").split()[0])
        return len(self._checks) if asked == sum(len(each.probes) for each in self._checks) else 0


class Pytest(Peer):
    """A test file, and the submission on the path."""

    name, isolates = "pytest", "nothing: tests and submission are one process"

    def prepare(self, checks: Sequence[Check]) -> None:
        (self.home / "test_checks.py").write_text(peer_files.pytest_file(checks), "utf-8")

    def words(self, name: str) -> Sequence[object]:
        return [self.program("pytest"), "-q", "-p", "no:cacheprovider",
                f"--junitxml={self.out / name}.xml", "test_checks.py"]

    def more(self, name: str) -> dict[str, str]:
        return {"PYTHONPATH": str(self.submissions / name)}

    def passed(self, name: str) -> int:
        cases = ElementTree.parse(self.out / f"{name}.xml").getroot().iter("testcase")
        return sum(len(case) == 0 for case in cases)  # one that failed has a child which says so


class Gradescope(Peer):
    """A unittest class with weights, and its runner."""

    name = "gradescope-utils"
    isolates = "nothing: tests and submission are one process"

    def prepare(self, checks: Sequence[Check]) -> None:
        tests = self.home / "tests"
        tests.mkdir()
        (tests / "test_checks.py").write_text(peer_files.gradescope_file(checks), "utf-8")
        (self.home / "run_tests.py").write_text(peer_files.GRADESCOPE_RUN, "utf-8")

    def words(self, name: str) -> Sequence[object]:
        return [self.program("python"), "run_tests.py", self.out / f"{name}.json"]

    def more(self, name: str) -> dict[str, str]:
        return {"PYTHONPATH": str(self.submissions / name)}

    def passed(self, name: str) -> int:
        tests = json.loads((self.out / f"{name}.json").read_text("utf-8"))["tests"]
        return sum(each["score"] for each in tests)


class Check50(Peer):
    """A package of checks, run in the submission's folder."""

    name = "check50"
    isolates = "nothing: a copy of the folder for each check, in processes that checks share"

    def prepare(self, checks: Sequence[Check]) -> None:
        package = self.home / "checks"
        package.mkdir()
        (package / "__init__.py").write_text(peer_files.check50_file(checks), "utf-8")
        (package / ".cs50.yml").write_text("check50: true\n", "utf-8")

    def words(self, name: str) -> Sequence[object]:
        return [self.program("check50"), "--dev", "-o", "json", "--output-file",
                self.out / f"{name}.json", self.home / "checks"]

    def folder(self, name: str) -> Path:
        return self.submissions / name

    def passed(self, name: str) -> int:
        results = json.loads((self.out / f"{name}.json").read_text("utf-8"))["results"]
        return sum(each["passed"] is True for each in results)


class Nbgrader(Peer):
    """A course of one notebook: handed out, handed in, and graded by one command for all."""

    name, isolates, batch = "nbgrader", "nothing: a notebook's kernel, a process like any", True

    def prepare(self, checks: Sequence[Check]) -> None:
        (self.home / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'bench'\n", "utf-8")
        self._write(self.home / "source" / "work", peer_files.nbgrader_notebook(checks))
        for folder in sorted(self.submissions.iterdir()):
            self._write(self.home / "submitted" / folder.name / "work",
                        peer_files.nbgrader_notebook(checks, folder))
        self.execute(Command([self.program("nbgrader"), "generate_assignment", "work"], self.home,
                             ["generate"]), os.sched_getaffinity(0))
        shutil.copy(self.home / "gradebook.db", self.home / "fresh.db")

    def _write(self, folder: Path, notebook: str) -> None:
        folder.mkdir(parents=True)
        (folder / "work.ipynb").write_text(notebook, "utf-8")

    def clear(self) -> None:
        shutil.rmtree(self.home / "autograded", ignore_errors=True)
        shutil.copy(self.home / "fresh.db", self.home / "gradebook.db")

    def commands(self, names: Sequence[str]) -> list[Command]:
        one = ["--student", names[0]] if len(names) == 1 else []
        return [Command([self.program("nbgrader"), "autograde", "work", *one], self.home, names)]

    def passed(self, name: str) -> int:
        book = sqlite3.connect(self.home / "gradebook.db")
        try:
            [[many]] = book.execute(
                "select count(*) from grade join submitted_notebook on"
                " grade.notebook_id = submitted_notebook.id join submitted_assignment on"
                " submitted_notebook.assignment_id = submitted_assignment.id"
                " where student_id = ? and auto_score = 1", [name])
        finally:
            book.close()
        return int(many)


class Otter(Peer):
    """A file of test cases in a zip, and a notebook; `otter run`, which starts no container."""

    name, isolates = "otter-grader", "nothing, without its containers: a kernel, a process like any"

    def prepare(self, checks: Sequence[Check]) -> None:
        tests = self.home / "tests"
        tests.mkdir()
        (tests / "checks.py").write_text(peer_files.otter_file(checks), "utf-8")
        (self.home / "handed_in").mkdir()
        for folder in sorted(self.submissions.iterdir()):
            (self.home / "handed_in" / f"{folder.name}.ipynb").write_text(
                peer_files.otter_notebook(folder), "utf-8")
        self.execute(Command([self.program("otter"), "generate", "-t", "tests", "-o",
                              "autograder.zip"], self.home, ["generate"]), os.sched_getaffinity(0))

    def commands(self, names: Sequence[str]) -> list[Command]:
        for name in names:  # it makes no folder itself
            (self.out / name).mkdir()
        return super().commands(names)

    def words(self, name: str) -> Sequence[object]:
        return [self.program("otter"), "run", "--no-logo", "-a", "autograder.zip",
                "-o", self.out / name, self.home / "handed_in" / f"{name}.ipynb"]

    def passed(self, name: str) -> int:
        tests = json.loads((self.out / name / "results.json").read_text("utf-8"))["tests"]
        return int(sum(each.get("score", 0) for each in tests))  # a point for each case


class Ours(Peer):
    """`grader grade`, from its start to the last byte of all reports."""

    name, batch = "micrograde", True
    isolates = "files, network, processes, memory and time, by bubblewrap"

    def prepare(self, checks: Sequence[Check]) -> None:
        if fault := carrier_fault("bubblewrap", load_course().sheet.limits):
            raise Useless(fault)
        self._assignment = workload.only([each.name for each in checks], self.home / "assignment")
        self.jobs = 1

    def commands(self, names: Sequence[str]) -> list[Command]:
        whom = self.submissions if len(names) > 1 else self.submissions / names[0]
        return [Command([sys.executable, "-m", "grader", "grade", whom, "--assignment",
                         self._assignment, "--out", self.out, "--jobs", self.jobs], HOME, names)]

    def passed(self, name: str) -> int:
        said = json.loads((self.out / name / "result.json").read_text("utf-8"))
        return sum(each["outcome"] == "passed" for each in said["checks"])


PEERS: tuple[type[Peer], ...] = (Pytest, Gradescope, Check50, Nbgrader, Otter)
