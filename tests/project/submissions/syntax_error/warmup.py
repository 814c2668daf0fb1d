def f(x): return 3*x**2 - 4*x + 5
def f_prime(x): return 6*x - 4
def forward_difference(f, x, h): return (f(x+h) - f(x))/h

def best_step(f, df, x, steps):
    ranked = sorted(steps, key=lambda h: abs(forward_difference(f, x, h) - df(x)))
    return ranked[0]      # sorted() is stable

e, d, L = 2*-3, 2*-3 + 10, (2*-3 + 10)*-2
HAND_FORWARD = {"e": e, "d": d, "L": L}

dL = 1
dd, df_ = -2*dL, d*dL
de, dc = dd, dd
HAND_GRADIENTS = {"L": dL, "d": dd, "f": df_, "c": dc, "e": de, "a": -3*de, "b": 2*de}
