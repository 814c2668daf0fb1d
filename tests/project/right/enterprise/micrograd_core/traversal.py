"""Traversal strategies and visitors."""

from typing import Any, Dict, List

from micrograd_core.interfaces import GraphNodeVisitor, TraversalStrategy


class ReverseTopologicalTraversalStrategy(TraversalStrategy):
    """Visits every node after all of the nodes that consume it."""

    def accept(self, root: Any, visitor: GraphNodeVisitor) -> None:
        number_of_pending_consumers = self._count_consumers(root)
        nodes_ready_for_visit: List[Any] = [root]
        while nodes_ready_for_visit:
            current_node = nodes_ready_for_visit.pop()
            visitor.visit(current_node)
            for operand in current_node.operands:
                number_of_pending_consumers[operand] -= 1
                if number_of_pending_consumers[operand] == 0:
                    nodes_ready_for_visit.append(operand)

    @staticmethod
    def _count_consumers(root: Any) -> Dict[Any, int]:
        consumer_counts: Dict[Any, int] = {root: 0}
        nodes_to_explore: List[Any] = [root]
        while nodes_to_explore:
            for operand in nodes_to_explore.pop().operands:
                if operand not in consumer_counts:
                    consumer_counts[operand] = 0
                    nodes_to_explore.append(operand)
                consumer_counts[operand] += 1
        return consumer_counts


class GradientPropagationVisitor(GraphNodeVisitor):
    """Propagates the gradient of the visited node to its operands."""

    def visit(self, node: Any) -> None:
        node.propagate_gradient_to_operands()
