"""What several test files need: of the system, and to grade with.

What a test needs of the system a fixture says, and the test is skipped where it is missing.

With MICROGRADE_REQUIRE_SYSTEM=1 a missing piece is a failure instead, so that a machine which is
there to run all of the tests cannot pass by skipping them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import grading
import pytest
from attacking import World, world
from dasks import Dasks
from grading import Bench
from verdicts import unshrunk

from grader.carrier import carrier_fault
from grader.command import torch_home
from grader.doctor import BROWSERS, LIMITS

collect_ignore = ["second"]  # an exercise, whose checks are not tests of this project


def _missing(what: str) -> NoReturn:
    if os.environ.get("MICROGRADE_REQUIRE_SYSTEM") == "1":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session")
def bubblewrap() -> None:
    """The sandbox works here."""
    fault = carrier_fault("bubblewrap", LIMITS)
    if fault:
        _missing(fault)


@pytest.fixture(scope="session")
def landlock() -> None:
    """The weaker sandbox works here."""
    fault = carrier_fault("landlock", LIMITS)
    if fault:
        _missing(fault)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser that can be run without a screen."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        _missing("no browser was found (Debian: apt-get install chromium)")
    return found


@pytest.fixture(scope="session")
def pytorch() -> str:
    """The folder that PyTorch is imported from."""
    found = torch_home()
    if found is None:
        _missing("PyTorch is not installed (make test installs it)")
    return found


@pytest.fixture(scope="session")
def tmux() -> str:
    """A terminal that a test can type into, and look at."""
    found = shutil.which("tmux")
    if found is None:
        _missing("tmux is not installed (Debian: apt-get install tmux)")
    return found


# --- to grade with ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    """Grading as it is, but for limits that wrong code runs into sooner, and nothing shrunk."""
    with unshrunk(), grading.bench(check_seconds=2) as made:
        yield made


@pytest.fixture(scope="module")
def outside() -> Iterator[World]:
    """What lies around a sandbox, and is to stay as it is."""
    with world() as made:
        yield made


@pytest.fixture
def dasks(tmp_path: Path) -> Iterator[Dasks]:
    """A scheduler and workers of Dask's own commands, to be started."""
    started = Dasks(tmp_path / "elsewhere")
    try:
        yield started
    finally:
        started.end()
