import math
import operator

# name of the method: sign, forward, slopes by the operands' data and the result
BINARY = {
    "add": ("+", operator.add, lambda x, y, z: (1.0, 1.0)),
    "sub": ("-", operator.sub, lambda x, y, z: (1.0, -1.0)),
    "mul": ("*", operator.mul, lambda x, y, z: (y, x)),
    "truediv": ("/", operator.truediv, lambda x, y, z: (1 / y, -z / y)),
}
UNARY = {
    "__neg__": ("neg", operator.neg, lambda x, z: -1.0),
    "exp": ("exp", math.exp, lambda x, z: z),
    "tanh": ("tanh", math.tanh, lambda x, z: 1 - z * z),
}


def _init(self, data, _children=(), _op="", label=""):
    self.data, self.grad = data, 0.0
    self._prev, self._op, self.label = tuple(_children), _op, label
    self._backward = lambda: None


def _backward_pass(self):
    seen, order = set(), []

    def walk(node):
        if node not in seen:
            seen.add(node)
            [walk(child) for child in node._prev]
            order.append(node)

    walk(self)
    self.grad = 1.0
    [node._backward() for node in reversed(order)]


Value = type("Value", (), {
    "__doc__": "A node of the graph.",
    "__init__": _init,
    "__repr__": lambda self: f"Value(data={self.data}, grad={self.grad})",
    "backward": _backward_pass,
})


def _node(x):
    return x if isinstance(x, Value) else Value(x)


def _result(data, operands, sign, slopes):
    out = Value(data, operands, sign)

    def _backward():
        for operand, slope in zip(operands, slopes):
            operand.grad += slope * out.grad

    out._backward = _backward
    return out


def _binary(sign, forward, slopes):
    def method(self, other):
        x, y = _node(self), _node(other)
        z = forward(x.data, y.data)
        return _result(z, (x, y), sign, slopes(x.data, y.data, z))

    return method


def _unary(sign, forward, slope):
    def method(self):
        z = forward(self.data)
        return _result(z, (self,), sign, (slope(self.data, z),))

    return method


def _power(self, k):
    return _result(self.data**k, (self,), f"**{k}", (k * self.data ** (k - 1),))


for name, rule in BINARY.items():
    method = _binary(*rule)
    setattr(Value, f"__{name}__", method)
    setattr(Value, f"__r{name}__", lambda self, other, method=method: method(other, self))
for name, rule in UNARY.items():
    setattr(Value, name, _unary(*rule))
setattr(Value, "__pow__", _power)
