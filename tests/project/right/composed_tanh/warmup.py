def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    return 6 * x - 4


def forward_difference(f, x, h):
    y0 = f(x)
    y1 = f(x + h)
    return (y1 - y0) / h


def best_step(f, df, x, steps):
    errors = [abs(forward_difference(f, x, h) - df(x)) for h in steps]
    return steps[errors.index(min(errors))]


HAND_FORWARD = dict(e=-6.0, d=4.0, L=-8.0)
HAND_GRADIENTS = dict(L=1.0, d=-2.0, f=4.0, c=-2.0, e=-2.0, a=6.0, b=-4.0)
