from __future__ import annotations

import math
from functools import singledispatch, total_ordering, wraps
from numbers import Real


@singledispatch
def as_node(x):
    return NotImplemented


@as_node.register
def _(x: Real):
    return Value(x)


def accepts_numbers(operator):
    """The operator gets two nodes, or Python is told that it does not know what to do."""

    @wraps(operator)
    def wrapped(self, other):
        other = as_node(other)
        if other is NotImplemented:
            return NotImplemented
        return operator(self, other)

    return wrapped


def reflected(operator):
    @wraps(operator)
    def swapped(self, other):
        other = as_node(other)
        return other if other is NotImplemented else operator(other, self)

    return swapped


def differentiable(op):
    """For functions of nodes that return the result and a slope for each of the nodes."""

    def decorate(function):
        @wraps(function)
        def wrapped(*nodes):
            data, *slopes = function(*(node.data for node in nodes))
            out = Value(data, nodes, op)

            def _backward():
                for node, slope in zip(nodes, slopes):
                    node.grad += slope * out.grad

            out._backward = _backward
            return out

        return wrapped

    return decorate


@total_ordering
class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = frozenset(_children)
        self._op = _op
        self.label = label
        self._backward = lambda: None

    @accepts_numbers
    @differentiable("+")
    def __add__(x, y):
        return x + y, 1.0, 1.0

    @accepts_numbers
    @differentiable("*")
    def __mul__(x, y):
        return x * y, y, x

    @accepts_numbers
    @differentiable("-")
    def __sub__(x, y):
        return x - y, 1.0, -1.0

    @accepts_numbers
    @differentiable("/")
    def __truediv__(x, y):
        return x / y, 1 / y, -x / y**2

    __radd__ = reflected(__add__)
    __rmul__ = reflected(__mul__)
    __rsub__ = reflected(__sub__)
    __rtruediv__ = reflected(__truediv__)

    @differentiable("neg")
    def __neg__(x):
        return -x, -1.0

    def __pos__(self):
        return self

    def __pow__(self, k):
        @differentiable(f"**{k}")
        def power(x):
            return x**k, k * x ** (k - 1)

        return power(self) if isinstance(k, Real) else NotImplemented

    @differentiable("exp")
    def exp(x):
        e = math.exp(x)
        return e, e

    @differentiable("tanh")
    def tanh(x):
        t = math.tanh(x)
        return t, 1 - t * t

    def backward(self):
        order = []
        seen = set()

        def visit(node):
            seen.add(id(node))
            for child in node._prev:
                if id(child) not in seen:
                    visit(child)
            order.append(node)

        visit(self)
        self.grad = 1.0
        for node in order[::-1]:
            node._backward()

    # A node compares and rounds like its number, but is its own key in a dict.

    def __eq__(self, other):
        return float(self) == float(other)

    def __lt__(self, other):
        return float(self) < float(other)

    def __hash__(self):
        return id(self)

    def __float__(self):
        return float(self.data)

    def __bool__(self):
        return self.data != 0

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"


as_node.register(Value, lambda x: x)
