from operator import itemgetter


def f(x):
    return 3 * x**2 - 4 * x + 5


class Polynomial:
    def __init__(self, *coefficients):  # constant first
        self.coefficients = coefficients

    def __call__(self, x):
        result = 0
        for coefficient in reversed(self.coefficients):
            result = result * x + coefficient
        return result

    def derivative(self):
        terms = [i * c for i, c in enumerate(self.coefficients)]
        return Polynomial(*terms[1:])


def f_prime(x):
    return Polynomial(5, -4, 3).derivative()(x)


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    table = [(h, abs(forward_difference(f, x, h) - df(x))) for h in steps]
    return min(table, key=itemgetter(1))[0]


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
