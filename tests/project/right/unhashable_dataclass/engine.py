import math
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Value:
    data: float
    _children: tuple = field(default=(), repr=False)
    _op: str = field(default="", repr=False)
    label: str = field(default="", repr=False)
    grad: float = 0.0
    # called with the grad of this node, gives one share for each child
    _rule: Any = field(default=None, repr=False)

    # A dataclass compares its fields, and so has no hash. No set of Values, then.

    @property
    def _prev(self):
        return self._children

    def _backward(self):
        if self._rule is not None:
            for child, share in zip(self._children, self._rule(self.grad)):
                child.grad += share

    def backward(self):
        order = []
        seen = []  # ids

        def visit(node):
            if id(node) not in seen:
                seen.append(id(node))
                for child in node._children:
                    visit(child)
                order.insert(0, node)

        visit(self)
        self.grad = 1.0
        for node in order:
            node._backward()

    @staticmethod
    def _wrap(x):
        return x if isinstance(x, Value) else Value(float(x))

    def __add__(self, other):
        other = self._wrap(other)
        return Value(self.data + other.data, (self, other), "+", _rule=lambda g: (g, g))

    def __mul__(self, other):
        other = self._wrap(other)
        return Value(self.data * other.data, (self, other), "*",
                     _rule=lambda g: (g * other.data, g * self.data))

    def __pow__(self, k):
        return Value(self.data**k, (self,), f"**{k}",
                     _rule=lambda g: (g * k * self.data ** (k - 1),))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self,), "exp", _rule=lambda g: (g * y,))

    def tanh(self):
        t = math.tanh(self.data)
        return Value(t, (self,), "tanh", _rule=lambda g: (g * (1 - t * t),))

    def __neg__(self):
        return Value(-self.data, (self,), "-", _rule=lambda g: (-g,))

    def __sub__(self, other):
        return self + -self._wrap(other)

    def __truediv__(self, other):
        other = self._wrap(other)
        return Value(self.data / other.data, (self, other), "/",
                     _rule=lambda g: (g / other.data, -g * self.data / other.data**2))

    def __radd__(self, other):
        return self._wrap(other) + self

    def __rmul__(self, other):
        return self._wrap(other) * self

    def __rsub__(self, other):
        return self._wrap(other) - self

    def __rtruediv__(self, other):
        return self._wrap(other) / self
