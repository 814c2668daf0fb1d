"""Grade wrong submissions and see which mistakes are named: for the tests of diagnosis.

`PYTHONPATH=. python tests/project/finding.py` prints the figures of `docs/diagnosis.md`; with
`--keep FILE` it goes on where it was stopped.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import grading
from grading import Bench, read_toml
from transplants import Transplant, patched, read_transplants, story_files
from verdicts import unshrunk

from grader.course import Course
from grader.misconceptions import DoesNotFit, Misconception, apply, read_misconceptions
from grader.records import Scorecard, Submission

SEED = 20261125


@dataclass(frozen=True)
class Case:
    """One wrong submission, and the misconceptions that should be named."""

    name: str
    ids: tuple[str, ...]
    files: Mapping[str, bytes]
    alone: tuple[Mapping[str, bytes], ...] = ()  # of two mistakes, the files with just one of them

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


def of_pairs(course: Course, many: int = 60) -> list[Case]:
    """Pairs of mistakes that go together in one submission: a third in the reference, the others in
    stories of other styles. What is done by hand on paper is left out, and what is not certain even
    where it is alone."""
    rng = random.Random(SEED)
    unsure = read_toml(grading.HERE / "diagnosis.toml")["not_certain"]
    catalogue = [each for each in main_parts(course)
                 if each.part not in ("1.1", "1.2") and each.id not in unsure]
    moved: dict[str, list[Transplant]] = {}
    for each in read_transplants():
        if each.misconception in {one.id for one in catalogue} and each.name not in unsure:
            moved.setdefault(each.story, []).append(each)
    found: dict[str, Case] = {}
    while len(found) < many:
        try:
            if len(found) % 3:
                story = rng.choice(sorted(moved))
                two = rng.sample(moved[story], 2)
                ids = tuple(each.misconception for each in two)
                right, patches = story_files(story), [each.patches for each in two]
                alone = tuple(patched(right, each, story) for each in patches)
                files = patched(right, [*patches[0], *patches[1]], story)
            else:
                story = "reference"
                both = rng.sample(catalogue, 2)
                ids = tuple(each.id for each in both)
                alone = tuple(apply(sources_of(course), each.patches) for each in both)
                files = apply(alone[0], both[1].patches)
        except (DoesNotFit, ValueError):
            continue
        name = f"{'+'.join(ids)}-in-{story}"
        found[name] = Case(name, ids, files, alone)
    return list(found.values())


def main_parts(course: Course) -> list[Misconception]:
    """The catalogue without the bonus."""
    bonus = {part.id for part in course.sheet.parts if part.bonus}
    return [each for each in read_misconceptions(course) if each.part not in bonus]


def both_show(seen: Seen, bench: Bench) -> bool:
    """Whether two mistakes fail checks otherwise than one of them: one may hide the other."""
    def told(card: Scorecard) -> list[tuple[object, ...]]:
        return [(check.id, check.outcome, check.message, check.rows) for check in card.checks]

    return all(told(bench.grade(Submission("alone", "", "folder", files))) != told(seen.card)
               for files in seen.case.alone)


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


Found = tuple[dict[str, str], bool]  # what was named, and whether all that is wrong shows


def kept_of(keep: Path | None) -> dict[str, Found]:
    """What a run before has found, by the names of cases."""
    if keep is None or not keep.exists():
        return {}
    lines = map(json.loads, keep.read_text(encoding="utf-8").splitlines())
    return {name: (named, shows) for name, named, shows in lines}


def how(case: Case, found: Found) -> str:
    """In a word, how well it was found."""
    named, shows = found
    if not shows:
        return "one hides the other"
    others = {confidence for id, confidence in named.items() if id not in case.ids}
    if "certain" in others:
        return "another certain"
    if not set(case.ids) <= set(named):
        return "another" if others else "one of them" if named else "none"
    return "certain" if set(named.values()) == {"certain"} else "probable"


def main() -> None:
    parser = argparse.ArgumentParser(description="print which mistakes are named")
    parser.add_argument("which", nargs="?", default="", help="reference, stories, pairs")
    parser.add_argument("--keep", type=Path, help="a file to go on from; delete it after changes")
    parser.add_argument("--every", type=int, default=1, help="only each so manieth case")
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    kept = kept_of(options.keep)
    with unshrunk(), grading.bench() as bench:
        for title, cases in (("of the reference", of_the_reference(bench.course)),
                             ("of stories", of_stories()), ("of pairs", of_pairs(bench.course))):
            if options.which not in title:
                continue
            cases = cases[:: options.every]
            new = [case for case in cases if case.name not in kept]
            for seen in see_all(new, bench, options.processes):
                found = dict(seen.named), both_show(seen, bench)
                kept[seen.case.name] = found
                if options.keep:
                    with options.keep.open("a", encoding="utf-8") as file:
                        print(json.dumps([seen.case.name, *found]), file=file)
            for case in cases:
                if how(case, kept[case.name]) != "certain":
                    print(f"{case.name}: {how(case, kept[case.name])}: {kept[case.name][0]}")
            counts = Counter(how(case, kept[case.name]) for case in cases)
            print(f"{title}: {len(cases)} cases, {dict(counts)}", flush=True)


if __name__ == "__main__":
    main()
