"""Part 3: backpropagation by hand, in code.

The graph of part 1.2 once more, now of Values: e = a * b, d = e + c, L = d * f, over the leaves
a = 2.0, b = -3.0, c = 10.0, f = -2.0. You fill in the gradients yourself, which is what the
engine is to do for you from part 4 on.
"""

from engine import Value


def warmup_graph() -> dict[str, Value]:
    """Return the seven nodes by name: `a b c f e d L`.

    Make them anew at each call, so that two graphs never share a node.
    """
    raise NotImplementedError("3: build the graph and return its nodes by name")


def backprop_by_hand(nodes: dict[str, Value]) -> None:
    """Take the nodes of such a graph by name, set the `grad` of all seven; return nothing.

    Go from L down, one local rule at a time. Use the `data` that you find in the nodes, since
    the leaves may hold other numbers than yours on paper. Use neither backward() nor _backward:
    they are what this is to check.
    """
    raise NotImplementedError("3: set the grad of each node, from L down")


def numeric_gradient(name: str, h: float = 1e-6) -> float:
    """Take the name of a leaf (`a`, `b`, `c` or `f`) and a step, return dL/d(leaf), estimated.

    Bump the leaf by h, run the forward pass again, and see how much L has changed for it. It
    knows nothing of the chain rule, so it can find a mistake in it. A central difference is
    fine too.
    """
    raise NotImplementedError("3: bump the leaf and see what L does")


def ascent_step(nodes: dict[str, Value], lr: float = 0.01) -> float:
    """Take a graph whose grads are filled in, and a step size; return the new number of L.

    Move the leaves `a b c f` a little way along their grads (lr times the grad), run the
    forward pass again, and return the data of the new L. If the grads are right, L has grown.
    Whether you put the new e, d and L into `nodes` is up to you.
    """
    raise NotImplementedError("3: move the leaves along their grads and run forward again")
