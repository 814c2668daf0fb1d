"""The pytest plugin: a session on the trusted side, in which each test is one check.

Nothing here runs a student's code. The record that counts is kept here, check by check; what
pytest concludes is not looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Literal

import pytest

from .compare import TOLERANCE
from .illustrate import illustrate
from .interview import Interview
from .judge import NOT_WRITTEN, Finding, Projection, ReferenceFault, Rule, judge
from .records import CheckResult, Outcome, Probe
from .sheet import Sheet
from .suite import Check, Sign, declared, declared_sign

MOST_SHRINKING = 150  # probes spent on finding a smaller example of one failure

# Given a probe that fails, and a way to ask whether another fails too: a smaller one that does.
Shrink = Callable[[Probe, Callable[[Probe], bool]], Probe]

# What pytest raises to skip or to fail, a timeout included; no check may end in such a way.
PYTEST_OUTCOMES = (pytest.skip.Exception, pytest.fail.Exception, pytest.xfail.Exception)

CHECK = pytest.StashKey[Check]()


class Disagreement(Exception):
    """A check did not pass."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class NotGraded(Exception):
    """Nobody is there to answer this check, and that costs nothing."""


class Grading:
    """One session over one submission; register it with pytest, then read `results`.

    `interviews` has the interview for the main parts under False and for the bonus under True;
    a bonus without one is not graded, for the reason in `no_bonus`.
    """

    def __init__(
        self,
        sheet: Sheet,
        interviews: Mapping[bool, Interview],
        *,
        no_bonus: str = "",
        parts: Collection[str] | None = None,
        only: Collection[str] | None = None,
        pictures: bool = False,
    ) -> None:
        self._sheet, self._interviews, self._no_bonus = sheet, interviews, no_bonus
        self._parts, self._only = parts, only  # None: all
        self._pictures = pictures
        self._undrawn: list[tuple[Check, Probe]] = []  # what failed, and has no picture yet
        self._asked: set[tuple[bool, bool]] = set()
        self.checks: list[Check] = []  # in sheet order
        self.signs: list[Sign] = []
        self.results: dict[str, CheckResult] = {}  # by check id
        self.rules: dict[str, Rule] = {}  # by check id, as each check says when it runs
        self.faults: list[str] = []  # of the grader itself

    # --- pytest's side ---

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Turn the collected tests into checks, public ones first."""
        order = {part.id: number for number, part in enumerate(self._sheet.parts)}
        found = []
        for item in items:
            sign = declared_sign(item.function)  # type: ignore[attr-defined]
            if sign is not None:
                self.signs.append(sign)
                continue
            check = declared(item.function, group=str(item.path),  # type: ignore[attr-defined]
                             hidden=item.path.parent.name == "hidden")
            if check is None or check.part not in order:
                self.faults.append(f"{item.nodeid} is no check of a part of the sheet")
            elif any(check.id == other.id for other in self.checks):
                self.faults.append(f"two checks are called {check.id}")
            elif (self._parts is None or check.part in self._parts) and (
                    self._only is None or check.id in self._only):
                item.stash[CHECK] = check
                self.checks.append(check)
                found.append(item)
        self.checks.sort(key=lambda check: order[check.part])
        items[:] = sorted(found, key=lambda item: item.stash[CHECK].hidden)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool:
        """Run one check, and keep our own record of how it ended.

        A check is a function of one argument: pytest's fixtures, phases and tracebacks would
        cost ten times as much as the check.
        """
        check = item.stash[CHECK]
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        self.results[check.id] = result = self._run(item, check)
        item.ihook.pytest_runtest_logreport(report=_report(item, result))
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def _run(self, item: pytest.Item, check: Check) -> CheckResult:
        part = self._sheet.part(check.part)
        try:
            agree = Agree(self._interview(check), check, self.rules)
            item.obj(agree=agree)  # type: ignore[attr-defined]  # a collected function has one
            if agree.compared:
                return check_result(check, "passed")
            why = "the check compared nothing"
        except Disagreement as error:
            # What is not written yet has nothing to show.
            if (self._pictures and check.picture is not None and error.finding.outcome == "failed"
                    and not error.finding.message.startswith(NOT_WRITTEN)):
                self._undrawn.append((check, error.finding.probe))
            return check_result(check, error.finding.outcome, finding=error.finding,
                                hints=part.hints.get(check.hint, ()))
        except NotGraded as error:
            return check_result(check, "not_graded", str(error))
        except (Exception, *PYTEST_OUTCOMES) as error:
            why = f"{type(error).__name__}: {error}"
        self.faults.append(f"{check.id}: {why}")
        return check_result(check, "grader_error", "The grader itself failed on this check.")

    # --- asking ---

    def _interview(self, check: Check) -> Interview:
        """The interview that answers `check`, its whole phase being asked at the first need."""
        bonus = self._sheet.part(check.part).bonus
        if bonus not in self._interviews:
            raise NotGraded(self._no_bonus)
        interview = self._interviews[bonus]
        if (bonus, check.hidden) not in self._asked:
            self._asked.add((bonus, check.hidden))
            self.illustrate()  # what is asked for the last phase is asked before this one begins
            interview.ask([
                other for other in self.checks
                if other.hidden == check.hidden and self._sheet.part(other.part).bonus == bonus])
        return interview

    def illustrate(self) -> None:
        """Add the pictures of what has failed so far to its results."""
        failed, self._undrawn = self._undrawn, []
        for bonus, interview in self._interviews.items():
            mine = [(check, probe) for check, probe in failed
                    if self._sheet.part(check.part).bonus == bonus]
            for id, picture in (illustrate(interview, mine) if mine else {}).items():
                self.results[id] = replace(self.results[id], picture=picture)


class Agree:
    """What a check calls: it returns where both sides agree, and raises where they do not."""

    def __init__(self, interview: Interview, check: Check, rules: dict[str, Rule]) -> None:
        self._interview, self._check, self._rules = interview, check, rules
        self.compared = False

    def __call__(
        self,
        through: Projection | None = None,
        rel: float = TOLERANCE,
        shrink: Shrink | None = None,
    ) -> None:
        """Compare the answers to all of the check's probes.

        `through` takes out of both sides what right answers may do differently; `rel` is the
        tolerance; `shrink` looks for a smaller probe that fails as well.
        """
        self.compared = True
        check, interview = self._check, self._interview
        self._rules[check.id] = Rule(through, rel)
        expected, states = interview.expected(check), interview.loaded.states
        for replies in (interview.replies, interview.final_replies):
            finding = judge(check.probes, replies(check), expected, states=states,
                            through=through, rel=rel, secret=check.secret)
            if finding is None:
                return
        assert finding is not None
        if shrink is not None and finding.outcome == "failed":
            finding = self._smaller(finding, shrink, through, rel)
        raise Disagreement(finding)

    def more(self, code: str, *observe: str, through: Projection | None = None,
             rel: float = TOLERANCE) -> None:
        """Compare one further probe, for checks that depend on an earlier answer.

        The reference is asked the same, outside of the sandbox: no text of a student's may be in
        the code or the expressions, only what the check itself has there to choose from.
        """
        self.compared = True
        finding = self._try(Probe(code, observe), through, rel)
        if finding is not None:
            raise Disagreement(finding)

    def _try(self, probe: Probe, through: Projection | None, rel: float) -> Finding | None:
        mine, right = self._interview.both(probe)
        return judge([probe], mine, right, states=self._interview.loaded.states,
                     through=through, rel=rel)

    def _smaller(self, finding: Finding, shrink: Shrink, through: Projection | None,
                 rel: float) -> Finding:
        smallest = finding
        left = MOST_SHRINKING

        def fails(probe: Probe) -> bool:
            nonlocal smallest, left
            left -= 1
            try:
                tried = self._try(probe, through, rel) if left >= 0 else None
            except ReferenceFault:  # a recording does not know this one
                tried = None
            if tried is None or tried.outcome != "failed":
                return False
            if len(probe.code) <= len(smallest.probe.code):
                smallest = tried
            return True

        shrink(finding.probe, fails)
        return smallest


def _report(item: pytest.Item, result: CheckResult) -> pytest.TestReport:
    """The same for pytest, which counts and prints it where anybody looks."""
    outcomes: dict[Outcome, Literal["passed", "failed", "skipped"]] = {
        "passed": "passed", "not_graded": "skipped"}
    outcome = outcomes.get(result.outcome, "failed")
    longrepr = {
        "passed": None,
        "failed": f"{result.outcome}: {result.message}\n\n{result.probe}",
        "skipped": (str(item.path), 0, result.message),
    }[outcome]
    return pytest.TestReport(item.nodeid, item.location, {}, outcome, longrepr, "call")


def check_result(check: Check, outcome: Outcome, message: str = "", *,
                 finding: Finding | None = None, hints: tuple[str, ...] = ()) -> CheckResult:
    """The record of how a check ended; only what passed has points."""
    return CheckResult(
        id=check.id, part=check.part, title=check.title, outcome=outcome,
        points=check.points if outcome == "passed" else 0.0, max_points=check.points,
        hidden=check.hidden, message=finding.message if finding else message, hints=hints,
        probe=finding.probe.code if finding else "", rows=finding.rows if finding else (),
        printed=finding.printed if finding else "",
    )
