"""Every chart, on hand-written numbers: what is drawn, what is said, what is refused."""

import doctest
import importlib
import math
import pkgutil
import subprocess
import sys
from types import SimpleNamespace

from course_utils import plots
from course_utils.plots.descent import path

import numpy as np
import pytest
from matplotlib import pyplot
from matplotlib.figure import Figure
from reading import alt, run, words_in

OVERFIT = {"loss": [2.3, 0.5, 0.2, 0.137], "val_loss": [2.2, 0.6, 0.574, 0.7]}
BROKEN = {"loss": [2.3, 80.0, math.nan]}
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype="float32")
Y = np.array([0, 0, 1, 1])


CHARTS = {
    "history": lambda ax=None: plots.history(OVERFIT, ax=ax),
    "compare": lambda ax=None: plots.compare({"a": OVERFIT, "b": BROKEN}, ax=ax),
    "sweep": lambda ax=None: plots.sweep({0.1: 0.5, 1.0: math.nan}, ax=ax),
    "decision_boundary": lambda ax=None: plots.decision_boundary(lambda x: x[:, 0], X, Y, ax=ax),
    "sweeps": lambda ax=None: plots.sweeps({"a": {0.1: 0.5, 1.0: 0.2}}, ax=ax),
    "fitted": lambda ax=None: plots.fitted([1, 2, 3], [1, 2, 2], ax),
    "verdicts": lambda ax=None: plots.verdicts({("y", "Dense(1)", "mse"): ("lies", "")}, ax),
    "by_layer": lambda ax=None: plots.by_layer({"dense": 0.5, "dense_1": 0.001}, ax=ax),
}


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_chart_opens_a_described_figure_that_is_drawn_the_same_twice(draw):
    first, second = draw().get_figure(), draw().get_figure()
    assert first is not second and len(first.alt) > 30 and first.alt.endswith(".")
    assert first.png() == second.png()
    assert b"Software" not in first.png() and b"matplotlib" not in first.png().lower()


@pytest.mark.parametrize("draw", CHARTS.values(), ids=CHARTS)
def test_a_chart_draws_on_the_axes_it_is_given(draw):
    figure = Figure()
    ax = figure.add_subplot()
    assert draw(ax) is ax and ax.has_data()
    assert not pyplot.get_fignums()


def test_a_notebook_gets_the_description_in_every_form():
    data, metadata = plots.history({"loss": [2.0, 1.0]}).get_figure()._repr_mimebundle_()
    words = "Training loss falls from 2 to 1 over 2 epochs."
    assert data["text/plain"] == words and metadata == {"image/png": {"alt": words}}
    assert data["image/png"].startswith(b"\x89PNG")
    assert data["text/html"].startswith(f'<img alt="{words}" src="data:image/png;base64,')


def test_words_of_a_learner_cannot_break_out_of_the_description():
    figure = plots.compare({'<b>"x"</b>': {"loss": [1.0]}}).get_figure()
    assert "<b>" not in figure._repr_mimebundle_()[0]["text/html"]


def test_history_marks_where_validation_turned():
    ax = plots.history(OVERFIT)
    assert "lowest: 0.574\nin epoch 3" in words_in(ax)
    assert [len(line.get_xdata()) for line in ax.lines[:2]] == [4, 4]
    assert ax.get_xlabel() == "epoch" and ax.get_ylabel() == "loss"


def test_history_says_where_it_broke():
    ax = plots.history(BROKEN)
    assert "NaN in epoch 3" in words_in(ax) and "becomes NaN in epoch 3" in alt(ax)


def test_history_draws_every_metric_but_not_the_learning_rate():
    axes = plots.history({"loss": [1.0], "accuracy": [0.5], "mae": [2.0], "learning_rate": [0.1]})
    assert [ax.get_ylabel() for ax in axes] == ["loss", "accuracy", "mae"]
    asked_for = plots.history({"loss": [1.0], "learning_rate": [0.1]}, "learning_rate")
    assert asked_for.get_ylabel() == "learning rate"


