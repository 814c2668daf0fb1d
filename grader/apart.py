"""Which later checks tell right code from wrong on top of a known mistake, for `make known`.

Wrong code is what the catalogue has of that module, what `reference/variations.toml` has besides,
and every slip (`slips.py`): of it all that fails the check on a right engine. A check is told apart
if none of that answers it as right code may on top of the mistake, in each manner of writing both.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from .compose import SECONDS, loading, quick_worker
from .course import Course
from .fingerprint import RIGHT, UNKNOWN, Marks, marks
from .grade import References
from .judge import Rule
from .known import AS_RIGHT, Allowed, closures, sources_of, united
from .manners import Manner, read_manners, styled
from .misconceptions import DoesNotFit, Misconception, Patch, apply, read_misconceptions
from .observe import Group
from .records import Observation, Raised
from .slips import slips
from .suite import Check

FORM = b"2"  # another one where other slips are made, or something else is asked of them
AT_ONCE = 24  # questions after which is looked whether more has to be asked
VARIATIONS = "variations.toml"

Sources: TypeAlias = "Mapping[str, str]"


def wrong_key(course: Course) -> str:
    """A digest of what is tried besides the catalogue, and of how it is."""
    path = course.home / "reference" / VARIATIONS
    return hashlib.sha256(FORM + (path.read_bytes() if path.exists() else b"")).hexdigest()[:16]


def _patches(course: Course, kind: str) -> list[tuple[Patch, ...]]:
    """The patches of `reference/variations.toml` of this kind; none where there is no such file."""
    path = course.home / "reference" / VARIATIONS
    data = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return [(Patch(each["id"], each["module"], each["before"], each["after"]),)
            for each in data.get(kind, [])]


class Asker:
    """One worker with the right reference, whose forks load other modules; `close` it at the end.

    As a mistake is asked for while a submission is graded (`compose.py`).
    """

    def __init__(self, course: Course, checks: Mapping[str, Check], rules: Mapping[str, Rule],
                 references: References) -> None:
        self._checks, self._rules, self._references = checks, rules, references
        self._seconds = course.sheet.limits.check_seconds
        self._right = sources_of(course)
        self._imports = closures(self._right)
        self._worker = quick_worker(course)

    def close(self) -> None:
        """End the worker."""
        self._worker.close()

    def ask(self, questions: Sequence[tuple[Sources, str]]) -> list[Marks]:
        """What these modules leave on a check, each; where one raises, it is left UNKNOWN."""
        groups = [Group((loading(sources, self._right, self._imports, self._checks[id]),
                         *self._checks[id].probes), SECONDS["check_seconds"])
                  for sources, id in questions]
        found = []
        for (_, id), replies in zip(questions, self._worker.answer(groups), strict=True):
            check = self._checks[id]
            [right] = self._references.answerers[False].answer(
                [Group(check.probes, self._seconds)])
            these = marks(check.probes, replies[1:], right, self._rules[id], {})
            found.append(tuple(
                UNKNOWN if isinstance(reply, Observation) and any(
                    isinstance(answer, Raised) for answer in reply.answers) else mark
                for mark, reply in zip(these, replies[1:], strict=True)))
        return found


class Apart:
    """Looks for later checks that tell right code from wrong; made from the course alone."""

    def __init__(self, course: Course, checks: Mapping[str, Check]) -> None:
        self._sources = sources_of(course)
        self._checks = checks
        self._modules = {part.id: part.module for part in course.sheet.parts}
        self._order = {part.id: number for number, part in enumerate(course.sheet.parts)}
        self._imports = closures(self._sources)
        self._manners = [*read_manners(course),
                         *(Manner(patches, ()) for patches in _patches(course, "writing"))]
        self._patches = [*(each.patches for each in read_misconceptions(course)),
                         *_patches(course, "variation")]
        self._wrong: dict[tuple[str, str], list[str]] = {}  # by module and its right source
        self._fails: dict[tuple[str, str], bool] = {}  # by wrong source and check

    def told(
        self, misconception: Misconception, ids: Iterable[str], asker: Asker
    ) -> dict[str, tuple[Allowed, ...]]:
        """Of these checks, those of later modules that tell right code from wrong on top of it.

        With what right code may leave on each.
        """
        own = {patch.module for patch in misconception.patches}
        modules = {id: self._modules[self._checks[id].part] for id in ids}
        left = [id for id, module in modules.items() if module not in own
                and self._order[self._checks[id].part] > self._order[misconception.part]]
        wrong = apply(self._sources, misconception.patches)
        first: dict[tuple[str, Marks], Sources] = {}  # by check, and by what right code leaves
        for styles, noise in self._writings(own):
            written: Sources = styled(wrong, styles)[1]
            noisy = [styled(wrong, each)[1] for each in noise]
            asked = asker.ask([(each, id) for id in left for each in (written, *noisy)])
            size, kept = 1 + len(noisy), []
            for at, id in enumerate(left):
                each, *others = asked[at * size : (at + 1) * size]
                if _are_values(each) and all(other == each for other in others):
                    first.setdefault((id, each), written)
                    kept.append(id)
            left = kept
        right = {id: united([[frozenset({mark}) for mark in each]
                             for one, each in first if one == id]) for id in left}
        for (id, _), written in first.items():
            if id in right and self._one_is_alike(written, modules[id], id, right[id], asker):
                del right[id]
        return {id: may for id, may in right.items() if may != (AS_RIGHT,) * len(may)}

    def _writings(
        self, own: Collection[str]
    ) -> Iterator[tuple[Sequence[Patch], list[Sequence[Patch]]]]:
        """How right code may be written, each with what must change nothing there.

        What is noise in the modules that the mistake runs on is another way to write later ones.
        """
        below = frozenset().union(*(self._imports[module] for module in own))
        for manner in self._manners:
            low = [[one for one in noise if one.module in below] for noise in manner.noise]
            yield manner.styles, [(*noise, *manner.styles) for noise in low if noise]
            for noise in manner.noise:
                if high := [one for one in noise if one.module not in below]:
                    yield (*high, *manner.styles), []

    def _one_is_alike(self, written: Sources, module: str, id: str, may: Sequence[Allowed],
                      asker: Asker) -> bool:
        """Whether a wrong version of a module answers a check as right code may."""
        key = module, written[module]
        if key not in self._wrong:
            self._wrong[key] = self._versions(*key)
        versions = self._wrong[key]
        for start in range(0, len(versions), AT_ONCE):
            some = self._failing(module, versions[start : start + AT_ONCE], id, asker)
            asked = asker.ask([({**written, module: source}, id) for source in some])
            for source, each in zip(some, asked, strict=True):
                if _fits(each, may):
                    versions.remove(source)  # it may well be like right code again
                    versions.insert(0, source)
                    return True
        return False

    def _failing(self, module: str, versions: Sequence[str], id: str, asker: Asker) -> list[str]:
        """Those that fail a check on a right engine, by values and not by silence."""
        new = [source for source in versions if (source, id) not in self._fails]
        asked = asker.ask([({**self._sources, module: source}, id) for source in new])
        for source, each in zip(new, asked, strict=True):
            self._fails[source, id] = _are_values(each) and any(mark != RIGHT for mark in each)
        return [source for source in versions if self._fails[source, id]]

    def _versions(self, module: str, right: str) -> list[str]:
        """All wrong versions of a module."""
        known = []
        for patches in self._patches:
            if {patch.module for patch in patches} == {module}:
                try:
                    known.append(apply({**self._sources, module: right}, patches)[module])
                except DoesNotFit:
                    continue
        return list(dict.fromkeys([*known, *slips(right)]))


def _are_values(each: Marks) -> bool:
    return all(mark != UNKNOWN and not mark.startswith("~") for mark in each)


def _fits(each: Marks, may: Sequence[Allowed]) -> bool:
    return any(mark != RIGHT for mark in each) and all(
        mark in one for mark, one in zip(each, may, strict=True))
