"""The X-ray of an epoch, on hand-written numbers: what is drawn and said, and how the slider moves it."""

import threading

from course_utils.plots.xray import checked, xray
from course_utils.widgets import Xray

import numpy as np
import pytest

STEPS = [
    {
        "x": np.full((rows, 16), 0.5), "y": np.arange(rows) % 10, "loss": 3.0 - batch,
        "running_mean": 3.0 - batch / 2, "gradient": 1.0 + batch, "move": 0.1 * (1 + batch),
    }
    for batch, rows in enumerate([32, 32, 5])
]  # fmt: skip


def test_it_draws_what_has_happened_up_to_the_batch():
    images, loss, gradient, move = xray(STEPS, 2).axes
    assert images.get_title(loc="left") == "batch 2 of 3"
    of_batch, _, mean, _ = (list(line.get_ydata()) for line in loss.lines)
    assert (of_batch, mean) == ([3.0, 2.0], [3.0, 2.5])
    assert list(gradient.lines[0].get_ydata()) == [1.0, 2.0]
    assert list(move.lines[0].get_xdata()) == [1, 2]


def test_the_axes_stay_where_they_are():
    first, last = xray(STEPS, 1), xray(STEPS, 3)
    for before, after in zip(first.axes, last.axes, strict=True):
        assert before.get_xlim() == after.get_xlim() and before.get_ylim() == after.get_ylim()


def test_it_says_what_it_shows():
    words = xray(STEPS, 3).alt
    assert words.startswith("Batch 3 of 3: 5 images, the first are 0, 1, 2, 3, 4. Loss 1")
    assert "running mean 2." in words and "size 3" in words and "moved by 0.3" in words


def test_drawn_twice_it_is_the_same():
    assert xray(STEPS, 2).png() == xray(STEPS, 2).png()


def test_a_loss_that_is_no_number_is_drawn_and_said():
    broken = [STEPS[0], {**STEPS[1], "loss": float("nan"), "running_mean": float("nan")}]
    assert "Loss NaN" in xray(broken, 2).alt


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "got none. Record an epoch first"),
        ([STEPS[0], {"x": 1, "y": 2, "loss": 3}], "batch 2 has no running_mean, gradient, move"),
        ([{**STEPS[0], "x": np.ones((32, 15))}], "square images in rows; batch 1 has (32, 15)"),
    ],
)
def test_what_cannot_be_drawn_is_named(steps, said):
    with pytest.raises(ValueError) as error:
        checked(steps)
    assert said in str(error.value)


def test_the_slider_changes_picture_and_words():
    shown = Xray(STEPS)
    assert shown.slider.value == 1 and shown.slider.texts == ["1", "2", "3"]
    before = shown.picture.png
    shown.slider.index = 2  # what the page's message does
    assert shown.picture.png != before and shown.picture.alt == xray(STEPS, 3).alt
    assert f'alt="{shown.picture.alt}"' in shown.picture.value
    assert shown.status.summary == shown.picture.alt
    assert (shown.status.done, shown.status.total) == (3, 3)


def test_two_hands_at_once_end_at_one_batch():
    shown = Xray(STEPS)
    threads = [threading.Thread(target=setattr, args=(shown.slider, "index", at)) for at in (1, 2) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert shown.slider.value == shown.slider.index + 1
    assert shown.picture.alt.startswith(f"Batch {shown.slider.value} of 3")


def test_without_a_page_the_whole_epoch_stands_there():
    data, metadata = Xray(STEPS)._repr_mimebundle_()
    assert data["text/plain"].startswith("Batch 3 of 3")
    assert data["text/html"].count(data["text/plain"]) == 2  # as alternative text and below the picture
    assert metadata["image/png"]["alt"] == data["text/plain"] and data["image/png"][:4] == b"\x89PNG"
    assert "application/vnd.jupyter.widget-view+json" in data