def test_history_names_only_the_curves_that_are_there():
    values = {"loss": [1.0, 0.5], "val_loss": [1.0, 0.6], "learning_rate": [0.1, 0.1]}
    assert plots.history(values, "learning_rate").get_figure().legends == []
    beside = Figure().add_subplot()
    assert plots.history(values, "learning_rate", ax=beside).get_legend() is None
    names = [text.get_text() for text in plots.history(values, "loss", ax=beside).get_legend().get_texts()]
    assert names == ["training", "validation"]


@pytest.mark.parametrize(("high", "scale"), [(900, "linear"), (9000, "log")])
def test_three_decades_make_a_logarithmic_axis(high, scale):
    assert plots.history({"loss": [1.0, high]}).get_yscale() == scale


def test_an_empty_history_is_drawn_as_an_empty_chart():
    assert alt(plots.history({})) == "No epoch has finished yet."


def test_compare_names_each_curve_at_its_end():
    ax = plots.compare([run({"units": 8}, OVERFIT), run({"units": 16}, BROKEN, name="wide")], "loss")
    assert "{'units': 8}" in words_in(ax) and "wide  ✕ NaN in epoch 3" in words_in(ax)
    assert "wide: starts at 2.3 and becomes NaN in epoch 3." in alt(ax)


def test_compare_keeps_runs_of_one_name_apart():
    ax = plots.compare([run({"units": 8}, OVERFIT)] * 2)
    assert "{'units': 8} (run 2)" in words_in(ax)


def test_compare_tells_what_the_learning_rate_did():
    ax = plots.compare({"halved": {"learning_rate": [0.1, 0.05]}}, "learning_rate")
    assert "halved: falls from 0.1 to 0.05 over 2 epochs." in alt(ax)


def test_compare_can_leave_out_the_first_epochs():
    long = {"loss": [9.0, 0.3, 0.25, 0.2]}
    ax = plots.compare({"all": long, "stopped": {"loss": [9.0, 0.5]}}, first_epoch=2)
    assert list(ax.lines[0].get_xdata()) == [2, 3, 4] and ax.get_xlim() == (2, 4)
    assert ax.get_ylim()[1] < 1
    assert "all: falls from 0.3 to 0.2 between epochs 2 and 4. stopped: is 0.5 after epoch 2." in alt(ax)


def test_the_learning_rate_is_neither_training_nor_validation():
    values = {"loss": [2, 1], "val_loss": [2, 1], "learning_rate": [0.1, 0.05]}
    assert plots.history(values, metrics="learning_rate", ax=Figure().add_subplot()).get_legend() is None
    ax = plots.history(values, metrics="learning_rate")
    assert alt(ax) == "Learning rate falls from 0.1 to 0.05 over 2 epochs."
    assert plots.history(values, metrics="loss", ax=Figure().add_subplot()).get_legend() is not None


def test_the_path_on_a_parabola_ends_or_runs_away_at_two_over_the_curvature():
    assert abs(path(0.49, curvature=4.0, steps=100)[-1]) < 0.5
    assert set(abs(path(0.5, curvature=4.0))) == {1.0}
    assert abs(path(0.51, curvature=4.0, steps=100)[-1]) > 5
    axes = plots.descent([0.1, 0.51], curvature=4.0, steps=40)
    assert "limit 2 / curvature = 0.5: with 0.1 it gets nearer" in alt(axes[0])
    assert "with 0.51 it moves away" in alt(axes[0])


@pytest.mark.parametrize(
    ("outputs", "percent"),
    [
        (lambda x: x[:, 0], "100 %"),
        (lambda x: x[:, :1], "100 %"),
        (lambda x: np.c_[1 - x[:, 0], x[:, 0]], "100 %"),
        (lambda x: 1 - x[:, 0], "0 %"),
    ],
)
def test_decision_boundary_reads_every_shape_of_prediction(outputs, percent):
    model = SimpleNamespace(predict=lambda x, verbose: outputs(x))
    assert percent in alt(plots.decision_boundary(model, X, Y[:, None]))
    assert percent in alt(plots.decision_boundary(outputs, X, Y))


