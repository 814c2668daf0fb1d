"""Intake: what was handed in (a folder, a notebook or a zip of either) becomes a `Submission`.

This is the trusted side, so nothing here looks into a source: bytes come in and the same bytes
go out. With what care files are read stands in `filetree` (folders), `zips` and `notebook_file`;
`choose` decides which of the files were meant.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from pathlib import Path

from .choose import Taken, choose, is_module
from .filetree import LeftOut, Refused, Tree, ending, is_junk, one_line, read_file, walk
from .records import Submission
from .zips import ZIP_BYTES, unzip

NOTES = 20

_NAME = 255  # characters of a submission's name


def read(path: Path, modules: Collection[str], name: str | None = None) -> Submission:
    """What was handed in at `path`: a folder of `modules`, a notebook, or a zip of either.

    `name` is whose it is; where it is not given, the folder's or file's name. What cannot be
    graded is a Submission too, of kind "refused", with the reason. Raises FileNotFoundError
    where nothing is at `path`, and nothing else.
    """
    taken = Taken("refused")
    notes: tuple[str, ...] = ()
    reason = ""
    try:
        tree = _open(path)
        notes = tree.notes
        taken = choose(tree, modules)
    except Refused as refusal:
        reason = str(refusal)
    return Submission(
        name=name_of(path) if name is None else one_line(name, _NAME),
        digest=_digest(taken, reason),
        kind=taken.kind,
        files=taken.files,
        cells=taken.cells,
        notes=_tidy((*notes, *taken.notes)),
        refused=reason,
    )


def find(paths: Sequence[Path], modules: Collection[str]) -> list[tuple[str, Path]]:
    """The submissions at the paths that an operator typed, by name, each path once.

    A file is one, and so is a folder that holds modules or just one notebook, at its top or in
    the only folder in it. Any other folder is a folder of submissions: folders, notebooks and
    zips. Raises FileNotFoundError where nothing is at a path.
    """
    found = {os.path.abspath(one): one for path in paths for one in _submissions(path, modules)}
    return sorted((name_of(one), one) for one in found.values())


def name_of(path: Path) -> str:
    """A folder's name, or a file's without its ending, fit to be shown."""
    whole = Path(os.path.abspath(path))  # '.' has no name
    name = (whole.name if os.path.isdir(whole) else whole.stem) or "submission"
    return one_line(name, _NAME)


def _open(path: Path) -> Tree:
    """The files at `path`, of whatever kind it is; Refused where it is of none."""
    status = _status(path)
    if stat.S_ISDIR(status.st_mode):
        return walk(path, status)
    if stat.S_ISLNK(status.st_mode):
        raise Refused("It is a link, and no link is followed: name what it leads to.")
    if not stat.S_ISREG(status.st_mode):
        raise Refused("It is no regular file: a folder, a notebook or a zip is expected.")
    if ending(path.name) == "ipynb":
        return Tree({(path.name,): partial(read_file, path, status)})
    if ending(path.name) != "zip":
        raise Refused("It is neither a folder, nor a notebook (.ipynb), nor a zip.")
    try:
        data = read_file(path, status, ZIP_BYTES)
    except LeftOut as reason:
        raise Refused(f"The zip could not be taken: {reason}.") from None
    return unzip(data)


def _status(path: Path) -> os.stat_result:
    """What `lstat` sees at `path`; Refused where it is not allowed to."""
    try:
        return path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"nothing is at {path}") from None
    except OSError:
        raise Refused("It could not be looked at.") from None


def _submissions(path: Path, modules: Collection[str]) -> list[Path]:
    """What is handed in at one path: itself, or what is in it."""
    try:
        status = _status(path)
    except Refused:
        return [path]  # so that its reading says why
    entries = _visible(path) if stat.S_ISDIR(status.st_mode) else []
    if any(is_module(entry.name, modules) for entry in entries):
        return [path]
    folders = [entry for entry in entries if os.path.isdir(entry)]
    files = [entry for entry in entries if _is_packed(entry) and not os.path.isdir(entry)]
    # Two that could each be handed in are two people's: a notebook beside a folder of modules.
    whole = files + [folder for folder in folders if _holds_one(folder, modules)]
    if len(whole) == 1 and (whole == folders or ending(whole[0].name) == "ipynb"):
        return [path]
    return folders + files or [path]


def _holds_one(folder: Path, modules: Collection[str]) -> bool:
    """Whether a folder holds a module or just one notebook, without looking further down."""
    names = [entry.name for entry in _visible(folder)]
    notebooks = [name for name in names if ending(name) == "ipynb"]
    return len(notebooks) == 1 or any(is_module(name, modules) for name in names)


def _visible(folder: Path) -> list[Path]:
    """What is in a folder, without the junk; nothing where it is a link or cannot be opened."""
    try:
        inside = [] if os.path.islink(folder) else list(folder.iterdir())
    except OSError:
        return []
    return [entry for entry in inside if not is_junk(entry.name)]


def _is_packed(path: Path) -> bool:
    return ending(path.name) in {"ipynb", "zip"}


def _digest(taken: Taken, reason: str) -> str:
    """SHA-256 of what was kept (or of why nothing was), wherever and however it was packed."""
    pieces = [taken.kind.encode(), reason.encode()]
    for name, source in sorted(taken.files.items()):
        pieces += [name.encode(), source]
    pieces += [cell.encode() for cell in taken.cells]
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(len(piece).to_bytes(8, "big") + piece)  # so that no two lists read alike
    return digest.hexdigest()


def _tidy(notes: Iterable[str]) -> tuple[str, ...]:
    """The notes once each, in an order that no file system decides, and not too many."""
    every = sorted(set(notes))
    if len(every) > NOTES:
        every[NOTES:] = [f"… and {len(every) - NOTES} more."]
    return tuple(every)
