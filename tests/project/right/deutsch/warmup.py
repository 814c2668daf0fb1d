"""Aufwärmen: Ableitung von Hand und als Differenzenquotient."""


def f(x):
    """Die gegebene Funktion."""
    return 3 * x**2 - 4 * x + 5


def f_prime(x):
    """Summenregel und Potenzregel; die Konstante fällt weg."""
    return 6 * x - 4


def forward_difference(f, x, h):
    """Der Vorwärts-Differenzenquotient."""
    höhe = f(x + h) - f(x)
    länge = h
    return höhe / länge


def best_step(f, df, x, steps):
    """Die Schrittweite mit dem kleinsten Fehler, bei Gleichstand die erste."""
    größe_des_fehlers = lambda h: abs(forward_difference(f, x, h) - df(x))
    kleinster = None
    for schritt in steps:
        if kleinster is None or größe_des_fehlers(schritt) < größe_des_fehlers(kleinster):
            kleinster = schritt
    return kleinster


# Vorwärts ausgerechnet:
HAND_FORWARD = {
    "e": -6.0,  # 2 · (−3)
    "d": 4.0,   # −6 + 10
    "L": -8.0,  # 4 · (−2)
}

# Und zurück, immer „was von oben kommt“ mal „örtliche Ableitung“:
HAND_GRADIENTS = {
    "L": 1.0,
    "d": -2.0,
    "f": 4.0,
    "c": -2.0,
    "e": -2.0,
    "a": 6.0,
    "b": -4.0,
}
