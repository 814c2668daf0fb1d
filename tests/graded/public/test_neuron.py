"""Part 5.2: one tanh neuron, end to end."""

from graphs import gradients
from projections import by_seed

from grader.suite import check, probe

NEURON = """
from engine import Value
x1, x2 = Value(0.5), Value(-1.5)
w1, w2 = Value(-2.0), Value(0.75)
b = Value(1.625)
o = (x1 * w1 + x2 * w2 + b).tanh()
"""
BACKWARD = """\
o.grad = 1.0
o.backward()
"""


@check("5.2", points=0.5, hint="forward",
       title="The neuron's output is tanh(x1·w1 + x2·w2 + b).")
@probe(NEURON, "o.data")
def test_neuron_output(agree):
    agree()


@check("5.2", points=1, hint="tanh_slope", picture=gradients,
       title="The gradients of the inputs and of the bias are right.")
@probe(NEURON + BACKWARD, "o.grad", "x1.grad", "x2.grad", "b.grad")
def test_input_gradients(agree):
    agree(through=by_seed)


@check("5.2", points=1, hint="silent_input", picture=gradients,
       title="The gradients of the weights are right, a silent input's too.")
@probe(NEURON + BACKWARD, "o.grad", "w1.grad", "w2.grad")
@probe(NEURON.replace("0.5", "0.0", 1) + BACKWARD, "o.grad", "w1.grad", "w2.grad")
def test_weight_gradients(agree):
    agree(through=by_seed)
