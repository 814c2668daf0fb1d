from collections.abc import Callable, Sequence

Real = Callable[[float], float]


def f(x: float) -> float:
    return 3 * x**2 - 4 * x + 5


def f_prime(x: float) -> float:
    return 6.0 * x - 4.0


def forward_difference(f: Real, x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h


def best_step(f: Real, df: Real, x: float, steps: Sequence[float]) -> float:
    # sorted() is stable: equals keep their order
    return sorted(steps, key=lambda h: abs(forward_difference(f, x, h) - df(x)))[0]


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"a": 6.0, "b": -4.0, "c": -2.0, "d": -2.0, "e": -2.0, "f": 4.0, "L": 1.0}
