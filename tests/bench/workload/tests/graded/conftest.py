"""With no submission given, `pytest tests/graded` grades the reference against itself."""

from pathlib import Path

import pytest

from grader.grade import reference_session


def pytest_configure(config: pytest.Config) -> None:
    session = reference_session(Path(__file__).resolve().parents[2])
    config.pluginmanager.register(session.plugin)
    config.add_cleanup(session.close)
