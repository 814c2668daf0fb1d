"""Parts 1.1 and 1.2: a derivative by hand, by difference, and a small graph by hand.

What an engine works out later, you work out here yourself, once. It is the surest way to tell
afterwards whether the engine is right.
"""

from collections.abc import Callable


def f(x: float) -> float:
    """Return 3x² - 4x + 5. Given: leave it as it is."""
    return 3 * x**2 - 4 * x + 5


def f_prime(x: float) -> float:
    """Take a number, return the derivative of `f` there.

    Work it out on paper and write down the formula; no step h is needed. It is the true value
    that the estimates below are held against.
    """
    raise NotImplementedError("1.1: write the derivative of f, by hand")


def forward_difference(f: Callable[[float], float], x: float, h: float) -> float:
    """Take a function, a point and a step, return (f(x + h) - f(x)) / h.

    `f` is any function of one number, not only the one above. This is the derivative's
    definition without its limit: it needs no formula for the slope, so it can check one.
    """
    raise NotImplementedError("1.1: write the difference quotient")


def best_step(
    f: Callable[[float], float], df: Callable[[float], float], x: float, steps: list[float]
) -> float:
    """Take a function, its derivative, a point and some steps, return the best of the steps.

    The best is the one whose forward difference at `x` is nearest `df(x)`, above or below. If
    two are equally near, return the one that stands first in `steps`. Try steps from 1e-1 down
    to 1e-16 on it: the smallest is not the best.
    """
    raise NotImplementedError("1.1: find the step with the smallest error")


# Part 1.2: the graph e = a * b, d = e + c, L = d * f, for a = 2, b = -3, c = 10, f = -2.
# (This f is a number, and has nothing to do with the function above.)
# Work these out on paper, and put a number in the place of each None.

# The forward pass: the values of e, d and L.
HAND_FORWARD = {
    "e": None,
    "d": None,
    "L": None,
}

# The backward pass: for each v, the derivative of L by v. Go from L down.
HAND_GRADIENTS = {
    "L": None,
    "d": None,
    "f": None,
    "c": None,
    "e": None,
    "a": None,
    "b": None,
}
