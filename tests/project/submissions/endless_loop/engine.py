"""Week 2 to 4 - Tomasz"""
from __future__ import annotations

import math


class Value:
    def __init__(self, data: float, _children=(), _op: str = "", label: str = "") -> None:
        self.data = data
        self.grad = 0.0
        self._prev: list[Value] = list(_children)
        self.users = 0  # how many nodes are made from this one
        for child in self._prev:
            child.users += 1
        self._op = _op
        self.label = label
        self._backward = lambda: None

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def step() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = step
        return out

    def __mul__(self, other: Value | float) -> Value:
        if not isinstance(other, Value):
            other = Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def step() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = step
        return out

    def __pow__(self, k: float) -> Value:
        out = Value(self.data**k, (self,), "**")

        def step() -> None:
            self.grad += k * self.data ** (k - 1) * out.grad

        out._backward = step
        return out

    def exp(self) -> Value:
        out = Value(math.exp(self.data), (self,), "exp")

        def step() -> None:
            self.grad += out.data * out.grad

        out._backward = step
        return out

    def tanh(self) -> Value:
        out = Value(math.tanh(self.data), (self,), "tanh")

        def step() -> None:
            self.grad += (1 - out.data**2) * out.grad

        out._backward = step
        return out

    def __neg__(self) -> Value:
        return self * -1.0

    def __sub__(self, other: Value | float) -> Value:
        return self + other * -1.0

    def __truediv__(self, other: Value | float) -> Value:
        return self * other**-1.0

    def __radd__(self, other: float) -> Value:
        return self + other

    def __rmul__(self, other: float) -> Value:
        return self * other

    def __rsub__(self, other: float) -> Value:
        return self * -1.0 + other

    def __rtruediv__(self, other: float) -> Value:
        return self**-1.0 * other

    def backward(self) -> None:
        # all nodes of the graph
        nodes: list[Value] = [self]
        for node in nodes:
            for child in node._prev:
                if child not in nodes:
                    nodes.append(child)

        # a node has its turn when everything that was made from it has had its own
        self.grad = 1.0
        left = nodes
        while len(left) > 0:
            ready = [node for node in left if node.users == 0]
            for node in ready:
                node._backward()
                for child in node._prev:
                    child.users -= 1
            left = [node for node in left if node not in ready]
