def f(x):
    return 3*x**2 - 4*x + 5

def f_prime(x):
    # power rule: 3*2*x - 4, the 5 goes away
    return 6*x - 4

def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h

def best_step(f, df, x, steps):
    best = steps[0]
    best_err = abs(forward_difference(f, x, best) - df(x))
    for h in steps[1:]:
        err = abs(forward_difference(f, x, h) - df(x))
        if err < best_err:
            best, best_err = h, err
    return best

HAND_FORWARD = {'e': -6.0, 'd': 4.0, 'L': -8.0}

HAND_GRADIENTS = {
    'L': 1.0,
    'd': -2.0,
    'f': 4.0,
    'c': -2.0,
    'e': -2.0,
    'a': 6.0,
    'b': -4.0,
}
