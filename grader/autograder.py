"""What Gradescope installs and runs: the grader with all suites, and two scripts, as a zip."""

from __future__ import annotations

import re
from pathlib import Path

from .course import FOLDERS, PROJECT, Course
from .kit import visible
from .packing import pack

SCRIPTS = ("setup.sh", "run_autograder")  # Gradescope looks for these names
OURS = ("constraints.txt", "pyproject.toml", "Makefile", "LICENSE")


def build_autograder(course: Course, out: Path) -> Path:
    """Write the zip under `out`; returns where it is. It holds the answers: it is no student's."""
    name = re.sub(r"[^a-z0-9]+", "-", course.sheet.title.lower()).strip("-")
    archive = out / f"{name}-gradescope.zip"
    archive.write_bytes(pack(_files(course), SCRIPTS))
    return archive


def _files(course: Course) -> dict[str, bytes]:
    """Everything in it: path -> content."""
    home = course.home
    course_files = [path for folder in FOLDERS for path in visible(home / folder)]
    ours = [*visible(PROJECT / "grader"), *(PROJECT / name for name in OURS)]
    return ({path.relative_to(home).as_posix(): path.read_bytes() for path in course_files}
            | {path.relative_to(PROJECT).as_posix(): path.read_bytes() for path in ours}
            | {name: (PROJECT / ".ci" / "gradescope" / name).read_bytes() for name in SCRIPTS})
