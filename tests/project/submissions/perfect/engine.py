"""micrograd engine. Amina K., group 3

I store the local slope of every parent next to it when the node is made, so there is one
backward rule for all operations.
"""
import math
from typing import Union

Number = Union[int, float]


class Value:

    def __init__(self, data, _children=(), _op='', label=''):
        self.data = data
        self.grad = 0.0
        self.label = label
        self._prev = tuple(_children)
        self._op = _op
        self._slopes = ()
        self._backward = self._push

    def __repr__(self):
        return "Value(data={}, grad={})".format(self.data, self.grad)

    # -- building the graph

    @staticmethod
    def _wrap(x):
        if isinstance(x, Value):
            return x
        return Value(x)

    def _result(self, data, op, *parents_and_slopes):
        out = Value(data, [p for p, _ in parents_and_slopes], op)
        out._slopes = tuple(s for _, s in parents_and_slopes)
        return out

    def __add__(self, other):
        other = self._wrap(other)
        return self._result(self.data + other.data, '+', (self, 1.0), (other, 1.0))

    def __sub__(self, other):
        other = self._wrap(other)
        return self._result(self.data - other.data, '-', (self, 1.0), (other, -1.0))

    def __mul__(self, other):
        other = self._wrap(other)
        return self._result(self.data * other.data, '*', (self, other.data), (other, self.data))

    def __truediv__(self, other):
        other = self._wrap(other)
        q = self.data / other.data
        return self._result(q, '/', (self, 1 / other.data), (other, -q / other.data))

    def __pow__(self, k: Number):
        assert isinstance(k, (int, float)), "only numbers as exponents"
        slope = 0.0 if k == 0 else k * self.data ** (k - 1)
        return self._result(self.data ** k, '**', (self, slope))

    def __neg__(self):
        return self._result(-self.data, 'neg', (self, -1.0))

    def exp(self):
        e = math.exp(self.data)
        return self._result(e, 'exp', (self, e))

    def tanh(self):
        # with the sign taken out, exp never overflows
        e = math.exp(-2 * abs(self.data))
        t = math.copysign((1 - e) / (1 + e), self.data)
        return self._result(t, 'tanh', (self, 1 - t * t))

    # number on the left
    def __radd__(self, other):
        return self._wrap(other) + self

    def __rsub__(self, other):
        return self._wrap(other) - self

    def __rmul__(self, other):
        return self._wrap(other) * self

    def __rtruediv__(self, other):
        return self._wrap(other) / self

    # -- going back

    def _push(self):
        for parent, slope in zip(self._prev, self._slopes):
            parent.grad += slope * self.grad

    def backward(self):
        order = []
        visited = set()

        def visit(node):
            if id(node) in visited:
                return
            visited.add(id(node))
            for parent in node._prev:
                visit(parent)
            order.append(node)

        visit(self)
        self.grad = 1.0
        while order:
            order.pop()._backward()
