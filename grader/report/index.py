"""One page over all submissions, made from their `result.json`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from .html import TEMPLATES
from .result import SCHEMA
from .words import count

if TYPE_CHECKING:
    from ..standing import Standing

BINS: Final = 10


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
    )


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


def index(rows: Sequence[IndexRow], standings: Sequence[Standing] = ()) -> str:
    """The page over all submissions; `standings` tell who is missing, and what a person decided."""
    rows = in_order(rows)
    marked = [row for row in rows if row.score is not None and row.kind != "refused"]
    shares = [100 * row.score / row.max_score for row in marked if row.score and row.max_score]
    shares += [0.0] * (len(marked) - len(shares))
    twins = Counter(row.digest for row in rows if row.kind != "refused")
    same = {
        row.folder: [
            other.name for other in rows if other.digest == row.digest and other is not row
        ]
        for row in rows
        if twins[row.digest] > 1 and row.kind != "refused"
    }
    return TEMPLATES.get_template("index.html").render(
        rows=rows,
        parts=part_ids(rows),
        watch={row.folder: list(_watch(row, same.get(row.folder, []))) for row in rows},
        links={row.folder: quote(row.folder, safe="", errors="replace") for row in rows},
        spread=_spread(shares),
        mistakes=_mistakes(rows),
        marked=len(marked),
        middle=median(shares) if shares else 0.0,
        mean=fmean(shares) if shares else 0.0,
        missing=[one for one in standings if one.row is None],
        strangers=[one for one in standings if one.enrolled is False],
        by_hand=[one for one in standings if one.by_hand],
        superseded=[row for one in standings for row in one.others],
    )


def _watch(row: IndexRow, same: Sequence[str]) -> Iterator[str]:
    """What needs a person's eye, one phrase each."""
    if row.score is None:
        yield "No mark: the grader failed on " + count(row.outcomes.get("grader_error", 0), "check")
    if row.kind == "refused":
        yield f"Refused: {row.refusal}"
    else:
        for cause in row.causes:
            yield f"Could not run: {cause}"
    for outcome, what in (("timeout", "ran out of time"), ("crashed", "crashed")):
        if many := row.outcomes.get(outcome, 0):
            yield f"{count(many, 'check')} {what}"
    if same:
        yield f"Same files as {', '.join(same)}"


@dataclass(frozen=True)
class Shared:
    """A mistake, and who made it."""

    title: str
    who: tuple[tuple[IndexRow, bool], ...]  # and whether it is certain


def _mistakes(rows: Sequence[IndexRow]) -> list[Shared]:
    """Every mistake that was named, the most frequent first."""
    found: dict[str, list[tuple[IndexRow, bool]]] = {}
    titles: dict[str, str] = {}
    for row in rows:
        for each in row.mistakes:
            titles[each.id] = each.title
            found.setdefault(each.id, []).append((row, each.certain))
    by_count = sorted(found, key=lambda id: (-len(found[id]), titles[id]))
    return [Shared(titles[id], tuple(found[id])) for id in by_count]


def _spread(shares: Sequence[float]) -> list[tuple[str, int]]:
    """How many submissions have so many percent; the full mark stands alone."""
    bins = Counter(min(int(share // BINS), 100 // BINS) for share in shares)
    lower = range(100 - BINS, -1, -BINS)
    return [
        ("100 %", bins[100 // BINS]),
        *((f"{low}\N{EN DASH}{low + BINS - 1} %", bins[low // BINS]) for low in lower),
    ]
