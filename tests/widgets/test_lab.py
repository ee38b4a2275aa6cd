"""What a learner sees and can do, with real training, through the widget's own traits."""

import math
import threading
import time
import warnings

from course_utils import FitLab, run_fit
from course_utils.widgets import labs
from course_utils.widgets.parts import ValueSlider

import keras
import numpy as np
import pytest
from small import X, Y, build

pytestmark = pytest.mark.usefixtures("no_thread_fails")
LONG = 60.0
RATES = [0.01, 0.1, 1.0]


@pytest.fixture(scope="module")
def lab():
    """One lab for all: its models stay warm."""
    return FitLab(build, X, Y, validation_data=(X, Y), epochs=3, learning_rate=RATES, batch_size=[16, 64])


@pytest.fixture(autouse=True)
def clean(lab):
    """The module's lab without runs, at learning_rate 0.1 and batch_size 16."""
    lab.run()
    for run in lab.runs:
        lab.drop(run)
    yield
    lab.widget.stop.click()
    assert lab.wait(LONG) and not lab.errors


def move(lab, **knobs):
    for name, value in knobs.items():
        lab.controls[name].value = value
    assert lab.wait(LONG)
    return lab.widget.status


def until(condition, seconds=LONG):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)


def test_a_move_trains_and_everything_tells_of_it(lab):
    picture = lab.widget.picture.value
    status = move(lab, learning_rate=0.01)
    [run] = lab.runs
    assert run.settings == {"learning_rate": 0.01, "batch_size": 16, "epochs": 3} and run.status == "finished"
    assert (status.done, status.total, status.problem) == (3, 3, "")
    assert status.doing.startswith("finished") and "With learning_rate 0.01" in status.summary
    assert lab.widget.picture.value != picture and status.summary.split("\n")[0] in lab.widget.picture.alt
    table = lab.widget.table
    assert len(table.rows) == 1 and table.rows[0]["id"] == table.shown
    assert len(table.rows[0]["cells"]) == len(table.columns)
    assert set(run.history) <= set(table.columns) and "finished" in table.rows[0]["cells"]
    assert lab in labs()


def test_remembered_settings_answer_at_once_and_say_so(lab):
    move(lab, learning_rate=0.01)
    move(lab, learning_rate=1.0)
    status = move(lab, learning_rate=0.01)
    assert "nothing was trained" in status.doing and "0.01" in status.summary
    assert len(lab.runs) == 2
    assert lab.run(learning_rate=1.0) is lab.runs[1]


def test_seed_epochs_and_batch_size(lab):
    first = lab.run(learning_rate=0.1)
    lab.widget.seed.value = 5
    assert lab.wait(LONG)
    assert lab.runs[-1].seed == 5 and lab.runs[-1]["loss"] != first["loss"]
    assert lab.run(seed=0) is first and lab.widget.seed.value == 0
    assert lab.run(batch_size=64)["loss"] != first["loss"]
    assert lab.controls["batch_size"].value == 64
    longer = lab.run(epochs=5)
    assert longer.epochs == 5 and longer["loss"][:3] == first["loss"]


def test_names_show_and_drop_through_the_table(lab):
    first, second = lab.run(learning_rate=0.01), lab.run(learning_rate=1.0)
    table = lab.widget.table

    def say(do, run, **more):
        table._handle_custom_msg({"do": do, "id": run.number, **more}, [])

    say("name", first, name="  slow ")
    assert first.name == "slow" and first.label == "slow" and table.rows[0]["name"] == "slow"
    say("show", first)
    assert table.shown == first.number and lab.controls["learning_rate"].value == 0.01
    say("drop", second)
    assert lab.runs == [first] and len(table.rows) == 1
    say("show", second)  # gone: nothing happens
    say("name", first, name=" ")
    assert first.name is None and not lab.errors


def test_compare_runs_what_is_missing_and_leaves_the_figure(lab):
    shown = lab.run(learning_rate=0.1)
    finals = lab.compare("loss", learning_rate=[0.01, 0.1])
    assert finals == {0.01: lab.runs[1].final("loss"), 0.1: shown.final("loss")}
    assert lab.widget.table.shown == shown.number and lab.controls["learning_rate"].value == 0.1


def test_step_step_train_is_the_uninterrupted_run(lab):
    whole = lab.run(learning_rate=1.0, batch_size=64)
    lab.drop(whole)
    move(lab, batch_size=64)
    lab.controls["learning_rate"].value = 1.0
    assert lab.wait(LONG)
    lab.widget.step.click()
    assert lab.wait(LONG)
    assert lab.widget.status.doing.startswith("waiting after epoch 1 of 3")
    other = run_fit(build, X, Y)  # a lab that waits holds nobody up
    assert other.status == "finished"
    lab.widget.step.click()
    until(lambda: lab.widget.status.doing.startswith("waiting after epoch 2"))
    lab.widget.train.click()
    assert lab.wait(LONG)
    assert lab.runs[-1].history == whole.history and lab.runs[-1] is not whole
    assert lab.runs[-1].status == "finished"


