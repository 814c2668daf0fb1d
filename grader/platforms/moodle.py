"""Moodle: a folder for each participant, `Jane Doe_1234_assignsubmission_file_`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..filetree import Place
from .arrival import Arrival, Parcel, Sorted, Student

# An underscore in a name became a blank, so the first number between two of them is the id. Older
# versions, and sites that ask for it, put this before the files' names instead of making folders.
_NAME: Final = re.compile(
    r"(?P<name>[^_]*)_(?P<id>\d+)_assignsubmission_(?P<kind>file|onlinetext)(?:_(?P<rest>.*))?",
    re.DOTALL)
# `Participant_1234_…` in the site's language is how blind marking looks; only this one is known.
_BLIND: Final = re.compile(r"(?:.*-)?Participant")


def sort(places: Iterable[Place]) -> Sorted:
    """The files of a download by who handed them in."""
    found: dict[tuple[str, str], dict[Place, Place]] = {}
    strays: list[str] = []
    for place in sorted(places):
        match = _NAME.fullmatch(place[0])
        if match is None:
            strays.append(place[0])
            continue
        mine = found.setdefault((match["name"], match["id"]), {})
        inner = tuple(filter(None, [match["rest"] or "", *place[1:]]))
        if inner and match["kind"] == "file":
            mine.setdefault(inner, place)
        elif inner:
            mine.setdefault(("onlinetext.html",), place)
    return Sorted(tuple(_parcel(*who, files) for who, files in sorted(found.items())),
                  tuple(dict.fromkeys(strays)))


def _parcel(name: str, id: str, files: dict[Place, Place]) -> Parcel:
    blind = _BLIND.fullmatch(name) is not None
    student = Student(f"{name} {id}" if blind else name or id, {"moodle": id})
    arrival = Arrival((student,), "moodle", f"{name}_{id}_assignsubmission_file", anonymous=blind)
    return Parcel(f"{name}_{id}", arrival, files)
