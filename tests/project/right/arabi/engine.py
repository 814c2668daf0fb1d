"""محرك التفاضل الآلي."""

import math


class Value:
    """عقدة في الرسم البياني."""

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = set(_children)
        self._op = _op
        self.label = label
        self._قواعد = []

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def _backward(self):
        for قاعدة in self._قواعد:
            قاعدة(self.grad)

    def _أضف(self, مقدار):
        self.grad += مقدار

    def __add__(self, آخر):
        آخر = عقدة(آخر)
        ناتج = Value(self.data + آخر.data, (self, آخر), "+")
        ناتج._قواعد = [self._أضف, آخر._أضف]
        return ناتج

    def __mul__(self, آخر):
        آخر = عقدة(آخر)
        ناتج = Value(self.data * آخر.data, (self, آخر), "*")
        ناتج._قواعد = [
            lambda تدرج: self._أضف(آخر.data * تدرج),
            lambda تدرج: آخر._أضف(self.data * تدرج),
        ]
        return ناتج

    def __pow__(self, أس):
        ناتج = Value(self.data**أس, (self,), "**")
        ناتج._قواعد = [lambda تدرج: self._أضف(أس * self.data ** (أس - 1) * تدرج)]
        return ناتج

    def exp(self):
        ناتج = Value(math.exp(self.data), (self,), "exp")
        ناتج._قواعد = [lambda تدرج: self._أضف(ناتج.data * تدرج)]
        return ناتج

    def tanh(self):
        ناتج = Value(math.tanh(self.data), (self,), "tanh")
        ناتج._قواعد = [lambda تدرج: self._أضف((1 - ناتج.data**2) * تدرج)]
        return ناتج

    def __neg__(self):
        return self * -1.0

    def __sub__(self, آخر):
        return self + (-عقدة(آخر))

    def __truediv__(self, آخر):
        return self * عقدة(آخر) ** -1.0

    __radd__ = __add__
    __rmul__ = __mul__

    def __rsub__(self, رقم):
        return عقدة(رقم) + (-self)

    def __rtruediv__(self, رقم):
        return عقدة(رقم) * self**-1.0

    def backward(self):
        ترتيب, زرنا = [], set()

        def زر(هذه):
            if هذه not in زرنا:
                زرنا.add(هذه)
                for سابقة in هذه._prev:
                    زر(سابقة)
                ترتيب.append(هذه)

        زر(self)
        self.grad = 1.0
        for هذه in reversed(ترتيب):
            هذه._backward()


def عقدة(شيء):
    return شيء if isinstance(شيء, Value) else Value(شيء)
