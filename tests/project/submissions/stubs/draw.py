"""Given: pictures of a graph. Leave this file as it is.

    print(draw_dot(L))

Paste the text into a Graphviz viewer, or save it as graph.dot and run

    dot -Tsvg graph.dot -o graph.svg
"""

import hashlib


def trace(root):
    """Take a node; return all nodes it was made from, itself first, and the edges.

    The edges are pairs (operand, result). Both lists come in the same order at each run, though
    `_prev` may be a set, which has none.
    """
    operands, order = _walk(root)
    rank = _rank(operands, order)

    # Depth first once more, now with each node's operands in a fixed order.
    nodes, edges, seen, stack = [], [], set(), [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        nodes.append(node)
        below = sorted(operands[id(node)], key=lambda operand: rank[id(operand)])
        edges += [(operand, node) for operand in below]
        stack += reversed(below)
    return nodes, edges


def draw_dot(root):
    """Take a node; return its graph as Graphviz text, from the leaves on the left to the root.

    A box is a value, with its label, data and grad; a circle is the operation that made it.
    """
    nodes, edges = trace(root)
    name = {id(node): f"n{i}" for i, node in enumerate(nodes)}
    entry = dict(name)  # where the edges from a node's operands end

    lines = ["digraph {", "  rankdir=LR;", "  node [fontname=Courier];"]
    for node in nodes:
        box = name[id(node)]
        fields = [_text(node, "label"), f"data {_number(node, 'data')}"]
        fields.append(f"grad {_number(node, 'grad')}")
        text = " | ".join(_escape(field) for field in fields if field)
        lines.append(f'  {box} [shape=record, label="{{ {text} }}"];')
        if _text(node, "_op"):
            entry[id(node)] = f"{box}op"
            # Escaped as a record's text is: in a circle, too, it then shows as it was written.
            lines.append(f'  {box}op [shape=circle, label="{_escape(_text(node, "_op"))}"];')
            lines.append(f"  {box}op -> {box};")
    lines += [f"  {name[id(below)]} -> {entry[id(node)]};" for below, node in edges]
    return "\n".join([*lines, "}", ""])


def _walk(root):
    """Return the operands of each node, by its id, and all nodes, operands before results.

    Nodes are told apart by id alone, so that it does not matter what `==` means to them. A loop
    with a stack, since a deep graph would pass the recursion limit.
    """
    operands, order, stack = {}, [], [(root, False)]
    while stack:
        node, done = stack.pop()
        if done:
            order.append(node)
        elif id(node) not in operands:
            # By id, so that a node listed twice, as in a + a, counts once.
            operands[id(node)] = list({id(below): below for below in node._prev}.values())
            stack.append((node, True))
            stack += [(below, False) for below in operands[id(node)]]
    return operands, order


def _rank(operands, order):
    """Return for each node, by its id, a key to sort by that no set's order has a part in."""
    # What a node is, and all that is below it. A digest keeps it short in a deep graph.
    below = {}
    for node in order:
        # Only what the picture shows: the last digits of a sum vary with the order it is run in.
        parts = [_text(node, "label"), _text(node, "_op")]
        parts += [_number(node, "data"), _number(node, "grad")]
        parts += sorted(below[id(operand)] for operand in operands[id(node)])
        below[id(node)] = _digest(parts)

    # And what is made of it, which tells two equal leaves apart.
    users = {id(node): [] for node in order}
    above = {}
    for node in reversed(order):
        above[id(node)] = _digest([below[id(node)], *sorted(users[id(node)])])
        for operand in operands[id(node)]:
            users[id(operand)].append(above[id(node)])

    return {id(node): (_text(node, "label"), below[id(node)], above[id(node)]) for node in order}


def _digest(parts):
    return hashlib.sha256(repr(parts).encode("utf-8", "replace")).hexdigest()


def _text(node, attribute):
    return str(getattr(node, attribute, ""))


def _number(node, attribute):
    number = getattr(node, attribute, "?")
    try:
        return format(number, ".4f")
    except (TypeError, ValueError):
        return str(number)


def _escape(text):
    """Return `text` so that Graphviz shows it as it is, in a record's label."""
    for character in '\\{}|<>"':
        text = text.replace(character, "\\" + character)
    return text.replace("\r", " ").replace("\n", "\\n")
