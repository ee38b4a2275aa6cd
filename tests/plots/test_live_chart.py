"""The chart that grows: what it shows, when its axes move, and that it may be drawn in a thread."""

import io
import math
import threading

from course_utils.plots.live import LiveChart

import numpy as np
import pytest
from PIL import Image

OLD = {"loss": [2.0, 1.0, 0.5], "val_loss": [2.1, 1.2, 0.9]}


def pixels(chart):
    return np.asarray(Image.open(io.BytesIO(chart.draw())).convert("RGB"))


def limits(chart):
    return [panel.limits for panel in chart._panels]


def test_an_epoch_changes_the_picture_and_its_absence_does_not():
    chart = LiveChart(["loss"], epochs=3)
    chart.start("learning_rate 0.1")
    empty = chart.draw()
    assert chart.draw() == empty
    chart.add_epoch({"loss": 0.9})
    assert chart.draw() != empty


def test_size_is_the_same_for_one_and_two_metrics_and_two_rows_for_more():
    assert pixels(LiveChart(["loss"])).shape == pixels(LiveChart(["loss", "mae"])).shape == (300, 760, 3)
    assert pixels(LiveChart(["loss", "mae", "auc"])).shape == (600, 760, 3)
    assert len(LiveChart(list("abcdef"))._panels) == 4


def test_a_run_drawn_epoch_by_epoch_looks_like_the_whole_run():
    grown, whole = LiveChart(["loss"], epochs=3), LiveChart(["loss"], epochs=3)
    history = {"loss": [2.0, 7.0, 0.5], "val_loss": [2.1, 1.2, 0.9]}  # 7 makes the axis move
    grown.start("a")
    for loss, val_loss in zip(*history.values(), strict=True):
        grown.add_epoch({"loss": loss, "val_loss": val_loss})
        grown.draw()
    whole.show(history, "a")
    assert (pixels(grown) == pixels(whole)).all()


def test_axes_stay_while_values_fit_and_move_when_one_does_not():
    chart = LiveChart(["loss"], epochs=9)
    chart.start()
    seen = []
    for loss in (2.0, 1.0, 0.001, 2.4, 7.0):
        chart.add_epoch({"loss": loss})
        seen.append(limits(chart)[0][:2])
    assert seen[0] == seen[1] == seen[2] == (0, 2.5) and seen[3] == (0, 2.5) and seen[4] != (0, 2.5)


def test_earlier_runs_set_the_axes_before_the_first_epoch():
    chart = LiveChart(["loss"], epochs=3)
    chart.ghost(OLD, "0.1")
    assert limits(chart) == [(0, 2.5, "linear")]
    chart.start("0.01")
    chart.add_epoch({"loss": 0.2})
    assert limits(chart) == [(0, 2.5, "linear")]


def test_earlier_runs_are_grey_and_can_be_taken_away():
    chart = LiveChart(["loss"], epochs=3)
    empty = chart.draw()
    old = {"loss": OLD["loss"]}  # a chart that has seen validation goes on to name it
    chart.set_runs([("0.1", old), ("0.2", old)])
    picture = pixels(chart).astype(int)
    plot = picture[62:250, 60:690]
    assert (np.ptp(plot, axis=2) < 12).all() and (plot.sum(axis=2) < 3 * 200).any()
    chart.set_runs([])
    chart._panels[0].limits = None
    chart.start()
    assert chart.draw() == empty


def test_a_longer_earlier_run_ends_at_the_edge_of_the_axes():
    chart = LiveChart(["loss"], epochs=2)
    chart.draw()
    chart.set_runs([("40", {"loss": [1.0] * 40, "val_loss": [0.5] * 8})])
    drawn = []
    chart._panels[0].ax.draw_artist = lambda artist: drawn.extend(getattr(artist, "get_xdata", list)())
    chart.draw()
    assert max(drawn) == 2


def test_metrics_are_found_in_the_first_epoch():
    chart = LiveChart(epochs=2)
    chart.start()
    chart.add_epoch({"loss": 1.0, "mae": 2.0, "val_loss": 1.0, "learning_rate": 0.1})
    chart.draw()
    assert [panel.metric for panel in chart._panels] == ["loss", "mae"]


@pytest.mark.parametrize(
    "values", [[math.nan], [math.inf, math.nan], [1, 1e300, math.inf], [-1e30], [0, 0], [1e-30]]
)
def test_no_value_is_too_strange(values):
    chart = LiveChart(["loss", "accuracy"], epochs=3)
    chart.ghost({"loss": values, "accuracy": values}, "strange")
    chart.start("strange too")
    for value in values:
        chart.add_epoch({"loss": value, "accuracy": value, "val_loss": value})
        chart.draw()


