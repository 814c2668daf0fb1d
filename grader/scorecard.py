"""Adding up: results of checks in, a scorecard out. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .records import CheckResult, Diagnosis, GraderInfo, PartScore, Scorecard, Submission
from .sheet import Part, Sheet


def scorecard(
    sheet: Sheet,
    submission: Submission,
    results: Sequence[CheckResult],
    notes: Sequence[str],
    grader: GraderInfo,
    *,
    whole: bool,
    diagnoses: Sequence[Diagnosis] = (),
    signs: Sequence[str] = (),
) -> Scorecard:
    """The scorecard of one submission; `results` are in sheet order.

    With `whole`, the parts have the sheet's points, whatever checks reported; without, those of
    the checks that were asked (a student's own check knows only the public ones). The score is
    None where the grader itself failed: that is never a mark.
    """
    parts = tuple(_part_score(part, results, whole) for part in sheet.parts)
    failed = any(result.outcome == "grader_error" for result in results)
    score = sum(part.score for part in parts if not part.bonus)
    return Scorecard(
        name=submission.name,
        digest=submission.digest,
        kind=submission.kind,
        score=None if failed else score,
        max_score=sum(part.max_score for part in parts if not part.bonus),
        bonus=sum(part.score for part in parts if part.bonus),
        parts=tuple(part for part in parts if part.max_score),
        checks=tuple(results),
        diagnoses=tuple(diagnoses),
        notes=(*submission.notes, *notes),
        grader=grader,
        signs=tuple(signs),
    )


def _part_score(part: Part, results: Sequence[CheckResult], whole: bool) -> PartScore:
    mine = [result for result in results if result.part == part.id]
    return PartScore(
        id=part.id,
        title=part.title,
        score=sum(result.points + result.carried for result in mine),
        carried_forward=sum(result.carried for result in mine),
        max_score=part.points if whole else sum(result.max_points for result in mine),
        bonus=part.bonus,
        graded=any(result.outcome != "not_graded" for result in mine),
    )


def loading_notes(states: Mapping[str, tuple[str, str]], notes: Sequence[str]) -> list[str]:
    """What there is to say of how the modules loaded, one sentence each, in a fixed order."""
    said = []
    for module, (state, reason) in sorted(states.items()):
        if state == "partial":
            said.append(f"{module}.py stopped while it was imported, and keeps what it defined "
                        f"before: {reason}.")
        else:
            said.append(f"{module}.py could not be loaded: {reason}." if reason
                        else f"{module}.py was not handed in.")
    return said + list(notes)
