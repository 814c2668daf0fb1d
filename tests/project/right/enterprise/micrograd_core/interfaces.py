"""The abstract interfaces upon which all concrete implementations depend."""

from abc import ABC, abstractmethod
from typing import Any, Sequence


class DifferentiableOperation(ABC):
    """An operation that can be evaluated and differentiated."""

    @property
    @abstractmethod
    def operation_symbol(self) -> str:
        """Return the symbol under which the operation is shown."""

    @abstractmethod
    def evaluate(self, operand_data: Sequence[float]) -> float:
        """Return the result for the given operand data."""

    @abstractmethod
    def partial_derivatives(self, operand_data: Sequence[float], result: float) -> Sequence[float]:
        """Return the partial derivative of the result with respect to each operand."""


class GraphNodeVisitor(ABC):
    """A visitor of graph nodes."""

    @abstractmethod
    def visit(self, node: Any) -> None:
        """Visit a single node."""


class TraversalStrategy(ABC):
    """A strategy for visiting all the nodes below a root node."""

    @abstractmethod
    def accept(self, root: Any, visitor: GraphNodeVisitor) -> None:
        """Lead the visitor to each node once."""
