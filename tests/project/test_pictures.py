"""What a failed check draws: the graph of its snippet, and the mark on the mistake itself."""

from __future__ import annotations

import ast
import random
from collections.abc import Sequence
from dataclasses import replace

import grading
import pytest
from grading import Bench
from marks import CALL, marks, where, written

from grader.course import load_course
from grader.explain import read_catalogue
from grader.grade import References, Setting, collect, grade, warm_up
from grader.illustrate import asked_for, illustrate, sketch_of
from grader.interview import Interview
from grader.misconceptions import read_misconceptions
from grader.records import Box, Call, Curves, Graph, Node, Observation, Probe, Silence
from grader.report.html import instructor, student
from grader.suite import Check, Sketch
from tests.graded.curves import losses, rates
from tests.graded.graphs import BY_HAND, gradients
from tests.graded.named import Rewritten

GRADIENT_PARTS = ("4.1", "4.2", "5.1", "5.2")
MISTAKES = [each for each in read_misconceptions(load_course()) if each.part in GRADIENT_PARTS]
QUICK = 6
SEED = 20261125


# --- which checks have one ------------------------------------------------------------------


def test_a_picture_changes_nothing_that_known_mistakes_hang_on():
    course = load_course()
    checks = [check for check in collect(Setting(course, "plain")) if check.part != "bonus"]
    assert not read_catalogue(course, checks).stale


def test_gradient_checks_can_be_drawn():
    drawn = {}
    for check in collect(Setting(load_course(), "plain")):
        for probe in check.probes:
            sketch = sketch_of(check, probe)
            drawn.setdefault(check.id, []).append(sketch is not None)
    # Chains of 20 operations fill no page; what fails of them is made smaller first.
    assert {id for id, each in drawn.items() if any(each) and not all(each)} <= {
        "4.2:random_expressions", "4.2:other_random_expressions",
        "4.2:random_chains", "4.2:other_random_chains",
        "5.1:random_arithmetic", "5.1:other_random_arithmetic",
        "5.1:random_operators", "5.1:other_random_operators"}
    ids = {id for id, each in drawn.items() if any(each)}
    assert len([id for id in ids if id.startswith(GRADIENT_PARTS)]) > 35
    assert {"3:by_hand", "7:loss_gradient", "7:grads_are_cleared", "7:rates_are_used",
            "7:sheet_run"} <= ids


def test_what_is_found_by_hand_has_no_picture():
    assert not [check.id for check in collect(Setting(load_course(), "plain"))
                if check.secret and check.picture]


# --- the snippet, with a name for each operation --------------------------------------------


def steps(code: str) -> list[tuple[str, str, tuple[str, ...]]]:
    made = Rewritten()
    for statement in ast.parse(code).body:
        list(made.statement(statement))
    return [(step.line or step.name, step.sign, step.operands) for step in made.steps.values()]


@pytest.mark.parametrize(("line", "found"), [
    ("L = a * b", [("L = a * b", "*", ("a", "b"))]),
    ("L = a + a", [("L = a + a", "+", ("a",))]),
    ("L = 2 - a", [("L = 2 - a", "-", ("a",))]),
    ("L = a ** -1.5", [("L = a ** (-1.5)", "** -1.5", ("a",))]),
    ("L = -a", [("L = -a", "-", ("a",))]),
    ("L = (a * b + a).tanh()", [("(1) = a * b", "*", ("a", "b")), ("(2) = (1) + a", "+",
                                ("(1)", "a")), ("L = (2).tanh()", "tanh", ("(2)",))]),
    ("p, q = a * b, a.exp()", [("p = a * b", "*", ("a", "b")), ("q = a.exp()", "exp", ("a",))]),
    ("L = loss([a, b], [1.0, 2.0])", [("L = loss([a, b], [1.0, 2.0])", "loss", ("a", "b"))]),
])
def test_each_operation_has_a_name(line, found):
    assert steps(f"a, b = Value(2.0), Value(3.0)\n{line}")[2:] == found


def test_nodes_in_a_dict_go_by_their_keys():
    assert steps('nodes = {"a": Value(2.0), "b": Value(1.0)}\n'
                 'nodes["e"] = nodes["a"] * nodes["b"]') == [
        ("a", "", ()), ("b", "", ()), ("e = a * b", "*", ("a", "b"))]


