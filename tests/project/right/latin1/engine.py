# -*- coding: latin-1 -*-
"""Le moteur : des nombres qui se souviennent de leur origine."""

import math


class Value:
    """Un noeud du graphe (« noeud » dans le code, l'oe n'existe pas en Latin-1)."""

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._op = _op
        self.label = label
        self._backward = lambda: None

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def _relier(self, dérivées):
        """Donne à chaque opérande sa part : dérivée locale × gradient reçu."""

        def _backward():
            for noeud, dérivée in dérivées:
                noeud.grad += dérivée * self.grad

        self._backward = _backward
        return self

    def __add__(self, autre):
        autre = autre if isinstance(autre, Value) else Value(autre)
        return Value(self.data + autre.data, (self, autre), "+")._relier(
            [(self, 1.0), (autre, 1.0)])

    def __mul__(self, autre):
        autre = autre if isinstance(autre, Value) else Value(autre)
        return Value(self.data * autre.data, (self, autre), "*")._relier(
            [(self, autre.data), (autre, self.data)])

    def __pow__(self, k):
        return Value(self.data**k, (self,), "puissance")._relier(
            [(self, k * self.data ** (k - 1))])

    def exp(self):
        e = math.exp(self.data)
        return Value(e, (self,), "exp")._relier([(self, e)])

    def tanh(self):
        e = math.exp(self.data)
        t = (e - 1 / e) / (e + 1 / e)
        return Value(t, (self,), "tanh")._relier([(self, 1 - t**2)])

    def __neg__(self):
        return self * -1

    def __sub__(self, autre):
        return self + (-autre)

    def __truediv__(self, autre):
        return self * autre**-1

    def __radd__(self, autre):
        return self + autre

    def __rmul__(self, autre):
        return self * autre

    def __rsub__(self, autre):
        return autre + (-self)

    def __rtruediv__(self, autre):
        return autre * self**-1

    def backward(self):
        ordre, déjà_vus, à_faire = [], set(), [self]
        # parcours en profondeur : un noeud revient sur la pile après ses opérandes
        while à_faire:
            noeud = à_faire.pop()
            if noeud is None:
                ordre.append(à_faire.pop())
            elif noeud not in déjà_vus:
                déjà_vus.add(noeud)
                à_faire.append(noeud)
                à_faire.append(None)
                à_faire.extend(noeud._prev)
        self.grad = 1.0
        for noeud in reversed(ordre):
            noeud._backward()