def test_a_run_that_leaves_the_picture_does_not_flatten_the_others():
    chart = LiveChart(["loss"], epochs=3)
    chart.ghost(OLD, "0.1")
    chart.start("3.0")
    chart.add_epoch({"loss": 4.0})
    chart.add_epoch({"loss": 1e20})
    chart.draw()
    assert limits(chart)[0][1] < 10
    assert chart._panels[0]._notice.get_text() == "▲ 1e+20 in epoch 2"


def test_the_sign_of_a_broken_run_leaves_the_title_free():
    chart = LiveChart(["mean_absolute_error", "loss"], epochs=9)
    chart.show({"mean_absolute_error": [math.inf] * 2, "loss": [math.nan] * 2}, "3.0")
    chart.draw()
    for panel in chart._panels:
        title = panel.ax._left_title.get_window_extent()
        assert not title.overlaps(panel._notice.get_window_extent())
        assert not title.overlaps(panel._mark.get_window_extent())
        assert panel._notice.get_window_extent().x1 < chart._figure.bbox.x1


@pytest.mark.parametrize(
    ("values", "named", "beside"),
    [
        ([2.0, 1.0, 0.5, 0.4], "0.1", True),
        ([2.0, 1.0], "0.1", False),  # stopped early: the name tells where
        ([2.0, 1.0, math.nan], "0.1 ✕", False),
        ([2.0], "0.1", False),  # a dot
        ([2.0, math.nan], "0.1 ✕", True),
        ([math.inf], "0.1 ✕", True),
    ],
)
def test_an_earlier_run_is_named_where_its_line_ends_or_beside_the_panel(values, named, beside):
    chart = LiveChart(["loss"], epochs=4)
    chart.set_runs([("0.1", {"loss": values})])
    chart.draw()
    (panel,) = chart._panels
    assert panel._label.get_text() == named
    assert (panel._label.get_window_extent().x0 > panel.ax.bbox.x1) == beside
    assert panel._label.get_window_extent().y1 < panel._notice.get_window_extent().y0


def test_a_name_inside_the_panel_stands_clear_of_the_end_of_its_curve():
    chart = LiveChart(["accuracy"], epochs=40)
    (panel,) = chart._panels
    for end, side in ((0.5, 1), (0.99, -1)):
        chart.set_runs([("10", {"accuracy": [0.2] * 9 + [end]})])
        chart.draw()
        x, y = panel.ax.transData.transform((10, end))
        box = panel._label.get_window_extent()
        assert box.x0 < x < box.x1 and (box.y0 > y + 3 if side > 0 else box.y1 < y - 3)


def test_a_title_that_would_meet_the_legend_is_cut_between_two_settings():
    chart = LiveChart(["loss"], epochs=4)
    settings = [f"setting_{number} 0.001" for number in range(6)]
    for count in (1, 6):
        chart.start(", ".join(settings[:count]))
        chart.draw()
        title, legend = chart._title.get_window_extent(), chart._figure.legends[0].get_window_extent()
        assert not title.overlaps(legend)
        shown = chart._title.get_text().removesuffix(", …").split(", ")
        assert shown == settings[: len(shown)]
        assert chart._title.get_text().endswith(", …") is (count == 6)


def named(chart):
    return [text.get_text() for text in chart._figure.legends[0].get_texts()]


def test_the_legend_names_what_is_drawn():
    chart = LiveChart(["loss"], epochs=2)
    chart.start("a")
    assert named(chart) == ["training"]
    chart.add_epoch({"loss": 1.0})
    assert named(chart) == ["training"]
    chart.add_epoch({"loss": 0.9, "val_loss": 1.0})  # validation_freq=2
    assert named(chart) == ["training", "validation"]
    chart.start("b")  # the next run will have what the last one had: nothing is drawn anew
    assert named(chart) == ["training", "validation"]
    chart.set_runs([("a", OLD)])
    assert named(chart) == ["training", "validation", "earlier runs"]
    chart.set_runs([])
    chart.show({"loss": [1.0, 0.5]}, "c")
    assert named(chart) == ["training"]


def test_a_long_name_leaves_room_for_the_cross():
    chart = LiveChart(["loss"], epochs=4)
    chart.set_runs([("momentum 0.99", {"loss": [math.nan]})])
    chart.draw()
    assert chart._panels[0]._label.get_text() == "moment… ✕"


def test_threads_may_add_and_draw_at_once():
    chart = LiveChart(["loss"], epochs=50)
    chart.start()
    failed = []

    def work(add):
        try:
            for step in range(25):
                if add:
                    chart.add_epoch({"loss": 1 / (step + 1)})
                else:
                    chart.draw()
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work, args=(add,)) for add in (True, False, True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert len(chart._current["loss"]) == 50
