"""Working out what known mistakes answer, which `make known` writes down.

A misconception is a patch of the reference, and the patched reference is asked what a submission
is asked, in the same way, in each manner of writing it. `compose` asks for several at once, as it
is needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

from .apart import Apart, Asker, wrong_key
from .course import Course
from .fingerprint import Marks, marks
from .grade import References, Setting, _worker, reference_results
from .interview import Interview
from .judge import Rule, judge
from .known import (
    ANY,
    AS_RIGHT,
    Allowed,
    Expectation,
    check_keys,
    closures,
    patch_key,
    reach,
    read_marks,
    sources_of,
    united,
    write_marks,
)
from .manners import read_manners, steady, styled
from .misconceptions import DoesNotFit, Misconception, Patch, apply, read_misconceptions
from .records import Submission
from .suite import Check

# What never ends should end soon; the longest check takes a fraction of a second.
SECONDS = {"import_seconds": 5, "check_seconds": 2, "total_seconds": 25}


class Learner:
    """Asks patched references; made from a session in which the reference answered itself."""

    def __init__(
        self, course: Course, checks: Sequence[Check], rules: Mapping[str, Rule],
        references: References,
    ) -> None:
        limits = replace(course.sheet.limits, **SECONDS)
        quick = replace(course, sheet=replace(course.sheet, limits=limits))
        self._setting = Setting(quick, "plain")
        self.course, self._rules, self._references = course, rules, references
        self._modules = {part.id: part.module for part in course.sheet.parts}
        self.sources = sources_of(course)
        self.imports = closures(self.sources)
        self.checks = {check.id: check for check in checks if check.id in rules}
        self.manners = read_manners(course)
        self.misconceptions = {each.id: each for each in read_misconceptions(course)
                               if all(patch.module in self.sources for patch in each.patches)}

    def touched(self, modules: Collection[str]) -> list[str]:
        """The checks whose probes run one of these modules."""
        return [id for id, check in self.checks.items()
                if not reach(check, self.imports).isdisjoint(modules)]

    def ask(self, sources: Mapping[str, str], ids: Iterable[str]) -> dict[str, Marks]:
        """The marks that these modules leave on the checks, asked as a submission is."""
        files = {f"{module}.py": source.encode() for module, source in sources.items()}
        student = _worker(Submission("patched", "", "folder", files), self._setting, bonus=False,
                          carrier="plain")
        interview = Interview(student, self._references.answerers[False],
                              self._setting.course.sheet.limits)
        checks = [self.checks[id] for id in ids]
        found: dict[str, Marks] = {}
        try:
            for hidden in (False, True):
                mine = [check for check in checks if check.hidden == hidden]
                interview.ask(mine)
                for check in mine:
                    found[check.id] = self._settled(interview, check)
        finally:
            student.close()
        return found

    def _settled(self, interview: Interview, check: Check) -> Marks:
        rule, states = self._rules[check.id], interview.loaded.states
        right = interview.expected(check)
        replies = interview.replies(check)
        if judge(check.probes, replies, right, states=states, through=rule.through,
                 rel=rule.rel) is not None:
            replies = interview.final_replies(check)
        return marks(check.probes, replies, right, rule, states)

    def allowed(
        self, patches: Sequence[Patch], ids: Sequence[str]
    ) -> dict[str, tuple[Allowed, ...]]:
        """What the reference with these patches may leave on the checks, over all manners."""
        modules = {patch.module for patch in patches}
        touched = [id for id in self.touched(modules) if id in set(ids)]
        wrong = apply(self.sources, patches)
        seen: dict[tuple[str, ...], dict[str, Marks]] = {}

        def asked(styles: Sequence[Patch]) -> dict[str, Marks]:
            fitting, sources = styled(wrong, styles)
            if fitting not in seen:
                seen[fitting] = self.ask(sources, touched)
            return seen[fitting]

        each = [[asked(styles) for styles in manner.variants] for manner in self.manners]
        return {id: united([steady([one[id] for one in alike]) for alike in each])
                for id in touched}

    def carried(
        self, misconception: Misconception, answers: Expectation, order: Mapping[str, int],
        known: Mapping[str, Expectation],
    ) -> list[str]:
        """The later checks of the same module in which all later known mistakes change something.

        On top of this misconception: a check that comes out alike whatever the code of later parts
        does can say nothing of it. What the check does not find on a right engine does not count.
        """
        own = {patch.module for patch in misconception.patches}
        fit = [id for id, each in answers.items() if order[self.checks[id].part]
               > order[misconception.part] and each != (AS_RIGHT,) * len(each)
               and self._modules[self.checks[id].part] in own
               and all(_is_value(may) for may in each)]
        left = set(fit)
        for other in self.misconceptions.values():
            asked = [id for id in fit if id in left and id in known.get(other.id, {})
                     and order[misconception.part] < order[other.part]]
            if asked:
                left -= self._alike(misconception, other.patches, answers, asked)
        return [id for id in fit if id in left]

    def _alike(
        self, misconception: Misconception, patches: Sequence[Patch], answers: Expectation,
        ids: Sequence[str],
    ) -> set[str]:
        try:
            sources = apply(apply(self.sources, misconception.patches), patches)
        except DoesNotFit:
            return set()
        return _same(self.ask(sources, ids), answers)

    @contextmanager
    def asker(self) -> Iterator[Asker]:
        """Somebody to ask for other modules, until this ends."""
        asker = Asker(self.course, self.checks, self._rules, self._references)
        try:
            yield asker
        finally:
            asker.close()


def _is_value(may: Allowed) -> bool:
    return ANY not in may and not any(mark.startswith("~") for mark in may)


def _same(asked: Mapping[str, Marks], answers: Expectation) -> set[str]:
    return {id for id, each in asked.items()
            if all(mark in may for mark, may in zip(each, answers[id], strict=True))}


# --- the file ----------------------------------------------------------------------------------

_learner: Learner | None = None  # of this process and those forked from it
_apart: Apart | None = None
_known: dict[str, Expectation] = {}


def learn(
    course: Course, before: Mapping[str, Any], processes: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """The content of `known.json`, of which `before` is kept where nothing has changed."""
    global _learner, _apart
    setting = Setting(course, "plain")
    references = References(setting)
    try:
        checks, rules = reference_results(setting, references)
        _learner = learner = Learner(course, checks, rules, references)
        _apart = Apart(course, learner.checks)
    finally:
        references.close()
    keys = check_keys(course, list(learner.checks.values()))
    fresh = {id for id, key in keys.items() if before.get("checks", {}).get(id) == key}
    old = before.get("misconceptions", {})
    patches = {each.id: patch_key(each) for each in learner.misconceptions.values()}
    kept = {id: old[id] for id, key in patches.items() if id in old and old[id]["patch"] == key}
    jobs = [(id, [check for check in keys if check not in fresh or id not in kept])
            for id in learner.misconceptions]
    answers: dict[str, dict[str, tuple[Allowed, ...]]] = {
        id: {check: read_marks(text) for check, text in kept[id]["answers"].items()
             if check in fresh} if id in kept else {} for id in learner.misconceptions}
    todo = [job for job in jobs if job[1]]
    for done, (id, found) in enumerate(_spread(_ask_one, todo, processes), 1):
        answers[id] |= {check: each for check, each in found.items()
                        if each != (AS_RIGHT,) * len(each)}
        if done % 20 == 0 or done == len(todo):
            say(f"asked {done} of {len(todo)} known mistakes")
    _known.clear()
    _known.update(answers)
    # What is carried hangs on every patch, and on the checks in which a mistake has a say.
    same = set(kept) == set(old) == set(learner.misconceptions)
    settled = fresh if same and before.get("wrong") == wrong_key(course) else set()
    carried: dict[str, list[str]] = {
        id: [check for check in old[id]["carried"] if check in settled] if id in kept else []
        for id in learner.misconceptions}
    right: dict[str, dict[str, tuple[Allowed, ...]]] = {
        id: {check: read_marks(text) for check, text in old[id].get("right", {}).items()
             if check in settled} if id in kept else {} for id in learner.misconceptions}
    again = [(id, sorted(set(answers[id]) - settled)) for id in learner.misconceptions]
    again = [job for job in again if job[1]]
    for id, more, told in _counted(_spread(_carry_one, again, processes), len(again), say):
        carried[id] += [*more, *told]
        right[id] |= told
    return {
        "checks": keys,
        "wrong": wrong_key(course),
        "imports": {module: sorted(names) for module, names in learner.imports.items()},
        "misconceptions": {
            id: _entry(each, answers[id], carried[id], right[id], list(keys), patches[id])
            for id, each in learner.misconceptions.items()},
    }


def _entry(
    each: Misconception, answers: Expectation, carried: Sequence[str], right: Expectation,
    order: Sequence[str], key: str,
) -> dict[str, Any]:
    return {
        "part": each.part, "title": each.title, "belief": each.belief,
        "experiment": each.experiment, "patch": key,
        "modules": sorted({patch.module for patch in each.patches}),
        "answers": {id: write_marks(answers[id]) for id in order if id in answers},
        "carried": [id for id in order if id in carried],
        "right": {id: write_marks(right[id]) for id in order if id in right},
    }


def _spread(work: Callable[[Any], Any], jobs: Sequence[Any], processes: int) -> Iterator[Any]:
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        yield from pool.map(work, jobs)


def _counted(results: Iterator[Any], total: int, say: Callable[[str], None]) -> Iterator[Any]:
    for done, result in enumerate(results, 1):
        yield result
        if done % 20 == 0 or done == total:
            say(f"worked out for {done} of {total} what can be carried forward")


def _ask_one(job: tuple[str, list[str]]) -> tuple[str, dict[str, tuple[Allowed, ...]]]:
    assert _learner is not None
    id, checks = job
    return id, _learner.allowed(_learner.misconceptions[id].patches, checks)


def _carry_one(
    job: tuple[str, list[str]]
) -> tuple[str, list[str], dict[str, tuple[Allowed, ...]]]:
    assert _learner is not None and _apart is not None
    id, checks = job
    order = {part.id: number for number, part in enumerate(_learner.course.sheet.parts)}
    answers = {check: _known[id][check] for check in checks}
    misconception = _learner.misconceptions[id]
    with _learner.asker() as asker:
        return (id, _learner.carried(misconception, answers, order, _known),
                _apart.told(misconception, checks, asker))
