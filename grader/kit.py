"""The kit: what students get, a folder and a zip without the reference and the hidden suites."""

from __future__ import annotations

import ast
import re
import shutil
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from .course import PROJECT, Course
from .errors import OperatorError
from .explain import known_file
from .grade import References, Setting, collect, warm_up
from .known import FILE as KNOWN
from .known import dump_raw, only, read_raw
from .packing import pack
from .recording import dump_recording

RECORDING = "tests/graded/recording.json"

README = """\
# {title}: the kit

`exercises/README.md` says what to do, and `exercises/` is where you write. Then, in this folder,
type

    make check

or `make check PART={part}` for one part, or `make check S=my.ipynb` for a notebook of yours. It
says what stands, and one next thing. `make hint` says one hint more, `make watch` checks again each
time you save, and `make check ALL=1` shows all that fails. `PLAIN=1` is for a screen reader.

The first time, it fetches what it needs into `.venv`. It takes Linux or macOS (on Windows: WSL)
with Python 3.11 or later and `make`; on Debian or Ubuntu:

    apt-get install python3 python3-venv make bubblewrap

Without bubblewrap, your code runs as any program of yours does, and all is checked as well.
"""

MAKEFILE = """\
PYTHON ?= python3
VENV := .venv
S ?=
PART ?=
HINT ?=
ALL ?=
PLAIN ?=
CHECKED = $(if $(S),"$$S") $(if $(PART),--part "$$PART") $(if $(PLAIN),--plain)
PIP := $(VENV)/bin/python -m pip install -q --disable-pip-version-check -c constraints.txt
FETCHED = || { echo "That needs the network, once. Then type the same command again."; exit 2; }

check: $(VENV)/run
\t@$(VENV)/bin/python -m grader check $(CHECKED) $(if $(ALL),--all) $(if $(HINT),--hint)

hint: $(VENV)/run
\t@$(VENV)/bin/python -m grader check $(CHECKED) --hint

watch: $(VENV)/watch
\t@$(VENV)/bin/python -m grader watch $(CHECKED)

doctor: $(VENV)/run
\t@$(VENV)/bin/python -m grader doctor

$(VENV)/run: constraints.txt
\t@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \\
\t  { echo "Python 3.11 or later is needed. Debian: apt-get install python3 python3-venv"; exit 2; }
\t@$(PYTHON) -m venv $(VENV) || \\
\t  { echo "This Python cannot make environments. Debian: apt-get install python3-venv"; \\
\t    rm -rf $(VENV); exit 2; }
\t@echo "Fetching what checking needs (only the first time) ..."
\t@$(PIP) REQUIREMENTS $(FETCHED)
\t@touch $@

$(VENV)/watch: $(VENV)/run
\t@echo "Fetching what watching needs (only the first time) ..."
\t@$(PIP) WATCHING $(FETCHED)
\t@touch $@

export S PART
.PHONY: check hint watch doctor
"""


def build_kit(course: Course, out: Path) -> Path:
    """Write the kit's folder and zip under `out`; returns the zip.

    `course` is loaded without its hidden suites. What the reference answers to the public probes
    goes along as a recording. Raises OperatorError where something else stands in its place.
    """
    name = re.sub(r"[^a-z0-9]+", "-", course.sheet.title.lower()).strip("-") + "-kit"
    folder = out / name
    if folder.exists() and not (folder / RECORDING).exists():
        raise OperatorError(f"{folder} is there, and is no kit",
                            "the same command with --out and another folder")
    files = _files(course)
    shutil.rmtree(folder, ignore_errors=True)
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    archive = out / f"{name}.zip"
    archive.write_bytes(pack({f"{name}/{path}": content for path, content in files.items()}))
    return archive


def _files(course: Course) -> dict[str, bytes]:
    """Everything in the kit: path -> content."""
    home, graded = course.home, course.home / "tests/graded"
    suites = list(visible(graded / "public"))
    paths = [
        *visible(home / "exercises"), *suites, *_imported(graded, suites), graded / "pytest.ini",
    ]
    ours = [*visible(PROJECT / "grader"), PROJECT / "constraints.txt", PROJECT / "LICENSE"]
    part = next(part.id for part in course.sheet.parts if not part.bonus)
    texts = {
        "README.md": README.format(title=course.sheet.title, part=part),
        "Makefile": _makefile(),
        RECORDING: _recording(course),
        f"tests/graded/{KNOWN}": _known(course),
    }
    return ({path.relative_to(home).as_posix(): path.read_bytes() for path in paths}
            | {path.relative_to(PROJECT).as_posix(): path.read_bytes() for path in ours}
            | {name: text.encode() for name, text in texts.items()})


def visible(folder: Path) -> Iterator[Path]:
    """The files of a folder and those below, without what tools leave there."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_file() and not any(part.startswith((".", "__pycache__")) for part in parts):
            yield path


def _imported(folder: Path, sources: Iterable[Path]) -> list[Path]:
    """The modules of `folder` that these sources import, and those that they do."""
    found: list[Path] = []
    waiting = [path for path in sources if path.suffix == ".py"]
    while waiting:
        for node in ast.walk(ast.parse(waiting.pop().read_text(encoding="utf-8"))):
            names = ([node.module or ""] if isinstance(node, ast.ImportFrom)
                     else [alias.name for alias in node.names] if isinstance(node, ast.Import)
                     else [])
            for name in names:
                path = folder / f"{name.rpartition('.')[2]}.py"
                if path.is_file() and path not in found:
                    found.append(path)
                    waiting.append(path)
    return found


def _makefile() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    watching = project["optional-dependencies"]["watch"]
    return MAKEFILE.replace("REQUIREMENTS", " ".join(project["dependencies"])).replace(
        "WATCHING", " ".join(watching))


def _recording(course: Course) -> str:
    setting = Setting(course, "plain")
    references = References(setting)
    try:
        secret = [probe for check in collect(setting) if check.secret for probe in check.probes]
        return dump_recording(warm_up(setting, references, pictures=True), secret)
    finally:
        references.close()


def _known(course: Course) -> str:
    """What known mistakes answer to the public checks: marks alone, no answers and no patches."""
    public = [check.id for check in collect(Setting(course, "plain")) if not check.secret]
    return dump_raw(only(read_raw(known_file(course)), public))
