import random
from functools import reduce
from operator import add, mul

from engine import Value


class Neuron:
    __slots__ = ("b", "w")

    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        return reduce(add, map(mul, self.w, x), self.b).tanh()

    def parameters(self):
        return [*self.w, self.b]


class Layer:
    __slots__ = ("neurons",)

    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        outs = [n(x) for n in self.neurons]
        return outs[0] if len(outs) == 1 else outs

    def parameters(self):
        return reduce(add, (n.parameters() for n in self.neurons))


class MLP:
    __slots__ = ("layers",)

    def __init__(self, nin, nouts):
        self.layers = []
        for nout in nouts:
            self.layers.append(Layer(nin, nout))
            nin = nout

    def __call__(self, x):
        return reduce(lambda signal, layer: layer(signal), self.layers, x)

    def parameters(self):
        return reduce(add, (layer.parameters() for layer in self.layers))
