import math


def operation(op):
    """The decorated generator function takes nodes, yields the result's data first, and then, sent
    the grad of the result, yields (node, share) pairs."""

    def decorate(function):
        def call(*nodes, **more):
            nodes = tuple(node if isinstance(node, Value) else Value(node) for node in nodes)
            data = next(function(*nodes, **more))
            out = Value(data, nodes, op)

            def _backward():
                run = function(*nodes, **more)
                next(run)
                pair = run.send(out.grad)
                while pair is not None:
                    node, share = pair
                    node.grad += share
                    pair = next(run, None)

            out._backward = _backward
            return out

        return call

    return decorate


@operation("+")
def add(x, y):
    grad = yield x.data + y.data
    yield x, grad
    yield y, grad


@operation("*")
def mul(x, y):
    grad = yield x.data * y.data
    yield x, grad * y.data
    yield y, grad * x.data


@operation("-")
def sub(x, y):
    grad = yield x.data - y.data
    yield x, grad
    yield y, -grad


@operation("/")
def div(x, y):
    grad = yield x.data / y.data
    yield x, grad / y.data
    yield y, -grad * x.data / y.data**2


@operation("**")
def power(x, *, k):
    grad = yield x.data**k
    yield x, grad * k * x.data ** (k - 1)


@operation("exp")
def exp(x):
    y = math.exp(x.data)
    grad = yield y
    yield x, grad * y


@operation("tanh")
def tanh(x):
    y = math.tanh(x.data)
    grad = yield y
    yield x, grad * (1 - y**2)


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = tuple(_children)
        self._op = _op
        self.label = label
        self._backward = lambda: None

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def post_order(self, seen=None):
        seen = set() if seen is None else seen
        seen.add(self)
        for child in self._prev:
            if child not in seen:
                yield from child.post_order(seen)
        yield self

    def backward(self):
        nodes = list(self.post_order())
        self.grad = 1.0
        for node in reversed(nodes):
            node._backward()

    def __add__(self, other): return add(self, other)
    def __radd__(self, other): return add(other, self)
    def __sub__(self, other): return sub(self, other)
    def __rsub__(self, other): return sub(other, self)
    def __mul__(self, other): return mul(self, other)
    def __rmul__(self, other): return mul(other, self)
    def __truediv__(self, other): return div(self, other)
    def __rtruediv__(self, other): return div(other, self)
    def __pow__(self, k): return power(self, k=k)
    def __neg__(self): return sub(0.0, self)
    def exp(self): return exp(self)
    def tanh(self): return tanh(self)
