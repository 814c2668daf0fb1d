"""A session on the trusted side: every check of the suites, over one submission.

Nothing here runs a student's code. The record that counts is kept here, check by check.
"""

from __future__ import annotations

import contextlib
import itertools
import signal
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from .compare import TOLERANCE
from .illustrate import illustrate
from .interview import Interview
from .judge import Finding, Projection, Rule, judge
from .observe import Replies
from .records import CheckResult, Outcome, Probe
from .retold import Shrink
from .sheet import Sheet
from .smaller import Failed, make_smaller
from .suite import Check
from .text import pasteable

LONGEST = 600  # seconds on the wall for a check, all it asks included; pytest.ini has it as well


class Disagreement(Exception):
    """A check did not pass."""

    def __init__(self, finding: Finding, shrink: Shrink | None = None) -> None:
        super().__init__(finding.message)
        self.finding, self.shrink = finding, shrink


class NotFinal(BaseException):
    """A check would not pass by what a shared process answered: it has to be asked again.

    No Exception, as with `TooLong`.
    """

    def __init__(self, probe: Probe) -> None:
        super().__init__()
        self.probe = probe  # the first that came out wrong


class NotGraded(Exception):
    """Nobody is there to answer this check, and that costs nothing."""


class TooLong(BaseException):
    """A check did not come to its end: it is at fault, and no answer of a student's.

    No Exception: what a projection raises is taken for an answer of another form.
    """


@contextlib.contextmanager
def _no_longer_than(seconds: float) -> Iterator[None]:
    """End what takes too long by TooLong, where a process can be woken: in its main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def wake(*_: object) -> None:
        raise TooLong(f"it did not end within {seconds} s")

    before = signal.signal(signal.SIGALRM, wake)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


class Grading:
    """One session over one submission: `run` what was collected, then read `results`.

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
        self._failed: list[Failed] = []  # with more to show, which has not been asked for yet
        self._asked: set[tuple[bool, bool]] = set()
        self.checks: list[Check] = []  # in sheet order
        self.results: dict[str, CheckResult] = {}  # by check id
        self.rules: dict[str, Rule] = {}  # by check id, as each check says when it runs
        self.faults: list[str] = []  # of the grader itself

    def run(self, checks: Sequence[Check]) -> None:
        """Run checks that were collected before, a phase after the other, the public ones first."""
        self.take(checks)
        mine = self._mine(checks)
        for phase in itertools.product((False, True), (False, True)):
            self._run_phase([check for check in mine if self._phase(check) == phase])

    def _phase(self, check: Check) -> tuple[bool, bool]:
        return check.hidden, self._sheet.part(check.part).bonus

    def _run_phase(self, checks: Sequence[Check]) -> None:
        """Run checks that are asked together; those in doubt are asked again together as well."""
        doubtful: list[Check] = []
        wrong: dict[str, Probe] = {}
        for check in checks:
            with _no_longer_than(LONGEST):
                try:
                    self.results[check.id] = self.run_one(check, doubting=True)
                except NotFinal as doubt:
                    doubtful.append(check)
                    wrong[check.id] = doubt.probe
        if doubtful:
            self._interview(doubtful[0]).settle(doubtful, wrong)
        for check in doubtful:
            with _no_longer_than(LONGEST):
                self.results[check.id] = self.run_one(check)
        self.show_more()

    def _mine(self, checks: Iterable[Check]) -> list[Check]:
        """Those of them that this session is of."""
        return [check for check in checks
                if (self._parts is None or check.part in self._parts)
                and (self._only is None or check.id in self._only)]

    def take(self, checks: Iterable[Check]) -> None:
        """Take those of them that this session is of, in sheet order."""
        order = {part.id: number for number, part in enumerate(self._sheet.parts)}
        self.checks = sorted(self._mine(checks), key=lambda check: order[check.part])

    def run_one(self, check: Check, *, doubting: bool = False) -> CheckResult:
        """How one check ends; what it raises beyond a verdict is the grader's own failure.

        While `doubting`, raises NotFinal where the student has to be asked again.
        """
        part = self._sheet.part(check.part)
        assert check.test is not None
        try:
            agree = Agree(self._interview(check), check, self.rules, doubting)
            check.test(agree=agree)
            if agree.compared:
                return check_result(check, "passed")
            why = "the check compared nothing"
        except Disagreement as error:
            if error.finding.has_more_to_show:
                self._failed.append(Failed(check, error.finding, error.shrink))
            return check_result(check, error.finding.outcome, finding=error.finding,
                                hints=part.hints.get(check.hint, ()))
        except NotGraded as error:
            return check_result(check, "not_graded", str(error))
        except (KeyboardInterrupt, NotFinal):
            raise
        except BaseException as error:  # what pytest raises to skip is no Exception, either
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
            interview.ask([
                other for other in self.checks if self._phase(other) == (check.hidden, bonus)])
        return interview

    # --- what is shown of a failure, beyond the verdict ---

    def show_more(self) -> None:
        """Make what has failed so far smaller, and draw it: before a later phase is asked."""
        failed, self._failed = self._failed, []
        for bonus, interview in self._interviews.items():
            mine = [each for each in failed if self._phase(each.check)[1] == bonus]
            if not mine:
                continue
            smaller: Mapping[str, Finding] = {}
            with contextlib.suppress(TooLong), _no_longer_than(LONGEST):
                smaller = make_smaller(interview, mine, self.rules)
            for id, finding in smaller.items():
                self.results[id] = told_anew(self.results[id], finding)
            if self._pictures:
                drawn = [(each.check, smaller.get(each.check.id, each.finding).probe)
                         for each in mine if each.check.picture is not None]
                for id, picture in illustrate(interview, drawn).items():
                    self.results[id] = replace(self.results[id], picture=picture)


