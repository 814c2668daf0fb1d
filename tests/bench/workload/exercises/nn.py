"""Part 6: from single numbers to a network.

The random numbers are drawn in a fixed order, so that one seed gives everyone the same network.
"""

import random

from engine import Value


class Neuron:
    """One neuron: tanh of a weighted sum. It has `w`, a list of Values, and `b`, one Value."""

    def __init__(self, nin: int):
        """Take the number of inputs; make the parameters.

        Each is a Value over its own random.uniform(-1, 1): first the `nin` weights in order,
        then the bias.
        """
        raise NotImplementedError("6: draw the weights, then the bias")

    def __call__(self, x: list) -> Value:
        """Take `nin` inputs (floats, ints or Values), return tanh(b + sum of w[i] * x[i])."""
        raise NotImplementedError("6: return tanh of the weighted sum")

    def parameters(self) -> list[Value]:
        """Return the weights, then the bias: the very nodes, so that training can move them."""
        raise NotImplementedError("6: return the neuron's parameters")


class Layer:
    """Neurons side by side, all over the same inputs. It has `neurons`, a list."""

    def __init__(self, nin: int, nout: int):
        """Take the number of inputs and of neurons; make the neurons in order."""
        raise NotImplementedError("6: make the neurons")

    def __call__(self, x: list):
        """Take `nin` inputs, return a list of `nout` Values; or the Value alone, if nout is 1."""
        raise NotImplementedError("6: return what each neuron makes of x")

    def parameters(self) -> list[Value]:
        """Return the parameters of all neurons in one flat list, in order."""
        raise NotImplementedError("6: return the layer's parameters")


class MLP:
    """Layers one after the other (a multilayer perceptron). It has `layers`, a list."""

    def __init__(self, nin: int, nouts: list[int]):
        """Take the number of inputs and the width of each layer; make the layers in order.

        `MLP(3, [4, 4, 1])` has 3 inputs, two layers of 4 neurons and a last one of 1. A layer
        takes as many inputs as the one before it has neurons.
        """
        raise NotImplementedError("6: make the layers")

    def __call__(self, x: list):
        """Take `nin` inputs, return what the last layer makes of them."""
        raise NotImplementedError("6: send x through the layers")

    def parameters(self) -> list[Value]:
        """Return the parameters of all layers in one flat list, in order.

        What is missing here is never trained: nothing outside looks for it anywhere else.
        """
        raise NotImplementedError("6: return the parameters of all layers")
