import random
from itertools import chain

from engine import Value


class Neuron:
    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        return (self.b + sum(w * v for w, v in zip(self.w, x, strict=True))).tanh()

    def parameters(self):
        return [*self.w, self.b]


class Composite:
    """What is made of parts has the parts' parameters."""

    parts = ()

    def parameters(self):
        return list(chain.from_iterable(part.parameters() for part in self.parts))


class Layer(Composite):
    def __init__(self, nin, nout):
        self.parts = self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        outs = [neuron(x) for neuron in self.neurons]
        return outs[0] if len(outs) == 1 else outs


class MLP(Composite):
    def __init__(self, nin, nouts):
        ins = chain([nin], nouts)
        self.parts = self.layers = [Layer(i, o) for i, o in zip(ins, nouts)]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x
