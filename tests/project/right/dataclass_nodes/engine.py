from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import InitVar, dataclass, field


def _leaf() -> None:
    return None


@dataclass(eq=False)
class Value:
    data: float
    _children: InitVar[Iterable[Value]] = ()
    _op: str = field(default="", repr=False)
    label: str = field(default="", repr=False)
    grad: float = field(default=0.0, init=False)
    _prev: set[Value] = field(init=False, repr=False)
    _backward: Callable[[], None] = field(
        default_factory=lambda: _leaf, init=False, repr=False
    )

    def __post_init__(self, _children: Iterable[Value]) -> None:
        self._prev = set(_children)

    def __add__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def _backward() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, exponent: float) -> Value:
        out = Value(self.data**exponent, (self,), f"**{exponent}")

        def _backward() -> None:
            self.grad += exponent * self.data ** (exponent - 1) * out.grad

        out._backward = _backward
        return out

    def exp(self) -> Value:
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward() -> None:
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def tanh(self) -> Value:
        # tanh x = 1 - 2 / (e^(2x) + 1): one exponential, and no difference of two large numbers
        out = Value(1 - 2 / (math.exp(2 * self.data) + 1), (self,), "tanh")

        def _backward() -> None:
            self.grad += (1 - out.data) * (1 + out.data) * out.grad

        out._backward = _backward
        return out

    def __neg__(self) -> Value:
        return self * -1

    def __sub__(self, other: Value | float) -> Value:
        return self + (-other)

    def __truediv__(self, other: Value | float) -> Value:
        return self * (other**-1)

    def __radd__(self, other: float) -> Value:
        return self + other

    def __rmul__(self, other: float) -> Value:
        return self * other

    def __rsub__(self, other: float) -> Value:
        return (-self) + other

    def __rtruediv__(self, other: float) -> Value:
        return (self**-1) * other

    def _below(self, seen: set[Value]) -> Iterator[Value]:
        """Children first, each node once, this one last."""
        seen.add(self)
        for child in self._prev:
            if child not in seen:
                yield from child._below(seen)
        yield self

    def backward(self) -> None:
        order = list(self._below(set()))
        order.reverse()
        self.grad = 1.0
        for node in order:
            node._backward()
