import math
from weakref import WeakMethod, WeakSet, ref


class Value:
    """Points strongly to what it was made from and weakly to what was made of it.

    So a graph that nobody holds any more is gone at once, although it points both ways: there is
    no circle of strong references.
    """

    __slots__ = ("__weakref__", "_op", "_prev", "_rule", "data", "grad", "label", "users")

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = tuple(_children)
        self._op = _op
        self._rule = None
        self.label = label
        self.users = WeakSet()
        for child in self._prev:
            child.users.add(self)

    @property
    def _backward(self):
        def run():
            if self._rule is not None:
                self._rule(self.grad)

        return run

    def _with(self, rule):
        self._rule = rule  # it closes over the operands, never over this node
        return self

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = lift(other)

        def rule(grad):
            self.grad += grad
            other.grad += grad

        return Value(self.data + other.data, (self, other), "+")._with(rule)

    def __mul__(self, other):
        other = lift(other)

        def rule(grad):
            self.grad += grad * other.data
            other.grad += grad * self.data

        return Value(self.data * other.data, (self, other), "*")._with(rule)

    def __pow__(self, k):
        def rule(grad):
            self.grad += grad * k * self.data ** (k - 1)

        return Value(self.data**k, (self,), "**")._with(rule)

    def exp(self):
        y = math.exp(self.data)

        def rule(grad):
            self.grad += grad * y

        return Value(y, (self,), "exp")._with(rule)

    def tanh(self):
        y = math.tanh(self.data)

        def rule(grad):
            self.grad += grad * (1 - y * y)

        return Value(y, (self,), "tanh")._with(rule)

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-lift(other))

    def __truediv__(self, other):
        return self * lift(other) ** -1

    def __radd__(self, other):
        return lift(other) + self

    def __rmul__(self, other):
        return lift(other) * self

    def __rsub__(self, other):
        return lift(other) - self

    def __rtruediv__(self, other):
        return lift(other) / self

    def backward(self):
        below, todo = {self}, [self]
        while todo:
            for child in todo.pop()._prev:
                if child not in below:
                    below.add(child)
                    todo.append(child)
        # Users that do not lead to this output do not count: they may be of another graph.
        waiting_for = {node: {user for user in node.users if user in below} for node in below}
        waiting_for[self] = set()
        self.grad = 1.0
        ready = [self]
        while ready:
            node = ready.pop()
            node._backward()
            for child in set(node._prev):
                waiting_for[child].discard(node)
                if not waiting_for[child]:
                    ready.append(child)


def lift(x):
    return x if isinstance(x, Value) else Value(x)


def is_collected(make):
    """Whether what make() returns is gone as soon as nobody holds it."""
    return ref(make())() is None


assert is_collected(lambda: Value(1.0) * Value(2.0) + 3.0)
assert WeakMethod(Value(1.0).backward)() is None
