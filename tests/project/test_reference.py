"""The model solution, held to the contract's figures and to PyTorch."""

import functools
import itertools
import math
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from course_modules import REFERENCE, load, patched

pytestmark = pytest.mark.filterwarnings("error")

STYLES = tomllib.loads((REFERENCE / "styles.toml").read_text(encoding="utf-8"))["style"]
NAMES = "Ldfceab"
MADE_BY_HAND = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}

# What the contract's tolerance comes to, for numbers up to 1 and beyond.
ABOUT = {"abs": 1e-9, "rel": 1e-9}


@pytest.fixture(scope="module")
def ref() -> SimpleNamespace:
    return load(REFERENCE)


def style(id: str) -> dict[str, str]:
    return next(style for style in STYLES if style["id"] == id)


def seeded_mlp(ref: SimpleNamespace, *nouts: int) -> Any:
    random.seed(1337)
    return ref.nn.MLP(3, list(nouts))


# ---- 1.1 and 1.2


def test_the_derivative_is_exact(ref):
    assert [ref.warmup.f_prime(x) for x in (2.0, -1.0, 0, 2 / 3)] == [8.0, -10.0, -4.0, 0.0]


def test_a_difference_quotient_is_off_by_truncation_then_by_cancellation(ref):
    def error(h: float) -> float:
        return abs(ref.warmup.forward_difference(ref.warmup.f, 2.0, h) - 8.0)

    assert error(1e-3) == pytest.approx(3e-3, rel=1e-6)
    assert error(1e-8) < 1e-6 < error(1e-13) < error(1e-15)
    assert ref.warmup.forward_difference(ref.warmup.f, 2.0, 1e-16) == 0.0
    assert 2 + 1e-16 == 2


def test_a_difference_quotient_takes_any_function(ref):
    assert ref.warmup.forward_difference(math.sin, 0.0, 1e-6) == pytest.approx(1.0)
    assert ref.warmup.forward_difference(abs, 0.0, -0.5) == -1.0


def test_the_best_step_is_the_nearest_and_of_equals_the_first(ref):
    w = ref.warmup
    steps = [10.0**-k for k in range(1, 17)]
    assert w.best_step(w.f, w.f_prime, 2.0, steps) == 1e-8
    # |x|' taken as 0 at 0: all steps are off by 1.
    assert w.best_step(abs, lambda x: 0.0, 0.0, [0.5, -0.25, 0.125]) == 0.5
    assert w.best_step(lambda x: x * x, lambda x: 2 * x, 0.0, [0.5, -0.25, 1.0]) == -0.25


def test_the_graph_by_hand(ref):
    assert ref.warmup.HAND_FORWARD == {"e": -6.0, "d": 4.0, "L": -8.0}
    assert ref.warmup.HAND_GRADIENTS == MADE_BY_HAND


# ---- 2 and 4.1


def test_a_leaf(ref):
    leaf = ref.engine.Value(2.0)
    assert (leaf.data, leaf.grad, leaf._prev, leaf._op) == (2.0, 0.0, set(), "")
    assert leaf._backward() is None
    assert (leaf.data, leaf.grad) == (2.0, 0.0)


def test_a_result_knows_its_operands_and_its_operation(ref):
    Value = ref.engine.Value
    a, b = Value(2.0), Value(-3.0)
    assert ((a + b).data, (a + b)._op, (a + b)._prev) == (-1.0, "+", {a, b})
    assert ((a * b).data, (a * b)._op, (a * b)._prev) == (-6.0, "*", {a, b})
    assert (a + a)._prev == {a}
    assert repr(a * b + a * 1) == "Value(data=-4.0, grad=0.0)"
    assert (a.tanh()._op, a.exp()._op) == ("tanh", "exp")


