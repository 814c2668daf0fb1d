def f(x):
    return 3 * x ** 2 - 4 * x + 5


def f_prime(x):
    return 3 * 2 * x ** (2 - 1) - 4 * 1 * x ** (1 - 1)


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    remaining = list(steps)
    best = remaining.pop(0)
    while remaining:
        h = remaining.pop(0)
        if abs(forward_difference(f, x, h) - df(x)) >= abs(forward_difference(f, x, best) - df(x)):
            continue
        best = h
    return best


HAND_FORWARD = {}
HAND_FORWARD["e"] = -6.0
HAND_FORWARD["d"] = 4.0
HAND_FORWARD["L"] = -8.0

HAND_GRADIENTS = {}
HAND_GRADIENTS["L"] = 1.0
HAND_GRADIENTS["d"] = -2.0
HAND_GRADIENTS["f"] = 4.0
HAND_GRADIENTS["c"] = HAND_GRADIENTS["d"]
HAND_GRADIENTS["e"] = HAND_GRADIENTS["d"]
HAND_GRADIENTS["a"] = HAND_GRADIENTS["e"] * -3
HAND_GRADIENTS["b"] = HAND_GRADIENTS["e"] * 2
