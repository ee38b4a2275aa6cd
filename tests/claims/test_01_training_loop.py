"""What lesson 01 says of `fit` and of the loop by hand, on ten seeds each, with the lesson's own cells."""

from functools import cache

import keras
import numpy as np
import pytest
import tensorflow as tf
from claim import SEEDS, claim, lesson_cells

lesson = lesson_cells(
    "01-training-loop", *("imports", "build", "one-step-check", "step", "loop", "record", "metrics-loop")
)
EPOCHS = 2
X, Y = lesson.x_train, lesson.y_train
MAKERS = {
    "SGD": lambda: keras.optimizers.SGD(0.1),
    "momentum": lambda: keras.optimizers.SGD(0.1, momentum=0.9),
    "Adam": lambda: keras.optimizers.Adam(0.001),
}


by_python = lesson.step_of
lesson.step_of = cache(lesson.step_of)  # one graph for each model, which the seeds share


def nonsense(y_true, y_pred):
    return 1000.0 + 0.0 * y_pred[:, 0]


@cache
def kept(maker, metrics, role):
    return lesson.build(MAKERS[maker](), metrics)


def started(maker, seed, metrics=("accuracy",), role="by hand"):
    """What build makes with this seed, in a model whose graphs are there already: tracing takes seconds."""
    keras.utils.set_random_seed(seed)
    fresh, model = lesson.build(MAKERS[maker](), metrics), kept(maker, metrics, role)
    model.set_weights(fresh.get_weights())
    for each in (fresh, model):
        if not each.optimizer.built:
            each.optimizer.build(each.trainable_variables)
    for old, new in zip(model.optimizer.variables, fresh.optimizer.variables, strict=True):
        old.assign(new)
    return model


@cache
def fitted(maker, seed, shuffle=False):
    """The history of a fit, and all weights at its end in a row."""
    model = started(maker, seed, role="fit")
    history = model.fit(X, Y, epochs=EPOCHS, shuffle=shuffle, verbose=0).history
    return history, lesson.flat(model)


@cache
def recorded(maker, seed):
    return lesson.record(started(maker, seed))


# ------------------------------------------------------------------------------ one step
@claim("01", "A short step downhill; there are many more to make.")
@claim("01", "A step with a rate of 10 lands higher than where it began.")
@claim("01", "Short steps lower the loss a little.")
@claim("01", "a fair guess would give each digit 0.1")
def test_one_step():
    loss_of = keras.losses.SparseCategoricalCrossentropy()
    x, y = X[:32], Y[:32]
    for seed in SEEDS:
        model = started("SGD", seed)
        weights, start = model.trainable_variables, model.get_weights()
        with tf.GradientTape() as tape:
            probabilities = model(x, training=True)
            loss = loss_of(y, probabilities)
        gradients = tape.gradient(loss, weights)
        assert 0.05 < np.median(probabilities) < 0.15 and 2.0 < float(loss) < 2.7
        after = {}
        for rate in (0.001, 0.01, 0.1, 10.0):
            for weight, value, gradient in zip(weights, start, gradients, strict=True):
                weight.assign(value - rate * gradient)
            after[rate] = float(loss_of(y, model(x)))
        assert float(loss) > after[0.001] > after[0.01] > after[0.1] > 0.8 * float(loss)
        assert after[10.0] > 1.2 * float(loss)


@claim("01", "One number for each of the 4,810 weights")
@claim("01", "1,437 images make 44 batches of 32 and a last one of 29: 45 steps, one epoch.")
def test_sizes():
    assert len(lesson.flat(started("SGD", 0))) == 4810
    assert [len(step["y"]) for step in recorded("SGD", 0)] == [32] * 44 + [29]


# ------------------------------------------------------------------------------ the loop
@claim("01", "Your loop is what fit does.")
@claim("01", "with SGD, with momentum and with Adam: each time, every weight was the same")
@pytest.mark.parametrize("maker", MAKERS)
def test_the_loop_ends_on_the_weights_of_fit(maker):
    for seed in SEEDS:
        model = started(maker, seed)
        lesson.train(lesson.step_of(model, model.optimizer.apply), EPOCHS)
        assert np.array_equal(lesson.flat(model), fitted(maker, seed)[1])


@claim("01", "The optimizer in by_hand was never asked; the update was your subtraction.")
def test_plain_subtraction_is_sgd():
    for seed in SEEDS:
        model = started("SGD", seed)
        lesson.train(lesson.step_of(model, lesson.plain_update), EPOCHS)
        assert int(model.optimizer.iterations) == 0
        assert np.array_equal(lesson.flat(model), fitted("SGD", seed)[1])


