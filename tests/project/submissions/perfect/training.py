import random

from nn import MLP

XS = [
    [2.0, 3.0, -1.0],
    [3.0, -1.0, 0.5],
    [0.5, 1.0, 1.0],
    [1.0, 1.0, -1.0],
]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    total = 0
    for p, t in zip(predictions, targets):
        total = total + (p - t) ** 2
    return total


def step(model, xs, ys, lr):
    params = model.parameters()
    for p in params:
        p.grad = 0.0
    loss = sum_squared_error([model(x) for x in xs], ys)
    loss.backward()
    for p in params:
        p.data -= lr * p.grad
    return loss.data


def train(model, xs, ys, lr=0.05, steps=50):
    return [step(model, xs, ys, lr) for _ in range(steps)]


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    net = MLP(3, list(nouts))
    losses = train(net, XS, YS, lr, steps)
    return losses, [net(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    result = {}
    for lr in rates:
        random.seed(seed)
        net = MLP(3, [4, 4, 1])
        result[lr] = losses = []
        for _ in range(steps):
            try:
                losses.append(step(net, XS, YS, lr))
            except OverflowError:
                break
    return result


if __name__ == "__main__":
    losses, predictions = train_from_seed()
    print(losses[0], "->", losses[-1])
    print(predictions)
