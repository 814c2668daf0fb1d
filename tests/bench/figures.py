"""Rows measured in turn, what they took as figures, and those as a table and a line of history."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.course import HOME
from tests.bench.meter import Taken
from tests.bench.ways import Row

HISTORY = HOME / "docs" / "speed-history.jsonl"


def measure(rows: Sequence[Row], rounds: int, warmed: bool = False) -> dict[str, list[Taken]]:
    """What each row took, round by round; one round before warms up, if nothing has yet."""
    found: dict[str, list[Taken]] = {row.title: [] for row in rows}
    for number in range(int(warmed), rounds + 1):
        for row in rows:
            if number <= row.rounds and (number or row.rounds > 1):
                taken = row.way()
                if number:
                    found[row.title].append(taken)
    return found


def ratios(mine: Sequence[Taken], other: Sequence[Taken], kind: str) -> list[float]:
    """Round by round, how many times as much."""
    return [getattr(a, kind) / getattr(b, kind) for a, b in zip(mine, other, strict=False)]


def figures(
    rows: Sequence[Row], found: Mapping[str, Sequence[Taken]]
) -> dict[str, dict[str, object]]:
    """Medians, spreads, and what each row is held against: milliseconds and ratios."""
    all: dict[str, dict[str, object]] = {}
    for row in rows:
        mine = found[row.title]
        said: dict[str, object] = {"rounds": len(mine)}
        for kind in ("wall", "cpu"):
            times = [1000 * getattr(taken, kind) for taken in mine]
            said[kind] = [round(number, 1) for number in (
                statistics.median(times), min(times), max(times))]
            if row.against:
                other = found[row.against]
                said[f"{kind}_ratio"] = round(statistics.median(ratios(mine, other, kind)), 2)
                said[f"{kind}_more"] = round(statistics.median(times) - 1000 * statistics.median(
                    getattr(taken, kind) for taken in other), 1)
        all[row.title] = said | ({"against": row.against} if row.against else {})
    return all


def spread(numbers: object) -> str:
    """A median, and from where to where."""
    middle, least, most = numbers  # type: ignore[misc]
    return f"{middle:8.0f} ({least:.0f}-{most:.0f})"


def table(all: Mapping[str, Mapping[str, object]]) -> str:
    """The figures as text."""
    lines = [f"{'ms a submission':30}{'wall':>20}{'CPU':>20}{'wall':>8}{'CPU':>8}   of, and more"]
    for title, said in all.items():
        line = f"{title:30}{spread(said['wall']):>20}{spread(said['cpu']):>20}"
        if "against" in said:
            line += (f"{said['wall_ratio']:7.2f}x{said['cpu_ratio']:7.2f}x   {said['against']} "
                     f"({said['wall_more']:+.0f}, {said['cpu_more']:+.0f})")
        lines.append(line)
    return "\n".join(lines)


def commit() -> str:
    """What was measured, as far as it has a name."""
    said = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=HOME, check=False,
                          capture_output=True, text=True)
    return said.stdout.strip()


def keep(history: Path, **said: object) -> None:
    """Add a line: what was said, and when, of what and where."""
    line = {"when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "commit": commit(),
            "python": platform.python_version(), "cores": len(os.sched_getaffinity(0)), **said}
    with open(history, "a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
