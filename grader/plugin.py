"""The plugin for a bare `pytest tests/graded`: the same session, as pytest shows one."""

from __future__ import annotations

from typing import Literal

import pytest

from .collection import is_hidden
from .records import CheckResult, Outcome
from .session import Grading
from .suite import Check, declared

CHECK = pytest.StashKey[Check]()


class Shown(Grading):
    """A session whose checks pytest collects, counts and prints; it decides nothing."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Turn the collected tests into checks, public ones first."""
        checks = []
        for item in items:
            check = declared(item.function, group=str(item.path),  # type: ignore[attr-defined]
                             hidden=is_hidden(item.path))
            if check is not None:
                item.stash[CHECK] = check
                checks.append(check)
        self.take(checks)
        items[:] = sorted((item for item in items if CHECK in item.stash),
                          key=lambda item: item.stash[CHECK].hidden)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        """Run one check as a submission's is run, and report how it ended."""
        check = item.stash[CHECK]
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        self.results[check.id] = self.run_one(check)
        self.show_more()
        result = self.results[check.id]
        item.ihook.pytest_runtest_logreport(report=_report(item, result))
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True


def _report(item: pytest.Item, result: CheckResult) -> pytest.TestReport:
    """A result in pytest's own form."""
    outcomes: dict[Outcome, Literal["passed", "failed", "skipped"]] = {
        "passed": "passed", "not_graded": "skipped"}
    outcome = outcomes.get(result.outcome, "failed")
    longrepr = {
        "passed": None,
        "failed": f"{result.outcome}: {result.message}\n\n{result.probe}",
        "skipped": (str(item.path), 0, result.message),
    }[outcome]
    return pytest.TestReport(item.nodeid, item.location, {}, outcome, longrepr, "call")
