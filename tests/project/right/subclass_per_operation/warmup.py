class Quadratic:
    """k2*x**2 + k1*x + k0"""

    def __init__(self, k2, k1, k0):
        self.k2, self.k1, self.k0 = k2, k1, k0

    def __call__(self, x):
        return self.k2 * x**2 + self.k1 * x + self.k0

    def derivative(self):
        return Quadratic(0, 2 * self.k2, self.k1)


f = Quadratic(3, -4, 5)
f_prime = Quadratic(3, -4, 5).derivative()


def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    ranked = [(abs(forward_difference(f, x, h) - df(x)), place, h) for place, h in enumerate(steps)]
    error, place, h = min(ranked)
    return h


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
