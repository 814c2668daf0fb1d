"""The public facade of the engine."""

from __future__ import annotations

from typing import Callable, Iterable, Optional, Tuple, Union

from micrograd_core.interfaces import DifferentiableOperation, GraphNodeVisitor, TraversalStrategy
from micrograd_core.operations import (
    AdditionOperation,
    DivisionOperation,
    ExponentiationOperation,
    HyperbolicTangentOperation,
    MultiplicationOperation,
    NaturalExponentialOperation,
    NegationOperation,
    SubtractionOperation,
)
from micrograd_core.traversal import (
    GradientPropagationVisitor,
    ReverseTopologicalTraversalStrategy,
)

Number = Union[int, float]
ValueOrNumber = Union["Value", Number]


class ValueFactory:
    """Creates values from operations. (No value shall be created elsewhere.)"""

    @staticmethod
    def create_constant(number: Number) -> Value:
        """Return a leaf that holds the given number."""
        return Value(number)

    @classmethod
    def ensure_value(cls, candidate: ValueOrNumber) -> Value:
        """Return the candidate as a value."""
        return candidate if isinstance(candidate, Value) else cls.create_constant(candidate)

    @classmethod
    def create_from_operation(
        cls, operation: DifferentiableOperation, *candidates: ValueOrNumber
    ) -> Value:
        """Return the result of applying the operation to the candidates."""
        operands = tuple(cls.ensure_value(candidate) for candidate in candidates)
        result = operation.evaluate([operand.data for operand in operands])
        value = Value(result, operands, operation.operation_symbol)
        value.attach_operation(operation)
        return value


class Value:
    """A node of the computational graph."""

    traversal_strategy: TraversalStrategy = ReverseTopologicalTraversalStrategy()
    visitor_factory: Callable[[], GraphNodeVisitor] = GradientPropagationVisitor

    def __init__(
        self,
        data: Number,
        _children: Iterable[Value] = (),
        _op: str = "",
        label: str = "",
    ) -> None:
        self.data: Number = data
        self.grad: float = 0.0
        self.operands: Tuple[Value, ...] = tuple(_children)
        self._prev = frozenset(self.operands)
        self._op = _op
        self.label = label
        self._operation: Optional[DifferentiableOperation] = None

    def attach_operation(self, operation: DifferentiableOperation) -> None:
        """Attach the operation that this value is the result of."""
        self._operation = operation

    def propagate_gradient_to_operands(self) -> None:
        """Propagate the gradient of this value to its operands."""
        self._backward()

    def _backward(self) -> None:
        if self._operation is None:
            return
        derivatives = self._operation.partial_derivatives(
            [operand.data for operand in self.operands], self.data
        )
        for operand, derivative in zip(self.operands, derivatives):
            operand.grad += derivative * self.grad

    def backward(self) -> None:
        """Perform the backward pass with this value as the output."""
        self.grad = 1.0
        self.traversal_strategy.accept(self, type(self).visitor_factory())

    def __add__(self, other: ValueOrNumber) -> Value:
        return ValueFactory.create_from_operation(AdditionOperation(), self, other)

    def __radd__(self, other: Number) -> Value:
        return ValueFactory.create_from_operation(AdditionOperation(), other, self)

    def __sub__(self, other: ValueOrNumber) -> Value:
        return ValueFactory.create_from_operation(SubtractionOperation(), self, other)

    def __rsub__(self, other: Number) -> Value:
        return ValueFactory.create_from_operation(SubtractionOperation(), other, self)

    def __mul__(self, other: ValueOrNumber) -> Value:
        return ValueFactory.create_from_operation(MultiplicationOperation(), self, other)

    def __rmul__(self, other: Number) -> Value:
        return ValueFactory.create_from_operation(MultiplicationOperation(), other, self)

    def __truediv__(self, other: ValueOrNumber) -> Value:
        return ValueFactory.create_from_operation(DivisionOperation(), self, other)

    def __rtruediv__(self, other: Number) -> Value:
        return ValueFactory.create_from_operation(DivisionOperation(), other, self)

    def __pow__(self, exponent: Number) -> Value:
        return ValueFactory.create_from_operation(ExponentiationOperation(exponent), self)

    def __neg__(self) -> Value:
        return ValueFactory.create_from_operation(NegationOperation(), self)

    def exp(self) -> Value:
        """Return Euler's number to the power of this value."""
        return ValueFactory.create_from_operation(NaturalExponentialOperation(), self)

    def tanh(self) -> Value:
        """Return the hyperbolic tangent of this value."""
        return ValueFactory.create_from_operation(HyperbolicTangentOperation(), self)

    def __repr__(self) -> str:
        return f"Value(data={self.data}, grad={self.grad})"
