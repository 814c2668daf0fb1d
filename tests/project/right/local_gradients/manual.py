from engine import Value

NAMES = ['a', 'b', 'c', 'f']
NUMBERS = [2.0, -3.0, 10.0, -2.0]

def warmup_graph():
    a, b, c, f = [Value(n, label=s) for n, s in zip(NUMBERS, NAMES)]
    e = a*b
    d = e + c
    L = d*f
    return dict(a=a, b=b, c=c, f=f, e=e, d=d, L=L)

def backprop_by_hand(nodes):
    a, b, c, f, e, d, L = [nodes[k] for k in 'abcfedL']
    L.grad = 1.0
    # every derivative written out in full, from the formula L = (a*b + c)*f
    d.grad = f.data
    f.grad = d.data
    e.grad = f.data
    c.grad = f.data
    a.grad = b.data*f.data
    b.grad = a.data*f.data

def numeric_gradient(name, h=1e-6):
    def L(at):
        numbers = list(NUMBERS)
        numbers[NAMES.index(name)] += at
        a, b, c, f = map(Value, numbers)
        return ((a*b + c)*f).data
    return (L(h) - L(0))/h

def ascent_step(nodes, lr=0.01):
    for k in NAMES:
        nodes[k].data += nodes[k].grad*lr
    a, b, c, f = [nodes[k].data for k in NAMES]
    return (a*b + c)*f
