import random

from engine import Value


class Neuron:
    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        total = self.b
        for wi, xi in reversed(list(zip(self.w, x))):
            total = total + wi * xi
        return total.tanh()

    def parameters(self):
        return self.w + [self.b]
