"""Random programs: graphs that were composed once, kept as data, and made smaller where one fails.

A program is leaves and steps, each step one operation with a name of its own. It goes out as a
snippet that a student could paste, and is read back from that snippet. This module knows what a
program computes, so as to stay clear of what is not graded, and knows nothing of gradients.
"""

from __future__ import annotations

import contextlib
import json
import math
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from grader.records import Answer, Probe

Option = TypeVar("Option")
Choose = Callable[[Sequence[Option]], Option]

LETTERS = "abcdefghijkmnpqrstuvwxyz"  # without l and o, which read as digits

# What each operation does to plain numbers.
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv,
    "**": operator.pow, "neg": operator.neg, "tanh": math.tanh, "exp": math.exp,
}

# The forms that a step may have: an operator, and for each operand a node or a constant.
SUMS_AND_PRODUCTS = ("node + node", "node * node")
ARITHMETIC = (
    *SUMS_AND_PRODUCTS, "node - node", "node / node", "node + 2", "node - 2", "node * 2",
    "node / 2", "2 + node", "2 - node", "2 * node", "2 / node", "-node",
)
ALL_OPERATORS = (*ARITHMETIC, "node ** 2", "node.tanh()", "node.exp()")

# A number that stays within these is far from overflow, and large enough to show a mistake.
SMALLEST, LARGEST = 0.01, 200.0


@dataclass(frozen=True)
class Step:
    """One operation. Operands are names of nodes, or constants as they are written."""

    operator: str
    operands: tuple[str, ...]

    def __str__(self) -> str:
        first, last = self.operands[0], self.operands[-1]
        if self.operator == "neg":
            return f"-{first}"
        if self.operator in ("tanh", "exp"):
            return f"{first}.{self.operator}()"
        return f"{first} {self.operator} {last}"

    @property
    def nodes(self) -> tuple[str, ...]:
        """The operands that are nodes, one that stands on both sides twice."""
        return tuple(filter(str.isidentifier, self.operands))

    @property
    def form(self) -> str:
        """The step with "node" for every node, and 2 for every constant."""
        return str(Step(self.operator, tuple(
            "node" if operand.isidentifier() else "2" for operand in self.operands)))


