import heapq
import itertools
import math


class Value:
    """A leaf, and the base of all nodes."""

    _births = itertools.count()

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self.label = label
        self._op = _op
        self._prev = set(_children)
        self._born = next(Value._births)

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def _backward(self):
        pass

    def backward(self):
        # A node is always younger than those it was made from. So "the youngest first" is an
        # order in which nobody runs too early, and no sorting beforehand is needed.
        self.grad = 1.0
        heap = [(-self._born, self)]
        pushed = {self._born}
        while heap:
            _, node = heapq.heappop(heap)
            node._backward()
            for child in node._prev:
                if child._born not in pushed:
                    pushed.add(child._born)
                    heapq.heappush(heap, (-child._born, child))

    def __add__(self, other):
        return Sum(self, node(other))

    def __radd__(self, other):
        return Sum(node(other), self)

    def __mul__(self, other):
        return Product(self, node(other))

    def __rmul__(self, other):
        return Product(node(other), self)

    def __sub__(self, other):
        return Difference(self, node(other))

    def __rsub__(self, other):
        return Difference(node(other), self)

    def __truediv__(self, other):
        return Quotient(self, node(other))

    def __rtruediv__(self, other):
        return Quotient(node(other), self)

    def __pow__(self, k):
        return Power(self, k)

    def __neg__(self):
        return Negative(self)

    def tanh(self):
        return Tanh(self)

    def exp(self):
        return Exp(self)


def node(thing):
    return thing if isinstance(thing, Value) else Value(thing)


class _Binary(Value):
    sign = None

    def __init__(self, left, right):
        super().__init__(self.compute(left.data, right.data), (left, right), self.sign)
        self.left = left
        self.right = right


class Sum(_Binary):
    sign = "+"

    @staticmethod
    def compute(x, y):
        return x + y

    def _backward(self):
        self.left.grad += self.grad
        self.right.grad += self.grad


class Difference(_Binary):
    sign = "-"

    @staticmethod
    def compute(x, y):
        return x - y

    def _backward(self):
        self.left.grad += self.grad
        self.right.grad -= self.grad


class Product(_Binary):
    sign = "*"

    @staticmethod
    def compute(x, y):
        return x * y

    def _backward(self):
        self.left.grad += self.right.data * self.grad
        self.right.grad += self.left.data * self.grad


class Quotient(_Binary):
    sign = "/"

    @staticmethod
    def compute(x, y):
        return x / y

    def _backward(self):
        self.left.grad += self.grad / self.right.data
        self.right.grad -= self.grad * self.data / self.right.data


class _Unary(Value):
    sign = None

    def __init__(self, inner):
        super().__init__(self.compute(inner.data), (inner,), self.sign)
        self.inner = inner


class Negative(_Unary):
    sign = "neg"

    @staticmethod
    def compute(x):
        return -x

    def _backward(self):
        self.inner.grad -= self.grad


class Tanh(_Unary):
    sign = "tanh"
    compute = staticmethod(math.tanh)

    def _backward(self):
        self.inner.grad += (1 - self.data * self.data) * self.grad


class Exp(_Unary):
    sign = "exp"
    compute = staticmethod(math.exp)

    def _backward(self):
        self.inner.grad += self.data * self.grad


class Power(Value):
    def __init__(self, base, k):
        super().__init__(base.data**k, (base,), f"**{k}")
        self.base = base
        self.k = k

    def _backward(self):
        self.base.grad += self.k * self.base.data ** (self.k - 1) * self.grad
