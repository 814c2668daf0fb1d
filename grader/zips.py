"""A zip that was handed in, as the files in it: nothing is written anywhere to unpack it.

The members are listed from the archive's own directory and only what is kept is inflated, in
chunks that are counted, since every number in a zip may lie. A zip that no packing tool makes
of an ordinary folder (it climbs, links, repeats a name, overlaps) is refused as a whole, but
for a class's download, where one student's names are no reason to refuse the others.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from .filetree import (
    DEPTH,
    ENTRIES,
    LeftOut,
    Place,
    Reader,
    Refused,
    Tree,
    at_most,
    ending,
    is_junk,
    left_aside,
    shown,
    too_many,
)

ZIP_BYTES = 50_000_000  # on disk
MEMBERS = 20_000  # with the junk, which a zip has a name for and a walk does not enter

_DAMAGED = "The zip is damaged: it could not be read to its end."
_DIRECTORY_ENTRY = b"PK\x01\x02"
_LOCAL_HEADER = 30  # bytes at least, before a member's data
_ENCRYPTED = 0x1
_UTF8 = 0x800
_DOS_FOLDER = 0x10
_DRIVE = re.compile("[A-Za-z]:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def unzip(
    data: bytes, most: int = ENTRIES, junk: Callable[[str], bool] = is_junk, apart: bool = False
) -> Tree:
    """The files of a zip, without the junk; `most` is how many there may be.

    Raises Refused where the zip is damaged, hostile or larger than anyone needs. What its
    readers raise besides LeftOut is Refused too. `apart` is for what many people's files are
    in: there a member that climbs, links or repeats is noted, and the others are taken.
    """
    # Each entry that zipfile goes through has this mark, so their number is known beforehand.
    if data.count(_DIRECTORY_ENTRY) > max(MEMBERS, most):
        raise too_many(most)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception:  # many kinds come out of zipfile for hostile bytes, and no list has them all
        if data.startswith(b"PK"):
            raise Refused(_DAMAGED) from None
        raise Refused("The file is no zip, whatever its name says.") from None
    members = archive.infolist()
    _refuse_overlaps(members, len(data))
    files: dict[Place, Reader] = {}
    folders: set[Place] = set()
    notes: list[str] = []

    def refuse(why: Refused) -> None:
        if not apart:
            raise why
        notes.append(f"{why} It was left aside.")

    for member in members:
        try:
            place = _place(member)
            if not place or any(map(junk, place)):
                continue
            is_folder = _is_folder(member)
        except LeftOut as reason:
            notes.append(left_aside(shown((member.orig_filename,)), reason))
            continue
        except Refused as refusal:
            refuse(refusal)
            continue
        if member.flag_bits & _ENCRYPTED:
            raise Refused("The zip is protected by a password: pack it without one.")
        if is_folder:
            folders.add(place[: DEPTH + 1])
            continue
        if len(place) > DEPTH + 1:
            if ending(place[-1]) in {"py", "ipynb"}:
                notes.append(left_aside(shown(place), f"it lies below {DEPTH} folders"))
            continue
        if place in files:
            refuse(Refused(f"The zip holds {shown(place)} twice."))
            continue
        files[place] = partial(_inflate, archive, member)
        folders.update(place[:depth] for depth in range(1, len(place)))
        if len(files) + len(folders) > most:
            raise too_many(most)
    for both in sorted(folders & files.keys()):
        refuse(Refused(f"The zip holds {shown(both)} both as a file and as a folder."))
        del files[both]
    return Tree(files, tuple(notes))


def places(data: bytes) -> list[Place]:
    """The names in a zip, whatever they are, of one that is refused; none where none are read."""
    if data.count(_DIRECTORY_ENTRY) > MEMBERS:
        return []
    try:
        members = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except Exception:  # as above
        return []
    return [parts for one in members if (parts := _parts(one.orig_filename))]


def _parts(name: str) -> Place:
    # Some tools of Windows write backslashes.
    return tuple(part for part in name.replace("\\", "/").split("/") if part not in {"", "."})


def _place(member: zipfile.ZipInfo) -> Place:
    """Where a member would be unpacked; Refused where that is outside of the folder.

    LeftOut where its name is none for a file: zipfile keeps what follows a NUL.
    """
    name = member.orig_filename
    if not member.flag_bits & _UTF8:
        # macOS writes UTF-8 without saying so, and zipfile has read it as code page 437.
        with suppress(UnicodeError):
            name = name.encode("cp437").decode()
    parts = _parts(name)
    if name.startswith(("/", "\\")) or _DRIVE.match(name) or ".." in parts:
        raise Refused(f"The zip holds {shown((name,))}, which leads out of the folder.")
    if _CONTROL.search(name):
        raise LeftOut("its name has control characters")
    return parts


def _is_folder(member: zipfile.ZipInfo) -> bool:
    """Whether a member is a folder; Refused where it is neither that nor a regular file."""
    mode = stat.S_IFMT(member.external_attr >> 16)  # 0 where no Unix packed it
    if mode not in {0, stat.S_IFREG, stat.S_IFDIR}:
        raise Refused(f"The zip holds {shown((member.orig_filename,))}, a link or no regular file.")
    named = member.orig_filename.endswith(("/", "\\"))
    return named or mode == stat.S_IFDIR or bool(member.external_attr & _DOS_FOLDER)


def _refuse_overlaps(members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuse members that share their bytes: one kernel, inflated a thousand times."""
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            raise Refused("The zip is damaged: the files in it overlap.")
        end = member.header_offset + _LOCAL_HEADER + member.compress_size
    if end > size:
        raise Refused(_DAMAGED)


def _inflate(archive: zipfile.ZipFile, member: zipfile.ZipInfo, limit: int) -> bytes:
    """A member's bytes; LeftOut where they are more than `limit`, Refused where damaged."""
    # The others inflate a chunk to whatever it holds, with no way to say how much is enough.
    if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refused("The zip is packed by a method that is not read here: pack it as plain zip.")
    try:
        with archive.open(member) as file:
            return at_most(limit, file.read)
    except LeftOut:
        raise
    except Exception:  # as above: a bad checksum, a cut stream, a header that lies
        raise Refused(_DAMAGED) from None
