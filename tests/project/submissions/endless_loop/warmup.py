"""Week 1 - Tomasz"""
from __future__ import annotations


def f(x: float) -> float:
    """Return 3x² - 4x + 5. Given: leave it as it is."""
    return 3 * x**2 - 4 * x + 5


def f_prime(x: float) -> float:
    return 6.0 * x - 4.0


def forward_difference(f, x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h


def best_step(f, df, x: float, steps: list[float]) -> float:
    best: tuple[float, float] | None = None
    for h in steps:
        err = abs(forward_difference(f, x, h) - df(x))
        if best is None or err < best[0]:
            best = (err, h)
    return best[1]


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
