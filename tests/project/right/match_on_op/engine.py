import math
from graphlib import TopologicalSorter


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self.operands = list(_children)
        self._op = _op
        self.label = label

    @property
    def _prev(self):
        return dict.fromkeys(self.operands)

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def _backward(self):
        match self._op, self.operands:
            case "+", [x, y]:
                x.grad += self.grad
                y.grad += self.grad
            case "-", [x, y]:
                x.grad += self.grad
                y.grad -= self.grad
            case "*", [x, y]:
                x.grad += y.data * self.grad
                y.grad += x.data * self.grad
            case "/", [x, y]:
                x.grad += self.grad / y.data
                y.grad -= self.grad * self.data / y.data
            case "neg", [x]:
                x.grad -= self.grad
            case "exp", [x]:
                x.grad += self.data * self.grad
            case "tanh", [x]:
                x.grad += (1 - self.data**2) * self.grad
            case "", []:
                pass
            case op, [x] if op.startswith("**"):
                k = float(op[2:])
                x.grad += k * x.data ** (k - 1) * self.grad
            case op, operands:
                raise ValueError(f"no rule for {op!r} of {len(operands)} operands")

    def backward(self):
        graph, todo = {}, [self]
        while todo:
            node = todo.pop()
            if node not in graph:
                graph[node] = node.operands
                todo += node.operands
        order = [*TopologicalSorter(graph).static_order()]
        self.grad = 1.0
        for node in reversed(order):
            node._backward()

    def _apply(self, op, other, compute):
        other = other if isinstance(other, Value) else Value(other)
        return Value(compute(self.data, other.data), (self, other), op)

    def __add__(self, other):
        return self._apply("+", other, lambda x, y: x + y)

    def __sub__(self, other):
        return self._apply("-", other, lambda x, y: x - y)

    def __mul__(self, other):
        return self._apply("*", other, lambda x, y: x * y)

    def __truediv__(self, other):
        return self._apply("/", other, lambda x, y: x / y)

    def __radd__(self, other):
        return Value(other) + self

    def __rsub__(self, other):
        return Value(other) - self

    def __rmul__(self, other):
        return Value(other) * self

    def __rtruediv__(self, other):
        return Value(other) / self

    def __neg__(self):
        return Value(-self.data, (self,), "neg")

    def __pow__(self, k):
        return Value(self.data**k, (self,), f"**{k!r}")

    def exp(self):
        return Value(math.exp(self.data), (self,), "exp")

    def tanh(self):
        return Value(math.tanh(self.data), (self,), "tanh")
