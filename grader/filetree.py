"""The files of what was handed in, listed with care and read one at a time.

Whoever made these files may mean harm, and this runs on the trusted side: nothing is followed,
nothing but a regular file is opened, and all that is counted is counted as it comes, whatever
the file system or a header says. Bytes come in and bytes go out; nobody parses a source here.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeAlias

from .text import scrub

ENTRIES = 5_000  # looked at in one submission, whatever they are
DEPTH = 6  # folders below the top
SOURCE_BYTES = 1_000_000  # of one module, or of one cell
SOURCES_BYTES = 8_000_000  # of all that is kept of a submission

_CHUNK = 65_536
_SHOWN = 80  # characters of a name in a sentence

Place: TypeAlias = tuple[str, ...]  # the folders below the top, then the file's own name
Reader: TypeAlias = Callable[[int], bytes]  # a file's bytes, or LeftOut where they are more


class Refused(Exception):
    """Nothing of the submission can be graded; the text is the sentence that says why."""


class LeftOut(Exception):
    """One file cannot be taken; the text says why, after a colon: 'it is a link'."""


@dataclass(frozen=True)
class Tree:
    """The regular files that were found, each with what reads it, and what was set aside."""

    files: Mapping[Place, Reader]
    notes: tuple[str, ...] = ()


def is_junk(name: str) -> bool:
    """Whether tools left this file or folder there: hidden ones, caches, environments."""
    return name.startswith(".") or name in {"__MACOSX", "__pycache__", "venv"}


def ending(name: str) -> str:
    """The ending of a file's name in small letters, without its dot; '' where it has none."""
    return os.path.splitext(name)[1].lower().removeprefix(".")


def one_line(name: str, limit: int) -> str:
    """A name fit to be shown, on one line."""
    return scrub(name.replace("\n", "?").replace("\t", "?"), limit)


def shown(place: Place) -> str:
    """A file's or folder's path, quoted, for a sentence."""
    return f"'{one_line('/'.join(place), _SHOWN)}'"


def listing(words: Iterable[str], limit: int = 5) -> str:
    """'a', 'a and b', 'a, b and c', and from `limit` on 'a, b, c and 7 more'."""
    every = list(words)
    if len(every) > limit:
        every[limit - 1 :] = [f"{len(every) - limit + 1} more"]
    return " and ".join(filter(None, [", ".join(every[:-1]), *every[-1:]]))


def left_aside(what: str, reason: object) -> str:
    """The note about a file that is not graded."""
    return f"{what} was left aside: {reason}."


def size(limit: int) -> str:
    """A cap, in words."""
    return f"{limit // 1_000_000} MB"


def read_file(path: Path, expected: os.stat_result, limit: int) -> bytes:
    """The bytes of the regular file that `lstat` saw as `expected`; LeftOut where it cannot be.

    Not following a link and not waiting for a pipe's other end, it can neither leave the
    submission nor hang.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode) or not os.path.samestat(found, expected):
                raise LeftOut("it changed while it was being read")
            return at_most(limit, partial(os.read, descriptor))
        finally:
            os.close(descriptor)
    except OSError:
        raise LeftOut("it could not be read") from None


def at_most(limit: int, read: Callable[[int], bytes]) -> bytes:
    """All that `read` gives, chunk by chunk; LeftOut as soon as it is more than `limit`."""
    data = bytearray()
    while chunk := read(_CHUNK):
        data += chunk
        if len(data) > limit:
            raise LeftOut(f"it is larger than {size(limit)}")
    return bytes(data)


def walk(
    top: Path, status: os.stat_result, most: int = ENTRIES, junk: Callable[[str], bool] = is_junk
) -> Tree:
    """The regular files of the folder `top`, which `lstat` saw as `status`, without the junk.

    `most` is how many entries there may be. Raises Refused where the folder cannot be opened or
    holds too much.
    """
    files: dict[Place, Reader] = {}
    notes: list[str] = []
    room = most
    waiting: list[tuple[Place, os.stat_result]] = [((), status)]
    while waiting:
        folder, expected = waiting.pop()
        try:
            entries = _entries(top.joinpath(*folder), expected, room, most)
        except OSError:
            if not folder:
                raise Refused("The folder could not be opened.") from None
            notes.append(left_aside(shown(folder), "it could not be opened"))
            continue
        room -= len(entries)
        for name, found in entries.items():
            place = (*folder, name)
            if junk(name):
                continue
            if stat.S_ISREG(found.st_mode):
                files[place] = partial(read_file, top.joinpath(*place), found)
            elif not stat.S_ISDIR(found.st_mode):
                kind = "a link" if stat.S_ISLNK(found.st_mode) else "no regular file"
                notes.append(left_aside(shown(place), f"it is {kind}"))
            elif len(place) > DEPTH:
                notes.append(left_aside(shown(place), f"it lies below {DEPTH} folders"))
            else:
                waiting.append((place, found))
    return Tree(files, tuple(notes))


def too_many(most: int = ENTRIES) -> Refused:
    """The refusal of what has more in it than anyone writes by hand."""
    return Refused(f"It holds more than {most:,} files and folders (an environment, perhaps?).")


def _entries(
    folder: Path, expected: os.stat_result, room: int, most: int
) -> dict[str, os.stat_result]:
    """What a folder holds, by name, with the status of each; Refused where it is over `room`."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        # A folder that became a link after `lstat` would lead out of the submission.
        if not os.path.samestat(os.fstat(descriptor), expected):
            raise OSError("the folder changed")
        with os.scandir(descriptor) as scan:
            names = [entry.name for entry in itertools.islice(scan, room + 1)]
        if len(names) > room:
            raise too_many(most)
        return {
            name: os.stat(name, dir_fd=descriptor, follow_symlinks=False) for name in sorted(names)
        }
    finally:
        os.close(descriptor)
