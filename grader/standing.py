"""What each student has: what was measured, and apart from it what a person decided.

Pure functions over rows made from `result.json`, over how submissions came, and over roster,
adjustments and the rule for late days. Nothing here asks or changes what was graded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from .adjustments import Adjustment
from .late import Late
from .platforms.arrival import Arrival, Student
from .report.index import IndexRow
from .roster import Roster, identities, variants

Attempts: TypeAlias = Literal["last", "best"]
Status: TypeAlias = Literal["graded", "refused", "no mark", "missing"]


@dataclass(frozen=True)
class Standing:
    """One student, and the submission that counts for them."""

    student: Student
    row: IndexRow | None = None  # None: nothing was handed in
    arrival: Arrival | None = None
    enrolled: bool | None = None  # whether the roster has them; None where there is no roster
    others: tuple[IndexRow, ...] = ()  # attempts that do not count
    late_days: int = 0
    late_points: float = 0.0  # what they cost, from 0 on
    adjustments: tuple[Adjustment, ...] = ()

    @property
    def status(self) -> Status:
        """Whether there is a mark, and why not: nothing handed in is not a score of 0."""
        if self.row is None:
            return "missing"
        if self.row.score is None:
            return "no mark"
        return "refused" if self.row.kind == "refused" else "graded"

    @property
    def measured(self) -> float | None:
        """What the machine measured, bonus included."""
        if self.row is None or self.row.score is None:
            return None
        return self.row.score + self.row.bonus

    @property
    def adjusted(self) -> float:
        """What was given and taken by hand."""
        return sum(one.points for one in self.adjustments)

    @property
    def final(self) -> float | None:
        """What counts in the end, from 0 on; None where there is no mark."""
        if self.measured is None and not (self.adjustments and self.row is None):
            return None
        return max(0.0, round((self.measured or 0.0) - self.late_points + self.adjusted, 9))

    @property
    def by_hand(self) -> bool:
        """Whether anything but what was measured counts."""
        return bool(self.adjustments or self.late_points)


def standings(
    rows: Sequence[IndexRow],
    arrivals: Mapping[str, Arrival],
    roster: Roster | None = None,
    late: Late | None = None,
    attempts: Attempts = "last",
) -> list[Standing]:
    """Where each student stands: those who handed something in, then those who did not.

    `arrivals` are by the folder of a row; a row without one is a person of its name.
    """
    groups: list[tuple[Student, bool | None, list[tuple[IndexRow, Arrival]]]] = []
    known_by: dict[tuple[str, str], int] = {}
    for row in rows:
        arrival = arrivals.get(row.folder) or Arrival((Student(row.name),))
        for student in arrival.students:
            known = roster.find(student) if roster is not None else None
            person = _merged(student, known)
            # Without a platform's word, two folders of one name are two people's.
            named = row.folder in arrivals or known is not None
            keys = identities(person) or ([("name", one) for one in variants(person.name)]
                                          if named else [])
            at = next((known_by[key] for key in keys if key in known_by), len(groups))
            if at == len(groups):
                groups.append((person, None if roster is None else known is not None, []))
            groups[at][2].append((row, arrival))
            known_by |= dict.fromkeys(keys, at)
    found = [_standing(person, enrolled, tries, late, attempts)
             for person, enrolled, tries in groups]
    there = {key for person, _, _ in groups for key in (*identities(person), ("name", person.name))}
    for student in roster.students if roster is not None else ():
        if not there.intersection(identities(student) or [("name", student.name)]):
            found.append(Standing(student, enrolled=True))
    return sorted(found, key=lambda one: (
        one.row is None, one.student.name.casefold(), one.student.name,
        sorted(one.student.ids.items()), one.row.folder if one.row else ""))


def adjusted(
    found: Sequence[Standing], adjustments: Mapping[int, tuple[Adjustment, ...]]
) -> list[Standing]:
    """The standings with what a person gave and took."""
    return [replace(one, adjustments=adjustments.get(at, ())) for at, one in enumerate(found)]


def _merged(student: Student, known: Student | None) -> Student:
    """A student with the roster's name and ids besides those that came along."""
    return student if known is None else Student(known.name, {**student.ids, **known.ids})


def _standing(
    person: Student, enrolled: bool | None, tries: Sequence[tuple[IndexRow, Arrival]],
    late: Late | None, attempts: Attempts,
) -> Standing:
    counted = []
    for row, arrival in tries:
        days = late.days(arrival) if late is not None else 0
        cost = late.cost(days, (row.score or 0.0) + row.bonus) if late is not None else 0.0
        counted.append(Standing(person, row, arrival, enrolled, (), days, cost))
    in_time = sorted(counted, key=lambda one: (
        one.arrival.time if one.arrival else "", one.arrival.attempt if one.arrival else 0,
        one.row.folder if one.row else ""))
    chosen = in_time[-1]
    if attempts == "best":  # of equals the last; one without a mark only where there is no other
        chosen = max(reversed(in_time), key=lambda one: -1.0 if one.final is None else one.final)
    others = tuple(one.row for one in in_time if one is not chosen and one.row is not None)
    return replace(chosen, others=others)