@pytest.mark.parametrize(
    ("operation", "shares"),
    [
        (lambda a, b: a + b, (20.0, 30.0)),
        (lambda a, b: a * b, (10.0 - 30.0, 20.0 + 20.0)),
        (lambda a, b: a + a, (10.0 + 20.0, 20.0)),
        (lambda a, b: a * a, (10.0 + 40.0, 20.0)),
    ],
)
def test_a_backward_step_adds_slope_times_grad(ref, operation, shares):
    a, b = ref.engine.Value(2.0), ref.engine.Value(-3.0)
    out = operation(a, b)
    a.grad, b.grad, out.grad = 10.0, 20.0, 10.0
    out._backward()
    assert (a.grad, b.grad, out.grad) == (shares[0], shares[1], 10.0)


# ---- 4.2


def test_the_warmup_graph_by_backward(ref):
    nodes = ref.manual.warmup_graph()
    assert repr(nodes["L"]) == "Value(data=-8.0, grad=0.0)"
    nodes["L"].backward()
    assert {name: nodes[name].grad for name in NAMES} == MADE_BY_HAND


def test_a_second_backward_adds_more_the_deeper_it_gets(ref):
    nodes = ref.manual.warmup_graph()
    for _ in range(2):
        nodes["L"].backward()
    times = {name: nodes[name].grad / MADE_BY_HAND[name] for name in NAMES}
    assert times == {"L": 1, "d": 2, "f": 2, "e": 3, "c": 3, "a": 4, "b": 4}


def test_a_second_backward_doubles_below_one_operation(ref):
    a, b = ref.engine.Value(2.0), ref.engine.Value(-3.0)
    product = a * b
    product.backward()
    product.backward()
    assert (a.grad, b.grad, product.grad) == (-6.0, 4.0, 1.0)


def test_two_graphs_over_the_same_leaves_add_up(ref):
    a, b = ref.engine.Value(2.0), ref.engine.Value(-3.0)
    (a * b).backward()
    (a * b).backward()
    assert (a.grad, b.grad) == (-6.0, 4.0)


def test_the_output_is_set_to_one_whatever_was_there(ref):
    leaf = ref.engine.Value(2.0)
    leaf.grad = 7.0
    leaf.backward()
    assert leaf.grad == 1.0


def test_each_node_runs_once_and_after_all_that_were_made_from_it(ref):
    Value = ref.engine.Value
    for picks in itertools.product(range(2), repeat=4):
        a = Value(1.0)
        nodes = [a, a * 2.0]
        for pick in picks:
            nodes.append(nodes[-1] + nodes[pick])
        ran: list[Any] = []
        for node in nodes:
            node._backward = functools.partial(ran.append, node)
        nodes[-1].backward()
        assert len(ran) == len(set(ran))
        place = {node: i for i, node in enumerate(ran)}
        assert all(place[n] < place[c] for n in ran for c in n._prev if c in place)


def test_nodes_off_the_path_keep_their_grad(ref):
    a, b = ref.engine.Value(2.0), ref.engine.Value(-3.0)
    middle = a * b
    above, beside = middle + a, b + 1
    above.grad = beside.grad = 5.0
    middle.backward()
    assert (above.grad, beside.grad, a.grad, b.grad) == (5.0, 5.0, -3.0, 2.0)


def test_a_deep_graph_and_one_of_many_paths(ref):
    leaf = total = ref.engine.Value(1.0)
    for _ in range(5000):
        total = total + 1
    total.backward()
    assert leaf.grad == 1.0

    leaf = doubled = ref.engine.Value(1.0)
    for _ in range(60):
        doubled = doubled + doubled
    doubled.backward()
    assert leaf.grad == 2.0**60


# ---- 5.1 and 5.2


def test_plain_numbers_stand_on_either_side(ref):
    v = ref.engine.Value(4.0)
    results = [v + 1, 1 + v, v * 2, 2 * v, v - 1, 1 - v, v / 2, 2 / v, -v, v**2, v**0.5, v**-1]
    assert [out.data for out in results] == [5, 5, 8, 8, 3, -3, 2, 0.5, -4, 16, 2, 0.25]
    for out in results:
        out.backward()
    slopes = [1, 1, 2, 2, 1, -1, 0.5, -2 / 16, -1, 8, 0.25, -1 / 16]
    assert v.grad == pytest.approx(sum(slopes), **ABOUT)
    assert v.data == 4.0
    assert sum([v, v]).data == 8.0


