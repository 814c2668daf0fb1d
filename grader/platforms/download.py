"""A platform's download as submissions: recognised, sorted by person, laid out to be read.

What is in it was made by strangers, and the names too, so the rules of intake hold: nothing is
followed, zips are unpacked in memory and by hand, real bytes are counted. Each submission is laid
out in a folder of its own under a name of ours, and read from there like any other.
"""

from __future__ import annotations

import os
import re
import stat
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from ..choose import is_module
from ..errors import OperatorError
from ..filetree import (
    SOURCE_BYTES,
    LeftOut,
    Place,
    Refused,
    Tree,
    ending,
    is_junk,
    one_line,
    read_file,
    shown,
    size,
    walk,
)
from ..intake import find, name_of
from ..notebook_file import NOTEBOOK_BYTES
from ..zips import ZIP_BYTES, places, unzip
from . import canvas, gradescope, moodle, pattern
from .arrival import Arrival, Parcel, Sorted

MOST: Final = 200_000  # files of a whole class
DOWNLOAD_BYTES: Final = 2_000_000_000
NAME: Final = 255
# Of what is read to be laid out, whatever it was packed to: of one submission as of a zip alone.
PARCEL_BYTES: Final = ZIP_BYTES
LAID_BYTES: Final = DOWNLOAD_BYTES

# What is read, and how much of it; of any other file its name alone is of interest.
_CAPS: Final = {"py": SOURCE_BYTES, "ipynb": NOTEBOOK_BYTES, "zip": ZIP_BYTES}


@dataclass(frozen=True)
class Found:
    """One submission to grade."""

    name: str  # whose it is, for people
    key: str  # what its folder of reports is named after
    path: Path
    arrival: Arrival | None = None  # None where no platform was in between
    source: str = ""  # the path that was typed, in full
    inside: bool = False  # whether what lies there says whose it is, and not that path


@dataclass(frozen=True)
class Collected:
    """All submissions at the paths that were typed, and what to tell of them."""

    found: tuple[Found, ...]
    notices: tuple[str, ...] = ()


@contextmanager
def collected(
    paths: Sequence[Path], modules: Collection[str], house: str | None = None,
    known: Collection[str] = (), rostered: bool = False,
) -> Iterator[Collected]:
    """The submissions at the paths, those of downloads laid out for as long as this lasts.

    `house` is the pattern of a house's own names, `known` has the class's ids in Canvas. Where
    neither the pattern nor a roster (`rostered`) says that a platform's names are meant, one
    student's alone may be that student's own making, and go by the path's name. Raises
    OperatorError where a download cannot be read, FileNotFoundError where nothing is at a path.
    """
    wanted = pattern.compiled(house) if house is not None else None
    with tempfile.TemporaryDirectory(prefix="micrograde-") as place:
        plain: dict[str, Found] = {}
        parcels: list[tuple[Parcel, Tree]] = []
        lone: set[int] = set()
        sources: dict[int, Path] = {}  # by the identity of a tree
        notices: list[str] = []
        for path in paths:
            opened = _open(path, modules, wanted, known)
            source = os.path.abspath(path)
            if opened is None:
                for name, one in find([path], modules):
                    whole = os.path.abspath(one)
                    plain.setdefault(whole, Found(name, name, one, None, source, whole != source))
                continue
            tree, contents = opened
            sources[id(tree)] = path
            if wanted is None and not rostered and len(contents.parcels) == 1:
                lone.add(id(tree))
                notices.append(
                    f"{path}: it holds one student's files, as a platform packs them, and is "
                    "graded under its own name; with --roster (make: ROSTER=csv) under "
                    "the student's")
            parcels += [(parcel, tree) for parcel in contents.parcels]
            notices += [f"{path}: {note}" for note in tree.notes]
            notices += [f"{path}: {shown((stray,))} cannot be told to be anybody's, and was left "
                        f"aside{_how(stray, known)}" for stray in contents.strays]
        found = sorted(plain.values(), key=lambda one: (one.name, one.path))
        room = LAID_BYTES
        for number, (parcel, tree) in enumerate(_numbered(parcels)):
            path, notes, used = _lay_out(Path(place) / f"{number:06}", parcel, tree, modules)
            notices += notes
            room -= used
            if room < 0:
                raise OperatorError(
                    f"what was handed in is larger than {size(LAID_BYTES)} when it is unpacked",
                    "grade it in parts: the same command with a part of the files, then the rest")
            typed = sources[id(tree)]
            source = os.path.abspath(typed)
            if id(tree) in lone:
                name = name_of(typed)
                found.append(Found(name, name, path, None, source))
                continue
            name = ", ".join(one.name for one in parcel.arrival.students)
            found.append(Found(one_line(name, NAME) or "?", parcel.key, path, parcel.arrival,
                               source, wanted is None))
        found.sort(key=lambda one: (one.name, one.key))
        yield Collected(tuple(found), tuple(notices))


