"""热身：手算导数与差商。"""


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    """幂法则：3x² 的导数是 6x，−4x 的导数是 −4，常数的导数是 0。"""
    return 6 * x - 4


def forward_difference(f, x, h):
    """前向差商。"""
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    """误差最小的步长；误差相同时取第一个。"""
    最佳步长, 最小误差 = None, None
    for 步长 in steps:
        误差 = abs(forward_difference(f, x, 步长) - df(x))
        if 最小误差 is None or 误差 < 最小误差:
            最佳步长, 最小误差 = 步长, 误差
    return 最佳步长


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
