"""Scalar reverse-mode autodiff without recursion."""

import math


def _lift(thing):
    if isinstance(thing, Value):
        return thing
    if isinstance(thing, (int, float)):
        return Value(thing)
    raise TypeError(f"cannot compute with {type(thing).__name__}")


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = float(data)
        self.grad = 0.0
        self._prev = tuple(_children)
        self._op = _op
        self.label = label
        self._backward = self._nothing

    @staticmethod
    def _nothing():
        pass

    def __repr__(self):
        return "Value(data=%r, grad=%r)" % (self.data, self.grad)

    # -- arithmetic ---------------------------------------------------------

    def __add__(self, other):
        other = _lift(other)
        out = Value(self.data + other.data, (self, other), "+")

        def push():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = push
        return out

    def __sub__(self, other):
        other = _lift(other)
        out = Value(self.data - other.data, (self, other), "-")

        def push():
            self.grad += out.grad
            other.grad -= out.grad

        out._backward = push
        return out

    def __mul__(self, other):
        other = _lift(other)
        out = Value(self.data * other.data, (self, other), "*")

        def push():
            self.grad += out.grad * other.data
            other.grad += out.grad * self.data

        out._backward = push
        return out

    def __truediv__(self, other):
        other = _lift(other)
        out = Value(self.data / other.data, (self, other), "/")

        def push():
            self.grad += out.grad / other.data
            other.grad -= out.grad * self.data / (other.data * other.data)

        out._backward = push
        return out

    def __pow__(self, exponent):
        if not isinstance(exponent, (int, float)):
            raise TypeError("exponent must be a plain number")
        out = Value(self.data**exponent, (self,), "**")

        def push():
            self.grad += out.grad * exponent * self.data ** (exponent - 1)

        out._backward = push
        return out

    def __neg__(self):
        out = Value(-self.data, (self,), "neg")

        def push():
            self.grad -= out.grad

        out._backward = push
        return out

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, other):
        return _lift(other).__sub__(self)

    def __rtruediv__(self, other):
        return _lift(other).__truediv__(self)

    # -- functions ----------------------------------------------------------

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, (self,), "tanh")

        def push():
            self.grad += out.grad * (1.0 - t * t)

        out._backward = push
        return out

    def exp(self):
        y = math.exp(self.data)
        out = Value(y, (self,), "exp")

        def push():
            self.grad += out.grad * y

        out._backward = push
        return out

    # -- the pass -----------------------------------------------------------

    def backward(self):
        finished = []
        seen = {id(self)}
        path = [(self, iter(self._prev))]
        while path:
            node, below = path[-1]
            for child in below:
                if id(child) not in seen:
                    seen.add(id(child))
                    path.append((child, iter(child._prev)))
                    break
            else:
                path.pop()
                finished.append(node)
        self.grad = 1.0
        while finished:
            finished.pop()._backward()
