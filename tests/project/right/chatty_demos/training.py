import random
import sys

import matplotlib.pyplot as plt
from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((p - t) ** 2 for p, t in zip(predictions, targets))


def train(model, xs, ys, lr=0.05, steps=50):
    losses = []
    for step in range(steps):
        ypred = [model(x) for x in xs]
        loss = sum_squared_error(ypred, ys)
        for p in model.parameters():
            p.grad = 0.0
        loss.backward()
        for p in model.parameters():
            p.data += -lr * p.grad
        losses.append(loss.data)
        print(f"step {step:3d}  loss {loss.data:.6f}  " + "#" * int(10 * min(loss.data, 8)))
    return losses


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    model = MLP(3, list(nouts))
    losses = train(model, XS, YS, lr, steps)
    return losses, [model(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    runs = {}
    for rate in rates:
        print("=" * 20, rate, "=" * 20)
        try:
            runs[rate] = train_from_seed(seed, lr=rate, steps=steps)[0]
        except OverflowError:  # cannot happen with math.tanh
            runs[rate] = train_from_seed(seed, lr=rate, steps=1)[0]
    return runs


def plot(runs):
    for rate, losses in runs.items():
        plt.plot(losses, label=str(rate))
    plt.legend()
    plt.savefig("losses.png")


losses, predictions = train_from_seed()
print("predictions:", predictions)
compare_learning_rates([0.01, 0.1, 0.5], steps=20)
if "--plot" in sys.argv:
    plot(compare_learning_rates([0.01, 0.1, 0.5]))
