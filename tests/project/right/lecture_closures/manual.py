from engine import Value

def warmup_graph():
    a = Value(2.0, label='a')
    b = Value(-3.0, label='b')
    c = Value(10.0, label='c')
    e = a*b; e.label = 'e'
    d = e + c; d.label = 'd'
    f = Value(-2.0, label='f')
    L = d * f; L.label = 'L'
    return {'a': a, 'b': b, 'c': c, 'f': f, 'e': e, 'd': d, 'L': L}

def backprop_by_hand(nodes):
    nodes['L'].grad = 1.0
    # L = d * f
    nodes['d'].grad = nodes['f'].data
    nodes['f'].grad = nodes['d'].data
    # d = e + c
    nodes['e'].grad = nodes['d'].grad
    nodes['c'].grad = nodes['d'].grad
    # e = a * b
    nodes['a'].grad = nodes['e'].grad * nodes['b'].data
    nodes['b'].grad = nodes['e'].grad * nodes['a'].data

def numeric_gradient(name, h=1e-6):

    def lol(bump):
        n = warmup_graph()
        n[name].data += bump
        e = n['a']*n['b']
        d = e + n['c']
        L = d * n['f']
        return L.data

    L1 = lol(0.0)
    L2 = lol(h)
    return (L2 - L1)/h

def ascent_step(nodes, lr=0.01):
    for k in 'abcf':
        nodes[k].data += lr * nodes[k].grad
    e = nodes['a'] * nodes['b']
    d = e + nodes['c']
    L = d * nodes['f']
    return L.data
