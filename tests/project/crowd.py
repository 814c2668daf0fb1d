"""A class as large as one likes, made from the stories, and a grading that is killed half-way."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from checkout import ROOT, environment
from grading import STORIES

SECOND = ROOT / "tests" / "project" / "second"  # which is graded in no time
RUN = "run.json"
MILD = (
    "import os\nos._exit(0)\n",
    "import sys\nsys.stdout.write('{}' * 10_000)\nraise SystemExit\n",
    "raise BaseException('\\x1b[2J' * 100)\n",
    "import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return f(x)\nf(1)\n",
)
HOSTILE = (
    *MILD,
    "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n",
    "while True: pass\n",
)


def crowd(folder: Path, many: int, seed: int = 1) -> Path:
    """`many` submissions, made from the stories."""
    stories = sorted(path for path in STORIES.iterdir() if (path / "warmup.py").exists()
                     and path.name != "endless_loop")  # the hostile ones have enough of these
    return _crowd(folder, many, seed, stories, HOSTILE)


def small_crowd(folder: Path, many: int, seed: int = 1) -> Path:
    """`many` submissions to the second exercise, none of them as hostile as to need a sandbox."""
    return _crowd(folder, many, seed, [SECOND / "reference", SECOND / "exercises"], MILD)


def _crowd(folder: Path, many: int, seed: int, originals: list[Path], hostile: Sequence[str]
           ) -> Path:
    """A twentieth is hostile, and a tenth is handed in twice."""
    chosen = random.Random(seed)
    twins = many // 10
    for number in range(many - twins):
        made = folder / f"s{number:04}"
        shutil.copytree(chosen.choice(originals), made,
                        ignore=shutil.ignore_patterns("*.toml", "*.json", "__pycache__"))
        one = sorted(made.glob("*.py"))[-1]
        text = chosen.choice(hostile) if number % 20 == 7 else one.read_text(encoding="utf-8")
        one.write_text(f"{text}\n# {number}\n", encoding="utf-8")
    for number in range(twins):
        shutil.copytree(folder / f"s{chosen.randrange(many - twins):04}", folder / f"twin{number}")
    return folder


def command(submissions: Path, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "grader", "grade", str(submissions), "--out", str(out),
            "--jobs", "2", *more]


def graded(submissions: Path, out: Path, *more: str) -> str:
    """Grade to the end; what was said."""
    ran = subprocess.run(command(submissions, out, *more), cwd=ROOT, env=environment(), text=True,
                         capture_output=True, check=False, stdin=subprocess.DEVNULL)
    assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout + ran.stderr
    return ran.stdout


@contextlib.contextmanager
def grading(submissions: Path, out: Path, *more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A grading that goes on beside this process."""
    running = subprocess.Popen(command(submissions, out, *more), cwd=ROOT, env=environment(),
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               start_new_session=True)
    try:
        yield running
    finally:
        with contextlib.suppress(OSError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def results(out: Path) -> int:
    """How many submissions have all of their files."""
    return sum(1 for _ in out.glob(f"*/{RUN}"))


def killed(submissions: Path, out: Path, at: int, *more: str) -> int:
    """Grade until `at` results are there, and kill it; how many are there then."""
    with grading(submissions, out, *more) as running:
        while results(out) < at:
            assert running.poll() is None, "it ended before it was killed"
            time.sleep(0.002)
        running.kill()
        running.wait()
        return results(out)


def killed_and_resumed(submissions: Path, out: Path, many: int, kills: int, *more: str,
                       seed: int = 1) -> str:
    """Grade, killed at random so many times, and then to the end; what the last run said."""
    chosen = random.Random(seed)
    there = 0
    for left in range(kills, 0, -1):
        there = killed(submissions, out, there + chosen.randint(1, (many - there) // (left + 1)),
                       *more)
    assert 0 < there < many
    return graded(submissions, out, *more)


def files(out: Path) -> dict[str, bytes]:
    """All that a grading has written, but for what may differ from run to run."""
    return {path.relative_to(out).as_posix(): path.read_bytes()
            for path in sorted(out.rglob("*")) if path.is_file() and path.name != RUN}


def memory_of(running: subprocess.Popen[bytes], until: Callable[[], bool]) -> int:
    """The most memory, in kB, that it and the processes it forked have together."""
    most = 0
    while running.poll() is None and not until():
        most = max(most, sum(map(_resident, [running.pid, *_children(running.pid)])))
        time.sleep(0.05)
    return most


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in
                Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _resident(pid: int) -> int:
    """What is its own and no page of those it was forked from."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
