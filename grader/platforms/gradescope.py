"""Gradescope: a folder for each submission, and `submission_metadata.yml` that says whose it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ..errors import OperatorError
from ..filetree import Place
from .arrival import Arrival, Parcel, Sorted, Student

METADATA: Final = "submission_metadata.yml"
METADATA_BYTES: Final = 10_000_000

_NODES: Final = 500_000  # texts, lists and tables in it; each takes about a kilobyte to read
_SUBMISSIONS: Final = 20_000
_CHARACTERS: Final = 2_000  # of a name or an id


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

    class Loader(yaml.BaseLoader):
        """The same, up to a size. An alias, which Ruby writes for what it has written, is one."""

        nodes = 0

        def compose_node(self, parent: Any, index: Any) -> Any:
            self.nodes += 1
            if self.nodes > _NODES:
                raise yaml.YAMLError("too much of it")
            return super().compose_node(parent, index)

    try:
        # This loader makes text, lists and tables and nothing else, whatever a tag asks for; and
        # a number such as 0042 keeps its zeros.
        loaded = yaml.load(data, Loader=Loader)
    except (yaml.YAMLError, UnicodeError, RecursionError, ValueError) as error:
        raise ValueError(f"{METADATA} is damaged, or larger than any class's") from error
    if not isinstance(loaded, dict):
        raise ValueError(f"{METADATA} is not what Gradescope writes")
    if len(loaded) > _SUBMISSIONS:
        raise ValueError(f"{METADATA} has more than {_SUBMISSIONS:,} submissions")
    return {str(name): entry for name, entry in loaded.items() if isinstance(entry, dict)}


def _parcel(name: str, entry: Mapping[str, Any], files: dict[Place, Place]) -> Parcel:
    submitters = entry.get(":submitters")
    people = [_student(one) for one in submitters if isinstance(one, dict)] if isinstance(
        submitters, list) else []
    number = name.removeprefix("submission_")
    students = tuple(people) or (Student(name, {"gradescope": number}),)
    arrival = Arrival(students, "gradescope", name, time=_text(entry, ":created_at"))
    return Parcel(f"{' '.join(one.name for one in students)}_{number}", arrival, files)


def _student(entry: Mapping[str, Any]) -> Student:
    said = {kind: _text(entry, f":{kind}") for kind in ("name", "sid", "email")}
    ids = {kind: said[kind] for kind in ("sid", "email") if said[kind]}
    return Student(said["name"] or said["email"] or said["sid"] or "?", ids)


def _text(entry: Mapping[str, Any], key: str) -> str:
    """What stands there, as far as it is text of a length that a name may have."""
    found = entry.get(key)
    return found if isinstance(found, str) and len(found) <= _CHARACTERS else ""
