"""Other graders on the same work: `make bench-peers` (docs/speed.md has what came out).

The same 20 checks of the same submission (`peer_files.py` says which), by each of the graders in
`peers.txt`, by this one, and by a bare process. Each peer is installed in an environment of its own
below a scratch folder, and does what its documentation has a course do without containers. All are
held to one core, and one is measured after the other, in turn. What a peer says that it graded is
read from its own result each time: less than 20 passed checks of a submission is no measurement.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from xml.etree import ElementTree

from grader.course import HOME, load_course
from grader.sandbox import carrier_fault
from tests.bench import peer_files, workload
from tests.bench.figures import HISTORY, figures, keep, measure, ratios, table
from tests.bench.meter import Meter, Taken, meter
from tests.bench.peer_files import Check
from tests.bench.ways import Row

PINNED = Path(__file__).with_suffix(".txt")
LONGEST = 300  # seconds for installing a peer
GOALS = {"nbgrader": 4.0, "otter-grader": 12.0, "pytest": 1.3}  # times as fast, a class on one core
OURS = "micrograde"


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

    name, batch = OURS, True
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


def pinned() -> dict[str, list[str]]:
    """What is installed for each peer, by its name: the first requirement of its line."""
    lines = [line.split() for line in PINNED.read_text(encoding="utf-8").splitlines()
             if not line.startswith("#")]
    return {line[0].partition("==")[0]: line for line in lines}


def install(needs: Sequence[str], to: Path) -> None:
    """Make an environment, where it is not there from before; raises Useless where it cannot be."""
    made = to / "made"
    if made.exists() and made.read_text("utf-8").split() == list(needs):
        return
    shutil.rmtree(to, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", to], check=True, capture_output=True)
    try:
        ran = subprocess.run(
            [to / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check",
             *needs], check=False, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise Useless(f"not installed after {LONGEST} s") from None
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)  # which may name a host: not what is kept
        raise Useless("pip could not install it")
    made.write_text(" ".join(needs), "utf-8")


def ready(scratch: Path, submissions: Path, measuring: Meter, core: set[int]
          ) -> tuple[list[Peer], dict[str, str]]:
    """All that can grade, each tried on a submission; and of the others, why not."""
    checks, found, left_out = peer_files.checks(), [], {}
    first = min(path.name for path in submissions.iterdir())
    for kind in (Floor, *PEERS, Ours):
        home, environment = scratch / "work" / kind.name, scratch / "environments" / kind.name
        home.mkdir(parents=True)
        peer = kind(home, environment, submissions)
        try:
            if kind in PEERS:
                print(f"{kind.name}: installing, unless it is there", file=sys.stderr)
                install(pinned()[kind.name], environment)
            peer.prepare(checks)
            peer.take(measuring, [first], core, len(checks))
            found.append(peer)
        except Useless as why:
            if kind is Floor:
                raise
            left_out[kind.name] = str(why)
    return found, left_out


def rows(peers: Sequence[Peer], measuring: Meter, names: Sequence[str], many: int) -> list[Row]:
    """One submission and a class, by each on one core, and by ours on all."""
    all = set(os.sched_getaffinity(0))

    def row(peer: Peer, title: str, whom: Sequence[str], jobs: int, against: str) -> Row:
        cores = set(sorted(all)[:jobs])

        def way() -> Taken:
            if isinstance(peer, Ours):
                peer.jobs = jobs
            return peer.take(measuring, whom, cores, many)

        return Row(title, way, "" if title == against else against)

    found = []
    for whom, what in ((names[:1], ""), (names, f", of {len(names)}")):
        for peer in peers:
            found.append(row(peer, peer.name + what, whom, 1, f"{Floor.name}{what}"))
            if isinstance(peer, Ours) and len(all) > 1:
                found.append(row(peer, f"{peer.name} on all{what}", whom, len(all),
                                 f"{Floor.name}{what}"))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Install, measure, print, and add a line to the history."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("-n", type=int, default=20, help="submissions in the class")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path, help="keep the environments in this folder")
    parser.add_argument("--history", type=Path, default=HISTORY)
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    with meter() as measuring, tempfile.TemporaryDirectory(prefix="micrograde-") as folder:
        scratch = options.scratch or Path(folder)
        shutil.rmtree(scratch / "work", ignore_errors=True)
        story = workload.story(workload.BASE, Path(folder) / "story")
        submissions = scratch.resolve() / "work" / "submissions"
        names = [each.name for each in workload.copies(story, submissions, options.n)]
        core = {min(os.sched_getaffinity(0))}
        peers, left_out = ready(scratch.resolve(), submissions, measuring, core)
        chosen = peer_files.chosen()
        lines = rows(peers, measuring, names, len(chosen))
        taken = measure(lines, options.rounds, warmed=True)
        whole = measuring.whole
    found = figures(lines, taken)
    probes = sum(len(each["probes"]) for each in chosen)
    print(f"{len(chosen)} checks, {probes} probes; load {load:.1f} before; "
          f"{options.rounds} rounds, a class of {options.n}\n\n{table(found)}\n")
    isolates = {peer.name: peer.isolates for peer in peers}
    for name, what in isolates.items():
        print(f"{name:20} isolates {what}")
    for name, why in left_out.items():
        print(f"{name:20} left out: {why}")
    faster = {}
    for name, goal in GOALS.items():
        one, ours = (f"{each}, of {options.n}" for each in (name, OURS))
        if one in taken and ours in taken:
            faster[name] = {kind: [round(ratio, 2) for ratio in ratios(
                taken[one], taken[ours], kind)] for kind in ("wall", "cpu")}
            print(f"a class on one core, times as fast as {name}: "
                  f"{statistics.median(faster[name]['wall']):.1f} on the wall, "
                  f"{statistics.median(faster[name]['cpu']):.1f} by CPU (asked for {goal:g})")
    keep(options.history, load=round(load, 1), **{"class": options.n}, rounds=options.rounds,
         whole_cpu=whole, peers={name: pinned().get(name, []) for name in isolates},
         isolates=isolates, left_out=left_out, faster=faster, figures=found)


if __name__ == "__main__":
    main()
