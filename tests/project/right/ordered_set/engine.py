import math

from orderedset import OrderedSet


class Operation:
    def __init__(self, *operands):
        self.operands = operands
        self.out = None

    def run(self):
        self.out = Value(self.value(*(x.data for x in self.operands)), self.operands, self.name)
        self.out._backward = self.backward
        return self.out


class Plus(Operation):
    name = "+"

    def value(self, x, y):
        return x + y

    def backward(self):
        x, y = self.operands
        x.grad += self.out.grad
        y.grad += self.out.grad


class Times(Operation):
    name = "*"

    def value(self, x, y):
        return x * y

    def backward(self):
        x, y = self.operands
        x.grad += self.out.grad * y.data
        y.grad += self.out.grad * x.data


class ToThe(Operation):
    def __init__(self, base, k):
        super().__init__(base)
        self.k = k
        self.name = f"**{k}"

    def value(self, x):
        return math.pow(x, self.k)

    def backward(self):
        (x,) = self.operands
        x.grad += self.out.grad * self.k * math.pow(x.data, self.k - 1)


class ETo(Operation):
    name = "exp"

    def value(self, x):
        return math.exp(x)

    def backward(self):
        (x,) = self.operands
        x.grad += self.out.grad * self.out.data


class TanH(Operation):
    name = "tanh"

    def value(self, x):
        # (e^x - e^-x) / (e^x + e^-x), with e^-2x so that only one side can get too large
        if x < 0:
            return -self.value(-x)
        e = math.exp(-2 * x)
        return (1 - e) / (1 + e)

    def backward(self):
        (x,) = self.operands
        x.grad += self.out.grad * (1 - self.out.data**2)


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = OrderedSet(_children)
        self._op = _op
        self.label = label
        self._backward = self.do_nothing

    def do_nothing(self):
        pass

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        return Plus(self, as_value(other)).run()

    def __radd__(self, other):
        return Plus(as_value(other), self).run()

    def __mul__(self, other):
        return Times(self, as_value(other)).run()

    def __rmul__(self, other):
        return Times(as_value(other), self).run()

    def __pow__(self, k):
        return ToThe(self, k).run()

    def __neg__(self):
        return Times(Value(-1), self).run()

    def __sub__(self, other):
        return self + -as_value(other)

    def __rsub__(self, other):
        return as_value(other) + -self

    def __truediv__(self, other):
        return self * as_value(other) ** -1

    def __rtruediv__(self, other):
        return as_value(other) * self**-1

    def exp(self):
        return ETo(self).run()

    def tanh(self):
        return TanH(self).run()

    def backward(self):
        members = OrderedSet([self])
        incoming = {}
        queue = [self]
        for node in queue:
            for child in node._prev:
                incoming[id(child)] = incoming.get(id(child), 0) + 1
                if child not in members:
                    members.add(child)
                    queue.append(child)
        self.grad = 1.0
        free = [self]
        while free:
            node = free.pop(0)
            node._backward()
            for child in node._prev:
                incoming[id(child)] -= 1
                if not incoming[id(child)]:
                    free.append(child)


def as_value(x):
    return x if isinstance(x, Value) else Value(x)
