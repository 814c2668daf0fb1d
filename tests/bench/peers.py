"""Other graders on the same work: `make bench-peers` (docs/speed.md has what came out).

The same 20 checks of the same submission (`peer_files.py` says which), by each of the graders in
`peers.txt`, by this one, and by a bare process (`peer_commands.py` has what is typed). Each peer is
installed in an environment of its own below a scratch folder. All are held to one core, and one is
measured after the other, in turn. What a peer says that it graded is read from its own result each
time: less than 20 passed checks of a submission is no measurement.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench import peer_files, workload
from tests.bench.figures import HISTORY, figures, keep, measure, ratios, table
from tests.bench.meter import Meter, Taken, meter
from tests.bench.peer_commands import PEERS, Floor, Ours, Peer, Useless
from tests.bench.ways import Row

PINNED = Path(__file__).with_suffix(".txt")
LONGEST = 300  # seconds for installing a peer
GOALS = {"nbgrader": 4.0, "otter-grader": 12.0, "pytest": 1.3}  # times as fast, a class on one core


def pinned() -> dict[str, list[str]]:
    """What is installed for each peer, by its name: the first requirement of its line."""
    lines = [line.split() for line in PINNED.read_text(encoding="utf-8").splitlines()
             if not line.startswith("#")]
    return {line[0].partition("==")[0]: line for line in lines}


def install(needs: Sequence[str], to: Path) -> None:
    """Make an environment, where it is not there from before; raises Useless where it cannot be."""
    made = to / "made"
    if made.exists() and made.read_text("utf-8").split() == list(needs):
        return
    shutil.rmtree(to, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", to], check=True, capture_output=True)
    try:
        ran = subprocess.run(
            [to / "bin" / "python", "-m", "pip", "install", "-q", "--disable-pip-version-check",
             *needs], check=False, capture_output=True, text=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        raise Useless(f"not installed after {LONGEST} s") from None
    if ran.returncode:
        print(ran.stderr, file=sys.stderr)  # which may name a host: not what is kept
        raise Useless("pip could not install it")
    made.write_text(" ".join(needs), "utf-8")


def ready(scratch: Path, submissions: Path, measuring: Meter, core: set[int]
          ) -> tuple[list[Peer], dict[str, str]]:
    """All that can grade, each tried on a submission; and of the others, why not."""
    checks, found, left_out = peer_files.checks(), [], {}
    first = min(path.name for path in submissions.iterdir())
    for kind in (Floor, *PEERS, Ours):
        home, environment = scratch / "work" / kind.name, scratch / "environments" / kind.name
        home.mkdir(parents=True)
        peer = kind(home, environment, submissions)
        try:
            if kind in PEERS:
                print(f"{kind.name}: installing, unless it is there", file=sys.stderr)
                install(pinned()[kind.name], environment)
            peer.prepare(checks)
            peer.take(measuring, [first], core, len(checks))
            found.append(peer)
        except Useless as why:
            if kind is Floor:
                raise
            left_out[kind.name] = str(why)
    return found, left_out


def rows(peers: Sequence[Peer], measuring: Meter, names: Sequence[str], many: int) -> list[Row]:
    """One submission and a class, by each on one core, and by ours on all."""
    all = set(os.sched_getaffinity(0))

    def row(peer: Peer, title: str, whom: Sequence[str], jobs: int, against: str) -> Row:
        cores = set(sorted(all)[:jobs])

        def way() -> Taken:
            if isinstance(peer, Ours):
                peer.jobs = jobs
            return peer.take(measuring, whom, cores, many)

        return Row(title, way, "" if title == against else against)

    found = []
    for whom, what in ((names[:1], ""), (names, f", of {len(names)}")):
        for peer in peers:
            found.append(row(peer, peer.name + what, whom, 1, f"{Floor.name}{what}"))
            if isinstance(peer, Ours) and len(all) > 1:
                found.append(row(peer, f"{peer.name} on all{what}", whom, len(all),
                                 f"{Floor.name}{what}"))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Install, measure, print, and add a line to the history."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.peers", description=__doc__)
    parser.add_argument("-n", type=int, default=20, help="submissions in the class")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scratch", type=Path, help="keep the environments in this folder")
    parser.add_argument("--history", type=Path, default=HISTORY)
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    with meter() as measuring, tempfile.TemporaryDirectory(prefix="micrograde-") as folder:
        scratch = options.scratch or Path(folder)
        shutil.rmtree(scratch / "work", ignore_errors=True)
        story = workload.story(workload.BASE, Path(folder) / "story")
        submissions = scratch.resolve() / "work" / "submissions"
        names = [each.name for each in workload.copies(story, submissions, options.n)]
        core = {min(os.sched_getaffinity(0))}
        peers, left_out = ready(scratch.resolve(), submissions, measuring, core)
        chosen = peer_files.chosen()
        lines = rows(peers, measuring, names, len(chosen))
        taken = measure(lines, options.rounds, warmed=True)
        whole = measuring.whole
    found = figures(lines, taken)
    probes = sum(len(each["probes"]) for each in chosen)
    print(f"{len(chosen)} checks, {probes} probes; load {load:.1f} before; "
          f"{options.rounds} rounds, a class of {options.n}\n\n{table(found)}\n")
    isolates = {peer.name: peer.isolates for peer in peers}
    for name, what in isolates.items():
        print(f"{name:20} isolates {what}")
    for name, why in left_out.items():
        print(f"{name:20} left out: {why}")
    faster = {}
    for name, goal in GOALS.items():
        one, ours = (f"{each}, of {options.n}" for each in (name, Ours.name))
        if one in taken and ours in taken:
            faster[name] = {kind: [round(ratio, 2) for ratio in ratios(
                taken[one], taken[ours], kind)] for kind in ("wall", "cpu")}
            print(f"a class on one core, times as fast as {name}: "
                  f"{statistics.median(faster[name]['wall']):.1f} on the wall, "
                  f"{statistics.median(faster[name]['cpu']):.1f} by CPU (asked for {goal:g})")
    keep(options.history, load=round(load, 1), **{"class": options.n}, rounds=options.rounds,
         whole_cpu=whole, peers={name: pinned().get(name, []) for name in isolates},
         isolates=isolates, left_out=left_out, faster=faster, figures=found)


if __name__ == "__main__":
    main()
