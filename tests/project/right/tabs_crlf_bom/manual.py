from engine import Value

def warmup_graph():
	a = Value(2.0)
	b = Value(-3.0)
	c = Value(10.0)
	f = Value(-2.0)
	e = a * b
	d = e + c
	L = d * f
	return {'a': a, 'b': b, 'c': c, 'f': f, 'e': e, 'd': d, 'L': L}

def backprop_by_hand(nodes):
	nodes['L'].grad = 1.0
	nodes['d'].grad = nodes['f'].data
	nodes['f'].grad = nodes['d'].data
	nodes['e'].grad = nodes['d'].grad
	nodes['c'].grad = nodes['d'].grad
	nodes['a'].grad = nodes['b'].data * nodes['e'].grad
	nodes['b'].grad = nodes['a'].data * nodes['e'].grad

def numeric_gradient(name, h=1e-6):
	a = 2.0
	b = -3.0
	c = 10.0
	f = -2.0
	L1 = (a * b + c) * f
	if name == 'a':
		a = a + h
	if name == 'b':
		b = b + h
	if name == 'c':
		c = c + h
	if name == 'f':
		f = f + h
	L2 = (a * b + c) * f
	return (L2 - L1) / h

def ascent_step(nodes, lr=0.01):
	for name in ['a', 'b', 'c', 'f']:
		nodes[name].data = nodes[name].data + lr * nodes[name].grad
	e = nodes['a'] * nodes['b']
	d = e + nodes['c']
	L = d * nodes['f']
	return L.data