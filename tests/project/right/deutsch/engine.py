"""Der Rechner: Zahlen, die wissen, woraus sie entstanden sind."""

import math


class Value:
    """Ein Knoten des Rechengraphen."""

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._op = _op
        self.label = label
        self._backward = self._nichts_tun
        self._rückwärts_erlaubt = True

    @staticmethod
    def _nichts_tun():
        """Ein Blatt gibt nichts weiter."""

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    # ---------- Grundrechenarten ----------

    def __add__(self, anderer):
        anderer = zu_knoten(anderer)
        ergebnis = Value(self.data + anderer.data, (self, anderer), "+")

        def zurück():
            self.grad += ergebnis.grad
            anderer.grad += ergebnis.grad

        ergebnis._backward = zurück
        return ergebnis

    def __mul__(self, anderer):
        anderer = zu_knoten(anderer)
        ergebnis = Value(self.data * anderer.data, (self, anderer), "*")

        def zurück():
            self.grad += anderer.data * ergebnis.grad
            anderer.grad += self.data * ergebnis.grad

        ergebnis._backward = zurück
        return ergebnis

    def __pow__(self, hochzahl):
        ergebnis = Value(self.data**hochzahl, (self,), f"hoch {hochzahl}")

        def zurück():
            self.grad += hochzahl * self.data ** (hochzahl - 1) * ergebnis.grad

        ergebnis._backward = zurück
        return ergebnis

    def __neg__(self):
        return self * -1

    def __sub__(self, anderer):
        return self + (-zu_knoten(anderer))

    def __truediv__(self, anderer):
        return self * zu_knoten(anderer) ** (-1)

    # steht die Zahl links, fragt Python den rechten Knoten

    def __radd__(self, links):
        return self + links

    def __rmul__(self, links):
        return self * links

    def __rsub__(self, links):
        return zu_knoten(links) - self

    def __rtruediv__(self, links):
        return zu_knoten(links) / self

    # ---------- Funktionen ----------

    def exp(self):
        ergebnis = Value(math.exp(self.data), (self,), "exp")

        def zurück():
            self.grad += ergebnis.data * ergebnis.grad

        ergebnis._backward = zurück
        return ergebnis

    def tanh(self):
        ergebnis = Value(math.tanh(self.data), (self,), "tanh")

        def zurück():
            self.grad += (1 - ergebnis.data**2) * ergebnis.grad

        ergebnis._backward = zurück
        return ergebnis

    # ---------- Rückwärts ----------

    def backward(self):
        """Erst alle Eltern, dann der Knoten selbst: sonst fehlt ihm noch ein Stück."""
        reihenfolge = []
        besucht = set()

        def besuche(knoten):
            if knoten in besucht:
                return
            besucht.add(knoten)
            for kind in knoten._prev:
                besuche(kind)
            reihenfolge.append(knoten)

        besuche(self)
        self.grad = 1.0
        for knoten in reversed(reihenfolge):
            knoten._backward()


def zu_knoten(etwas):
    """Aus einer Zahl wird ein Blatt; ein Knoten bleibt, was er ist."""
    if isinstance(etwas, Value):
        return etwas
    if isinstance(etwas, (int, float)):
        return Value(etwas)
    raise TypeError(f"Mit {etwas!r} kann ich nicht rechnen.")
