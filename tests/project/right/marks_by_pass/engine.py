import math

passes = 0


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = list(dict.fromkeys(_children))
        self._op = _op
        self.label = label
        self.mark = 0
        self._backward = leaf

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def backward(self):
        global passes
        passes += 1
        order = self.sort(passes)
        self.grad = 1.0
        while order:
            order.pop()._backward()

    def sort(self, number):
        """Everything below this node and then the node, but for what this pass has met before."""
        if self.mark == number:
            return []
        self.mark = number
        order = []
        for child in self._prev:
            order += child.sort(number)
        return order + [self]

    def __add__(self, other):
        other = value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def share():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = share
        return out

    def __mul__(self, other):
        other = value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def share():
            self.grad += out.grad * other.data
            other.grad += out.grad * self.data

        out._backward = share
        return out

    def __pow__(self, k):
        out = Value(pow(self.data, k), (self,), f"**{k}")

        def share():
            self.grad += out.grad * k * pow(self.data, k - 1)

        out._backward = share
        return out

    def exp(self):
        out = Value(math.e**self.data, (self,), "exp")

        def share():
            self.grad += out.grad * out.data

        out._backward = share
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,), "tanh")

        def share():
            self.grad += out.grad / math.cosh(self.data) ** 2

        out._backward = share
        return out

    def __neg__(self):
        return 0 - self

    def __sub__(self, other):
        other = value(other)
        out = Value(self.data - other.data, (self, other), "-")

        def share():
            self.grad += out.grad
            other.grad -= out.grad

        out._backward = share
        return out

    def __truediv__(self, other):
        return self * value(other) ** -1

    def __radd__(self, other):
        return value(other) + self

    def __rsub__(self, other):
        return value(other) - self

    def __rmul__(self, other):
        return value(other) * self

    def __rtruediv__(self, other):
        return value(other) / self


def leaf():
    pass


def value(x):
    if isinstance(x, Value):
        return x
    return Value(x)
