"""The timeline of hooks and the ringed epochs, on hand-written calls: what is drawn, said and refused."""

import math

from course_utils import plots
from course_utils.plots.hooks import SPANS, spans

import pytest
from matplotlib.figure import Figure

BATCH = ["on_train_batch_begin", "on_train_batch_end"]
TEST = ["on_test_begin", "on_test_batch_begin", "on_test_batch_end", "on_test_end"]
EPOCH = ["on_epoch_begin", *BATCH, *BATCH, *TEST, "on_epoch_end"]
WHOLE = ["on_train_begin", *EPOCH, *EPOCH, "on_train_end"]
BROKEN = ["on_train_begin", *EPOCH, "on_epoch_begin", *BATCH, "on_train_batch_begin"]
LOSSES = {"loss": [2.0, 1.0, 0.5, 0.2], "val_loss": [2.0, 1.2, 1.1, 1.6]}


def words_in(ax):
    return [text.get_text() for text in ax.texts]


def alt(ax):
    return ax.get_figure().alt


def test_every_begin_is_paired_with_its_own_end():
    found = spans(WHOLE)
    assert found[0] == ("train", 1, len(WHOLE))
    assert [span for span in found if span[0] == "epoch"] == [("epoch", 2, 11), ("epoch", 12, 21)]
    assert sum(kind == "train_batch" for kind, *_ in found) == 4
    assert [kind for kind, _, end in spans(BROKEN) if end is None] == ["train", "epoch", "train_batch"]


def test_the_timeline_shows_what_lies_in_what():
    ax = plots.timeline(WHOLE)
    assert {"fit", "epoch 1", "epoch 2"} <= set(words_in(ax))
    assert [label.get_text() for label in ax.get_yticklabels()] == [f"on_{kind}_" for kind in SPANS]
    assert len(ax.patches) == len(spans(WHOLE)) and "never" not in ax.get_xlabel()
    assert alt(ax) == (
        "22 calls of hooks in one fit. Epoch 1, calls 2 to 11: 2 training batches, then a validation of 1 "
        "batch. Epoch 2, calls 12 to 21: 2 training batches, then a validation of 1 batch."
    )


def test_a_span_that_never_ended_can_be_told_without_colour():
    ax = plots.timeline(BROKEN)
    hatched = [bar for bar in ax.patches if bar.get_hatch()]
    crosses = [line for line in ax.lines if line.get_marker() == "X"]
    assert len(hatched) == len(crosses) == 3 and "✕ never called" in ax.get_xlabel()
    assert alt(ax).endswith("Never called: on_train_end, on_epoch_end, on_train_batch_end.")


def test_epochs_are_ringed_and_the_last_is_named():
    ax = plots.marked(LOSSES, [3, 1, 2, 3], "saved")
    assert list(ax.lines[1].get_xdata()) == [1, 2, 3] and list(ax.lines[2].get_xdata()) == [3]
    assert words_in(ax) == ["saved: epoch 3"] and ax.get_ylabel() == "validation loss"
    assert "saved in 3 epochs, the last is 3, with 1.1." in alt(ax)
    assert "saved in no epoch." in alt(plots.marked(LOSSES, [], "saved", "loss"))


@pytest.mark.parametrize(("height", "above"), [(0.8, False), (0.05, True)])
def test_the_words_at_the_last_ring_lie_beside_the_curve(height, above):
    curve = [1.5, *[height] * 28, math.nan, 1.3 * height]
    ax = plots.marked({"val_loss": curve}, [31], "last file")
    ax.figure.draw_without_rendering()
    box = ax.texts[0].get_window_extent().transformed(ax.transData.inverted())
    assert box.y0 > 1.3 * height if above else box.y1 < height


@pytest.mark.parametrize("draw", [plots.timeline, lambda _, ax=None: plots.marked(LOSSES, [2], "a", ax=ax)])
def test_both_draw_the_same_twice_and_on_given_axes(draw):
    assert draw(WHOLE).get_figure().png() == draw(WHOLE).get_figure().png()
    ax = Figure().add_subplot()
    assert draw(WHOLE, ax=ax) is ax and ax.has_data()


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: plots.timeline([]), "got none. Record a fit first"),
        (lambda: plots.timeline(["on_batch_begin"]), "got 'on_batch_begin'"),
        (lambda: plots.timeline(["on_epoch_end"]), "Expected on_epoch_begin before 'on_epoch_end', call 1"),
        (lambda: plots.marked(LOSSES, [1], "a", "mae"), "got 'mae'. Pass one of these"),
        (lambda: plots.marked(LOSSES, [0, 5], "a"), r"epochs from 1 to 4; got \[0, 5\]"),
    ],
)
def test_errors_say_what_was_expected(call, said):
    with pytest.raises(ValueError, match=said):
        call()
