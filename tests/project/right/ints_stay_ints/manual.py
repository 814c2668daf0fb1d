from engine import Value


def warmup_graph():
    a = Value(2)
    b = Value(-3)
    c = Value(10)
    f = Value(-2)
    e = a*b
    d = e + c
    L = d*f
    return dict(a=a, b=b, c=c, f=f, e=e, d=d, L=L)


def backprop_by_hand(nodes):
    a, b, c, f, e, d, L = (nodes[n] for n in ('a', 'b', 'c', 'f', 'e', 'd', 'L'))
    L.grad = 1
    d.grad = f.data*L.grad
    f.grad = d.data*L.grad
    e.grad = d.grad
    c.grad = d.grad
    a.grad = b.data*e.grad
    b.grad = a.data*e.grad


def numeric_gradient(name, h=1e-6):
    def L_of(a=2, b=-3, c=10, f=-2):
        return (a*b + c)*f
    leaf = dict(a=2, b=-3, c=10, f=-2)[name]
    return (L_of(**{name: leaf + h}) - L_of(**{name: leaf - h}))/(2*h)


def ascent_step(nodes, lr=0.01):
    for n in 'abcf':
        nodes[n].data += lr*nodes[n].grad
    e = nodes['a'].data*nodes['b'].data
    d = e + nodes['c'].data
    return d*nodes['f'].data
