"""Part 6: Neuron, Layer, MLP.

Where a value or a gradient is asked, the snippet sets the parameters itself, so that a mistake in
drawing them costs its own checks alone.
"""

from grader.suite import check, probe

# The parameters as a pattern, from where they are and not by parameters().
SET = """
number = 0
for layer in net.layers:
    for neuron in layer.neurons:
        for p in [*neuron.w, neuron.b]:
            number += 1
            p.data = (number * 7 % 11 - 5.5) / 8
"""


@check("6", points=0.75, hint="draw_order",
       title="Neuron(nin) draws its weights in order and then its bias, by random.uniform(-1, 1).")
@probe("""
    import random
    from nn import Neuron
    random.seed(7)
    n = Neuron(3)
""", "[w.data for w in n.w]", "n.b.data")
def test_neuron_draws(agree):
    agree()


@check("6", points=0.75, hint="weighted_sum",
       title="A neuron gives tanh of its bias and the weighted sum of its inputs.")
@probe("""
    from nn import Neuron
    n = Neuron(3)
    n.w[0].data, n.w[1].data, n.w[2].data, n.b.data = 0.5, -0.25, 1.0, 0.125
""", "n([1.0, 2.0, -0.5]).data", "n([-1.5, 0.0, 1.0]).data", "n([0.0, 0.0, 0.0]).data",
     "n([10.0, -10.0, 1.0]).data")
def test_neuron_output_value(agree):
    agree()


@check("6", points=0.5, hint="parameter_order",
       title="A neuron's parameters() are its own weights, then its bias.")
@probe("""
    from nn import Neuron
    n = Neuron(2)
    w0, w1 = n.w
    b = n.b
""", "n.parameters()")
def test_neuron_parameters(agree):
    agree()


@check("6", points=0.5, hint="sizes",
       title="Layer(nin, nout) has nout neurons, made in order.")
@probe("""
    import random
    from nn import Layer
    random.seed(8)
    layer = Layer(2, 3)
""", "len(layer.neurons)", "[[w.data for w in n.w] for n in layer.neurons]",
     "[n.b.data for n in layer.neurons]")
def test_layer_neurons(agree):
    agree()


@check("6", points=0.5, hint="shapes",
       title="A layer gives a list of its neurons' outputs; a layer of one, the Value.")
@probe("""
    from nn import Layer
    wide, single = Layer(2, 3), Layer(2, 1)
    for layer in (wide, single):
        for number, n in enumerate(layer.neurons):
            n.w[0].data, n.w[1].data = 0.5 - number, 0.25 * number
            n.b.data = -0.125
    x = [1.0, -2.0]
    outs = wide(x)
    out = single(x)
""", "len(outs)", "[o.data for o in outs]", "out.data")
@probe("""
    from nn import Layer
    layer = Layer(1, 3)
    for number, n in enumerate(layer.neurons):
        n.w[0].data, n.b.data = 0.5 - number, 0.25 * number
    outs = layer([2.0])
""", "len(outs)", "[o.data for o in outs]")
def test_layer_output(agree):
    agree()


@check("6", points=0.5, hint="parameters",
       title="A layer's parameters() are those of its neurons, in one list, in order.")
@probe("""
    from nn import Layer
    layer = Layer(2, 2)
    first, second = layer.neurons
    p, q = first.w
    r = first.b
    s, t = second.w
    u = second.b
""", "layer.parameters()")
def test_layer_parameters(agree):
    agree()


@check("6", points=0.5, hint="sizes",
       title="Each layer of an MLP takes as many inputs as the one before has neurons.")
@probe("""
    from nn import MLP
    net = MLP(2, [5, 3, 1])
""", "[len(layer.neurons) for layer in net.layers]",
     "[[len(n.w) for n in layer.neurons] for layer in net.layers]")
@probe("""
    from nn import MLP
    widths = [4, 1]
    first, second = MLP(3, widths), MLP(3, widths)
""", "[len(layer.neurons) for layer in second.layers]",
     "[len(n.w) for layer in second.layers for n in layer.neurons]")
def test_mlp_widths(agree):
    agree()


@check("6", points=0.5, hint="parameters",
       title="An MLP's parameters() are all there, drawn and listed in order.")
@probe("""
    import random
    from nn import MLP
    random.seed(9)
    net = MLP(2, [3, 2])
""", "len(net.parameters())", "[p.data for p in net.parameters()]")
@probe("""
    from nn import MLP
    net = MLP(1, [1])
    w, b = net.layers[0].neurons[0].w[0], net.layers[0].neurons[0].b
""", "net.parameters()")
def test_mlp_parameters(agree):
    agree()


@check("6", points=0.5, hint="activation",
       title="An MLP sends its input through all layers, with a tanh in each neuron.")
@probe("""
from nn import MLP
net = MLP(2, [3, 2, 1])
""" + SET, "net([1.5, -0.5]).data", "net([-2.0, 4.0]).data")
@probe("""
from nn import MLP
net = MLP(2, [3, 2])
""" + SET, "[o.data for o in net([1.5, -0.5])]")
@probe("""
from nn import MLP
net = MLP(2, [3])
""" + SET, "[o.data for o in net([1.5, -0.5])]")
def test_mlp_output(agree):
    agree()


@check("6", points=0.5, hint="inputs",
       title="Inputs may be floats, ints or Values.")
@probe("""
from engine import Value
from nn import MLP
net = MLP(2, [3, 1])
""" + SET, "net([2.0, -1.0]).data", "net([2, -1]).data", "net([Value(2.0), Value(-1.0)]).data",
     "net([Value(2.0), -1]).data")
def test_inputs(agree):
    agree()
