"""What isolation costs, against a bare process: `make isolation`.

The same submission, the reference, in the `plain` carrier and in both sandboxes, in turn within one
run, so that the machine's mood is the same for both. On a busy machine the minima say more than
the medians; `docs/figures.md` has what was measured, and on what.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest import mock

from grader import sandbox
from grader.carrier import carrier_fault
from grader.course import HOME, load_course
from grader.grade import References, Setting, _worker, grade, warm_up
from grader.intake import read
from grader.observe import MOST_GROUPS, Group, WorkerAnswerer
from grader.records import Probe
from grader.sandbox import Carrier

ALLOWED = {"a submission, graded": 30.0, "a check, in a fork of its own": 1.5}  # ms
WAYS: dict[str, tuple[Carrier, bool]] = {  # the carrier, and whether there is a control group
    "plain": ("plain", False), "bubblewrap": ("bubblewrap", True),
    "without a group": ("bubblewrap", False), "landlock": ("landlock", True)}
PROBE = Probe("from engine import Value\na = Value(2.0)\nL = a * a\nL.backward()", ("a.grad",))

Figures = dict[str, list[float]]


@contextmanager
def way(name: str) -> Iterator[Carrier]:
    """One of the ways to run a worker."""
    carrier, grouped = WAYS[name]
    groups = sandbox.groups_here if grouped else lambda: None
    with mock.patch.object(sandbox, "groups_here", groups):
        yield carrier


def taken(work: Callable[[], object], times: int = 1) -> float:
    """Milliseconds for one of so many."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began) / times


def in_turn(work: Callable[[Carrier], float], rounds: int) -> Figures:
    """What each way takes, round by round; the first round warms up, and is left out."""
    figures: Figures = {name: [] for name in WAYS}
    for number in range(rounds + 1):
        for name in WAYS:
            with way(name) as carrier:
                found = work(carrier)
            if number:
                figures[name].append(found)
    return figures


def measure(rounds: int) -> dict[str, Figures]:
    """Three things that isolation may make slower."""
    course = load_course()
    submission = read(HOME / "reference", course.sheet.modules)
    settings: dict[Carrier, Setting] = {
        carrier: Setting(course, carrier) for carrier, _ in WAYS.values()}
    references = References(settings["plain"])
    warm_up(settings["plain"], references)

    def started(carrier: Carrier) -> WorkerAnswerer:
        worker = _worker(submission, settings[carrier], bonus=False, carrier=carrier)
        worker.loaded()
        return worker

    def checks(carrier: Carrier) -> float:
        worker = started(carrier)
        try:
            groups = [Group((PROBE,), 5)] * (4 * MOST_GROUPS)
            worker.answer(groups[:MOST_GROUPS])
            return taken(lambda: worker.answer(groups), len(groups))
        finally:
            worker.close()

    try:
        return {
            "a worker, from start to end": in_turn(
                lambda carrier: taken(lambda: started(carrier).close()), rounds),
            "a submission, graded": in_turn(lambda carrier: taken(
                lambda: grade(submission, settings[carrier], references)), rounds),
            "a check, in a fork of its own": in_turn(checks, rounds),
        }
    finally:
        references.close()


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    for carrier in ("bubblewrap", "landlock"):
        fault = carrier_fault(carrier, load_course().sheet.limits)
        if fault:
            parser.exit(2, f"{fault}\n  next: make doctor\n")
    print(f"{'ms':32}{'median':>9}{'least':>9}{'most':>9}{'adds':>9}{'of least':>9}{'ratio':>7}")
    for title, figures in measure(options.rounds).items():
        bare = figures["plain"]
        for name, found in figures.items():
            middle, added = statistics.median(found), ""
            if name != "plain":
                added = (f"{middle - statistics.median(bare):9.2f}{min(found) - min(bare):9.2f}"
                         f"{middle / statistics.median(bare):7.2f}")
            print(f"{title if name == 'plain' else '':32}{middle:9.2f}{min(found):9.2f}"
                  f"{max(found):9.2f}{added:25}  {name}")
        if title in ALLOWED:
            print(f"{'':32}may add {ALLOWED[title]} ms")


if __name__ == "__main__":
    main()
