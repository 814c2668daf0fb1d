"""What a reader is shown of a scorecard, sorted the way every report shows it.

What a reader must not see is taken out here, before any template or terminal has it:
a page cannot leak what it was never given.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..records import CheckResult, Diagnosis, Outcome, PartScore, Scorecard

SHOWN_AS_FAILED = ("failed", "timeout", "crashed", "grader_error")


@dataclass(frozen=True)
class Cause:
    """Checks that share one cause, which is said once."""

    message: str
    checks: tuple[CheckResult, ...]


@dataclass(frozen=True)
class Section:
    """What did not pass in one part."""

    part: PartScore
    failed: tuple[CheckResult, ...]
    withheld: tuple[CheckResult, ...]  # hidden ones: their title and outcome, nothing else


@dataclass(frozen=True)
class Explained:
    """A diagnosis, with what it explains, which is shown here and not again in its section."""

    diagnosis: Diagnosis
    failed: tuple[CheckResult, ...]
    withheld: tuple[CheckResult, ...]  # hidden ones, by title and outcome

    @property
    def many(self) -> int:
        """How many checks it explains."""
        return len(self.failed) + len(self.withheld)


@dataclass(frozen=True)
class View:
    """A scorecard for one kind of reader."""

    parts: tuple[PartScore, ...]
    diagnoses: tuple[Explained, ...]
    next: CheckResult | None  # what to do first: of the earliest unfinished part, in the open
    blocked: tuple[Cause, ...]
    sections: tuple[Section, ...]  # only of parts where something did not pass
    not_graded: tuple[Cause, ...]
    passed: tuple[CheckResult, ...]
    total: int  # how many checks were graded


def view(card: Scorecard, *, show_hidden: bool, trusted: bool, part: str | None = None) -> View:
    """Sort `card` for a reader; a `trusted` one also sees what the grader says of itself.

    `part` keeps that part alone ("4" keeps 4.1 and 4.2).
    """

    def wanted(label: str) -> bool:
        return part is None or label == part or label.startswith(f"{part}.")

    checks = shown_checks([check for check in card.checks if wanted(check.part)],
                          show_hidden=show_hidden, trusted=trusted)

    blocked = [c for c in checks if c.outcome == "blocked"]
    withheld = [c for c in blocked if c.hidden and not c.message]
    causes = _by_cause(c for c in blocked if c not in withheld)
    failed = [c for c in checks if c.outcome in SHOWN_AS_FAILED]
    if not show_hidden:
        withheld += [c for c in failed if c.hidden]
        failed = [c for c in failed if not c.hidden]

    diagnoses = _explained(card, failed, withheld)
    told = {id for each in card.diagnoses for id in each.explains}
    hidden_ids = {(c.part, c.title) for c in card.checks if c.id in told and c.hidden}
    failed = [c for c in failed if c.id not in told]
    withheld = [c for c in withheld if (c.part, c.title) not in hidden_ids]

    parts = tuple(each for each in card.parts if wanted(each.id))
    # A part that is worth nothing has no score, and yet may have something to show.
    worthless = {c.part for c in (*failed, *withheld)}.difference(each.id for each in parts)
    sections = [
        Section(
            part=each,
            failed=tuple(c for c in failed if c.part == each.id),
            withheld=tuple(c for c in withheld if c.part == each.id),
        )
        for each in (*parts, *(PartScore(id, "", 0.0, 0.0) for id in sorted(worthless)))
    ]
    return View(
        parts=parts,
        diagnoses=diagnoses,
        next=min(not_passed(checks), key=lambda c: c.hidden and not show_hidden, default=None),
        blocked=causes,
        sections=tuple(each for each in sections if each.failed or each.withheld),
        not_graded=_by_cause(c for c in checks if c.outcome == "not_graded"),
        passed=tuple(c for c in checks if c.outcome == "passed"),
        total=sum(c.outcome != "not_graded" for c in checks),
    )


def shown_checks(
    checks: Iterable[CheckResult], *, show_hidden: bool, trusted: bool
) -> list[CheckResult]:
    """The checks with what a reader may see of them; a hidden one by title and outcome alone."""
    shown = [check if trusted else _discreet(check) for check in checks]
    if show_hidden:
        return shown
    # A hidden check stands under a cause only where one in the open has the same.
    said = {(check.outcome, check.message) for check in shown if not check.hidden}
    return [_title_alone(check, said) if check.hidden else check for check in shown]


def not_passed(checks: Iterable[CheckResult]) -> list[CheckResult]:
    """Those of the checks that were graded and did not pass."""
    return [check for check in checks if check.outcome in (*SHOWN_AS_FAILED, "blocked")]


def _discreet(check: CheckResult) -> CheckResult:
    """What the grader says of its own failure is for the operator."""
    if check.outcome != "grader_error":
        return check
    return replace(check, message="", hints=(), probe="", rows=(), printed="")


def _title_alone(check: CheckResult, said: set[tuple[Outcome, str]]) -> CheckResult:
    """A hidden check without its content; its points too would tell how it is made."""
    caused = check.outcome in ("blocked", "not_graded")
    message = check.message if caused and (check.outcome, check.message) in said else ""
    return CheckResult(
        id="", part=check.part, title=check.title, outcome=check.outcome,
        points=0.0, max_points=0.0, hidden=True, message=message,
    )  # fmt: skip


def _by_cause(checks: Iterable[CheckResult]) -> tuple[Cause, ...]:
    groups: dict[str, list[CheckResult]] = {}
    for check in checks:
        groups.setdefault(check.message, []).append(check)
    return tuple(Cause(message, tuple(group)) for message, group in groups.items())


def _explained(
    card: Scorecard, failed: Iterable[CheckResult], withheld: Iterable[CheckResult]
) -> tuple[Explained, ...]:
    """Each diagnosis with what it explains of the checks shown; what two explain, the first has."""
    by_id = {check.id: check for check in card.checks}
    left, left_withheld = list(failed), list(withheld)
    found = []
    for each in card.diagnoses:
        # A hidden check has no id left by now; its title is its own in its part.
        titles = {(by_id[id].part, by_id[id].title) for id in each.explains if id in by_id}
        mine = [check for check in left if check.id in each.explains]
        silent = [check for check in left_withheld if (check.part, check.title) in titles]
        left = [check for check in left if check not in mine]
        left_withheld = [check for check in left_withheld if check not in silent]
        if mine or silent or not each.explains:
            found.append(Explained(each, tuple(mine), tuple(silent)))
    return tuple(found)
