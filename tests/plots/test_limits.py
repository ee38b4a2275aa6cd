"""Axes: ranges, scales, and labels that do not cover each other."""

import math

from course_utils.plots import axis
from course_utils.plots.limits import needs_log, spread, y_limits

import pytest

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("metric", "curves", "expected"),
    [
        ("loss", [[2.3, 1.1], [2.2]], (0, 2.5, "linear")),
        ("loss", [], (0, 1, "linear")),
        ("loss", [[NAN, INF]], (0, 1, "linear")),
        ("loss", [[0.9, 30, 4000]], (0.1, 10_000, "log")),
        ("loss", [[-7.0, -68.0]], (-80, 0, "linear")),
        ("loss", [[0.0, 0.0]], (0, 1, "linear")),
        ("accuracy", [[0.95, 0.97]], (0, 1, "linear")),
        ("auc", [[0.95, 1.4]], (0, 1.5, "linear")),  # not a share after all
        ("loss", [[2.0, 1.0], [1.5, 1e30]], (0, 2.5, "linear")),  # one run left the picture
    ],
)
def test_y_limits(metric, curves, expected):
    low, high, scale = y_limits(metric, curves)
    assert scale == expected[2]
    assert (low, high) == pytest.approx(expected[:2])


def test_every_curve_fits_with_headroom():
    for highest in (0.011, 0.99, 1, 1.2, 7.7, 9.9, 300, 9999):
        assert highest * 1.03 < y_limits("loss", [[highest]])[1] <= highest * 1.6


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 1001], True),
        ([1, 999], False),
        ([0, 5000], False),
        ([], False),
        ([NAN, 2], False),
        ([41, *[2.4] * 9, *[0.3] * 10], True),  # a first loss far above all others
        ([41, 20, 4.0, *[2.4] * 20, *[0.3] * 10], True),  # it comes down in steps
        ([29, *[2.4] * 9, *[0.3] * 10], False),  # 97 times
        ([41, 39, 37, *[2.4] * 7, *[0.3] * 10], False),  # not lonely: they are seen
        ([2.3, 1.5, 1, 0.7, 0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01], False),  # a usual curve
    ],
)
def test_needs_log(values, expected):
    assert needs_log(values) is expected


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        ([0.0, 5.0], [0, 5]),
        ([1.0, 1.0], [0.5, 1.5]),
        ([4.0, 1.0, 1.2, 1.1], [4, 0.1, 2.1, 1.1]),
        ([0.0, 1.0, 1.5], [-0.1667, 0.8333, 1.8333]),  # the third pushes the second, which pushes the first
        ([], []),
    ],
)
def test_spread(positions, expected):
    assert spread(positions, gap=1.0) == pytest.approx(expected, abs=1e-3)


def test_spread_stays_within_its_bounds_while_there_is_room():
    assert spread([0.0, 0.0, 10.0, 10.0], 1.0, low=0.0, high=10.0) == [0, 1, 9, 10]


def test_what_does_not_fit_is_moved_to_the_edge_and_what_is_no_number_is_a_gap():
    shown = axis.clipped([1, 9, -9, INF, NAN], (0, 5, "linear"))
    assert shown[:3] == [1, 5, 0] and all(map(math.isnan, shown[3:]))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([2, 1], None),
        ([], None),
        ([2, NAN, INF], (4, "X", "✕ NaN in epoch 4")),
        ([2, 9], (4, "^", "▲ 9 in epoch 4")),
        ([9, INF], (4, "X", "✕ infinity in epoch 4")),
    ],
)
def test_note(values, expected):
    assert axis.note(values, [2, 4, 6], high=5) == expected


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2.5e-4, "2.5e-4"),
        (1e-5, "1e-5"),
        (0.0, "0"),
        (0.001, "0.001"),
        (2500, "2,500"),
        (1e5, "1e5"),
        (1e12, "1e12"),
    ],
)
def test_tick(value, words):
    assert axis.tick(value) == words