@claim("01", "with @tf.function and without")
@claim("01", "@tf.function is about speed only")
@pytest.mark.parametrize("maker", MAKERS)
def test_without_a_graph_the_weights_are_the_same(maker, monkeypatch):
    for seed in SEEDS:
        model, by_fit = started(maker, seed), started(maker, seed, role="fit")
        with monkeypatch.context() as eager:
            eager.setattr(tf, "function", lambda step: step)
            eager.setattr(lesson, "x_train", X[:320])
            eager.setattr(lesson, "y_train", Y[:320])
            lesson.train(by_python(model, model.optimizer.apply), 1)
        by_fit.fit(X[:320], Y[:320], shuffle=False, verbose=0)
        assert np.array_equal(lesson.flat(model), lesson.flat(by_fit))


@claim("01", "so it takes another path, to a network that is about as good.")
def test_shuffled():
    for seed in SEEDS:
        (plain, straight), (other, shuffled) = fitted("SGD", seed), fitted("SGD", seed, shuffle=True)
        assert abs(straight - shuffled).max() > 0.01
        assert abs(plain["accuracy"][-1] - other["accuracy"][-1]) < 0.08


# ------------------------------------------------------------------------------ train_on_batch, the X-ray
@claim("01", "The same weights once more, to the last bit.")
@claim("01", "each number that came back belongs to one batch.")
@claim("01", "Measured before the update, as in your own step.")
def test_train_on_batch():
    for seed in SEEDS:
        model, by_hand = started("SGD", seed, role="fit"), started("SGD", seed)
        step = lesson.step_of(by_hand, by_hand.optimizer.apply)
        for start in range(0, len(X), 32):
            x, y = X[start : start + 32], Y[start : start + 32]
            assert abs(float(model.train_on_batch(x, y)[0]) - float(step(x, y)[0])) < 1e-6
        assert np.array_equal(lesson.flat(model), lesson.flat(by_hand))


@claim("01", 'after the last batch it becomes history.history["loss"]')
@claim("01", "It still carries the first batches, when the network knew nothing.")
@pytest.mark.parametrize("maker", ["SGD", "Adam"])
def test_the_running_mean_is_what_fit_logs(maker):
    for seed in SEEDS:
        steps = recorded(maker, seed)
        assert steps[-1]["running_mean"] == fitted(maker, seed)[0]["loss"][0]
        assert steps[-1]["running_mean"] > 1.1 * steps[-1]["loss"]


@claim("01", "The loss of single batches goes up and down")
@claim("01", "The running mean is smooth and comes late.")
def test_batches_jump_and_the_mean_does_not():
    for seed in SEEDS:
        loss, mean = (np.array([s[key] for s in recorded("SGD", seed)]) for key in ("loss", "running_mean"))
        assert (np.diff(loss) > 0).sum() >= 8
        assert np.abs(np.diff(mean)[5:]).max() < 0.5 * np.abs(np.diff(loss)[5:]).max()
        assert (mean[10:] > loss[10:]).mean() > 0.9


@claim("01", "the weights move by the learning rate times the size of the gradient, here a tenth of it")
def test_sgd_moves_by_the_gradient():
    for seed in SEEDS:
        assert all(np.isclose(s["move"], 0.1 * s["gradient"], rtol=1e-3) for s in recorded("SGD", seed))


@claim("01", "In it, every weight with a gradient moves by the full 0.001.")
@claim("01", "The gradient stays about as large as at first; the moves become shorter.")
def test_adam_moves_farthest_at_first():
    for seed in SEEDS:
        steps = recorded("Adam", seed)
        move, size = (np.array([step[key] for step in steps]) for key in ("move", "gradient"))
        assert move.argmax() == 0 and move[-5:].mean() < 0.75 * move[0]
        assert 0.6 < size[-5:].mean() / size[:5].mean() < 1.6
        model = started("Adam", seed)
        before = lesson.flat(model)
        model.train_on_batch(X[:32], Y[:32])
        moved = abs(lesson.flat(model) - before)
        assert moved.max() < 0.00101 and np.median(moved[moved > 0]) > 0.00099


# ------------------------------------------------------------------------------ metrics
@claim("01", "your log is its history")
def test_the_log_is_the_history():
    for seed in SEEDS:
        assert lesson.train_and_log(started("SGD", seed), EPOCHS) == fitted("SGD", seed)[0]


@claim("01", "Equal in every one of the 4,810 weights, to the last bit.")
@claim("01", "Only the loss trains; metrics are for you to read.")
def test_metrics_move_nothing():
    for seed in SEEDS:
        for metrics in ((), (nonsense,)):
            model = started("SGD", seed, metrics)
            model.fit(X, Y, epochs=EPOCHS, shuffle=False, verbose=0)
            assert np.array_equal(lesson.flat(model), fitted("SGD", seed)[1])
