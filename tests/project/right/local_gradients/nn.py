import random
from engine import Value

class Neuron:
    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for i in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        z = sum(xi*wi for xi, wi in zip(x, self.w))
        return (z + self.b).tanh()

    def parameters(self):
        return self.w + [self.b]

class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for i in range(nout)]

    def __call__(self, x):
        if len(self.neurons) > 1:
            return [n(x) for n in self.neurons]
        else:
            return self.neurons[0](x)

    def parameters(self):
        ps = []
        for n in self.neurons:
            ps += n.parameters()
        return ps

class MLP:
    def __init__(self, nin, nouts):
        self.layers = []
        for i in range(len(nouts)):
            if i == 0:
                self.layers.append(Layer(nin, nouts[0]))
            else:
                self.layers.append(Layer(nouts[i-1], nouts[i]))

    def __call__(self, x):
        h = x
        for l in self.layers:
            h = l(h)
        return h

    def parameters(self):
        ps = []
        for l in self.layers:
            ps += l.parameters()
        return ps
