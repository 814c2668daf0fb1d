"""Движок автоматического дифференцирования."""

import math
import sys

sys.stdout.reconfigure(encoding="utf-8")  # консоль Windows


class Узел:
    """Узел графа вычислений."""

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = list(_children)
        self._op = _op
        self.label = label
        self._backward = lambda: None

    def __repr__(self):
        return "Value(data={}, grad={})".format(self.data, self.grad)

    def __add__(self, другой):
        другой = сделать_узел(другой)
        итог = Узел(self.data + другой.data, [self, другой], "+")

        def назад():
            self.grad += итог.grad
            другой.grad += итог.grad

        итог._backward = назад
        return итог

    def __mul__(self, другой):
        другой = сделать_узел(другой)
        итог = Узел(self.data * другой.data, [self, другой], "*")

        def назад():
            self.grad += другой.data * итог.grad
            другой.grad += self.data * итог.grad

        итог._backward = назад
        return итог

    def __pow__(self, степень):
        итог = Узел(self.data**степень, [self], "**")

        def назад():
            self.grad += степень * self.data ** (степень - 1) * итог.grad

        итог._backward = назад
        return итог

    def exp(self):
        итог = Узел(math.exp(self.data), [self], "exp")

        def назад():
            self.grad += итог.data * итог.grad

        итог._backward = назад
        return итог

    def tanh(self):
        # гиперболический тангенс через экспоненты самих узлов
        плюс, минус = self.exp(), (-self).exp()
        return (плюс - минус) / (плюс + минус)

    def __neg__(self):
        return self * -1

    def __sub__(self, другой):
        return self + (-другой)

    def __truediv__(self, другой):
        return self * сделать_узел(другой) ** -1

    def __radd__(self, число):
        return self + число

    def __rmul__(self, число):
        return self * число

    def __rsub__(self, число):
        return сделать_узел(число) - self

    def __rtruediv__(self, число):
        return сделать_узел(число) / self

    def backward(self):
        """Уровень узла — самый длинный путь до него от выхода: чем он больше, тем позже очередь."""
        уровень = {}
        полные = []

        def обойти(узел):
            if узел in уровень:
                return
            уровень[узел] = 0
            for предок in узел._prev:
                обойти(предок)
            полные.append(узел)

        обойти(self)
        for узел in reversed(полные):
            for предок in узел._prev:
                уровень[предок] = max(уровень[предок], уровень[узел] + 1)

        self.grad = 1.0
        for узел in sorted(уровень, key=уровень.get):
            узел._backward()


def сделать_узел(что):
    return что if isinstance(что, Узел) else Узел(что)


Value = Узел
