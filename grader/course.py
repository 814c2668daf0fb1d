"""A course's assignment on disk: sheet, stubs, reference and suites, read once."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import OperatorError
from .records import Submission
from .sheet import Sheet, read_sheet

PROJECT = Path(__file__).resolve().parent.parent
HOME = PROJECT  # the assignment that lies beside the grader
FOLDERS = ("exercises", "reference", "tests/graded")  # what an assignment is made of


@dataclass(frozen=True)
class Course:
    """Everything that grading needs besides the submission."""

    home: Path
    sheet: Sheet
    given: Mapping[str, str]  # module -> source of what the sheet gives
    reference: Submission | None  # a kit has none
    recording: Path | None  # what it answered, in its place
    suites: tuple[Path, ...]  # public first
    digest: str  # SHA-256 over sheet, stubs, reference and suites

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the contract, of all parts."""
        return tuple(dict.fromkeys(name for part in self.sheet.parts for name in part.names))


def load_course(home: Path = HOME, *, hidden: bool = True) -> Course:
    """Read the course at `home`; raises OperatorError where something of it is missing."""
    exercises, reference, graded = (home / folder for folder in FOLDERS)
    sheet = read_sheet(exercises / "sheet.toml")
    suites = [graded / "public"] + ([graded / "hidden"] if hidden else [])
    recording = graded / "recording.json"
    for needed in (*suites, recording if recording.exists() else reference):
        if not needed.exists():
            raise OperatorError(f"{needed} is missing", _mend(home))
    return Course(
        home=home,
        sheet=sheet,
        given=given_sources(sheet, exercises),
        reference=_reference(reference, sheet) if reference.is_dir() else None,
        recording=recording if recording.exists() else None,
        suites=tuple(suites),
        digest=_digest(home, [exercises, reference, graded]),
    )


def _mend(home: Path) -> str:
    return ("clone the project anew" if home == PROJECT else
            "make it, as docs/next-exercise.md says, or name another folder by --assignment")


def _reference(folder: Path, sheet: Sheet) -> Submission:
    # Trusted, and read as such: intake is for what strangers hand in.
    paths = [folder / f"{module}.py" for module in sheet.modules]
    files = {path.name: path.read_bytes() for path in paths if path.exists()}
    return Submission("reference", "", "folder", files)


def given_sources(sheet: Sheet, exercises: Path) -> dict[str, str]:
    """What the sheet gives, cut out of the stubs, which are ours: module -> source.

    Raises OperatorError where a stub lacks a name that the sheet says is given.
    """
    sources = {}
    for given in sheet.given:
        path = exercises / f"{given.module}.py"
        try:
            text = path.read_text(encoding="utf-8")
        except FileNotFoundError:
            raise OperatorError(f"{path} is missing", _mend(exercises.parent)) from None
        sources[given.module] = _definitions(text, given.names, path) if given.names else text
    return sources


def _definitions(text: str, names: tuple[str, ...], path: Path) -> str:
    found = {}
    for node in ast.parse(text).body:
        targets = [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef) else [
            target.id for target in getattr(node, "targets", [getattr(node, "target", None)])
            if isinstance(target, ast.Name)]
        for name in targets:
            found[name] = ast.get_source_segment(text, node) or ""
    missing = [name for name in names if name not in found]
    if missing:
        raise OperatorError(f"{path} does not define {missing[0]}", "mend the stub or the sheet")
    return "\n".join(found[name] for name in names) + "\n"


def _digest(home: Path, folders: list[Path]) -> str:
    total = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix in (".py", ".toml", ".json"):
                for part in (path.relative_to(home).as_posix().encode(), path.read_bytes()):
                    total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()
