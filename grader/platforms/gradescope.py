"""Gradescope: a folder for each submission, and `submission_metadata.yml` that says whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..errors import OperatorError
from ..filetree import Place
from .arrival import Arrival, Parcel, Sorted, Student

METADATA: Final = "submission_metadata.yml"
METADATA_BYTES: Final = 20_000_000


def sort(places: Iterable[Place], metadata: bytes) -> Sorted:
    """The files of an export by who handed them in; ValueError where the metadata is unusable."""
    known = _metadata(metadata)
    found: dict[str, dict[Place, Place]] = {name: {} for name in known}
    strays: list[str] = []
    for place in sorted(places):
        name = place[0] if place[0] in known else place[0].partition(".")[0]
        if name in found:
            found[name][place[1:] or place] = place
        elif place[0] != METADATA:
            strays.append(place[0])
    parcels = [_parcel(name, known[name], files) for name, files in sorted(found.items())]
    return Sorted(tuple(parcels), tuple(dict.fromkeys(strays)))


def _metadata(data: bytes) -> dict[str, Mapping[str, Any]]:
    """What the file says of each submission, every scalar as the text that stands there."""
    try:
        import yaml
    except ModuleNotFoundError:
        raise OperatorError(f"PyYAML, which reads {METADATA}, is not installed",
                            "make grade S=path, which installs it") from None
    try:
        # This loader makes text, lists and tables and nothing else, whatever a tag asks for; and
        # a number such as 0042 keeps its zeros.
        loaded = yaml.load(data, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeError, RecursionError, ValueError) as error:
        raise ValueError(f"{METADATA} is damaged") from error
    if not isinstance(loaded, dict):
        raise ValueError(f"{METADATA} is not what Gradescope writes")
    return {str(name): entry for name, entry in loaded.items() if isinstance(entry, dict)}


def _parcel(name: str, entry: Mapping[str, Any], files: dict[Place, Place]) -> Parcel:
    submitters = entry.get(":submitters")
    people = [_student(one) for one in submitters if isinstance(one, dict)] if isinstance(
        submitters, list) else []
    number = name.removeprefix("submission_")
    students = tuple(people) or (Student(name, {"gradescope": number}),)
    time = entry.get(":created_at")
    arrival = Arrival(students, "gradescope", name, time=time if isinstance(time, str) else "")
    return Parcel(f"{' '.join(one.name for one in students)}_{number}", arrival, files)


def _student(entry: Mapping[str, Any]) -> Student:
    said = {kind: str(entry.get(f":{kind}") or "") for kind in ("name", "sid", "email")}
    ids = {kind: said[kind] for kind in ("sid", "email") if said[kind]}
    return Student(said["name"] or said["email"] or said["sid"] or "?", ids)
