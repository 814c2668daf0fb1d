from calculus.derivative import f_prime
from calculus.difference import best_step, forward_difference
from calculus.hand import HAND_FORWARD, HAND_GRADIENTS


def f(x):
    return 3 * x**2 - 4 * x + 5


__all__ = ["HAND_FORWARD", "HAND_GRADIENTS", "best_step", "f", "f_prime", "forward_difference"]
