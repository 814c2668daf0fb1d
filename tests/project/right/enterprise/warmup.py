"""Warm-up deliverables."""

from typing import Callable, Dict, Final, List, Optional

RealFunction = Callable[[float], float]

QUADRATIC_COEFFICIENT: Final[float] = 3.0
LINEAR_COEFFICIENT: Final[float] = -4.0
CONSTANT_COEFFICIENT: Final[float] = 5.0


def f(x: float) -> float:
    """Evaluate the quadratic polynomial at the given position."""
    return QUADRATIC_COEFFICIENT * x**2 + LINEAR_COEFFICIENT * x + CONSTANT_COEFFICIENT


def f_prime(x: float) -> float:
    """Evaluate the first derivative of the quadratic polynomial at the given position."""
    return 2.0 * QUADRATIC_COEFFICIENT * x + LINEAR_COEFFICIENT


def forward_difference(f: RealFunction, x: float, h: float) -> float:
    """Approximate the derivative of the given function by a forward difference quotient."""
    value_at_position: float = f(x)
    value_at_displaced_position: float = f(x + h)
    difference_of_values: float = value_at_displaced_position - value_at_position
    return difference_of_values / h


class StepSizeSelector:
    """Selects the step size with the smallest approximation error."""

    def __init__(self, function: RealFunction, derivative: RealFunction, position: float) -> None:
        self._function = function
        self._position = position
        self._true_derivative = derivative(position)

    def _approximation_error(self, step_size: float) -> float:
        approximation = forward_difference(self._function, self._position, step_size)
        return abs(approximation - self._true_derivative)

    def select(self, candidate_step_sizes: List[float]) -> float:
        """Return the best of the candidates; the first one, should several be equally good."""
        selected_step_size: Optional[float] = None
        selected_error: Optional[float] = None
        for candidate in candidate_step_sizes:
            error = self._approximation_error(candidate)
            if selected_error is None or error < selected_error:
                selected_step_size, selected_error = candidate, error
        if selected_step_size is None:
            raise ValueError("At least one candidate step size is required.")
        return selected_step_size


def best_step(f: RealFunction, df: RealFunction, x: float, steps: List[float]) -> float:
    """Select the best step size."""
    return StepSizeSelector(function=f, derivative=df, position=x).select(steps)


HAND_FORWARD: Final[Dict[str, float]] = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS: Final[Dict[str, float]] = {
    "L": 1.0,
    "d": -2.0,
    "f": 4.0,
    "c": -2.0,
    "e": -2.0,
    "a": 6.0,
    "b": -4.0,
}
