"""The random programs: that right engines agree on them, and that no wrong one slips through."""

from __future__ import annotations

import contextlib
import itertools
import json
import math
import random
import subprocess
import sys
import types
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import hypothesis
import pytest

from grader.compare import agrees
from grader.course import HOME, load_course
from grader.grade import References, Setting, grade
from grader.records import Probe, Submission
from grader.smaller import MOST_TRIED
from tests.graded import draw_programs, programs
from tests.graded.draw_programs import (
    SETS,
    WITH_CONSTANT,
    agree,
    draw,
    engine,
    features_of,
    needed_in,
    run,
    text_of,
)
from tests.graded.programs import (
    Program,
    by_node,
    from_plain,
    from_probe,
    kept,
    part,
    result,
    shrink,
    to_probe,
)

GRADED = HOME / "tests" / "graded"
FOLDERS = ("public", "hidden")
FILES = {folder: json.loads((GRADED / folder / "programs.json").read_text()) for folder in FOLDERS}
KEPT = {(folder, name): list(map(from_plain, FILES[folder]["sets"][name]))
        for folder in FOLDERS for name in SETS}
ALL = [program for some in KEPT.values() for program in some]
each_set = pytest.mark.parametrize("which", KEPT, ids=" ".join)

REFERENCE = engine((HOME / "reference" / "engine.py").read_text(encoding="utf-8"))


# --- the data -------------------------------------------------------------------------------


def test_files_hold_every_set_in_the_written_form():
    for folder in FOLDERS:
        file = FILES[folder]
        assert {name: len(some) for name, some in file["sets"].items()} == {
            name: recipe.count for name, recipe in SETS.items()}
        written = text_of(file["seed"], {name: KEPT[folder, name] for name in SETS})
        written = written.replace(hypothesis.__version__, file["hypothesis"])
        assert (GRADED / folder / "programs.json").read_text(encoding="utf-8") == written


def is_drawn_anew(folder: str, name: str) -> bool:
    if FILES[folder]["hypothesis"] != hypothesis.__version__:
        pytest.skip("another version of Hypothesis draws other programs from the same seed")
    return draw(FILES[folder]["seed"], name) == KEPT[folder, name]


@pytest.mark.verify
def test_the_same_seed_gives_the_same_programs():
    assert is_drawn_anew("public", "sums_and_products")


@pytest.mark.verify
@each_set
def test_every_set_is_what_its_seed_gives(which):
    assert is_drawn_anew(*which)


def test_another_seed_gives_other_programs(monkeypatch):
    monkeypatch.setitem(SETS, "sums_and_products", replace(SETS["sums_and_products"], count=8))
    one, other = draw(1, "sums_and_products"), draw(2, "sums_and_products")
    assert len(one) == len(other) == 8 and not set(one) & set(other)


def test_a_course_draws_its_hidden_programs_from_its_own_seed(monkeypatch, tmp_path):
    small = replace(SETS["sums_and_products"], count=8)
    monkeypatch.setattr(draw_programs, "SETS", {"sums_and_products": small})
    monkeypatch.setattr(draw_programs, "HERE", tmp_path)
    monkeypatch.setattr(sys, "argv", ["draw_programs", "--seed", "20"])
    for folder in FOLDERS:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "programs.json").write_text('{"seed": 2}', encoding="utf-8")
    draw_programs.main()
    files = [json.loads((tmp_path / folder / "programs.json").read_text()) for folder in FOLDERS]
    assert [file["seed"] for file in files] == [2, 20]
    assert [len(file["sets"]["sums_and_products"]) for file in files] == [8, 8]


def test_a_set_that_cannot_be_filled_says_so(monkeypatch):
    monkeypatch.setitem(SETS, "arithmetic", replace(SETS["arithmetic"], count=2, fewest=30))
    with pytest.raises(SystemExit, match="seed 1 gives too few programs for arithmetic"):
        draw(1, "arithmetic")


