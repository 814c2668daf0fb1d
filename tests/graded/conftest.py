"""With no submission given, `pytest tests/graded` grades the reference against itself."""

import pytest

from grader.grade import reference_session


def pytest_configure(config: pytest.Config) -> None:
    session = reference_session()
    config.pluginmanager.register(session.plugin)
    config.add_cleanup(session.close)
