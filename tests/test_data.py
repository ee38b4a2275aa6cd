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


@pytest.mark.parametrize("load", [data.stickers, data.drawings], ids=lambda load: load.__name__)
def test_pictures_are_as_files_hold_them(load):
    (x_train, y_train), (x_val, y_val) = load(n=30, n_val=20)
    assert (len(x_train), len(y_train), len(x_val), len(y_val)) == (30, 30, 20, 20)
    assert {picture.dtype.name for picture in x_train} == {"uint8"} and y_train.dtype == "int64"
    assert len({picture.shape for picture in x_train}) > 10
    assert all(picture.max() > 100 for picture in x_train + x_val)
    (again, _), _ = load(n=30, n_val=20)
    (other, _), _ = load(n=30, n_val=20, seed=1)
    assert all(map(np.array_equal, again, x_train)) and not all(map(np.array_equal, other, x_train))


def test_the_kind_of_a_sticker_is_its_aspect():
    (x, y), _ = data.stickers()
    height, width = np.array([picture.shape[:2] for picture in x]).T
    assert set(y) == {0, 1, 2} and min(height.min(), width.min()) >= 20
    assert (width[y == 0] == height[y == 0]).all()
    assert (width[y == 1] > 1.5 * height[y == 1]).all() and (height[y == 2] > 1.5 * width[y == 2]).all()


def test_drawings_are_thin_lines_of_ink_on_empty_paper():
    (x, y), _ = data.drawings(n=100, n_val=2)
    assert set(y) == set(range(10))
    for sheet in x:
        assert 128 <= sheet.shape[0] == sheet.shape[1] <= 192 and set(np.unique(sheet)) == {0, 255}
        assert 0.005 < (sheet == 255).mean() < 0.06
        thick = sheet[1:-1, 1:-1] & sheet[:-2, 1:-1] & sheet[2:, 1:-1] & sheet[1:-1, :-2] & sheet[1:-1, 2:]
        assert not thick.any()


def test_crops_are_grey_squares_from_two_halves_of_two_photos():
    (x, y), (x_val, y_val) = data.crops(size=24, n=50, n_val=10)
    assert x.shape == (50, 24, 24, 1) and x_val.shape == (10, 24, 24, 1) and x.dtype == "float32"
    assert 0 <= x.min() < 0.2 < 0.8 < x.max() <= 1 and set(y) == set(y_val) == {0, 1}
    largest, _ = data.crops(size=320, n=2, n_val=2)
    assert largest[0].shape == (2, 320, 320, 1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.stickers(n=1), "Expected n to be a whole number of at least 2; got 1"),
        (lambda: data.drawings(n=1797), r"Expected n \+ n_val to be a whole number from 2 to 1,797"),
        (lambda: data.crops(size=321), "Expected size to be a whole number from 2 to 320; got 321"),
    ],
)
def test_what_pictures_cannot_be_had_is_said(call, message):
    with pytest.raises(ValueError, match=message):
        call()
