import math
import sys
import threading

sys.setrecursionlimit(10**6)
threading.stack_size(64 * 1024 * 1024)


def in_a_deep_thread(function):
    """A recursion that is only as deep as Python allows may still be too deep for the C stack."""

    def call(*args):
        failed = []

        def run():
            try:
                function(*args)
            except BaseException as error:
                failed.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        if failed:
            raise failed[0]

    return call


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

    @in_a_deep_thread
    def backward(self):
        order, seen = [], set()

        def walk(v):
            if v in seen:
                return
            seen.add(v)
            for u in v._prev:
                walk(u)
            order.append(v)

        walk(self)
        self.grad = 1.0
        for v in reversed(order):
            v._backward()

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")

        def back():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = back
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def back():
            self.grad += out.grad * other.data
            other.grad += out.grad * self.data

        out._backward = back
        return out

    def __pow__(self, k):
        out = Value(self.data**k, (self,), "**")

        def back():
            self.grad += out.grad * k * self.data ** (k - 1)

        out._backward = back
        return out

    def tanh(self):
        out = Value(math.tanh(self.data), (self,), "tanh")

        def back():
            self.grad += out.grad * (1 - out.data * out.data)

        out._backward = back
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,), "exp")

        def back():
            self.grad += out.grad * out.data

        out._backward = back
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + (-other)

    def __truediv__(self, other):
        return self * other**-1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return other + (-self)

    def __rtruediv__(self, other):
        return other * self**-1