@each_set
def test_a_set_has_some_of_everything(which):
    some, recipe = KEPT[which], SETS[which[1]]
    forms = Counter(step.form for program in some for step in program.steps)
    seen = Counter(feature for program in some for feature in set(features_of(program)))
    assert len(set(some)) == len(some)
    assert set(forms) == set(recipe.forms) and min(forms.values()) >= 5
    assert all(recipe.fewest <= len(program.steps) <= recipe.steps[-1] for program in some)
    assert sum(uses_a_step_twice(program) for program in some) >= recipe.count / 3
    assert seen["a leaf used three times"] >= 3
    assert all(seen[needed] for needed in needed_in(recipe))
    for form in set(recipe.forms) & set(WITH_CONSTANT):
        assert seen[f"{form}, with int"] and seen[f"{form}, with float"]


def uses_a_step_twice(program: Program) -> bool:
    uses = Counter(node for step in program.steps for node in step.nodes)
    return any(uses[name] > 1 for name in program.step_names)


def test_all_programs_stay_within_what_is_graded():
    for program in ALL:
        data = dict(zip(program.names, program.leaves, strict=False))
        for name, step in zip(program.step_names, program.steps, strict=True):
            value = result(step, data)
            assert value is not None
            data[name] = value
        observed = run(program, REFERENCE)
        assert [data[name] for name in program.names] == pytest.approx(
            observed[: len(data)], rel=1e-12)
        assert all(1e-3 <= abs(grad) <= 1e4 for grad in observed[len(data):])


def test_all_of_a_program_leads_to_its_output():
    for program in ALL:
        assert part(program, len(program.steps)) == program


# --- as text and back -----------------------------------------------------------------------


def test_a_program_is_found_again_in_its_probe():
    for program in ALL:
        assert from_probe(to_probe(program)) == program
        assert from_plain(json.loads(json.dumps(program.plain()))) == program


def test_a_snippet_reads_as_a_student_would_write_it():
    program = from_plain({"leaves": [1.5, -2.0], "steps": [
        "a * b", "2 - c", "-d", "e.tanh()", "f ** -1", "g / 2.5", "h + h"]})
    assert to_probe(program).code == """\
from engine import Value
a = Value(1.5)
b = Value(-2.0)
c = a * b
d = 2 - c
e = -d
f = e.tanh()
g = f ** -1
h = g / 2.5
i = h + h
i.grad = 1.0
i.backward()"""
    assert to_probe(part(program, 1)).observe == (
        "[a.data, b.data, c.data]", "[c.grad, b.grad, a.grad]")


def test_an_int_and_a_float_are_two_programs():
    assert from_plain({"leaves": [1.5], "steps": ["a ** 2"]}) != from_plain(
        {"leaves": [1.5], "steps": ["a ** 2.0"]})


def test_snippets_run_with_nothing_but_an_engine(monkeypatch):
    module = types.ModuleType("engine")
    module.Value = REFERENCE
    monkeypatch.setitem(sys.modules, "engine", module)
    for program in ALL:
        space = {}
        exec(to_probe(program).code, space)
        assert set(program.names) == set(space) - {"Value", "__builtins__"}


def test_answers_come_apart_by_node():
    assert by_node({"[a.data, b.data]": [1.0, 2.0], "[b.grad, a.grad]": None}) == {
        "a.data": 1.0, "b.data": 2.0, "b.grad": None, "a.grad": None}


def test_a_list_that_was_made_up_has_another_form():
    with pytest.raises(ValueError):
        by_node({"[a.data, b.data]": [1.0]})


def test_the_suites_read_every_program():
    for (folder, name), some in KEPT.items():
        assert kept(str(GRADED / folder / "test_programs.py"), name) == list(map(to_probe, some))


def test_reading_programs_does_not_import_hypothesis():
    code = "import sys, tests.graded.programs; sys.exit('hypothesis' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=HOME).returncode == 0


