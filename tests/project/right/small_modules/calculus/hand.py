from fractions import Fraction

a, b, c, f = map(Fraction, (2, -3, 10, -2))
e = a * b
d = e + c
L = d * f

HAND_FORWARD = {name: float(value) for name, value in (("e", e), ("d", d), ("L", L))}

# what flows down, as on paper
L_ = Fraction(1)
d_, f_ = L_ * f, L_ * d
e_, c_ = d_, d_
a_, b_ = e_ * b, e_ * a
HAND_GRADIENTS = dict(zip("Ldfecab", map(float, (L_, d_, f_, e_, c_, a_, b_))))
