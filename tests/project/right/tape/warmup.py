f = lambda x: 3 * x**2 - 4 * x + 5
f_prime = lambda x: 6 * x - 4
forward_difference = lambda f, x, h: (f(x + h) - f(x)) / h
best_step = lambda f, df, x, steps: min(steps, key=lambda h: abs(forward_difference(f, x, h) - df(x)))

HAND_FORWARD = {"e": 2 * -3, "d": -6 + 10, "L": 4 * -2}
HAND_GRADIENTS = {"L": 1, "d": -2, "f": 4, "e": -2, "c": -2, "a": 6, "b": -4}