# --- right engines --------------------------------------------------------------------------


class Slopes:
    """Keeps each operand with its slope; every operation has its own; the newest node first."""

    made = itertools.count()

    def __init__(self, data, slopes=()):
        self.data, self.slopes, self.grad = data, slopes, 0
        self.number = next(self.made)

    def backward(self):
        below, waiting = {self.number: self}, [self]
        for node in waiting:
            new = [operand for operand, _ in node.slopes if operand.number not in below]
            below |= {operand.number: operand for operand in new}
            waiting += new
        self.grad = 1
        for number in sorted(below, reverse=True):
            for operand, slope in below[number].slopes:
                operand.grad = operand.grad + slope * below[number].grad

    def of(value):
        return value if isinstance(value, Slopes) else Slopes(value)

    def __add__(self, other):
        other = Slopes.of(other)
        return Slopes(self.data + other.data, ((self, 1), (other, 1)))

    def __sub__(self, other):
        other = Slopes.of(other)
        return Slopes(self.data - other.data, ((other, -1), (self, 1)))

    def __mul__(self, other):
        other = Slopes.of(other)
        return Slopes(self.data * other.data, ((self, other.data), (other, self.data)))

    def __truediv__(self, other):
        other = Slopes.of(other)
        quotient = self.data / other.data
        return Slopes(quotient, ((self, 1 / other.data), (other, -quotient / other.data)))

    def __pow__(self, k):
        power = self.data**k
        return Slopes(power, ((self, k * power / self.data),))

    def __neg__(self):
        return Slopes(-self.data, ((self, -1),))

    def tanh(self):
        return Slopes(math.tanh(self.data), ((self, 1 / math.cosh(self.data) ** 2),))

    def exp(self):
        power = math.e**self.data
        return Slopes(power, ((self, power),))

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return Slopes(other - self.data, ((self, -1),))

    def __rtruediv__(self, other):
        return Slopes(other / self.data, ((self, -other / self.data**2),))


class Composed:
    """Has + * ** and exp alone, and makes the rest of them; a node runs when nobody is left."""

    def __init__(self, data, _prev=(), share=None):
        self.data, self._prev, self.share, self.grad = float(data), _prev, share, 0.0

    def backward(self):
        users = Counter()
        seen = {id(self)}

        def count(node):
            for operand in node._prev:
                users[id(operand)] += 1
                if id(operand) not in seen:
                    seen.add(id(operand))
                    count(operand)

        count(self)
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop(0)
            for operand, share in zip(node._prev, node.share(node.grad) if node._prev else (),
                                      strict=True):
                operand.grad += share
                users[id(operand)] -= 1
                if not users[id(operand)]:
                    ready.append(operand)

    def of(value):
        return value if isinstance(value, Composed) else Composed(value)

    def __add__(self, other):
        other = Composed.of(other)
        return Composed(other.data + self.data, (other, self), lambda grad: (grad, grad))

    def __mul__(self, other):
        other = Composed.of(other)
        return Composed(other.data * self.data, (other, self),
                        lambda grad: (grad * self.data, grad * other.data))

    def __pow__(self, k):
        return Composed(self.data**k, (self,), lambda grad: (grad * (k * self.data ** (k - 1)),))

    def exp(self):
        out = Composed(math.exp(self.data), (self,), lambda grad: (out.data * grad,))
        return out

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return -other + self

    def __rsub__(self, other):
        return other + self * -1

    def __truediv__(self, other):
        return Composed.of(other) ** -1.0 * self

    def __rtruediv__(self, other):
        return other * self**-1

    def tanh(self):
        e = (-2 * self).exp()
        return (1 - e) / (1 + e)


