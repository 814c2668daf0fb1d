import random

from engine import Value


def _draw():
    return Value(random.uniform(-1, 1))


class Neuron:
    def __init__(self, nin):
        self._all = [_draw() for _ in range(nin + 1)]

    @property
    def w(self):
        return self._all[:-1]

    @property
    def b(self):
        return self._all[-1]

    def __call__(self, x):
        inputs = [*x, 1.0]  # the bias is the weight of an input that is always 1
        return sum(p * xi for p, xi in zip(self._all, inputs, strict=True)).tanh()

    def parameters(self):
        return list(self._all)


class Layer:
    def __init__(self, nin, nout):
        self.neurons = tuple(Neuron(nin) for _ in range(nout))

    def __call__(self, x):
        outs = tuple(neuron(x) for neuron in self.neurons)
        return outs if len(outs) > 1 else outs[0]

    def parameters(self):
        return tuple(p for neuron in self.neurons for p in neuron.parameters())


class MLP:
    def __init__(self, nin, nouts):
        self.layers = tuple(
            Layer(into, out) for into, out in zip((nin, *nouts), nouts)
        )

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return tuple(p for layer in self.layers for p in layer.parameters())
