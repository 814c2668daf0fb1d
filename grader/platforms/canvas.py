"""Canvas: every file of a class in one folder, `doejane_LATE_1234_98765_engine.py`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ..filetree import Place
from .arrival import Arrival, Parcel, Sorted, Student

# Canvas takes every sign that is no letter, digit or underscore out of what stands before the ids.
_IDS: Final = re.compile(
    r"_(?P<user>\d+)_(?:(?P<file>\d+)_(?P<original>.+)|(?P<typed>text|link)\.html)", re.DOTALL)
_ANONYMOUS: Final = re.compile(
    r"(?P<late>LATE_)?anon_(?P<user>[A-Za-z0-9]{5})_"
    r"(?:(?P<file>\d+)_(?P<original>.+)|(?P<typed>text|link)\.html)", re.DOTALL)
_LATE: Final = "_LATE"
_ANON: Final = "anon"
# The same name uploaded again becomes `engine-1.py`.
_AGAIN: Final = re.compile(r"(?P<stem>.+)-(?P<number>\d{1,3})(?P<ending>\.[A-Za-z]+)", re.DOTALL)


@dataclass(frozen=True, order=True)
class _File:
    """One way to read a file's name."""

    who: str
    user: str
    late: bool
    own: str  # the name that it was uploaded under
    again: int
    number: int  # Canvas's own; 0 for what was typed in
    place: Place


def sort(places: Iterable[Place], known: Collection[str] = ()) -> Sorted:
    """The files of a download by who handed them in; `known` are the ids of the class.

    A name that ends in a number, or a file whose name begins with two, may look like somebody
    else's id. Where more than one reading is of the class, or where nobody says who is in the
    class and the readings differ, the file is nobody's.
    """
    found: dict[tuple[bool, str], dict[Place, _File]] = {}
    strays: list[str] = []
    for place in sorted(places):
        readings = list(_readings(place)) if len(place) == 1 else []
        likely = [one for one in readings if one.user in known]
        if not likely:  # an anonymous id is on no roster, and is nobody else's
            likely = readings[:1] if readings and readings[0].who == _ANON else readings
        if len({one.user for one in likely}) != 1:
            strays.append(place[0])
            continue
        # A name may hold the mark of another reading, but none can be without its own.
        one = replace(likely[0], late=any(each.late for each in likely))
        mine = found.setdefault((one.who == _ANON, one.user), {})
        before = mine.get((one.own,), one)
        mine[(one.own,)] = max(before, one, key=lambda each: (each.again, each.number))
    return Sorted(tuple(_parcel(user, files) for (_, user), files in sorted(found.items())),
                  tuple(dict.fromkeys(strays)))


def looks_like_it(name: str) -> bool:
    """Whether Canvas may have named a file so, whosever it is."""
    return next(_readings((name,)), None) is not None


def _readings(place: Place) -> Iterator[_File]:
    """The ways to read a file's name, the likeliest first."""
    name = place[0]
    anonymous = _ANONYMOUS.fullmatch(name)
    if anonymous:  # or somebody who is called so
        yield _file(_ANON, anonymous, bool(anonymous["late"]), place)
    for at in (found.start() for found in re.finditer("_", name)):
        match = _IDS.fullmatch(name, at)
        if match:
            who = name[:at]
            yield _file(who.removesuffix(_LATE), match, who.endswith(_LATE), place)


def _file(who: str, match: re.Match[str], late: bool, place: Place) -> _File:
    original = match["original"] or f"{match['typed']}.html"
    again = _AGAIN.fullmatch(original)
    own = again["stem"] + again["ending"] if again else original
    return _File(who, match["user"], late, own, int(again["number"]) if again else 0,
                 int(match["file"] or 0), place)


def _parcel(user: str, files: dict[Place, _File]) -> Parcel:
    who = min(one.who for one in files.values())  # Canvas has one name for each
    anonymous = who == _ANON
    shown = f"anonymous {user}" if anonymous else who or user
    student = Student(shown, {"anonymous": user} if anonymous else {"canvas": user})
    # What was typed in has no number to be given back by.
    uploaded = sorted(one.place[0] for one in files.values() if one.number)
    arrival = Arrival((student,), "canvas", uploaded[0] if uploaded else "",
                      late=any(one.late for one in files.values()), anonymous=anonymous)
    return Parcel(f"{shown}_{user}", arrival, {own: one.place for own, one in files.items()})
