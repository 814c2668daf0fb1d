"""What a folder of reports already holds: what a result hangs on, and one run at a time.

A result is kept as long as all that it hangs on is the same: the submission, and the grader (its
own files, the course, Python, PyTorch, the carrier). Both stand in `run.json` as one digest, which
is written when everything else of a result is there.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import __version__
from .command import interpreter
from .errors import OperatorError
from .grade import Setting
from .intake import read
from .records import Submission

PAGES = ("result.json", "report.html", "instructor.html")
RUN = "run.json"
PATIENCE = 2  # seconds in which the processes of a run that was killed are gone

_DRAFT = re.compile(r"\.[0-9a-f]{16}\.tmp")
_locked: int | None = None  # the descriptor of the folder that this process has for itself


@dataclass(frozen=True)
class Job:
    """One submission to grade, and the folder its reports go to."""

    name: str
    path: Path
    folder: Path
    source: str = ""  # the path that was typed, in full


@dataclass(frozen=True)
class Entry:
    """A job that was looked at: what is in it, as a digest, and what intake set aside."""

    job: Job
    digest: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """A result that is there, and is what grading again would give."""

    job: Job
    score: float
    max_score: float


def take(job: Job, setting: Setting) -> Submission:
    """The submission of a job; one that is gone since it was found is refused."""
    try:
        return read(job.path, setting.course.sheet.modules, job.name)
    except FileNotFoundError:
        return Submission(job.name, "", "refused", refused="It was there, and is gone.")


def survey(jobs: Iterable[Job], setting: Setting) -> Iterator[Entry]:
    """Each job with what is in it; the content itself is read again when its turn comes."""
    for job in jobs:
        submission = take(job, setting)
        yield Entry(job, submission.digest, submission.notes)


# --- what a result hangs on -------------------------------------------------------------------


def grader_key(setting: Setting) -> str:
    """A digest of all that a result hangs on besides the submission."""
    return _digest(grader_pieces(setting).values())


def grader_pieces(setting: Setting) -> dict[str, str]:
    """All that a result hangs on besides the submission, by name."""
    torch = ""
    if setting.torch:
        from importlib.metadata import version  # which takes a while to load

        torch = version("torch")
    return {
        "version": __version__,
        "grader": _own_files(),
        "assignment": setting.course.digest,
        "Python": platform.python_version(),
        "the sandbox's Python": _inner_python(),
        "PyTorch": torch,
        "carrier": setting.carrier,
        "what is graded": repr((setting.bonus, setting.parts)),
    }


def result_key(entry: Entry, grader: str) -> str:
    """A digest of all that one result hangs on."""
    return _digest([entry.job.name, entry.digest, *entry.notes, grader])


def _digest(pieces: Iterable[str]) -> str:
    total = hashlib.sha256()
    for piece in pieces:
        data = piece.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def _own_files() -> str:
    """A digest of the grader itself: mended, it may grade otherwise."""
    home = Path(__file__).resolve().parent
    paths = sorted(path for path in home.rglob("*") if path.suffix in (".py", ".html", ".css"))
    return _digest(piece for path in paths for piece in (
        path.relative_to(home).as_posix(), path.read_text(encoding="utf-8")))


def _inner_python() -> str:
    """The version of the Python that runs submissions, where it is another one than this."""
    executable = interpreter().executable
    if executable == os.path.realpath(sys.executable):
        return ""
    return subprocess.run([executable, "-I", "-S", "-V"], capture_output=True, text=True,
                          check=True).stdout


# --- what is there ----------------------------------------------------------------------------


def kept(entry: Entry, grader: str) -> Kept | None:
    """The result that is there, if it is this entry's and nothing has changed since."""
    folder = entry.job.folder
    try:
        run = json.loads((folder / RUN).read_text(encoding="utf-8"))
        if run["key"] != result_key(entry, grader) or run["fault"]:
            return None
        found: dict[str, Any] = json.loads((folder / PAGES[0]).read_text(encoding="utf-8"))
        if not all((folder / page).is_file() for page in PAGES):
            return None
        return Kept(entry.job, float(found["score"]), float(found["max_score"]))
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return None  # whatever is wrong with it, it is graded again


def sources(out: Path) -> dict[Path, str]:
    """The folders of results that are there, each with the path that was typed for it."""
    found = {}
    for path in sorted(out.glob(f"*/{RUN}")):
        with suppress(OSError, ValueError, AttributeError, RecursionError):
            source = json.loads(path.read_text(encoding="utf-8")).get("from")
            if isinstance(source, str) and source:
                found[path.parent] = source
    return found


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Have a folder of reports for oneself, and take away what a killed run left half-written.

    Raises OperatorError where another run is writing there.
    """
    global _locked
    descriptor = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(descriptor, out)
        _locked = descriptor
        for draft in [*out.glob(".*.tmp"), *out.glob("*/.*.tmp")]:
            if _DRAFT.fullmatch(draft.name):
                draft.unlink(missing_ok=True)
        yield
    finally:
        _locked = None
        os.close(descriptor)


def let_go() -> None:
    """For a process that was forked: only the one that was started by hand holds the folder."""
    global _locked
    if _locked is not None:
        os.close(_locked)
        _locked = None


def _lock(descriptor: int, out: Path) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() > until:
                raise OperatorError(
                    f"another run is writing to {out}",
                    "the same command when that has ended, or with --out and another folder "
                    "(make: OUT=folder)") from None
            time.sleep(0.05)
        except OSError:  # a file system that knows no locks
            return
