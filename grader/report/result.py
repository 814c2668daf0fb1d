"""`result.json`: a scorecard as plain data, for programs."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from typing import Any

from ..records import CheckResult, Diagnosis, GraderInfo, PartScore, Row, Scorecard

SCHEMA = 1

_SURROGATE = re.compile("[\ud800-\udfff]")


def result(card: Scorecard) -> dict[str, object]:
    """The scorecard by the schema that docs and exports rely on, keys in its order."""
    return {
        "schema": SCHEMA,
        "submission": {"name": card.name, "digest": card.digest, "kind": card.kind},
        "score": None if card.score is None else rounded(card.score),
        "max_score": rounded(card.max_score),
        "bonus": rounded(card.bonus),
        "parts": [_part(part) for part in card.parts],
        "checks": [_check(check) for check in card.checks],
        "diagnoses": [_diagnosis(diagnosis) for diagnosis in card.diagnoses],
        "notes": list(card.notes),
        "signs": list(card.signs),
        "grader": {
            "version": card.grader.version,
            "suite_digest": card.grader.suite_digest,
            "python": card.grader.python,
            "torch": card.grader.torch,
            "carrier": card.grader.carrier,
        },
    }


def dumps(card: Scorecard) -> str:
    """The text of `result.json`; the same card, the same bytes."""
    text = json.dumps(result(card), indent=2, ensure_ascii=False, allow_nan=False)
    return _SURROGATE.sub("\ufffd", text) + "\n"


def card_of(data: Mapping[str, Any], bonus: Collection[str] = ()) -> Scorecard:
    """A scorecard back from its plain data, as far as that has it: the first hint, no prints.

    `bonus` are the parts that the sheet has as such. Raises KeyError, TypeError or ValueError
    where it is of another form.
    """
    if data.get("schema") != SCHEMA:
        raise ValueError(f"result.json is not of schema {SCHEMA}")
    graded = {check["part"] for check in data["checks"] if check["outcome"] != "not_graded"}
    asked = {check["part"] for check in data["checks"]}
    return Scorecard(
        **data["submission"],
        score=data["score"],
        max_score=data["max_score"],
        bonus=data["bonus"],
        parts=tuple(
            PartScore(**part, bonus=part["id"] in bonus,
                      graded=part["id"] in graded or part["id"] not in asked)
            for part in data["parts"]),
        checks=tuple(_check_of(check) for check in data["checks"]),
        diagnoses=tuple(Diagnosis(**each | {"explains": tuple(each["explains"])})
                        for each in data["diagnoses"]),
        notes=tuple(data["notes"]),
        signs=tuple(data["signs"]),
        grader=GraderInfo(**data["grader"]),
    )


def _check_of(data: Mapping[str, Any]) -> CheckResult:
    rest = dict(data)
    hint = rest.pop("hint")
    rows = [Row(**row, agrees=row["yours"] == row["expected"]) for row in rest.pop("rows")]
    return CheckResult(**rest, hints=(hint,) if hint else (), rows=tuple(rows))


def rounded(value: float) -> float:
    """A sum of points without the dust of its additions: 0.3, not 0.30000000000000004."""
    return float(f"{value:.12g}")


def _part(part: PartScore) -> dict[str, object]:
    return {
        "id": part.id,
        "title": part.title,
        "score": rounded(part.score),
        "max_score": rounded(part.max_score),
        "carried_forward": rounded(part.carried_forward),
    }


def _check(check: CheckResult) -> dict[str, object]:
    return {
        "id": check.id,
        "part": check.part,
        "title": check.title,
        "outcome": check.outcome,
        "points": rounded(check.points),
        "max_points": rounded(check.max_points),
        "hidden": check.hidden,
        "message": check.message,
        "hint": check.hints[0] if check.hints else "",
        "probe": check.probe,
        "rows": [
            {"expression": row.expression, "yours": row.yours, "expected": row.expected}
            for row in check.rows
        ],
        "carried": rounded(check.carried),
        "unjudged": check.unjudged,
    }


def _diagnosis(diagnosis: Diagnosis) -> dict[str, object]:
    return {
        "id": diagnosis.id,
        "part": diagnosis.part,
        "title": diagnosis.title,
        "explanation": diagnosis.explanation,
        "confidence": diagnosis.confidence,
        "explains": list(diagnosis.explains),
    }
