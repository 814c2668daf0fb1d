"""Part 7: the loss, the loop, and what is trained with it.

The loop itself is asked of the smallest of models, one number that is its guess for every
input, on one sample: there hardly a mistake of the engine can show. What trains an MLP is held
against the student's own MLP and loop, so that no mistake in those costs it again. There
another network with other targets has to come to another loss, since a loop of constants would be
like itself too. That hangs on no gradient and on no seed.
"""

from curves import losses, rates
from graphs import gradients
from projections import by_seed, over

from grader.suite import check, probe

GUESS = """
from engine import Value
from training import train

class Guess:
    def __init__(self, guess):
        self.guess = Value(guess)
    def __call__(self, x):
        return self.guess
    def parameters(self):
        return [self.guess]
"""

LINE = """
from engine import Value
from training import train

class Line:
    def __init__(self):
        self.slope, self.height = Value(0.5), Value(-1.0)
    def __call__(self, x):
        given = x[0] if isinstance(x[0], Value) else Value(x[0])
        return self.slope * given + self.height
    def parameters(self):
        return [self.slope, self.height]
"""

ONE_SAMPLE = losses(GUESS + """
losses = train(Guess(2.0), [[1.0]], [0.5], lr=0.125, steps=20)
""", "One number, trained on one sample for 20 steps at 0.125.")
A_LINE = losses(LINE + """
losses = train(Line(), [[1.0], [-2.0], [0.5]], [2.0, -1.0, 0.25],
               lr=0.05, steps=20)
""", "A line, trained on three points for 20 steps at 0.05.")
FROM_SEED = losses("""
    from training import train_from_seed
    losses, predictions = train_from_seed(seed=5, steps=30)
""", "`train_from_seed(seed=5, steps=30)`.")
RATES = rates("""
    from training import compare_learning_rates
    runs = compare_learning_rates([0.01, 0.1], seed=12, steps=20)
""", "`compare_learning_rates([0.01, 0.1], seed=12, steps=20)`, a picture for each rate.")


@check("7", points=0.75, hint="loss",
       title="sum_squared_error is the sum of (prediction - target)².")
@probe("""
    from engine import Value
    from training import sum_squared_error
    one = sum_squared_error([Value(0.25)], [1.0])
    three = sum_squared_error([Value(0.5), Value(-2.0), Value(3.0)],
                              [1.0, -1.0, 2.5])
    ints = sum_squared_error([Value(2), Value(-1)], [1, 1])
""", "one.data", "three.data", "ints.data")
@probe("""
    from engine import Value
    from training import sum_squared_error
    p = Value(0.5)
    same = sum_squared_error([p, p], [1.0, -2.0])
    numbers = (0.5, 1.0, -1.5, 2.0, 0.25, -3.0)
    six = sum_squared_error([Value(number) for number in numbers],
                            [1.0, 1.0, 1.0, 1.0, 0.25, -1.0])
""", "same.data", "six.data")
def test_loss(agree):
    agree()


@check("7", points=0.75, hint="loss_value", picture=gradients,
       title="The gradient goes through the loss to each prediction.")
@probe("""
    from engine import Value
    from training import sum_squared_error
    p, q, r = Value(0.5), Value(-2.0), Value(3.0)
    loss = sum_squared_error([p, q, r], [1.0, -1.0, 2.5])
    loss.grad = 1.0
    loss.backward()
""", "loss.grad", "p.grad", "q.grad", "r.grad")
def test_loss_gradient(agree):
    agree(through=by_seed)


@check("7", points=0.75, hint="reported_losses", picture=ONE_SAMPLE,
       title="train returns a plain list of floats, one loss a step.")
@probe(GUESS + """
losses = train(Guess(2.0), [[1.0]], [0.5], lr=0.125, steps=4)
standard = train(Guess(2.0), [[1.0]], [0.5])
""", "losses", "len(standard)", "standard[:3]")
@probe(GUESS + """
farther = train(Guess(2.0), [[1.0]], [0.5], lr=1.25, steps=4)
nearer = train(Guess(2.0), [[1.0]], [0.5], lr=0.45, steps=8)
""", "farther", "nearer")
def test_losses(agree):
    agree()


@check("7", points=0.75, hint="before_update", picture=ONE_SAMPLE,
       title="Each loss is the one from before the step's update.")
@probe(GUESS + """
losses = train(Guess(2.0), [[1.0]], [0.5], 0.125, 1)
""", "losses")
@probe(GUESS + """
losses = train(Guess(-1.0), [[0.0], [1.0], [2.0]],
               [0.5, -2.0, 1.0], 0.03, 1)
""", "losses")
def test_loss_before_update(agree):
    agree()


@check("7", points=1, hint="sign", picture=ONE_SAMPLE,
       title="A step moves each parameter by lr against its gradient.")
@probe(GUESS + """
model = Guess(2.0)
train(model, [[1.0]], [0.5], lr=0.125, steps=1)
""", "model.guess.data")
@probe(GUESS + """
model = Guess(-1.0)
train(model, [[1.0]], [0.5], lr=0.3, steps=1)
""", "model.guess.data")
@probe(GUESS + """
model = Guess(100.0)
train(model, [[1.0]], [0.5], lr=0.125, steps=1)
""", "model.guess.data")
def test_update(agree):
    agree()


