"""A threshold and its confusion matrix, on hand-written numbers: counted, drawn, said, moved by a slider."""

import math

from course_utils.plots.decision import Counts, checked, count, decision, described
from course_utils.widgets import Threshold

import numpy as np
import pytest

Y = np.array([0, 0, 0, 0, 1, 1])
P = np.array([0.1, 0.2, 0.4, 0.7, 0.4, 0.9])


def test_it_counts_the_four_kinds():
    assert count(Y, P, 0.5) == Counts(quiet=3, needless=1, missed=1, found=1)
    assert count(Y, P, 0.4) == Counts(quiet=2, needless=2, missed=0, found=2)  # at the threshold is an alarm
    assert count(Y, P, 0.95) == Counts(quiet=4, needless=0, missed=2, found=0)
    assert count(np.zeros(3, int), P[:3], 0.5) == Counts(3, 0, 0, 0)  # one class alone


def test_what_follows_from_the_counts():
    counts = Counts(quiet=3, needless=1, missed=1, found=3)
    assert (counts.precision, counts.recall, counts.accuracy) == (0.75, 0.75, 0.75)
    assert counts.cost(miss=10, alarm=2) == 12 / 8
    assert math.isnan(Counts(4, 0, 2, 0).precision) and math.isnan(Counts(4, 1, 0, 0).recall)


def test_it_says_what_it_shows():
    words = decision(Y, P, 0.5, ("healthy", "ill"), costs=(10, 1)).alt
    assert words == (
        "Threshold 0.5. Of 2 rows of the class ill, 1 found and 1 missed; of 4 rows of the class healthy, 1 "
        "alarms for nothing. Precision 0.5, recall 0.5, accuracy 0.667. Cost per row 1.83."
    )
    assert "Precision unknown, there is no alarm, recall 0" in described(Y, P, 0.95)
    assert "Cost" not in described(Y, P, 0.5)


def test_bars_stand_on_their_side_of_the_line():
    positives, negatives, matrix = decision(Y, P, 0.5, ("healthy", "ill")).axes
    assert positives.get_title(loc="left") == "rows of the class ill"
    for ax, wrong, right in ((positives, 1, 1), (negatives, 1, 3)):
        bars = [bar for bar in ax.patches if bar.get_height() > 0]
        hatched = sum(bar.get_height() for bar in bars if bar.get_hatch())
        assert (hatched, sum(bar.get_height() for bar in bars) - hatched) == (wrong, right)
    cells = ["1\n✕ missed", "1\n✓ found", "3\n✓ left alone", "1\n✕ for nothing"]
    assert [text.get_text() for text in matrix.texts] == cells
    assert matrix.get_xlabel() == "precision 0.50   recall 0.50\naccuracy 0.67"


def test_the_axes_stay_where_they_are():
    first, last = decision(Y, P, 0.1), decision(Y, P, 0.9)
    for before, after in zip(first.axes, last.axes, strict=True):
        assert before.get_xlim() == after.get_xlim() and before.get_ylim() == after.get_ylim()


def test_drawn_twice_it_is_the_same():
    assert decision(Y, P, 0.3).png() == decision(Y, P, 0.3).png()


@pytest.mark.parametrize(
    ("y", "p", "said"),
    [
        ([0, 1], [0.5], "got 2 labels and 1 probabilities"),
        ([], [], "got 0 labels"),
        ([1, 2], [0.5, 0.5], "labels 0 and 1; got 1, 2"),
        ([0, 1], [-3.0, 4.0], "got -3 to 4. Does the model return logits?"),
        ([0, 1], [0.5, math.nan], "Expected probabilities from 0 to 1"),
        ([0, 1], [[0.1, 0.9], [0.2, 0.8]], "For one class among several, pass y == 3 and p[:, 3]"),
    ],
)
def test_what_does_not_fit_is_named(y, p, said):
    with pytest.raises(ValueError) as error:
        checked(y, p)
    assert said in str(error.value)


def test_a_column_as_predict_returns_it():
    y, p = checked(Y[:, None].astype("float32"), P[:, None])
    assert y.shape == p.shape == (6,) and y.dtype.kind == "i"


def test_the_slider_changes_picture_and_words():
    shown = Threshold(Y, P[:, None], names=("healthy", "ill"))
    assert shown.slider.value == 0.5 and shown.slider.texts[:2] == ["0.01", "0.05"]
    before = shown.picture.png
    shown.slider.index = shown.slider.values.index(0.95)  # what the page's message does
    assert shown.picture.png != before and shown.picture.alt.startswith("Threshold 0.95. Of 2 rows")
    assert f'alt="{shown.picture.alt}"' in shown.picture.value
    assert shown.status.summary == shown.picture.alt
    assert shown.status.total == 0  # nothing to wait for: no bar of progress


def test_without_a_page_the_start_stands_there():
    data, metadata = Threshold(Y, P, start=0.2, costs=(10, 1))._repr_mimebundle_()
    assert data["text/plain"].startswith("Threshold 0.2.") and "Cost per row 0.5." in data["text/plain"]
    assert data["text/html"].count(data["text/plain"]) == 2  # as alternative text and below the picture
    assert metadata["image/png"]["alt"] == data["text/plain"] and data["image/png"][:4] == b"\x89PNG"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_a_start_beside_the_slider_is_named():
    with pytest.raises(ValueError, match="threshold cannot be 0.123: expected one of 0.01, 0.05"):
        Threshold(Y, P, start=0.123)
