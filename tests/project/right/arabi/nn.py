import random

from engine import Value


class Neuron:
    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        مجموع = self.b
        for وزن, مدخل in zip(self.w, x):
            مجموع = وزن * مدخل + مجموع
        return مجموع.tanh()

    def parameters(self):
        return self.w + [self.b]


class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        مخرجات = [عصبون(x) for عصبون in self.neurons]
        return مخرجات if len(مخرجات) > 1 else مخرجات[0]

    def parameters(self):
        return [معامل for عصبون in self.neurons for معامل in عصبون.parameters()]


class MLP:
    def __init__(self, nin, nouts):
        self.layers = []
        for عدد in nouts:
            self.layers.append(Layer(nin, عدد))
            nin = عدد

    def __call__(self, x):
        for طبقة in self.layers:
            x = طبقة(x)
        return x

    def parameters(self):
        return [معامل for طبقة in self.layers for معامل in طبقة.parameters()]
