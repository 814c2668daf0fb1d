from . import functional as F


class Value:
    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self.label = label
        self._prev = tuple(_children)
        self._op = _op
        self.grad_fn = None

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def _shares(self, grad):
        """What each of _prev gets, where this node has `grad`."""
        if self.grad_fn is None:
            return ()
        function, ctx = self.grad_fn
        return function.backward(ctx, grad)

    def _backward(self):
        for child, share in zip(self._prev, self._shares(self.grad)):
            child.grad += share

    def backward(self):
        order = self._topological()
        # As torch does: what flows in this pass is kept apart from what is in .grad from before.
        flow = dict.fromkeys(order, 0.0)
        flow[self] = 1.0
        for node in reversed(order):
            for child, share in zip(node._prev, node._shares(flow[node])):
                flow[child] += share
        for node, grad in flow.items():
            node.grad += grad
        self.grad = 1.0

    def _topological(self):
        order, seen = [], set()

        def visit(node):
            if node in seen:
                return
            seen.add(node)
            for child in node._prev:
                visit(child)
            order.append(node)

        visit(self)
        return order

    def __add__(self, other):
        return F.Add.apply(self, other)

    def __radd__(self, other):
        return F.Add.apply(other, self)

    def __sub__(self, other):
        return F.Sub.apply(self, other)

    def __rsub__(self, other):
        return F.Sub.apply(other, self)

    def __mul__(self, other):
        return F.Mul.apply(self, other)

    def __rmul__(self, other):
        return F.Mul.apply(other, self)

    def __truediv__(self, other):
        return F.Div.apply(self, other)

    def __rtruediv__(self, other):
        return F.Div.apply(other, self)

    def __pow__(self, k):
        return F.Pow.apply(self, k=k)

    def __neg__(self):
        return F.Neg.apply(self)

    def exp(self):
        return F.Exp.apply(self)

    def tanh(self):
        return F.Tanh.apply(self)
