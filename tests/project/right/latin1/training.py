# -*- coding: latin-1 -*-
import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((prédit - voulu) ** 2 for prédit, voulu in zip(predictions, targets))


def train(model, xs, ys, lr=0.05, steps=50):
    pertes = []
    for _ in range(steps):
        perte = sum_squared_error([model(x) for x in xs], ys)
        pertes.append(perte.data)
        for p in model.parameters():
            p.grad = 0.0
        perte.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
    return pertes


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    réseau = MLP(3, list(nouts))
    pertes = train(réseau, XS, YS, lr, steps)
    return pertes, [réseau(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    résultats = {}
    for taux in rates:
        random.seed(seed)
        réseau = MLP(3, [4, 4, 1])
        pertes = []
        for _ in range(steps):
            try:
                pertes += train(réseau, XS, YS, taux, 1)
            except (OverflowError, ZeroDivisionError):
                print("dépassement au taux", taux)
                break
        résultats[taux] = pertes
    return résultats
