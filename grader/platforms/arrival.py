"""Who handed something in, and how it came: what a platform's names say, and nothing of grading."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from ..filetree import Place

FILE: Final = "arrival.json"  # in a submission's folder, beside result.json


@dataclass(frozen=True)
class Student:
    """A person, by the name and the numbers that a platform or a roster has for them."""

    name: str
    ids: Mapping[str, str] = field(default_factory=dict)  # "canvas", "moodle", "email" … -> its id


@dataclass(frozen=True)
class Arrival:
    """How one submission came."""

    students: tuple[Student, ...]  # several where a group handed it in
    platform: str = ""  # "" for a folder that no platform packed
    origin: str = ""  # what the platform calls it, to give something back under that name
    late: bool = False  # as the platform has marked it
    time: str = ""  # when it was handed in, in ISO 8601; "" where nobody says
    attempt: int = 1
    anonymous: bool = False


@dataclass(frozen=True)
class Parcel:
    """One submission in a download: its files, by the names that they had."""

    key: str  # who, and which attempt: what its folder is named after
    arrival: Arrival
    files: Mapping[Place, Place]  # as it was handed in -> where that lies in the download


@dataclass(frozen=True)
class Sorted:
    """A download, sorted by who handed it in, and what nobody can be found for."""

    parcels: tuple[Parcel, ...]
    strays: tuple[str, ...] = ()


def dumps(arrival: Arrival) -> str:
    """An arrival as text, to be kept beside its result."""
    return json.dumps(asdict(arrival), indent=2, sort_keys=True) + "\n"


def loads(text: str) -> Arrival:
    """An arrival from that text; raises ValueError, KeyError or TypeError where it is none."""
    data: dict[str, Any] = json.loads(text)
    students = tuple(
        Student(str(one["name"]), {str(kind): str(id) for kind, id in one["ids"].items()})
        for one in data.pop("students"))
    return Arrival(students, **data)
