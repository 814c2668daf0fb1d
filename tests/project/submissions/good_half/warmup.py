"""Parts 1.1 and 1.2: a derivative by hand, by difference, and a small graph by hand."""

from collections.abc import Callable


def f(x: float) -> float:
    """Return 3x² - 4x + 5. Given: leave it as it is."""
    return 3 * x**2 - 4 * x + 5


def f_prime(x: float) -> float:
    return 3 * 2 * x - 4


def forward_difference(f: Callable[[float], float], x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h


def best_step(
    f: Callable[[float], float], df: Callable[[float], float], x: float, steps: list[float]
) -> float:
    errors = {}
    for h in steps:
        errors[h] = abs(forward_difference(f, x, h) - df(x))
    smallest = min(errors.values())
    for h in errors:
        if errors[h] == smallest:
            return h


# The forward pass: the values of e, d and L.
HAND_FORWARD = {
    "e": 2 * -3.0,
    "d": -6.0 + 10.0,
    "L": 4.0 * -2.0,
}

# The backward pass: for each v, the derivative of L by v. Go from L down.
HAND_GRADIENTS = {
    "L": 1.0,
    "d": -2.0,
    "f": 4.0,
    "c": -2.0,
    "e": -2.0,
    "a": 6.0,
    "b": -4.0,
}