def test_stop_keeps_the_run(lab):
    lab.run(epochs=4)
    lab.widget.step.click()
    assert lab.wait(LONG)
    lab.widget.stop.click()
    assert lab.wait(LONG)
    assert lab.runs[-1].status == "stopped" and lab.widget.status.doing.startswith("stopped in epoch 1")


def test_another_run_looked_at_while_one_trains_is_not_drawn_over(lab):
    first = lab.run(learning_rate=0.01)
    lab.controls["learning_rate"].value = 1.0
    assert lab.wait(LONG)
    lab.widget.step.click()
    assert lab.wait(LONG)
    lab.show(first)
    picture = lab.widget.picture.value
    time.sleep(0.1)  # frames that follow too soon are left out
    lab.widget.step.click()
    until(lambda: lab.widget.status.doing.startswith("waiting after epoch 2"))
    assert lab.widget.picture.value == picture


def test_show_me_the_code(lab):
    lab.widget.tell_code.value = True
    move(lab, learning_rate=0.01)
    assert "model.optimizer.learning_rate = 0.01" in lab.widget.code.code
    lab.widget.tell_code.value = False
    assert lab.widget.code.code == ""


def test_four_threads_move_the_controls(lab):
    for rate in RATES:
        lab.run(learning_rate=rate)
    failed = []

    def hand(number):
        try:
            for index in range(50):
                name = ("learning_rate", "batch_size")[number % 2]
                lab.controls[name].value = lab.knobs[name][(index + number) % len(lab.knobs[name])]
        except Exception as error:
            failed.append(error)

    hands = [threading.Thread(target=hand, args=(number,), daemon=True) for number in range(4)]
    for thread in hands:
        thread.start()
    for thread in hands:
        thread.join(LONG)
        assert not thread.is_alive(), "deadlock"
    assert lab.wait(LONG) and not failed and not lab.errors
    turned = {name: control.value for name, control in lab.controls.items()}
    assert {name: lab.widget.current.settings[name] for name in turned} == turned
    for name, slider in lab.controls.items():
        assert slider.values[slider.index] == slider.value, name
    assert {run.status for run in lab.runs} == {"finished"}


def test_a_slider_moves_once_and_refuses_other_values():
    slider, seen = ValueSlider("learning_rate", RATES, 0.01), []
    slider.observe(lambda change: seen.append(change.new), "value")
    slider.set_state({"index": 2})  # what the page's message does
    assert seen == [1.0]
    with pytest.raises(ValueError, match="learning_rate cannot be 3: expected one of 0.01, 0.1, 1"):
        slider.value = 3


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


def test_two_labs_at_once_leave_the_warnings_as_they_were(lab):
    before = warnings.showwarning, list(warnings.filters)
    other = FitLab(bad_units, X, Y, hint=["ok", "warn"], epochs=2)
    move(lab, learning_rate=0.01)
    lab.widget.step.click()
    assert lab.wait(LONG)
    other.widget.step.click()
    assert other.wait(LONG)
    lab.widget.stop.click()
    assert lab.wait(LONG)
    other.widget.stop.click()
    assert other.wait(LONG)
    assert (warnings.showwarning, list(warnings.filters)) == before


def test_runs_that_become_nan():
    def exploding(units=2):
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse")
        return model

    lab = FitLab(exploding, X, X[:, 0] * 1e20, epochs=6, learning_rate=[1e3], batch_size=8)
    run = lab.run()
    assert not math.isfinite(run.final("loss"))
    assert not math.isfinite(lab.compare("loss", learning_rate=[1e3])[1e3])
    assert lab.widget.picture.png[:4] == b"\x89PNG" and not lab.errors


def test_four_metrics_and_no_validation():
    def many():
        model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(1)])
        model.compile(optimizer="sgd", loss="mse", metrics=["mae", "mse", "mape"])
        return model

    lab = FitLab(many, X, Y.astype("float32"), epochs=2)
    assert len(lab.run().history) == 4
    assert not [column for column in lab.widget.table.columns if column.startswith("val_")]


def heavy():
    model = keras.Sequential([keras.Input((400,)), *(keras.layers.Dense(400) for _ in range(4))])
    model.compile(optimizer="sgd", loss="mse")
    return model


@pytest.mark.parametrize("batch_size", [32, 1024])
def test_stop_acts_within_a_quarter_of_a_second(batch_size):
    x = np.zeros((40_000, 400), "float32")  # an epoch takes seconds, and so does its validation
    lab = FitLab(heavy, x, x, validation_data=(x, x), epochs=9, batch_size=batch_size)
    waits = []
    for _ in range(3):  # the first one traces the validation; any may be disturbed by other programs
        lab.widget.train.click()
        until(
            lambda: lab.widget.status.doing.startswith("epoch 1 of 9, batch")
        )  # told after a second in an epoch
        began = time.perf_counter()
        lab.widget.stop.click()
        assert lab.wait(LONG)
        waits.append(time.perf_counter() - began)
        assert lab.runs[-1].status == "stopped" and lab.runs[-1].epochs == 1
    assert min(waits) < 0.5, waits  # a quarter of a second where nothing else runs
