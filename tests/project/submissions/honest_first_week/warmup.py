def f(x):
    return 3 * x**2 - 4 * x + 5

def f_prime(x):
    return 6 * x - 4

def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h

def best_step(f, df, x, steps):
    best = steps[0]
    for h in steps:
        if abs(forward_difference(f, x, h) - df(x)) <= abs(forward_difference(f, x, best) - df(x)):
            best = h
    return best

HAND_FORWARD = {
    "e": -6,
    "d": 4,
    "L": -8,
}

HAND_GRADIENTS = {
    "L": 1,
    "d": -2,
    "f": 4,
    "c": 1,    # d = e + c, so the slope is 1
    "e": 1,    # same
    "a": -3,   # b
    "b": 2,    # a
}
