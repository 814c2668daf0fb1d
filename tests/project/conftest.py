"""What a test needs of the system: a fixture says so, and the test is skipped where it is missing.

With MICROGRADE_REQUIRE_SYSTEM=1 a missing piece is a failure instead, so that a machine which is
there to run all of the tests cannot pass by skipping them.
"""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest

from grader.command import torch_home
from grader.doctor import BROWSERS, LIMITS
from grader.sandbox import carrier_fault

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
