import math

class Value(object):

	def __init__(self, data, _children=(), _op='', label=''):
		super(Value, self).__init__()
		self.data = data
		self.grad = 0.0
		self._prev = set(_children)
		self._op = _op
		self.label = label
		self._backward = lambda: None

	def __repr__(self):
		return 'Value(data=' + str(self.data) + ', grad=' + str(self.grad) + ')'

	def __add__(self, other):
		if type(other) == int or type(other) == float:
			other = Value(other)
		out = Value(self.data + other.data, (self, other), '+')
		def _backward():
			self.grad = self.grad + out.grad
			other.grad = other.grad + out.grad
		out._backward = _backward
		return out

	def __mul__(self, other):
		if type(other) == int or type(other) == float:
			other = Value(other)
		out = Value(self.data * other.data, (self, other), '*')
		def _backward():
			self.grad = self.grad + other.data * out.grad
			other.grad = other.grad + self.data * out.grad
		out._backward = _backward
		return out

	def __pow__(self, k):
		out = Value(self.data ** k, (self, ), '**')
		def _backward():
			self.grad = self.grad + k * self.data ** (k - 1) * out.grad
		out._backward = _backward
		return out

	def __neg__(self):
		return self * (-1)

	def __sub__(self, other):
		return self + other * (-1)

	def __truediv__(self, other):
		return self * other ** (-1)

	def __radd__(self, other):
		return self + other

	def __rmul__(self, other):
		return self * other

	def __rsub__(self, other):
		return self * (-1) + other

	def __rtruediv__(self, other):
		return self ** (-1) * other

	def exp(self):
		out = Value(math.exp(self.data), (self, ), 'exp')
		def _backward():
			self.grad = self.grad + out.data * out.grad
		out._backward = _backward
		return out

	def tanh(self):
		# sinh / cosh
		t = math.sinh(self.data) / math.cosh(self.data)
		out = Value(t, (self, ), 'tanh')
		def _backward():
			self.grad = self.grad + (1 - t * t) * out.grad
		out._backward = _backward
		return out

	def backward(self):
		topo = []
		visited = []
		def build(v):
			# "in" would use ==, which is the same as "is" here
			if v not in visited:
				visited.append(v)
				for child in v._prev:
					build(child)
				topo.append(v)
		build(self)
		topo.reverse()
		self.grad = 1.0
		for v in topo:
			v._backward()