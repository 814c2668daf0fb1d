from arithmetic import Arithmetic
from functions import Functions
from node import Node
from order import depth_first


class Value(Arithmetic, Functions, Node):
    def backward(self):
        self.grad = 1.0
        for node in depth_first(self):
            node._backward()
