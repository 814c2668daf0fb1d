import math


class Value:
    """data and grad, plus for each child the derivative of this node by that child.

    The derivative is a number that is known already in the forward pass, so there is no closure
    to make: `_backward` is the same three lines for every operation.
    """

    __slots__ = ("data", "grad", "_op", "label", "_edges")

    def __init__(self, data, _children=(), _op="", label="", slopes=()):
        self.data = data
        self.grad = 0.0
        self._op = _op
        self.label = label
        slopes = tuple(slopes) or (0.0,) * len(tuple(_children))
        self._edges = tuple(zip(_children, slopes))

    @property
    def _prev(self):
        return {child for child, _ in self._edges}

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def _backward(self):
        for child, slope in self._edges:
            child.grad += slope * self.grad

    def backward(self):
        order = []
        state = {}
        stack = [self]
        while stack:
            node = stack[-1]
            if state.get(node) is None:
                state[node] = "open"
                stack.extend(child for child, _ in node._edges if child not in state)
            else:
                stack.pop()
                if state[node] == "open":
                    state[node] = "done"
                    order.append(node)
        self.grad = 1.0
        for node in order[::-1]:
            node._backward()

    def __add__(self, other):
        x, y = self, value(other)
        return Value(x.data + y.data, (x, y), "+", slopes=(1.0, 1.0))

    def __sub__(self, other):
        x, y = self, value(other)
        return Value(x.data - y.data, (x, y), "-", slopes=(1.0, -1.0))

    def __mul__(self, other):
        x, y = self, value(other)
        return Value(x.data * y.data, (x, y), "*", slopes=(y.data, x.data))

    def __truediv__(self, other):
        x, y = self, value(other)
        q = x.data / y.data
        return Value(q, (x, y), "/", slopes=(1 / y.data, -q / y.data))

    def __pow__(self, k):
        x = self.data
        return Value(x**k, (self,), "**", slopes=(k * x ** (k - 1) if k != 0 else 0.0,))

    def __neg__(self):
        return Value(-self.data, (self,), "neg", slopes=(-1.0,))

    def exp(self):
        y = math.exp(self.data)
        return Value(y, (self,), "exp", slopes=(y,))

    def tanh(self):
        y = math.tanh(self.data)
        return Value(y, (self,), "tanh", slopes=(1 - y**2,))

    def __radd__(self, other): return value(other) + self
    def __rsub__(self, other): return value(other) - self
    def __rmul__(self, other): return value(other) * self
    def __rtruediv__(self, other): return value(other) / self


def value(x):
    return x if isinstance(x, Value) else Value(x)
