"""How time and memory grow: `python -m tests.bench.growth` (docs/speed.md has what came out).

With the submissions of a batch, with the checks of an assignment (those of the workload, once to
ten times over), and with the random programs of one check. Each is measured at a few sizes, and a
line is fitted through them. Beside it stands its bend: how many times as much each one more takes
between the last two sizes as it does on the line, 1 where growth is linear.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.course import HOME
from tests.bench import workload
from tests.bench.meter import Meter, meter
from tests.bench.plot import Panel, picture

SECOND = HOME / "tests" / "project" / "second"  # an assignment of a few checks


@dataclass(frozen=True)
class Point:
    """One size, and what it took: seconds, and MB at most of the process that hands out work."""

    size: int
    wall: float
    cpu: float
    memory: float


def graded(measuring: Meter, assignment: Path, submissions: Path, out: Path, jobs: int,
           size: int) -> Point:
    """Grade a folder in a process of its own."""
    command = [sys.executable, "-m", "grader", "grade", str(submissions), "--assignment",
               str(assignment), "--out", str(out), "--jobs", str(jobs)]
    memory = 0.0

    def work() -> None:
        nonlocal memory
        with subprocess.Popen(command, cwd=HOME, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as started:
            _, status, usage = os.wait4(started.pid, 0)
            started.returncode = os.waitstatus_to_exitcode(status)
        assert started.returncode == 0, command
        memory = usage.ru_maxrss / 1024

    taken = measuring.take(work)
    shutil.rmtree(out)
    return Point(size, taken.wall, taken.cpu, memory)


def with_submissions(measuring: Meter, scratch: Path, sizes: Sequence[int], jobs: int
                     ) -> list[Point]:
    """More and more small submissions, none like another."""
    points = []
    for size in sizes:
        folder = scratch / f"class{size}"
        workload.copies(SECOND / "reference", folder, size, "words.py")
        points.append(graded(measuring, SECOND, folder, scratch / "out", jobs, size))
        shutil.rmtree(folder)
    return points


def enlarged(to: Path, change: Callable[[list[dict[str, object]]], list[dict[str, object]]]
             ) -> Path:
    """The fixed workload with other probes."""
    home = Path(shutil.copytree(workload.all_public(to.with_suffix(".public")), to))
    data = home / "tests" / "graded" / "probes.json"
    data.write_text(json.dumps(change(json.loads(data.read_text("utf-8")))), encoding="utf-8")
    return home


def times(many: int) -> Callable[[list[dict[str, object]]], list[dict[str, object]]]:
    """Every check so many times, each under a name of its own."""
    return lambda checks: [each | {"name": f"{each['name']}_{number}"}
                           for each in checks for number in range(many)]


def programs(many: int) -> Callable[[list[dict[str, object]]], list[dict[str, object]]]:
    """One check alone, of so many programs."""

    def change(checks: list[dict[str, object]]) -> list[dict[str, object]]:
        [one] = [each for each in checks if each["name"] == "random_arithmetic"]
        kept = one["probes"]
        assert isinstance(kept, list)
        # A comment makes each a probe of its own, which the reference is asked anew.
        return [one | {"probes": [[f"{kept[number % len(kept)][0]}\n# {number}",
                                   kept[number % len(kept)][1]] for number in range(many)]}]

    return change


def with_probes(
    measuring: Meter, scratch: Path, sizes: Sequence[int], jobs: int,
    change: Callable[[int], Callable[[list[dict[str, object]]], list[dict[str, object]]]],
) -> list[Point]:
    """Ten submissions of the same code, against more and more of something."""
    folder = scratch / f"ten{change.__name__}"
    workload.copies(workload.story("perfect", scratch / f"one{change.__name__}"), folder, 10)
    return [graded(measuring, enlarged(scratch / f"{change.__name__}{size}", change(size)), folder,
                   scratch / "out", jobs, size) for size in sizes]


def line(points: Sequence[Point], kind: str) -> tuple[float, float, float]:
    """What each one more takes, what is there before the first, and the bend at the end."""
    sizes = [point.size for point in points]
    values = [getattr(point, kind) for point in points]
    slope, start = statistics.linear_regression(sizes, values)
    last = (values[-1] - values[-2]) / (sizes[-1] - sizes[-2])
    return slope, start, last / slope if slope else math.nan


def show(title: str, points: Sequence[Point]) -> str:
    """A table, and the line through it."""
    lines = [f"{title:>24}{'wall, s':>10}{'CPU, s':>10}{'MB':>8}"]
    lines += [f"{point.size:24}{point.wall:10.2f}{point.cpu:10.2f}{point.memory:8.0f}"
              for point in points]
    for kind, unit, scale in (("wall", "ms", 1000), ("cpu", "ms", 1000), ("memory", "kB", 1024)):
        slope, start, bend = line(points, kind)
        lines.append(f"{kind:>24}: {scale * slope:.2f} {unit} each over {start:.2f}, "
                     f"bend {bend:.2f}")
    return "\n".join(lines)


def plot(all: Sequence[tuple[str, Sequence[Point]]]) -> str:
    """Time above, memory below, a column for each that grows."""
    def panel(title: str, unit: str, points: Sequence[Point], **series: str) -> Panel:
        return Panel(title, unit, [point.size for point in points],
                     [(name.replace("_", " "), [getattr(point, kind) for point in points])
                      for name, kind in series.items()])

    return picture([
        *(panel(title, "s", points, on_the_wall="wall", CPU="cpu") for title, points in all),
        *(panel(title, "MB", points, memory="memory") for title, points in all),
    ], len(all), "Time and memory by number of " + ", ".join(title for title, _ in all))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=__doc__)
    parser.add_argument("--submissions", type=int, nargs="+", default=[10, 100, 1000, 3000, 10_000])
    parser.add_argument("--times", type=int, nargs="+", default=[1, 2, 4, 10])
    parser.add_argument("--programs", type=int, nargs="+", default=[50, 200, 800, 2000])
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--plot", type=Path, help="an SVG file to draw it into")
    options = parser.parse_args(arguments)
    print(f"{time.strftime('%Y-%m-%d')}, {options.jobs} at a time, "
          f"load {os.getloadavg()[0]:.1f} before\n")
    with meter() as measuring, tempfile.TemporaryDirectory(prefix="micrograde-") as folder:
        scratch = Path(folder)
        ways: tuple[tuple[str, Callable[[], list[Point]]], ...] = (
            ("submissions", lambda: with_submissions(
                measuring, scratch, options.submissions, options.jobs)),
            ("times the checks", lambda: with_probes(
                measuring, scratch, options.times, options.jobs, times)),
            ("programs in a check", lambda: with_probes(
                measuring, scratch, options.programs, options.jobs, programs)))
        all = []
        for title, way in ways:
            all.append((title, way()))
            print(show(*all[-1]), flush=True)
    if options.plot:
        options.plot.write_text(plot(all), encoding="utf-8")


if __name__ == "__main__":
    main()
