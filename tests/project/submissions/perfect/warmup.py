"""Warm-up. Amina K., group 3"""


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    # (3x²)' = 6x, (-4x)' = -4, 5' = 0
    return 6 * x - 4


def forward_difference(f, x, h):
    rise = f(x + h) - f(x)
    run = h
    return rise / run


def best_step(f, df, x, steps):
    target = df(x)
    best, best_error = steps[0], abs(forward_difference(f, x, steps[0]) - target)
    for h in steps[1:]:
        error = abs(forward_difference(f, x, h) - target)
        if error < best_error:  # strictly, so that the first one wins a tie
            best, best_error = h, error
    return best


# e = a*b = 2*-3, d = e+c = -6+10, L = d*f = 4*-2
HAND_FORWARD = dict(e=-6, d=4, L=-8)

HAND_GRADIENTS = dict(
    L=1,
    d=-2,        # f
    f=4,         # d
    c=-2 * 1,
    e=-2 * 1,
    a=-2 * -3,   # dL/de * b
    b=-2 * 2,    # dL/de * a
)

if __name__ == "__main__":
    steps = [10.0**-k for k in range(1, 17)]
    for h in steps:
        print(f"{h:.0e}  {forward_difference(f, 2.0, h):.12f}")
    print("best:", best_step(f, f_prime, 2.0, steps))
