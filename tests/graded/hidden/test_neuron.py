"""Part 5.2: the sheet's own neuron."""

from graphs import gradients
from projections import by_seed

from grader.suite import check, probe

NEURON = """
from engine import Value
x1, x2 = Value(2.0), Value(0.0)
w1, w2 = Value(-3.0), Value(1.0)
b = Value(6.8813735870195432)
n = x1 * w1 + x2 * w2 + b
o = n.tanh()
"""
BACKWARD = """\
o.grad = 1.0
o.backward()
"""


@check("5.2", points=0.5, hint="forward",
       title="The sheet's neuron: its output.")
@probe(NEURON, "n.data", "o.data")
def test_sheet_neuron_output(agree):
    agree()


@check("5.2", points=0.5, hint="swapped", picture=gradients,
       title="The sheet's neuron: the gradients of x1 and x2, and of what goes into the tanh.")
@probe(NEURON + BACKWARD, "o.grad", "n.grad", "x1.grad", "x2.grad")
def test_sheet_neuron_inputs(agree):
    agree(through=by_seed)


@check("5.2", points=0.5, hint="silent_input", picture=gradients,
       title="The sheet's neuron: the gradients of w1 and w2.")
@probe(NEURON + BACKWARD, "o.grad", "w1.grad", "w2.grad")
def test_sheet_neuron_weights(agree):
    agree(through=by_seed)