def test_layers_keep_their_order_and_show_what_is_no_number():
    ax = plots.by_layer({"first": 0.0007, "second": math.nan, "third": 0.0, "last": 1.1})
    assert ax.get_xscale() == "log" and "✕ NaN" in words_in(ax)
    told = "first 0.0007, second NaN, third 0, last 1.1."
    assert alt(ax) == f"Norm of the gradient by layer, first to last: {told}"
    assert plots.by_layer({"first": 0.1}, "spread of the outputs").get_xlabel() == "spread of the outputs"


def test_a_single_layer_is_a_bar_and_no_wall():
    ax = plots.by_layer({"only": 0.1})
    (bar,) = ax.patches
    bottom, top = ax.get_ylim()
    assert bar.get_height() < 0.25 * (bottom - top) and bar.get_y() == top + 0.2


@pytest.mark.parametrize("shape", [(2, 8, 8), (2, 64), (2, 8, 8, 1), (2, 8, 8, 3)])
def test_images_of_every_shape(shape):
    axes = plots.images(np.linspace(0, 1, math.prod(shape)).reshape(shape), ["a cat", 7])
    assert len(axes) == 2 and alt(axes[0]) == "2 images of 8 by 8 pixels: a cat, 7."


def test_images_of_two_sizes_and_with_words_of_ones_own():
    assert "4 by 4 and 5 by 6" in alt(plots.images([np.zeros((5, 6)), np.zeros((4, 4))])[0])
    assert alt(plots.images(np.zeros((1, 4, 4)), alt="An empty page.")[0]) == "An empty page."


def test_images_share_one_panel_without_overlap():
    ax = Figure().add_subplot()
    pictures = [np.zeros((8, 8)), np.zeros((4, 8, 3)), np.zeros((8, 4)), np.ones((2, 2))]
    assert list(plots.images(pictures, list("abcd"), columns=3, ax=ax)) == [ax]
    extents = [image.get_extent() for image in ax.images]
    sides = [(right - left, top - bottom) for left, right, bottom, top in extents]
    assert np.allclose(sides, [(1, 1), (1, 0.5), (0.5, 1), (1, 1)])
    assert extents[0][1] < extents[1][0] < extents[2][0] and extents[3][3] < extents[0][2]
    for text, (left, right, _, top), name in zip(ax.texts, extents, "abcd", strict=True):
        assert left <= text.get_position()[0] <= right and text.get_position()[1] > top
        assert text.get_text() == name
    assert extents[3][3] + 0.25 < extents[0][2] and not ax.axison


def test_a_thin_line_of_a_large_image_is_drawn_without_gaps():
    sheet = np.zeros((1, 160, 160))
    sheet[0, range(160), range(160)] = 1
    for ax in (plots.images(sheet)[0], plots.images(sheet, ax=Figure().add_subplot())[0]):
        assert ax.images[0].get_interpolation() == "auto"
    assert plots.images(sheet[:, :64, :64])[0].images[0].get_interpolation() == "nearest"


def test_images_of_mixed_ranges_share_one_scale_of_grey():
    bytes_and_floats = [np.full((4, 4), 255, "uint8"), np.full((4, 4), 0.5)]
    shown = [ax.images[0].get_array() for ax in plots.images(bytes_and_floats)]
    assert shown[0].max() == 1 and shown[1].max() == 0


