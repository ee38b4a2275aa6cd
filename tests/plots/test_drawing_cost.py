"""What keeps the live chart cheap: earlier runs are drawn once, and its PNG writer is a correct one."""

import io

from course_utils.plots.encode import png
from course_utils.plots.live import LiveChart
from course_utils.plots.panel import Panel

import numpy as np
import pytest
from PIL import Image

OLD = {"loss": [2.0, 1.0], "val_loss": [2.1, 1.2]}


@pytest.mark.parametrize("channels", [3, 4])
def test_a_png_holds_the_pixels_that_were_given(channels):
    pixels = np.random.default_rng(0).integers(0, 256, (7, 5, channels), dtype=np.uint8)
    read = Image.open(io.BytesIO(png(pixels)))
    read.load()  # checks the checksums
    assert read.mode == "RGB" and (np.asarray(read) == pixels[:, :, :3]).all()


def test_a_run_draws_the_earlier_runs_once_and_a_new_one_draws_them_again(monkeypatch):
    drawn = []
    monkeypatch.setattr(Panel, "draw_ghosts", lambda panel, ghosts: drawn.append(len(ghosts)))
    chart = LiveChart(["loss"], epochs=2)
    chart.set_runs([("old", OLD)])
    chart.start("new")
    for loss in (1.5, 1.2):
        chart.add_epoch({"loss": loss})
        chart.draw()
    chart.set_runs([("old", OLD)])
    chart.show({"loss": [1.5, 1.2]}, "new")
    chart.draw()
    assert drawn == [1]
    chart.set_runs([("old", OLD), ("new", {"loss": [1.5, 1.2]})])
    chart.draw()
    assert drawn == [1, 2]


def test_another_title_is_drawn():
    chart = LiveChart(["loss"], epochs=2)
    chart.show(OLD, "learning_rate 0.1")
    before = chart.draw()
    chart.show(OLD, "learning_rate 0.2")
    assert chart.draw() != before
