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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis

from tests.graded.programs import (
    Choose,
    Program,
    Step,
    chosen,
    name_of,
    number,
    part,
    read_step,
    result,
    to_probe,
)

HERE = Path(__file__).resolve().parent
REFERENCE = HERE.parents[1] / "reference"

AGREEMENT = 1e-11  # relative to max(1, |b|)
SMALLEST_GRAD, LARGEST_GRAD = 1e-3, 1e4
MOST_PATHS = 500  # from the output to a leaf: a walk that forgets where it was still ends
LEAST = 4  # programs of a set for each thing that it should have, where there are so many
CANDIDATES = 20  # that are composed for each program that is kept

# Far enough from each other, from 0 and from 1 that two mistakes seldom make one right number.
DATA = (0.5, -1.5, 2.5, -0.75, 1.25, -2.0, 3.0, -0.5, 1.5, -2.5, 0.75, -1.25)
CONSTANTS = ("2", "0.5", "3", "1.5", "4", "2.5")
EXPONENTS = ("2", "3", "-1", "0.5", "-2", "1.5", "2.0", "-0.5")

# The forms that a step may have; 2 stands for any constant.
SUMS = ("node + node", "node * node")
WITH_CONSTANT = (
    "node + 2", "node - 2", "node * 2", "node / 2", "2 + node", "2 - node", "2 * node", "2 / node")
ARITHMETIC = (*SUMS, "node - node", "node / node", "-node")
FUNCTIONS = ("node ** 2", "node.tanh()", "node.exp()")


@dataclass(frozen=True)
class Recipe:
    """One set: how many programs are kept, and what they are composed of."""

    count: int
    forms: tuple[str, ...]  # one that stands here twice comes twice as often
    leaves: range
    steps: range  # that are tried; those that do not fit, or are not needed, fall away
    fewest: int  # steps that have to be left
    chain: bool = False  # each step goes on from the one before it


SETS = {
    "sums_and_products": Recipe(30, SUMS, range(2, 5), range(4, 12), 3),
    "long_chains": Recipe(10, SUMS, range(2, 5), range(24, 61, 2), 20, chain=True),
    "arithmetic": Recipe(45, (*WITH_CONSTANT, *2 * ARITHMETIC), range(2, 5), range(4, 13), 2),
    "all_operators": Recipe(
        55, (*WITH_CONSTANT, *2 * (ARITHMETIC + FUNCTIONS)), range(2, 5), range(4, 13), 2),
}


# --- composing ------------------------------------------------------------------------------


def compose(choose: Choose[Any], recipe: Recipe) -> Program | None:
    """A program made by choices, without what its last step does not need; None if it has none."""
    leaves: list[float] = []
    for _ in range(choose(recipe.leaves)):
        leaves.append(choose([each for each in DATA if each not in leaves]))
    data = {name_of(place): each for place, each in enumerate(leaves)}
    steps: list[Step] = []
    for _ in range(choose(recipe.steps)):
        step = compose_step(choose, recipe, list(data), steps)
        value = result(step, data)
        if value is not None:
            data[name_of(len(data))] = value
            steps.append(step)
    return part(Program(tuple(leaves), tuple(steps)), len(steps)) if steps else None


