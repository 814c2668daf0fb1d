import math


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    a, b = 3, -4
    return 2 * a * x + b


def forward_difference(f, x, h):
    if h == 0:
        raise ValueError("the step must not be 0")
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    if not steps:
        raise ValueError("there must be at least one step")
    slope = df(x)
    best, least = steps[0], math.inf
    for h in steps:
        try:
            error = abs(forward_difference(f, x, h) - slope)
        except ArithmeticError:
            continue
        if error < least:
            best, least = h, error
    return best


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
