"""A neural network of single numbers: neurons, layers, and a stack of layers."""

import random

from engine import Value


class Neuron:
    """tanh(b + the sum of w[i]·x[i]), over `nin` inputs."""

    def __init__(self, nin: int) -> None:
        """Draw `nin` weights, then the bias, each from `random.uniform(-1, 1)`."""
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        """Return the output, one Value, for `x`: `nin` numbers or Values.

        Raises ValueError if `x` has another length.
        """
        total = self.b
        for wi, xi in zip(self.w, x, strict=True):
            total = total + wi * xi
        return total.tanh()

    def parameters(self) -> list[Value]:
        """Return the weights, then the bias: `nin` + 1 nodes, the neuron's own."""
        return [*self.w, self.b]


class Layer:
    """`nout` neurons side by side, over the same `nin` inputs."""

    def __init__(self, nin: int, nout: int) -> None:
        """Make the neurons in order."""
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        """Return the outputs for `x`: a list of `nout`, or the Value alone if that is 1."""
        outputs = [neuron(x) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs

    def parameters(self) -> list[Value]:
        """Return the neurons' parameters, in order: `nout` · (`nin` + 1) nodes."""
        return [p for neuron in self.neurons for p in neuron.parameters()]


class MLP:
    """Layers one after the other: each takes what the one before it gives."""

    def __init__(self, nin: int, nouts: list[int]) -> None:
        """Make a layer for each width in `nouts`, in order."""
        sizes = [nin, *nouts]
        self.layers = [Layer(sizes[i], sizes[i + 1]) for i in range(len(nouts))]

    def __call__(self, x):
        """Return the last layer's outputs for `x`, of length `nin`."""
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        """Return the layers' parameters, in order."""
        return [p for layer in self.layers for p in layer.parameters()]
