"""The suites of a course, collected by pytest once in a process; then its checks run without it.

A session of pytest takes longer than all that checks compare, and finds the same each time.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from .course import Course
from .errors import GraderError
from .plugin import Found, found_in
from .suite import Check, Sign

# Pytest's own plugins that finding checks has no use for; each costs it time. Those that are
# installed beside it are left out as a whole, but for the one that the suites' settings name.
UNUSED_PLUGINS = (
    "terminal", "faulthandler", "warnings", "unraisableexception", "threadexception", "logging",
    "doctest", "junitxml", "pastebin", "setuponly", "setupplan", "stepwise", "tmpdir",
    "monkeypatch", "recwarn", "subtests", "unittest", "debugging", "freeze_support", "legacypath",
)
MOST_KEPT = 8  # collections of one process


@dataclass(frozen=True)
class Collection:
    """What the suites hold, in the order of their files, and where these import from."""

    checks: tuple[Check, ...]
    signs: tuple[Sign, ...]
    path: tuple[str, ...]

    @contextlib.contextmanager
    def imports(self) -> Iterator[None]:
        """Let the checks import, while they run, what their files could when they were read."""
        before = sys.path[:]
        sys.path[:] = self.path
        try:
            yield
        finally:
            sys.path[:] = before


class _Collecting:
    """A plugin that keeps what was found."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self.found = Found()
        self.path: tuple[str, ...] = ()

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        self.found, self.path = found_in(items, self._course.sheet), tuple(sys.path)


_kept: dict[tuple[Path, str, tuple[Path, ...]], Collection] = {}


def collection(course: Course) -> Collection:
    """The checks and signs of the course's suites; nothing is asked of anyone.

    Raises GraderError where they cannot be collected, or where a test is no check.
    """
    key = (course.home, course.digest, course.suites)
    if key not in _kept:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = _collect(course)
    return _kept[key]


def _collect(course: Course) -> Collection:
    plugin = _Collecting(course)
    code = _pytest(plugin, course)
    found = plugin.found
    if code == pytest.ExitCode.INTERRUPTED and not found.faults:  # Ctrl-C
        raise KeyboardInterrupt
    if code != pytest.ExitCode.OK or found.faults:
        raise GraderError(f"the suites cannot be collected: {'; '.join(found.faults) or code}")
    return Collection(tuple(found.checks), tuple(found.signs), plugin.path)


def _pytest(plugin: object, course: Course) -> int:
    graded = course.home / "tests" / "graded"
    arguments = ["-c", str(graded / "pytest.ini"), "--rootdir", str(graded), "--noconftest",
                 "--capture=no", "--collect-only", "--disable-plugin-autoload",
                 "-p", "pytest_timeout"]
    for name in UNUSED_PLUGINS:
        arguments += ["-p", f"no:{name}"]
    environment = os.environ.copy()
    try:
        return pytest.main([*map(str, course.suites), *arguments], plugins=[plugin])
    finally:  # it leaves a variable behind
        os.environ.clear()
        os.environ.update(environment)
