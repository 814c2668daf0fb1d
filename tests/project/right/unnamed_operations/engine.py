import math


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._op = _op
        self.label = label
        self._backward = lambda: None

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def _step(self, data, operands, slopes, name=""):
        out = Value(data, operands, name)

        def _backward():
            for operand, slope in zip(operands, slopes):
                operand.grad += out.grad * slope

        out._backward = _backward
        return out

    def __add__(self, other):
        x, y = self, number(other)
        return self._step(x.data + y.data, (x, y), (1.0, 1.0), "+")

    def __mul__(self, other):
        x, y = self, number(other)
        return self._step(x.data * y.data, (x, y), (y.data, x.data), "*")

    def __sub__(self, other):
        x, y = self, number(other)
        return self._step(x.data - y.data, (x, y), (1.0, -1.0))

    def __truediv__(self, other):
        x, y = self, number(other)
        return self._step(x.data / y.data, (x, y), (1.0 / y.data, -x.data / y.data**2))

    def __pow__(self, k):
        return self._step(self.data**k, (self,), (k * self.data ** (k - 1),))

    def __neg__(self):
        return self._step(-self.data, (self,), (-1.0,))

    def exp(self):
        e = math.exp(self.data)
        return self._step(e, (self,), (e,), "exp")

    def tanh(self):
        e = (self * 2).exp()
        return (e - 1) / (e + 1)

    def __radd__(self, other):
        return number(other) + self

    def __rmul__(self, other):
        return number(other) * self

    def __rsub__(self, other):
        return number(other) - self

    def __rtruediv__(self, other):
        return number(other) / self

    def backward(self):
        order = []

        def visit(node):
            for child in node._prev:
                if child not in order:
                    visit(child)
            order.append(node)

        visit(self)
        self.grad = 1.0
        for node in order[::-1]:
            node._backward()


def number(x):
    return x if isinstance(x, Value) else Value(x)