def test_a_high_value_is_dark_as_ink_and_light_in_a_photo():
    row = np.array([[[0.0, 1.0]]])
    panel = Figure().add_subplot()
    for ink, light in ((True, (1, 0)), (False, (0, 1))):
        for ax in (plots.images(row, ink=ink)[0], plots.images(row, ink=ink, ax=panel)[0]):
            image = ax.images[-1]
            assert np.allclose(image.to_rgba(image.get_array())[0, :, 0], light)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.history(OVERFIT, "acc"), r"metrics out of \['loss'\]; got 'acc'. Add it to metrics"),
        (lambda: plots.history(OVERFIT, list("loss"), ax=[1]), "Expected metrics out of"),
        (lambda: plots.compare([]), "Expected one run or more; got none"),
        (
            lambda: plots.compare({"a": OVERFIT}, first_epoch=9),
            "first_epoch from 1 to 4, the last epoch of 'a'",
        ),
        (lambda: plots.compare({"a": OVERFIT}, "mae"), r"'a', out of \['loss', 'val_loss'\]; got 'mae'"),
        (lambda: plots.sweep([]), "Expected one run or more; got none"),
        (lambda: plots.sweep([run({"units": 8}, OVERFIT)]), "'learning_rate'; got one with {'units': 8}"),
        (lambda: plots.sweep([run({"units": 8}, OVERFIT)], x="units", y="mae"), "got 'mae'"),
        (lambda: plots.descent([]), "Expected one to four learning rates"),
        (lambda: plots.descent([1.0], curvature=0), "curvature above 0; got 0"),
        (lambda: plots.decision_boundary(len, np.zeros((3, 4)), Y), r"\(samples, 2\); got \(3, 4\)"),
        (lambda: plots.decision_boundary(len, X, Y[:2]), "4 samples and 2 labels"),
        (lambda: plots.by_layer({}), "Expected one layer or more; got none"),
        (lambda: plots.images([]), "one image or more; got none"),
        (lambda: plots.images(np.zeros((2, 7))), r"a sample of shape \(7,\)"),
        (lambda: plots.images(np.zeros((2, 4, 4)), ["one"]), "each of 2 images; got 1 titles"),
    ],
)
def test_errors_say_what_was_expected(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_judging_and_drawing_need_no_keras():
    program = (
        "import sys; sys.modules['keras'] = sys.modules['tensorflow'] = None\n"
        "from course_utils import data, history, plots\n"
        "from course_utils.plots.live import LiveChart\n"
        "print(history.summary({'loss': [2.0, 1.0]}))\n"
        "plots.history({'loss': [2.0, 1.0]})\n"
        "LiveChart(['loss']).draw()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "Training loss falls from 2 to 1 over 2 epochs.\n", done.stderr


def test_examples_in_the_docstrings():
    names = [f"course_utils.plots.{module.name}" for module in pkgutil.iter_modules(plots.__path__)]
    results = [doctest.testmod(importlib.import_module(name)) for name in names]
    assert sum(result.attempted for result in results) >= 8
    assert not any(result.failed for result in results)


TRIALS = {
    ("y = 0 or 1", "1, sigmoid", "binary_crossentropy"): ("learns", "96%"),
    ("y = 0 or 1", "1, softmax", "binary_crossentropy"): ("lies", "51%"),
    ("y one-hot", "1, sigmoid", "binary_crossentropy"): ("raises", ""),
}


def test_verdicts_differ_in_sign_word_and_lightness():
    ax = plots.verdicts(TRIALS)
    assert {"✓ learns  96%", "! lies  51%", "✕ raises"} <= {text.get_text() for text in ax.texts}
    lightness = sorted(sum(patch.get_facecolor()[:3]) for patch in ax.patches)
    assert lightness[1] - lightness[0] > 1 and lightness[2] - lightness[1] > 0.2


def test_verdicts_name_every_pair_in_words():
    words = alt(plots.verdicts(TRIALS))
    assert words.startswith("Table of 3 trials. y = 0 or 1: learns: 1, sigmoid with binary_crossentropy; ")
    assert "lies: 1, softmax with binary_crossentropy." in words and "y one-hot: learns with no pair" in words


@pytest.mark.parametrize("shape", [(3,), (3, 1)])
def test_fitted_flattens_so_that_nothing_broadcasts(shape):
    ax = plots.fitted(np.array([1.0, 2.0, 3.0]).reshape(shape), [[1.0], [2.0], [2.0]])
    assert ax.get_title(loc="left") == "R² = 0.5" and "R² = 0.5" in alt(ax)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: plots.verdicts({}), "one trial or more; got none"),
        (lambda: plots.verdicts({("a", "b", "c"): ("wins", "")}), r"out of .*; got \['wins'\]"),
        (lambda: plots.fitted([1, 2], [1]), "got 2 samples and 1 predictions"),
        (lambda: plots.fitted([1, 1], [1, 2]), "got one value throughout"),
        (lambda: plots.sweeps({}), "got none"),
        (lambda: plots.sweeps({"a": {}}), "got an empty one"),
        (lambda: plots.sweeps({"a": {"x": 1}}), "Expected numbers as settings"),
    ],
)
def test_what_the_charts_of_lesson_02_refuse(call, message):
    with pytest.raises(ValueError, match=message):
        call()
