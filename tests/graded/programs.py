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
        return tuple(map(name_of, range(len(self.leaves) + len(self.steps))))

    @property
    def step_names(self) -> tuple[str, ...]:
        """The names of the steps, in order."""
        return self.names[len(self.leaves):]

    def plain(self) -> dict[str, list[Any]]:
        """The program as plain JSON."""
        return {"leaves": list(self.leaves), "steps": [str(step) for step in self.steps]}


def from_plain(plain: Mapping[str, Sequence[Any]]) -> Program:
    """The program that `plain()` wrote down."""
    return Program(tuple(plain["leaves"]), tuple(map(read_step, plain["steps"])))


def kept(suite: str, name: str) -> list[Probe]:
    """The probes of one set in the `programs.json` beside a suite file."""
    sets = json.loads(Path(suite).with_name("programs.json").read_text(encoding="utf-8"))["sets"]
    return [to_probe(from_plain(plain)) for plain in sets[name]]


def name_of(place: int) -> str:
    """The name of a program's node, by its place among leaves and steps."""
    rounds, letter = divmod(place, len(LETTERS))
    return LETTERS[letter] + (str(rounds) if rounds else "")


_CALL = re.compile(r"(\w+)\.(\w+)\(\)")


def read_step(text: str) -> Step:
    """A step from its text."""
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
    The output's own is set before the call: a missing seed has checks of its own.
    """
    names = program.names
    made = [*(f"Value({each})" for each in program.leaves), *map(str, program.steps)]
    code = "\n".join([
        "from engine import Value",
        *(f"{name} = {text}" for name, text in zip(names, made, strict=True)),
        f"{names[-1]}.grad = 1.0",
        f"{names[-1]}.backward()",
    ])
    data, grads = ([f"{name}.data" for name in names], [f"{name}.grad" for name in names[::-1]])
    return Probe(code, (f"[{', '.join(data)}]", f"[{', '.join(grads)}]"))


def from_probe(probe: Probe) -> Program:
    """The program that `to_probe` wrote down."""
    made = [line.partition(" = ")[2] for line in probe.code.splitlines()[1:-2]]
    leaves = [text for text in made if text.startswith("Value(")]
    return Program(
        tuple(float(text.removeprefix("Value(").removesuffix(")")) for text in leaves),
        tuple(map(read_step, made[len(leaves):])),
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


def part(program: Program, count: int) -> Program:
    """The program whose output is its step number `count`, without what that does not need."""
    made = dict(zip(program.step_names, program.steps[:count], strict=False))
    needed = {program.step_names[count - 1]}
    for name, step in reversed(made.items()):
        if name in needed:
            needed.update(step.nodes)
    left = [name for name in program.names if name in needed]
    renamed = {old: name_of(place) for place, old in enumerate(left)}
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
SIMPLE_EXPONENTS = ("2", "3", "-1", "2.0", "0.5", "1.5")
MOST_REDUCED = 400  # ways to make one smaller; how many of them are asked, `fails` bounds


class Enough(BaseException):
    """Hypothesis has had its share of tries; no Exception, which it would take for a failure."""


def shrink(probe: Probe, fails: Callable[[Probe], bool]) -> Probe:
    """A smaller probe that fails as well, for `agree(shrink=…)`; the same one if there is none.

    First the smallest part of the program that fails. Then Hypothesis leaves out what it can,
    and puts in simple numbers; where it is not installed, the part has to do.
    """
    known = {probe.code: True}

    def fails_too(program: Program) -> bool:
        tried = to_probe(program)
        if tried.code not in known:
            known[tried.code] = fails(tried)
        return known[tried.code]

    whole = from_probe(probe)
    smallest = next(filter(fails_too, parts(whole)), whole)
    return to_probe(_simpler(smallest, fails_too) or smallest)


def _simpler(program: Program, fails: Callable[[Program], bool]) -> Program | None:
    try:
        from hypothesis import HealthCheck, Phase, find, settings
        from hypothesis.errors import NoSuchExample
    except ImportError:
        return None
    simplest: list[Program] = []  # each simpler than the one before it
    tries = 0

    def is_simpler(found: Program | None) -> bool:
        nonlocal tries
        tries += 1
        if tries > MOST_REDUCED:
            raise Enough
        if found is None or not fails(found):
            return False
        simplest.append(found)
        return True

    with contextlib.suppress(NoSuchExample, Enough):
        find(chosen(lambda choose: _reduced(choose, program)), is_simpler, settings=settings(
            max_examples=MOST_REDUCED // 2, derandomize=True, database=None, deadline=None,
            phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck)))
    return simplest[-1] if simplest else None


def _reduced(choose: Choose[Any], program: Program) -> Program | None:
    """A program with leaves and steps left out and other numbers; None if too little is left.

    There is one choice for each leaf and step, the simpler one first, so that each can be made
    without the others.
    """
    leaves: list[float] = []
    steps: list[Step] = []
    data: dict[str, float] = {}
    now = {}  # what stands for a node of the program
    for name in program.names[: len(program.leaves)]:
        if leaves and choose((True, False)):
            now[name] = program.names[0]
            continue
        leaves.append(choose(SIMPLE_DATA))
        now[name] = name_of(len(data))
        data[now[name]] = leaves[-1]
    for name, step in zip(program.step_names, program.steps, strict=True):
        simple = SIMPLE_EXPONENTS if step.operator == "**" else SIMPLE_CONSTANTS
        shorter = Step(step.operator, tuple(
            now[each] if each in now else choose(simple) for each in step.operands))
        value = result(shorter, data)
        if choose((True, False)) or value is None:
            now[name] = now[choose(step.nodes)]
            continue
        now[name] = name_of(len(data))
        data[now[name]] = value
        steps.append(shorter)
    place = list(data).index(now[program.names[-1]]) + 1 - len(leaves)
    return part(Program(tuple(leaves), tuple(steps)), place) if place > 0 else None


def chosen(make: Callable[[Choose[Any]], Program | None]) -> Any:
    """A Hypothesis strategy for what `make` makes by its choices."""
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

        return make(choose)

    return programs()
