"""What lesson 10 says of depth and of its cures, on ten seeds each, with the lesson's own cells."""

from functools import cache

from course_utils.run import Experiment

import numpy as np
from claim import SEEDS, claim, lesson_cells

NAME = "10-failure-deep-lstm"
lesson = lesson_cells(NAME, "imports", "build", "inside", "at-start", "cured")
GUESS = np.log(10)
FIT = {
    "batch_size": 128,
    "epochs": 8,
    "validation_freq": 8,
    "validation_batch_size": 360,
}  # one look at the end

digits = Experiment(
    lesson.build_cured, lesson.x_train, lesson.y_train, validation_data=(lesson.x_val, lesson.y_val)
)


@cache
def runs(cure="none", depth=4, learning_rate=0.3):
    wanted = {**FIT, "cure": cure, "depth": depth, "learning_rate": learning_rate}
    return [digits.run(wanted, seed=seed) for seed in SEEDS]


def accuracy(*which, **settings):
    return np.array([run.final("val_accuracy") for run in runs(*which, **settings)])


@cache
def at_start(cure="none", depth=4):
    """Spread and norm of the gradient by seed and layer, before the first update."""
    found = [lesson.at_start(lesson.build_cured, seed, cure=cure, depth=depth) for seed in SEEDS]
    return tuple(np.array([list(each.values()) for each in kind]) for kind in zip(*found, strict=True))


# ------------------------------------------------------------------------------ depth
@claim("10", "One layer names more than nine digits in ten.")
@claim("10", "Two are worse, three are lost, and with four nothing is learnt at all")
def test_each_layer_more_makes_it_worse():
    one, two, three, four = (accuracy(depth=depth) for depth in (1, 2, 3, 4))
    assert (one > 0.9).all() and (two < one - 0.02).all() and (two > 0.7).all()
    assert (three < two - 0.25).all() and (four < 0.2).all()


@claim("10", "The accuracy is that of a guess, and the loss is the loss of guessing")
@claim("10", "the loss stays at that of guessing")
def test_four_layers_lose_what_a_guess_loses():
    assert all(abs(loss - GUESS) < 0.03 for run in runs(depth=4) for loss in run["loss"])


def test_the_first_model_is_the_one_without_a_cure():
    """So that what is measured here on `build_cured` holds for `build`, too."""
    for depth in (1, 4):
        plain, cured = (lesson.at_start(make, 3, depth=depth) for make in (lesson.build, lesson.build_cured))
        assert plain == cured


# ------------------------------------------------------------------------------ what arrives
@claim("10", "Each LSTM hands on a fifth to a quarter of what it gets.")
@claim("10", "after six layers they differ in the fifth decimal place")
@claim("10", "the gradient shrinks in the other direction")
def test_spread_and_gradient_shrink_from_layer_to_layer():
    spread, gradient = at_start(depth=6)
    share = spread[:, 1:] / spread[:, :-1]
    assert share.min() > 0.14 and share.max() < 0.32 and 0.17 < np.median(share) < 0.26
    assert ((spread[:, -1] > 5e-6) & (spread[:, -1] < 5e-5)).all()
    assert (gradient[:, 0] < gradient[:, -1] / 100).all()


@claim("10", "Three layers hand on about a twentieth.")
@claim("10", "Four layers hand on about a hundredth: that is less than a thirtieth.")
def test_the_border_of_the_exercise_lies_between_three_and_four_layers():
    three, four = (spread[:, -1] / spread[:, 0] for spread, _ in (at_start(depth=3), at_start(depth=4)))
    assert (three > 1 / 25).all() and (three < 1 / 13).all()
    assert (four < 1 / 60).all() and (four > 1 / 200).all()


# ------------------------------------------------------------------------------ cures
@claim("10", "One of four. The table says what each of them changed.")
@claim("10", "orthogonal: the gates halve all the same.")
@claim("10", "LayerNorm: not at this learning rate.")
def test_at_this_rate_only_the_residual_connection_cures():
    for cure in ("clipnorm", "orthogonal", "LayerNorm"):
        assert (accuracy(cure) < 0.5).all(), cure
    assert (accuracy("residual") > 0.85).all()


@claim("10", "The longest gradient is fifty times shorter than 1: not one is touched.")
@claim("10", "clipnorm: there was nothing to clip.")
def test_clipping_changes_nothing():
    assert (at_start("clipnorm")[1] < 1 / 40).all()
    for clipped, plain in zip(runs("clipnorm"), runs(), strict=True):
        assert np.allclose(clipped["loss"], plain["loss"], atol=1e-4)


@claim("10", "But it was the gates that lose, not the matrix.")
def test_an_orthogonal_start_hands_on_no_more():
    assert (at_start("orthogonal")[0][:, -1] < 1.2 * at_start()[0][:, -1]).all()


@claim("10", "mends the spread, and makes the gradients more than thirty times as long")
@claim("10", "So the old rate throws the weights about")
def test_layer_normalization_asks_for_another_rate():
    (spread, gradient), (_, before) = at_start("LayerNorm"), at_start()
    assert (spread[:, -1] > 0.5 * spread[:, 0]).all()
    assert (gradient.max(axis=1) > 30 * before.max(axis=1)).all()
    assert (accuracy("LayerNorm", learning_rate=0.03) > 0.6).all()
    assert (accuracy("LayerNorm", learning_rate=0.03) > accuracy("LayerNorm") + 0.2).all()


@claim("10", "The spread stays.")
def test_the_residual_connection_hands_the_spread_on():
    spread, _ = at_start("residual")
    assert (spread[:, -1] > 0.9 * spread[:, 0]).all()
