import math

class Value:
    def __init__(self, data, _children=(), _op='', label=''):
        self.data = data
        self.grad = 0
        self._prev = list(_children)
        self._op = _op
        self.label = label
        def nothing():
            pass
        self._backward = nothing

    def __repr__(self):
        return f'Value(data={self.data}, grad={self.grad})'

    def __add__(self, other):
        if type(other) in (int, float):
            other = Value(other)
        out = Value(self.data + other.data, [self, other], '+')
        def backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = backward
        return out

    def __mul__(self, other):
        if type(other) in (int, float):
            other = Value(other)
        out = Value(self.data * other.data, [self, other], '*')
        def backward():
            self.grad += out.grad * other.data
            other.grad += out.grad * self.data
        out._backward = backward
        return out

    def backward(self):
        nodes = []
        def collect(v):
            if v in nodes:
                return
            nodes.append(v)
            for child in v._prev:
                collect(child)
        collect(self)
        self.grad = 1.0
        # the output comes first in the list, then what is below it
        for v in nodes:
            v._backward()

    def tanh(self):
        t = math.tanh(self.data)
        out = Value(t, [self], 'tanh')
        def backward():
            self.grad += (1 - t**2) * out.grad
        out._backward = backward
        return out

    def exp(self):
        out = Value(math.exp(self.data), [self], 'exp')
        def backward():
            self.grad += math.exp(self.data) * out.grad
        out._backward = backward
        return out

    def __pow__(self, k):
        out = Value(self.data ** k, [self], 'pow')
        def backward():
            self.grad += k * self.data ** (k - 1)
        out._backward = backward
        return out

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + other * -1

    def __truediv__(self, other):
        if type(other) in (int, float):
            return self * (1 / other)
        return self * other ** -1

    def __radd__(self, other):
        return self + other

    def __rmul__(self, other):
        return self * other

    def __rsub__(self, other):
        return self - other

    def __rtruediv__(self, other):
        return self / other
