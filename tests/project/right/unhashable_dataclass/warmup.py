def f(x): return 3 * x**2 - 4 * x + 5


def f_prime(x):
    """(3x^2)' = 6x, (-4x)' = -4, 5' = 0"""
    return 6 * x - 4


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    exact = df(x)
    best = None
    for h in steps:
        error = abs(exact - forward_difference(f, x, h))
        if best is None or error < best[0]:
            best = (error, h)
    return best[1]


class HandTable(dict):
    """A dict whose entries can also be read as attributes."""

    __getattr__ = dict.__getitem__


HAND_FORWARD = HandTable(e=-6.0, d=4.0, L=-8.0)
HAND_GRADIENTS = HandTable(L=1.0, d=-2.0, f=4.0, c=-2.0, e=-2.0, a=6.0, b=-4.0)
