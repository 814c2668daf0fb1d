import math
from functools import partial


def _noop():
    """What a leaf does in the backward pass."""


def _back_add(out, x, y):
    x.grad += out.grad
    y.grad += out.grad


def _back_mul(out, x, y):
    x.grad += y.data * out.grad
    y.grad += x.data * out.grad


def _back_pow(out, x, k):
    x.grad += (k * x.data ** (k - 1)) * out.grad


def _back_exp(out, x):
    x.grad += out.data * out.grad


def _back_tanh(out, x):
    x.grad += (1.0 - out.data**2) * out.grad


class Value:
    __slots__ = ("_backward", "_op", "_prev", "data", "grad", "label", "level")

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = frozenset(_children)
        self._op = _op
        self._backward = _noop
        self.label = label
        # one more than the highest of what it was made from
        self.level = 1 + max((child.level for child in self._prev), default=-1)

    def __repr__(self):
        return "Value(data={0.data}, grad={0.grad})".format(self)

    @classmethod
    def of(cls, thing):
        return thing if isinstance(thing, cls) else cls(thing)

    def __add__(self, other):
        other = Value.of(other)
        out = Value(self.data + other.data, (self, other), "+")
        out._backward = partial(_back_add, out, self, other)
        return out

    def __mul__(self, other):
        other = Value.of(other)
        out = Value(self.data * other.data, (self, other), "*")
        out._backward = partial(_back_mul, out, self, other)
        return out

    def __pow__(self, k):
        out = Value(self.data**k, (self,), "**")
        out._backward = partial(_back_pow, out, self, k)
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,), "exp")
        out._backward = partial(_back_exp, out, self)
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,), "tanh")
        out._backward = partial(_back_tanh, out, self)
        return out

    def __radd__(self, other):
        return Value.of(other) + self

    def __rmul__(self, other):
        return Value.of(other) * self

    def __neg__(self):
        return Value(-1.0) * self

    def __sub__(self, other):
        return self + (-Value.of(other))

    def __rsub__(self, other):
        return Value.of(other) + (-self)

    def __truediv__(self, other):
        return self * Value.of(other) ** -1

    def __rtruediv__(self, other):
        return Value.of(other) * self**-1

    def backward(self):
        found, edge = {self}, {self}
        while edge:
            edge = {child for node in edge for child in node._prev} - found
            found |= edge
        self.grad = 1.0
        for node in sorted(found, key=lambda node: node.level, reverse=True):
            node._backward()
