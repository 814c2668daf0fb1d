"""神经元、层、多层感知机。"""

import random

from engine import Value


class Neuron:
    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        加权和 = sum((权重 * 输入 for 权重, 输入 in zip(self.w, x)), self.b)
        return 加权和.tanh()

    def parameters(self):
        return self.w + [self.b]


class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        输出 = [神经元(x) for 神经元 in self.neurons]
        return 输出[0] if len(输出) == 1 else 输出

    def parameters(self):
        return [参数 for 神经元 in self.neurons for 参数 in 神经元.parameters()]


class MLP:
    def __init__(self, nin, nouts):
        宽度 = [nin] + list(nouts)
        self.layers = [Layer(宽度[i], 宽度[i + 1]) for i in range(len(nouts))]

    def __call__(self, x):
        for 层 in self.layers:
            x = 层(x)
        return x

    def parameters(self):
        return [参数 for 层 in self.layers for 参数 in 层.parameters()]