# A short engine, after Karpathy's, from which the wrong ones are made. `in_order` gives the members
# of a set in some order; `numbers` tells nodes apart by when they were made, as no id does.
SHORT = """
import math

class Value:
    def __init__(self, data, _prev=()):
        self.data, self.grad, self.number = data, 0.0, next(numbers)
        self._prev = in_order(set(_prev))
        self._backward = lambda: None

    def backward(self):
        order, seen = [], set()
        def build(v):
            if v not in seen:
                seen.add(v)
                for child in v._prev:
                    build(child)
                order.append(v)
        build(self)
        self.grad = 1.0
        for v in reversed(order):
            v._backward()

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other))
        def _backward():
            self.grad += 1.0 * out.grad
            other.grad += 1 * out.grad
        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other))
        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad
        out._backward = _backward
        return out

    def __sub__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data - other.data, (self, other))
        def _backward():
            self.grad += out.grad
            other.grad -= out.grad
        out._backward = _backward
        return out

    def __truediv__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data / other.data, (self, other))
        def _backward():
            self.grad += out.grad / other.data
            other.grad += -self.data / other.data**2 * out.grad
        out._backward = _backward
        return out

    def __pow__(self, k):
        out = Value(self.data**k, (self,))
        def _backward():
            self.grad += k * self.data ** (k - 1) * out.grad
        out._backward = _backward
        return out

    def tanh(self):
        t = (math.exp(2 * self.data) - 1) / (math.exp(2 * self.data) + 1)
        out = Value(t, (self,))
        def _backward():
            self.grad += (1 - t**2) * out.grad
        out._backward = _backward
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,))
        def _backward():
            self.grad += out.data * out.grad
        out._backward = _backward
        return out

    def __neg__(self): return self * -1
    def __radd__(self, other): return self + other
    def __rmul__(self, other): return self * other
    def __rsub__(self, other): return Value(other) - self
    def __rtruediv__(self, other): return Value(other) / self
"""


def made(source: str, in_order: Callable[[set], object]) -> type:
    """`Value` of an engine whose sets give their members in an order of ours."""
    space = {"__name__": "engine", "in_order": in_order, "numbers": itertools.count()}
    exec(source, space)
    return space["Value"]


RIGHT = [Slopes, Composed, made(SHORT, set),
         made(SHORT, lambda members: sorted(members, key=id)),
         made(SHORT, lambda members: sorted(members, key=id, reverse=True))]


@pytest.mark.parametrize("right", RIGHT)
def test_right_engines_agree_a_hundred_times_as_closely_as_is_asked(right):
    for program in ALL:
        assert agree(run(program, right), run(program, REFERENCE)), to_probe(program).code


def test_the_reference_and_its_styles_are_what_programs_are_kept_by():
    engines = draw_programs.right_engines()
    assert len(engines) > 5
    for program in ALL[::10]:
        right = run(program, engines[0])
        assert all(agree(run(program, other), right) for other in engines)


# --- wrong engines --------------------------------------------------------------------------