def compose_step(
    choose: Choose[Any], recipe: Recipe, nodes: list[str], steps: Sequence[Step]
) -> Step:
    """One step over the nodes that there are."""
    if recipe.chain and steps:
        # Two strands at most, and now and then a way back, lest there be too many paths.
        leaves, last = nodes[: -len(steps)], nodes[-1]
        one, other = choose([last, last, last, nodes[-2]]), choose(choose([leaves] * 3 + [nodes]))
    else:
        # What no step has used yet is in demand: most of it would not be needed in the end.
        used = {operand for step in steps for operand in step.operands}
        one = choose(nodes + 2 * [node for node in nodes if node not in used])
        other = choose(choose([nodes, steps[-1].nodes if steps else nodes]))
    form = read_step(choose(recipe.forms))
    if len(form.nodes) == 2:
        return Step(form.operator, choose([(one, other), (other, one)]))
    constant = choose(EXPONENTS if form.operator == "**" else CONSTANTS)
    return Step(form.operator, tuple(
        one if operand.isidentifier() else constant for operand in form.operands))


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
    recipe = SETS[name]
    first, *others = right_engines()
    features = {
        program: dict.fromkeys(features_of(program)) for program in candidates(seed, name)
        if len(program.steps) >= recipe.fewest and shows_mistakes(program, run(program, first))}
    have: Counter[str] = Counter()
    kept: list[Program] = []
    while len(kept) < recipe.count:
        if not features:
            raise SystemExit(f"seed {seed} gives too few programs for {name}: try another")
        best = max(features, key=lambda each: wanted(features[each], have))
        gains, right = features.pop(best), run(best, first)
        if (not any(alike(best, one) for one in kept)
                and all(agree(run(best, other), right) for other in others)):
            kept.append(best)
            have.update(gains.keys())
    if missing := [needed for needed in needed_in(recipe) if not have[needed]]:
        raise SystemExit(f"seed {seed} gives no program for {name} with {missing[0]}: try another")
    return sorted(kept, key=lambda program: len(program.steps))


def needed_in(recipe: Recipe) -> list[str]:
    """What a set cannot do without, lest a wrong engine comes through by the order of its sets."""
    steps = map(read_step, dict.fromkeys(recipe.forms))
    shares = [share_of(step, place) for step in steps
              for place, operand in enumerate(step.operands) if operand.isidentifier()]
    return list(dict.fromkeys([*recipe.forms, *shares, "two ways down to a step"]))


def wanted(features: Iterable[str], have: Counter[str]) -> tuple[int, float]:
    """How much a program is wanted: for what is rare, then for what there is least of."""
    return (sum(have[of] < LEAST for of in features), sum(1 / (1 + have[of]) for of in features))


def candidates(seed: int, name: str) -> list[Program]:
    """What Hypothesis composes from a seed, each once."""
    recipe = SETS[name]
    found: list[Program] = []

    @hypothesis.seed(int(hashlib.sha256(f"{seed} {name}".encode()).hexdigest(), 16))
    @hypothesis.settings(
        max_examples=CANDIDATES * recipe.count, database=None, deadline=None,
        phases=[hypothesis.Phase.generate], suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(chosen(lambda choose: compose(choose, recipe)))
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
    made = dict(zip(program.step_names, program.steps, strict=True))
    uses = Counter(operand for step in program.steps for operand in step.nodes)
    below: dict[str, set[str]] = {name: set() for name in program.names}
    yield f"{len(program.steps)} steps"
    yield f"{len(program.leaves)} leaves"
    if any(uses[name] > 2 for name in program.names[: len(program.leaves)]):
        yield "a leaf used three times"
    for name, step in made.items():
        below[name] = {*step.nodes}.union(*(below[operand] for operand in step.nodes))
        yield step.form
        if uses[name] > 1:
            yield f"{step.form}, used again"
        for constant in set(step.operands) - set(step.nodes):
            kind = constant if step.operator == "**" else type(number(constant)).__name__
            yield f"{step.form}, with {kind}"
        if len(step.nodes) == 2:
            one, other = step.nodes
            if one == other:
                yield f"{step.form}, of one node"
            # Whichever of the two is walked first, the shared step is met before the other.
            elif (one not in below[other] and other not in below[one]
                  and below[one] & below[other] & made.keys()):
                yield "two ways down to a step"
    for name, step in made.items():
        # The grad is there before this step's share comes, in whatever order nodes run.
        shared = {each for other in made if name in below[other] for each in made[other].nodes}
        yield from (share_of(step, place) for place, operand in enumerate(step.operands)
                    if operand in shared)


def share_of(step: Step, place: int) -> str:
    """Which method's rule it is that adds to this operand of a step."""
    reflected = not step.operands[0].isidentifier() and step.operator in "-/"
    return f"{'reflected ' * reflected}{step.operator} adds to operand {place}"


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
        print(f"{path}: {sum(recipe.count for recipe in SETS.values())} programs from seed {seed}",
              file=sys.stderr)


if __name__ == "__main__":
    main()
