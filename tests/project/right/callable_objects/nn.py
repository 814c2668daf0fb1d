import random
from functools import partial, reduce

from engine import Value

draw = partial(random.uniform, -1, 1)


class Neuron:
    def __init__(self, nin):
        self.w = [Value(draw()) for _ in range(nin)]
        self.b = Value(draw())

    def __call__(self, x):
        return reduce(lambda total, pair: total + pair[0] * pair[1], zip(self.w, x), self.b).tanh()

    def parameters(self):
        return [*self.w, self.b]


class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        outs = [*map(lambda neuron: neuron(x), self.neurons)]
        return outs.pop() if len(outs) == 1 else outs

    def parameters(self):
        return reduce(lambda found, neuron: found + neuron.parameters(), self.neurons, [])


class MLP:
    def __init__(self, nin, nouts):
        self.layers = [*map(Layer, [nin, *nouts], nouts)]

    def __call__(self, x):
        return reduce(lambda signal, layer: layer(signal), self.layers, x)

    def parameters(self):
        return reduce(lambda found, layer: found + layer.parameters(), self.layers, [])
