"""What lesson 10 says of patience, of time steps and of labels without sense, on ten seeds each."""

from functools import cache

from course_utils.run import Experiment

import keras
import numpy as np
import pytest
from claim import SEEDS, claim, lesson_cells

NAME = "10-failure-deep-lstm"
lesson = lesson_cells(
    NAME,
    *("imports", "build", "inside", "at-start", "cured", "slow-callback"),
    *("time-function", "noise-data"),
)
GUESS = np.log(10)


# ------------------------------------------------------------------------------ slower, or never
EPOCHS = {4: 40, 6: 20}  # what does not move in 20 epochs need not be watched for 40


@cache
def long(depth):
    """The runs of idea 4, with the lesson's own callback."""
    patient = Experiment(lesson.build, lesson.x_train, lesson.y_train, callbacks=lesson.watch)
    wanted = {"batch_size": 128, "epochs": EPOCHS[depth], "depth": depth}
    return [patient.run(wanted, seed=seed) for seed in SEEDS]


def grown(depth, epochs):
    """By how much the spread of the last LSTM has grown since the first epoch."""
    return np.array([run["spread"][epochs - 1] / run["spread"][0] for run in long(depth)])


@claim("10", "The losses do not tell: both lie at 2.30.")
def test_for_twelve_epochs_both_losses_are_those_of_a_guess():
    for depth in (4, 6):
        assert all(abs(loss - GUESS) < 0.06 for run in long(depth) for loss in run["loss"][:12])


@claim("10", "Where the spread grew, the loss followed.")
@claim("10", "With four layers the spread grows from the beginning, while the loss lies flat")
@claim("10", "So four layers are only *slower*.")
def test_four_layers_are_slow():
    assert (grown(4, 12) > 1.2).all()
    assert (np.array([run.final("accuracy") for run in long(4)]) > 0.6).all()


@claim("10", "With six it stays where it is.")
@claim("10", "With six the factor is so close to 1 that you would wait for ever.")
def test_six_layers_do_not_move():
    assert (grown(6, 12) < 1.15).all() and (grown(6, 20) < 1.3).all()
    assert (np.array([run.final("accuracy") for run in long(6)]) < 0.2).all()


@claim("10", "What is too short for SGD becomes a whole step for Adam.")
def test_adam_needs_no_cure():
    adam = Experiment(adam_four, lesson.x_train, lesson.y_train)
    ends = [adam.run({"batch_size": 128, "epochs": 12}, seed=seed).final("accuracy") for seed in SEEDS]
    assert min(ends) > 0.6


def adam_four():
    model = lesson.build()
    model.compile(keras.optimizers.Adam(0.01), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# ------------------------------------------------------------------------------ through time
@cache
def left(scale):
    """Share of the gradient that is left after 29 steps: one dict from layer to share for each seed."""
    return [lesson.three_layers(scale, seed) for seed in SEEDS]


def after(steps, name, scale):
    return np.array([layers[name][steps] for layers in left(scale)])


@claim("10", "The plain one, by far. The GRU keeps least.")
def test_small_inputs_suit_the_plain_layer():
    lstm, gru, plain = (after(29, name, 0.1) for name in ("LSTM", "GRU", "SimpleRNN"))
    assert (plain > 10 * lstm).all() and (lstm > 50 * gru).all() and (plain > 0.1).all()


@claim("10", "The order has turned: it was never in the layer alone.")
def test_larger_inputs_suit_the_lstm():
    lstm, gru, plain = (after(29, name, 1.0) for name in ("LSTM", "GRU", "SimpleRNN"))
    assert (lstm > 10 * plain).all() and (plain > 3 * gru).all()


@claim("10", "Try 3.0 in `three_layers`: the SimpleRNN falls below the GRU.")
def test_large_inputs_silence_the_plain_layer():
    assert (after(29, "SimpleRNN", 3.0) < after(29, "GRU", 3.0) / 100).all()


@claim("10", "Keras starts it with a bias of 1 (`unit_forget_bias=True`), so it stands at")
@claim("10", "Without that bias it is 0.5, like the GRU's.")
def test_the_forget_bias_makes_the_difference():
    assert 1 / (1 + np.exp(-1)) == pytest.approx(0.73, abs=0.002)
    for seed, layers in zip(SEEDS, left(1.0), strict=True):
        keras.utils.set_random_seed(seed)
        bare = lesson.through_time(keras.layers.LSTM(16, unroll=True, unit_forget_bias=False), 1.0)[29]
        assert bare < layers["LSTM"][29] / 100
        assert layers["GRU"][29] / 100 < bare < 100 * layers["GRU"][29]


# ------------------------------------------------------------------------------ nothing to find
@claim("10", "One layer learns a part of the training labels by heart.")
@claim("10", "The validation curve stays at one in ten, whatever you do.")
@claim("10", "There is nothing in these labels to find.")
def test_no_depth_learns_what_is_not_there():
    noise = Experiment(
        lesson.build, lesson.x_noise, lesson.y_noise, validation_data=(lesson.x_fresh, lesson.y_fresh)
    )
    for depth, least in ((1, 0.2), (2, 0.0)):
        wanted = {"batch_size": 128, "epochs": 40, "depth": depth, "validation_batch_size": 1000}
        for run in (noise.run({**wanted, "validation_freq": 10}, seed=seed) for seed in SEEDS):
            assert run.final("accuracy") > least and max(run["val_accuracy"]) < 0.15


# ------------------------------------------------------------------------------ the order
@claim("10", "The loss at the start is healthy in both.")
@claim("10", "Then the sick one cannot even learn 32 rows by heart")
def test_one_batch_by_heart_finds_the_sick_one():
    x, y = lesson.x_look[:32], lesson.y_look[:32]
    batch = Experiment(lesson.build, x, y)
    for depth, low, high in ((6, 1.5, 2.4), (1, 0.0, 0.3)):
        for seed in SEEDS:
            run = batch.run({"epochs": 60, "depth": depth}, seed=seed)
            assert abs(run["loss"][0] - GUESS) < 0.3
            assert low <= run.final("loss") < high
