def f(x):
    return 3*x*x - 4*x + 5


def f_prime(x):
    return 6*x - 4


def forward_difference(f, x, h):
    return (f(x + h) - f(x))/h


def best_step(f, df, x, steps):
    def error(h):
        difference = forward_difference(f, x, h) - df(x)
        return difference if difference >= 0 else -difference

    best = 0
    for i in range(1, len(steps)):
        if error(steps[i]) < error(steps[best]):
            best = i
    return steps[best]


HAND_FORWARD = {'e': -6, 'd': 4, 'L': -8}
HAND_GRADIENTS = {'L': 1, 'd': -2, 'f': 4, 'c': -2, 'e': -2, 'a': 6, 'b': -4}
