"""Where reports are: a safe folder for each submission, and whole files in it."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from ..errors import OperatorError

T = TypeVar("T")

LONGEST: Final = 80
HASH_DIGITS: Final = (0, 8, 16, 64)  # tried in this order, until no two names meet

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_EDGES = re.compile(r"^[.-]+|\.+$")  # hidden, an option, dropped by Windows
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_OURS: Final = ("index.html", "scores.csv")


def folder_names(names: Sequence[str]) -> list[str]:
    """A folder name for each submission name: safe, unlike all others, and steady.

    A name that is safe as it is stays; one that had to change, or that meets another (in
    whatever case), ends in digits of its own hash, so that it does not hang on the order or
    the company it comes in. The same name again gets -2, -3.
    """
    many = Counter(names)
    level = {name: 0 for name in many}
    while True:
        folders = {name: _folders(name, level[name], many[name]) for name in many}
        keys = Counter(folder.casefold() for group in folders.values() for folder in group)
        meeting = [
            name
            for name, group in folders.items()
            if level[name] + 1 < len(HASH_DIGITS)
            and any(keys[folder.casefold()] > 1 for folder in group)
        ]
        if not meeting:
            break
        for name in meeting:
            level[name] += 1
    left = {name: iter(group) for name, group in folders.items()}
    return [next(left[name]) for name in names]


def _folders(name: str, level: int, many: int) -> list[str]:
    """The folders for a name that `many` submissions share."""
    room = LONGEST - (len(f"-{many}") if many > 1 else 0)
    first = _folder(name, level, room)
    return [first, *(f"{first}-{again}" for again in range(2, many + 1))]


def _folder(name: str, level: int, room: int) -> str:
    safe = _EDGES.sub(lambda edge: "_" * len(edge[0]), _UNSAFE.sub("_", name)) or "_"
    if _DEVICE.fullmatch(safe) or safe.casefold() in _OURS:
        safe = f"_{safe}"
    if safe == name and len(safe) <= room and level == 0:
        return safe
    digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
    ending = f"-{digest[: HASH_DIGITS[max(level, 1)]]}"
    return safe[: room - len(ending)] + ending


def read_as(path: Path, made_of: Callable[[str], T]) -> T:
    """What is made of a file of ours; raises OperatorError where it cannot be made."""
    try:
        return made_of(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise OperatorError(f"{path} is damaged, or of another version",
                            f"remove {path.parent} and grade again") from None


def write(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files into `folder`, each whole or not at all, whatever stops it half-way.

    Text is written as UTF-8.

    Raises OSError, with the file in question, where the system does not let it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    waiting: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            if Path(name).name != name or name in ("", ".."):
                raise ValueError(f"{name!r} is no plain file name")
            draft = folder / f".{secrets.token_hex(8)}.tmp"
            with open(draft, "xb") as file:
                waiting.append((draft, folder / name))
                file.write(content.encode("utf-8") if isinstance(content, str) else content)
        for draft, _ in waiting:  # all are there by now, so the first may take the others along
            _flush(draft)
        for draft, final in waiting:
            os.replace(draft, final)
    except OSError as error:  # a full disk does not say where it is
        if error.errno and not error.filename:
            error.filename = str(waiting[-1][1] if waiting else folder)
        raise
    finally:
        for draft, _ in waiting:
            draft.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """Wait until a file is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
