"""标量自动求导引擎。"""

import itertools
import math

_编号器 = itertools.count(1)


class 节点:
    """计算图中的一个标量节点：数值、梯度、来源、运算。"""

    def __init__(self, data, _children=(), _op="", label=""):
        self.data = data
        self.grad = 0.0
        self._prev = tuple(_children)
        self._op = _op
        self.label = label
        self.编号 = next(_编号器)
        self._局部导数 = tuple(0.0 for _ in self._prev)

    def __repr__(self):
        return f"Value(data={self.data}, grad={self.grad})"

    def _backward(self):
        """链式法则：上游梯度乘以局部导数，累加到来源节点。"""
        for 来源, 导数 in zip(self._prev, self._局部导数):
            来源.grad += 导数 * self.grad

    def backward(self):
        """新节点总在旧节点之后产生，所以按编号从大到小处理即可。"""
        图 = {self.编号: self}
        待查 = [self]
        while 待查:
            当前 = 待查.pop()
            for 来源 in 当前._prev:
                if 来源.编号 not in 图:
                    图[来源.编号] = 来源
                    待查.append(来源)
        self.grad = 1.0
        for 编号 in sorted(图, reverse=True):
            图[编号]._backward()

    @classmethod
    def 包装(cls, 数):
        return 数 if isinstance(数, cls) else cls(数)

    @classmethod
    def 结果(cls, 数值, 来源, 运算, 局部导数):
        新 = cls(数值, 来源, 运算)
        新._局部导数 = 局部导数
        return 新

    def __add__(self, 另一个):
        另一个 = self.包装(另一个)
        return self.结果(self.data + 另一个.data, (self, 另一个), "+", (1.0, 1.0))

    def __mul__(self, 另一个):
        另一个 = self.包装(另一个)
        return self.结果(
            self.data * 另一个.data, (self, 另一个), "*", (另一个.data, self.data)
        )

    def __sub__(self, 另一个):
        另一个 = self.包装(另一个)
        return self.结果(self.data - 另一个.data, (self, 另一个), "-", (1.0, -1.0))

    def __truediv__(self, 另一个):
        另一个 = self.包装(另一个)
        商 = self.data / 另一个.data
        return self.结果(商, (self, 另一个), "/", (1 / 另一个.data, -商 / 另一个.data))

    def __pow__(self, 指数):
        return self.结果(
            self.data**指数, (self,), f"**{指数}", (指数 * self.data ** (指数 - 1),)
        )

    def __neg__(self):
        return self.结果(-self.data, (self,), "负", (-1.0,))

    def exp(self):
        值 = math.exp(self.data)
        return self.结果(值, (self,), "exp", (值,))

    def tanh(self):
        值 = math.tanh(self.data)
        return self.结果(值, (self,), "tanh", (1 - 值**2,))

    def __radd__(self, 左):
        return self.包装(左) + self

    def __rmul__(self, 左):
        return self.包装(左) * self

    def __rsub__(self, 左):
        return self.包装(左) - self

    def __rtruediv__(self, 左):
        return self.包装(左) / self


Value = 节点  # 作业要求的名字
