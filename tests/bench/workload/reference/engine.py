"""The engine: a number that remembers how it was made, and can send gradients back."""

import math
from collections.abc import Callable, Iterable


class Value:
    """A scalar node of the graph.

    `data` is its number, `grad` the derivative of the output by this node (0.0 until a backward
    pass has run), `_prev` the nodes it was made from, `_op` the operation that made it.
    """

    def __init__(
        self, data: float, _children: Iterable["Value"] = (), _op: str = "", label: str = ""
    ) -> None:
        """Make a node over the number `data`; a leaf, if no children are named."""
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._op = _op
        self.label = label
        # A leaf has nobody to hand a gradient to.
        self._backward: Callable[[], None] = lambda: None

    def __repr__(self) -> str:
        """Return `Value(data=-8.0, grad=0.0)`, with this node's own numbers."""
        return f"Value(data={self.data}, grad={self.grad})"

    def __add__(self, other: "Value | float") -> "Value":
        """Return the sum. Local slopes: 1 for either operand."""
        other = _as_value(other)
        out = Value(self.data + other.data, (self, other), "+")

        # Adding to the grads, never setting them: an operand may feed other nodes too, and
        # `self` and `other` may be one node.
        def _backward() -> None:
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other: "Value | float") -> "Value":
        """Return the product. The local slope of each operand is the other one's data."""
        other = _as_value(other)
        out = Value(self.data * other.data, (self, other), "*")

        def _backward() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def backward(self) -> None:
        """Fill the grads of every node below this one: d(this node)/d(node), added on.

        Source: the chain rule, from the output down. A node runs only after all that were made
        from it, because until then its own grad is not complete. Grads that are there already
        are added to, so zero them first if you want this pass alone.
        """
        order: list[Value] = []
        seen: set[Value] = set()
        # A stack of our own where recursion would be shorter: a long sum is a deep graph, and
        # Python's recursion limit would end it.
        stack = [(self, False)]
        while stack:
            node, children_done = stack.pop()
            if children_done:
                order.append(node)
            elif node not in seen:
                seen.add(node)
                stack.append((node, True))
                stack.extend((child, False) for child in node._prev)

        # dL/dL is 1: without it every product on the way down would be 0.
        self.grad = 1.0
        for node in reversed(order):
            node._backward()

    def tanh(self) -> "Value":
        """Return the hyperbolic tangent. Local slope: 1 - tanh²."""
        # `math.tanh` saturates where the textbook formula by exp(2x) overflows.
        t = math.tanh(self.data)
        out = Value(t, (self,), "tanh")

        def _backward() -> None:
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def exp(self) -> "Value":
        """Return e to this node's power. Local slope: the result itself.

        Raises OverflowError where the result does not fit a float (from about 709.8).
        """
        out = Value(math.exp(self.data), (self,), "exp")

        def _backward() -> None:
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def __pow__(self, k: float) -> "Value":
        """Return this node to the power of the number `k`. Local slope: k·xᵏ⁻¹.

        Raises TypeError if `k` is no int or float, ZeroDivisionError for 0 to a negative power.
        """
        if not isinstance(k, int | float):
            raise TypeError(f"the exponent must be an int or a float, not {type(k).__name__}")
        out = Value(self.data**k, (self,), f"**{k}")

        def _backward() -> None:
            # x ** 0 is flat everywhere; the formula would ask for 0 ** -1 at x = 0.
            slope = k * self.data ** (k - 1) if k else 0.0
            self.grad += slope * out.grad

        out._backward = _backward
        return out

    # What follows is made of the operations above, so that it needs no slopes of its own.

    def __neg__(self) -> "Value":
        """Return -self."""
        return self * -1.0

    def __sub__(self, other: "Value | float") -> "Value":
        """Return self - other."""
        return self + -_as_value(other)

    def __truediv__(self, other: "Value | float") -> "Value":
        """Return self / other. Raises ZeroDivisionError if `other` is 0."""
        return self * _as_value(other) ** -1

    # Python asks the right operand when the left one, a plain number, does not know what to do.

    def __radd__(self, other: float) -> "Value":
        """Return other + self. `sum()` needs it too: it starts from the number 0."""
        return self + other

    def __rmul__(self, other: float) -> "Value":
        """Return other * self."""
        return self * other

    def __rsub__(self, other: float) -> "Value":
        """Return other - self."""
        return Value(other) - self

    def __rtruediv__(self, other: float) -> "Value":
        """Return other / self. Raises ZeroDivisionError if this node is 0."""
        return Value(other) / self


def _as_value(other: Value | float) -> Value:
    """Return `other` as a node: itself if it is one, else a new leaf over the number."""
    return other if isinstance(other, Value) else Value(other)
