"""Teil 1 is done with a few asserts, which also run on import."""


def f(x: float) -> float:
    return 3 * x**2 - 4 * x + 5


def f_prime(x: float) -> float:
    return 6 * x - 4


def forward_difference(f, x: float, h: float) -> float:
    return (f(x + h) - f(x)) / h


def best_step(f, df, x: float, steps: list[float]) -> float:
    candidates = iter(steps)
    best = next(candidates)
    for h in candidates:
        if abs(forward_difference(f, x, h) - df(x)) < abs(forward_difference(f, x, best) - df(x)):
            best = h
    return best


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}

assert f_prime(2.0) == 8.0
assert abs(forward_difference(f, 2.0, 1e-6) - 8.0) < 1e-4
assert best_step(f, f_prime, 2.0, [10.0**-k for k in range(1, 17)]) == 1e-8
assert HAND_FORWARD["L"] == HAND_FORWARD["d"] * -2.0
