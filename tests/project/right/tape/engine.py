"""Wengert list: every operation that has ever run stands on the tape, in the order it ran."""

import math
from collections import namedtuple

Entry = namedtuple("Entry", "inputs slopes")

TAPE = []


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._op = _op
        self.label = label
        # inputs that are named without an operation of ours are remembered, with slopes of 0
        inputs = tuple(_children)
        self._place = len(TAPE)
        TAPE.append((self, Entry(inputs, (0.0,) * len(inputs))))

    def _record(self, *slopes):
        _, entry = TAPE[self._place]
        TAPE[self._place] = (self, entry._replace(slopes=slopes))
        return self

    @property
    def _prev(self):
        return set(TAPE[self._place][1].inputs)

    def _backward(self):
        _, entry = TAPE[self._place]
        for node, slope in zip(*entry):
            node.grad += slope * self.grad

    def backward(self):
        self.grad = 1.0
        reached = {self._place}
        for place in range(self._place, -1, -1):
            if place in reached:
                node, entry = TAPE[place]
                node._backward()
                reached.update(child._place for child in entry.inputs)
                reached.discard(place)
                if not reached:
                    break

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = constant(other)
        return Value(self.data + other.data, (self, other), "+")._record(1.0, 1.0)

    def __mul__(self, other):
        other = constant(other)
        return Value(self.data * other.data, (self, other), "*")._record(other.data, self.data)

    def __sub__(self, other):
        other = constant(other)
        return Value(self.data - other.data, (self, other), "-")._record(1.0, -1.0)

    def __truediv__(self, other):
        other = constant(other)
        inverse = 1 / other.data
        return Value(self.data * inverse, (self, other), "/")._record(
            inverse, -self.data * inverse * inverse)

    def __pow__(self, k):
        return Value(self.data**k, (self,), "**")._record(k * self.data ** (k - 1))

    def __neg__(self):
        return Value(-self.data, (self,), "neg")._record(-1.0)

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self,), "exp")._record(y)

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, (self,), "tanh")._record(1 - y * y)

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return constant(other) - self

    def __rtruediv__(self, other):
        return constant(other) / self


def constant(x):
    return x if isinstance(x, Value) else Value(x)
