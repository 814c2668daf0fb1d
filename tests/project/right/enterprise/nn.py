"""Neural network deliverables."""

import random
from abc import ABC, abstractmethod
from typing import List, Sequence, Union

from engine import Value

Input = Union[int, float, Value]


class Module(ABC):
    """The base class of all modules."""

    @abstractmethod
    def forward(self, x: Sequence[Input]) -> Union[Value, List[Value]]:
        """Compute the output of the module."""

    @abstractmethod
    def parameters(self) -> List[Value]:
        """Return the parameters of the module."""

    def zero_grad(self) -> None:
        """Reset the gradient of each parameter."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def __call__(self, x: Sequence[Input]) -> Union[Value, List[Value]]:
        return self.forward(x)


class ParameterInitializer:
    """Creates parameters."""

    LOWER_BOUND = -1
    UPPER_BOUND = 1

    def create_parameter(self) -> Value:
        """Create one parameter."""
        return Value(random.uniform(self.LOWER_BOUND, self.UPPER_BOUND))


class Neuron(Module):
    """A single neuron."""

    def __init__(self, nin: int, initializer: ParameterInitializer = ParameterInitializer()) -> None:
        self.w: List[Value] = [initializer.create_parameter() for _ in range(nin)]
        self.b: Value = initializer.create_parameter()

    def forward(self, x: Sequence[Input]) -> Value:
        weighted_sum: Value = self.b
        for weight, input_value in zip(self.w, x):
            weighted_sum = weighted_sum + weight * input_value
        return weighted_sum.tanh()

    def parameters(self) -> List[Value]:
        return self.w + [self.b]


class Layer(Module):
    """A layer of neurons."""

    def __init__(self, nin: int, nout: int) -> None:
        self.neurons: List[Neuron] = [Neuron(nin) for _ in range(nout)]

    def forward(self, x: Sequence[Input]) -> Union[Value, List[Value]]:
        outputs: List[Value] = [neuron(x) for neuron in self.neurons]
        is_scalar_output: bool = len(outputs) == 1
        return outputs[0] if is_scalar_output else outputs

    def parameters(self) -> List[Value]:
        return [parameter for neuron in self.neurons for parameter in neuron.parameters()]


class MLP(Module):
    """A multilayer perceptron."""

    def __init__(self, nin: int, nouts: List[int]) -> None:
        layer_sizes: List[int] = [nin] + list(nouts)
        self.layers: List[Layer] = [
            Layer(layer_sizes[index], layer_sizes[index + 1]) for index in range(len(nouts))
        ]

    def forward(self, x: Sequence[Input]) -> Union[Value, List[Value]]:
        signal: Union[Value, Sequence[Input]] = x
        for layer in self.layers:
            signal = layer(signal)
        return signal

    def parameters(self) -> List[Value]:
        return [parameter for layer in self.layers for parameter in layer.parameters()]
