"""The same submission, the same result: whatever order, company or number of processes it has."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from checkout import ROOT

from grader.batch import Job, grade_all
from grader.course import load_course
from grader.grade import Setting
from grader.sandbox import Carrier

REFERENCE = ROOT / "reference"
PAGES = ("result.json", "report.html", "instructor.html")

# Mistakes whose effect does not hang on the order in which a set is walked.
MISTAKES = [
    ("engine", "self.grad += other.data * out.grad", "self.grad += self.data * out.grad"),
    ("engine", "self.grad = 1.0\n", "self.grad = 2.0\n"),
    ("engine", "return self + -_as_value(other)", "return self + _as_value(other)"),
    ("engine", "(1 - t**2) * out.grad", "(1 - t) * out.grad"),
    ("engine", "self.grad += out.data * out.grad", "self.grad += self.data * out.grad"),
    ("engine", "return Value(other) - self", "return self - other"),
    ("engine", "def __rmul__", "def __rmul"),
    ("warmup", "return 6 * x - 4", "return 6 * x"),
    ("training", "p.data -= lr * p.grad", "p.data += lr * p.grad"),
    ("training", "            p.grad = 0.0\n", "            pass\n"),
    ("nn", "import random", "import random, no_such_module"),
]
# These walk a set as they go, and what comes out hangs on where its members lie in memory.
BY_ADDRESS = [
    ("engine", "self.grad += out.grad\n            other.grad += out.grad",
     "self.grad = out.grad\n            other.grad = out.grad"),
    ("engine", "for node in reversed(order):", "for node in order:"),
    ("engine", "elif node not in seen:\n                seen.add(node)", "else:"),
]


def patched(folder: Path, *mistakes: tuple[str, str, str]) -> Path:
    """The reference with these mistakes in it."""
    shutil.copytree(REFERENCE, folder, ignore=shutil.ignore_patterns("__pycache__", "*.toml"))
    for module, before, after in mistakes:
        path = folder / f"{module}.py"
        text = path.read_text(encoding="utf-8")
        assert before in text, before
        path.write_text(text.replace(before, after), encoding="utf-8")
    return folder


def graded(paths: list[Path], out: Path, carrier: Carrier, processes: int
           ) -> dict[str, dict[str, bytes]]:
    """Grade them all, and read what was written: name -> page -> bytes."""
    jobs = [Job(path.name, path, out / path.name) for path in paths]
    done = list(grade_all(jobs, Setting(load_course(), carrier), processes))
    assert [result.fault for result in done] == [""] * len(jobs)
    return {job.name: {page: (job.folder / page).read_bytes() for page in PAGES} for job in jobs}


def different(one: dict[str, dict[str, bytes]], other: dict[str, dict[str, bytes]]) -> list[str]:
    assert one.keys() == other.keys()
    return [f"{name}/{page}" for name in one for page in PAGES
            if one[name][page] != other[name][page]]


@pytest.mark.verify
def test_twice_is_the_same_as_once(tmp_path, bubblewrap):
    paths = [patched(tmp_path / "wrong", MISTAKES[7])]
    first = graded(paths, tmp_path / "first", "bubblewrap", 1)
    assert different(first, graded(paths, tmp_path / "second", "bubblewrap", 1)) == []


@pytest.mark.verify
def test_order_company_and_processes_leave_no_trace(tmp_path, bubblewrap):
    chosen = random.Random(20260917)
    paths = [patched(tmp_path / "in" / f"s{number:02}", *chosen.sample(MISTAKES, 2))
             for number in range(10)]
    paths.append(patched(tmp_path / "in" / "right"))
    together = graded(paths, tmp_path / "together", "bubblewrap", 2)
    chosen.shuffle(paths)
    one_by_one = graded(paths, tmp_path / "apart", "bubblewrap", 1)
    assert different(together, one_by_one) == []


@pytest.mark.verify
def test_where_objects_lie_in_memory_leaves_no_trace(tmp_path, bubblewrap):
    if shutil.which("setarch") is None:
        pytest.skip("address layout cannot be pinned here")
    paths = [patched(tmp_path / "in" / f"s{number}", mistake)
             for number, mistake in enumerate(BY_ADDRESS)]
    first = graded(paths, tmp_path / "first", "bubblewrap", 1)
    for again in ("second", "third"):
        assert different(first, graded(paths, tmp_path / again, "bubblewrap", 2)) == []
