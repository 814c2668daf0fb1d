from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, Generic, Protocol, Self, TypeVar, overload, runtime_checkable

Number = int | float


@runtime_checkable
class Differentiable(Protocol):
    data: float
    grad: float

    def backward(self) -> None: ...


class Rule(Protocol):
    """Gives each operand's slope."""

    def __call__(self, *data: float) -> tuple[float, ...]: ...


N = TypeVar("N", bound="Value")


class Order(Generic[N]):
    """All nodes below a root, each before the nodes that it was made from."""

    def __init__(self, root: N) -> None:
        self.root = root

    def __iter__(self) -> Iterator[N]:
        order: list[N] = []
        marks: dict[N, bool] = {}  # False: entered, True: left

        def visit(node: N) -> None:
            mark = marks.get(node)
            if mark is False:
                raise ValueError("the graph has a circle")
            if mark is None:
                marks[node] = False
                for child in node._prev:
                    visit(child)
                marks[node] = True
                order.append(node)

        visit(self.root)
        return reversed(order)


class Value:
    symbol: ClassVar[str] = "Value"

    data: Number
    grad: float
    label: str
    _op: str
    _prev: frozenset[Value]
    _backward: Callable[[], None]

    def __init__(
        self, data: Number, _children: Iterable[Value] = (), _op: str = "", label: str = ""
    ) -> None:
        self.data = data
        self.grad = 0.0
        self.label = label
        self._op = _op
        self._prev = frozenset(_children)
        self._backward = lambda: None

    @classmethod
    def _lift(cls, x: Self | Number) -> Self:
        return x if isinstance(x, cls) else cls(x)  # type: ignore[arg-type]

    @classmethod
    def _make(cls, data: Number, operands: tuple[Self, ...], op: str, rule: Rule) -> Self:
        out = cls(data, operands, op)

        def _backward() -> None:
            slopes = rule(*(operand.data for operand in operands))
            for operand, slope in zip(operands, slopes, strict=True):
                operand.grad += slope * out.grad

        out._backward = _backward
        return out

    @overload
    def __add__(self, other: Value) -> Value: ...
    @overload
    def __add__(self, other: Number) -> Value: ...
    def __add__(self, other: Value | Number) -> Value:
        other = self._lift(other)
        return self._make(self.data + other.data, (self, other), "+", lambda x, y: (1.0, 1.0))

    @overload
    def __mul__(self, other: Value) -> Value: ...
    @overload
    def __mul__(self, other: Number) -> Value: ...
    def __mul__(self, other: Value | Number) -> Value:
        other = self._lift(other)
        return self._make(self.data * other.data, (self, other), "*", lambda x, y: (y, x))

    def __truediv__(self, other: Value | Number) -> Value:
        other = self._lift(other)
        return self._make(self.data / other.data, (self, other), "/",
                          lambda x, y: (1 / y, -x / (y * y)))

    def __pow__(self, k: Number) -> Value:
        return self._make(self.data**k, (self,), f"**{k}",
                          lambda x: (k * x ** (k - 1) if k else 0.0,))

    def __neg__(self) -> Value:
        return self._make(-self.data, (self,), "neg", lambda x: (-1.0,))

    def __sub__(self, other: Value | Number) -> Value:
        return self + (-self._lift(other))

    def __radd__(self, other: Number) -> Value:
        return self._lift(other) + self

    def __rmul__(self, other: Number) -> Value:
        return self._lift(other) * self

    def __rsub__(self, other: Number) -> Value:
        return self._lift(other) - self

    def __rtruediv__(self, other: Number) -> Value:
        return self._lift(other) / self

    def exp(self) -> Value:
        return self._make(math.exp(self.data), (self,), "exp", lambda x: (math.exp(x),))

    def tanh(self) -> Value:
        return self._make(math.tanh(self.data), (self,), "tanh", lambda x: (1 - math.tanh(x) ** 2,))

    def backward(self) -> None:
        order = Order(self)
        self.grad = 1.0
        for node in order:
            node._backward()

    def __repr__(self) -> str:
        return f"{self.symbol}(data={self.data}, grad={self.grad})"


assert isinstance(Value(1.0), Differentiable)
