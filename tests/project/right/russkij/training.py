import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((ответ - цель) ** 2 for ответ, цель in zip(predictions, targets))


def train(model, xs, ys, lr=0.05, steps=50):
    потери = []
    for _ in range(steps):
        потеря = sum_squared_error([model(x) for x in xs], ys)
        потери.append(потеря.data)
        for п in model.parameters():
            п.grad = 0.0
        потеря.backward()
        for п in model.parameters():
            п.data -= lr * п.grad
    return потери


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    сеть = MLP(3, list(nouts))
    потери = train(сеть, XS, YS, lr, steps)
    return потери, [сеть(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    итоги = {}
    for скорость in rates:
        random.seed(seed)
        сеть = MLP(3, [4, 4, 1])
        итоги[скорость] = []
        try:
            for _ in range(steps):
                итоги[скорость].extend(train(сеть, XS, YS, скорость, 1))
        except (OverflowError, ZeroDivisionError):
            print("переполнение при скорости", скорость)
    return итоги
