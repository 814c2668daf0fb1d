import types

for _name, _function in {
    "f": lambda x: 3 * x**2 - 4 * x + 5,
    "f_prime": lambda x: 6 * x - 4,
    "forward_difference": lambda f, x, h: (f(x + h) - f(x)) / h,
}.items():
    _function.__name__ = _name
    globals()[_name] = _function


def best_step(f, df, x, steps):
    error = lambda h: abs(forward_difference(f, x, h) - df(x))
    least = min(map(error, steps))
    return next(h for h in steps if error(h) == least)


HAND_FORWARD = types.MappingProxyType({"e": -6.0, "d": 4.0, "L": -8.0})
HAND_GRADIENTS = types.MappingProxyType(
    dict(zip("Ldfceab", (1.0, -2.0, 4.0, -2.0, -2.0, 6.0, -4.0)))
)
