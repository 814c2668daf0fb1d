"""Part 7: train the network on four samples."""

import random

from engine import Value
from nn import MLP

# Given: four samples of three numbers each, and what the network should say to each.
XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions: list[Value], targets: list[float]) -> Value:
    """Take predictions (at least one) and as many targets, return the loss as one Value.

    The loss is the sum of the squared differences. It stays in the graph, so that backward()
    can be called on it.
    """
    raise NotImplementedError("7: return the sum of squared errors as a Value")


def train(
    model: MLP, xs: list[list[float]], ys: list[float], lr: float = 0.05, steps: int = 50
) -> list[float]:
    """Take a model, samples, targets, a rate and a number of steps; return the losses as floats.

    Each step: forward pass over all samples, loss, zero the grads, backward pass, and then each
    parameter's data moves against its grad by lr times as much. The loss that goes into the
    list is the one from before the step's update.

    Use `model(x)` and `model.parameters()` only, so that anything with these two can be
    trained.
    """
    raise NotImplementedError("7: write the training loop")


def train_from_seed(
    seed: int = 1337, nouts: tuple[int, ...] = (4, 4, 1), lr: float = 0.05, steps: int = 50
) -> tuple[list[float], list[float]]:
    """Train a new network on XS and YS; return its losses and its predictions, both as floats.

    Call random.seed(seed), make an MLP with 3 inputs and the widths in `nouts` (as a list),
    and train it. The predictions are from one more forward pass at the end: those from inside
    the loop are older than the last update.
    """
    raise NotImplementedError("7: seed, build, train, predict")


def compare_learning_rates(
    rates: list[float], seed: int = 1337, steps: int = 50
) -> dict[float, list[float]]:
    """Take some learning rates, return for each the losses of a training with it.

    All start from the same place: the same seed, a new `MLP(3, [4, 4, 1])`, XS and YS. Nothing
    may raise. If a run ends in an overflow, keep the losses it had until then, at least the
    first.
    """
    raise NotImplementedError("7: train once for each rate, from the same start")
