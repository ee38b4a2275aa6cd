"""The datasets: shapes, seeds, ranges, and the numbers that theory gives for them."""

import doctest

from course_utils import data
from course_utils.data import measured, steepness

import numpy as np
import pytest

SETS = {
    data.digits: ((1437, 64), (1437,), 360),
    data.moons: ((500, 2), (500,), 500),
    data.waves: ((512, 8), (512, 1), 256),
    data.line: ((256, 10), (256, 1), 256),
    data.diabetes: ((353, 10), (353, 1), 89),
}


@pytest.mark.parametrize("load", SETS, ids=lambda load: load.__name__)
def test_shapes_types_and_seeds(load):
    x_shape, y_shape, validation = SETS[load]
    (x_train, y_train), (x_val, y_val) = load()
    assert (x_train.shape, y_train.shape) == (x_shape, y_shape)
    assert len(x_val) == len(y_val) == validation
    assert x_train.dtype == x_val.dtype == "float32"
    assert y_train.dtype == y_val.dtype == ("float32" if y_train.ndim == 2 else "int64")
    assert np.isfinite(x_train).all() and np.isfinite(y_train).all()
    (again, _), _ = load()
    (other, _), _ = load(seed=1)
    assert (again == x_train).all() and not (other == x_train).all()


@pytest.mark.parametrize("load", SETS, ids=lambda load: load.__name__)
def test_a_test_part_overlaps_with_no_other(load):
    parts = [x for x, _ in load(test=True)]
    assert len(parts) == 3
    rows = [{row.tobytes() for row in part} for part in parts]
    # A few of the 1,797 digits are equal to the last pixel; whole parts are not.
    assert not any(len(one & two) > 2 for one, two in zip(rows, rows[1:] + rows[:1], strict=True))


@pytest.mark.parametrize(("scale", "low", "high"), [("0..1", 0, 1), ("0..16", 0, 16)])
def test_range_of_the_digits(scale, low, high):
    for x, _ in data.digits(scale=scale):
        assert (x.min(), x.max()) == (low, high)


def test_standardised_means_by_the_training_part():
    for (x_train, _), (x_val, _) in (data.digits(scale="standardised"), data.diabetes()):
        used = x_train.std(axis=0) > 0
        assert np.allclose(x_train.mean(axis=0), 0, atol=1e-4)
        assert np.allclose(x_train.std(axis=0)[used], 1, atol=1e-3)
        assert not np.allclose(x_val.mean(axis=0), 0, atol=1e-3)


def test_wrong_labels_only_where_they_were_asked_for():
    (x, y), (_, y_val) = data.digits(n=250, noisy_labels=0.25)
    (x_clean, y_clean), (_, y_val_clean) = data.digits(n=250)
    assert (x == x_clean).all() and (y_val == y_val_clean).all() and len(x) == 250
    # A label drawn anew is the right one in one case of ten.
    assert 0.15 < (y != y_clean).mean() < 0.30


def test_moons_can_be_told_apart_but_not_by_a_line():
    (x, y), _ = data.moons(n=400, noise=0.0)
    assert 150 < (y == 0).sum() < 250
    with_bias = np.c_[x, np.ones(400)]
    weights = np.linalg.lstsq(with_bias, 2.0 * y - 1, rcond=None)[0]
    assert 0.7 < ((with_bias @ weights > 0) == y).mean() < 0.95
    distance = np.linalg.norm(x[:, None] - x, axis=2) + np.where(np.eye(400), 9, 0)
    assert (y[distance.argmin(axis=1)] == y).all()


def test_waves_are_scaled_and_no_line_fits_them():
    (x, y), (x_val, y_val) = data.waves()
    assert abs(y.mean()) < 1e-5 and abs(y.std() - 1) < 1e-5
    with_bias = np.c_[x, np.ones(len(x))]
    weights = np.linalg.lstsq(with_bias, y, rcond=None)[0]
    assert np.mean((np.c_[x_val, np.ones(len(x_val))] @ weights - y_val) ** 2) > 0.2


@pytest.mark.parametrize(
    ("x", "expected"),
    [
        (data.digits(scale="0..16")[0][0], 3.7e-4),
        (data.digits()[0][0], 0.087),
        (data.digits(scale="standardised")[0][0], 0.136),
        (data.diabetes(standardise=False)[0][0], 1.4e-5),
        (data.diabetes()[0][0], 0.248),
    ],
)
def test_highest_learning_rate_of_known_data(x, expected):
    assert data.highest_learning_rate(x) == pytest.approx(expected, rel=0.05)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_gradient_descent_diverges_above_the_highest_learning_rate_and_not_below(momentum):
    (x, y), _ = data.line()
    with_bias = np.c_[x, np.ones(len(x))].astype("float64")
    limit = data.highest_learning_rate(x, momentum=momentum)

    def grows(learning_rate):
        weights, velocity = np.zeros((with_bias.shape[1], 1)), 0.0
        for _ in range(1000):
            gradient = 2 / len(x) * with_bias.T @ (with_bias @ weights - y)
            velocity = momentum * velocity - learning_rate * gradient
            weights = weights + velocity
        return np.mean((with_bias @ weights - y) ** 2) > np.mean(y**2)

    assert not grows(0.97 * limit)
    assert grows(1.03 * limit)


def test_ten_times_the_scale_is_a_hundredth_of_the_learning_rate():
    (one, y_one), _ = data.line()
    (ten, y_ten), _ = data.line(scale=10.0)
    assert (y_one == y_ten).all()
    ratio = data.highest_learning_rate(one) / data.highest_learning_rate(ten)
    assert ratio == pytest.approx(100, rel=0.05)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.digits(scale="0..255"), r"one of '0\.\.1'.*got '0\.\.255'.*Pass scale='0\.\.1'"),
        (lambda: data.digits(noisy_labels=25), "noisy_labels from 0 to 1; got 25"),
        (lambda: data.digits(n=5000), "n to be a whole number from 2 to 1,437; got 5000"),
        (lambda: data.moons(n=1), "n to be a whole number of at least 2; got 1"),
        (lambda: data.moons(n=10.5), "whole number of at least 2; got 10.5"),
        (lambda: data.waves(noise=-1), "noise to be at least 0; got -1"),
        (lambda: data.line(scale=0), "scale above 0; got 0"),
        (lambda: data.line(features=0), "features above 0; got 0"),
    ],
)
def test_errors_say_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_examples_in_the_docstrings():
    results = [doctest.testmod(module) for module in (measured, steepness)]
    assert all(result.attempted and not result.failed for result in results)
