def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    return -4 + 6 * x


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    errors = [abs(forward_difference(f, x, h) - df(x)) for h in steps]
    smallest = 0
    for i in range(len(errors)):
        if errors[i] < errors[smallest]:
            smallest = i
    return steps[smallest]


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
