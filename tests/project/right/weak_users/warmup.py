def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    return 2 * (3 * x - 2)


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    slope = df(x)
    order = sorted(range(len(steps)), key=lambda i: abs(forward_difference(f, x, steps[i]) - slope))
    return steps[order[0]]


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
