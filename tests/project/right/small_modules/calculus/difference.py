def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def best_step(f, df, x, steps):
    def error(step):
        return abs(forward_difference(f, x, step) - df(x))

    return min(steps, key=error)
