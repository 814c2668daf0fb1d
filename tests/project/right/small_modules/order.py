def depth_first(root):
    done, order = set(), []

    def visit(node):
        if node not in done:
            done.add(node)
            for child in node._prev:
                visit(child)
            order.append(node)

    visit(root)
    return order[::-1]
