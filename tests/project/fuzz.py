"""Fuzzing of the border on the trusted side, for as long as one likes: `make fuzz MINUTES=30`.

The same properties as in `test_border_fuzz.py`, which runs them from fixed seeds. Here each round
has a seed of its own, which is printed where something is found, and the rounds of the four
borders take turns until the time is up. A traceback or more memory than the cap is a finding.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import test_border_fuzz as border
from hypothesis import HealthCheck, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning
from test_observe import JSON

GROWN_MB = 300  # this process's own, Hypothesis and its examples among it
MOST_MB = 4_000  # of addresses: what asks for more has a MemoryError, which is a finding
PROGRAM = st.dictionaries(st.text(), JSON).map(lambda value: border.json.dumps(value).encode())

Property = Callable[..., None]
# What comes in, and what must hold of it. A place to write in is given besides.
BORDERS: Mapping[str, tuple[st.SearchStrategy[Any], Property]] = {
    "replies": (st.lists(border.SCRIPT, min_size=1, max_size=3),
                lambda place, scripts: border.any_bytes_come_to_a_report(scripts)),
    "notebooks": (PROGRAM | border.changed(border.NOTEBOOK) | st.binary(),
                  lambda place, data: border.any_hand_in_is_a_submission(
                      place, {"a": data}, ".ipynb")),
    "zips": (border.changed(border.ZIP) | border.TREE.map(border.packed).flatmap(border.changed),
             lambda place, data: border.any_hand_in_is_a_submission(place, {"a": data}, ".zip")),
    "folders": (border.TREE,
                lambda place, tree: border.any_hand_in_is_a_submission(place, tree, "folder")),
    "sheets": (border.SHEETS, border.any_sheet_is_read_or_refused),
}


def round_of(name: str, seed: int, examples: int) -> str:
    """So many examples at one border; what was found, or ""."""
    strategy, holds = BORDERS[name]
    with tempfile.TemporaryDirectory(prefix="micrograde-fuzz-") as place:
        @seeded(seed)
        @settings(max_examples=examples, deadline=None, database=None, print_blob=True,
                  suppress_health_check=list(HealthCheck))
        @given(strategy)
        def tried(data: Any) -> None:
            holds(Path(place), data)

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", HypothesisWarning)  # of an example as long as ours
                tried()
        except Exception:
            return traceback.format_exc()
    return ""


def grown() -> float:
    """Megabytes that this process has had at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: list[str] | None = None) -> int:
    """Fuzz until the time is up or something is found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**9)
    parser.add_argument("--examples", type=int, default=200, help="in a round")
    parser.add_argument("--border", choices=BORDERS, action="append", help="only this one")
    options = parser.parse_args(arguments)
    names = options.border or list(BORDERS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MB << 20, resource.RLIM_INFINITY))
    before, end, seed = grown(), time.monotonic() + 60 * options.minutes, options.seed
    done = dict.fromkeys(names, 0)
    while time.monotonic() < end:
        for name in names:
            found = round_of(name, seed, options.examples)
            if not found and grown() - before > GROWN_MB:
                found = f"It took {grown() - before:.0f} MB.\n"
            if found:
                print(f"{found}\nfound at the border of {name}\n  next: PYTHONPATH=tests/project "
                      f".venv/bin/python -m fuzz --border {name} --seed {seed} "
                      f"--examples {options.examples}", file=sys.stderr)
                return 1
            done[name] += options.examples
        seed += 1
    print(", ".join(f"{count:,} {name}" for name, count in done.items())
          + f": nothing found; {grown() - before:.0f} MB at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
