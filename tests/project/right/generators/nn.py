import random
from itertools import chain, islice, pairwise

from engine import Value


def drawn():
    while True:
        yield Value(random.uniform(-1, 1))


class Neuron:
    def __init__(self, nin):
        values = drawn()
        self.w = list(islice(values, nin))
        self.b = next(values)

    def __call__(self, x):
        return sum((wi * xi for wi, xi in zip(self.w, x)), self.b).tanh()

    def __iter__(self):
        yield from self.w
        yield self.b

    def parameters(self):
        return list(self)


class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        first, *others = (neuron(x) for neuron in self.neurons)
        return [first, *others] if others else first

    def __iter__(self):
        return chain.from_iterable(self.neurons)

    def parameters(self):
        return list(self)


class MLP:
    def __init__(self, nin, nouts):
        self.layers = [Layer(i, o) for i, o in pairwise(chain([nin], nouts))]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def __iter__(self):
        return chain.from_iterable(self.layers)

    def parameters(self):
        return list(self)
