"""The training loop: forward, loss, zero, backward, update."""

import random
from collections.abc import Sequence

from engine import Value
from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions: list[Value], targets: list[float]) -> Value:
    """Return the sum of (prediction - target)² over the pairs, as one node of the graph.

    Takes at least one prediction. Raises ValueError if the lengths differ.
    """
    # `sum` starts from the number 0, which is why a Value must add up from the right as well.
    return sum((p - t) ** 2 for p, t in zip(predictions, targets, strict=True))


def train(model, xs, ys, lr: float = 0.05, steps: int = 50) -> list[float]:
    """Train `model` by gradient descent; return each step's loss, from before its update.

    Of the model, `model(x)` and `model.parameters()` are used and nothing else.
    """
    losses = []
    for _ in range(steps):
        loss = sum_squared_error([model(x) for x in xs], ys)
        losses.append(loss.data)

        # `backward()` adds to the grads, and those of the step before are still there.
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()

        # Into `data`, not into a new node: the model has to keep its own.
        for p in model.parameters():
            p.data -= lr * p.grad
    return losses


def train_from_seed(
    seed: int = 1337, nouts: Sequence[int] = (4, 4, 1), lr: float = 0.05, steps: int = 50
) -> tuple[list[float], list[float]]:
    """Train a new `MLP(3, nouts)` on `XS` and `YS`; return its losses and its predictions.

    The predictions, one float a sample, are from a forward pass after the last update.
    """
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]


def compare_learning_rates(
    rates: list[float], seed: int = 1337, steps: int = 50
) -> dict[float, list[float]]:
    """Return the losses of a training at each rate, all from the same start.

    A run in which a number gets too large keeps the losses it had until then.
    """
    runs = {}
    for rate in rates:
        # Before each model, not once: else every rate would start from other weights.
        random.seed(seed)
        model = MLP(3, [4, 4, 1])
        losses: list[float] = []
        try:
            # A step at a time, so that what came before an overflow is not lost with it.
            for _ in range(steps):
                losses += train(model, XS, YS, rate, steps=1)
        except (ArithmeticError, ValueError):
            pass
        runs[rate] = losses
    return runs