# name -> what is put in the place of what, and the sets that have to find it.
SUMS, ARITH, ALL_OPS = (*SETS,), ("arithmetic", "all_operators"), ("all_operators",)
WRONG = {
    "+ sets the left share": ("self.grad += 1.0 *", "self.grad = 1.0 *", SUMS),
    "+ sets the right share": ("other.grad += 1 *", "other.grad = 1 *", SUMS),
    "* sets the left share": ("self.grad += other.data *", "self.grad = other.data *", SUMS),
    "* sets the right share": ("other.grad += self.data *", "other.grad = self.data *", SUMS),
    "- sets the left share": ("self.grad += out.grad\n", "self.grad = out.grad\n", ARITH),
    "- sets the right share": ("other.grad -= out.grad", "other.grad = -out.grad", ARITH),
    "/ sets the left share": ("self.grad += out.grad /", "self.grad = out.grad /", ARITH),
    "/ sets the right share": ("other.grad += -self", "other.grad = -self", ARITH),
    "** sets its share": ("self.grad += k *", "self.grad = k *", ALL_OPS),
    "tanh sets its share": ("self.grad += (1", "self.grad = (1", ALL_OPS),
    "exp sets its share": ("self.grad += out.data *", "self.grad = out.data *", ALL_OPS),
    "no chain rule in +": ("1.0 * out.grad", "1.0", SUMS),
    "no chain rule in *": ("self.grad += other.data * out.grad", "self.grad += other.data", SUMS),
    "* by its own data": ("self.grad += other.data", "self.grad += self.data", SUMS),
    "a seed that is added": ("self.grad = 1.0\n", "self.grad += 1.0\n", SUMS),
    "the leaves first": ("in reversed(order)", "in order", SUMS),
    "each node before its operands": (
        "                for child in v._prev:\n                    build(child)\n"
        "                order.append(v)",
        "                order.insert(0, v)\n"
        "                for child in v._prev:\n                    build(child)", SUMS),
    "breadth first": ("        build(self)\n", """
        order, seen = [self], {self}
        for v in order:
            order += [child for child in v._prev if child not in seen]
            seen.update(v._prev)
        order.reverse()
""", SUMS),
    "no node is remembered": ("if v not in seen", "if True", SUMS),
    "the last node is left out": ("in reversed(order)", "in reversed(order[1:-1])", SUMS),
    "one level deep": ("build(child)", "order.append(child)", SUMS),
    "exp by its input": ("out.data * out.grad", "self.data * out.grad", ALL_OPS),
    "tanh by 1 - t": ("(1 - t**2)", "(1 - t)", ALL_OPS),
    "tanh by its input": ("(1 - t**2)", "(1 - self.data**2)", ALL_OPS),
    "tanh of the half": ("math.exp(2 * self.data) + 1", "math.exp(2 * self.data) + 2", ALL_OPS),
    "** keeps the power": ("self.data ** (k - 1)", "self.data ** k", ALL_OPS),
    "** drops the factor": ("k * self.data ** (k - 1)", "self.data ** (k - 1)", ALL_OPS),
    "** drops the power": ("k * self.data ** (k - 1)", "k * self.data", ALL_OPS),
    "** for whole numbers": ("self.data**k, (self,)", "self.data**int(k), (self,)", ALL_OPS),
    "- with a plus": ("other.grad -= out.grad", "other.grad += out.grad", ARITH),
    "/ without a minus": ("+= -self.data /", "+= self.data /", ARITH),
    "/ without a square": ("other.data**2 *", "other.data *", ARITH),
    "-v without a slope": ("return self * -1", "return Value(-self.data, (self,))", ARITH),
    "-v is v": ("return self * -1", "return self * 1", ARITH),
    "2 - v is v - 2": ("return Value(other) - self", "return self - other", ARITH),
    "2 / v is v / 2": ("return Value(other) / self", "return self / other", ARITH),
    "2 - v forgets v": ("return Value(other) - self", "return Value(other - self.data)", ARITH),
    "v + 2 is v + 1": ("return self + other", "return self + int(bool(other))", ARITH),
    "2 - v sets its share": ("return Value(other) - self", """
        out = Value(other - self.data, (self,))
        def _backward():
            self.grad = -out.grad
        out._backward = _backward
        return out""", ARITH),
    "2 / v sets its share": ("return Value(other) / self", """
        out = Value(other / self.data, (self,))
        def _backward():
            self.grad = -other / self.data**2 * out.grad
        out._backward = _backward
        return out""", ARITH),
    "-v sets its share": ("return self * -1", """
        out = Value(-self.data, (self,))
        def _backward():
            self.grad = -out.grad
        out._backward = _backward
        return out""", ARITH),
    "constants are ints": (
        "Value(other)\n        out = Value(self.data * ",
        "Value(int(other))\n        out = Value(self.data * ", ARITH),
}


