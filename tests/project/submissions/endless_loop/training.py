"""Week 6 - Tomasz"""
from __future__ import annotations

import random

from engine import Value
from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions: list[Value], targets: list[float]) -> Value:
    errors = [p - t for p, t in zip(predictions, targets)]
    return sum(error * error for error in errors)


def train(model, xs, ys, lr: float = 0.05, steps: int = 50) -> list[float]:
    losses: list[float] = []
    while len(losses) < steps:
        loss = sum_squared_error([model(x) for x in xs], ys)
        losses.append(loss.data)
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
    return losses


def train_from_seed(
    seed: int = 1337, nouts: tuple[int, ...] = (4, 4, 1), lr: float = 0.05, steps: int = 50
) -> tuple[list[float], list[float]]:
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]


def compare_learning_rates(
    rates: list[float], seed: int = 1337, steps: int = 50
) -> dict[float, list[float]]:
    runs = {}
    for rate in rates:
        try:
            runs[rate], _ = train_from_seed(seed, lr=rate, steps=steps)
        except (OverflowError, ValueError):
            runs[rate], _ = train_from_seed(seed, lr=rate, steps=1)
    return runs
