from engine import Value

def warmup_graph():
    a = Value(2.0, label='a')
    b = Value(-3.0, label='b')
    c = Value(10.0, label='c')
    f = Value(-2.0, label='f')
    e = a * b
    d = e + c
    L = d * f
    return {'a': a, 'b': b, 'c': c, 'f': f, 'e': e, 'd': d, 'L': L}

def backprop_by_hand(nodes):
    nodes['L'].grad = 1.0
    nodes['d'].grad = nodes['f'].data
    nodes['f'].grad = nodes['d'].data
    nodes['c'].grad = nodes['d'].grad
    nodes['e'].grad = nodes['d'].grad
    nodes['a'].grad = nodes['b'].data * nodes['e'].grad
    nodes['b'].grad = nodes['a'].data * nodes['e'].grad

def numeric_gradient(name, h=1e-6):
    nodes = warmup_graph()
    L1 = nodes['L'].data
    nodes[name].data += h
    e = nodes['a'] * nodes['b']
    d = e + nodes['c']
    L = d * nodes['f']
    return (L.data - L1) / h

def ascent_step(nodes, lr=0.01):
    for name in ['a', 'b', 'c', 'f']:
        nodes[name].data += lr * nodes[name].grad
    return nodes['L'].data
