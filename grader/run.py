"""The command that grades: what is there already, what is left to do, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .bar import Bar
from .batch import Hire, grade_entries
from .errors import OperatorError
from .grade import Setting
from .intake import find
from .ledger import Entry, Job, Kept, alone, grader_key, kept, survey
from .overview import write_overview
from .records import Scorecard
from .report.folder import folder_names
from .report.terminal import score_line
from .report.words import count


@dataclass(frozen=True)
class Said:
    """How to say what, and what is said before anything else."""

    say: Callable[[str], None]
    complain: Callable[[str], None]
    show: Callable[[Scorecard], None]
    notice: str = ""


def run(paths: Sequence[Path], setting: Setting, out: Path, said: Said, *, jobs: int,
        again: bool = False, fail_under: float | None = None, cluster: str | None = None) -> int:
    """Grade what is at the paths and is not graded yet; returns the exit status.

    One submission alone is always graded; so is everything where `again` says so. `jobs` at a time
    on this machine, or as a `cluster` can take them.
    """
    for path in paths:
        if not path.exists():
            raise OperatorError(f"there is nothing at {path}",
                                "make grade S=path, with the path of a submission or a folder of "
                                "them")
    if said.notice:
        said.say(said.notice)
    found = find(paths, setting.course.sheet.modules)
    folders = folder_names([name for name, _ in found])
    all_jobs = [Job(name, path, out / folder)
                for (name, path), folder in zip(found, folders, strict=True)]
    with alone(out):
        if len(all_jobs) == 1:
            return _one(all_jobs, setting, out, said, cluster, fail_under)
        return _many(all_jobs, setting, out, said, jobs, cluster, again, fail_under)


def _hire(cluster: str | None, tell: Callable[[str], None]) -> Hire | None:
    if cluster is None:
        return None
    from .cluster import hire

    return lambda setting: hire(cluster, setting, tell)


def _one(jobs: Sequence[Job], setting: Setting, out: Path, said: Said,
         cluster: str | None, fail_under: float | None) -> int:
    hire = _hire(cluster, said.complain)
    [done] = grade_entries(list(survey(jobs, setting)), setting, 1, hire)
    write_overview(out)
    said.show(done.card)
    said.say(f"report: {done.job.folder / 'report.html'}")
    if done.fault:
        said.complain(f"the grader failed on {done.job.name}: {done.fault}")
    said.say(score_line(done.card))
    return _status([done.fault] if done.fault else [], [_percent(done.card)], fail_under)


def _many(jobs: Sequence[Job], setting: Setting, out: Path, said: Said, processes: int,
          cluster: str | None, again: bool, fail_under: float | None) -> int:
    entries, before = _left(jobs, setting, again)
    if before:
        said.say(f"{count(len(before), 'submission')} graded before and unchanged "
                 "(--regrade grades them again)")
    shares = [_share(one.score, one.max_score) for one in before]
    faults: list[str] = []
    ended = 0
    try:
        with Bar(len(entries), said.say, said.complain) as bar:
            hire = _hire(cluster, bar.complain)
            for done in grade_entries(entries, setting, processes, hire):
                ended += 1
                shares.append(_percent(done.card))
                if done.fault:
                    faults.append(f"the grader failed on {done.job.name}: {done.fault}")
                bar.tell(done)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_stopped(len(before) + ended, len(jobs))) from None
    finally:  # what was graded is kept, even if somebody stops it half-way
        if before or ended:
            write_overview(out)
    for fault in faults:
        said.complain(fault)
    said.say(f"{count(ended, 'submission')} graded: {out / 'index.html'}, {out / 'scores.csv'}")
    return _status(faults, shares, fail_under)


def _left(jobs: Sequence[Job], setting: Setting, again: bool) -> tuple[list[Entry], list[Kept]]:
    """What is to be graded, and what is there already."""
    grader = grader_key(setting)
    left: list[Entry] = []
    before: list[Kept] = []
    for entry in survey(jobs, setting):
        there = None if again else kept(entry, grader)
        if there is None:
            left.append(entry)
        else:
            before.append(there)
    return left, before


def _stopped(graded: int, all: int) -> str:
    if not graded:
        return "stopped"
    return (f"stopped; {graded} of {all} are graded, and stay so\n"
            "  next: the same command, which goes on from there")


def _status(faults: Sequence[str], shares: Sequence[float], fail_under: float | None) -> int:
    if faults:
        return 3
    return 1 if fail_under is not None and any(share < fail_under for share in shares) else 0


def _percent(card: Scorecard) -> float:
    return _share(card.score or 0.0, card.max_score)


def _share(score: float, most: float) -> float:
    return 100 * score / most if most else 0.0
