"""What grading costs over running the code bare: `make bench` (docs/speed.md has what came out).

All in one run, in turn, so that the machine's mood is the same for all; ratios are of what stood in
the same round. The first round warms up, and is left out.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.course import HOME, load_course
from grader.sandbox import Carrier, carrier_fault
from tests.bench import workload
from tests.bench.meter import Taken, meter
from tests.bench.stages import ORDER, Stages
from tests.bench.ways import Bench, Row

HISTORY = HOME / "docs" / "speed-history.jsonl"
STAGED = ("perfect", "one_mistake")


def measure(bench: Bench, rounds: int) -> dict[str, list[Taken]]:
    """What each row took, round by round."""
    found: dict[str, list[Taken]] = {row.title: [] for row in bench.rows()}
    for number in range(rounds + 1):
        for row in bench.rows():
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


def shares(staged: Sequence[Stages]) -> dict[str, list[float]]:
    """Milliseconds of each stage, on the wall and of the grader's own CPU."""
    return {stage: [round(1000 * statistics.median(getattr(one, kind)[stage] for one in staged), 1)
                    for kind in ("wall", "cpu")] for stage in ORDER}


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


def share_table(all: Mapping[str, Mapping[str, Sequence[float]]]) -> str:
    """The stages as text."""
    lines = [f"{'a warm grading, in ms':22}" + "".join(f"{story:>26}" for story in all),
             f"{'':22}" + f"{'wall':>12}{'grader CPU':>14}" * len(all)]
    for stage in (*ORDER, ""):
        line = f"{stage or 'all':22}"
        for each in all.values():
            wall, cpu = each[stage] if stage else map(sum, zip(*each.values(), strict=True))
            line += f"{wall:12.1f}{cpu:14.1f}"
        lines.append(line)
    return "\n".join(lines)


def commit() -> str:
    """What was measured, as far as it has a name."""
    said = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=HOME, check=False,
                          capture_output=True, text=True)
    return said.stdout.strip()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and add a line to the history."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("-n", type=int, default=50, help="submissions in the class")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--history", type=Path, default=HISTORY)
    options = parser.parse_args(arguments)
    fault = carrier_fault("bubblewrap", load_course().sheet.limits)
    carrier: Carrier = "plain" if fault else "bubblewrap"
    load = os.getloadavg()[0]
    with meter() as measuring, tempfile.TemporaryDirectory(prefix="micrograde-") as scratch:
        bench = Bench(measuring, carrier, Path(scratch), options.n)
        try:
            rows = bench.rows()
            found = figures(rows, measure(bench, options.rounds))
            staged = {story: shares(bench.stages(story, options.rounds)) for story in STAGED}
        finally:
            bench.close()
        whole = measuring.whole
    asked = [probes for *_, probes in workload.suites()]
    print(f"{len(asked)} checks, {sum(asked)} probes; carrier {carrier}; {len(bench.cores)} cores, "
          f"load {load:.1f} before; {options.rounds} rounds, a class of {options.n}")
    if fault:
        print(f"without a sandbox: {fault}")
    if not whole:
        print("CPU without the sandbox's own: no control group can be made here")
    print(f"\n{table(found)}\n\n{share_table(staged)}")
    line = {"when": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "commit": commit(),
            "python": platform.python_version(), "cores": len(bench.cores), "load": round(load, 1),
            "carrier": carrier, "class": options.n, "rounds": options.rounds,
            "whole_cpu": whole, "figures": found, "stages": staged}
    with open(options.history, "a", encoding="utf-8") as history:
        history.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main()
