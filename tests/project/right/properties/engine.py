import math
import sys

sys.setrecursionlimit(10_000)


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self.__children = tuple(_children)
        self.__op = _op
        self.__rule = None
        self.label = label

    @property
    def data(self):
        return self.__data

    @data.setter
    def data(self, number):
        if isinstance(number, Value) or not isinstance(number, (int, float)):
            raise TypeError(f"data has to be a number, not {number!r}")
        self.__data = float(number)

    @property
    def grad(self):
        return self.__grad

    @grad.setter
    def grad(self, number):
        self.__grad = float(number)

    @grad.deleter
    def grad(self):
        self.__grad = 0.0

    @property
    def _prev(self):
        return self.__children

    @property
    def _op(self):
        return self.__op

    @property
    def is_leaf(self):
        return not self.__children

    @property
    def _backward(self):
        """Built anew each time it is looked at."""

        def run():
            if self.__rule is not None:
                for child, slope in zip(self.__children, self.__rule()):
                    child.grad += slope * self.grad

        return run

    @classmethod
    def __make(cls, data, children, op, rule):
        out = cls(data, children, op)
        out.__rule = rule
        return out

    @classmethod
    def __node(cls, x):
        return x if isinstance(x, cls) else cls(x)

    def __repr__(self):
        return f"{self.__class__.__name__}(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = self.__node(other)
        return self.__make(self.data + other.data, (self, other), "+", lambda: (1.0, 1.0))

    def __mul__(self, other):
        other = self.__node(other)
        return self.__make(
            self.data * other.data, (self, other), "*", lambda: (other.data, self.data)
        )

    def __pow__(self, k):
        return self.__make(
            self.data**k, (self,), f"**{k}", lambda: (k * self.data ** (k - 1),)
        )

    def exp(self):
        return self.__make(math.exp(self.data), (self,), "exp", lambda: (math.exp(self.data),))

    def tanh(self):
        return self.__make(
            math.tanh(self.data), (self,), "tanh", lambda: (1 - math.tanh(self.data) ** 2,)
        )

    def __neg__(self):
        return self.__make(-self.data, (self,), "neg", lambda: (-1.0,))

    def __sub__(self, other):
        return self + -self.__node(other)

    def __truediv__(self, other):
        return self * self.__node(other) ** -1

    def __radd__(self, other):
        return self.__node(other) + self

    def __rmul__(self, other):
        return self.__node(other) * self

    def __rsub__(self, other):
        return self.__node(other) - self

    def __rtruediv__(self, other):
        return self.__node(other) / self

    def backward(self):
        order, seen = [], set()
        self.__sort(order, seen)
        self.grad = 1
        for node in order[::-1]:
            node._backward()

    def __sort(self, order, seen):
        if self in seen:
            return
        seen.add(self)
        for child in self.__children:
            child.__sort(order, seen)
        order.append(self)