def test_powers_at_their_edges(ref):
    Value = ref.engine.Value
    for base, k, data, grad in [(-2.0, 3, -8.0, 12.0), (-2.0, -1, -0.5, -0.25), (5.0, 0, 1, 0),
                                (0.0, 0, 1, 0), (0.0, 1, 0, 1), (0.0, 2, 0, 0), (-3.0, 0, 1, 0)]:
        v = Value(base)
        out = v**k
        out.backward()
        assert (out.data, v.grad) == (data, grad)
    with pytest.raises(TypeError):
        Value(2.0) ** Value(2.0)
    with pytest.raises(TypeError):
        2 ** Value(2.0)
    with pytest.raises(ZeroDivisionError):
        1 / Value(0.0)


def test_tanh_does_not_overflow_and_the_textbook_formula_does(ref, tmp_path):
    assert ref.engine.Value(1e6).tanh().data == 1.0
    textbook = load(patched(tmp_path, style("tanh_by_exp")))
    assert textbook.engine.Value(354.8).tanh().data == 1.0
    with pytest.raises(OverflowError):
        textbook.engine.Value(355.0).tanh()


def test_the_single_neuron(ref):
    Value = ref.engine.Value
    x1, x2, w1, w2 = Value(2.0), Value(0.0), Value(-3.0), Value(1.0)
    b = Value(6.8813735870195432)
    n = x1 * w1 + x2 * w2 + b
    o = n.tanh()
    o.backward()
    assert o.data == pytest.approx(1 / math.sqrt(2), **ABOUT)
    assert n.grad == pytest.approx(0.5, **ABOUT)
    assert [v.grad for v in (x1, x2, w1, w2)] == pytest.approx([-1.5, 0.5, 1.0, 0.0], **ABOUT)


# ---- 3


def test_backprop_by_hand_agrees_with_the_engine_over_any_leaves(ref):
    rng = random.Random(3)
    for _ in range(50):
        nodes, engine = ref.manual.warmup_graph(), ref.manual.warmup_graph()
        for name in "abcf":
            nodes[name].data = engine[name].data = rng.uniform(-5, 5)
        ref.manual.ascent_step(nodes, 0.0)
        ref.manual.ascent_step(engine, 0.0)
        engine["L"].backward()
        ref.manual.backprop_by_hand(nodes)
        assert [nodes[n].grad for n in NAMES] == pytest.approx([engine[n].grad for n in NAMES])


def test_backprop_by_hand_needs_no_graph(ref):
    loose = {name: ref.engine.Value(node.data, label=name)
             for name, node in ref.manual.warmup_graph().items()}
    for node in loose.values():
        node.grad = 99.0
    ref.manual.backprop_by_hand(loose)
    assert {name: loose[name].grad for name in NAMES} == MADE_BY_HAND


def test_the_numeric_gradient_has_rounding_and_no_truncation(ref):
    for name in "abcf":
        for h in (1e-6, 1e-3, 1.0):
            estimate = ref.manual.numeric_gradient(name, h)
            # L is linear in each leaf: what is left is rounding, and a wide step has least of it.
            assert abs(estimate - MADE_BY_HAND[name]) < 4e-15 / h
            assert ref.manual.numeric_gradient(name, h) == estimate
    with pytest.raises(ValueError, match="'d' is not a leaf"):
        ref.manual.numeric_gradient("d")


def test_an_ascent_step_raises_the_output(ref):
    nodes = ref.manual.warmup_graph()
    ref.manual.backprop_by_hand(nodes)
    assert ref.manual.ascent_step(nodes) == pytest.approx(-7.286496, **ABOUT)
    assert [nodes[n].data for n in "abcf"] == pytest.approx([2.06, -3.04, 9.98, -1.96])


# ---- 6


