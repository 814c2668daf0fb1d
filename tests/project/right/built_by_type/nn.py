import random

from engine import Value


def _neuron_init(self, nin):
    self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
    self.b = Value(random.uniform(-1, 1))


def _neuron_call(self, x):
    return sum(map(lambda w, v: w * v, self.w, x), self.b).tanh()


def _layer_init(self, nin, nout):
    self.neurons = [Neuron(nin) for _ in range(nout)]


def _layer_call(self, x):
    outs = [neuron(x) for neuron in self.neurons]
    return outs if len(outs) != 1 else outs[0]


def _mlp_init(self, nin, nouts):
    self.layers = [Layer(i, o) for i, o in zip([nin, *nouts], nouts)]


def _mlp_call(self, x):
    for layer in self.layers:
        x = layer(x)
    return x


def _parameters_of(attribute):
    return lambda self: [p for part in getattr(self, attribute) for p in part.parameters()]


Neuron = type("Neuron", (), {
    "__init__": _neuron_init,
    "__call__": _neuron_call,
    "parameters": lambda self: self.w + [self.b],
})
Layer = type("Layer", (), {
    "__init__": _layer_init, "__call__": _layer_call, "parameters": _parameters_of("neurons"),
})
MLP = type("MLP", (), {
    "__init__": _mlp_init, "__call__": _mlp_call, "parameters": _parameters_of("layers"),
})
