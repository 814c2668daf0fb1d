"""The concrete operations."""

import math
from typing import Sequence

from micrograd_core.interfaces import DifferentiableOperation


class AdditionOperation(DifferentiableOperation):
    """Adds two operands."""

    operation_symbol = "+"

    def evaluate(self, operand_data: Sequence[float]) -> float:
        first_operand, second_operand = operand_data
        return first_operand + second_operand

    def partial_derivatives(self, operand_data, result):
        return (1.0, 1.0)


class SubtractionOperation(DifferentiableOperation):
    """Subtracts the second operand from the first."""

    operation_symbol = "-"

    def evaluate(self, operand_data: Sequence[float]) -> float:
        minuend, subtrahend = operand_data
        return minuend - subtrahend

    def partial_derivatives(self, operand_data, result):
        return (1.0, -1.0)


class MultiplicationOperation(DifferentiableOperation):
    """Multiplies two operands."""

    operation_symbol = "*"

    def evaluate(self, operand_data: Sequence[float]) -> float:
        first_factor, second_factor = operand_data
        return first_factor * second_factor

    def partial_derivatives(self, operand_data, result):
        first_factor, second_factor = operand_data
        return (second_factor, first_factor)


class DivisionOperation(DifferentiableOperation):
    """Divides the first operand by the second."""

    operation_symbol = "/"

    def evaluate(self, operand_data: Sequence[float]) -> float:
        dividend, divisor = operand_data
        return dividend / divisor

    def partial_derivatives(self, operand_data, result):
        dividend, divisor = operand_data
        return (1.0 / divisor, -dividend / (divisor**2))


class NegationOperation(DifferentiableOperation):
    """Changes the sign of its operand."""

    operation_symbol = "negate"

    def evaluate(self, operand_data: Sequence[float]) -> float:
        (operand,) = operand_data
        return -operand

    def partial_derivatives(self, operand_data, result):
        return (-1.0,)


class ExponentiationOperation(DifferentiableOperation):
    """Raises its operand to a constant power."""

    def __init__(self, exponent: float) -> None:
        self._exponent = exponent

    @property
    def operation_symbol(self) -> str:
        return f"**{self._exponent}"

    def evaluate(self, operand_data: Sequence[float]) -> float:
        (base,) = operand_data
        return base**self._exponent

    def partial_derivatives(self, operand_data, result):
        (base,) = operand_data
        if self._exponent == 0:
            return (0.0,)
        return (self._exponent * base ** (self._exponent - 1),)


class NaturalExponentialOperation(DifferentiableOperation):
    """Raises Euler's number to the power of its operand."""

    operation_symbol = "exp"

    def evaluate(self, operand_data: Sequence[float]) -> float:
        (operand,) = operand_data
        return math.exp(operand)

    def partial_derivatives(self, operand_data, result):
        return (result,)


class HyperbolicTangentOperation(DifferentiableOperation):
    """Applies the hyperbolic tangent to its operand."""

    operation_symbol = "tanh"

    def evaluate(self, operand_data: Sequence[float]) -> float:
        (operand,) = operand_data
        return math.tanh(operand)

    def partial_derivatives(self, operand_data, result):
        return (1.0 - result**2,)
