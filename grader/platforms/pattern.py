"""A house's own names: a regular expression whose groups say who, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from ..errors import OperatorError
from ..filetree import Place
from .arrival import Arrival, Parcel, Sorted, Student

# The names that nbgrader's collector has for them, so that a pattern made for it works here.
GROUPS: Final = ("student_id", "file_id", "timestamp", "first_name", "last_name", "email")


def compiled(text: str) -> re.Pattern[str]:
    """The pattern; OperatorError where it is none, or says nothing of a student."""
    try:
        pattern = re.compile(text, re.DOTALL)
    except (re.error, RecursionError, OverflowError) as error:
        raise OperatorError(f"--pattern is no regular expression ({error})", _EXAMPLE) from None
    if unknown := sorted(pattern.groupindex.keys() - set(GROUPS)):
        raise OperatorError(f"--pattern has a group {unknown[0]!r} that nothing is known of",
                            f"name its groups from these: {', '.join(GROUPS)}")
    if not pattern.groupindex.keys() & {"student_id", "first_name", "last_name", "email"}:
        raise OperatorError("--pattern has no group that says whose it is", _EXAMPLE)
    return pattern


_EXAMPLE: Final = r"--pattern '(?P<student_id>\w+)_(?P<timestamp>[\d-]+)_(?P<file_id>.+)', say"


def sort(places: Iterable[Place], pattern: re.Pattern[str]) -> Sorted:
    """The files of a folder by who handed them in, as the names at its top say."""
    found: dict[tuple[tuple[str, str], ...], dict[Place, Place]] = {}
    when: dict[tuple[tuple[str, str], ...], str] = {}
    strays: list[str] = []
    for place in sorted(places):
        match = pattern.fullmatch(place[0])
        if match is None:
            strays.append(place[0])
            continue
        said = {name: text for name, text in match.groupdict().items() if text}
        own = said.pop("file_id", "")
        if not said.keys() - {"timestamp"}:
            strays.append(place[0])
            continue
        who = tuple(sorted(said.items()))
        when[who] = said.get("timestamp", "")
        inner = place[1:] or (_with_ending(own or place[0], place[0]),)
        found.setdefault(who, {}).setdefault(inner, place)
    parcels = [_parcel(dict(who), files) for who, files in sorted(found.items())]
    return Sorted(tuple(parcels), tuple(dict.fromkeys(strays)))


def _with_ending(own: str, name: str) -> str:
    """A file's own name; a `file_id` that is just a number has the ending of the whole."""
    ending = name.rpartition(".")[2]
    return own if "." in own or ending == name else f"{own}.{ending}"


def _parcel(said: dict[str, str], files: dict[Place, Place]) -> Parcel:
    full = " ".join(filter(None, [said.get("first_name"), said.get("last_name")]))
    ids = {kind: said[group] for kind, group in (("student_id", "student_id"), ("email", "email"))
           if group in said}
    name = full or next(iter(ids.values()))
    arrival = Arrival((Student(name, ids),), "pattern", next(iter(files.values()))[0],
                      time=said.get("timestamp", ""))
    parts = [name, said.get("student_id", ""), said.get("email", ""), said.get("timestamp", "")]
    return Parcel("_".join(dict.fromkeys(filter(None, parts))), arrival, files)
