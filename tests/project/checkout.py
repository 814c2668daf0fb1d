"""A copy of this checkout to type commands into, with this environment in the place of its own."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTPUT = {".git", ".venv", "dist", "__pycache__", ".hypothesis", ".micrograde.json",
          ".micrograde-reference.json"}
# What an outer make or shell has set, and an inner one would take for its own.
INHERITED = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "S", "PART", "HINT", "ALL", "PLAIN", "BONUS",
             "OUT", "FORMAT", "SEED", "PATTERN", "ROSTER", "ADJUSTMENTS", "ATTEMPTS", "WORKSHEET",
             "COLUMN", "ONLY", "TO", "N", "ROUNDS", "SCRATCH", "ASSIGNMENT", "REGRADE", "CLUSTER",
             "WEAKER", "PYTHON", "VENV", "MICROGRADE_TRACEBACK", "MICROGRADE_REQUIRE_SYSTEM")
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}


def copy_checkout(to: Path) -> Path:
    """Copy the project without what commands leave in it; nothing will be fetched there."""

    def left_out(folder: str, names: list[str]) -> set[str]:
        inside = {name for name in names if name in OUTPUT or name.endswith(("_cache", ".tmp"))}
        if Path(folder) == ROOT / "reports":
            inside |= set(names) - {"README.md"}
        return inside

    shutil.copytree(ROOT, to, ignore=left_out)
    share_environment(to)
    return to


def share_environment(home: Path) -> None:
    """Make a `.venv` whose Python is this one, marked as if make had filled it."""
    python = home / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    for name in ("pyproject.toml", "constraints.txt"):
        if (home / name).exists():
            os.utime(home / name, (0, 0))
    for number, marker in enumerate(("made", "run", "watch", "course", "bonus", "cluster",
                                     "test"), 1):
        (home / ".venv" / marker).touch()
        os.utime(home / ".venv" / marker, (number, number))


def environment(**more: str) -> dict[str, str]:
    """This process's environment, as a new terminal would have it, and without the network."""
    mine = {name: value for name, value in os.environ.items() if name not in INHERITED}
    return mine | OFFLINE | more


def run(
    command: Sequence[str | Path], cwd: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, and keep what it says."""
    return subprocess.run(
        list(map(str, command)), cwd=cwd, env=environment(**(env or {})), text=True,
        encoding="utf-8", capture_output=True, timeout=280, check=False, stdin=subprocess.DEVNULL)


def grader(*arguments: str | Path, cwd: Path = ROOT, **env: str
           ) -> subprocess.CompletedProcess[str]:
    """Run `python -m grader` with this Python."""
    return run([sys.executable, "-m", "grader", *arguments], cwd, env)