def wrong_source(name: str) -> str:
    before, after, _ = WRONG[name]
    assert SHORT.count(before) == 1, before
    return SHORT.replace(before, after)


def one_by_one(turns: Iterable[bool]) -> Callable[[set], list]:
    """Sets that give their members as `turns` say, one for each set of two that is made."""
    coming = iter(turns)

    def in_order(members: set) -> list:
        told = sorted(members, key=lambda node: node.number)
        return told[::-1] if len(told) > 1 and next(coming) else told

    return in_order


def passes(program: Program, value: type) -> bool:
    try:
        seen = run(program, value)
    except Exception:
        return False
    return all(itertools.starmap(agrees, zip(seen, run(program, REFERENCE), strict=True)))


def sets_of_two(program: Program, source: str) -> int:
    sizes = []
    value = made(source, lambda members: sizes.append(len(members)) or list(members))
    only_forward = to_probe(program).code.splitlines()[1:-1]
    with contextlib.suppress(ArithmeticError):
        exec("\n".join(only_forward), {"Value": value})
    return sizes.count(2)


def orders(count: int) -> Iterator[Iterable[bool]]:
    """Every way in which so many sets of two may turn; of very many, a sample."""
    if count <= 8:
        return itertools.product((False, True), repeat=count)
    chance = random.Random(count)
    return ([chance.random() < bias for _ in range(count)]
            for bias in (0, 1, *[0.1, 0.3, 0.5, 0.7, 0.9] * 20))


def has_luck(program: Program, source: str) -> bool:
    """Whether a wrong engine comes out right in some order of its sets."""
    return any(passes(program, made(source, one_by_one(turns)))
               for turns in orders(sets_of_two(program, source)))


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("folder", FOLDERS)
def test_a_wrong_engine_is_found_whatever_the_order_of_its_sets(folder, name):
    source = wrong_source(name)
    for which in WRONG[name][2]:
        assert not all(has_luck(program, source) for program in KEPT[folder, which]), which


@each_set
def test_an_engine_that_runs_its_nodes_as_a_set_gives_them_is_found(which):
    chance = random.Random(1)
    value = made(SHORT.replace("in reversed(order)", "in in_order(order)"),
                 lambda members: chance.sample(list(members), len(members)))
    for _ in range(20):
        assert not all(passes(program, value) for program in KEPT[which])


# --- shrinking ------------------------------------------------------------------------------


class Asked:
    """What the plugin hands to `shrink`: asks an engine, and gives up after so many probes."""

    def __init__(self, value: type) -> None:
        self.value, self.count = value, 0

    def __call__(self, probe: Probe) -> bool:
        self.count += 1
        return self.count <= MOST_TRIED and not passes(from_probe(probe), self.value)


def first_failure(name: str, which: tuple[str, str], last: bool = False) -> tuple[Program, type]:
    value = made(wrong_source(name), lambda members: sorted(members, key=lambda one: one.number))
    some = KEPT[which][::-1] if last else KEPT[which]
    return next(one for one in some if not passes(one, value)), value


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_shown_in_a_few_steps(name):
    program, value = first_failure(name, ("public", WRONG[name][2][0]))
    asked = Asked(value)
    smaller = from_probe(shrink(to_probe(program), asked))
    assert asked.count <= MOST_TRIED
    assert not passes(smaller, value)
    assert len(smaller.steps) <= 3
    assert set(smaller.leaves) <= set(programs.SIMPLE_DATA)


@each_set
def test_the_largest_failure_is_made_smaller_too(which):
    program, value = first_failure("each node before its operands", which, last=True)
    asked = Asked(value)
    smaller = from_probe(shrink(to_probe(program), asked))
    assert not passes(smaller, value) and len(smaller.steps) <= len(program.steps) / 2


