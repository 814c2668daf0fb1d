"""Stopped half-way: what was written is whole, what was started is dead, the operator is told."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from checkout import ROOT, environment
from grading import bench

from grader import sandbox
from grader.batch import Job, grade_all

pytestmark = pytest.mark.usefixtures("bubblewrap")

MODULES = ("warmup", "engine", "manual", "nn", "training", "answers")
FILES = {"result.json", "report.html", "instructor.html", "run.json"}
GRADE = (sys.executable, "-m", "grader", "grade")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight right submissions, no two the same."""
    term = tmp_path_factory.mktemp("term")
    for number in range(8):
        (term / f"s{number}").mkdir()
        for module in MODULES:
            shutil.copy(ROOT / "reference" / f"{module}.py", term / f"s{number}")
        with open(term / f"s{number}" / "nn.py", "a", encoding="utf-8") as source:
            source.write(f"# {number}\n")
    return term


def are_whole(out: Path) -> None:
    """Each file that is there has its beginning and its end."""
    for path in out.rglob("*"):
        if path.suffix == ".json":
            json.loads(path.read_text(encoding="utf-8"))
        elif path.suffix == ".html":
            assert path.read_text(encoding="utf-8").rstrip().endswith("</html>"), path
        elif path.suffix == ".csv":
            assert path.read_text(encoding="utf-8").endswith("\n"), path


def has_no_drafts(out: Path) -> None:
    assert [path for path in out.rglob("*") if path.name.endswith(".tmp")] == []


def is_told(ran: subprocess.CompletedProcess[str], *words: str) -> None:
    """The cause and what to do next, and no more."""
    assert ran.returncode in (2, 3), ran.stdout + ran.stderr
    assert "Traceback" not in ran.stderr
    assert "\n  next: " in ran.stderr
    for word in words:
        assert word in ran.stderr


def grade(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*GRADE, *map(str, arguments)], cwd=ROOT, env=environment(), text=True,
                          capture_output=True, timeout=200, check=False,
                          stdin=subprocess.DEVNULL, **options)  # type: ignore[call-overload]


# --- killed ---------------------------------------------------------------------------------


