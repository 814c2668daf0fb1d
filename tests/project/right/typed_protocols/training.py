from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from engine import Value
from nn import MLP

Losses = list[float]

XS: list[list[float]] = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS: list[float] = [1.0, -1.0, -1.0, 1.0]


class Model(Protocol):
    def __call__(self, x: Sequence[float]) -> Value: ...
    def parameters(self) -> list[Value]: ...


def sum_squared_error(predictions: Iterable[Value], targets: Iterable[float]) -> Value:
    total: Value = Value(0.0)
    for p, t in zip(predictions, targets, strict=True):
        total = total + (p - t) ** 2
    return total


def train(
    model: Model, xs: Sequence[Sequence[float]], ys: Sequence[float],
    lr: float = 0.05, steps: int = 50,
) -> Losses:
    losses: Losses = []
    for _ in range(steps):
        loss = sum_squared_error([model(x) for x in xs], ys)
        losses.append(float(loss.data))
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data -= lr * p.grad
    return losses


def train_from_seed(
    seed: int = 1337, nouts: Sequence[int] = (4, 4, 1), lr: float = 0.05, steps: int = 50
) -> tuple[Losses, list[float]]:
    random.seed(seed)
    model: Any = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [float(model(x).data) for x in XS]


def compare_learning_rates(
    rates: Iterable[float], seed: int = 1337, steps: int = 50
) -> dict[float, Losses]:
    runs: dict[float, Losses] = {}
    for rate in rates:
        runs[rate], _ = train_from_seed(seed=seed, lr=rate, steps=steps)
    return runs