def test_parameters_are_drawn_in_order(ref):
    model = seeded_mlp(ref, 4, 4, 1)
    random.seed(1337)
    assert [p.data for p in model.parameters()] == [random.uniform(-1, 1) for _ in range(41)]
    neuron = model.layers[1].neurons[2]
    assert neuron.parameters() == [*neuron.w, neuron.b]
    assert [len(layer.parameters()) for layer in model.layers] == [16, 20, 5]
    assert len(ref.nn.MLP(3, [8, 1]).parameters()) == 41


def test_a_layer_of_one_gives_the_value_alone(ref):
    x = [1.0, 2, ref.engine.Value(3.0)]
    assert isinstance(ref.nn.Layer(3, 1)(x), ref.engine.Value)
    assert [type(out) for out in ref.nn.Layer(3, 2)(x)] == [ref.engine.Value] * 2
    with pytest.raises(ValueError, match="zip"):
        ref.nn.Neuron(3)([1.0, 2.0])


def test_the_size_of_a_networks_graph(ref, tmp_path):
    output = seeded_mlp(ref, 4, 4, 1)([1.0, 2.0, 3.0])
    nodes, _ = ref.draw.trace(output)
    assert len(nodes) == 126
    assert ref.draw.draw_dot(output).count("shape=") == 199
    assert len(ref.draw.trace(seeded_mlp(ref, 8, 1)([1.0, 2.0, 3.0]))[0]) == 138
    other = load(patched(tmp_path, style("sum_from_zero")))
    assert len(other.draw.trace(seeded_mlp(other, 4, 4, 1)([1.0, 2.0, 3.0]))[0]) == 144


# ---- 7


def test_the_first_forward_and_backward_pass(ref):
    model = seeded_mlp(ref, 4, 4, 1)
    predictions = [model(x) for x in ref.training.XS]
    loss = ref.training.sum_squared_error(predictions, ref.training.YS)
    assert [round(p.data, 3) for p in predictions] == [0.428, 0.557, 0.718, 0.452]
    assert round(loss.data, 4) == 6.0054
    loss.backward()
    assert all(p.grad != 0.0 for p in model.parameters())


def test_fifty_steps(ref):
    losses, predictions = ref.training.train_from_seed()
    assert len(losses) == 50
    assert round(losses[0], 4) == 6.0054
    assert round(losses[-1], 5) == 0.01249
    assert [round(p, 3) for p in predictions] == [0.937, -0.988, -0.938, 0.936]
    # Not to the last bit: `_prev` is a set, and sums run in the order in which it is walked.
    assert ref.training.train_from_seed()[1] == pytest.approx(predictions, **ABOUT)

    logs = [math.log(loss) for loss in losses]
    assert (logs[12] - logs[9]) / 3 == pytest.approx(-0.45, abs=0.005)
    assert (logs[27] - logs[24]) / 3 == pytest.approx(-0.07, abs=0.005)


def test_learning_rates(ref):
    rates = [0.01, 0.05, 0.5, 2.0, 10.0, 1e308, 10]
    runs = ref.training.compare_learning_rates(rates)
    assert list(runs) == [0.01, 0.05, 0.5, 2.0, 10.0, 1e308]
    assert {round(run[0], 4) for run in runs.values()} == {6.0054}
    last = {rate: round(run[-1], 4) for rate, run in runs.items()}
    assert (last[0.01], last[0.5], last[2.0], last[10.0]) == (0.4129, 3.9999, 8.0, 8.0)
    assert runs[0.05] == pytest.approx(ref.training.train_from_seed()[0], **ABOUT)
    assert all(loss <= 16 for rate in rates[:-2] for loss in runs[rate])


def test_a_run_that_overflows_keeps_its_losses(ref, tmp_path):
    textbook = load(patched(tmp_path, style("tanh_by_exp")))
    runs = textbook.training.compare_learning_rates([0.05, 1e6, 1e308])
    right = ref.training.compare_learning_rates([0.05, 1e6])
    assert len(runs[0.05]) == 50
    for rate in (1e6, 1e308):
        assert 1 <= len(runs[rate]) < 50
        assert runs[rate][0] == pytest.approx(right[0.05][0])


