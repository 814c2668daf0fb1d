"""Part 7: the sheet's own run, and runs that the sheet only speaks of.

As among the public checks, what is held against the student's own has to differ for another
network and other targets.
"""

from curves import losses
from projections import by_seed, over

from grader.suite import check, probe

SHEET_RUN = losses("""
    from training import train_from_seed
    losses, predictions = train_from_seed()
""", "Fifty steps at 0.05 from seed 1337.")
FIRST_STEP = """
import random
from nn import MLP
from training import XS, YS, sum_squared_error
random.seed(1337)
model = MLP(3, [4, 4, 1])
predictions = [model(x) for x in XS]
loss = sum_squared_error(predictions, YS)
"""


@check("7", points=0.5, hint="loss",
       title="From seed 1337: the first predictions and the first loss.")
@probe(FIRST_STEP, "[p.data for p in predictions]", "loss.data")
def test_first_predictions(agree):
    agree()


@check("7", points=0.5, hint="loss_value",
       title="From seed 1337: the first gradient of the output neuron's bias.")
@probe(FIRST_STEP + """\
loss.grad = 1.0
loss.backward()
""", "loss.grad", "model.layers[-1].neurons[0].b.grad")
def test_first_bias_gradient(agree):
    agree(through=by_seed)


@check("7", points=1, alone=True, hint="zero_grad", picture=SHEET_RUN,
       title="The sheet's own run: fifty steps at 0.05 from seed 1337.")
@probe("""
    from training import train_from_seed
    losses, predictions = train_from_seed()
""", "losses", "predictions")
def test_sheet_run(agree):
    agree()


@check("7", points=0.25, hint="seed",
       title="The same seed gives the same run, whatever was drawn before.")
@probe("""
    import random
    from training import train_from_seed
    losses, predictions = train_from_seed(seed=21, steps=2)
    random.random()
    again, predictions = train_from_seed(seed=21, steps=2)
    other, predictions = train_from_seed(seed=22, nouts=(3, 1), steps=1)
""", "len(again)", "again[0]", "losses[0]", "other[0]")
def test_same_run_again(agree):
    agree(through=over(("again[0]", "losses[0]"), apart=("losses[0]", "other[0]")))


@check("7", points=0.25, alone=True, hint="rates",
       title="Unless told otherwise, compare_learning_rates makes 50 steps from the seed 1337.")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, compare_learning_rates, train
    [losses] = compare_learning_rates([0.02]).values()
    random.seed(1337)
    [first] = train(MLP(3, [4, 4, 1]), XS, YS, 0.02, 1)
    [other] = train(MLP(3, [3, 1]), XS, [0.5] * 4, steps=1)
""", "len(losses)", "losses[0]", "first", "other")
def test_rates_by_default(agree):
    agree(through=over(("losses[0]", "first"), apart=("first", "other")))


@check("7", points=0.5, hint="overflow",
       title="compare_learning_rates does not raise at a rate that overflows.")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, compare_learning_rates, train
    runs = compare_learning_rates([1e308, 1e155, 10.0], seed=3, steps=3)
    random.seed(3)
    [first] = train(MLP(3, [4, 4, 1]), XS, YS, steps=1)
    [other] = train(MLP(3, [3, 1]), XS, [0.5] * 4, steps=1)
    own = {rate: first for rate in runs}
""", "{rate: runs[rate][0] for rate in runs}", "own", "first", "other")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, compare_learning_rates, train
    runs = compare_learning_rates([0.5], seed=5, steps=4)
    random.seed(5)
    [first] = train(MLP(3, [4, 4, 1]), XS, YS, steps=1)
    [other] = train(MLP(3, [3, 1]), XS, [0.5] * 4, steps=1)
    own = {rate: first for rate in runs}
""", "len(runs[0.5])", "{rate: runs[rate][0] for rate in runs}", "own", "first", "other")
def test_overflow(agree):
    agree(through=over(("{rate: runs[rate][0] for rate in runs}", "own"),
                       apart=("first", "other")))


@check("7", points=0.5, hint="widths",
       title="Another shape trains as well: train_from_seed with nouts=(8, 1).")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, train, train_from_seed
    losses, predictions = train_from_seed(seed=77, nouts=(8, 1), lr=0.03, steps=3)
    random.seed(77)
    model = MLP(3, [8, 1])
    own = [*train(model, XS, YS, 0.03, 3)]
    [other] = train(MLP(3, [3, 1]), XS, [0.5] * 4, steps=1)
    after = [model(x).data for x in XS]
""", "len(losses)", "[*losses]", "own", "[*predictions]", "after", "own[0]", "other")
def test_other_widths(agree):
    agree(through=over(("[*losses]", "own"), ("[*predictions]", "after"),
                       apart=("own[0]", "other")))


@check("7", points=0.5, hint="targets",
       title="train takes the samples it is given: a fifth one, say.")
@probe("""
    import random
    from nn import MLP
    from training import XS, YS, sum_squared_error, train
    xs, ys = XS + [[-1, 0, 1]], YS + [1]
    random.seed(33)
    model = MLP(3, [4, 1])
    before = sum_squared_error([model(x) for x in xs], ys).data
    losses = train(model, xs, ys, lr=0.04, steps=3)
    net = MLP(3, [3, 1])
    other = sum_squared_error([net(x) for x in xs], [0.5] * 5).data
""", "len(losses)", "losses[0]", "before", "other")
def test_fifth_sample(agree):
    agree(through=over(("losses[0]", "before"), apart=("before", "other")))
