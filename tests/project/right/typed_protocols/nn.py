from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from engine import Value

Input = Sequence["Value | float"]


class HasParameters(Protocol):
    def parameters(self) -> list[Value]: ...


Part = TypeVar("Part", bound=HasParameters)


class Container(Generic[Part]):
    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = list(parts)

    def parameters(self) -> list[Value]:
        return [p for part in self._parts for p in part.parameters()]


class Neuron:
    def __init__(self, nin: int) -> None:
        self.w: list[Value] = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b: Value = Value(random.uniform(-1, 1))

    def __call__(self, x: Input) -> Value:
        total: Value = sum((w * xi for w, xi in zip(self.w, x, strict=True)), start=self.b)
        return total.tanh()

    def parameters(self) -> list[Value]:
        return [*self.w, self.b]


class Layer(Container[Neuron]):
    def __init__(self, nin: int, nout: int) -> None:
        super().__init__([Neuron(nin) for _ in range(nout)])

    @property
    def neurons(self) -> list[Neuron]:
        return self._parts

    def __call__(self, x: Input) -> Value | list[Value]:
        outs = [neuron(x) for neuron in self.neurons]
        return outs[0] if len(outs) == 1 else outs


class MLP(Container[Layer]):
    def __init__(self, nin: int, nouts: list[int]) -> None:
        super().__init__([Layer(i, o) for i, o in zip([nin, *nouts], nouts)])

    @property
    def layers(self) -> list[Layer]:
        return self._parts

    def __call__(self, x: Input) -> Value | list[Value]:
        signal: Input = x
        for layer in self.layers[:-1]:
            signal = layer(signal)  # type: ignore[assignment]
        return self.layers[-1](signal)
