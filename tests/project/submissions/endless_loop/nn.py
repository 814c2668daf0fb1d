"""Week 5 - Tomasz"""
from __future__ import annotations

import random

from engine import Value


class Neuron:
    def __init__(self, nin: int) -> None:
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x: list) -> Value:
        out = self.b
        for w_i, x_i in zip(self.w, x, strict=True):
            out = w_i * x_i + out
        return out.tanh()

    def parameters(self) -> list[Value]:
        return [*self.w, self.b]


class Layer:
    def __init__(self, nin: int, nout: int) -> None:
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x: list) -> list[Value] | Value:
        match [neuron(x) for neuron in self.neurons]:
            case [one]:
                return one
            case many:
                return many

    def parameters(self) -> list[Value]:
        return [p for neuron in self.neurons for p in neuron.parameters()]


class MLP:
    def __init__(self, nin: int, nouts: list[int]) -> None:
        self.layers = [Layer(a, b) for a, b in zip([nin, *nouts], nouts)]

    def __call__(self, x: list) -> list[Value] | Value:
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        return [p for layer in self.layers for p in layer.parameters()]
