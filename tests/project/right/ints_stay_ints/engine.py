from math import exp, tanh


class Value:
    def __init__(self, data, _children=(), _op='', label=''):
        self.data = data
        self.grad = 0
        self._prev = set(_children)
        self._op = _op
        self.label = label
        self._backward = lambda: None

    def __repr__(self):
        return f'Value(data={self.data}, grad={self.grad})'

    # A constant has no gradient that anybody would ask for, so it does not become a node: it
    # lives in the closure.

    def _unary(self, data, op, slope):
        out = Value(data, (self,), op)

        def _backward():
            self.grad += slope*out.grad
        out._backward = _backward
        return out

    def __add__(self, other):
        if not isinstance(other, Value):
            return self._unary(self.data + other, '+', 1)
        out = Value(self.data + other.data, (self, other), '+')

        def _backward():
            self.grad += out.grad
            other.grad += out.grad
        out._backward = _backward
        return out

    def __radd__(self, other):
        if other == 0:  # this is where sum() starts
            return self
        return self + other

    def __mul__(self, other):
        if not isinstance(other, Value):
            return self._unary(self.data*other, '*', other)
        out = Value(self.data*other.data, (self, other), '*')

        def _backward():
            self.grad += other.data*out.grad
            other.grad += self.data*out.grad
        out._backward = _backward
        return out

    def __rmul__(self, other):
        return self*other

    def __neg__(self):
        return self._unary(-self.data, '-', -1)

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __pow__(self, k):
        slope = 0 if k == 0 else k*self.data**(k - 1)
        return self._unary(self.data**k, f'**{k}', slope)

    def __truediv__(self, other):
        if not isinstance(other, Value):
            return self._unary(self.data/other, '/', 1/other)
        return self*other**-1

    def __rtruediv__(self, other):
        return self**-1*other

    def exp(self):
        e = exp(self.data)
        return self._unary(e, 'exp', e)

    def tanh(self):
        t = tanh(self.data)
        return self._unary(t, 'tanh', 1 - t*t)

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v in seen:
                return
            seen.add(v)
            for w in v._prev:
                visit(w)
            order.append(v)
        visit(self)
        self.grad = 1
        while order:
            order.pop()._backward()
