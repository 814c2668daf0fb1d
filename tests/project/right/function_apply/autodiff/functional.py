import math

from .function import Function


class Add(Function):
    symbol = "+"

    @staticmethod
    def forward(ctx, x, y):
        return x + y

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, grad_output


class Sub(Function):
    symbol = "-"

    @staticmethod
    def forward(ctx, x, y):
        return x - y

    @staticmethod
    def backward(ctx, grad_output):
        return grad_output, -grad_output


class Mul(Function):
    symbol = "*"

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved
        return y * grad_output, x * grad_output


class Div(Function):
    symbol = "/"

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x / y

    @staticmethod
    def backward(ctx, grad_output):
        x, y = ctx.saved
        return grad_output / y, -x * grad_output / y**2


class Neg(Function):
    symbol = "neg"

    @staticmethod
    def forward(ctx, x):
        return -x

    @staticmethod
    def backward(ctx, grad_output):
        return (-grad_output,)


class Pow(Function):
    symbol = "**"

    @staticmethod
    def forward(ctx, x, *, k):
        ctx.save_for_backward(x, k)
        return x**k

    @staticmethod
    def backward(ctx, grad_output):
        x, k = ctx.saved
        return (k * x ** (k - 1) * grad_output,)


class Exp(Function):
    symbol = "exp"

    @staticmethod
    def forward(ctx, x):
        y = math.exp(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        (y,) = ctx.saved
        return (y * grad_output,)


class Tanh(Function):
    symbol = "tanh"

    @staticmethod
    def forward(ctx, x):
        y = math.tanh(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    def backward(ctx, grad_output):
        (y,) = ctx.saved
        return ((1 - y**2) * grad_output,)
