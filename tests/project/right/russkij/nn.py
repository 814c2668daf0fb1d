import random

from engine import Value


class Neuron:
    """Нейрон."""

    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        сумма = 0
        for вес, вход in zip(self.w, x):
            сумма += вес * вход
        return (сумма + self.b).tanh()

    def parameters(self):
        return [*self.w, self.b]


class Layer:
    """Слой."""

    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        выходы = [нейрон(x) for нейрон in self.neurons]
        return выходы[0] if len(выходы) == 1 else выходы

    def parameters(self):
        return [п for нейрон in self.neurons for п in нейрон.parameters()]


class MLP:
    """Сеть."""

    def __init__(self, nin, nouts):
        размеры = [nin, *nouts]
        self.layers = [Layer(*пара) for пара in zip(размеры, размеры[1:])]

    def __call__(self, x):
        for слой in self.layers:
            x = слой(x)
        return x

    def parameters(self):
        return [п for слой in self.layers for п in слой.parameters()]
