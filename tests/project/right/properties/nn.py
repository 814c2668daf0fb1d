import random

from engine import Value


class Neuron:
    def __init__(self, nin):
        self.__theta = [Value(random.uniform(-1, 1)) for _ in range(nin + 1)]

    @property
    def w(self):
        return self.__theta[:-1]

    @property
    def b(self):
        return self.__theta[-1]

    def __call__(self, x):
        out = self.b
        for wi, xi in zip(self.w, x):
            out += wi * xi
        return out.tanh()

    def parameters(self):
        return self.__theta


class Layer:
    def __init__(self, nin, nout):
        self.__neurons = tuple(Neuron(nin) for _ in range(nout))

    @property
    def neurons(self):
        return self.__neurons

    def __call__(self, x):
        outs = [n(x) for n in self.__neurons]
        return outs[0] if len(outs) == 1 else outs

    def parameters(self):
        return [p for n in self.__neurons for p in n.parameters()]


class MLP:
    def __init__(self, nin, nouts):
        self.__layers = tuple(Layer(i, o) for i, o in zip([nin, *nouts], nouts))
        # gathered once: the nodes stay the same for the network's whole life
        self.__parameters = [p for layer in self.__layers for p in layer.parameters()]

    @property
    def layers(self):
        return self.__layers

    def __call__(self, x):
        for layer in self.__layers:
            x = layer(x)
        return x

    def parameters(self):
        return self.__parameters