@pytest.mark.parametrize("code", [
    "a = Value(2.0)\na = a * 2\na.backward()",  # which of the two is a?
    "a, b = Value(2.0), [1]\na.backward()",
    "a = Value(2.0)\nb = a * 2",  # nothing flows back
    "a = Value(2.0)\na.backward()",  # nothing to mark
])
def test_what_cannot_be_drawn_is_not(code):
    assert gradients(Probe(code, ("a.grad",))) is None


def asked(bench: Bench, code: str) -> tuple[Sketch, Observation]:
    sketch = gradients(Probe(code, ()))
    assert sketch is not None
    [[reply]] = bench.references.answerers[False].answer(
        [grading.Group((sketch.probe,), 2)])
    assert isinstance(reply, Observation)
    return sketch, reply


def test_right_code_is_drawn_without_a_difference(bench):
    code = ("from engine import Value\na, b = Value(2.0), Value(-3.0)\nL = a * b - a / 2\n"
            "L.backward()")
    sketch, reply = asked(bench, code)
    graph = sketch.draw(reply, reply)
    assert isinstance(graph, Graph)
    assert all(box.agrees for box in graph.boxes)
    assert graph.boxes[0] == Box("a", "", "", (), "2.0", "-3.5", "-3.5", True)
    assert graph.calls == (Call("L.backward()", "L"),)


def test_what_is_of_another_shape_is_not_drawn(bench):
    sketch, reply = asked(bench, "from engine import Value\na = Value(2.0)\nL = a * 2\n"
                                 "L.backward()")
    check = Check("4.2:x", "4.2", "It.", 1, "default", (), False, False, "x",
                  picture=lambda probe: sketch)

    class Odd:
        """Someone whose answers have another form."""

        def __init__(self, *answers: object) -> None:
            self.answers = answers

        def aside(self, probes: Sequence[Probe]) -> list[object]:
            return [(Observation(self.answers), reply) for _ in probes]

    for answers in (("no", "way"), ([], {}), (Node("a"), 7), ([[1, 2, 3]], None)):
        assert illustrate(Odd(*answers), [(check, sketch.probe)]) == {}


# --- when it is asked -----------------------------------------------------------------------


