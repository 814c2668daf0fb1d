"""Neuron, Schicht, Netz."""

import random

from engine import Value


def zufällig():
    return Value(random.uniform(-1, 1))


class Neuron:
    def __init__(self, nin):
        self.w = [zufällig() for _ in range(nin)]
        self.b = zufällig()

    def __call__(self, x):
        summe = self.b
        for gewicht, eingang in zip(self.w, x):
            summe = summe + gewicht * eingang
        return summe.tanh()

    def parameters(self):
        return self.w + [self.b]


class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        ausgänge = [neuron(x) for neuron in self.neurons]
        return ausgänge[0] if len(ausgänge) == 1 else ausgänge

    def parameters(self):
        return [p for neuron in self.neurons for p in neuron.parameters()]


class MLP:
    def __init__(self, nin, nouts):
        größen = [nin] + nouts
        self.layers = [Layer(von, nach) for von, nach in zip(größen, größen[1:])]

    def __call__(self, x):
        for schicht in self.layers:
            x = schicht(x)
        return x

    def parameters(self):
        return [p for schicht in self.layers for p in schicht.parameters()]
