"""Manual backpropagation deliverables."""

from typing import Dict, Final

from engine import Value, ValueFactory

NodeRegistry = Dict[str, Value]

LEAF_NODE_DATA: Final[Dict[str, float]] = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


class WarmupGraphBuilder:
    """Builds the graph in the fluent style."""

    def __init__(self) -> None:
        self._nodes: NodeRegistry = {}

    def with_leaf(self, name: str, data: float) -> "WarmupGraphBuilder":
        """Add a leaf."""
        self._nodes[name] = ValueFactory.create_constant(data)
        return self

    def with_existing_leaf(self, name: str, node: Value) -> "WarmupGraphBuilder":
        """Add a leaf that exists already."""
        self._nodes[name] = node
        return self

    def with_product(self, name: str, first: str, second: str) -> "WarmupGraphBuilder":
        """Add the product of two nodes."""
        self._nodes[name] = self._nodes[first] * self._nodes[second]
        return self

    def with_sum(self, name: str, first: str, second: str) -> "WarmupGraphBuilder":
        """Add the sum of two nodes."""
        self._nodes[name] = self._nodes[first] + self._nodes[second]
        return self

    def build(self) -> NodeRegistry:
        """Return the finished graph."""
        return (
            self.with_product("e", "a", "b")
            .with_sum("d", "e", "c")
            .with_product("L", "d", "f")
            ._nodes
        )


def warmup_graph() -> NodeRegistry:
    """Build the warm-up graph."""
    builder = WarmupGraphBuilder()
    for leaf_name, leaf_data in LEAF_NODE_DATA.items():
        builder = builder.with_leaf(leaf_name, leaf_data)
    return builder.build()


def backprop_by_hand(nodes: NodeRegistry) -> None:
    """Assign the gradient of every node."""
    gradient_of_L: float = 1.0
    gradient_of_d: float = gradient_of_L * nodes["f"].data
    gradient_of_f: float = gradient_of_L * nodes["d"].data
    gradient_of_e: float = gradient_of_d
    gradient_of_c: float = gradient_of_d
    gradient_of_a: float = gradient_of_e * nodes["b"].data
    gradient_of_b: float = gradient_of_e * nodes["a"].data
    nodes["L"].grad = gradient_of_L
    nodes["d"].grad = gradient_of_d
    nodes["f"].grad = gradient_of_f
    nodes["e"].grad = gradient_of_e
    nodes["c"].grad = gradient_of_c
    nodes["a"].grad = gradient_of_a
    nodes["b"].grad = gradient_of_b


def numeric_gradient(name: str, h: float = 1e-6) -> float:
    """Approximate the gradient of the named leaf by a central difference quotient."""

    def evaluate_output(displacement: float) -> float:
        builder = WarmupGraphBuilder()
        for leaf_name, leaf_data in LEAF_NODE_DATA.items():
            is_displaced = leaf_name == name
            builder = builder.with_leaf(leaf_name, leaf_data + (displacement if is_displaced else 0.0))
        return builder.build()["L"].data

    return (evaluate_output(+h) - evaluate_output(-h)) / (2.0 * h)


def ascent_step(nodes: NodeRegistry, lr: float = 0.01) -> float:
    """Perform one step of gradient ascent."""
    builder = WarmupGraphBuilder()
    for leaf_name in LEAF_NODE_DATA:
        leaf = nodes[leaf_name]
        leaf.data = leaf.data + lr * leaf.grad
        builder = builder.with_existing_leaf(leaf_name, leaf)
    return builder.build()["L"].data