@pytest.fixture
def asides(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    real = Interview.aside
    monkeypatch.setattr(Interview, "aside",
                        lambda self, probes: found.append(len(probes)) or real(self, probes))
    return found


def test_it_costs_nothing_that_is_right(bench, asides):
    assert bench.modules(bench.reference).score == 100
    assert asides == []


def test_public_pictures_are_asked_before_a_hidden_probe_leaves(bench, monkeypatch):
    order: list[object] = []
    ask, aside = Interview.ask, Interview.aside
    monkeypatch.setattr(Interview, "ask", lambda self, checks: order.append(
        {check.hidden for check in checks}) or ask(self, checks))
    monkeypatch.setattr(Interview, "aside", lambda self, probes: order.append(
        len(probes)) or aside(self, probes))
    broken = bench.reference | {"engine": bench.reference["engine"].replace(
        "self.grad += other.data * out.grad", "self.grad = other.data * out.grad")}
    card = bench.modules(broken, ["4.1"])
    # What comes after these is asked of patched references, to name the mistake.
    assert [one if isinstance(one, set) else "aside" for one in order[:4]] == [
        {False}, "aside", {True}, "aside"]
    assert {check.hidden for check in card.checks if check.picture} == {True, False}
    hidden = [check.picture for check in card.checks if check.picture and check.hidden]
    shown = student(card, False)
    assert hidden and all(graph.boxes[-1].step not in shown for graph in hidden)
    assert all(graph.boxes[-1].step in instructor(card) for graph in hidden)


def test_what_is_not_written_yet_has_no_picture(bench, asides):
    stubs = {path.stem: path.read_text("utf-8")
             for path in (bench.course.home / "exercises").glob("*.py")}
    card = bench.modules(stubs, ["4.1", "4.2", "5.1"])
    assert card.score == 0 and not any(check.picture for check in card.checks)
    assert asides == []


def test_a_students_own_check_asks_for_none(bench, asides):
    broken = bench.reference | {"engine": "class Value:\n    pass\n"}
    card = grade(grading.folder(broken), replace(bench.setting, pictures=False), bench.references)
    assert card.score < 60
    assert asides == [] and not any(check.picture for check in card.checks)


def test_after_one_that_runs_out_of_time_no_more_are_asked(bench):
    class Slow:
        times = 0

        def answer(self, groups):
            self.times += 1
            return [[Silence("timeout", "It did not end.")] for _ in groups]

    slow = Slow()
    interview = Interview(slow, bench.references.answerers[False], bench.course.sheet.limits)
    probes = [Probe(f"x = {number}", ("x",)) for number in range(30)]
    replies = interview.aside(probes)
    assert slow.times == 1
    assert len(replies) == 30
    assert {mine.outcome for mine, _ in replies} == {"timeout"}


def test_the_reference_knows_all_pictures_ahead(bench):
    """As a kit's recording has to; a batch asks for what it draws."""
    probes = asked_for(collect(bench.setting))
    assert len(probes) > 100
    known = warm_up(bench.setting, References(bench.setting), pictures=True)
    assert all(probe in known for probe in probes)


# --- the mark -------------------------------------------------------------------------------


def holds(misconception, bench, *, fewest: int = 3) -> None:
    ways = 0
    for name, files in written(misconception, bench):
        found = marks(bench, files, misconception.part)
        assert found and set(found.values()) <= where(misconception), (name, found)
        ways += 1
    assert ways >= fewest


def some(count: int) -> list[object]:
    return [pytest.param(each, id=each.id)
            for each in random.Random(SEED).sample(MISTAKES, count)]


@pytest.mark.parametrize("misconception", some(QUICK))
def test_the_mark_is_on_the_mistake(misconception, bench):
    holds(misconception, bench)


@pytest.mark.verify
@pytest.mark.parametrize("misconception", [pytest.param(each, id=each.id) for each in MISTAKES])
def test_the_mark_is_on_every_mistake(misconception, bench):
    holds(misconception, bench)


BY_HAND_MARKS = {
    "by-hand-without-seed": CALL, "by-hand-local-slope": "*", "by-hand-own-factor": "*",
    "by-hand-calls-backward": CALL,
}


def test_by_hand_the_grads_say_where(bench):
    """There are no steps to take alone; the graph is a tree, so the first wrong grad tells."""
    for misconception in read_misconceptions(load_course()):
        if misconception.id in BY_HAND_MARKS:
            for name, files in written(misconception, bench):
                found = marks(bench, files, "3")
                assert set(found.values()) <= {BY_HAND_MARKS[misconception.id]}, (name, found)
    assert BY_HAND in (bench.course.home / "exercises" / "manual.py").read_text("utf-8")


# --- curves ---------------------------------------------------------------------------------


def test_a_run_is_drawn_over_the_right_one():
    sketch = losses("losses = train()", "It.")(Probe("other", ()))
    curves = sketch.draw(Observation(([4.0, 2, None, "x", float("inf")],)), Observation(([4.0],)))
    assert isinstance(curves, Curves)
    assert [(run.yours, run.expected) for run in curves.curves] == [
        ((4.0, 2.0, None, None, None), (4.0,))]
    assert sketch.draw(Observation((7,)), Observation(([4.0],))) is None


def test_rates_stand_side_by_side():
    sketch = rates("runs = compare()", "It.")(Probe("other", ()))
    curves = sketch.draw(Observation(({0.1: [1.0]},)), Observation(({0.1: [2.0], 0.5: [3.0]},)))
    assert isinstance(curves, Curves)
    assert [(run.label, run.yours, run.expected) for run in curves.curves] == [
        ("lr = 0.1", (1.0,), (2.0,)), ("lr = 0.5", (), (3.0,))]
    assert sketch.draw(Observation(([1.0],)), Observation(({0.1: [2.0]},))) is None


@pytest.mark.verify
def test_a_training_that_goes_wrong_is_drawn(bench):
    broken = bench.reference | {"training": bench.reference["training"].replace(
        "p.data -= lr * p.grad", "p.data += lr * p.grad")}
    assert broken != bench.reference
    card = bench.modules(broken, ["7"])
    pictures = {check.id: check.picture for check in card.checks if check.picture}
    assert isinstance(pictures["7:update"], Curves)
    [run] = pictures["7:update"].curves
    assert run.yours[-1] > run.yours[0] and run.expected[-1] < run.expected[0]
    assert student(card, False).count('class="drawn-curve"') >= 2