# --- which platform ---------------------------------------------------------------------------


def _open(
    path: Path, modules: Collection[str], wanted: re.Pattern[str] | None, known: Collection[str]
) -> tuple[Tree, Sorted] | None:
    """The files of a download and whose they are; None where it is a submission, or plain."""
    status = path.lstat()
    if stat.S_ISDIR(status.st_mode):
        with os.scandir(path) as entries:
            names = [entry.name for entry in entries]
        if _sorter(names, modules, wanted, known) is None and len(_visible(names)) != 1:
            return None  # what is plain need not be walked
    elif not stat.S_ISREG(status.st_mode) or ending(path.name) != "zip":
        return None

    def junk(name: str) -> bool:  # a person's name may begin like a hidden file's
        return is_junk(name) and not _sorts_alone(name, wanted)

    try:
        tree = (walk(path, status, MOST, junk) if stat.S_ISDIR(status.st_mode)
                else _unzip(path, status, junk, lambda tops: _sorter(
                    tops, modules, wanted, known) is not None))
    except (Refused, LeftOut):
        return None  # then reading it as a submission says why
    for inner in (tree, _only_folder(tree)):
        sort = _sorter({place[0] for place in inner.files}, modules, wanted, known)
        if sort is not None:
            try:
                return inner, sort(inner)
            except (ValueError, Refused, LeftOut) as error:
                raise OperatorError(f"{path} cannot be sorted by student: {error}",
                                    "download it again, and leave it packed") from None
    return None


def _unzip(
    path: Path, status: os.stat_result, junk: Callable[[str], bool],
    sorts: Callable[[Iterable[str]], bool],
) -> Tree:
    """The files of a zip; OperatorError where it is refused and `sorts` knows the names in it.

    A class's download that became one refused submission would be a 0 that says nothing.
    """
    try:
        data = read_file(path, status, DOWNLOAD_BYTES)
    except LeftOut as reason:
        if "larger" not in str(reason):
            raise
        raise OperatorError(f"{path} cannot be taken: {reason}",
                            "unpack it, and the same command with the folder") from None
    try:
        return unzip(data, MOST, junk, apart=True)
    except Refused as refusal:
        named = places(data)
        below = [place[1:] for place in named if len(place) > 1]
        if any(sorts({place[0] for place in some}) for some in (named, below)):
            raise OperatorError(
                f"{path} looks like a class's download and cannot be unpacked: {refusal}",
                "download it again, and leave it packed; or, where it is one student's, the same "
                "command with --as 'their name'") from None
        raise


def _sorter(
    names: Iterable[str], modules: Collection[str], wanted: re.Pattern[str] | None,
    known: Collection[str],
) -> Callable[[Tree], Sorted] | None:
    """What sorts a download with these names at its top; None where it is none."""
    names = _visible(names)
    if any(is_module(name, modules) for name in names):
        return None  # somebody's submission, whatever else lies there
    if wanted is not None:
        one = wanted
        return (lambda tree: pattern.sort(tree.files, one)) if any(
            one.fullmatch(name) for name in names) else None
    if gradescope.METADATA in names:
        return lambda tree: gradescope.sort(
            tree.files, tree.files[(gradescope.METADATA,)](gradescope.METADATA_BYTES))
    places = [(name,) for name in names]
    if _mostly(moodle.sort(places), places):
        return lambda tree: moodle.sort(tree.files)
    if 2 * sum(map(canvas.looks_like_it, names)) > len(names):  # whosever each of them is
        return lambda tree: canvas.sort(tree.files, known)
    return None


