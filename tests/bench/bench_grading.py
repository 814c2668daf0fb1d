"""How much grading costs over running the student's code bare: `make bench`.

The floor is one bare process that loads the same modules and runs the same snippets and
expressions, without any isolation, encoding or comparing. Grading is the whole way: reading the
submission, the sandbox, all checks, both reports written. All in one run, in turn, so that the
machine's mood is the same for both; the ratio is the figure, not the seconds.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from grader.batch import Job, grade_all
from grader.command import interpreter
from grader.course import HOME, load_course
from grader.grade import Setting, collect
from grader.sandbox import carrier_fault

BARE = """
import contextlib, io, json, sys
sys.path.insert(0, sys.argv[2])
for probes in json.load(open(sys.argv[1])):
    for code, observe in probes:
        space = {"__name__": "__probe__"}
        with contextlib.redirect_stdout(io.StringIO()):
            exec(code, space)
            for expression in observe:
                eval(expression, space)
"""


def main() -> None:
    """Measure and print; with a story's name, that submission in place of the reference."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("submission", nargs="?", type=Path, default=HOME / "reference")
    parser.add_argument("-n", type=int, default=20, help="submissions in a batch")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    course = load_course()
    fault = carrier_fault("bubblewrap", course.sheet.limits)
    setting = Setting(course, "plain" if fault else "bubblewrap")
    bonus = {part.id for part in course.sheet.parts if part.bonus}
    checks = [check for check in collect(setting) if check.part not in bonus]
    probes = [[(p.code, p.observe) for p in check.probes] for check in checks]
    print(f"{len(checks)} checks, {sum(map(len, probes))} probes, carrier {setting.carrier}")
    with tempfile.TemporaryDirectory() as scratch:
        asked = Path(scratch, "probes.json")
        asked.write_text(json.dumps(probes))
        bare = [interpreter().executable, "-P", "-s", "-S", "-B", "-c", BARE, str(asked),
                str(options.submission)]
        figures: dict[str, list[float]] = {"floor": [], "1 process": [], "2 processes": []}
        for _ in range(options.rounds):
            began = time.perf_counter()
            for _ in range(options.n):
                subprocess.run(bare, check=True)
            figures["floor"].append((time.perf_counter() - began) / options.n)
            for processes in (1, 2):
                out = Path(scratch, "out")
                jobs = [Job(f"s{n}", options.submission, out / f"s{n}") for n in range(options.n)]
                began = time.perf_counter()
                assert all(done.card.score is not None
                           for done in grade_all(jobs, setting, processes))
                taken = (time.perf_counter() - began) / options.n
                figures[f"{processes} process{'es' * (processes > 1)}"].append(taken)
                shutil.rmtree(out)
    floor = statistics.median(figures["floor"])
    for name, seconds in figures.items():
        middle = statistics.median(seconds)
        print(f"{name:12} {1000 * middle:7.1f} ms a submission  "
              f"({1000 * min(seconds):.1f} to {1000 * max(seconds):.1f})  "
              f"{middle / floor:.2f} x the floor of one bare process")


if __name__ == "__main__":
    main()
