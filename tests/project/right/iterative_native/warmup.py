"""Warm-up exercises (1.1, 1.2)."""

import math


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    return 2 * 3 * x - 4


def forward_difference(f, x, h):
    rise = f(x + h) - f(x)
    return rise / h


def best_step(f, df, x, steps):
    """Linear search. Strictly smaller, so the first of equals stays."""
    true_slope = df(x)
    winner = None
    smallest = math.inf
    for step in steps:
        error = math.fabs(forward_difference(f, x, step) - true_slope)
        if winner is None or error < smallest:
            winner = step
            smallest = error
    return winner


_a, _b, _c, _f = 2, -3, 10, -2
_e = _a * _b
_d = _e + _c
HAND_FORWARD = {"a": _a, "b": _b, "c": _c, "f": _f, "e": _e, "d": _d, "L": _d * _f}

# dL/dL = 1;  L = d f  ->  dL/dd = f, dL/df = d;  d = e + c  ->  both get dL/dd;
# e = a b  ->  dL/da = dL/de * b, dL/db = dL/de * a
HAND_GRADIENTS = {"L": 1, "d": -2, "f": 4, "c": -2, "e": -2, "a": 6, "b": -4}
