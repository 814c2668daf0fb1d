# -*- coding: latin-1 -*-
"""Rétropropagation à la main."""

from engine import Value


def warmup_graph():
    noeuds = {"a": Value(2.0), "b": Value(-3.0), "c": Value(10.0), "f": Value(-2.0)}
    noeuds["e"] = noeuds["a"] * noeuds["b"]
    noeuds["d"] = noeuds["e"] + noeuds["c"]
    noeuds["L"] = noeuds["d"] * noeuds["f"]
    return noeuds


def backprop_by_hand(nodes):
    nodes["L"].grad = 1.0
    nodes["d"].grad = nodes["L"].grad * nodes["f"].data
    nodes["f"].grad = nodes["L"].grad * nodes["d"].data
    nodes["e"].grad = nodes["c"].grad = nodes["d"].grad
    nodes["a"].grad = nodes["e"].grad * nodes["b"].data
    nodes["b"].grad = nodes["e"].grad * nodes["a"].data


def numeric_gradient(name, h=1e-6):
    def L(**décalage):
        feuilles = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
        for clé, valeur in décalage.items():
            feuilles[clé] += valeur
        return (feuilles["a"] * feuilles["b"] + feuilles["c"]) * feuilles["f"]

    return (L(**{name: h}) - L()) / h


def ascent_step(nodes, lr=0.01):
    for clé in "abcf":
        nodes[clé].data += lr * nodes[clé].grad
    e = nodes["a"] * nodes["b"]
    d = e + nodes["c"]
    return (d * nodes["f"]).data
