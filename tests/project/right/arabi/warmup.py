"""تمهيد: المشتقة باليد وبالفرق."""


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    # قاعدة القوى
    return 6 * x - 4


def forward_difference(f, x, h):
    قبل = f(x)
    بعد = f(x + h)
    return (بعد - قبل) / h


def best_step(f, df, x, steps):
    الأفضل = steps[0]
    أصغر_خطأ = abs(forward_difference(f, x, الأفضل) - df(x))
    for خطوة in steps[1:]:
        خطأ = abs(forward_difference(f, x, خطوة) - df(x))
        if خطأ < أصغر_خطأ:
            الأفضل, أصغر_خطأ = خطوة, خطأ
    return الأفضل


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
