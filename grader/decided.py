"""What an instructor brings: roster, adjustments, the rules that the sheet has for the rest."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from .adjustments import read_adjustments
from .errors import OperatorError
from .filetree import listing, one_line
from .late import Late
from .platforms import arrival
from .platforms.arrival import Arrival
from .platforms.download import NAME, Found
from .report.decided import with_hand
from .report.folder import read_as, write
from .report.index import IndexRow
from .roster import Roster, identities, read_roster
from .sheet import Sheet
from .standing import Standing, adjusted, standings

_Claim: TypeAlias = tuple[str, str]

ROSTER = "roster.csv"
ADJUSTMENTS = "adjustments.csv"


@dataclass(frozen=True)
class Hand:
    """Where it stands, and the rules."""

    roster: Roster | None = None
    adjustments: Path | None = None
    attempts: str = "last"
    late: Late | None = None
    parts: tuple[str, ...] = ()


def hand_of(options: argparse.Namespace, out: Path, sheet: Sheet) -> Hand:
    """What was named, and for what was not, the files that lie in the folder of reports."""
    there = {name: out / name for name in (ROSTER, ADJUSTMENTS) if (out / name).is_file()}
    roster = getattr(options, "roster", None) or there.get(ROSTER)
    return Hand(
        read_roster(roster) if roster is not None else None,
        getattr(options, "adjustments", None) or there.get(ADJUSTMENTS),
        getattr(options, "attempts", None) or sheet.attempts,
        sheet.late, tuple(part.id for part in sheet.parts))


def keep_roster(options: argparse.Namespace, out: Path) -> None:
    """Lay a roster that was named among the reports, for whatever is exported from there."""
    roster = getattr(options, "roster", None)
    if roster is not None and roster.resolve() != (out / ROSTER).resolve():
        shutil.copyfile(roster, out / ROSTER)


def canvas_ids(roster: Roster | None) -> frozenset[str]:
    """The class's ids in Canvas, by which a doubtful name in its download is read."""
    students = roster.students if roster is not None else ()
    return frozenset(one.ids["canvas"] for one in students if one.ids.get("canvas"))


def named(found: Sequence[Found], roster: Roster | None) -> list[Found]:
    """The submissions by the names that the roster has for whoever handed them in."""
    if roster is None:
        return list(found)
    renamed = []
    for one in found:
        known = [roster.find(each) or each for each in one.arrival.students] if one.arrival else []
        name = ", ".join(each.name for each in known) or one.name
        renamed.append(replace(one, name=one_line(name, NAME)))
    return renamed


def told_of_class(found: Sequence[Standing]) -> list[str]:
    """What to tell whoever graded: who handed nothing in, and who is not of the class."""
    missing = [one.student.name for one in found if one.row is None]
    strangers = [one.student.name for one in found if one.enrolled is False]
    lines = []
    if missing:
        lines.append(f"{len(missing)} on the roster handed nothing in (no score, not 0): "
                     f"{_names(missing)}")
    if strangers:
        lines.append(f"{len(strangers)} not on the roster: {_names(strangers)}")
    return lines


def _names(names: Sequence[str]) -> str:
    return listing((one_line(name, 60) for name in names), 10)


def refuse_replacing(
    found: Sequence[Found], folders: Sequence[Path], before: Mapping[Path, str],
    roster: Roster | None,
) -> None:
    """Raise OperatorError where one student's hand-in may pass for other people's.

    What lies at a path may say whose it is, and may have been packed by a student. So it takes
    the place of results that came from another path (`before`, by their folders) only where it
    has nine in ten of those who were there, as a class's newer download has.
    """
    typed = {one.source for one in found}
    claimed: dict[_Claim, Found] = {}
    for one, folder in zip(found, folders, strict=True):
        if one.inside and before.get(folder) != one.source:
            claimed |= dict.fromkeys(_claims(folder, one.arrival, roster), one)
    held: dict[str, list[Found | None]] = {}
    every = set(before.values())
    for folder, source in before.items():
        # One that was graded again alone, out of a folder of them, is still of that folder.
        source = next((top for top in map(str, Path(source).parents) if top in every), source)
        if claimed and source not in typed:  # of what is typed at once, each is an attempt
            path = folder / arrival.FILE
            kept = read_as(path, arrival.loads) if path.exists() else None
            held.setdefault(source, []).append(next((
                claimed[key] for key in _claims(folder, kept, roster) if key in claimed), None))
    for source, whose in held.items():
        taken = [one for one in whose
                 if one is not None and not Path(source).is_relative_to(one.source)]
        if taken and (len(whose) == 1 or 10 * len(taken) < 9 * len(whose)):
            names = listing(sorted(f"'{one_line(one.name, 60)}'" for one in taken))
            raise OperatorError(
                f"{taken[0].source} has files of {names}, whose results came from {source}",
                "where one student handed that in, the same command with --as 'their name'; where "
                "it is the class's, with --regrade (make: REGRADE=1)")


def _claims(folder: Path, came: Arrival | None, roster: Roster | None) -> set[_Claim]:
    """Whom a submission is of: its folder, and the ids of those whom a platform says it is of."""
    # What a house's own pattern has found is told apart by the operator, not by a platform.
    students = came.students if came is not None and came.platform != "pattern" else ()
    known = [each for one in students
             for each in (one, roster.find(one) if roster is not None else None) if each]
    return {("folder", folder.name), *(key for one in known for key in identities(one))}


def keep_arrivals(found: Sequence[Found], folders: Sequence[Path]) -> None:
    """Keep how each submission came beside where its result goes."""
    for one, folder in zip(found, folders, strict=True):
        if one.arrival is not None:
            write(folder, {arrival.FILE: arrival.dumps(one.arrival)})
        else:
            (folder / arrival.FILE).unlink(missing_ok=True)


def settle(out: Path, rows: Sequence[IndexRow], by: Hand) -> list[Standing]:
    """Where each student stands, adjustments apart."""
    return standings(rows, read_arrivals(out, rows), by.roster, by.late,
                     "best" if by.attempts == "best" else "last")


def adjust(rows: Sequence[IndexRow], found: Sequence[Standing], by: Hand) -> list[Standing]:
    """The same with the adjustments; OperatorError where a line of theirs is unusable."""
    if by.adjustments is None:
        return list(found)
    parts = by.parts or tuple(dict.fromkeys(part.id for row in rows for part in row.parts))
    return adjusted(found, read_adjustments(
        by.adjustments, [one.student for one in found], parts))


def read_arrivals(out: Path, rows: Sequence[IndexRow]) -> dict[str, Arrival]:
    """How the submissions came, by the folder of each, as far as a platform was in between."""
    paths = {row.folder: out / row.folder / arrival.FILE for row in rows}
    return {folder: read_as(path, arrival.loads) for folder, path in paths.items()
            if path.exists()}


def pages_by_hand(
    out: Path, rows: Sequence[IndexRow], found: Sequence[Standing]
) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """The pages that no longer say what was decided, as they should be, folder by folder."""
    mine: dict[str, list[Standing]] = {}
    for one in found:
        if one.row is not None:
            mine.setdefault(one.row.folder, []).append(one)
    for row in rows:
        pages = {}
        for name in ("report.html", "instructor.html"):
            path = out / row.folder / name
            if path.is_file():
                before = path.read_text(encoding="utf-8")
                after = with_hand(before, mine.get(row.folder, []))
                if before != after:
                    pages[name] = after
        if pages:
            yield out / row.folder, pages
