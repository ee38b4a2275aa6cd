"""What keeps the live chart cheap: earlier runs are drawn once, and a frame has few colours."""

import io

from course_utils.plots.live import LiveChart
from course_utils.plots.panel import Panel
from course_utils.plots.png import quick_png

import numpy as np
from PIL import Image

OLD = {"loss": [2.0, 1.0], "val_loss": [2.1, 1.2]}


def test_a_frame_shows_what_was_drawn_in_few_colours():
    chart = LiveChart(["loss"], epochs=2)
    chart.show(OLD, "learning_rate 0.1")
    chart.draw()
    pixels = np.asarray(chart._canvas.buffer_rgba())
    frame = np.asarray(Image.open(io.BytesIO(quick_png(pixels))).convert("RGB")).astype(int)
    assert np.abs(frame - pixels[:, :, :3]).max() < 24, "a difference that an eye would see"


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
