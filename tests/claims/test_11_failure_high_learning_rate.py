"""What lesson 11 says of learning rates that are too high, measured on its own models and data."""

from functools import cache

from course_utils.run import Experiment

import keras
import numpy as np
from claim import SEEDS, claim, lesson_cells

LESSON = lesson_cells(
    "11-failure-high-learning-rate", "imports", "build", "limit", "line", "patients", "halving"
)
ALL = len(LESSON.x_train)
EXPERIMENTS = {
    "raw": Experiment(LESSON.build, LESSON.x_raw, LESSON.y_train),
    "net": Experiment(LESSON.build, LESSON.x_train, LESSON.y_train),
    "halved": Experiment(LESSON.build, LESSON.x_train, LESSON.y_train, callbacks=LESSON.halving),
    "line": Experiment(LESSON.build_line, LESSON.patients),
}


@cache
def runs(what: str, **settings) -> list:
    if "fraction" in settings:  # as a rate, so that all fractions share one warm model
        settings["learning_rate"] = settings.pop("fraction") * float(LESSON.limit)
    return [EXPERIMENTS[what].run(settings, seed=seed) for seed in SEEDS]


def losses(what: str, **settings) -> np.ndarray:
    """The loss of each epoch, a row per seed."""
    return np.array([run["loss"] for run in runs(what, **settings)])


def ends(what: str, **settings) -> np.ndarray:
    return losses(what, **settings)[:, -1]


def finite(values: np.ndarray) -> np.ndarray:
    return np.isfinite(values)


@claim("11", "With another seed it may be inf, or a number with more than twenty digits.")
def test_raw_inputs_break_the_first_program():
    loss = losses("raw", epochs=5)
    assert np.all(~finite(loss) | (loss > 1e20))
    assert 0 < (~finite(loss[:, -1])).sum() < len(SEEDS)  # both endings happen


@claim("11", "At 0.98 times the limit the loss falls as it should. At 1.02 it turns upwards")
@claim("11", "A hair below the limit it learns, a hair above it explodes.")
def test_the_limit_is_sharp():
    below = losses("line", fraction=0.98, batch_size=ALL, epochs=60)
    above = losses("line", fraction=1.02, batch_size=ALL, epochs=100)
    assert np.all(below[:, -1] < 0.6) and np.all(below[:, 0] > 1)
    assert np.all(above[:, -1] > 2 * above[:, 0])


@claim("11", "and at 1.5 it runs out of numbers.")
def test_far_above_the_limit_the_numbers_end():
    assert not finite(ends("line", fraction=1.5, batch_size=ALL, epochs=75)).any()


@claim("11", "A factor of 1.5 is harmless. A factor of 2 ends in infinity, at the same learning rate.")
def test_scale_of_the_inputs():
    assert np.all(ends("line", learning_rate=0.1, scale=1.5, batch_size=ALL, epochs=30) < 0.6)
    assert not finite(ends("line", learning_rate=0.1, scale=2.0, batch_size=ALL, epochs=60)).any()


@claim("11", "the limit falls with the square of their scale")
def test_limit_falls_with_the_square():
    highest = LESSON.data.highest_learning_rate
    assert np.isclose(highest(LESSON.x_train), 100 * highest(10 * LESSON.x_train), rtol=1e-4)
    assert np.isclose(highest(LESSON.x_train), LESSON.limit)


@claim("11", 'The patients as measured bear 0.0000136, and "sgd" takes 0.01: seven hundred times too much.')
def test_the_limit_of_raw_patients():
    assert round(LESSON.data.highest_learning_rate(LESSON.x_raw), 7) == 0.0000136
    rate = float(keras.optimizers.get("sgd").learning_rate.numpy())
    assert 700 < rate / LESSON.data.highest_learning_rate(LESSON.x_raw) < 800


@claim("11", "64 patients a batch end where all of them do.")
@claim("11", "With 4 the loss bounces, and never comes below 0.6.")
def test_smaller_batches_bounce():
    everybody = ends("line", fraction=0.5, batch_size=ALL, epochs=20)
    assert np.all(np.abs(ends("line", fraction=0.5, batch_size=64, epochs=20) - everybody) < 0.1)
    four = losses("line", fraction=0.5, batch_size=4, epochs=20)
    assert np.all(four > 0.6) and np.all((np.diff(four) > 0.05).sum(axis=1) >= 3)


@claim("11", "With 1 it is infinite, or NaN, by the second epoch.")
def test_batches_of_one_explode():
    assert not finite(ends("line", fraction=0.5, batch_size=1, epochs=2)).any()


@claim("11", "In a full batch momentum rescues a rate that is too high.")
def test_momentum_raises_the_limit_of_a_full_batch():
    settings = {"fraction": 1.3, "batch_size": ALL}
    assert np.all(ends("line", epochs=30, **settings) > 1e6)
    assert np.all(ends("line", momentum=0.9, epochs=60, **settings) < 0.6)


