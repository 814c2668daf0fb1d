"""A small copy of torch.autograd's design: functions with a context, variables that point back."""

from .function import Context, Function
from .functional import Add, Div, Exp, Mul, Neg, Pow, Sub, Tanh
from .tensor import Value

__all__ = ["Add", "Context", "Div", "Exp", "Function", "Mul", "Neg", "Pow", "Sub", "Tanh", "Value"]
