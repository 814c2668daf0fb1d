from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, List


def f(x: float) -> float:
    return 3 * x**2 - 4 * x + 5


def f_prime(x: float) -> float:
    return 6 * x - 4


def forward_difference(f: Callable[[float], float], x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h


@dataclass(order=True)
class Candidate:
    error: float
    place: int
    step: float


def best_step(f, df, x: float, steps: List[float]) -> float:
    candidates = (
        Candidate(abs(forward_difference(f, x, step) - df(x)), place, step)
        for place, step in enumerate(steps)
    )
    return min(candidates).step


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {
    "L": 1.0,
    "d": HAND_FORWARD["L"] / HAND_FORWARD["d"],  # = f
    "f": HAND_FORWARD["d"],
    "c": -2.0,
    "e": -2.0,
    "a": -2.0 * -3.0,
    "b": -2.0 * 2.0,
}
