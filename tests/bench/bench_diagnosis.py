"""What naming mistakes adds to a grading, in CPU: `python -m tests.bench.bench_diagnosis`.

Wrong submissions are graded with the catalogue and without it, in turn, in one process that is warm
for both. Counted is the CPU of this process and of all it starts; the sandbox's own is the same
work in both. For what the catalogue alone does not tell the reference is asked, with several
mistakes in it, and what was asked once is not asked again: that is measured at its first time.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from unittest.mock import patch

HOME = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HOME / "tests" / "project"))

import grading  # noqa: E402  # the tests' own folder, which is no package
from finding import Case, of_pairs, of_the_reference  # noqa: E402
from grading import Bench  # noqa: E402
from transplants import read_outsiders  # noqa: E402

from grader.compose import _remembered  # noqa: E402
from grader.records import Explained  # noqa: E402

ROUNDS, KNOWN = 3, 12


def cpu() -> float:
    """Seconds of CPU so far, of this process and of those that it has waited for."""
    return sum(sum(resource.getrusage(who)[:2])
               for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def taken(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of CPU, and on the wall."""
    began, wall = cpu(), time.perf_counter()
    work()
    return cpu() - began, time.perf_counter() - wall


def main() -> None:
    """Measure and print."""
    with grading.bench() as bench:
        cases = of_the_reference(bench.course)
        cases = cases[:: len(cases) // KNOWN][:KNOWN]
        without = patch("grader.explain.explain", lambda *args: Explained(tuple(args[3])))
        shares = []
        for case in cases:
            bench.grade(case.submission)  # so that both find everything warm
            both: dict[bool, list[float]] = {True: [], False: []}
            for _ in range(ROUNDS):
                both[True].append(taken(lambda: bench.grade(case.submission))[0])  # noqa: B023
                with without:
                    both[False].append(taken(lambda: bench.grade(case.submission))[0])  # noqa: B023
            shares.append(min(both[True]) / min(both[False]) - 1)
        print(f"a known mistake: {100 * statistics.median(shares):.1f} % more CPU in the middle of "
              f"{len(shares)} ({100 * min(shares):.1f} to {100 * max(shares):.1f})")
        for what, others in (("one that nobody has catalogued", [
                Case(each.id, (), each.files()) for each in read_outsiders()]),
                ("two of the catalogue", of_pairs(bench.course))):
            once = [at_its_first_time(bench, case, without) for case in others]
            print(f"{what}, at its first time: {statistics.median(once):.2f} s more on the wall in "
                  f"the middle of {len(once)} ("
                  f"{max(once):.2f} at most)", flush=True)


def at_its_first_time(bench: Bench, case: Case, without: AbstractContextManager[object]) -> float:
    """Seconds on the wall that naming adds when nothing of it was asked before."""
    with without:
        bench.grade(case.submission)
        bare = taken(lambda: bench.grade(case.submission))
    _remembered.clear()
    return taken(lambda: bench.grade(case.submission))[1] - bare[1]


if __name__ == "__main__":
    main()