def test_without_hypothesis_the_smallest_failing_part_is_left(monkeypatch):
    monkeypatch.setitem(sys.modules, "hypothesis", None)
    program = from_plain({"leaves": [1.5, -2.5], "steps": [
        "a * b", "c + a", "b - 3", "e.exp()", "d * f", "g + f"]})
    value = made(wrong_source("exp by its input"), list)
    asked = Asked(value)
    smaller = from_probe(shrink(to_probe(program), asked))
    assert smaller.plain() == {"leaves": [-2.5], "steps": ["a - 3", "b.exp()"]}
    assert asked.count == 4  # c, d, e and the first with exp


def test_what_fails_in_no_smaller_program_is_left_as_it_is():
    program = KEPT["public", "all_operators"][-1]
    whole = to_probe(program)
    assert shrink(whole, lambda probe: probe == whole) == whole


def test_nothing_is_asked_twice():
    asked = []
    program, value = first_failure("tanh by 1 - t", ("public", "all_operators"))

    def fails(probe):
        asked.append(probe.code)
        return not passes(from_probe(probe), value)

    shrink(to_probe(program), fails)
    assert len(asked) == len(set(asked))


def test_shrinking_ends_when_nobody_answers_any_more():
    program, value = first_failure("breadth first", ("public", "long_chains"))
    asked = []

    def fails(probe):
        asked.append(probe)
        return len(asked) < 40 and not passes(from_probe(probe), value)

    smaller = from_probe(shrink(to_probe(program), fails))
    assert len(asked) < 40 + programs.MOST_REDUCED
    assert not passes(smaller, value)


SHRINK_ELSEWHERE = f"""
import sys
sys.path[:0] = [{str(HOME)!r}, {str(HOME / "tests" / "project")!r}]
if len(sys.argv) > 1:
    import grader.sandbox, grader.zips
import test_programs as here
program, value = here.first_failure("each node before its operands", ("hidden", "all_operators"))
print(here.shrink(here.to_probe(program), here.Asked(value)).code)
"""


def test_shrinking_is_the_same_in_every_process_and_leaves_nothing_behind(tmp_path):
    printed = {
        subprocess.run([sys.executable, "-c", SHRINK_ELSEWHERE, *more], cwd=tmp_path,
                       env={"PYTHONHASHSEED": seed}, capture_output=True, text=True,
                       check=True).stdout
        for seed, more in (("0", []), ("7", ["more modules"]))
    }
    assert len(printed) == 1 and "backward()" in printed.pop()
    assert not list(tmp_path.iterdir())


# --- as graded ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def setting():
    suites = tuple(GRADED / folder / "test_programs.py" for folder in FOLDERS)
    return Setting(replace(load_course(), suites=suites), "plain")


@pytest.fixture(scope="module")
def references(setting):
    references = References(setting)
    yield references
    references.close()


def graded(source: str, setting: Setting, references: References):
    source = f"from itertools import count\nnumbers, in_order = count(), tuple\n{source}"
    return grade(Submission("one", "", "folder", {"engine.py": source.encode()}), setting,
                 references)


def test_a_right_engine_has_all_points(setting, references):
    card = graded(SHORT, setting, references)
    assert [check.message for check in card.checks if check.outcome != "passed"] == []
    assert {part.id: part.score for part in card.parts if part.score} == {"4.2": 4.0, "5.1": 4.0}


def test_a_mistake_in_one_operator_is_shown_alone(setting, references):
    card = graded(wrong_source("exp by its input"), setting, references)
    failed = [check for check in card.checks if check.outcome != "passed"]
    assert [check.id for check in failed] == [
        "5.1:random_operators", "5.1:other_random_operators"]
    for check in failed:
        assert check.probe.splitlines()[2:] == [
            "b = a.exp()", "b.grad = 1.0", "b.backward()"]
        assert [row.expression for row in check.rows] == ["a.data", "b.data", "b.grad", "a.grad"]
        assert [row.expression for row in check.rows if not row.agrees] == ["a.grad"]
        assert check.hints
