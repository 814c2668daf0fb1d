"""训练。"""

import random

from nn import MLP

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def sum_squared_error(predictions, targets):
    return sum((预测 - 目标) ** 2 for 预测, 目标 in zip(predictions, targets))


def train(model, xs, ys, lr=0.05, steps=50):
    损失记录 = []
    for 步 in range(steps):
        损失 = sum_squared_error([model(x) for x in xs], ys)
        损失记录.append(损失.data)
        for 参数 in model.parameters():
            参数.grad = 0.0
        损失.backward()
        for 参数 in model.parameters():
            参数.data -= lr * 参数.grad
        if 步 % 10 == 0:
            print(f"第 {步} 步，损失 {损失.data:.4f}")
    return 损失记录


def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
    random.seed(seed)
    模型 = MLP(3, list(nouts))
    return train(模型, XS, YS, lr, steps), [模型(x).data for x in XS]


def compare_learning_rates(rates, seed=1337, steps=50):
    结果 = {}
    for 学习率 in rates:
        random.seed(seed)
        模型 = MLP(3, [4, 4, 1])
        结果[学习率] = []
        try:
            while len(结果[学习率]) < steps:
                结果[学习率] += train(模型, XS, YS, 学习率, 1)
        except ArithmeticError as 错误:
            print("溢出：", 错误)
    return 结果
