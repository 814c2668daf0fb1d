"""The command that grades: what is there already, what is left to do, and what is said of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from .bar import Bar
from .batch import Hire, grade_entries
from .decided import (
    Hand,
    canvas_ids,
    keep_arrivals,
    named,
    refuse_replacing,
    told_of_class,
)
from .errors import OperatorError
from .filetree import one_line
from .grade import Setting
from .ledger import Entry, Job, Kept, alone, grader_key, kept, sources, survey
from .overview import write_overview
from .platforms.download import NAME, Collected, Found, collected
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


@dataclass(frozen=True)
class Wanted:
    """How to go about it."""

    jobs: int = 1  # at a time, on this machine
    again: bool = False  # what is graded already, too
    ours: bool = False  # what is graded is the project's own, and may take anybody's place
    fail_under: float | None = None
    pattern: str | None = None  # of a house's own names
    name: str | None = None  # whose the one submission at the path is, whatever is in it
    cluster: str | None = None  # what takes the work, in the place of processes here
    by: Hand = field(default_factory=Hand)


def run(paths: Sequence[Path], setting: Setting, out: Path, said: Said, wanted: Wanted) -> int:
    """Grade what is at the paths and is not graded yet; returns the exit status.

    One submission alone is always graded; so is everything where that is wanted `again`.
    """
    for path in paths:
        if not path.exists():
            raise OperatorError(f"there is nothing at {path}",
                                "make grade S=path, with the path of a submission or a folder of "
                                "them")
    if said.notice:
        said.say(said.notice)
    with alone(out), _found(paths, setting, wanted) as all:
        for notice in all.notices:
            said.complain(notice)
        folders = folder_names([one.key for one in all.found])
        jobs = [Job(one.name, one.path, out / folder, one.source)
                for one, folder in zip(named(all.found, wanted.by.roster), folders, strict=True)]
        for job in jobs:
            if job.folder.exists() and not job.folder.is_dir():
                raise OperatorError(f"{job.folder} is a file, where a folder of reports has to go",
                                    "move it away, or the same command with --out and another "
                                    "folder (make: OUT=folder)")
        if not wanted.again and not wanted.ours:
            refuse_replacing(all.found, [job.folder for job in jobs], sources(out),
                             wanted.by.roster)
        keep_arrivals(all.found, [job.folder for job in jobs])
        return (_one if len(jobs) == 1 else _many)(jobs, setting, out, said, wanted)


def _found(
    paths: Sequence[Path], setting: Setting, wanted: Wanted
) -> AbstractContextManager[Collected]:
    if wanted.name is not None:  # a name of a student's own making is no platform's
        name = one_line(wanted.name, NAME) or "?"
        return nullcontext(Collected((Found(name, name, paths[0], None,
                                            os.path.abspath(paths[0])),)))
    return collected(paths, setting.course.sheet.modules, wanted.pattern,
                     canvas_ids(wanted.by.roster), wanted.by.roster is not None)


def _hire(cluster: str | None, tell: Callable[[str], None]) -> Hire | None:
    if cluster is None:
        return None
    from .cluster import hire

    return lambda setting: hire(cluster, setting, tell)


def _one(jobs: Sequence[Job], setting: Setting, out: Path, said: Said, wanted: Wanted) -> int:
    hire = _hire(wanted.cluster, said.complain)
    [done] = grade_entries(list(survey(jobs, setting)), setting, 1, hire)
    for line in told_of_class(write_overview(out, wanted.by)):
        said.say(line)
    said.show(done.card)
    said.say(f"report: {done.job.folder / 'report.html'}")
    if done.fault:
        said.complain(f"the grader failed on {done.job.name}: {done.fault}")
    said.say(score_line(done.card))
    return _status([done.fault] if done.fault else [], [_percent(done.card)],
                   wanted.fail_under)


def _many(jobs: Sequence[Job], setting: Setting, out: Path, said: Said, wanted: Wanted) -> int:
    entries, before = _left(jobs, setting, wanted.again)
    if before:
        said.say(f"{count(len(before), 'submission')} graded before and unchanged "
                 "(--regrade grades them again)")
    shares = [_share(one.score, one.max_score) for one in before]
    faults: list[str] = []
    ended = 0
    try:
        with Bar(len(entries), said.say, said.complain) as bar:
            hire = _hire(wanted.cluster, bar.complain)
            for done in grade_entries(entries, setting, wanted.jobs, hire):
                ended += 1
                shares.append(_percent(done.card))
                if done.fault:
                    faults.append(f"the grader failed on {done.job.name}: {done.fault}")
                bar.tell(done)
    except KeyboardInterrupt:
        raise KeyboardInterrupt(_stopped(len(before) + ended, len(jobs))) from None
    finally:  # what was graded is kept, even if somebody stops it half-way
        found = write_overview(out, wanted.by) if before or ended else []
    for line in told_of_class(found):
        said.say(line)
    for fault in faults:
        said.complain(fault)
    said.say(f"{count(ended, 'submission')} graded: {out / 'index.html'}, {out / 'scores.csv'}")
    return _status(faults, shares, wanted.fail_under)


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
