import random
from dataclasses import dataclass, field

from engine import Value


def parameter():
    return Value(random.uniform(-1, 1))


@dataclass
class Neuron:
    nin: int
    w: list[Value] = field(init=False)
    b: Value = field(init=False)

    def __post_init__(self):
        self.w = [parameter() for _ in range(self.nin)]
        self.b = parameter()

    def __call__(self, x):
        activation = self.b
        for wi, xi in zip(self.w, x, strict=True):
            activation = activation + wi * xi
        return activation.tanh()

    def parameters(self):
        return self.w + [self.b]


@dataclass
class Layer:
    nin: int
    nout: int
    neurons: list[Neuron] = field(init=False)

    def __post_init__(self):
        self.neurons = [Neuron(self.nin) for _ in range(self.nout)]

    def __call__(self, x):
        outs = [neuron(x) for neuron in self.neurons]
        return outs[0] if self.nout == 1 else outs

    def parameters(self):
        return [p for neuron in self.neurons for p in neuron.parameters()]


@dataclass
class MLP:
    nin: int
    nouts: list[int]
    layers: list[Layer] = field(init=False)

    def __post_init__(self):
        sizes = [self.nin, *self.nouts]
        self.layers = [Layer(i, o) for i, o in zip(sizes, sizes[1:])]

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]
