from __future__ import annotations

from functools import cache, partial


def f(x):
    return 3 * x**2 - 4 * x + 5


@cache
def f_prime(x):
    return 6 * x - 4


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    estimate = partial(forward_difference, f, x)
    return min(steps, key=lambda h: abs(estimate(h) - df(x)))


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
