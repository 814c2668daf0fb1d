"""Part 6: the sheet's network, and the gradient in every parameter."""

from projections import by_seed, over, reached

from grader.suite import check, probe

SET = """
number = 0
for layer in net.layers:
    for neuron in layer.neurons:
        for p in [*neuron.w, neuron.b]:
            number += 1
            p.data = (number * 5 % 13 - 6.5) / 10
"""
INPUTS = """
from engine import Value
from nn import MLP
net = MLP(2, [3, 1])
x, y = Value(0.5), Value(-1.5)
""" + SET + """
out = net([x, y])
out.grad = 1.0
out.backward()
"""


@check("6", points=0.5, hint="parameters",
       title="MLP(3, [4, 4, 1]) draws and lists its parameters in order.")
@probe("""
    import random
    from nn import MLP
    random.seed(2024)
    net = MLP(3, [4, 4, 1])
""", "len(net.parameters())", "[p.data for p in net.parameters()]",
     "net.layers[2].neurons[0].b.data")
def test_sheet_network(agree):
    agree()


@check("6", points=1, hint="reached",
       title="The gradient reaches every weight and every bias of an MLP.")
@probe("""
from nn import MLP
net = MLP(3, [4, 2, 1])
""" + SET + """
out = net([1.0, -0.5, 2.0])
out.grad = 1.0
out.backward()
""", "[[[w.grad for w in n.w] for n in layer.neurons] for layer in net.layers]",
     "[[n.b.grad for n in layer.neurons] for layer in net.layers]")
def test_gradient_reaches_all(agree):
    agree(through=reached)


@check("6", points=0.5, hint="inputs",
       title="Inputs that are Values get a gradient too.")
@probe(INPUTS, "out.grad", "x.grad", "y.grad")
@probe(INPUTS.replace("0.5", "0.0", 1), "out.grad", "x.grad", "y.grad")
def test_gradient_reaches_inputs(agree):
    agree(through=by_seed)


@check("6", points=0.5, hint="fresh",
       title="A network gives the same again: a call changes nothing.")
@probe("""
from nn import MLP
net = MLP(3, [4, 3])
x = [1.0, -0.5, 2.0]
""" + SET + """
first = [o.data for o in net(x)]
second = [o.data for o in net(x)]
""", "second", "first", "x",
     "[[[w.data for w in n.w] for n in layer.neurons] for layer in net.layers]",
     "[[n.b.data for n in layer.neurons] for layer in net.layers]",
     "[[n.b.grad for n in layer.neurons] for layer in net.layers]")
def test_call_changes_nothing(agree):
    agree(through=over(("second", "first")))
