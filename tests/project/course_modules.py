"""Load the course's own modules (stubs or reference) and leave no trace of it."""

import importlib
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "exercises"
REFERENCE = ROOT / "reference"
SHEET = tomllib.loads((EXERCISES / "sheet.toml").read_text(encoding="utf-8"))
MODULES = [*SHEET["modules"], "draw"]


def load(folder: Path) -> SimpleNamespace:
    """The modules in `folder` by name, and the given draw.py, fresh.

    They import each other by top-level names, as a student's do. Afterwards neither sys.path nor
    sys.modules knows of them, so that the next to load others gets those.
    """
    paths = [str(folder), str(EXERCISES)]
    bytecode, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    sys.path[:0] = paths
    importlib.invalidate_caches()
    try:
        return SimpleNamespace(**{name: importlib.import_module(name) for name in MODULES})
    finally:
        for path in paths:
            sys.path.remove(path)
        for name in MODULES:
            sys.modules.pop(name, None)
        sys.dont_write_bytecode = bytecode


def patched(folder: Path, patch: Mapping[str, str]) -> Path:
    """Write the reference with one patch applied into `folder`; return the folder."""
    for name in SHEET["modules"]:
        source = (REFERENCE / f"{name}.py").read_text(encoding="utf-8")
        if name == patch["module"]:
            assert source.count(patch["before"]) == 1, patch["id"]
            source = source.replace(patch["before"], patch["after"])
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    return folder