def test_without_zeroing_it_looks_well_and_then_jumps(ref):
    t = ref.training
    model, losses = seeded_mlp(ref, 4, 4, 1), []
    for _ in range(50):
        loss = t.sum_squared_error([model(x) for x in t.XS], t.YS)
        losses.append(loss.data)
        loss.backward()
        for p in model.parameters():
            p.data -= 0.05 * p.grad
    assert losses[8] < 0.001
    assert max(losses[9:]) > 3.9
    assert min(losses[20:]) < 1e-4


def test_train_uses_the_model_by_call_and_parameters_alone(ref):
    Value = ref.engine.Value

    class Line:
        __slots__ = ("w",)

        def __init__(self) -> None:
            self.w = Value(0.0)

        def __call__(self, x: list[float]) -> Any:
            return self.w * x[0]

        def parameters(self) -> Iterator[Any]:
            yield self.w

    line = Line()
    line.w.grad = 100.0  # left from elsewhere
    losses = ref.training.train(line, [[1.0], [2.0]], [3.0, 6.0], lr=0.05, steps=3)
    # loss = 5(w - 3)², so a step halves the distance to 3.
    assert losses == pytest.approx([45.0, 11.25, 2.8125])
    assert line.w.data == pytest.approx(3 - 3 / 8)


# ---- Q


def test_the_answers_are_spread_evenly(ref):
    letters = [getattr(ref.answers, f"Q{i}") for i in range(1, 9)]
    assert sorted(letters) == list("AABBCCDD")


# ---- PyTorch as the judge


@dataclass(frozen=True)
class Program:
    """A random graph as data, and what PyTorch says of it: value and gradient of each node."""

    leaves: list[float]
    steps: list[tuple[str, Any, Any]]  # operation, and the places of its operands or a number
    data: list[float]
    grads: list[float]


OPERATIONS = {
    "+": lambda a, b: a + b,
    "*": lambda a, b: a * b,
    "-": lambda a, b: a - b,
    "/": lambda a, b: a / b,
    "**": lambda a, k: a**k,
    "k+": lambda a, k: k + a,
    "k*": lambda a, k: k * a,
    "k-": lambda a, k: k - a,
    "k/": lambda a, k: k / a,
    "+k": lambda a, k: a + k,
    "*k": lambda a, k: a * k,
    "-k": lambda a, k: a - k,
    "/k": lambda a, k: a / k,
    "neg": lambda a, _: -a,
    "tanh": lambda a, _: a.tanh(),
    "exp": lambda a, _: a.exp(),
}
BINARY = ("+", "*", "-", "/")


def random_program(torch: ModuleType, rng: random.Random) -> Program:
    """Draw a program whose numbers stay small, away from 0 where they divide."""
    leaves = [rng.choice([-1, 1]) * rng.uniform(0.1, 3.0) for _ in range(rng.randint(1, 4))]
    nodes = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in leaves]
    data, steps = list(leaves), []
    length = rng.randint(1, 12)
    while len(steps) < length:
        name, i = rng.choice(list(OPERATIONS)), rng.randrange(len(nodes))
        second: Any = None
        if name in BINARY:
            second = rng.randrange(len(nodes))
            divisor = data[second] if name == "/" else 1.0
        elif name == "**":
            second = rng.choice([-2, -1, 0, 1, 2, 3, 2.0, 0.5, 2.5])
            whole = second == int(second)
            divisor = data[i] if whole or data[i] > 0 else 0.0
        else:
            second = rng.choice([-2, 3, 0.5, -1.5]) if "k" in name else None
            divisor = data[i] if name == "k/" else 1.0
        if abs(divisor) < 0.2 or (name == "exp" and data[i] > 3):
            continue
        out = OPERATIONS[name](nodes[i], nodes[second] if name in BINARY else second)
        if abs(out.item()) > 20:
            continue
        steps.append((name, i, second))
        nodes.append(out)
        data.append(out.item())
    for node in nodes:
        node.retain_grad()
    nodes[-1].backward()
    return Program(leaves, steps, data, [0.0 if n.grad is None else n.grad.item() for n in nodes])


