"""The suites of a course: their files are imported once in a process, and their checks found.

As pytest finds them, by whose names and settings these files go: functions `test_*` in files
`test_*.py`, with what `pythonpath` in `pytest.ini` names to import from. Pytest itself is left out:
to load it and have it look takes as long as a student's code, and a check is a plain function.
"""

from __future__ import annotations

import configparser
import contextlib
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType, ModuleType

from .course import Course
from .errors import GraderError
from .suite import Check, Sign, declared, declared_sign

MOST_KEPT = 8  # collections of one process


@dataclass(frozen=True)
class Collection:
    """What the suites hold, in the order of their files, and where these import from."""

    checks: tuple[Check, ...]
    signs: tuple[Sign, ...]
    path: tuple[str, ...]


_kept: dict[tuple[Path, str, tuple[Path, ...]], Collection] = {}


def collection(course: Course) -> Collection:
    """The checks and signs of the course's suites; nothing is asked of anyone.

    Raises GraderError where a file cannot be imported, or where a test is no check.
    """
    key = (course.home, course.digest, course.suites)
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = _collect(course)
    return _kept[key]


@contextlib.contextmanager
def importing(path: tuple[str, ...]) -> Iterator[None]:
    """Let what runs in here import from these places first, as the suites do."""
    before = sys.path[:]
    sys.path[:0] = path
    try:
        yield
    finally:
        sys.path[:] = before


def is_hidden(suite: Path) -> bool:
    """Whether a suite's file is one of those that no student sees."""
    return suite.parent.name == "hidden"


def _collect(course: Course) -> Collection:
    path = _pythonpath(course.home / "tests" / "graded")
    parts = {part.id for part in course.sheet.parts}
    checks: dict[str, Check] = {}
    signs: list[Sign] = []
    faults: list[str] = []
    with importing(path):
        for file in _files(course):
            for name, test in _tests(_imported(file, course.digest)):
                sign = declared_sign(test)
                if sign is not None:
                    signs.append(sign)
                    continue
                check = declared(test, group=str(file), hidden=is_hidden(file))
                if check is None or check.part not in parts:
                    place = f"{file.parent.name}/{file.name}::{name}"
                    faults.append(f"{place} is no check of a part of the sheet")
                elif check.id in checks:
                    faults.append(f"two checks are called {check.id}")
                else:
                    checks[check.id] = check
    if not checks and not faults:
        faults.append("there is no check in them")
    if faults:
        raise GraderError(f"the suites cannot be collected: {'; '.join(faults)}")
    return Collection(tuple(checks.values()), tuple(signs), path)


def _files(course: Course) -> Iterator[Path]:
    for suite in course.suites:
        yield from [suite] if suite.is_file() else sorted(suite.rglob("test_*.py"))


def _pythonpath(graded: Path) -> tuple[str, ...]:
    """Where the suites import from, as their settings for pytest say."""
    settings = configparser.ConfigParser(interpolation=None)
    settings.read(graded / "pytest.ini", encoding="utf-8")
    named = settings.get("pytest", "pythonpath", fallback=".").split()
    return tuple(str((graded / place).resolve()) for place in named)


def _tests(module: ModuleType) -> Iterator[tuple[str, FunctionType]]:
    """The tests of a suite's file, by name, in its order; a class is one that is no check."""
    for name, value in vars(module).items():
        if ((name.startswith("test") and isinstance(value, FunctionType))
                or (name.startswith("Test") and isinstance(value, type))):
            yield name, value  # type: ignore[misc]  # a class declares nothing, which is said


def _imported(file: Path, digest: str) -> ModuleType:
    """A suite's file as a module of its own name: another course may have a file of the same."""
    name = f"{file.parent.name}_{file.stem}_{digest[:16]}"
    spec = importlib.util.spec_from_file_location(name, file)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise GraderError(f"the suites cannot be collected: {file}: "
                          f"{type(error).__name__}: {error}") from error
    return module
