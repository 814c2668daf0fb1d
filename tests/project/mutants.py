"""Mutants of the model solution, each handed in as a submission; `make mutation` grades them all.

A mutant differs from the model solution in one small place (`+` for `-`, an argument left out, a
branch never taken). It is graded like any submission, hidden checks too, against the model solution
as it is. One that loses no check survives: either a check is missing, or the contract leaves free
what the mutant does. `survivors.toml` keeps the latter, each with its reason.
"""

from __future__ import annotations

import ast
import difflib
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing import get_context

import grading
import libcst
from grading import Bench
from libcst.metadata import MetadataWrapper
from mutmut.mutation.file_mutation import MutationVisitor
from mutmut.mutation.mutators import mutation_operators
from mutmut.mutation.pragma_handling import IgnoredCode
from verdicts import unshrunk

from grader.course import Course, load_course

SURVIVORS = grading.HERE / "survivors.toml"
# What never ends should end soon, and the rest has time enough: the longest check takes a third of
# a second.
LIMITS = {"import_seconds": 5, "check_seconds": 2, "total_seconds": 13}

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Mutant:
    """One module of the model solution with one small change."""

    module: str
    where: str  # the function or method that it is in; "" outside of any
    before: str  # the lines that change, without their indentation
    after: str
    line: int
    source: str = field(repr=False)

    @property
    def key(self) -> Key:
        """What tells it from all others, wherever its lines come to stand."""
        return self.module, self.where, self.before, self.after


def sources(course: Course) -> dict[str, str]:
    """The modules of the model solution that students write: name -> source."""
    assert course.reference is not None
    return {module: course.reference.files[f"{module}.py"].decode()
            for module in course.sheet.modules}


def mutants(modules: Mapping[str, str]) -> list[Mutant]:
    """All mutants of these modules, in their order."""
    return [mutant for module, source in modules.items() for mutant in _mutants_of(module, source)]


def _mutants_of(module: str, source: str) -> Iterator[Mutant]:
    visitor = MutationVisitor(mutation_operators, IgnoredCode(set(), set(), set()))
    tree = MetadataWrapper(libcst.parse_module(source)).visit(visitor)
    changed = (tree.deep_replace(one.original_node, one.mutated_node) for one in visitor.mutations)
    codes = dict.fromkeys(each.code for each in changed if isinstance(each, libcst.Module))
    return (_described(module, source, code) for code in codes if code != source)


def _described(module: str, source: str, mutated: str) -> Mutant:
    before, after = source.splitlines(), mutated.splitlines()
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    first, last = changes[0], changes[-1]
    line = first[1] + 1
    return Mutant(module, _where(source, line), _text(before[first[1] : last[2]]),
                  _text(after[first[3] : last[4]]), line, mutated)


def _text(lines: Sequence[str]) -> str:
    return textwrap.dedent("\n".join(lines)).strip()


def _where(source: str, line: int) -> str:
    """The name of the function or class that a line is in, as Python would say it."""
    names: list[str] = []
    body: Sequence[ast.stmt] = ast.parse(source).body
    while inner := [node for node in body
                    if isinstance(node, ast.FunctionDef | ast.ClassDef)
                    and node.lineno <= line <= (node.end_lineno or line)]:
        names.append(inner[0].name)
        body = inner[0].body
    return ".".join(names)


# --- grading --------------------------------------------------------------------------------


class Jury:
    """Grades mutants, each as `grade` grades a submission: a bench for the main parts, and one
    for the bonus, whose module nothing else uses."""

    def __init__(self, course: Course) -> None:
        self._sheet = course.sheet
        self._open = ExitStack()
        self._benches: dict[bool, Bench] = {}

    def __enter__(self) -> Jury:
        self._open.enter_context(unshrunk())
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def bench(self, bonus: bool) -> Bench:
        """The bench for the bonus or for the rest, made at the first need."""
        if bonus not in self._benches:
            limits = {} if bonus else LIMITS
            self._benches[bonus] = self._open.enter_context(grading.bench(
                carrier=grading.best_carrier(), bonus=bonus, **limits))
        return self._benches[bonus]

    def lost(self, mutant: Mutant) -> dict[str, str]:
        """The checks that a mutant does not pass, and how each ends."""
        bonus = mutant.module in self._sheet.bonus_modules
        bench = self.bench(bonus)
        parts = [part.id for part in self._sheet.parts if part.bonus] if bonus else None
        card = bench.modules(bench.reference | {mutant.module: mutant.source}, parts)
        ended = grading.outcomes(card)
        assert "passed" in ended.values() or grading.lost(card), "nothing was graded"
        return {id: ended[id] for id in grading.lost(card)}


def survivors(them: Iterable[Mutant], jury: Jury) -> list[Mutant]:
    """Those that lose nothing."""
    return [mutant for mutant in them if not jury.lost(mutant)]


# --- the command ----------------------------------------------------------------------------

_jury: Jury | None = None  # of this process, made before it is forked


def _try(mutant: Mutant) -> tuple[Mutant, dict[str, str]]:
    assert _jury is not None
    return mutant, _jury.lost(mutant)


def judged(them: Sequence[Mutant], jury: Jury, processes: int
           ) -> Iterator[tuple[Mutant, dict[str, str]]]:
    """Each mutant as it is graded, with what it loses, by so many processes."""
    global _jury
    _jury = jury
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        for done in as_completed([pool.submit(_try, mutant) for mutant in them]):
            yield done.result()


def main() -> None:
    """Grade all mutants, and print how many are killed, by module, and each that survives."""
    course = load_course()
    modules = {name: source for name, source in sources(course).items()
               if name in sys.argv[1:] or not sys.argv[1:]}
    them = mutants(modules)
    alive: list[Mutant] = []
    killed, silent = Counter[str](), Counter[str]()
    began = time.monotonic()
    with Jury(course) as jury:
        for bonus in {name in course.sheet.bonus_modules for name in modules}:
            jury.bench(bonus)  # so that no process has to make it for itself
        for number, (mutant, lost) in enumerate(judged(them, jury, 2), 1):
            if lost:
                killed[mutant.module] += 1
                silent[mutant.module] += set(lost.values()) <= {"timeout", "crashed"}
            else:
                alive.append(mutant)
            if number % 25 == 0 or number == len(them):
                print(f"{number} of {len(them)} graded, {len(alive)} survive, "
                      f"{time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    for mutant in sorted(alive, key=lambda one: (one.module, one.line)):
        print(f"\n{mutant.module}.py, line {mutant.line} ({mutant.where or 'outside a function'})")
        print(textwrap.indent(mutant.before, "- ") + "\n" + textwrap.indent(mutant.after, "+ "))
    print(f"\n{'module':12}{'mutants':>8}{'killed':>8}{'by time':>8}{'survive':>8}")
    for module in modules:
        left = sum(one.module == module for one in alive)
        print(f"{module:12}{killed[module] + left:8}{killed[module]:8}{silent[module]:8}{left:8}")
    print(f"{'all':12}{len(them):8}{killed.total():8}{silent.total():8}{len(alive):8}")


if __name__ == "__main__":
    main()
