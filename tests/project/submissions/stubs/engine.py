"""Parts 2, 4.1, 4.2 and 5.1: the engine.

One class, written in four goes. Each method's error says which part it belongs to; come back to
`__add__` and `__mul__` in part 4.1, and once more in part 5.1.
"""

import math


class Value:
    """A number that remembers how it was made: one node of the graph.

    Each node has

    - `data`: its number;
    - `grad`: the derivative of the output by this node, 0.0 until a backward pass has run;
    - `_prev`: the nodes it was made from, as a set (none for a leaf);
    - `_op`: the operation that made it, '+' or '*' or 'tanh' or 'exp', and '' for a leaf;
    - `label`: a name for the pictures;
    - `_backward`: from part 4.1 on, a function without arguments. It adds this node's share to
      the `grad` of each node in `_prev`. On a leaf it does nothing.
    """

    # ---- part 2: the forward pass

    def __init__(self, data: float, _children=(), _op: str = "", label: str = ""):
        """Take a number, and for a node that was made from others, those and the operation.

        Set the attributes that the class lists. The nodes and the operation are remembered so
        that backward() can find its way back later.
        """
        raise NotImplementedError("2: set the attributes of a node")

    def __repr__(self) -> str:
        """Return the node as text, such as `Value(data=-8.0, grad=0.0)`, for you to look at."""
        raise NotImplementedError("2: return the node as text")

    def __add__(self, other: "Value") -> "Value":
        """Take another node, return a new one: the sum, made from both by '+'.

        Part 4.1: before you return the new node, give it its `_backward`. Called later, it adds
        to the grad of each operand the new node's grad times the slope of a sum. It adds to
        what is there, since an operand may be used elsewhere too, or twice here (`a + a`).

        Part 5.1: let `other` be an int or a float as well.
        """
        raise NotImplementedError("2: return the sum as a new node")

    def __mul__(self, other: "Value") -> "Value":
        """Take another node, return a new one: the product, made from both by '*'.

        Part 4.1: the same as for the sum, with the slopes of a product. `a * a` must come out
        right too.

        Part 5.1: let `other` be an int or a float as well.
        """
        raise NotImplementedError("2: return the product as a new node")

    # ---- part 4.2: the backward pass

    def backward(self) -> None:
        """Fill in the grads of this node and of all it was made from; return nothing.

        Set this node's own grad to 1.0. Then run the `_backward` of each node that can be
        reached, once each, a node only after all nodes that were made from it: before that, its
        own grad is not complete. Do not zero anything: a second pass adds to the first, and a
        training loop decides for itself when to start afresh.
        """
        raise NotImplementedError("4.2: order the nodes, seed this one, run each _backward once")

    # ---- part 5.1: more operations, and plain numbers on either side
    #
    # exp and ** have a _backward of their own. You may make -, / and tanh of others that you have
    # (then their _op is free), or give them one as well. Both are right.

    def tanh(self) -> "Value":
        """Return the hyperbolic tangent of this node as a new node, made by 'tanh'.

        It squeezes any number to between -1 and 1, and is what makes a neuron more than a sum.
        """
        raise NotImplementedError("5.1: return tanh of this node")

    def exp(self) -> "Value":
        """Return e to the power of this node as a new node, made by 'exp'."""
        raise NotImplementedError("5.1: return e to the power of this node")

    def __pow__(self, k: float) -> "Value":
        """Take an int or a float (no Value), return this node to that power as a new node.

        The squares of a loss need it, and so may a quotient.
        """
        raise NotImplementedError("5.1: return this node to the power k")

    def __neg__(self) -> "Value":
        """Return -self as a new node."""
        raise NotImplementedError("5.1: return -self")

    def __sub__(self, other: "Value | float") -> "Value":
        """Take a node, an int or a float, return self - other as a new node."""
        raise NotImplementedError("5.1: return self - other")

    def __truediv__(self, other: "Value | float") -> "Value":
        """Take a node, an int or a float, return self / other as a new node."""
        raise NotImplementedError("5.1: return self / other")

    # Python calls these four for `2 + v`, `2 * v`, `2 - v` and `2 / v`: the number on the left
    # does not know about Value, so the node on the right is asked.

    def __radd__(self, other: float) -> "Value":
        """Take the number on the left, return other + self. `sum(values)` needs it too."""
        raise NotImplementedError("5.1: return other + self")

    def __rmul__(self, other: float) -> "Value":
        """Take the number on the left, return other * self."""
        raise NotImplementedError("5.1: return other * self")

    def __rsub__(self, other: float) -> "Value":
        """Take the number on the left, return other - self, in this order."""
        raise NotImplementedError("5.1: return other - self")

    def __rtruediv__(self, other: float) -> "Value":
        """Take the number on the left, return other / self, in this order."""
        raise NotImplementedError("5.1: return other / self")
