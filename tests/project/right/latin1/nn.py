# -*- coding: latin-1 -*-
import random

from engine import Value


class Neuron:
    def __init__(self, nin):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(random.uniform(-1, 1))

    def __call__(self, x):
        somme = sum(poids * entrée for poids, entrée in zip(self.w, x))
        return (somme + self.b).tanh()

    def parameters(self):
        return self.w + [self.b]


class Layer:
    def __init__(self, nin, nout):
        self.neurons = [Neuron(nin) for _ in range(nout)]

    def __call__(self, x):
        sorties = [neurone(x) for neurone in self.neurons]
        return sorties[0] if len(sorties) == 1 else sorties

    def parameters(self):
        paramètres = []
        for neurone in self.neurons:
            paramètres += neurone.parameters()
        return paramètres


class MLP:
    def __init__(self, nin, nouts):
        tailles = [nin] + nouts
        self.layers = [Layer(entrée, sortie) for entrée, sortie in zip(tailles, tailles[1:])]

    def __call__(self, x):
        for couche in self.layers:
            x = couche(x)
        return x

    def parameters(self):
        paramètres = []
        for couche in self.layers:
            paramètres += couche.parameters()
        return paramètres
