import random
from engine import *

class Neuron(object):

	def __init__(self, nin):
		self.w = []
		for i in range(0, nin):
			self.w.append(Value(random.uniform(-1, 1)))
		self.b = Value(random.uniform(-1, 1))

	def __call__(self, x):
		act = 0
		for i in range(0, len(x)):
			act = act + x[i] * self.w[i]
		act = act + self.b
		return act.tanh()

	def parameters(self):
		return self.w + [self.b]

class Layer(object):

	def __init__(self, nin, nout):
		self.neurons = []
		for i in range(0, nout):
			self.neurons.append(Neuron(nin))

	def __call__(self, x):
		out = []
		for n in self.neurons:
			out.append(n(x))
		if len(out) == 1:
			return out[0]
		return out

	def parameters(self):
		out = []
		for n in self.neurons:
			for p in n.parameters():
				out.append(p)
		return out

class MLP(object):

	def __init__(self, nin, nouts):
		self.layers = []
		for i in range(0, len(nouts)):
			self.layers.append(Layer(nin, nouts[i]))
			nin = nouts[i]

	def __call__(self, x):
		for layer in self.layers:
			x = layer(x)
		return x

	def parameters(self):
		out = []
		for layer in self.layers:
			for p in layer.parameters():
				out.append(p)
		return out