"""Draws the random programs anew: `python -m tests.graded.draw_programs [--seed N]`.

Hypothesis composes them, and they are kept as data, so that every submission meets the same ones
and none is drawn while it waits. The seed of the hidden set is a course's own: with `--seed` it
is drawn from another. The same seed gives the same bytes.

A program is kept only if right engines of different styles agree on it a hundred times more
closely than a submission has to, and if a mistake would show.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis

from tests.graded.programs import (
    ALL_OPERATORS,
    ARITHMETIC,
    SUMS_AND_PRODUCTS,
    Program,
    Recipe,
    composed,
    number,
    to_probe,
)

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parents[1] / "reference"

AGREEMENT = 1e-11  # relative to max(1, |b|)
SMALLEST_GRAD, LARGEST_GRAD = 1e-3, 1e4
MOST_PATHS = 500  # from the output to a leaf: a walk that forgets where it was still ends
CANDIDATES = 12  # that are drawn for each program that is kept

# Far enough from each other, from 0 and from 1 that two mistakes seldom make one right number.
DATA = (0.5, -1.5, 2.5, -0.75, 1.25, -2.0, 3.0, -0.5, 1.5, -2.5, 0.75, -1.25)
CONSTANTS = ("2", "0.5", "3", "1.5", "4", "2.5")
EXPONENTS = ("2", "3", "-1", "0.5", "-2", "1.5", "2.0", "-0.5")


def recipe(forms: Sequence[str], steps: range, leaves: range, *, chain: bool = False) -> Recipe:
    """A recipe with this module's numbers."""
    return Recipe(forms, steps, leaves, DATA, CONSTANTS, EXPONENTS, chain)


# The sets: how many programs are kept, of how many steps at least, and what they are made of.
SETS: dict[str, tuple[int, int, Recipe]] = {
    "sums_and_products": (30, 3, recipe(SUMS_AND_PRODUCTS, range(4, 12), range(2, 5))),
    "long_chains": (10, 20, recipe(SUMS_AND_PRODUCTS, range(24, 61, 2), range(2, 5), chain=True)),
    "arithmetic": (45, 2, recipe((*ARITHMETIC, *SUMS_AND_PRODUCTS), range(4, 13), range(2, 5))),
    "all_operators": (55, 2, recipe((*ALL_OPERATORS, *SUMS_AND_PRODUCTS, "node.tanh()", "node.exp()"), range(4, 13), range(2, 5))),
}


# --- engines --------------------------------------------------------------------------------


def right_engines() -> list[type]:
    """The reference's `Value`, and that of each style that a right engine may have besides."""
    source = (REFERENCE / "engine.py").read_text(encoding="utf-8")
    sources = [source]
    for style in tomllib.loads((REFERENCE / "styles.toml").read_text(encoding="utf-8"))["style"]:
        if style["module"] == "engine":
            if source.count(style["before"]) != 1:
                raise ValueError(f"the style {style['id']} does not fit the reference")
            sources.append(source.replace(style["before"], style["after"]))
    return list(map(engine, sources))


def engine(source: str) -> type:
    """The class `Value` of an engine's source."""
    space: dict[str, Any] = {"__name__": "engine"}
    exec(source, space)
    return space["Value"]


def run(program: Program, value: type) -> list[float]:
    """What a program's probe observes on an engine: all data, then all grads."""
    probe = to_probe(program)
    space: dict[str, Any] = {"Value": value}
    exec(probe.code.partition("\n")[2], space)
    return [number for asked in probe.observe for number in eval(asked, space)]


