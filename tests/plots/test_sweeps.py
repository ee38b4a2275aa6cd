"""plots.sweep and plots.sweeps: how runs end against a setting."""

import math

from course_utils import plots

import pytest
from reading import alt, run, words_in


def test_sweep_sorts_the_settings_and_marks_the_best():
    runs = [run({"learning_rate": rate}, {"loss": [9, loss]}) for rate, loss in ((1.0, 2), (0.01, 1))]
    ax = plots.sweep(runs)
    assert list(ax.lines[0].get_xdata()) == [0.01, 1.0] and ax.get_xscale() == "log"
    assert "lowest: 1 at 0.01" in words_in(ax)
    assert alt(ax) == "Loss at the end against learning rate. 0.01: 1, 1: 2."


@pytest.mark.parametrize(
    ("metric", "ends", "side"),
    [
        ("loss", [2.4, 1.8, 8.0], "below"),
        ("loss", [2.4, 0.1, 8.0], "above"),  # no room below
        ("accuracy", [0.2, 0.6, 0.3], "above"),
        ("accuracy", [0.2, 0.95, 0.3], "below"),  # no room above
    ],
)
def test_the_name_of_the_best_stands_where_no_curve_is(metric, ends, side):
    ax = plots.sweep(dict(zip([0.01, 0.1, 1.0], ends, strict=True)), y=metric)
    ax.figure.canvas.draw()
    (best,) = [text for text in ax.texts if "est: " in text.get_text()]
    box, at = best.get_window_extent(), ax.transData.transform((0.1, ends[1]))[1]
    assert box.y1 < at if side == "below" else box.y0 > at
    assert ax.bbox.y0 < box.y0 and box.y1 < ax.bbox.y1


def test_sweep_marks_runs_that_ended_in_no_number():
    ax = plots.sweep({0.1: 0.5, 1.0: math.nan, 3.0: math.inf})
    assert {"NaN", "infinity"} <= {text.get_text() for text in ax.texts}


def test_sweep_runs_its_line_through_the_middle_of_several_seeds():
    runs = [run({"units": units}, {"loss": [loss]}) for units, loss in ((8, 1), (8, 2), (8, 9), (16, 4))]
    ax = plots.sweep(runs, x="units")
    assert list(ax.lines[0].get_ydata()) == [1, 2, 9, 4] and list(ax.lines[1].get_ydata()) == [2, 4]


def test_sweep_of_several_seeds_marks_the_best_middle_and_tells_each_range():
    losses = {0.1: [0.5, 0.6, 0.1], 1.0: [0.3, 0.4, math.nan], 3.0: [math.nan, math.nan, 0.05]}
    runs = [run({"learning_rate": rate}, {"loss": [end]}) for rate, ends in losses.items() for end in ends]
    ax = plots.sweep(runs)
    assert [text.get_text() for text in ax.texts if "lowest" in text.get_text()] == ["lowest: 0.4 at 1"]
    told = ax.figure.alt
    assert "0.1: 0.1 to 0.6 in 3 runs, 1: 0.3 to 0.4 in 3 runs, 1 of them not finite" in told
    accuracy = [
        run({"units": n}, {"accuracy": [end]}) for n, end in [(1, 0.5), (1, 0.6), (2, math.nan), (2, 0.9)]
    ]
    ax = plots.sweep(accuracy, x="units", y="accuracy")
    assert any(text.get_text() == "highest: 0.55 at 1" for text in ax.texts)


def test_sweep_of_many_settings_is_a_line_told_in_short_with_marks_that_are_told_too():
    losses = {10 ** (place / 10): abs(place - 12) + 1.0 for place in range(25)}
    ax = plots.sweep(losses, ylabel="loss of a batch", mark={"a third of that": 10**1.2 / 3})
    assert ax.get_ylabel() == "loss of a batch"
    markers = [line for line in ax.lines if line.get_marker() not in ("", "None")]
    assert [len(line.get_xdata()) for line in markers] == [1], "the ringed best"
    assert any("a third of that" in text.get_text() for text in ax.texts)
    told = ax.figure.alt
    assert told.startswith("Loss of a batch against learning rate. 25 settings: 13 at 1, lowest, 1, at 15.8")
    assert told.endswith("13 at 251. A dotted line marks a third of that, 5.28.")


def test_sweeps_of_many_settings_are_told_in_short():
    falling = {step: 1 / (1 + step) for step in range(30)}
    turning = {step: abs(step - 9) + 2.0 for step in range(30)}
    ax = plots.sweeps({"LSTM": falling, "GRU": turning}, x="steps ago")
    assert alt(ax) == (
        "Loss at the end against steps ago, 2 curves. LSTM: 30 settings: 1 at 0, 0.0333 at 29. "
        "GRU: 30 settings: 11 at 0, lowest, 2, at 9, 22 at 29."
    )


def test_sweep_over_names_draws_points_without_a_line():
    ax = plots.sweep({"sgd": 0.8, "adam": 0.9}, x="optimizer", y="val_accuracy")
    assert "highest: 0.9 at adam" in words_in(ax) and ax.lines[0].get_linestyle() == "None"


def test_the_words_at_the_best_point_stand_within_the_axes():
    for values in ({1: 0.9, 2: 0.5, 3: 0.1}, {1: 0.1, 2: 0.5, 3: 0.9}):
        ax = plots.sweep(values, x="depth", y="accuracy")
        ax.figure.draw_without_rendering()
        (words,) = [text for text in ax.texts if "highest" in text.get_text()]
        box, frame = words.get_window_extent(), ax.get_window_extent()
        assert frame.x0 <= box.x0 and box.x1 <= frame.x1


def test_sweeps_name_each_curve_and_keep_what_is_no_number():
    ax = plots.sweeps({"SGD": {0.01: 2.0, 1.0: 0.1}, "Adam": {0.01: 0.1, 1.0: math.nan}})
    assert ax.get_xscale() == "log" and {"SGD", "Adam", "NaN"} <= {text.get_text() for text in ax.texts}
    assert "SGD: 0.01: 2, 1: 0.1. Adam: 0.01: 0.1, 1: NaN." in alt(ax)
