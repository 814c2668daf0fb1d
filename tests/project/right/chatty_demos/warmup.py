import os
import sys
import time

os.system("cls" if os.name == "nt" else "clear")
print("*** PART 1 ***")


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    print("f_prime called with", x)
    return 6 * x - 4


def forward_difference(f, x, h):
    result = (f(x + h) - f(x)) / h
    print(f"h = {h}: slope = {result}", file=sys.stderr)
    return result


def best_step(f, df, x, steps):
    best = steps[0]
    for h in steps:
        old = abs(forward_difference(f, x, best) - df(x))
        new = abs(forward_difference(f, x, h) - df(x))
        print(h, new, "better!" if new < old else "")
        if new < old:
            best = h
    return best


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}

start = time.time()
print("best step at 2:", best_step(f, f_prime, 2.0, [10.0**-k for k in range(1, 17)]))
print("the same at 2/3:", best_step(f, f_prime, 2 / 3, [0.1, 0.01, 0.001]))
print("took", time.time() - start, "seconds")