@contextlib.contextmanager
def running(many: Path, out: Path) -> Iterator[subprocess.Popen[str]]:
    """A grading of many with two processes, whose first result has been told."""
    process = subprocess.Popen(
        [*GRADE, str(many), "--out", str(out), "--jobs", "2"], cwd=ROOT, env=environment(),
        text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("[1/8] ")
        yield process
    finally:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def until(condition: object, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def of_group(group: int) -> list[int]:
    """The living processes of a process group.

    A bubblewrap whose parent dies in the millisecond in which it starts waits for it for ever,
    with no code of a submission in it yet: these are not counted.
    """
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with contextlib.suppress(OSError):
                state, _, its_group = (path / "stat").read_text().rsplit(") ", 1)[1].split()[:3]
                starting = (path / "cmdline").read_bytes().startswith(b"bwrap")
                if int(its_group) == group and state != "Z" and not starting:
                    found.append(int(path.name))
    return found


@pytest.mark.verify
def test_results_are_whole_when_the_grader_is_killed(many: Path, tmp_path: Path) -> None:
    with running(many, tmp_path / "out") as process:
        process.kill()
        process.wait()
        time.sleep(0.5)  # what its processes still write
        are_whole(tmp_path / "out")


@pytest.mark.verify
def test_nothing_goes_on_when_the_grader_is_killed(many: Path, tmp_path: Path) -> None:
    with running(many, tmp_path / "out") as process:
        process.kill()
        process.wait()
        assert until(lambda: not of_group(process.pid), 5), of_group(process.pid)


@pytest.mark.verify
def test_a_grading_process_that_is_killed_costs_nothing(many: Path, tmp_path: Path) -> None:
    with running(many, tmp_path / "out") as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        os.kill(int(children[0]), signal.SIGKILL)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, ""), out
        assert until(lambda: not of_group(process.pid), 5)
    are_whole(tmp_path / "out")
    has_no_drafts(tmp_path / "out")
    lines = (tmp_path / "out" / "scores.csv").read_text().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["100"] * 8


@pytest.mark.verify
def test_a_worker_that_is_killed_costs_no_verdict(
    many: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody outside kills it in the middle, as a machine short of memory does."""
    receive, replies = sandbox.Worker.receive, 0

    def interrupted(worker: sandbox.Worker, deadline: float) -> dict[str, object]:
        nonlocal replies
        if worker.carrier == "bubblewrap":
            replies += 1
            if replies == 60:
                worker._process.kill()
        return receive(worker, deadline)

    monkeypatch.setattr(sandbox.Worker, "receive", interrupted)
    with bench(carrier="bubblewrap") as made:
        [done] = grade_all([Job("s0", many / "s0", tmp_path / "out")], made.setting, 1)
    assert replies > 60
    assert done.card.score is not None and not done.fault
    assert {path.name for path in (tmp_path / "out").iterdir()} == FILES
    are_whole(tmp_path)


@pytest.mark.verify
@pytest.mark.parametrize("call", ["replace", "fsync"])
def test_a_file_is_there_whole_or_not_at_all_wherever_it_is_killed(tmp_path: Path, call: str
                                                                   ) -> None:
    program = (
        "import os, signal, sys\nfrom pathlib import Path\nfrom grader.report.folder import write\n"
        f"original, calls = os.{call}, []\n"
        "def stopped(*arguments):\n"
        "    calls.append(1)\n"
        "    if len(calls) == int(sys.argv[1]): os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return original(*arguments)\n"
        f"os.{call} = stopped\n"
        "write(Path(sys.argv[2]), {name: 'new' * 100_000 for name in 'abc'})\n")
    for at in (1, 2, 3, 4):
        out = tmp_path / str(at)
        out.mkdir()
        (out / "a").write_text("old")
        ran = subprocess.run([sys.executable, "-c", program, str(at), str(out)], cwd=ROOT,
                             check=False)
        assert ran.returncode == (-signal.SIGKILL if at < 4 else 0)
        found = {path.name: path.read_text() for path in out.iterdir() if path.suffix != ".tmp"}
        assert set(found.values()) <= {"old", "new" * 100_000} and "a" in found


# --- no room --------------------------------------------------------------------------------


@contextlib.contextmanager
def mounted(place: Path, options: str) -> Iterator[Path]:
    """A small file system in memory; only root may have one."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount")
    place.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)],
                          capture_output=True, check=False)
    if made.returncode:
        pytest.skip("this root may not mount")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.verify
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_is_told(many: Path, tmp_path: Path, jobs: str) -> None:
    with mounted(tmp_path / "out", "size=300k") as out:
        ran = grade(many, "--out", out, "--jobs", jobs)
        is_told(ran, "No space left on device")
        are_whole(out)
        has_no_drafts(out)
        # Of the results that stand, all files do.
        for folder in filter(Path.is_dir, out.iterdir()):
            assert {path.name for path in folder.iterdir()} in (set(), FILES)


@pytest.mark.verify
def test_files_that_may_not_grow_are_told(tmp_path: Path) -> None:
    """As a quota does it, for an operator who is not root: a sandbox fits, a page does not."""
    wrong = ROOT / "tests" / "project" / "submissions" / "overwritten_gradient"
    limited = ["bash", "-c", 'ulimit -f 64; trap "" XFSZ; exec "$@"', "bash", *GRADE,
               str(wrong), "--out", str(tmp_path / "out")]
    ran = subprocess.run(limited, cwd=ROOT, env=environment(), text=True, capture_output=True,
                         timeout=200, check=False)
    is_told(ran, "too large")
    are_whole(tmp_path / "out")
    has_no_drafts(tmp_path / "out")


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_graded(
    many: Path, tmp_path: Path
) -> None:
    if os.geteuid() == 0:
        with mounted(tmp_path / "out", "size=1m,ro") as out:
            ran = grade(many, "--out", out)
    else:
        out = tmp_path / "out"
        out.mkdir(mode=0o555)
        ran = grade(many, "--out", out)
    is_told(ran, "nothing can be written to", "--out")
    assert ran.returncode == 2 and "score" not in ran.stdout


@pytest.mark.verify
def test_a_file_in_a_reports_place_is_told_before_anything_is_graded(
    many: Path, tmp_path: Path
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "s1").write_text("precious")
    ran = grade(many / "s0", many / "s1", "--out", tmp_path / "out", "--jobs", "1")
    is_told(ran, str(tmp_path / "out" / "s1"))
    assert (tmp_path / "out" / "s1").read_text() == "precious"
    assert ran.returncode == 2 and "score" not in ran.stdout
