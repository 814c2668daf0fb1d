"""What there is to say over a whole class: how it lies, what was hard, whom to look at first.

Pure functions from rows; the page shows what they give.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from .index_row import IndexCheck, IndexRow
from .words import count

BINS: Final = 10
HARDEST: Final = 10  # checks that are shown
FEWEST: Final = 2  # who have to miss a check before it is called hard


# --- scores -----------------------------------------------------------------------------------


def marked(rows: Sequence[IndexRow]) -> list[IndexRow]:
    """Those that have a mark, and something that could be read."""
    return [row for row in rows if row.score is not None and row.kind != "refused"]


def share(row: IndexRow) -> float:
    """The score in percent."""
    return 100 * (row.score or 0.0) / row.max_score if row.max_score else 0.0


@dataclass(frozen=True)
class Column:
    """How many have so many percent, and where that stands in the picture."""

    label: str
    spoken: str
    many: int
    x: int
    height: float


def spread(shares: Sequence[float], width: int, height: int) -> list[Column]:
    """The distribution, a column for each ten percent; the full mark stands alone."""
    bins = Counter(min(int(share // BINS), 100 // BINS) for share in shares)
    most = max(bins.values(), default=0) or 1
    found = []
    for at in range(100 // BINS + 1):
        low, high = at * BINS, at * BINS + BINS - 1
        label = f"{low}" if low == 100 else f"{low}\N{EN DASH}{high}"
        spoken = "100 %" if low == 100 else f"{low} to {high} %"
        found.append(Column(label, spoken, bins[at], at * width, height * bins[at] / most))
    return found


@dataclass(frozen=True)
class PartMean:
    """What a part brought on average."""

    id: str
    title: str
    score: float
    max_score: float
    full: int  # how many have all of it
    many: int


def part_means(rows: Sequence[IndexRow], parts: Mapping[str, str]) -> list[PartMean]:
    """Each part, over those in whom it was graded."""
    found = []
    for id, title in parts.items():
        mine = [part for row in marked(rows) if (part := row.part(id)) and part.graded]
        if mine:
            found.append(PartMean(
                id, title, fmean(part.score for part in mine),
                fmean(part.max_score for part in mine),
                sum(part.score >= part.max_score - 1e-9 for part in mine), len(mine)))
    return found


# --- checks -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hard:
    """A check, and how many did not pass it, of those whose code could be asked."""

    check: IndexCheck
    missed: int
    asked: int


def hardest(rows: Sequence[IndexRow]) -> list[Hard]:
    """The checks that most did not pass, the hardest first."""
    asked = Counter(check for row in marked(rows) for check in row.asked)
    missed = Counter(check for row in marked(rows) for check in row.missed)
    order = sorted(missed, key=lambda check: (-missed[check] / asked[check], -missed[check],
                                              check.id))
    return [Hard(check, missed[check], asked[check])
            for check in order if missed[check] >= FEWEST][:HARDEST]


# --- mistakes ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shared:
    """A mistake, and who made it."""

    title: str
    who: tuple[tuple[IndexRow, bool], ...]  # and whether it is certain


def mistakes(rows: Sequence[IndexRow]) -> list[Shared]:
    """Every mistake that was named, the most frequent first."""
    found: dict[str, list[tuple[IndexRow, bool]]] = {}
    titles: dict[str, str] = {}
    for row in rows:
        for each in row.mistakes:
            titles[each.id] = each.title
            found.setdefault(each.id, []).append((row, each.certain))
    by_count = sorted(found, key=lambda id: (-len(found[id]), titles[id]))
    return [Shared(titles[id], tuple(found[id])) for id in by_count]


# --- for a person to look at ------------------------------------------------------------------

# In the order in which somebody should look.
NO_MARK: Final = "The grader failed: no mark"
CHEAT: Final = "Signs of a cheat"
REFUSED: Final = "Refused: nothing could be read"
BLOCKED: Final = "Modules that could not run"
TIMEOUT: Final = "Out of time"
CRASHED: Final = "Crashed"
STAND_IN: Final = "Imports what is not there"
SAME: Final = "The same files as somebody else"
KINDS: Final = (NO_MARK, CHEAT, REFUSED, BLOCKED, TIMEOUT, CRASHED, STAND_IN, SAME)

_STAND_IN: Final = "; a stand-in raises where it is used."


@dataclass(frozen=True)
class Watch:
    """One thing about one submission."""

    kind: str
    text: str  # as a phrase


def watch(rows: Sequence[IndexRow]) -> dict[str, list[Watch]]:
    """What needs a person's eye, by the folder of each row."""
    alike: dict[str, list[IndexRow]] = {}
    for row in rows:
        if row.kind != "refused":
            alike.setdefault(row.digest, []).append(row)
    return {row.folder: list(_watch(row, [other.name for other in alike.get(row.digest, ())
                                          if other is not row and row.kind != "refused"]))
            for row in rows}


def _watch(row: IndexRow, same: Sequence[str]) -> Iterator[Watch]:
    if row.score is None:
        failed = row.outcomes.get("grader_error", 0)
        yield Watch(NO_MARK, "No mark: the grader failed"
                    + (f" on {count(failed, 'check')}" if failed else ""))
    for sign in row.signs:
        yield Watch(CHEAT, f"Sign of a cheat: {sign}")
    if row.kind == "refused":
        yield Watch(REFUSED, f"Refused: {row.refusal}")
    else:
        for cause in row.causes:
            yield Watch(BLOCKED, f"Could not run: {cause}")
    for outcome, kind, what in (("timeout", TIMEOUT, "ran out of time"),
                                ("crashed", CRASHED, "crashed")):
        if many := row.outcomes.get(outcome, 0):
            yield Watch(kind, f"{count(many, 'check')} {what}")
    for note in row.notes:
        if note.endswith(_STAND_IN):
            yield Watch(STAND_IN, note.removesuffix(_STAND_IN) + ".")
    if same:
        shown = ", ".join(same[:3]) + (f" and {len(same) - 3} more" if len(same) > 3 else "")
        yield Watch(SAME, f"Same files as {shown}")


def first(rows: Sequence[IndexRow], watched: Mapping[str, Sequence[Watch]]
          ) -> list[tuple[str, list[tuple[IndexRow, list[str]]]]]:
    """The same by kind, in the order in which somebody should look."""
    found = []
    for kind in KINDS:
        who = [(row, texts) for row in rows
               if (texts := [each.text for each in watched[row.folder] if each.kind == kind])]
        if who:
            found.append((kind, who))
    return found
