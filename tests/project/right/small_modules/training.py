import random

from losses import sum_squared_error
from loop import train
from nn import MLP

__all__ = ["XS", "YS", "compare_learning_rates", "sum_squared_error", "train", "train_from_seed"]

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    return {rate: train_from_seed(seed, lr=rate, steps=steps)[0] for rate in rates}
