# -*- coding: latin-1 -*-
"""Échauffement : la dérivée à la main et par différence."""


def f(x):
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    # règle des puissances ; la dérivée d'une constante est nulle
    return 6 * x - 4


def forward_difference(f, x, h):
    accroissement = f(x + h) - f(x)
    return accroissement / h


def best_step(f, df, x, steps):
    """Le pas dont l'écart est le plus petit (à égalité, le premier)."""
    écarts = []
    for pas in steps:
        écarts.append(abs(forward_difference(f, x, pas) - df(x)))
    meilleur = 0
    for i, écart in enumerate(écarts):
        if écart < écarts[meilleur]:
            meilleur = i
    return steps[meilleur]


HAND_FORWARD = {"e": -6.0, "d": 4.0, "L": -8.0}
HAND_GRADIENTS = {"L": 1.0, "d": -2.0, "f": 4.0, "c": -2.0, "e": -2.0, "a": 6.0, "b": -4.0}