def agree(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two engines agree on all numbers, as closely as is asked here."""
    return all(abs(a - b) <= AGREEMENT * max(1.0, abs(b)) for a, b in zip(one, other, strict=True))


# --- choosing -------------------------------------------------------------------------------


def draw(seed: int, name: str) -> list[Program]:
    """One set of programs, the smallest first; the same for the same seed."""
    count, fewest, _ = SETS[name]
    first, *others = right_engines()
    waiting = [found for found in candidates(seed, name)
               if len(found.steps) >= fewest and shows_mistakes(found, run(found, first))]
    features = {found: list(dict.fromkeys(features_of(found))) for found in waiting}
    have: Counter[str] = Counter()
    chosen: list[Program] = []
    while len(chosen) < count:
        if not waiting:
            raise SystemExit(f"seed {seed} gives too few programs for {name}: try another one")
        # Whatever has been seen least is wanted most; of equals, what was drawn first.
        found = max(waiting, key=lambda one: sum(1 / (1 + have[each]) for each in features[one]))
        waiting.remove(found)
        right = run(found, first)
        if (not any(alike(found, one) for one in chosen)
                and all(agree(run(found, other), right) for other in others)):
            chosen.append(found)
            have.update(features[found])
    return sorted(chosen, key=lambda one: len(one.steps))


def candidates(seed: int, name: str) -> list[Program]:
    """What Hypothesis composes from a seed, each once."""
    count, _, of = SETS[name]
    found: list[Program] = []

    @hypothesis.seed(int(hashlib.sha256(f"{seed} {name}".encode()).hexdigest(), 16))
    @hypothesis.settings(
        max_examples=CANDIDATES * count, database=None, deadline=None,
        phases=[hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(composed(of))
    def collect(program: Program | None) -> None:
        if program is not None:
            found.append(program)

    collect()
    return list(dict.fromkeys(found))


def shows_mistakes(program: Program, observed: Sequence[float]) -> bool:
    """Whether every node has a say in the output that a wrong number would be seen by."""
    grads = observed[len(observed) // 2 :]
    return (all(SMALLEST_GRAD <= abs(grad) <= LARGEST_GRAD for grad in grads)
            and paths(program) <= MOST_PATHS)


def paths(program: Program) -> int:
    """How many ways lead from the output down to a leaf."""
    ways = dict.fromkeys(program.names, 1)
    for name, step in zip(program.step_names, program.steps, strict=True):
        ways[name] = sum(ways[operand] for operand in step.nodes)
    return ways[program.names[-1]]


def features_of(program: Program) -> Iterator[str]:
    """What a program has for a set that should have some of everything."""
    uses = Counter(operand for step in program.steps for operand in step.nodes)
    for step in program.steps:
        yield step.form
        for constant in set(step.operands) - set(step.nodes):
            kind = constant if step.operator == "**" else type(number(constant)).__name__
            yield f"{step.form}, with {kind}"
    yield f"{len(program.steps)} steps"
    yield f"{len(program.leaves)} leaves"
    for name, step in zip(program.step_names, program.steps, strict=True):
        if len(set(step.nodes)) < len(step.nodes):
            yield f"{step.form}, of one node"
        if uses[name] > 1:
            yield f"{step.form}, used again"
    if any(uses[name] > 2 for name in program.names[: len(program.leaves)]):
        yield "a leaf used three times"


def alike(one: Program, other: Program) -> bool:
    """Whether more than half of the smaller program's steps stand in the other too."""
    shared = set(one.steps) & set(other.steps)
    return 2 * len(shared) > min(len(one.steps), len(other.steps))


# --- files ----------------------------------------------------------------------------------


def text_of(seed: int, sets: dict[str, list[Program]]) -> str:
    """The file of one folder's programs, one on a line."""
    blocks = [
        f"  {json.dumps(name)}: [\n"
        + ",\n".join(f"   {json.dumps(program.plain())}" for program in programs)
        + "\n  ]"
        for name, programs in sets.items()
    ]
    return (f'{{\n "seed": {seed},\n "hypothesis": "{hypothesis.__version__}",\n'
            ' "sets": {\n' + ",\n".join(blocks) + "\n }\n}\n")


def main() -> None:
    """Draw both files anew, from the seeds that stand in them."""
    parser = argparse.ArgumentParser(description="Draw the random programs of the suites anew.")
    parser.add_argument("--seed", type=int, help="another seed for the hidden programs")
    asked = parser.parse_args()
    for folder in ("public", "hidden"):
        path = HERE / folder / "programs.json"
        seed = json.loads(path.read_text(encoding="utf-8"))["seed"]
        if folder == "hidden" and asked.seed is not None:
            seed = asked.seed
        path.write_text(text_of(seed, {name: draw(seed, name) for name in SETS}), encoding="utf-8")
        print(f"{path}: {sum(count for count, *_ in SETS.values())} programs from seed {seed}",
              file=sys.stderr)


if __name__ == "__main__":
    main()
