import random
from nn import *

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]

def sum_squared_error(predictions, targets):
	loss = 0
	for i in range(0, len(predictions)):
		loss = loss + (predictions[i] - targets[i]) ** 2
	return loss

def train(model, xs, ys, lr=0.05, steps=50):
	losses = []
	i = 0
	while i < steps:
		predictions = []
		for x in xs:
			predictions.append(model(x))
		loss = sum_squared_error(predictions, ys)
		losses.append(loss.data)
		for p in model.parameters():
			p.grad = 0.0
		loss.backward()
		for p in model.parameters():
			p.data = p.data - lr * p.grad
		i = i + 1
	return losses

def train_from_seed(seed=1337, nouts=(4, 4, 1), lr=0.05, steps=50):
	random.seed(seed)
	model = MLP(3, list(nouts))
	losses = train(model, XS, YS, lr, steps)
	predictions = []
	for x in XS:
		predictions.append(model(x).data)
	return losses, predictions

def compare_learning_rates(rates, seed=1337, steps=50):
	runs = {}
	for rate in rates:
		random.seed(seed)
		model = MLP(3, [4, 4, 1])
		losses = []
		try:
			for i in range(0, steps):
				losses = losses + train(model, XS, YS, rate, 1)
		except:
			pass
		runs[rate] = losses
	return runs