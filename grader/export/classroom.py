"""GitHub Classroom: the result that its reporter reads from `<RUNNER>_RESULTS`."""

from __future__ import annotations

import base64
import json

from ..records import Scorecard
from ..report.words import shown

TEXT = 500


def classroom(card: Scorecard) -> str:
    """One submission's result, a test a part: JSON in base64."""
    parts = [part for part in card.parts if part.graded]
    full = card.score is not None and card.score >= card.max_score - 1e-9
    tests = [{
        "name": shown(f"{part.id} {part.title}", TEXT),
        "status": "pass" if part.score >= part.max_score - 1e-9 else "fail",
        "score": float(f"{part.score:.12g}"),
        "message": "", "test_code": "", "filename": "", "line_no": 0, "duration": 0,
    } for part in parts]
    result = {
        "version": 1,
        "status": "error" if card.score is None else "pass" if full else "fail",
        "max_score": float(f"{card.max_score:.12g}"),
        "tests": [] if card.score is None else tests,
    }
    return base64.b64encode(json.dumps(result).encode()).decode()
