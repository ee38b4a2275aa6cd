"""What goes wrong in a learner's functions is told in the widget, which stays usable."""

import warnings

from course_utils import FitLab

import keras
import pytest
from driving import LONG, move
from small import X, Y, build

pytestmark = pytest.mark.usefixtures("no_thread_fails")


def bad_units(units=2, hint="ok"):
    if hint == "build":
        raise ValueError("the learner's own mistake")
    if hint == "warn":
        warnings.warn("mind the gap", UserWarning, stacklevel=1)
    return build(units)


class Breaks(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        raise RuntimeError("a callback's mistake")


def watched(hurt=0):
    return [Breaks()] if hurt else []


def panel(run, ax):
    if run.settings.get("units") == 1:
        raise ZeroDivisionError("a panel's mistake")
    ax.plot([1, 2])
    return "two points"


def test_errors_are_told_in_the_widget_which_stays_usable():
    hints = ["ok", "build", "warn"]
    start = {"hint": "ok"}
    lab = FitLab(
        bad_units, X, Y, callbacks=watched, hint=hints, hurt=[0, 1], units=[2, 1], also=[panel], start=start
    )
    lab.run()
    assert "two points" in lab.widget.extras.value
    for knob, value, words in [
        ("hint", "build", ("ValueError: the learner's own mistake", "in bad_units: raise ValueError")),
        ("hurt", 1, ("RuntimeError: a callback's mistake", "in on_epoch_end: raise RuntimeError")),
        ("units", 1, ("ZeroDivisionError: a panel's mistake", "in panel: raise Zero")),
    ]:
        before = len(lab.errors)
        status = move(lab, **{knob: value})
        assert len(lab.errors) == before + 1
        assert all(word in status.problem for word in words), status.problem
        with pytest.raises(type(lab.errors[-1])):
            lab.run(**{knob: value})
        status = move(lab, **{knob: lab.knobs[knob][0]})
        assert status.problem == "" and lab.widget.current.settings[knob] == lab.knobs[knob][0]
    status = move(lab, hint="warn")
    assert "Keras warned: mind the gap" in status.summary and lab.runs[-1].warnings == ["mind the gap"]


def test_two_labs_at_once_leave_the_warnings_as_they_were():
    before = warnings.showwarning, list(warnings.filters)
    lab, other = (FitLab(bad_units, X, Y, hint=["ok", "warn"], epochs=2) for _ in range(2))
    lab.widget.step.click()
    assert lab.wait(LONG)
    other.widget.step.click()
    assert other.wait(LONG)
    lab.widget.stop.click()
    assert lab.wait(LONG)
    other.widget.stop.click()
    assert other.wait(LONG)
    assert (warnings.showwarning, list(warnings.filters)) == before
