"""Getting used to slopes."""


class Parabola:
    """Gives its own derivative, as a property."""

    def __init__(self, a, b, c):
        self.__a, self.__b, self.__c = a, b, c

    def __call__(self, x):
        return self.__a * x**2 + self.__b * x + self.__c

    @property
    def slope(self):
        def at(x):
            return 2 * self.__a * x + self.__b

        return at


f = Parabola(3, -4, 5)
f_prime = f.slope


def forward_difference(f, x, h):
    start = f(x)
    end = f(x + h)
    return (end - start) / h


def best_step(f, df, x, steps):
    best_h, best_error = None, float("inf")
    for h in steps:
        error = abs(forward_difference(f, x, h) - df(x))
        if best_h is None or best_error > error:
            best_h, best_error = h, error
    return best_h


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0, "remark": "checked twice"}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
