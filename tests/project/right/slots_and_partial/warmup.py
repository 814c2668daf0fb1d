from functools import reduce


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    return x * 6 - 4


def forward_difference(f, x, h):
    return (-f(x) + f(x + h)) / h


def best_step(f, df, x, steps):
    def miss(h):
        return abs(df(x) - forward_difference(f, x, h))

    return reduce(lambda best, h: h if miss(h) < miss(best) else best, steps)


HAND_FORWARD = {"e": -6, "d": 4, "L": -8}
HAND_GRADIENTS = {"L": 1, "d": -2, "f": 4, "c": -2, "e": -2, "a": 6, "b": -4}
