"""Grade wrong submissions and see which mistakes are named: for the tests of diagnosis.

`PYTHONPATH=. python tests/project/finding.py` prints the figures of `docs/diagnosis.md`; with
`--keep FILE` it goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import grading
from grading import Bench
from transplants import read_transplants
from verdicts import unshrunk

from grader.course import Course
from grader.misconceptions import Misconception, apply, read_misconceptions
from grader.records import Scorecard, Submission


@dataclass(frozen=True)
class Case:
    """One wrong submission, and the misconceptions that should be named."""

    name: str
    ids: tuple[str, ...]
    files: Mapping[str, bytes]

    @property
    def submission(self) -> Submission:
        return Submission(self.name, "", "folder", self.files)


@dataclass(frozen=True)
class Seen:
    """What was named: id -> confidence, in the order of the report."""

    case: Case
    named: Mapping[str, str]
    card: Scorecard

    @property
    def first(self) -> bool:
        """Whether the only mistake is named first, and certain."""
        return list(self.named.items())[:1] == [(self.case.ids[0], "certain")]

    @property
    def all_named(self) -> bool:
        return set(self.case.ids) <= set(self.named)


def sources_of(course: Course) -> dict[str, bytes]:
    """The reference's modules that students write: file -> source."""
    assert course.reference is not None
    return {f"{name}.py": course.reference.files[f"{name}.py"] for name in course.sheet.modules}


def of_the_reference(course: Course) -> list[Case]:
    """Every misconception of the main parts, alone, as a patch of the reference."""
    return [Case(each.id, (each.id,), apply(sources_of(course), each.patches))
            for each in main_parts(course)]


def of_stories() -> list[Case]:
    """Every transplant."""
    return [Case(each.name, (each.misconception,), each.files()) for each in read_transplants()]


def main_parts(course: Course) -> list[Misconception]:
    """The catalogue without the bonus."""
    bonus = {part.id for part in course.sheet.parts if part.bonus}
    return [each for each in read_misconceptions(course) if each.part not in bonus]


def see(case: Case, bench: Bench) -> Seen:
    card = bench.grade(case.submission)
    return Seen(case, {each.id: each.confidence for each in card.diagnoses}, card)


_bench: Bench | None = None


def _see(case: Case) -> Seen:
    assert _bench is not None
    return see(case, _bench)


def see_all(cases: Sequence[Case], bench: Bench, processes: int = 2) -> Iterator[Seen]:
    """All cases, by so many processes, in their order."""
    global _bench
    _bench = bench
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield from pool.map(_see, cases)


def kept_of(keep: Path | None) -> dict[str, dict[str, str]]:
    """What a run before has found: the name of a case -> what was named."""
    if keep is None or not keep.exists():
        return {}
    return dict(json.loads(line) for line in keep.read_text(encoding="utf-8").splitlines())


def how(case: Case, named: Mapping[str, str]) -> str:
    """In a word, how well it was found."""
    if list(named.items()) == [(id, "certain") for id in case.ids]:
        return "certain"
    others = {confidence for id, confidence in named.items() if id not in case.ids}
    if "certain" in others:
        return "another certain"
    return "none" if not named else "probable" if set(case.ids) <= set(named) else "another"


def main() -> None:
    parser = argparse.ArgumentParser(description="print which mistakes are named")
    parser.add_argument("which", nargs="?", default="", help="reference or stories; else both")
    parser.add_argument("--keep", type=Path, help="a file to go on from (delete it after changes)")
    parser.add_argument("--every", type=int, default=1, help="only each so manieth case")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    kept = kept_of(options.keep)
    with unshrunk(), grading.bench() as bench:
        for title, cases in (("of the reference", of_the_reference(bench.course)),
                             ("of stories", of_stories())):
            if options.which not in title:
                continue
            cases = cases[:: options.every]
            new = [case for case in cases if case.name not in kept]
            for seen in see_all(new, bench, options.processes):
                kept[seen.case.name] = dict(seen.named)
                if options.keep:
                    with options.keep.open("a", encoding="utf-8") as file:
                        print(json.dumps([seen.case.name, dict(seen.named)]), file=file)
            for case in cases:
                if how(case, kept[case.name]) != "certain":
                    print(f"{case.name}: {how(case, kept[case.name])}: {kept[case.name]}")
            counts = Counter(how(case, kept[case.name]) for case in cases)
            print(f"{title}: {len(cases)} cases, {dict(counts)}", flush=True)


if __name__ == "__main__":
    main()
