def f(x): return 3*x**2 - 4*x + 5
def f_prime(x): return 6*x - 4

def forward_difference(f, x, h):
    return (f(x+h) - f(x))/h

def best_step(f, df, x, steps):
    errors = {}
    for h in steps:
        # setdefault: if a step is listed twice the first one counts
        errors.setdefault(h, abs(forward_difference(f, x, h) - df(x)))
    return min(errors, key=errors.get)

HAND_FORWARD = {'e': -6., 'd': 4., 'L': -8.}
HAND_GRADIENTS = {'L': 1., 'd': -2., 'f': 4., 'c': -2., 'e': -2., 'a': 6., 'b': -4.}