class Agree:
    """What a check calls: it returns where both sides agree, and raises where they do not."""

    def __init__(self, interview: Interview, check: Check, rules: dict[str, Rule],
                 doubting: bool) -> None:
        self._interview, self._check, self._rules = interview, check, rules
        self._doubting = doubting  # what a shared process answered is not enough to fail
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

        def found(replies: Replies) -> Finding | None:
            return judge(check.probes, replies, expected, states=states, through=through, rel=rel,
                         secret=check.secret)

        finding = found(interview.replies(check))
        if finding is not None and not interview.is_final(check):
            if self._doubting:
                raise NotFinal(finding.probe)
            finding = found(interview.final_replies(check, finding.probe))
        if finding is None:
            return
        raise Disagreement(finding, shrink)

    def more(self, code: str, *observe: str, through: Projection | None = None,
             rel: float = TOLERANCE) -> None:
        """Compare one further probe, for checks that depend on an earlier answer.

        The reference is asked the same, outside of the sandbox: no text of a student's may be in
        the code or the expressions, only what the check itself has there to choose from.
        """
        self.compared = True
        probe = Probe(code, observe)
        mine, right = self._interview.both(probe)
        finding = judge([probe], [mine], [right], states=self._interview.loaded.states,
                        through=through, rel=rel)
        if finding is not None:
            raise Disagreement(finding)


def check_result(check: Check, outcome: Outcome, message: str = "", *,
                 finding: Finding | None = None, hints: tuple[str, ...] = ()) -> CheckResult:
    """The record of how a check ended; only what passed has points."""
    return CheckResult(
        id=check.id, part=check.part, title=check.title, outcome=outcome,
        points=check.points if outcome == "passed" else 0.0, max_points=check.points,
        hidden=check.hidden, message=finding.message if finding else message, hints=hints,
        probe=pasteable(finding.probe.code) if finding else "",
        rows=finding.rows if finding else (), printed=finding.printed if finding else "",
    )


def told_anew(result: CheckResult, finding: Finding) -> CheckResult:
    """The same result, as it shows with another example."""
    return replace(result, message=finding.message, probe=pasteable(finding.probe.code),
                   rows=finding.rows, printed=finding.printed)