@claim(
    "11",
    "In batches of 16, at half the limit, it is the other way round: "
    "without it the loss ends below 1, with it above.",
)
def test_momentum_hurts_small_batches():
    settings = {"fraction": 0.5, "batch_size": 16, "epochs": 20}
    assert np.all(ends("line", **settings) < 0.95)
    assert np.all(ends("line", momentum=0.9, **settings) > 2)


@claim("11", "SGD with a learning rate of 1.0 gives NaN in the first epoch.")
def test_sgd_explodes():
    assert not finite(losses("net", learning_rate=1.0, epochs=2)).any()


@claim("11", "It peaks in the thousands, comes back, and gets no better than 1.")
@claim("11", "Adam at 1.0 dies: one leap, then a flat line that is no better than 1.")
def test_adam_dies():
    loss = losses("net", optimizer="adam", learning_rate=1.0, epochs=20)
    assert finite(loss).all()
    assert np.all(loss.max(axis=1) > 3000) and np.all(loss[:, -1] > 0.98) and np.all(loss[:, -1] < 10)


@claim("11", "most units of the second hidden layer answer 0 to every patient")
def test_adam_leaves_dead_units():
    for run in runs("net", optimizer="adam", learning_rate=1.0, epochs=20):
        signal = LESSON.x_train
        for kernel, bias in (run.weights[:2], run.weights[2:4]):
            signal = np.maximum(signal @ kernel + bias, 0)
        assert (signal == 0).all(axis=0).mean() > 0.6


@claim("11", "Adam at 0.1 bounces, in the second figure: it ends higher than at 0.01.")
def test_adam_bounces():
    high, good = (losses("net", optimizer="adam", learning_rate=rate, epochs=20) for rate in (0.1, 0.01))
    assert (high[:, -1] > good[:, -1] + 0.03).sum() >= 9
    worst_rise = [np.median(np.diff(loss).max(axis=1)) for loss in (high, good)]
    assert worst_rise[0] > 2 * worst_rise[1]


@claim("11", "It bumps its head in the first epochs, then learns.")
def test_the_famous_example_does_not_diverge():
    loss = losses("net", optimizer="adam", learning_rate=0.1, batch_size=1000, epochs=40)
    assert np.all(loss[:, :10].max(axis=1) > 1.2 * loss[:, 0])
    assert np.all(loss[:, -1] < 0.6)


@claim("11", "the loss ends above 1, worse than knowing nothing. With 0.1 the network learns.")
@claim("11", "Clipping cures both when you choose it well.")
def test_clipping():
    clipped = ends("net", learning_rate=1.0, clipnorm=1.0, epochs=20)
    # Knowing nothing costs 1. The lowest of ten seeds was 1.04 on one processor, above 1.05 on another.
    assert np.all(clipped > 1.0) and np.median(clipped) > 1.15
    assert np.all(ends("net", learning_rate=1.0, clipnorm=0.1, epochs=20) < 0.5)
    assert np.all(ends("net", learning_rate=0.3, clipnorm=0.1, epochs=20) < 0.5)


@claim("11", "at 0.3, which bounces and sometimes breaks later")
@claim("11", "at 0.3 it ends lower than without.")
def test_decay_cures_bouncing():
    without, halved = ends("net", learning_rate=0.3, epochs=20), ends("halved", learning_rate=0.3, epochs=20)
    assert np.all(~finite(without) | (without > 0.55))
    assert 0 < (~finite(without)).sum() < len(SEEDS)
    assert (~finite(without) | (halved < without - 0.05)).sum() >= 9


@claim("11", "At 1.0 it comes too late: the weights are NaN before the first epoch is over.")
def test_decay_comes_too_late():
    assert not finite(losses("halved", learning_rate=1.0, epochs=2)).any()


@claim("11", "A tenth of the rate cures both: it ends below 0.6.")
def test_a_tenth_of_the_rate():
    assert np.all(ends("net", learning_rate=0.1, epochs=20) < 0.58)
    assert np.all(ends("net", learning_rate=0.03, epochs=20) < 0.58)


@claim("11", "It stopped in the first of a thousand epochs, and it stops for inf as well.")
def test_terminate_on_nan(capsys):
    stop = [keras.callbacks.TerminateOnNaN()]
    net = Experiment(LESSON.build, LESSON.x_train, LESSON.y_train, callbacks=stop)
    assert all(net.run({"learning_rate": 1.0, "epochs": 1000}, seed=seed).epochs == 1 for seed in SEEDS)
    line = Experiment(LESSON.build_line, LESSON.x_train, LESSON.y_train, callbacks=stop)
    run = line.run({"fraction": 1.5, "batch_size": ALL, "epochs": 100})
    assert np.isinf(run.final("loss")) and run.epochs < 100