@dataclass(frozen=True)
class Program:
    """The data of its leaves, and steps that name leaves and earlier steps; the last is the output.

    Names go by place, a, b, c …, the leaves first.
    """

    leaves: tuple[float, ...]
    steps: tuple[Step, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of leaves and steps, in order."""
        return tuple(map(_name, range(len(self.leaves) + len(self.steps))))

    @property
    def step_names(self) -> tuple[str, ...]:
        """The names of the steps, in order."""
        return self.names[len(self.leaves):]

    def plain(self) -> dict[str, list[Any]]:
        """The program as plain JSON."""
        return {"leaves": list(self.leaves), "steps": [str(step) for step in self.steps]}


def from_plain(plain: Mapping[str, Sequence[Any]]) -> Program:
    """The program that `plain()` wrote down."""
    return Program(tuple(plain["leaves"]), tuple(map(_read_step, plain["steps"])))


def kept(suite: str, name: str) -> list[Probe]:
    """The probes of one set in the `programs.json` beside a suite file."""
    sets = json.loads(Path(suite).with_name("programs.json").read_text(encoding="utf-8"))["sets"]
    return [to_probe(from_plain(plain)) for plain in sets[name]]


def _name(place: int) -> str:
    rounds, letter = divmod(place, len(LETTERS))
    return LETTERS[letter] + (str(rounds) if rounds else "")


_CALL = re.compile(r"(\w+)\.(\w+)\(\)")


def _read_step(text: str) -> Step:
    if call := _CALL.fullmatch(text):
        return Step(call[2], (call[1],))
    if " " in text:
        left, sign, right = text.split()
        return Step(sign, (left, right))
    return Step("neg", (text.removeprefix("-"),))


# --- programs as probes ---------------------------------------------------------------------


def to_probe(program: Program) -> Probe:
    """The snippet that runs a program, and two lists to look at: all data, then all grads.

    The grads stand from the output down, so that the first that is off is where it went wrong.
    """
    names = program.names
    made = [f"Value({number})" for number in program.leaves] + [str(s) for s in program.steps]
    code = "\n".join([
        "from engine import Value",
        *(f"{name} = {text}" for name, text in zip(names, made, strict=True)),
        f"{names[-1]}.backward()",
    ])
    data, grads = ([f"{name}.data" for name in names], [f"{name}.grad" for name in names[::-1]])
    return Probe(code, (f"[{', '.join(data)}]", f"[{', '.join(grads)}]"))


def from_probe(probe: Probe) -> Program:
    """The program that `to_probe` wrote down."""
    made = [line.partition(" = ")[2] for line in probe.code.splitlines()[1:-1]]
    leaves = [text for text in made if text.startswith("Value(")]
    return Program(
        tuple(float(text.removeprefix("Value(").removesuffix(")")) for text in leaves),
        tuple(map(_read_step, made[len(leaves):])),
    )


def by_node(answers: dict[str, Answer]) -> dict[str, Answer]:
    """The two lists of a program's probe as an answer for each node's data and grad."""
    apart: dict[str, Answer] = {}
    for asked, answer in answers.items():
        names = asked.strip("[]").split(", ")
        values = answer if isinstance(answer, list) else [answer] * len(names)
        apart.update(zip(names, values, strict=True))
    return apart


# --- what a program computes ----------------------------------------------------------------


def number(text: str) -> int | float:
    """A constant as it is written: 2 is an int and 2.0 a float."""
    return int(text) if text.removeprefix("-").isdigit() else float(text)


def result(step: Step, data: Mapping[str, float]) -> float | None:
    """What a step computes; None where that is not graded or not worth asking."""
    values = [data[operand] if operand in data else number(operand) for operand in step.operands]
    first, last = values[0], values[-1]
    fits = {
        "/": abs(last) >= 0.25,
        # A negative number to a float is no real number, but for whole ones.
        "**": abs(first) >= 0.25 and (first > 0 or type(last) is int),
        "tanh": abs(first) <= 3.0,
        "exp": abs(first) <= 4.0,
    }
    if not fits.get(step.operator, True):
        return None
    value = OPERATIONS[step.operator](*values)
    return value if SMALLEST <= abs(value) <= LARGEST else None


# --- composing ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recipe:
    """What programs are composed of, the simplest first in each list."""

    forms: Sequence[str]
    steps: Sequence[int]  # how many
    leaves: Sequence[int]  # how many
    data: Sequence[float]
    constants: Sequence[str]
    exponents: Sequence[str]
    chain: bool = False  # each step goes on from the one before it


def compose(choose: Choose[Any], recipe: Recipe) -> Program | None:
    """A program made by choices, without what its last step does not need; None if it has none."""
    leaves: list[float] = []
    for _ in range(choose(recipe.leaves)):
        leaves.append(choose([each for each in recipe.data if each not in leaves]))
    data = {_name(place): each for place, each in enumerate(leaves)}
    steps: list[Step] = []
    for _ in range(choose(recipe.steps)):
        step = _compose_step(choose, recipe, list(data), steps)
        value = result(step, data)
        if value is not None:
            data[_name(len(data))] = value
            steps.append(step)
    return part(Program(tuple(leaves), tuple(steps)), len(steps)) if steps else None


def _compose_step(
    choose: Choose[Any], recipe: Recipe, nodes: list[str], steps: Sequence[Step]
) -> Step:
    # What no step has used yet is in demand: most of it would not be needed in the end.
    used = {operand for step in steps for operand in step.operands}
    wanted = nodes + 2 * [node for node in nodes if node not in used]
    one, other = choose(wanted), choose(wanted)
    if recipe.chain and steps:
        leaves = nodes[: -len(steps)]
        one, other = nodes[-1], choose(choose([leaves, leaves, leaves, nodes]))
    form = _read_step(choose(recipe.forms))
    if len(form.nodes) == 2:
        return Step(form.operator, choose([(one, other), (other, one)]))
    constant = choose(recipe.exponents if form.operator == "**" else recipe.constants)
    return Step(form.operator, tuple(
        one if operand.isidentifier() else constant for operand in form.operands))


def part(program: Program, count: int) -> Program:
    """The program whose output is its step number `count`, without what that does not need."""
    made = dict(zip(program.step_names, program.steps[:count], strict=False))
    needed = {program.step_names[count - 1]}
    for name, step in reversed(made.items()):
        if name in needed:
            needed.update(step.nodes)
    left = [name for name in program.names if name in needed]
    renamed = {old: _name(place) for place, old in enumerate(left)}
    return Program(
        tuple(each for name, each in zip(program.names, program.leaves, strict=False)
              if name in needed),
        tuple(Step(step.operator, tuple(renamed.get(each, each) for each in step.operands))
              for name, step in made.items() if name in needed),
    )


def parts(program: Program) -> Iterator[Program]:
    """The program up to each of its steps, the smallest first."""
    return (part(program, count) for count in range(1, len(program.steps) + 1))


# --- shrinking ------------------------------------------------------------------------------

SIMPLE_DATA = (1.0, 2.0, 0.5, -1.0, 3.0, -2.0, 1.5, -0.5)
SIMPLE_CONSTANTS = ("2", "3", "2.0", "0.5")
SIMPLE_EXPONENTS = ("2", "3", "-1", "0.5", "2.0", "1.5")
MOST_STEPS = 6  # of what Hypothesis composes: hardly a mistake needs more to show
MOST_COMPOSED = 400  # programs, most of them asked before; how many are asked, `fails` bounds


class Enough(BaseException):
    """Hypothesis has composed its share; no Exception, which it would take for a failure."""


def shrink(probe: Probe, fails: Callable[[Probe], bool]) -> Probe:
    """A smaller probe that fails as well, for `agree(shrink=…)`; the same one if there is none.

    First the smallest part of the program that fails. Then Hypothesis looks for a simpler
    program of the same forms; where it is not installed, the part has to do.
    """
    known = {probe.code: True}

    def fails_too(program: Program) -> bool:
        tried = to_probe(program)
        if tried.code not in known:
            known[tried.code] = fails(tried)
        return known[tried.code]

    smallest = next(filter(fails_too, parts(from_probe(probe))))
    return to_probe(_simpler(smallest, fails_too) or smallest)


def _simpler(program: Program, fails: Callable[[Program], bool]) -> Program | None:
    try:
        from hypothesis import HealthCheck, Phase, find, settings
        from hypothesis.errors import NoSuchExample
    except ImportError:
        return None
    recipe = Recipe(
        forms=list(dict.fromkeys(step.form for step in program.steps)),
        steps=range(1, min(len(program.steps), MOST_STEPS) + 1),
        leaves=range(1, len(program.leaves) + 1),
        data=SIMPLE_DATA, constants=SIMPLE_CONSTANTS, exponents=SIMPLE_EXPONENTS,
    )
    simplest: list[Program] = []  # each simpler than the one before it
    composed_so_far = 0

    def simpler(found: Program | None) -> bool:
        nonlocal composed_so_far
        composed_so_far += 1
        if composed_so_far > MOST_COMPOSED:
            raise Enough
        if found is None or not fails(found):
            return False
        simplest.append(found)
        return True

    with contextlib.suppress(NoSuchExample, Enough):
        find(composed(recipe), simpler, settings=settings(
            max_examples=MOST_COMPOSED // 2, derandomize=True, database=None, deadline=None,
            phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)))
    return simplest[-1] if simplest else None


def composed(recipe: Recipe) -> Any:
    """A Hypothesis strategy for the programs of a recipe."""
    from hypothesis import strategies as st

    @st.composite
    def programs(draw: Any) -> Program | None:
        def choose(options: Sequence[Any]) -> Any:
            # Coins alone. Into a number that it draws, Hypothesis mixes the constants of whatever
            # modules are loaded, and the same seed would not give the same programs.
            while len(options) > 1:
                half = (len(options) + 1) // 2
                options = options[half:] if draw(st.booleans()) else options[:half]
            return options[0]

        return compose(choose, recipe)

    return programs()