def _mostly(contents: Sorted, places: Sequence[Place]) -> bool:
    return bool(contents.parcels) and len(contents.strays) < len(places) / 2


def _sorts_alone(name: str, wanted: re.Pattern[str] | None) -> bool:
    if wanted is not None:
        return wanted.fullmatch(name) is not None
    return bool(moodle.sort([(name,)]).parcels)


def _visible(names: Iterable[str]) -> list[str]:
    return [name for name in names if not is_junk(name) or _sorts_alone(name, None)]


def _how(stray: str, known: Collection[str]) -> str:
    """How a file that may be one person's or another's becomes somebody's."""
    if known or not canvas.looks_like_it(stray):
        return ""
    return ": name the class, with --roster and Canvas's gradebook (make: ROSTER=csv)"


def _only_folder(tree: Tree) -> Tree:
    """What is in the only folder there is, which packing or unpacking added."""
    if len({place[0] for place in tree.files}) != 1 or any(len(p) == 1 for p in tree.files):
        return tree
    return Tree({place[1:]: read for place, read in tree.files.items()}, tree.notes)


# --- attempts ---------------------------------------------------------------------------------


def _numbered(parcels: Sequence[tuple[Parcel, Tree]]) -> Iterator[tuple[Parcel, Tree]]:
    """The parcels with their attempts numbered: by time where it is known, else as they came."""
    in_time = sorted(parcels, key=lambda one: one[0].arrival.time)
    ended: Counter[tuple[object, ...]] = Counter()
    for parcel, tree in in_time:
        arrival = parcel.arrival
        who = (arrival.platform, *(
            tuple(sorted(one.ids.items())) or one.name for one in arrival.students))
        ended[who] += 1
        number = ended[who]
        key = parcel.key if number == 1 else f"{parcel.key}_attempt_{number}"
        yield replace(parcel, key=key, arrival=replace(arrival, attempt=number)), tree


# --- laying out -------------------------------------------------------------------------------


def _lay_out(
    folder: Path, parcel: Parcel, tree: Tree, modules: Collection[str]
) -> tuple[Path, list[str], int]:
    """Write one submission's files, as they were handed in.

    What to read, what went wrong, and how many bytes were read for it.
    """
    folder.mkdir()
    notices = []
    used = 0
    laid: list[Place] = []
    for own, place in sorted(parcel.files.items()):
        try:
            if any(part in ("", ".", "..") for part in own):  # what is left of a forged name
                raise LeftOut("it leads out of the folder")
            if used > PARCEL_BYTES:
                raise LeftOut(f"together they are larger than {size(PARCEL_BYTES)}")
            content, length = _content(tree, place)
            used += max(len(content), length)
            _write(folder.joinpath(*own), content, length)
            laid.append(own)
        except (Refused, LeftOut, OSError, ValueError) as error:  # the last for a NUL in a name
            reason = error.strerror if isinstance(error, OSError) else str(error)
            notices.append(f"{one_line(parcel.key, NAME)}: {shown(own)} could not be unpacked: "
                           f"{reason}")
    # What was not laid out is not read: a forged name would lead to what is somebody else's.
    packed = sorted(own for own in laid if ending(own[-1]) == "zip")
    loose = any(ending(own[-1]) == "ipynb" or is_module(own[-1], modules) for own in laid)
    alone = len(parcel.files) == len(laid) == 1 and ending(laid[0][-1]) == "ipynb"
    if packed and not loose:
        if len(packed) > 1:
            notices.append(f"{one_line(parcel.key, NAME)}: of {len(packed)} zips "
                           f"{shown(packed[-1])} is read")
        return folder.joinpath(*packed[-1]), notices, used
    return (folder.joinpath(*laid[0]) if alone else folder), notices, used


def _content(tree: Tree, place: Place) -> tuple[bytes, int]:
    """A file's bytes, and how long it has to be made for intake to say that it is too long."""
    cap = _CAPS.get(ending(place[-1]))
    if cap is None:
        return b"", 0
    try:
        return tree.files[place](cap), 0
    except LeftOut as error:
        if "larger" not in str(error):
            raise
        return b"", cap + 1


def _write(path: Path, content: bytes, length: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "xb") as file:
        file.write(content)
        file.truncate(max(length, len(content)))
