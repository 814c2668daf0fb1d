"""What the index and the tables know of one submission, out of its `result.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from .result import SCHEMA

JUDGED: Final = ("passed", "failed", "timeout", "crashed")


@dataclass(frozen=True)
class IndexPart:
    """The points of one part; `graded` is False where nothing of it was."""

    id: str
    title: str
    score: float
    max_score: float
    graded: bool
    carried: float = 0.0  # of the score, what is carried forward


@dataclass(frozen=True)
class IndexMistake:
    """A mistake that was named in a submission."""

    id: str
    title: str
    certain: bool


@dataclass(frozen=True)
class IndexCheck:
    """A check; one and the same for all who were asked it."""

    id: str
    part: str
    title: str
    hidden: bool


@dataclass(frozen=True)
class IndexRow:
    """What the index and the tables say of one submission."""

    name: str
    folder: str  # where its reports are, beside the index
    kind: str
    digest: str
    score: float | None
    max_score: float
    bonus: float
    parts: tuple[IndexPart, ...]
    outcomes: Mapping[str, int]  # how many checks ended so
    causes: tuple[str, ...]  # why checks were blocked, each cause once
    notes: tuple[str, ...]
    mistakes: tuple[IndexMistake, ...] = ()
    signs: tuple[str, ...] = ()  # what only a cheat does
    asked: tuple[IndexCheck, ...] = ()  # whose answers were judged
    missed: tuple[IndexCheck, ...] = ()  # of these, which it did not pass

    @property
    def carried(self) -> float:
        """Of the score, what is carried forward."""
        return sum(part.carried for part in self.parts)

    @property
    def refusal(self) -> str:
        """Why nothing of it could be graded; "" where it could."""
        return "; ".join(self.causes or self.notes) if self.kind == "refused" else ""

    def part(self, id: str) -> IndexPart | None:
        """One part by its label."""
        return next((part for part in self.parts if part.id == id), None)


def row(folder: str, result: Mapping[str, Any]) -> IndexRow:
    """A row from a parsed `result.json`, graded now or earlier."""
    if result.get("schema") != SCHEMA:
        raise ValueError(f"{folder}: result.json is not of schema {SCHEMA}; grade it again")
    checks = result["checks"]
    outcomes = Counter(check["outcome"] for check in checks)
    causes = dict.fromkeys(check["message"] for check in checks if check["outcome"] == "blocked")
    return IndexRow(
        name=result["submission"]["name"],
        folder=folder,
        kind=result["submission"]["kind"],
        digest=result["submission"]["digest"],
        score=result["score"],
        max_score=result["max_score"],
        bonus=result["bonus"],
        parts=tuple(_part(part, checks) for part in result["parts"]),
        outcomes=dict(outcomes),
        causes=tuple(filter(None, causes)),
        notes=tuple(result["notes"]),
        mistakes=tuple(IndexMistake(each["id"], each["title"], each["confidence"] == "certain")
                       for each in result["diagnoses"]),
        signs=tuple(result.get("signs", ())),
        asked=tuple(_check(check) for check in checks if check["outcome"] in JUDGED),
        missed=tuple(_check(check) for check in checks
                     if check["outcome"] in JUDGED and check["outcome"] != "passed"),
    )


def _check(check: Mapping[str, Any]) -> IndexCheck:
    return _shared(check["id"], check["part"], check["title"], check["hidden"])


@lru_cache(maxsize=10_000)
def _shared(id: str, part: str, title: str, hidden: bool) -> IndexCheck:
    """A thousand submissions have the same checks, which need not be in memory a thousand times."""
    return IndexCheck(id, part, title, hidden)


def _part(part: Mapping[str, Any], checks: Sequence[Mapping[str, Any]]) -> IndexPart:
    outcomes = {check["outcome"] for check in checks if check["part"] == part["id"]}
    return IndexPart(
        id=part["id"],
        title=part["title"],
        score=part["score"],
        max_score=part["max_score"],
        graded=outcomes != {"not_graded"},
        carried=part["carried_forward"],
    )


def in_order(rows: Sequence[IndexRow]) -> list[IndexRow]:
    """Rows by name, so that it does not matter who was graded first."""
    return sorted(rows, key=lambda row: (row.name.casefold(), row.name, row.folder))


def part_ids(rows: Sequence[IndexRow]) -> dict[str, str]:
    """The label and title of every part that some row has, in the sheet's order."""
    # The row with most parts sets the order; others were graded in part, or by an older sheet.
    found: dict[str, str] = {}
    for each in sorted(rows, key=lambda row: -len(row.parts)):
        for part in each.parts:
            found.setdefault(part.id, part.title)
    return found
