import math
from collections import deque


class Leaf:
    def __call__(self):
        pass


class AddBackward:
    def __init__(self, out, left, right):
        self.out, self.left, self.right = out, left, right

    def __call__(self):
        self.left.grad += self.out.grad
        self.right.grad += self.out.grad


class MulBackward(AddBackward):
    def __call__(self):
        self.left.grad += self.right.data * self.out.grad
        self.right.grad += self.left.data * self.out.grad


class PowBackward:
    def __init__(self, out, base, k):
        self.out, self.base, self.k = out, base, k

    def __call__(self):
        self.base.grad += self.k * self.base.data ** (self.k - 1) * self.out.grad


class ExpBackward:
    def __init__(self, out, x):
        self.out, self.x = out, x

    def __call__(self):
        self.x.grad += self.slope() * self.out.grad

    def slope(self):
        return self.out.data


class TanhBackward(ExpBackward):
    def slope(self):
        return 1.0 - self.out.data**2


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = deque(_children)
        self._op = _op
        self.label = label
        self._backward = Leaf()

    def __repr__(self):
        return f"{type(self).__name__}(data={self.data}, grad={self.grad})"

    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data + other.data, (self, other), "+")
        out._backward = AddBackward(out, self, other)
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        out = Value(self.data * other.data, (self, other), "*")
        out._backward = MulBackward(out, self, other)
        return out

    def __pow__(self, k):
        out = Value(self.data**k, (self,), "**")
        out._backward = PowBackward(out, self, k)
        return out

    def exp(self):
        out = Value(math.exp(self.data), (self,), "exp")
        out._backward = ExpBackward(out, self)
        return out

    def tanh(self):
        a, b = math.exp(self.data), math.exp(-self.data)
        out = Value((a - b) / (a + b), (self,), "tanh")
        out._backward = TanhBackward(out, self)
        return out

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __neg__(self):
        return -1 * self

    def __sub__(self, other):
        return self + -1 * other

    def __rsub__(self, other):
        return -1 * self + other

    def __truediv__(self, other):
        return self * (other**-1 if isinstance(other, Value) else 1 / other)

    def __rtruediv__(self, other):
        return other * self**-1

    def backward(self):
        order = deque()
        done = set()
        stack = deque([(self, False)])
        while stack:
            node, leaving = stack.pop()
            if leaving:
                order.appendleft(node)
            elif node not in done:
                done.add(node)
                stack.append((node, True))
                stack.extend((child, False) for child in node._prev)
        self.grad = 1.0
        for node in order:
            node._backward()
