from itertools import islice


def f(x):
    return 3 * x**2 - 4 * x + 5


def terms():
    """Coefficient and power of each term of f."""
    yield 3, 2
    yield -4, 1
    yield 5, 0


def f_prime(x):
    return sum(k * n * x ** (n - 1) for k, n in terms() if n)


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def records(pairs):
    """Each pair that is smaller than all before it."""
    pairs = iter(pairs)
    for least in islice(pairs, 1):
        yield least
        for pair in pairs:
            if pair[0] < least[0]:
                least = pair
                yield least


def best_step(f, df, x, steps):
    errors = ((abs(forward_difference(f, x, h) - df(x)), h) for h in steps)
    *_, (error, step) = records(errors)
    return step


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
