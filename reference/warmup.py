"""The warm-up: a derivative by hand, by difference, and a small graph by hand."""

from collections.abc import Callable


def f(x: float) -> float:
    """Return 3x² - 4x + 5, the function of part 1.1 (given)."""
    return 3 * x**2 - 4 * x + 5


def f_prime(x: float) -> float:
    """Return the derivative of `f` at `x`.

    Source: the power rule, d(k·xⁿ)/dx = k·n·xⁿ⁻¹, term by term. The constant 5 drops out.
    """
    return 6 * x - 4


def forward_difference(f: Callable[[float], float], x: float, h: float) -> float:
    """Return the slope of `f` between `x` and `x + h`.

    Source: the definition of the derivative, without its limit. Takes any callable `f` of one
    float, which may be another than the `f` above. Raises ZeroDivisionError if `h` is 0.
    """
    return (f(x + h) - f(x)) / h


def best_step(
    f: Callable[[float], float], df: Callable[[float], float], x: float, steps: list[float]
) -> float:
    """Return the step of `steps` whose forward difference of `f` at `x` is nearest `df(x)`.

    Of equal errors the first counts. A large step misses because `f` bends (the error grows
    with h); a tiny one misses because f(x + h) and f(x) share nearly all their digits, and the
    difference keeps only what is left. Raises ValueError if `steps` is empty.
    """
    slope = df(x)
    # `min` keeps the first of equals.
    return min(steps, key=lambda h: abs(forward_difference(f, x, h) - slope))


# Part 1.2, over a = 2, b = -3, c = 10, f = -2.
HAND_FORWARD = {
    "e": -6.0,  # a * b
    "d": 4.0,  # e + c
    "L": -8.0,  # d * f
}

# dL/dv from the output down: what arrives from above times the local slope.
HAND_GRADIENTS = {
    "L": 1.0,  # dL/dL
    "d": -2.0,  # the other factor, f
    "f": 4.0,  # the other factor, d
    "c": -2.0,  # a sum hands on what it gets
    "e": -2.0,  # a sum hands on what it gets
    "a": 6.0,  # dL/de times the other factor, b
    "b": -4.0,  # dL/de times the other factor, a
}