@check("7", points=1, hint="zero_grad", picture=ONE_SAMPLE,
       title="The grads are cleared in every step.")
@probe(GUESS + """
model = Guess(2.0)
train(model, [[1.0]], [0.5], lr=0.125, steps=4)
""", "model.guess.data")
def test_grads_are_cleared(agree):
    agree()


@check("7", points=0.5, hint="all_samples", picture=A_LINE,
       title="Each step looks at all samples, each with its own target.")
@probe(LINE + """
line = Line()
losses = train(line, [[1.0], [-2.0], [0.5]], [2.0, -1.0, 0.25],
               lr=0.05, steps=3)
""", "losses", "line.slope.data", "line.height.data")
def test_all_samples(agree):
    agree()


@check("7", points=1, hint="seed", picture=FROM_SEED,
       title="train_from_seed starts from a new MLP(3, …) of the seed, on XS and YS.")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, train, train_from_seed
    losses, predictions = train_from_seed(seed=5, steps=3)
    random.seed(5)
    [first] = train(MLP(3, [4, 4, 1]), XS, YS, steps=1)
    [other] = train(MLP(3, [3, 1]), XS, [0.5] * 4, steps=1)
""", "len(losses)", "losses[0]", "first", "other")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, train, train_from_seed
    losses, predictions = train_from_seed(6, (3, 1), 0.02, 2)
    random.seed(6)
    [first] = train(MLP(3, [3, 1]), XS, YS, 0.02, 1)
    [other] = train(MLP(3, [4, 1]), XS, YS, 0.02, 1)
""", "len(losses)", "losses[0]", "first", "other")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, train, train_from_seed
    losses, predictions = train_from_seed(seed=0, steps=2)
    random.seed(0)
    [first] = train(MLP(3, [4, 4, 1]), XS, YS, steps=1)
    [other] = train(MLP(3, [4, 1]), XS, YS, steps=1)
""", "len(losses)", "losses[0]", "first", "other")
def test_train_from_seed(agree):
    agree(through=over(("losses[0]", "first"), apart=("first", "other")))


@check("7", points=0.5, hint="predictions", picture=FROM_SEED,
       title="train_from_seed's predictions are from after the last update, one float a sample.")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, train, train_from_seed
    losses, predictions = train_from_seed(seed=5, steps=2)
    random.seed(5)
    model = MLP(3, [4, 4, 1])
    train(model, XS, YS, 0.05, 2)
    own = [model(x).data for x in XS]
    other = MLP(3, [3, 1])(XS[0]).data
""", "len(predictions)", "[*predictions]", "own", "own[0]", "other")
def test_predictions(agree):
    agree(through=over(("[*predictions]", "own"), apart=("own[0]", "other")))


@check("7", points=0.5, hint="rates", picture=RATES,
       title="compare_learning_rates starts every rate from the same network.")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, compare_learning_rates, train
    runs = compare_learning_rates([0.01, 0.1, 0.05], seed=12, steps=2)
    first = {}
    for rate in runs:
        random.seed(12)
        [first[rate]] = train(MLP(3, [4, 4, 1]), XS, YS, rate, 1)
    [other] = train(MLP(3, [3, 1]), XS, [0.5] * 4, steps=1)
""", "{rate: len(runs[rate]) for rate in runs}",
     "{rate: runs[rate][0] for rate in runs}", "first", "first[0.1]", "other")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, compare_learning_rates, train
    rates = [0.1, 0.04]
    runs = compare_learning_rates(rates, 0, 2)
    first = {}
    for rate in rates:
        random.seed(0)
        [first[rate]] = train(MLP(3, [4, 4, 1]), XS, YS, rate, 1)
    [other] = train(MLP(3, [3, 1]), XS, [0.5] * 4, steps=1)
""", "{rate: len(runs[rate]) for rate in runs}",
     "{rate: runs[rate][0] for rate in runs}", "first", "first[0.1]", "other")
def test_rates_start_alike(agree):
    agree(through=over(("{rate: runs[rate][0] for rate in runs}", "first"),
                       apart=("first[0.1]", "other")))


@check("7", points=0.5, hint="lr", picture=RATES,
       title="compare_learning_rates trains at each of the rates.")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, compare_learning_rates, train
    runs = compare_learning_rates([0.01, 0.1], seed=13, steps=2)
    own = {}
    for rate in runs:
        random.seed(13)
        own[rate] = [*train(MLP(3, [4, 4, 1]), XS, YS, rate, 2)]
    [other] = train(MLP(3, [3, 1]), XS, [0.5] * 4, steps=1)
""", "{rate: [*runs[rate]] for rate in runs}", "own", "own[0.1][0]", "other")
def test_rates_are_used(agree):
    agree(through=over(("{rate: [*runs[rate]] for rate in runs}", "own"),
                       apart=("own[0.1][0]", "other")))
