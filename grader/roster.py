"""Who is in the class: a CSV of names and ids, as a platform exports it or as written by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final
from unicodedata import normalize

from .errors import OperatorError
from .platforms.arrival import Student
from .tables import Table, one_word, read_table

# Headers as Canvas, Moodle and Gradescope write them, and what people write by hand.
_KINDS: Final[Mapping[str, Sequence[str]]] = {
    "canvas": ("id", "canvas id", "canvas"),
    "sis": ("sis user id", "sis id", "sis"),
    "login": ("sis login id", "login id", "login", "username"),
    "moodle": ("identifier", "moodle id", "moodle"),
    "sid": ("sid", "student id", "student_id", "id number", "matrikelnummer"),
    "email": ("email", "email address", "e-mail", "e-mail address", "e-mail-adresse"),
    "section": ("section", "sections", "group"),
}
_NAMES: Final = ("name", "student", "full name", "vollständiger name")
_FIRST: Final = ("first name", "firstname", "first_name", "vorname")
_LAST: Final = ("last name", "lastname", "last_name", "surname", "nachname")
_PARTICIPANT: Final = re.compile(r"\D*(\d+)")
_MARKED: Final = re.compile(r"(?P<word>\D{4,})\d+")  # 'Participant 1234', and no 's1234'

_WORDS: Final = 30  # of a name

NOT_AN_ID: Final = frozenset({"section", "anonymous"})


@dataclass(frozen=True)
class Roster:
    """The class."""

    students: tuple[Student, ...]

    def find(self, wanted: Student) -> Student | None:
        """Who this is: by an id of the same kind, else by a name or id that only one has."""
        by_id, by_key = self._index
        for key in identities(wanted):
            if key in by_id:
                return self.students[by_id[key]]
        at = {at for key in _keys(wanted) for at in by_key.get(key, ())
              if not _differ(self.students[at], wanted)}
        return self.students[at.pop()] if len(at) == 1 else None

    @cached_property
    def _index(self) -> tuple[dict[tuple[str, str], int], dict[str, set[int]]]:
        """Where in the class an id is, and where whatever else somebody may be called by."""
        by_id: dict[tuple[str, str], int] = {}
        by_key: dict[str, set[int]] = {}
        for at, student in enumerate(self.students):
            for identity in identities(student):
                by_id.setdefault(identity, at)
            for key in _keys(student):
                by_key.setdefault(key, set()).add(at)
        return by_id, by_key


def identities(student: Student) -> list[tuple[str, str]]:
    """Their ids as keys: who has one in common is the same person."""
    return [(kind, _plain(id)) for kind, id in sorted(student.ids.items())
            if kind not in NOT_AN_ID and id]


def called(text: str, students: Iterable[Student]) -> list[Student]:
    """Those whom a text names: by an id, or else by name."""
    every = list(students)
    return [one for one in every if _plain(text) in _values(one)] or [
        one for one in every if variants(text) & variants(one.name)]


def variants(name: str) -> frozenset[str]:
    """The ways in which platforms write a name, without signs and in small letters."""
    words = re.findall(r"\w+", _plain(name.replace("_", " ")))
    # No platform turns so long a name, and each turn is as long as the name.
    turns = range(len(words) if len(words) <= _WORDS else 1)
    turned = [words[at:] + words[:at] for at in turns]
    return frozenset(filter(None, ("".join(one) for one in turned)))


def read_roster(path: Path) -> Roster:
    """The class in a CSV; OperatorError where a line of it is unusable."""
    table = read_table(path, "--roster")
    columns = _columns(table)
    if not columns:
        raise OperatorError(
            f"{path} has no column with names or ids",
            "write in its first line which is which: name, canvas id, moodle id, sid, email, login")
    students: list[Student] = []
    seen: dict[tuple[str, str], int] = {}
    for row, line in zip(table.rows, table.lines, strict=True):
        student = _student(row, columns)
        if student is None or ("Points Possible" in student.name and not student.ids):
            continue  # the second line of Canvas's
        for kind, id in student.ids.items():
            if kind in NOT_AN_ID:
                continue
            first = seen.setdefault((kind, _plain(id)), line)
            if first != line:
                raise OperatorError(f"{path}, line {line}: {kind} {id!r} stands on line {first} "
                                    "too", "give each student an id of their own")
        students.append(student)
    return Roster(tuple(students))


def _columns(table: Table) -> dict[str, int]:
    found: dict[str, int] = {}
    for kind, names in (*_KINDS.items(), ("name", _NAMES), ("first", _FIRST), ("last", _LAST)):
        at = next((at for name in names if (at := table.column(name)) is not None), None)
        if at is not None:
            found[kind] = at
    _sort_out(table, found)
    usable = found.keys() - NOT_AN_ID
    return found if usable else {}


def _sort_out(table: Table, found: dict[str, int]) -> None:
    """Which column of ids is Moodle's, whatever its language; and that Canvas's are numbers."""
    claimed = {at for kind, at in found.items() if kind != "canvas"}
    for at in range(len(table.header)):
        if "moodle" not in found and at not in claimed and one_word(table, at, _MARKED):
            found["moodle"] = at
    if "canvas" in found:
        at = found["canvas"]
        if any(not row[at].strip().isdecimal() for row in table.rows if row[at].strip()):
            del found["canvas"]
            if at != found.get("moodle"):
                found.setdefault("sid", at)


def _student(row: Sequence[str], columns: Mapping[str, int]) -> Student | None:
    cells = {kind: row[at].strip() for kind, at in columns.items() if row[at].strip()}
    full = " ".join(filter(None, [cells.pop("first", ""), cells.pop("last", "")]))
    name = cells.pop("name", "") or full
    if "moodle" in cells and (number := _PARTICIPANT.fullmatch(cells["moodle"])):
        cells["moodle"] = number[1]
    if not name and not cells:
        return None
    return Student(name or next(iter(cells.values())), cells)


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold().strip()


def _values(student: Student) -> set[str]:
    return {_plain(id) for kind, id in student.ids.items() if kind not in NOT_AN_ID and id}


def _keys(student: Student) -> frozenset[str]:
    """What a folder or a file may be called for them: their name, or any id."""
    return variants(student.name) | frozenset(_values(student) | {_plain(student.name)})


def _differ(one: Student, other: Student) -> bool:
    """Whether both have an id of the same kind, and another one."""
    return any(kind in other.ids and _plain(other.ids[kind]) != _plain(id)
               for kind, id in one.ids.items() if kind not in NOT_AN_ID)
