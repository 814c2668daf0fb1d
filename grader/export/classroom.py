"""GitHub Classroom: the result that its reporter reads from `<RUNNER>_RESULTS`."""

from __future__ import annotations

import base64
import json

from ..records import Scorecard
from ..report.result import rounded
from ..report.words import shown
from ..standing import Standing
from .scores import reasons

TEXT = 500


def classroom(card: Scorecard, standing: Standing | None = None) -> str:
    """One submission's result, a test a part: JSON in base64.

    The reporter adds up the tests, so what a person decided is one more.
    """
    parts = [part for part in card.parts if part.graded]
    full = card.score is not None and card.score >= card.max_score - 1e-9
    tests = [_test(f"{part.id} {part.title}", part.score, part.score >= part.max_score - 1e-9)
             for part in parts]
    if standing is not None and standing.by_hand and standing.final is not None:
        decided = standing.final - (standing.measured or 0.0)
        tests.append(_test(f"By hand: {'; '.join(reasons(standing))}", decided, decided >= 0))
    result = {
        "version": 1,
        "status": "error" if card.score is None else "pass" if full else "fail",
        "max_score": rounded(card.max_score),
        "tests": [] if card.score is None else tests,
    }
    return base64.b64encode(json.dumps(result).encode()).decode()


def _test(name: str, score: float, passed: bool) -> dict[str, object]:
    return {"name": shown(name, TEXT), "status": "pass" if passed else "fail",
            "score": rounded(score), "message": "", "test_code": "", "filename": "",
            "line_no": 0, "duration": 0}
