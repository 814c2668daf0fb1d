"""Lernen: vorwärts, Verlust, nullen, rückwärts, ein Schritt bergab."""

import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((vorhersage - ziel) ** 2 for vorhersage, ziel in zip(predictions, targets))


def _ein_schritt(netz, xs, ys, lr):
    verlust = sum_squared_error([netz(x) for x in xs], ys)
    for p in netz.parameters():
        p.grad = 0.0
    verlust.backward()
    for p in netz.parameters():
        p.data -= lr * p.grad
    return verlust.data


def train(model, xs, ys, lr=0.05, steps=50):
    return [_ein_schritt(model, xs, ys, lr) for _ in range(steps)]


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    netz = MLP(3, list(nouts))
    verluste = train(netz, XS, YS, lr, steps)
    return verluste, [netz(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    verläufe = {}
    for rate in rates:
        random.seed(seed)
        netz = MLP(3, [4, 4, 1])
        verläufe[rate] = []
        for nummer in range(steps):
            try:
                verläufe[rate].append(_ein_schritt(netz, XS, YS, rate))
            except OverflowError:
                print(f"Überlauf bei {rate} im Schritt {nummer + 1}")
                break
    return verläufe


if __name__ == "__main__":
    verluste, vorhersagen = train_from_seed()
    print("Verlust am Ende:", verluste[-1])
    print("Vorhersagen:", *(f"{v:+.3f}".replace(".", ",") for v in vorhersagen))
