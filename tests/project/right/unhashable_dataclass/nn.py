import random

from engine import Value


class Neuron:
    def __init__(self, nin):
        self.nin = nin
        self.w = tuple(Value(random.uniform(-1, 1)) for _ in range(nin))
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        terms = [self.w[i] * x[i] for i in range(self.nin)]
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        total = total + self.b
        return total.tanh()

    def parameters(self):
        return [*self.w, self.b]


class Layer:
    def __init__(self, nin, nout):
        self.neurons = []
        while len(self.neurons) < nout:
            self.neurons.append(Neuron(nin))

    def __call__(self, x):
        match [neuron(x) for neuron in self.neurons]:
            case [only]:
                return only
            case many:
                return many

    def parameters(self):
        return [p for n in self.neurons for p in n.parameters()]


class MLP:
    def __init__(self, nin, nouts):
        ins = [nin] + nouts[:-1]
        self.layers = list(map(Layer, ins, nouts))

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self):
        return [p for layer in self.layers for p in layer.parameters()]
