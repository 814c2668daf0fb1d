"""What grading costs over running the code bare: `make bench` (docs/speed.md has what came out).

All in one run, in turn, so that the machine's mood is the same for all; ratios are of what stood in
the same round.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from grader.carrier import carrier_fault
from grader.course import load_course
from grader.sandbox import Carrier
from tests.bench import workload
from tests.bench.figures import HISTORY, figures, keep, measure, table
from tests.bench.meter import meter
from tests.bench.stages import ORDER, Stages
from tests.bench.ways import Bench

STAGED = ("perfect", "one_mistake")


def shares(staged: Sequence[Stages]) -> dict[str, list[float]]:
    """Milliseconds of each stage, on the wall and of the grader's own CPU."""
    return {stage: [round(1000 * statistics.median(getattr(one, kind)[stage] for one in staged), 1)
                    for kind in ("wall", "cpu")] for stage in ORDER}


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
            found = figures(rows, measure(rows, options.rounds))
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
    keep(options.history, load=round(load, 1), carrier=carrier, **{"class": options.n},
         rounds=options.rounds, whole_cpu=whole, figures=found, stages=staged)


if __name__ == "__main__":
    main()
