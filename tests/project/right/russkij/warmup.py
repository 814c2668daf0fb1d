"""Разминка."""


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    # производная степенной функции: n·xⁿ⁻¹
    return 6 * x - 4


def forward_difference(f, x, h):
    приращение = f(x + h) - f(x)
    return приращение / h


def best_step(f, df, x, steps):
    def погрешность(шаг):
        return abs(forward_difference(f, x, шаг) - df(x))

    return min(steps, key=погрешность)


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
