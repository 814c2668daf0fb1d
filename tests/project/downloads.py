"""Samples of what platforms pack, made by the rules that they name files by."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

Files = Mapping[str, bytes]
MODULE: Files = {"warmup.py": b"def f_prime(x):\n    return 6 * x - 4\n"}


@dataclass(frozen=True)
class Person:
    """One who hands something in, under the id that the platform has for them."""

    name: str
    id: int
    files: Files = field(default_factory=lambda: MODULE)
    late: bool = False


def canvas_files(people: Sequence[Person], *, anonymous: bool = False) -> dict[str, bytes]:
    """A class's files as Canvas names them: small letters, and nothing but letters and digits."""
    found = {}
    number = 90_000
    for one in people:
        name = re.sub(r"_(\d+)_", r"\1", one.name).lower()
        parts = [name if not anonymous else "", "LATE" if one.late else "",
                 f"anon_{_letters(one.id)}" if anonymous else str(one.id)]
        prefix = re.sub(r"\W", "", "_".join(filter(None, parts)))
        prefix = prefix if name or anonymous else f"_{prefix}"
        for own, content in one.files.items():
            number += 1
            if own in ("text.html", "link.html"):
                found[f"{prefix}_{own}"] = content
            else:
                safe = re.sub(r'[\x00/\\:*?"<>|]+', "_", own)
                found[f"{prefix}_{number}_{safe}"] = content
    return found


def _letters(id: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(id)) + "Z"


def moodle_files(people: Sequence[Person], *, group: str = "", blind: bool = False,
                 folders: bool = True, tail: str = "_") -> dict[str, bytes]:
    """A class's files as Moodle names them, in folders or flat as it did before."""
    found = {}
    for one in people:
        name = "Participant" if blind else one.name
        prefix = (f"{group}-" if group else "") + name
        prefix = re.sub(r"[\x00-\x1f\x7f]|[&<>\"`|':\\/]", "", prefix.replace("_", " "))
        prefix = re.sub(r"\.\.+", "", prefix)
        for own, content in one.files.items():
            plugin = f"{prefix}_{one.id}_assignsubmission_file"
            found[f"{plugin}{tail}/{own}" if folders else f"{plugin}_{own}"] = content
    return found


def gradescope_files(groups: Sequence[Sequence[Person]], *, created: str = "") -> dict[str, bytes]:
    """An export: a folder for each submission, and whose it is in `submission_metadata.yml`."""
    top = "assignment_77_export"
    found: dict[str, bytes] = {}
    metadata = {}
    for number, group in enumerate(groups, 5001):
        metadata[f"submission_{number}"] = {
            ":submitters": [{":name": one.name, ":sid": f"{one.id:08}",
                             ":email": f"s{one.id}@example.org"} for one in group],
            ":created_at": created or "2026-10-01 21:59:00.000000000 Z",
            ":score": 0.0, ":status": "processed", ":results": {}, ":history": [],
        }
        for own, content in group[0].files.items():
            found[f"{top}/submission_{number}/{own}"] = content
    text = yaml.safe_dump(metadata, allow_unicode=True)
    if yaml.safe_load(text) != metadata:  # a rare line break does not survive as itself
        text = yaml.safe_dump(metadata)
    return {f"{top}/submission_metadata.yml": text.encode()} | found


def packed(path: Path, files: Files) -> Path:
    """A zip of these files."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def unpacked(path: Path, files: Files) -> Path:
    """A folder of these files."""
    for name, content in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return path
