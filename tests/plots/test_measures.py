"""Charts that set measures side by side: `pairs`, and `calibration`, on hand-written numbers."""

from course_utils.plots import calibration, pairs
from course_utils.plots.calibration import bands

import numpy as np
import pytest

TABLE = {"scaling": {"test": 0.5, "new": 0.52}, "copies": {"test": 0.84, "new": 0.49}}


def test_pairs_draws_each_measure_in_its_row():
    ax = pairs(TABLE, "accuracy", reference=(0.5, "a coin"))
    marks = {line.get_label(): line for line in ax.lines}
    assert list(marks["test"].get_xdata()) == [0.5, 0.84] and list(marks["new"].get_xdata()) == [0.52, 0.49]
    assert marks["test"].get_marker() != marks["new"].get_marker()  # colour is never the only sign
    assert [label.get_text() for label in ax.get_yticklabels()] == ["scaling", "copies"]
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # the first row stands on top
    assert pairs(TABLE, "accuracy", limits=(0, 1)).get_xlim() == (0, 1)
    assert "a coin" in [text.get_text() for text in ax.get_legend().get_texts()]


def test_pairs_says_its_numbers():
    ax = pairs(TABLE, "accuracy")
    assert ax.figure.alt == "Accuracy. scaling: test 0.5, new 0.52. copies: test 0.84, new 0.49."


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({}, "one row or more; got none"),
        ({"a": {"x": 1}, "b": {"y": 1}}, "the measures x in each row; 'b' has y"),
    ],
)
def test_pairs_names_what_it_cannot_draw(table, said):
    with pytest.raises(ValueError) as error:
        pairs(table, "accuracy")
    assert said in str(error.value)


def test_bands_count_what_came_true():
    p = np.repeat([0.1, 0.5, 0.9], [10, 10, 4])
    y = np.r_[np.arange(10) < 1, np.arange(10) < 6, np.ones(4)].astype(int)
    said, came, error = bands(y, p)
    assert np.allclose(said, [0.1, 0.5]) and np.allclose(came, [0.1, 0.6])  # four rows are too few to say
    assert np.allclose(error, [np.sqrt(1 / 6 * 5 / 6 / 10), np.sqrt(7 / 12 * 5 / 12 / 10)])


def test_a_band_where_all_came_true_is_not_certain():
    _, came, error = bands(np.ones(8, int), np.full(8, 0.9))
    assert came == [1.0] and 0.05 < error[0] < 0.15


@pytest.mark.parametrize("p", [0.0, 0.2, 0.6, 0.8, 1.0])
def test_rows_on_an_edge_are_counted_once(p):
    rows = np.arange(10) < 5
    said, came, error = bands(rows.astype(int), np.full(10, p))
    assert len(said) == len(came) == len(error) == 1 and came == [0.5]


def test_calibration_draws_a_curve_for_each_model():
    y, p = np.tile([0, 1], 20), np.full(40, 0.5)
    ax = calibration({"early": (y, p), "late": (y[:, None], np.where(y, 0.9, 0.7)[:, None])})
    assert "early: of the rows with a mean probability of 0.5 came true 0.5." in ax.figure.alt
    assert "late: of the rows" in ax.figure.alt
    assert {"early", "late"} <= {text.get_text() for text in ax.texts}
    assert ax.get_xlim() == ax.get_ylim() == (0, 1)


def test_calibration_needs_a_model():
    with pytest.raises(ValueError, match="got none"):
        calibration({})
