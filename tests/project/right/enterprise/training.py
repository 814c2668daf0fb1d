"""Training deliverables."""

import random
from abc import ABC, abstractmethod
from typing import Dict, Final, List, Sequence, Tuple

from engine import Value
from nn import MLP

XS: Final = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS: Final = [1.0, -1.0, -1.0, 1.0]


class LossFunction(ABC):
    """A loss function."""

    @abstractmethod
    def compute(self, predictions: Sequence[Value], targets: Sequence[float]) -> Value:
        """Compute the loss."""


class SumSquaredErrorLossFunction(LossFunction):
    """The sum of squared errors."""

    def compute(self, predictions: Sequence[Value], targets: Sequence[float]) -> Value:
        squared_errors: List[Value] = []
        for prediction, target in zip(predictions, targets):
            error: Value = prediction - target
            squared_errors.append(error**2)
        return sum(squared_errors)


class Optimizer(ABC):
    """An optimizer."""

    @abstractmethod
    def zero_gradients(self) -> None:
        """Reset the gradients."""

    @abstractmethod
    def update_parameters(self) -> None:
        """Update the parameters."""


class GradientDescentOptimizer(Optimizer):
    """Plain gradient descent."""

    def __init__(self, parameters: Sequence[Value], learning_rate: float) -> None:
        self._parameters = parameters
        self._learning_rate = learning_rate

    def zero_gradients(self) -> None:
        for parameter in self._parameters:
            parameter.grad = 0.0

    def update_parameters(self) -> None:
        for parameter in self._parameters:
            parameter.data -= self._learning_rate * parameter.grad


class TrainingSupervisor:
    """Supervises a training. Numeric failures end it gracefully."""

    NUMERIC_FAILURES: Final = (OverflowError, ZeroDivisionError, ValueError)

    def __init__(self, loss_function: LossFunction) -> None:
        self._loss_function = loss_function

    def supervise(self, model, xs, ys, lr: float, steps: int) -> List[float]:
        """Train the model and return the recorded losses."""
        optimizer = GradientDescentOptimizer(model.parameters(), lr)
        recorded_losses: List[float] = []
        for _ in range(steps):
            try:
                loss = self._loss_function.compute([model(x) for x in xs], ys)
            except self.NUMERIC_FAILURES:
                break
            recorded_losses.append(loss.data)
            optimizer.zero_gradients()
            loss.backward()
            optimizer.update_parameters()
        return recorded_losses


def sum_squared_error(predictions: Sequence[Value], targets: Sequence[float]) -> Value:
    """Compute the sum of squared errors."""
    return SumSquaredErrorLossFunction().compute(predictions, targets)


def train(model, xs, ys, lr: float = 0.05, steps: int = 50) -> List[float]:
    """Train the model."""
    return TrainingSupervisor(SumSquaredErrorLossFunction()).supervise(model, xs, ys, lr, steps)


def train_from_seed(
    seed: int = 1337, nouts: Sequence[int] = (4, 4, 1), lr: float = 0.05, steps: int = 50
) -> Tuple[List[float], List[float]]:
    """Train a new network from the given seed."""
    random.seed(seed)
    network = MLP(3, list(nouts))
    recorded_losses = train(network, XS, YS, lr, steps)
    final_predictions = [network(x).data for x in XS]
    return recorded_losses, final_predictions


def compare_learning_rates(
    rates: Sequence[float], seed: int = 1337, steps: int = 50
) -> Dict[float, List[float]]:
    """Compare the given learning rates."""
    losses_by_rate: Dict[float, List[float]] = {}
    for rate in rates:
        recorded_losses, _ = train_from_seed(seed=seed, lr=rate, steps=steps)
        losses_by_rate[rate] = recorded_losses
    return losses_by_rate
