"""How far a student has come, from one check to the next: what passed, and which hint was shown.

It is kept in a small file beside the kit, under the path of what is checked. Where that cannot be
read or written, a check goes on without it.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .records import CheckResult
from .report.folder import write
from .report.view import not_passed

FILE = ".micrograde.json"
MOST_KEPT = 20  # folders and notebooks; the one that was checked longest ago is forgotten


@dataclass(frozen=True)
class Progress:
    """What is known of earlier checks of one folder or notebook."""

    passed: frozenset[str] = frozenset()  # ids of the checks that ever passed
    at: str = ""  # the check that was the next thing
    level: int = 0  # the hint that was shown for it, from 1 on


def next_check(checks: Sequence[CheckResult]) -> CheckResult | None:
    """The one next thing: the first failing check of the earliest unfinished part."""
    return next(iter(not_passed(checks)), None)


def lost(before: Progress, checks: Sequence[CheckResult]) -> tuple[CheckResult, ...]:
    """What passed before and does not pass now."""
    return tuple(check for check in not_passed(checks) if check.id in before.passed)


def after(before: Progress, checks: Sequence[CheckResult], *, further: bool) -> Progress:
    """The progress after a check; `further` asks for the next hint on the same thing."""
    passed = before.passed | {check.id for check in checks if check.outcome == "passed"}
    one = next_check(checks)
    if one is None:
        return Progress(passed)
    level = before.level + further if one.id == before.at else 1
    return Progress(passed, one.id, max(1, min(level, len(one.hints))))


def read_progress(home: Path, of: Path) -> Progress:
    """What is known of earlier checks of the folder or notebook `of`."""
    try:
        kept = _read(home)[str(of.resolve())]
        return Progress(frozenset(map(str, kept["passed"])), str(kept["at"]), int(kept["level"]))
    except (LookupError, TypeError, ValueError):
        return Progress()


def keep_progress(home: Path, of: Path, progress: Progress) -> None:
    """Keep it for the next time, as far as this folder can be written to."""
    kept = _read(home)
    kept.pop(str(of.resolve()), None)
    kept = dict(list(kept.items())[-(MOST_KEPT - 1):])
    kept[str(of.resolve())] = {"passed": sorted(progress.passed), "at": progress.at,
                               "level": progress.level}
    with contextlib.suppress(OSError):
        write(home, {FILE: json.dumps(kept, indent=1) + "\n"})


def _read(home: Path) -> dict[str, Any]:
    try:
        kept = json.loads((home / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}