def differences(Value: type, programs: list[Program]) -> list[Program]:
    """The programs on which an engine and PyTorch differ by more than the tolerance."""
    wrong = []
    for program in programs:
        nodes = [Value(x) for x in program.leaves]
        for name, i, second in program.steps:
            operand = nodes[second] if name in BINARY else second
            nodes.append(OPERATIONS[name](nodes[i], operand))
        nodes[-1].backward()
        got = [*(n.data for n in nodes), *(n.grad for n in nodes)]
        if any(
            abs(a - b) > 1e-9 * max(1.0, abs(b))
            for a, b in zip(got, [*program.data, *program.grads], strict=True)
        ):
            wrong.append(program)
    return wrong


@pytest.fixture(scope="module")
def torch() -> ModuleType:
    return pytest.importorskip("torch", reason="PyTorch is the judge here")


@pytest.fixture(scope="module")
def programs(torch) -> list[Program]:
    rng = random.Random(20240607)
    return [random_program(torch, rng) for _ in range(3000)]


def test_the_engine_agrees_with_pytorch(ref, programs):
    assert {name for program in programs for name, *_ in program.steps} == set(OPERATIONS)
    assert differences(ref.engine.Value, programs) == []


def test_the_judge_finds_an_engine_that_is_wrong(programs, tmp_path):
    wrong = {"id": "sets", "module": "engine", "before": "self.grad += out.data * out.grad",
             "after": "self.grad = out.data * out.grad"}
    modules = load(patched(tmp_path, wrong))
    assert differences(modules.engine.Value, programs)


@pytest.mark.parametrize("patch", STYLES, ids=[style["id"] for style in STYLES])
def test_a_style_is_as_right_as_the_reference(ref, programs, tmp_path, patch):
    other = load(patched(tmp_path, patch))
    if patch["module"] == "engine":
        assert differences(other.engine.Value, programs[:400]) == []
    assert (REFERENCE / f"{patch['module']}.py").read_bytes() != (
        tmp_path / f"{patch['module']}.py"
    ).read_bytes()
    for mine, theirs in zip(
        ref.training.train_from_seed(steps=20), other.training.train_from_seed(steps=20),
        strict=True,
    ):
        assert theirs == pytest.approx(mine, **ABOUT)


def test_styles_say_what_they_are():
    assert len({style["id"] for style in STYLES}) == len(STYLES)
    for patch in STYLES:
        assert set(patch) == {"id", "title", "module", "before", "after"}


# ---- the bonus


def test_pytorch_training_comes_near_0_003(ref, torch):
    t = ref.training
    for seed in (1337, 0, 1, 2):
        losses = ref.torch_bonus.train_torch(t.XS, t.YS, seed=seed)
        assert len(losses) == 200
        assert 0.0026 < losses[-1] < 0.0038
        assert losses[0] > 1 > losses[100]


def test_pytorch_and_the_engine_train_alike_from_the_same_weights(ref, torch):
    t = ref.training
    torch.manual_seed(5)
    model = ref.nn.MLP(3, [4, 4, 1])
    for layer in model.layers:
        linear = torch.nn.Linear(len(layer.neurons[0].w), len(layer.neurons))
        for neuron, row, bias in zip(
            layer.neurons, linear.weight.tolist(), linear.bias.tolist(), strict=True
        ):
            for p, number in zip(neuron.parameters(), [*row, bias], strict=True):
                p.data = number
    ours = t.train(model, t.XS, t.YS, lr=0.05, steps=200)
    theirs = ref.torch_bonus.train_torch(t.XS, t.YS, steps=200, seed=5)
    assert theirs == pytest.approx(ours, rel=1e-3)
